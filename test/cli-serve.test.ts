/** How `stuntbox serve` says that it is ready, and how it ends. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readReadyFile, type Ready } from '../command-line/ready-file.ts';
import { BIN } from './hosts/index.ts';
import { HAS_TERMINAL, inTerminal } from './terminal.ts';

let folder: string;
let path: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stuntbox-'));
  path = join(folder, 'ready.json');
});
afterEach(() => {
  child?.kill('SIGKILL');
  child = undefined;
  rmSync(folder, { recursive: true });
});

const TOKEN = 'a-token-that-nobody-guesses';

/** Starts it with a ready file, and waits for that. Nobody reads its output but `output`. */
async function serving(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ready & { readonly output: () => string }> {
  const started = spawn(process.execPath, [BIN, 'serve', 'vpsorg', '--port', '0', '--ready-file', path, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  child = started;
  let output = '';
  for (const stream of [started.stdout, started.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  while (!existsSync(path)) {
    if (started.exitCode !== null) throw new Error(`It ended: ${output}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return { ...readReadyFile(path), output: () => output };
}

/** Sends a signal, and gives the exit code, once all that is read of its output has come. */
async function ended(signal: NodeJS.Signals): Promise<number | null> {
  const exit = once(child as ChildProcess, child?.stdout?.isPaused() ? 'exit' : 'close') as Promise<[number | null]>;
  child?.kill(signal);
  return (await exit)[0];
}

const failing = (words: readonly string[], env: NodeJS.ProcessEnv = {}) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, 'serve', 'vpsorg', '--port', '0', ...words], {
    encoding: 'utf8',
    timeout: 100_000,
    env: { ...process.env, ...env },
  });
  return { status, stdout, stderr };
};

const headers = { authorization: 'Bearer t' };

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('the ready file says where it listens as long as it does: until %s', async (signal) => {
  const { url, control, token, pid, version } = await serving([]);
  expect([control, token, pid]).toEqual([null, null, child?.pid]);
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect((await fetch(`${url}/servers/`, { headers })).status).toBe(200);
  expect([readdirSync(folder), statSync(path).mode & 0o777]).toEqual([['ready.json'], 0o600]);
  expect(await ended(signal)).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
});

test('a server that fails removes its ready file', async () => {
  const module = join(folder, 'failing.mjs');
  const { href } = new URL('./vendors/acme.js', import.meta.url);
  writeFileSync(module, `export { acme } from '${href}';\nprocess.on('SIGUSR2', () => { throw new Error('boom'); });\n`);
  await serving(['--vendor', module]);
  expect(await ended('SIGUSR2')).toBe(1);
  expect(readdirSync(folder)).toEqual(['failing.mjs']);
});

test('a server that cannot start leaves no ready file, and removes the one of a server that is gone', () => {
  writeFileSync(path, JSON.stringify({ url: 'http://127.0.0.1:1', control: null, token: null, pid: spawnSync('true').pid, version: '0.1.0' }));
  expect(failing(['--ready-file', path, '--host', '203.0.113.1']).status).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  [['--ready-file', ''], "--ready-file cannot be ''. Give the path of a file, such as ready.json."],
  [['--control-port', 'x'], "--control-port cannot be 'x'. Give a whole number from 0 to 65535."],
  [['--control-port', '0', '--control-host', ''], "--control-host cannot be ''. Give an address, such as 127.0.0.1."],
])('%p is one sentence', (words, sentence) => {
  expect(failing(words, { STUNTBOX_TOKEN: TOKEN })).toEqual({ status: 2, stdout: '', stderr: `stuntbox: ${sentence}\n` });
});

test('a ready file that cannot be written, or is of a running server, is one sentence', async () => {
  expect(failing(['--ready-file', join(folder, 'nowhere/ready.json')])).toEqual({
    status: 2,
    stdout: '',
    stderr: `stuntbox: Cannot write the ready file ${join(folder, 'nowhere/ready.json')}: its folder does not exist.\n`,
  });
  const { url, pid } = await serving([]);
  expect(failing(['--ready-file', path])).toEqual({
    status: 2,
    stdout: '',
    stderr: `stuntbox: The ready file ${path} belongs to a server that is running: process ${pid}, at ${url}. Give another path, or end that server.\n`,
  });
  expect(readReadyFile(path).pid).toBe(pid);
});

describe('the controls', () => {
  test('have a token of the environment, or one of 256 bits that only the ready file tells', async () => {
    const { control, token, output } = await serving(['--control-port', '0']);
    expect(token).toMatch(/^[\w-]{43,}$/);
    expect((await fetch(`${control}/clouds`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
    expect((await fetch(`${control}/clouds`)).status).toBe(401);
    expect(await ended('SIGTERM')).toBe(0);
    expect(output()).toContain(`The controls listen at ${control}\n`);
    expect(output()).not.toContain(token);
    const given = await serving(['--control-port', '0'], { STUNTBOX_TOKEN: TOKEN });
    expect(given.token).toBe(TOKEN);
    expect((await fetch(`${given.control}/clouds`, { headers: { authorization: `Bearer ${TOKEN}` } })).status).toBe(200);
    await fetch(`${given.url}/servers/`, { headers: { authorization: `Bearer ${TOKEN}` } });
    expect(await ended('SIGTERM')).toBe(0);
    expect(given.output()).not.toContain(TOKEN);
  });

  test('whose token nobody would learn are refused, since it is never written to a pipe', () => {
    expect(failing(['--control-port', '0'])).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/^stuntbox: Nobody could use the controls: .*--ready-file PATH/),
    });
  });

  (HAS_TERMINAL ? test : test.skip)('show their token in a terminal', async () => {
    const terminal = inTerminal(`exec ${process.execPath} ${BIN} serve vpsorg --port 0 --control-port 0`);
    await terminal.until('#token=');
    terminal.type('\u0003');
    expect(await terminal.ended).toBe(0);
    expect(terminal.shown()).toMatch(/Their token, for this terminal only: [\w-]{43,}\n/);
    expect(terminal.shown()).toMatch(/The panel: http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43,}\n/);
  });

  test.each([
    ['too short', 'it has 5 characters', 'short'],
    ['too long', 'it has 1001 characters', 'x'.repeat(1001)],
    ['of several words', 'some of its characters cannot be in a header', 'a token with spaces in it'],
    ['not of ASCII', 'some of its characters cannot be in a header', 'ein-töken-mit-umlaut'],
  ])('refuse a token that is %s: %s, and do not repeat it', (_, why, token) => {
    const { status, stderr } = failing(['--control-port', '0'], { STUNTBOX_TOKEN: token });
    expect([status, stderr]).toEqual([2, expect.stringContaining(why)]);
    expect(stderr).not.toContain(token);
  });

  test('elsewhere than on this machine are told who can reach them', async () => {
    const { control, output } = await serving(['--control-port', '0', '--control-host', '0.0.0.0']);
    expect(control).toMatch(/^http:\/\/0\.0\.0\.0:/);
    expect(await ended('SIGTERM')).toBe(0);
    expect(output()).toContain(`stuntbox: The controls listen at ${control}: anyone who can reach that address and learns their token can use them.`);
  });
});

test.each([['scenarios'], ['--help'], ['serve']])('an output that nobody reads is no failure: %s', async (name) => {
  const started = spawn(process.execPath, [BIN, name, ...(name === 'serve' ? ['--port', '0', '--quiet', '--ready-file', path] : [])], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = started;
  started.stdout.destroy();
  let said = '';
  started.stderr.on('data', (chunk) => (said += String(chunk)));
  const exit = once(started, 'close') as Promise<[number | null]>;
  if (name === 'serve') {
    while (started.exitCode === null && !existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await fetch(`${readReadyFile(path).url}/vpsorg/servers/`, { headers })).status).toBe(200);
    started.kill('SIGTERM');
  }
  expect([(await exit)[0], said]).toEqual([0, '']);
});

describe('it ends', () => {
  test('with a reply pending that is a day late', async () => {
    const ready = await serving(['--control-port', '0']);
    const added = await fetch(`${ready.control}/clouds/default/faults`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ready.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ vendor: 'vpsorg', outcome: 'latency', ms: 86_400_000 }),
    });
    expect(added.status).toBe(201);
    const late = expect(fetch(`${ready.url}/servers/`, { headers })).rejects.toThrow('fetch failed');
    while (!ready.output().includes('GET /servers/')) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await ended('SIGTERM')).toBe(0);
    await late;
  });

  test('with a body under way, and idle connections', async () => {
    const { url } = await serving([]);
    const port = Number(new URL(url).port);
    const idle = connect(port, '127.0.0.1');
    const half = connect(port, '127.0.0.1', () =>
      half.write('POST /servers/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t\r\nContent-Length: 100\r\n\r\n{'),
    );
    await Promise.all([once(idle, 'connect'), once(half, 'connect')]);
    const closed = [idle, half].map((socket) => new Promise((resolve) => socket.on('error', () => {}).once('close', resolve)));
    expect(await ended('SIGINT')).toBe(0);
    await Promise.all(closed);
  });

  /** Fills the pipe of a server whose log nobody reads. */
  const unread = async (): Promise<void> => {
    const { url } = await serving([]);
    child?.stdout?.pause();
    const long = `${url}/servers/?${'x'.repeat(4_000)}`;
    for (let i = 0; i < 60; i += 1) await fetch(long, { headers });
  };

  test('with a log that nobody reads', async () => {
    await unread();
    expect(await ended('SIGTERM')).toBe(0);
  });

  test('that nobody reads loses lines, which it says once somebody does, and the server answers on', async () => {
    const { url, output } = await serving([]);
    const { stdout } = child as ChildProcess;
    stdout?.pause();
    const long = `${url}/servers/?${'x'.repeat(4_000)}`;
    // More than the pipe and what is kept: 1 MiB.
    for (let i = 0; i < 400; i += 1) expect((await fetch(long, { headers })).status).toBe(200);
    stdout?.resume();
    while (!output().includes('nobody read them')) {
      await fetch(`${url}/servers/`, { headers });
    }
    const [, many] = /\((\d+) lines were left out: nobody read them\)/.exec(output()) ?? [];
    expect(Number(many)).toBeGreaterThan(10);
    expect(output().length).toBeLessThan(1_600_000);
  });

  test('at once on a second signal', async () => {
    await unread();
    child?.kill('SIGTERM');
    while (existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 1));
    // By our own exit, by the signal itself once all is closed (130 for a shell), or because the first has ended it by then.
    expect([0, 130, null]).toContain(await ended('SIGINT'));
  });
});
