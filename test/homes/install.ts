/**
 * Installs example projects into .cache/homes, side by side as in examples/, with the packed package, as a user would. What is there and up to date stays.
 * `npm run homes`, `npm run stories` and `npm run examples` share it, so that what is heavy is installed once.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** The examples that are heavy. Storybook's shows the components of the dashboard, which is beside it. */
export type Shared = 'dashboard' | 'storybook';

/** Where an example stands, installed. */
export const folderOf = (name: Shared): string => join(root, '.cache/homes', name);
export const DASHBOARD: string = folderOf('dashboard');
const stampOf = (name: Shared): string => join(folderOf(name), 'node_modules/.stuntbox');

/** Why an example is not there; undefined when it is. */
export const missing = (name: Shared): string | undefined =>
  existsSync(stampOf(name))
    ? undefined
    : `examples/${name} is not installed: npm run ${name === 'storybook' ? 'stories' : 'homes'} installs it, from the registry`;

/**
 * Copies the examples as they are, and installs their packages unless that was done with the same ones.
 * Says what it does, and which could not be installed; these it returns.
 */
export function install(...names: readonly Shared[]): Shared[] {
  const packed = join(root, '.cache/homes/packed');
  rmSync(packed, { recursive: true, force: true });
  mkdirSync(packed, { recursive: true });
  const isPacked = run(root, ['pack', '--silent', '--ignore-scripts', '--pack-destination', packed]);
  const tarball = join(packed, readdirSync(packed).find((name) => name.endsWith('.tgz')) ?? 'no tarball');
  return names.filter((name) => !isPacked || !installed(name, tarball));
}

function installed(name: Shared, tarball: string): boolean {
  const example = join(root, 'examples', name);
  const folder = folderOf(name);
  const stamp = stampOf(name);
  const wanted = createHash('sha256')
    .update(readFileSync(tarball))
    .update(readFileSync(join(example, 'package.json')))
    .digest('hex');
  const fresh = existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(folder)) if (file !== 'node_modules') rmSync(join(folder, file), { recursive: true });
  cpSync(example, folder, {
    recursive: true,
    filter: (path) => !/[\\/](?:node_modules|dist|storybook-static|playwright-report|test-results|package-lock\.json)$/.test(path),
  });
  if (fresh) return true;
  say(`installing the packages of examples/${name} …`);
  rmSync(stamp, { force: true });
  // The tarball takes the place of the version from the registry.
  if (!run(folder, ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', tarball])) {
    say(`examples/${name} could not be installed: what npm printed stands above.`);
    return false;
  }
  writeFileSync(stamp, wanted);
  return true;
}

const say = (text: string): boolean => process.stderr.write(`stuntbox: ${text}\n`);

function run(cwd: string, words: readonly string[]): boolean {
  const { status } = spawnSync(npm, [...words], { cwd, stdio: ['ignore', words[0] === 'pack' ? 'ignore' : 2, 2], timeout: 900_000 });
  return status === 0;
}
