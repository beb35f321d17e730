/** The cost of an import in Jest's ESM mode, where every test file loads every module again. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { consumer, program } from './consumer.ts';
import type { Line } from './line.ts';
import { median } from './measure.ts';

/** A test that imports one module after another and records the processor time of each, in milliseconds. */
const timing = (...names: readonly string[]): string => `
import { appendFileSync } from 'node:fs';
import { test } from '@jest/globals';
test('imports', async () => {
  const times = {};
  for (const name of ${JSON.stringify(names)}) {
    const began = process.cpuUsage();
    await import(name);
    const { user, system } = process.cpuUsage(began);
    times[name] = (user + system) / 1000;
  }
  appendFileSync(new URL('times', import.meta.url), JSON.stringify(times) + '\\n');
});
`;

export async function imports(rounds: number): Promise<Line[]> {
  const files: Record<string, string> = { 'jest.config.json': '{ "transform": {}, "injectGlobals": false, "testMatch": ["<rootDir>/*.test.js"] }' };
  for (let round = 0; round < rounds; round += 1) {
    files[`${round}.network.test.js`] = timing('msw/node');
    files[`${round}.double.test.js`] = timing('msw/node', 'msw', 'stuntbox', 'stuntbox/vpsorg');
  }
  const folder = consumer('bench-import', files);
  // One after another in one process, so that they do not disturb each other.
  execFileSync(process.execPath, ['--experimental-vm-modules', '--no-warnings', program('jest/bin/jest.js'), '--runInBand', '--silent'], {
    cwd: folder,
    stdio: 'ignore',
  });
  const times = readFileSync(join(folder, 'times'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, number>)
    // The first test of each kind reads the files from disk.
    .slice(4);
  const of = (...names: readonly string[]): number =>
    median(times.filter((time) => names.every((name) => name in time)).map((time) => names.reduce((sum, name) => sum + (time[name] ?? 0), 0)));
  const network = median(times.filter((time) => !('stuntbox' in time)).map((time) => time['msw/node'] ?? 0));
  const [own, whole] = [of('stuntbox', 'stuntbox/vpsorg') / network, of('msw', 'stuntbox', 'stuntbox/vpsorg') / network];
  return [
    {
      what: 'import: `stuntbox` and a vendor in a Jest ESM test file that imports `msw`, against `msw/node` there',
      measured: `${own.toFixed(2)} (${of('stuntbox', 'stuntbox/vpsorg').toFixed(1)} ms)`,
      bar: '≤ 0.35',
      held: own <= 0.35,
    },
    { what: 'the same with `msw` itself, where nothing else of the test imports it', measured: whole.toFixed(2), bar: '', held: true },
  ];
}
