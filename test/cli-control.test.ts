/** The commands that talk to a running server. */
import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import type { Listening } from '../cloud/listen.ts';
import { createCloud, type Exchange } from '../index.ts';
import { columns, table } from '../command-line/columns.ts';
import { follow } from '../command-line/following.ts';
import { length, moment } from '../command-line/moment.ts';
import { writeReadyFile, type Ready } from '../command-line/ready-file.ts';
import { BIN } from './hosts/index.ts';
import { HAS_TERMINAL, inTerminal } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'stuntbox-'));
const READY = join(folder, 'ready.json');
const cloud = createCloud({ vpsorg });
let listening: Listening;
let ready: Ready;
beforeAll(async () => {
  listening = await cloud.listen({ port: 0, control: { port: 0 } });
  const { url, control } = listening;
  ready = { url, control: control?.url ?? null, token: control?.token ?? null, pid: process.pid, version: '0.1.0' };
  writeReadyFile(READY, ready);
});
beforeEach(() => cloud.reset());
afterAll(async () => {
  await listening.close();
  rmSync(folder, { recursive: true });
});

interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const { STUNTBOX_CONTROL_URL: _, STUNTBOX_TOKEN: __, STUNTBOX_READY_FILE: ___, ...outside } = process.env;

/** Runs a command of the command line, which is told by its environment which server is meant. */
function ran(words: readonly string[], { env = { STUNTBOX_READY_FILE: READY }, input = '' }: { env?: NodeJS.ProcessEnv; input?: string } = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [BIN, ...words], { env: { ...outside, ...env }, timeout: 100_000 }, (error, stdout, stderr) =>
      resolve({ status: error ? Number(error.code) : 0, stdout, stderr }),
    );
    child.stdin?.end(input);
  });
}
const silent: Ran = { status: 0, stdout: '', stderr: '' };
const refused = (sentence: string): Ran => ({ status: 2, stdout: '', stderr: `stuntbox: ${sentence}\n` });

/** The JSON that a command prints. */
const json = async (...words: string[]): Promise<unknown> => JSON.parse((await ran([...words, '--json'])).stdout);

const ask = async (path: string, method = 'GET'): Promise<unknown> =>
  (await fetch(`${listening.url}${path}`, { method, headers: { authorization: 'Bearer t', 'content-type': 'application/json' } })).json();

describe('time', () => {
  test('is moved by a duration, without a word in a pipe', async () => {
    const before = cloud.clock.now();
    expect(await ran(['advance', '1h30m'])).toEqual(silent);
    expect(cloud.clock.now() - before).toBe(5_400_000);
    expect(await json('advance', '90s')).toMatchObject({ kind: 'manual', now: before + 5_490_000 });
  });

  test('goes to the next change, or until nothing is in progress', async () => {
    await ask('/servers/12345/stop/', 'POST');
    expect(await json('next')).toMatchObject({ at: '2025-01-16T15:30:20.000Z', nextChange: null });
    await ask('/servers/12345/start/', 'POST');
    expect(await ran(['settle'])).toEqual(silent);
    expect(cloud.vpsorg.servers.get(12345).status).toBe('active');
  });

  test.each([
    [['advance'], 'Give one duration, such as: stuntbox advance 3m'],
    [['advance', '3m', '4m'], 'Give one duration, such as: stuntbox advance 3m'],
    [['advance', '180000'], "'180000' has no unit. Write 180000s for seconds, or 180000ms for milliseconds."],
    [['next', '3m'], "stuntbox next takes no '3m'. See stuntbox next --help."],
  ])('%p is one sentence', async (words, sentence) => {
    expect(await ran(words)).toEqual(refused(sentence));
  });

  test('a duration that is none is one sentence, and so is one that is too long', async () => {
    expect(await ran(['advance', 'soon'])).toMatchObject({ status: 2, stderr: expect.stringContaining('such as 3m, 1h30m or 500ms') });
    expect(await ran(['advance', '99999999d'])).toMatchObject({ status: 2, stderr: expect.stringContaining('more than a hundred years') });
  });
});

