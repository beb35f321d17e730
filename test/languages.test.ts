/** The examples and docs/standalone.md in other languages, against the built command line. Those whose language is not installed are skipped. */
import { execFile, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from '@jest/globals';
import { BIN } from './hosts/index.ts';
import { blocksOf, ROOT } from './pages.ts';

const folder = mkdtempSync(join(tmpdir(), 'stuntbox-'));
// Copies, since Python and Go leave files of their own beside the sources.
cpSync(join(ROOT, 'examples'), folder, { recursive: true });
afterAll(() => rmSync(folder, { recursive: true }));

const STUNTBOX = `${process.execPath} ${BIN}`;
const { STUNTBOX_CONTROL_URL: _, STUNTBOX_READY_FILE: __, ...outside } = process.env;
const env = {
  ...outside,
  STUNTBOX,
  GOFLAGS: '-mod=mod',
  GOPROXY: 'off',
  GOTOOLCHAIN: 'local',
  // Go finds no place for them where there is no home.
  GOCACHE: process.env['GOCACHE'] ?? join(folder, 'cache'),
  GOPATH: process.env['GOPATH'] ?? join(folder, 'path'),
  // A proxy of this machine is not for its own servers: curl and Python would ask it.
  NO_PROXY: '*',
  no_proxy: '*',
};

/** The first of these commands that works here. */
const found = (...commands: readonly (readonly string[])[]): readonly string[] | undefined =>
  commands.find(([program = '', ...words]) => spawnSync(program, words, { stdio: 'ignore', cwd: folder }).status === 0);

/** Runs a command in a folder of the examples; gives all that it prints. */
async function output(language: string, [program = '', ...words]: readonly string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(program, words, { cwd: join(folder, language), env, timeout: 570_000 });
  return stdout + stderr;
}

const beside = (...words: readonly string[]): readonly string[] => [process.execPath, BIN, 'run', 'vpsorg', '--', ...words];

/** A test that is skipped, and says so, without its language. */
function testWith(name: string, command: readonly string[] | undefined, run: (program: string) => Promise<void>): void {
  if (command) return test(name, () => run(command[0] ?? ''), 600_000);
  process.stderr.write(`stuntbox: '${name}' is skipped: its language is not installed here.\n`);
  test.skip(name, () => {});
}

const python = found(['python3', '--version']);
const pytest = found(['python3', '-m', 'pytest', '--version'], ['/usr/bin/python3', '-m', 'pytest', '--version']);
const go = found(['go', 'version']);
const curl = found(['curl', '--version']);
const php = found(['php', '--version']);
const libcloud = found(...['python3', '/usr/bin/python3'].map((python) => [python, '-c', 'import libcloud.compute.drivers.elastichosts']));

describe('by the ready file', () => {
  testWith('Python with unittest', python, async (program) => {
    expect(await output('python', [program, '-m', 'unittest'])).toMatch(/Ran 3 tests[^]*OK/);
  });
  testWith('Python with pytest', pytest, async (program) => {
    expect(await output('python', [program, '-m', 'pytest', '-q', '-p', 'no:cacheprovider'])).toContain('6 passed');
  });
  testWith('Go', go, async (program) => {
    expect(await output('go', [program, 'test', '-count=1', '-v', './...'])).toMatch(/PASS: TestWaits[^]*PASS: TestSays[^]*\nok /);
  });
  testWith('PHP', php, async (program) => {
    expect(await output('php', [program, 'test.php'])).toMatch(/\n3 passed, 0 failed\n$/);
  });
  testWith("libcloud's driver for ElasticHosts", libcloud, async (program) => {
    expect(await output('libcloud', [program, '-m', 'unittest'])).toMatch(/Ran 4 tests[^]*OK/);
  });
});

describe('by stuntbox run', () => {
  testWith('Python with unittest', python, async (program) => {
    expect(await output('python', beside(program, '-m', 'unittest'))).toMatch(/Ran 3 tests[^]*OK/);
  });
  testWith('Go', go, async (program) => {
    expect(await output('go', beside(program, 'test', '-count=1', './...'))).toMatch(/^ok /m);
  });
  testWith('PHP', php, async (program) => {
    expect(await output('php', beside(program, 'test.php'))).toMatch(/\n3 passed, 0 failed\n$/);
  });
  testWith('a shell', curl, async () => {
    expect(await output('shell', beside('sh', 'test.sh'))).toMatch(/all good\n$/);
  });
});

describe('on the page', () => {
  // `npx stuntbox` of the page is the built one.
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'npx'), `#!/bin/sh\nshift\nexec ${STUNTBOX} "$@"\n`, { mode: 0o755 });
  const path = `${bin}:${process.env['PATH']}`;

  /** Writes the file that an example's first line names, and runs the command that stands beside it. */
  async function shown(language: string, program: (command: string) => string): Promise<void> {
    const [{ code } = { code: '' }] = blocksOf('docs/standalone.md', language).filter((block) => /^(?:#|\/\/) \S+: npx stuntbox run /.test(block.code));
    const [, file = '', command = ''] = /^\S+ (\S+): (.*)$/m.exec(code) ?? [];
    const place = join(folder, `page-${language}`);
    mkdirSync(place);
    writeFileSync(join(place, file), code);
    if (language === 'go') writeFileSync(join(place, 'go.mod'), 'module example.com/servers\n\ngo 1.19\n');
    await promisify(execFile)('sh', ['-c', program(command)], { cwd: place, env: { ...env, PATH: path }, timeout: 570_000 });
  }

  testWith('pytest', pytest, (python) => shown('python', (command) => command.replace('pytest', `${python} -m pytest -p no:cacheprovider`)));
  testWith('Go', go, () => shown('go', (command) => command));
  testWith('a shell', curl, () => shown('sh', (command) => command));
});
