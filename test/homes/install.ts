/**
 * Installs examples/dashboard into .cache/homes/dashboard with the packed package, as a user would; what is there and up to date stays.
 * `npm run homes` runs it first. Where it cannot install, it says why, and the suite is skipped and says so too.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const example = join(root, 'examples/dashboard');
/** Where the dashboard stands, installed. */
export const DASHBOARD: string = join(root, '.cache/homes/dashboard');
const stamp = join(DASHBOARD, 'node_modules/.stuntbox');
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** Why the dashboard is not there; undefined when it is. */
export const missing = (): string | undefined =>
  existsSync(stamp) ? undefined : 'examples/dashboard is not installed: npm run homes installs it, from the registry';

if (process.argv[1] === fileURLToPath(import.meta.url)) main();

function main(): void {
  const say = (text: string): boolean => process.stderr.write(`stuntbox: ${text}\n`);
  const packed = join(root, '.cache/homes/packed');
  rmSync(packed, { recursive: true, force: true });
  mkdirSync(packed, { recursive: true });
  if (!run(root, ['pack', '--silent', '--ignore-scripts', '--pack-destination', packed])) return;
  const tarball = join(packed, readdirSync(packed).find((name) => name.endsWith('.tgz')) ?? 'no tarball');
  const wanted = createHash('sha256')
    .update(readFileSync(tarball))
    .update(readFileSync(join(example, 'package.json')))
    .digest('hex');
  const fresh = existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
  mkdirSync(DASHBOARD, { recursive: true });
  for (const name of readdirSync(DASHBOARD).filter((name) => name !== 'node_modules')) rmSync(join(DASHBOARD, name), { recursive: true });
  cpSync(example, DASHBOARD, { recursive: true, filter: (path) => !/[\\/](?:node_modules|dist|package-lock\.json)$/.test(path) });
  if (fresh) return;
  say('installing the packages of examples/dashboard …');
  rmSync(stamp, { force: true });
  if (run(DASHBOARD, ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', tarball])) writeFileSync(stamp, wanted);
  else say('examples/dashboard could not be installed: what npm printed stands above. Its tests are skipped.');
}

function run(cwd: string, words: readonly string[]): boolean {
  const { status } = spawnSync(npm, [...words], { cwd, stdio: ['ignore', words[0] === 'pack' ? 'ignore' : 2, 2], timeout: 300_000 });
  return status === 0;
}
