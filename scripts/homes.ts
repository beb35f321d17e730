// The heavy suites, driven by a real Chromium: `npm run homes` (the dashboard, the panel, pages with a cloud, Playwright, and who attacks a server)
// and `npm run stories` (the example Storybook). Each installs what it needs, says what is absent, and ends with one line: N passed, N failed.
// Words after `npm run homes --` are passed to Jest, such as the name of a file.
import { spawnSync } from 'node:child_process';
import { CHROMIUM } from '../test/chromium.ts';
import { folderOf, install } from '../test/homes/install.ts';
import { jest, sum } from './jest.js';

const config = 'test/homes/jest.config.json';
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const say = (text: string): boolean => process.stderr.write(`stuntbox: ${text}\n`);

if (CHROMIUM === undefined) say('there is no Chromium here, and what needs one is skipped. The variable CHROMIUM names one.');
const words = process.argv.slice(2);
if (words[0] === 'stories') stories(words.slice(1));
else homes(words);

function homes(wanted: readonly string[]): void {
  install('dashboard');
  say('running the homes …');
  sum(jest({ name: 'homes', config, words: wanted.length > 0 ? wanted : ['--testPathIgnorePatterns', 'test/homes/storybook'] }));
}

function stories(wanted: readonly string[]): void {
  // Without its Storybook there is nothing to test here.
  const built = install('dashboard', 'storybook').length === 0 && build();
  if (built) say('going through the Storybook …');
  sum(built ? jest({ name: 'stories', config, words: ['test/homes/storybook', ...wanted] }) : { passed: 0, failed: 1, skipped: 0 });
}

/** Compiles the stories, and builds them twice: as today, and as tomorrow. */
function build(): boolean {
  const { how, before, env } = tomorrow();
  return (
    run('compiling the stories', [npm, 'run', '--silent', 'types']) &&
    run('building the Storybook', [npm, 'run', '--silent', 'build']) &&
    run(`building it again on the next day, by ${how}`, [...before, npm, 'run', '--silent', 'build', '--', '--output-dir', 'storybook-tomorrow'], env)
  );
}

/** How a build is run a day later: under Debian's faketime, which moves the whole system's clock, or with another `Date` where that is not installed. */
function tomorrow(): { readonly how: string; readonly before: readonly string[]; readonly env: NodeJS.ProcessEnv } {
  if (spawnSync('faketime', ['-f', '+1d', process.execPath, '-e', ''], { stdio: 'ignore' }).status === 0)
    // Timers count by the monotonic clock, which goes on as it is.
    return { how: 'faketime', before: ['faketime', '-f', '+1d'], env: { DONT_FAKE_MONOTONIC: '1' } };
  const { href } = new URL('tomorrow.js', import.meta.url);
  return { how: 'a Date of its own, since faketime is not installed', before: [], env: { NODE_OPTIONS: `--import ${href}` } };
}

function run(what: string, [command = '', ...rest]: readonly string[], env: NodeJS.ProcessEnv = {}): boolean {
  say(`${what} …`);
  const { status, stdout, stderr, error } = spawnSync(command, rest, {
    cwd: folderOf('storybook'),
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 64_000_000,
    timeout: 900_000,
  });
  // A build that succeeds has much to say, and nothing to do.
  if (status !== 0) say(`${what} failed:\n${stdout}${stderr}${error?.message ?? ''}`);
  return status === 0;
}