test('a scenario is played, and everything is reset', async () => {
  expect(await ran(['play', 'vpsorg/out-of-credits'])).toEqual(silent);
  expect(cloud.vpsorg.settings.credits).toBe(0);
  expect(await json('play', 'vpsorg/stuck')).toMatchObject({ name: 'vpsorg/stuck', description: expect.any(String) });
  expect(await ran(['reset'])).toEqual(silent);
  expect([cloud.vpsorg.settings.credits > 0, cloud.faults.all()]).toEqual([true, []]);
  expect(await ran(['play', 'vpsorg/out-of-credit'])).toEqual(refused("No scenario 'vpsorg/out-of-credit'. Did you mean 'vpsorg/out-of-credits'?"));
  expect(await ran(['play'])).toEqual(refused('Give one scenario, such as: stuntbox play vpsorg/out-of-credits'));
});

describe('faults', () => {
  const LATE = '{"vendor":"vpsorg","on":"POST /servers/","times":2,"outcome":"latency","ms":50}';

  test('are added from a word, a file or stdin, listed, and removed', async () => {
    const file = join(folder, 'fault.json');
    writeFileSync(file, '{"vendor":"vpsorg","outcome":"answer-lost"}\n');
    expect(await ran(['faults', 'add', LATE])).toEqual(silent);
    expect(await ran(['faults', 'add', file])).toEqual(silent);
    expect(await ran(['faults', 'add', '-'], { env: { STUNTBOX_READY_FILE: READY }, input: '{"vendor":"vpsorg","outcome":"hangs"}' })).toEqual(silent);
    expect((await ran(['faults'])).stdout).toBe(
      '1\tvpsorg\tPOST /servers/\tlatency\tms=50\t0 of 2\n2\tvpsorg\tany operation\tanswer-lost\t\t0\n3\tvpsorg\tany operation\thangs\t\t0\n',
    );
    expect(await ran(['faults', 'remove', '2'])).toEqual(silent);
    expect(await json('faults')).toMatchObject([{ id: 1 }, { id: 3, fault: { outcome: 'hangs' } }]);
    expect(await ran(['faults', 'clear'])).toEqual(silent);
    expect(cloud.faults.all()).toEqual([]);
  });

  test.each([
    [['faults', 'ad', LATE], "There is no stuntbox faults ad. Did you mean 'add'? See stuntbox faults --help."],
    [['faults', 'constructor'], 'There is no stuntbox faults constructor. Available: add, remove, clear. See stuntbox faults --help.'],
    [['faults', 'add'], `Give one fault, in quotes: stuntbox faults add '{"vendor":"vpsorg","outcome":"answer-lost"}'`],
    [['faults', 'add', 'nowhere.json'], 'Cannot read the fault nowhere.json: the file does not exist.'],
    [['faults', 'remove', 'all'], 'Give the number of one fault, as stuntbox faults lists it: stuntbox faults remove 1'],
    [['faults', 'remove', '7'], 'There is no fault 7. It may be used up. Available: none.'],
  ])('%p is one sentence', async (words, sentence) => {
    expect(await ran(words)).toEqual(refused(sentence));
  });

  test('that are no fault are refused, and nothing is added', async () => {
    expect(await ran(['faults', 'add', '{vendor:"vpsorg"}'])).toMatchObject({ status: 2, stderr: expect.stringContaining('The fault is not JSON: ') });
    expect(await ran(['faults', 'add', '{"vendor":"vpsorg","outcome":"latncy"}'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("Did you mean 'latency'?"),
    });
    expect(cloud.faults.all()).toEqual([]);
  });
});

test('servers are listed with what they do and accept, and no name controls a terminal', async () => {
  await ask('/servers/12345/stop/', 'POST');
  cloud.clock.advance(5_000);
  cloud.vpsorg.servers.update(cloud.vpsorg.servers.get(12346), { name: 'a\u001b[31m\tb' });
  expect((await ran(['servers'])).stdout).toBe(
    'vpsorg\t12345\tweb-server-01\tstopping\tstop 25%\t2025-01-16T15:30:20.000Z\tupdate,delete\nvpsorg\t12346\ta?[31m?b\tactive\t\t\tstop,reboot,restore,suspend,update,delete\n',
  );
  expect(await json('servers', 'vpsorg')).toMatchObject([
    { vendor: 'vpsorg', key: 12345, progress: 25, task: { action: 'stop' } },
    { key: 12346, task: null },
  ]);
  expect(await ran(['servers', 'vpsogr'])).toEqual(refused("This cloud has no vendor 'vpsogr'. Did you mean 'vpsorg'?"));
});

test('more servers than one reply holds are listed, each once', async () => {
  const first = cloud.vpsorg.servers.get(12345);
  for (let id = 20_000; id < 21_100; id += 1) cloud.vpsorg.servers.add({ ...first, id });
  const keys = (await ran(['servers'])).stdout.split('\n').map((row) => row.split('\t')[1]);
  expect([keys.length, new Set(keys).size]).toEqual([1_103, 1_103]);
});

describe('the journal', () => {
  test('is printed as the log has it, by operation, or as JSON', async () => {
    await ask('/servers/');
    await ask('/servers/12345/stop/', 'POST');
    const { stdout } = await ran(['journal']);
    expect(stdout).toMatch(/^15:30:00 GET \/servers\/ 200 · GET \/servers\/\n15:30:00 POST \/servers\/12345\/stop\/ 200 · .*\n$/);
    expect((await ran(['journal', '--operation', 'GET /servers/'])).stdout).toBe('15:30:00 GET /servers/ 200 · GET /servers/\n');
    expect(
      (await ran(['journal', '--json'])).stdout
        .trim()
        .split('\n')
        .map((text) => JSON.parse(text) as unknown),
    ).toMatchObject([{ n: 1 }, { n: 2, reply: { status: 200 } }]);
    expect(await ran(['journal', '--operation', 'GET /serves/'])).toEqual(refused("This cloud has no operation 'GET /serves/'. Did you mean 'GET /servers/'?"));
  });

  test('is printed in full to a slow reader, and no further than it is read', async () => {
    for (let n = 1; n <= 900; n += 1) await ask(`/servers/?${'x'.repeat(300)}`);
    const words = `${process.execPath} ${BIN} journal --json`;
    const shell = (command: string) =>
      new Promise<string>((resolve) =>
        execFile('sh', ['-c', command], { env: { ...outside, STUNTBOX_READY_FILE: READY } }, (_, stdout, stderr) => resolve(stdout + stderr)),
      );
    expect((await shell(`${words} | (sleep 0.5; wc -l)`)).trim()).toBe('900');
    expect(JSON.parse(await shell(`${words} | head -n 1`))).toMatchObject({ n: 1 });
  });

  /** Follows the journal; resolves once there is a line. */
  async function following(...words: string[]): Promise<{ child: ChildProcess; lines: string[]; said: () => string }> {
    const child = spawn(process.execPath, [BIN, 'journal', '--follow', ...words], {
      env: { ...outside, STUNTBOX_READY_FILE: READY },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const lines: string[] = [];
    let said = '';
    child.stderr.on('data', (chunk) => (said += String(chunk)));
    const reader = createInterface(child.stdout).on('line', (text) => lines.push(text));
    await once(reader, 'line');
    return { child, lines, said: () => said };
  }
  const lineCount = async (lines: readonly string[], count: number): Promise<void> => {
    while (lines.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  test('is followed: what there was, and each request as it comes, until Ctrl-C', async () => {
    await ask('/servers/');
    const { child, lines } = await following();
    await ask('/servers/12345/');
    cloud.reset();
    await ask('/servers/12346/');
    await lineCount(lines, 3);
    expect(lines.map((text) => /GET (\S+)/.exec(text)?.[1])).toEqual(['/servers/', '/servers/12345/', '/servers/12346/']);
    const exit = once(child, 'close');
    child.kill('SIGINT');
    expect((await exit)[0]).toBe(0);
  });

  test('is followed without a gap, and no exchange twice, also of those that come while it is read', async () => {
    const exchange = (n: number) => ({ n }) as Exchange;
    const told: number[] = [];
    let arrive: (exchange: Exchange) => void = () => {};
    const server = {
      path: { cloud: 'default' },
      events: { on: async (_: string, listener: typeof arrive) => void (arrive = listener) },
      async send(_: string, { query: { since } }: { query: { since: number } }) {
        // Each page takes a while, in which another exchange comes.
        arrive(exchange(since + 3));
        return { exchanges: since === 0 ? [exchange(1), exchange(2)] : [exchange(3)], more: since === 0 };
      },
    };
    await follow(
      server as never,
      undefined,
      ({ n }) => void told.push(n),
      () => {},
    );
    arrive(exchange(6));
    expect(told).toEqual([1, 2, 3, 5, 6]);
  });

  test('is followed by operation', async () => {
    await ask('/servers/12345/');
    const { child, lines } = await following('--operation', 'GET /servers/{server_id}/');
    await ask('/servers/');
    await ask('/servers/12346/');
    await lineCount(lines, 2);
    expect(lines[1]).toContain('/servers/12346/');
    child.kill('SIGKILL');
  });

  test('is followed until nobody reads it: stuntbox journal --follow | head -1', async () => {
    await ask('/servers/');
    const { child, said } = await following();
    const exit = once(child, 'close');
    child.stdout?.destroy();
    // The next line meets a closed pipe.
    while (child.exitCode === null) await ask('/servers/');
    expect([(await exit)[0], said()]).toEqual([0, '']);
  });
});

test('a link is printed, from which a server goes on', async () => {
  await ask('/servers/12345/stop/', 'POST');
  cloud.clock.advance(60_000);
  const { stdout } = await ran(['link']);
  expect(JSON.parse(stdout)).toEqual(cloud.toLink());
  const file = join(folder, 'link.json');
  writeFileSync(file, stdout);
  const asks = `
    const { status } = await (await fetch(process.env.STUNTBOX_VPSORG_URL + '/servers/12345/', { headers: { authorization: 'Bearer t' } })).json();
    console.log(status);`;
  expect(await ran(['run', '--from', file, '--', process.execPath, '--input-type=module', '-e', asks])).toEqual({ status: 0, stdout: 'stopped\n', stderr: '' });
});

describe('the server is found', () => {
  const named = (env: NodeJS.ProcessEnv, ...words: string[]) => ran(['next', ...words], { env });
  const environment = () => ({ STUNTBOX_CONTROL_URL: ready.control ?? '', STUNTBOX_TOKEN: ready.token ?? '' });

  test('by its ready file or by the environment; the flag comes first, then the URL', async () => {
    expect(await named({}, '--ready-file', READY)).toEqual(silent);
    expect(await named(environment())).toEqual(silent);
    expect(await named({ STUNTBOX_READY_FILE: READY })).toEqual(silent);
    expect(await named({ STUNTBOX_READY_FILE: '/nowhere' }, '--ready-file', READY)).toEqual(silent);
    expect(await named({ STUNTBOX_READY_FILE: '/nowhere', ...environment() })).toEqual(silent);
    expect(await named({ STUNTBOX_CONTROL_URL: 'x', STUNTBOX_TOKEN: 'x' }, '--ready-file', READY)).toEqual(silent);
  });

  test('or a sentence says how to name it', async () => {
    expect(await named({})).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^stuntbox: Which server\? .*--ready-file PATH.*STUNTBOX_READY_FILE.*STUNTBOX_CONTROL_URL and STUNTBOX_TOKEN\.\n$/),
    });
    expect(await named({ ...environment(), STUNTBOX_TOKEN: '' })).toMatchObject({ status: 2, stderr: expect.stringContaining('STUNTBOX_TOKEN is not') });
    expect(await named({ ...environment(), STUNTBOX_TOKEN: 'wrong-token-of-another' })).toEqual(
      refused('That is not the token that this server was started with.'),
    );
    for (const url of ['x', 'file:///etc/passwd', '127.0.0.1:4011'])
      expect(await named({ ...environment(), STUNTBOX_CONTROL_URL: url })).toEqual(
        refused(`STUNTBOX_CONTROL_URL cannot be '${url}'. Give the URL of the controls, such as http://127.0.0.1:4011.`),
      );
    expect(await named({ STUNTBOX_READY_FILE: join(folder, 'missing') })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('There is no ready file'),
    });
    expect(await named({ ...environment(), STUNTBOX_CONTROL_URL: listening.url })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('These are not the controls of stuntbox'),
    });
  });

  test('or a sentence says that it has ended, or has no controls', async () => {
    const file = join(folder, 'other.json');
    const { pid } = spawnSync(process.execPath, ['--version']);
    writeFileSync(file, JSON.stringify({ ...ready, control: 'http://127.0.0.1:1', pid }));
    expect(await named({}, '--ready-file', file)).toEqual(
      refused(`The server of ${file} has ended: its process ${pid} is gone, and has not removed the file. Start it again.`),
    );
    writeFileSync(file, JSON.stringify({ ...ready, control: 'http://127.0.0.1:1' }));
    expect(await named({}, '--ready-file', file)).toMatchObject({ status: 1, stderr: expect.stringContaining('Nothing answers at http://127.0.0.1:1: ') });
    writeFileSync(file, JSON.stringify({ ...ready, control: null, token: null }));
    expect(await named({}, '--ready-file', file)).toEqual(
      refused(`The server at ${ready.url} was started without its controls. Start it with --control-port 0.`),
    );
  });
});

