// Sets everything up on a machine with only Node and npm: installs missing packages and builds what is missing or stale.
// Has no dependencies. `--test` also installs the packages for the second run of the tests, `--judges` the judges' tools, `--site` those of the site; `--build` always builds.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { legNode } from './leg.js';
import { ROOMS } from './rooms.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = [
  'index.ts',
  ...ROOMS,
  'scripts/build.js',
  'scripts/contracts.js',
  'scripts/rooms.js',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
];
const wants = (flag) => process.argv.includes(flag);
const say = (text) => process.stderr.write(`stuntbox: ${text}\n`);

install(root, []);
if (wants('--test') && legNode().needs) install(join(root, 'test/msw3'), ['--ignore-scripts']);
if (wants('--test')) install(join(root, 'test/projects/vitest'), ['--ignore-scripts']);
if (wants('--judges')) for (const folder of ['test/judges', 'examples/clients']) install(join(root, folder), ['--ignore-scripts']);
if (wants('--site')) install(join(root, 'site'), ['--ignore-scripts']);
build();

/** Installs a folder's packages, unless they already match its lock file. */
function install(folder, flags) {
  const stamp = join(folder, 'node_modules/.stuntbox');
  const wanted = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say(`installing the packages of ${folder === root ? 'the project' : folder.slice(root.length)} …`);
  run(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...flags], folder);
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** Builds dist/, unless it was built from the current sources. */
function build() {
  const stamp = join(root, 'dist/.sources');
  const wanted = createHash('sha256')
    .update(SOURCES.flatMap((name) => files(join(root, name))).join('\n'))
    .digest('hex');
  if (!wants('--build') && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('building …');
  run(process.execPath, [join(root, 'scripts/build.js')], root);
  writeFileSync(stamp, wanted);
}

/** The files with their sizes and modification times. */
function files(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return [`${path} ${stat.size} ${stat.mtimeMs}`];
  return readdirSync(path)
    .sort()
    .flatMap((name) => files(join(path, name)));
}

function run(command, words, cwd) {
  try {
    execFileSync(command, words, { cwd, stdio: ['ignore', 2, 2] });
  } catch {
    say(`'${[command, ...words].join(' ')}' failed: what it printed stands above.`);
    process.exit(1);
  }
}
