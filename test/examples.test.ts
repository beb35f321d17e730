/** The example projects: what `npm run examples` runs, as a user would install it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { passed, projects } from '../scripts/projects.ts';
import { read, ROOT } from './pages.ts';

test('there is a project for each way to test', () => {
  expect(projects()).toEqual(expect.arrayContaining(['jest-commonjs', 'jest-esm', 'node-test', 'playwright', 'react', 'vitest']));
});

test.each(projects())('examples/%s says how it is run, and pins what it needs', (name) => {
  const { devDependencies = {}, dependencies = {}, scripts } = JSON.parse(read(`examples/${name}/package.json`)) as Record<string, Record<string, string>>;
  expect(scripts).toHaveProperty('test');
  for (const version of Object.values({ ...dependencies, ...devDependencies })) expect(version).toMatch(/^\^?\d+\.\d+\.\d+$/);
  expect(existsSync(join(ROOT, 'examples', name, 'README.md'))).toBe(true);
});

test.each(['examples', 'homes', 'stories'])('CI runs npm run %s', (suite) => {
  expect(read('.ci/run')).toContain(`npm run ${suite} --silent ||`);
});

test.each([
  ['Tests:       3 passed, 3 total\n', 3],
  ['Tests:       1 failed, 2 passed, 3 total\n', 2],
  ['      Tests  5 passed (5)\n', 5],
  ['# pass 4\n', 4],
  ['ℹ pass 4\n', 4],
  ['\n  10 passed (4.2s)\n', 10],
  ['\n  1 failed\n    [chromium] › tests/order.spec.ts:4:1 › 3 passed ────\n  2 passed (1.1m)\n', 2],
  ['Tests:       1 failed, 1 total\n', 0],
  ['', 0],
])('how many tests have passed is read from what a runner prints: %j', (output, count) => {
  expect(passed(output)).toBe(count);
});