(HAS_TERMINAL ? describe : describe.skip)('in a terminal', () => {
  const shown = async (words: string): Promise<string> => {
    const terminal = inTerminal(`stty cols 60; ${process.execPath} ${BIN} ${words}`, { ...outside, STUNTBOX_READY_FILE: READY, NO_COLOR: '1' });
    expect([await terminal.ended, terminal.shown()]).toEqual([0, expect.anything()]);
    return terminal.shown();
  };

  test('a person is told what was done', async () => {
    await ask('/servers/12345/stop/', 'POST');
    expect(await shown('advance 5s')).toBe('It is 2025-01-16 15:30:05 UTC. The next change is in 15s.\n');
    expect(await shown('next')).toBe('It is 2025-01-16 15:30:20 UTC. Nothing will change by itself.\n');
    expect(await shown('next')).toBe('Nothing will change by itself.\n');
    expect(await shown('play vpsorg/out-of-credits')).toBe('The account has no credits left: every create is refused with 402.\n');
    expect(await shown('faults')).toBe('There are no faults.\n');
    expect(await shown('reset')).toBe('Everything is as it was at the start. It is 2025-01-16 15:30:00 UTC.\n');
  });

  test('a table has a header and columns, and is no wider than the terminal', async () => {
    await ask('/servers/12345/stop/', 'POST');
    expect(await shown('servers')).toBe(
      [
        'VENDOR  KEY    NAME           STATUS    TASK     ENDS    AC…',
        'vpsorg  12345  web-server-01  stopping  stop 0%  in 20s  up…',
        'vpsorg  12346  db-server-01   active                     st…',
        '',
      ].join('\n'),
    );
  });
});

