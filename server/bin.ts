#!/usr/bin/env node
/** The command line: `stuntbox serve [vendor…] [--port 4010] …`. */
import { main } from './main.ts';

process.exitCode = await main(process.argv.slice(2));
