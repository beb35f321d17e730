#!/usr/bin/env node
/** The command line: `stuntbox serve [vendor…] [--port 4010] …`. */
import { main } from './main.ts';

// The reader of our output may be gone: `stuntbox scenarios | head -1`.
for (const output of [process.stdout, process.stderr]) output.on('error', () => {});
process.exitCode = await main(process.argv.slice(2));
