/** `npm run bench`: the table of benchmarks, as ratios of two measurements in the same run. `-- --quick` measures less. */
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { collections } from './collections.ts';
import { coverage } from './coverage.ts';
import { imports } from './import.ts';
import { birth, scale } from './model.ts';
import { inProcess, throughMsw } from './process.ts';
import { replicas } from './replicas.ts';
import { callers, CLIENT, standalone, start } from './standalone.ts';
import { types } from './types.ts';
import { violations } from './violations.ts';
import { weight } from './weight.ts';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const rounds = values.quick ? 5 : 15;

const { version: msw } = createRequire(import.meta.url)('msw/package.json') as { version: string };
process.stdout.write(
  `Measured on ${new Date().toISOString().slice(0, 10)} with \`npm run bench\`: Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, msw ${msw}; the load by ${CLIENT}.\n\n`,
);
process.stdout.write('| what | measured | bar | |\n| --- | --- | --- | --- |\n');
for (const measure of [standalone, callers, replicas, start, inProcess, violations, throughMsw, coverage, imports, types, scale, birth, weight]) {
  for (const { what, measured, bar, held } of await measure(rounds))
    process.stdout.write(`| ${what} | ${measured} | ${bar} | ${held ? 'held' : '**not held**'} |\n`);
}
process.stdout.write(`\n${await collections(rounds)}\n`);
process.exit(0);