test('columns are as wide as their widest cell; a pipe has tabs', () => {
  const rows = [
    ['1', 'long name', ''],
    ['22', 'b', 'x\ny'],
  ];
  expect(stripVTControlCharacters(columns(['id', 'name', 'more'], rows, true, 80))).toBe('ID  NAME       MORE\n1   long name\n22  b          x?y\n');
  expect(columns(['id', 'name', 'more'], rows, false)).toBe('1\tlong name\t\n22\tb\tx?y\n');
});

test('a table in a report is the same in a pipe, and no file or server controls the terminal by it', () => {
  expect(
    table(
      ['ID', 'more'],
      [
        ['1', 'a\u001b[2J\u202eb'],
        ['22', ''],
      ],
    ),
  ).toBe('ID  MORE\n1   a?[2J?b\n22\n');
});

test('instants and lengths of time are short', () => {
  expect(moment(Date.UTC(2025, 0, 16, 15, 30, 5, 250))).toBe('2025-01-16 15:30:05 UTC');
  expect([0, 999, 1_000, 90_000, 5_400_000, 90_061_000, 86_400_000].map(length)).toEqual(['0ms', '999ms', '1s', '1m 30s', '1h 30m', '1d 1h', '1d']);
});

test('the help lists every command, and each has its own', () => {
  const help = (...words: string[]): string => spawnSync(process.execPath, [BIN, ...words, '--help'], { encoding: 'utf8' }).stdout;
  const names = [...help().matchAll(/^ {2}stuntbox ([a-z]+) /gm)].map(([, name = '']) => name);
  expect(names).toEqual([
    'serve',
    'run',
    'coverage',
    'contract',
    'verify',
    'import',
    'scenarios',
    'advance',
    'next',
    'settle',
    'play',
    'faults',
    'servers',
    'journal',
    'link',
    'reset',
  ]);
  for (const name of names) expect(help(name)).toMatch(new RegExp(`^stuntbox ${name}\\b.*\\n\\n  --`));
  for (const name of names.slice(names.indexOf('advance'))) expect(help(name)).toContain('--ready-file PATH');
  const asked = (...words: string[]): string => spawnSync(process.execPath, [BIN, 'help', ...words], { encoding: 'utf8' }).stdout;
  expect([asked(), asked('run')]).toEqual([help(), help('run')]);
  expect(readFileSync(BIN, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
});
