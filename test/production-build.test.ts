/** What the production build of an application holds that starts a cloud in development: nothing of stuntbox. Read in the built files. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdtemp, mkdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ROOT } from './pages.ts';

let folder = '';
beforeAll(async () => {
  if (!existsSync(join(ROOT, 'dist'))) throw new Error('There is no dist/ to test. Build it with: npm run build');
  folder = await mkdtemp(join(tmpdir(), 'stuntbox-vite-'));
  await cp(join(ROOT, 'test/projects/vite'), folder, { recursive: true });
  await mkdir(join(folder, 'node_modules'));
  for (const [name, at] of [
    ['stuntbox', ROOT],
    ['vite', join(ROOT, 'node_modules/vite')],
    ['msw', join(ROOT, 'node_modules/msw')],
  ] as const)
    await symlink(at, join(folder, 'node_modules', name));
}, 400_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The text of all files that Vite builds. */
const built = async (): Promise<string> => {
  const { NODE_OPTIONS: _, JEST_WORKER_ID: __, NODE_ENV: ___, ...env } = process.env;
  await promisify(execFile)(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'error'], { cwd: folder, env, timeout: 300_000 });
  return readdirSync(join(folder, 'dist'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
};
const TRACES = /stuntbox|vpsorg|vps\.org|setupWorker|mockServiceWorker/;

test('behind import.meta.env.DEV, nothing of stuntbox is in the build', async () => {
  const text = await built();
  expect(text).toContain('The application has started.');
  expect(text).not.toMatch(TRACES);
  expect(Buffer.byteLength(text)).toBeLessThan(2_000);
}, 400_000);

test('without it, it would be', async () => {
  const main = join(folder, 'main.js');
  writeFileSync(main, readFileSync(main, 'utf8').replace('if (import.meta.env.DEV) {', 'if (document.title) {'));
  expect(await built()).toMatch(TRACES);
}, 400_000);
