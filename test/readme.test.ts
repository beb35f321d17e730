/** The README's first example is examples/quick-start.test.mjs: it fails as the README says, and passes once the clock is moved. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { blocksOf, read, ROOT } from './pages.ts';

/** Without its first line, which is for whoever finds the file. */
const example = read('examples/quick-start.test.mjs').replace(/^.*\n/, '');
const [failing = '', advance = ''] = blocksOf('README.md', 'js').map(({ code }) => code);

/** Runs a test file by Node's own runner, from inside the package, so that it imports what users import. */
function run(name: string, code: string): { readonly status: number | null; readonly output: string } {
  const folder = join(ROOT, '.cache/quick-start');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), code);
  const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--test', join(folder, name)], { encoding: 'utf8', env });
  return { status, output: stdout + stderr };
}

test('the first example is examples/quick-start.test.mjs, before its clock is moved', () => {
  expect(failing).toBe(example.replace(advance, ''));
  expect(example).toContain(advance);
});

test('the first example fails as the README shows', () => {
  const { status, output } = run('failing.test.mjs', failing);
  expect(status).toBe(1);
  expect(output).toContain('a new server becomes active');
  expect(output).toContain("+ 'provisioning'");
  expect(output).toContain("- 'active'");
});

test('the first example passes once the clock is moved', () => {
  expect(run('passing.test.mjs', example)).toMatchObject({ status: 0 });
});

test('the README is short enough to read', () => {
  expect(read('README.md').split('\n').length).toBeLessThanOrEqual(260);
});
