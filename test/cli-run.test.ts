/** `stuntbox run`: a command and a server of its own, from the outside. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from '@jest/globals';
import { BIN } from './hosts/index.ts';
import { HAS_TERMINAL, inTerminal } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'stuntbox-'));
afterAll(() => rmSync(folder, { recursive: true }));

// With it, Node prints numbers in colours. Jest sets it in its workers when it runs in a terminal.
const { FORCE_COLOR: _, ...plain } = process.env;
const run = (...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, 'run', ...words], { encoding: 'utf8', timeout: 100_000, env: plain });
  return { status, stdout, stderr };
};
/** A command in JavaScript. */
const node = (code: string): string[] => ['--', process.execPath, '--input-type=module', '-e', code];

const ASKS = `
const { STUNTBOX_URL, STUNTBOX_VPSORG_URL } = process.env;
const ask = async (url) => (await fetch(url + '/servers/', { headers: { authorization: 'Bearer t' } })).status;
console.log(await ask(STUNTBOX_URL + '/vpsorg'), await ask(STUNTBOX_VPSORG_URL));`;

test('the command finds the server in its environment, and the server is gone when it ends', async () => {
  const { status, stdout, stderr } = run(...node(`${ASKS} console.log(STUNTBOX_URL)`));
  const [answers, url = ''] = stdout.split('\n');
  expect([status, answers, stderr]).toEqual([0, '200 200', '']);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});

test('what another server told the environment is not passed on', () => {
  const outer = { STUNTBOX_READY_FILE: '/other/ready.json', STUNTBOX_URL: 'http://127.0.0.1:1', STUNTBOX_CONTROL_URL: 'http://127.0.0.1:1' };
  const printed = 'const { STUNTBOX_READY_FILE: file, STUNTBOX_URL: url, STUNTBOX_CONTROL_URL: control } = process.env; console.log(file, url === control)';
  const { stdout } = spawnSync(process.execPath, [BIN, 'run', ...node(printed)], { encoding: 'utf8', env: { ...plain, ...outer } });
  expect(stdout).toBe('undefined false\n');
});

test.each([
  ['my-vps', 'STUNTBOX_MY_VPS_URL', true],
  ['control', 'STUNTBOX_CONTROL_URL', false],
])('the vendor %s has the URL %s, unless that is of the server itself', (name, variable, own) => {
  const module = join(folder, `${name}.mjs`);
  const { href } = new URL('./vendors/acme.js', import.meta.url);
  writeFileSync(module, `import { acme } from '${href}';\nexport const vendor = { ...acme, name: '${name}', scenarios: {} };\n`);
  const printed = `console.log(process.env.${variable} === process.env.STUNTBOX_URL + '/${name}')`;
  expect(run('--vendor', module, ...node(printed)).stdout).toBe(`${own}\n`);
});

test.each([0, 1, 42])('its exit code %i is passed on', (code) => {
  expect(run(...node(`process.exit(${code})`))).toEqual({ status: code, stdout: '', stderr: '' });
});

test.each([
  ['SIGTERM', 143],
  ['SIGKILL', 137],
  ['SIGINT', 130],
])('a command that %s ended is %i, as in a shell', (signal, code) => {
  expect(run('vpsorg', ...node(`process.kill(process.pid, '${signal}'); setInterval(() => {}, 1e6)`)).status).toBe(code);
});

test('a command that does not exist is one sentence and 127, one that is not executable 126', () => {
  expect(run('--', 'no-such-command', '-q')).toEqual({ status: 127, stdout: '', stderr: "stuntbox: There is no command 'no-such-command'.\n" });
  expect(run('--', '').status).toBe(127);
  expect(run('--', folder)).toEqual({ status: 126, stdout: '', stderr: `stuntbox: Cannot run '${folder}': permission denied.\n` });
});

test.each([
  [['pytest', '-q'], 'stuntbox: Write the command after --, such as: stuntbox run -- pytest -q\n'],
  [['vpsorg', '--'], 'stuntbox: Write the command after --, such as: stuntbox run vpsorg -- npm test\n'],
  [['vpsorg'], 'stuntbox: Write the command after --, such as: stuntbox run vpsorg -- npm test\n'],
  [['vpsorg', 'pytest', '-q'], 'stuntbox: Write the command after --, such as: stuntbox run vpsorg -- pytest -q\n'],
  [['--'], 'stuntbox: Write the command after --, such as: stuntbox run -- npm test\n'],
  [['vpsogr', '--', 'true'], "stuntbox: There is no vendor 'vpsogr'. Did you mean 'vpsorg'?\n"],
  [['--log', '/nowhere/log', '--', 'true'], 'stuntbox: Cannot write the log /nowhere/log: its folder does not exist.\n'],
  [['--clock', 'manual', '--speed', '2', '--', 'true'], 'stuntbox: A manual clock has no speed. Leave out --speed, or write --clock system.\n'],
])('%p is a sentence and 2', (words, sentence) => {
  expect(run(...words)).toEqual({ status: 2, stdout: '', stderr: sentence });
});

