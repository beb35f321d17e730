/** The matchers beside the built package, in Vitest and in node:test: the same cases of each. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, mkdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { passed } from '../scripts/projects.ts';
import { ROOT } from './pages.ts';

let folder = '';
const run = async (...words: string[]): Promise<string> => {
  // This test's own runner must not show through.
  const { NODE_OPTIONS: _, JEST_WORKER_ID: __, VITEST: ___, NODE_TEST_CONTEXT: ____, FORCE_COLOR: _____, ...env } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: folder, env: { ...env, NO_COLOR: '1' }, timeout: 300_000 });
  return stdout;
};

beforeAll(async () => {
  if (!existsSync(join(ROOT, 'dist'))) throw new Error('There is no dist/ to test. Build it with: npm run build');
  if (!existsSync(join(ROOT, 'test/projects/vitest/node_modules/vitest')))
    throw new Error('Vitest is not installed. Install it with: node scripts/setup.js --test');
  folder = await mkdtemp(join(tmpdir(), 'stuntbox-matchers-'));
  await cp(join(ROOT, 'test/projects/matchers'), folder, { recursive: true });
  await mkdir(join(folder, 'node_modules'));
  await symlink(ROOT, join(folder, 'node_modules/stuntbox'));
  await symlink(join(ROOT, 'test/projects/vitest/node_modules/vitest'), join(folder, 'node_modules/vitest'));
}, 400_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test('each matcher passes and fails in Vitest, with the same words', async () => {
  expect(passed(await run('node_modules/vitest/vitest.mjs', 'run'))).toBe(8);
}, 400_000);

test('each assertion passes and fails in node:test, with the same words', async () => {
  expect(passed(await run('--test', 'node.test.js'))).toBe(7);
}, 400_000);