test('flags of the command are its own', () => {
  expect(run('--seed', '7', '--', process.execPath, '-p', '"--port"', '--', '--seed').stdout).toBe('--port\n');
});

test('time stands still, so that a test decides over it; with --speed it runs', () => {
  const dates = `const at = async () => Date.parse((await fetch(process.env.STUNTBOX_URL)).headers.get('date')); console.log(await at());`;
  expect(run(...node(dates)).stdout).toBe(`${Date.UTC(2025, 0, 16, 15, 30)}\n`);
  expect(Number(run('--speed', '60', ...node(dates)).stdout)).toBeGreaterThan(Date.UTC(2026));
});

test('the log is off, and goes where it is told', () => {
  expect(run(...node(ASKS)).stderr).toBe('');
  const log = join(folder, 'log');
  run('--log', log, ...node(ASKS));
  expect(readFileSync(log, 'utf8')).toMatch(/^\d\d:\d\d:\d\d GET \/vpsorg\/servers\/ 200 .*\n.*\n$/);
  expect(run('--log', '-', ...node(ASKS))).toMatchObject({ stdout: '200 200\n', stderr: expect.stringContaining('GET /vpsorg/servers/ 200') });
});

/** Starts it, and waits for the first line of the command. */
async function running(words: readonly string[]): Promise<{ child: ChildProcess; lines: string[] }> {
  const child = spawn(process.execPath, [BIN, 'run', ...words], { stdio: ['ignore', 'pipe', 'inherit'], env: plain });
  const lines: string[] = [];
  const reader = createInterface(child.stdout).on('line', (line) => lines.push(line));
  await once(reader, 'line');
  return { child, lines };
}
const exit = async (child: ChildProcess): Promise<number | null> => ((await once(child, 'close')) as [number | null])[0];

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s is passed on; the server stays until the command has ended', async (signal) => {
  const code = `
    process.on('${signal}', async () => { ${ASKS} process.exit(5); });
    setInterval(() => {}, 1e6);
    console.log('ready');`;
  const { child, lines } = await running(node(code));
  child.kill(signal);
  expect(await exit(child)).toBe(5);
  expect(lines).toEqual(['ready', '200 200']);
});

(HAS_TERMINAL ? test : test.skip)('Ctrl-C in a terminal is left to the command, however often it comes', async () => {
  const code = `
    let interrupts = 0;
    process.on('SIGINT', () => console.log('interrupt', ++interrupts));
    process.stdin.on('data', () => { console.log('interrupts:', interrupts); process.exit(7); });
    console.log('ready');`;
  const file = join(folder, 'interrupted.mjs');
  writeFileSync(file, code);
  // `exec`, since a shell that stays dies of the Ctrl-C itself: dash with 130.
  const terminal = inTerminal(`exec ${process.execPath} ${BIN} run vpsorg -- ${process.execPath} ${file}`);
  await terminal.until('ready');
  terminal.type('\u0003');
  await terminal.until('interrupt 1');
  terminal.type('\u0003');
  await terminal.until('interrupt 2');
  terminal.type('\n');
  expect([await terminal.ended, /interrupts: \d/.exec(terminal.shown())?.[0]]).toEqual([7, 'interrupts: 2']);
});

test('a second signal ends a command that ignores the first, and the ready file is removed', async () => {
  const ready = join(folder, 'ready.json');
  const code = `process.on('SIGTERM', () => console.log('ignored')); setInterval(() => {}, 1e6); console.log(process.pid);`;
  const { child, lines } = await running(['--ready-file', ready, ...node(code)]);
  expect(existsSync(ready)).toBe(true);
  child.kill('SIGTERM');
  while (lines.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGTERM');
  expect(await exit(child)).toBe(137);
  expect(() => process.kill(Number(lines[0]), 0)).toThrow('ESRCH');
  expect(existsSync(ready)).toBe(false);
});
