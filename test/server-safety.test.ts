/** Nothing ends the server's process: whatever a vendor, a fault, a clock, a listener or a log does, the request is answered, and the next one too. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createCloud, manualClock, minutes, type Clock, type Exchange } from 'stuntbox';
import { startServer, type ServerOptions } from 'stuntbox/server';
import { vpsorg } from 'stuntbox/vpsorg';
import type { Providers } from '../cloud/options.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import { reporting } from '../server/bugs.ts';
import { line, requestLog } from '../server/log.ts';
import { askingControl, refusedWith } from './control.ts';
import { BIN, ended } from './hosts/index.ts';
import { acme } from './vendors/acme.js';

const headers = { authorization: 'Bearer t' };
let closing: () => Promise<void> = async () => {};
afterEach(() => closing());

/** A server of vendors that may be wrong; what it reports; and how it answers. */
async function serving(providers: Providers, options: ServerOptions<Providers, Clock> = {}) {
  const bugs: unknown[] = [];
  const { url, cloud, close, control } = await startServer<Providers, Clock>(providers, {
    port: 0,
    control: { port: 0 },
    onBug: (bug) => bugs.push(bug),
    ...options,
  });
  closing = close;
  const ask = async (path: string, init: RequestInit = {}): Promise<[number, { error?: string }]> => {
    const reply = await fetch(url + path, { headers, ...init });
    return [reply.status, (await reply.json()) as { error?: string }];
  };
  return { cloud, bugs, ask, control: askingControl(control) };
}

/** The small vendor, with another answer to a GET of its machines. */
const answering = (operation: () => unknown): Providers => ({
  acme: { ...acme, operations: { ...acme.operations, 'GET /machines': operation } } as unknown as AnyProvider,
});

const wrongs: [string, () => unknown, string][] = [
  ['a header that no header can hold', () => ({ status: 200, body: [], headers: { x: 'a\nb' } }), 'its header "x" is "a\\nb", which is not valid in a header'],
  ['a header in another script', () => ({ status: 200, body: [], headers: { x: '中' } }), 'which is not valid in a header'],
  ['a header that is no text', () => ({ status: 200, body: [], headers: { x: 1 } }), 'its header "x" is of type number'],
  ['the name of a header that is none', () => ({ status: 200, body: [], headers: { 'x y': '1' } }), 'its header "x y" is "1"'],
  ['a status that is none', () => ({ status: 99, body: [] }), 'its status is 99, not a whole number from 200 to 599'],
  ['a status beyond all', () => ({ status: 1000, body: [] }), 'its status is 1000'],
  ['a status that only announces another', () => ({ status: 101, body: [] }), 'its status is 101'],
  ['a status in words', () => ({ status: '200', body: [] }), 'its status is 200, not a whole number'],
  ['a body where there is none', () => ({ status: 204, body: {} }), 'a 204 has no body'],
  ['nothing', () => undefined, 'Acme Hosting answered with undefined. Return what reply(status, body) returns.'],
  ['a promise', async () => ({ status: 200, body: [] }), 'Acme Hosting returned a promise, but vendors and scenarios must be synchronous.'],
  ['a promise that is rejected', () => Promise.reject(new Error('late')), 'Acme Hosting returned a promise, but vendors and scenarios must be synchronous.'],
  ['a TypeError', () => (undefined as never as { x: number }).x, "Cannot read properties of undefined (reading 'x')"],
  ['a text that is thrown', () => thrown('boom'), 'boom was thrown.'],
  ['null that is thrown', () => thrown(null), 'null was thrown.'],
  ['what cannot be shown', () => thrown(Object.create(null)), 'a value was thrown that cannot be shown.'],
];

function thrown(what: unknown): never {
  // oxlint-disable-next-line no-throw-literal, only-throw-error
  throw what;
}

describe('a vendor of somebody else', () => {
  test.each(wrongs)('whose answer is %s', async (_, operation, sentence) => {
    const { ask, bugs } = await serving(answering(operation));
    expect(await ask('/acme/machines')).toEqual([500, { error: expect.stringContaining(sentence) }]);
    expect(bugs).toEqual([expect.objectContaining({ message: expect.stringContaining('stuntbox could not answer GET /acme/machines: ') })]);
    expect((await ask('/acme/machines/1'))[0]).toBe(200);
  });

  const parts: [string, object, string][] = [
    ['body is no text', { wire: { ...acme.wire, write: () => ({ type: 'text/plain', body: 7 }) } }, 'its body is neither text nor bytes'],
    ['body is not written', { wire: { ...acme.wire, write: () => undefined } }, 'Cannot destructure'],
    ['credential comes late', { authentication: { header: 'authorization', credential: () => Promise.reject(new Error('late')) } }, 'returned a promise'],
    ['routing throws', { routing: { ...acme.routing, credentialFirst: () => thrown('boom') } }, 'boom was thrown.'],
  ];
  test.each(parts)('whose %s', async (_, part, sentence) => {
    const { ask, bugs } = await serving({ acme: { ...acme, ...part } as unknown as AnyProvider });
    expect(await ask('/acme/machines')).toEqual([500, { error: expect.stringContaining(sentence) }]);
    expect(bugs).toHaveLength(1);
  });

  test('whose refusal is none, also before the body is read', async () => {
    const { ask, bugs } = await serving(
      { acme: { ...acme, refusals: { ...acme.refusals, 'too-large': async () => thrown('late'), 'no-route': null } } as unknown as AnyProvider },
      { largestBody: 1 },
    );
    expect((await ask('/acme/machines/1/stop', { method: 'POST', body: 'xx' }))[0]).toBe(500);
    expect(await ask('/acme/nothing')).toEqual([500, { error: expect.stringContaining("has no refusal 'no-route'") }]);
    expect(bugs).toHaveLength(2);
    expect((await ask('/acme/machines/1'))[0]).toBe(200);
  });

  test('whose scenario is asynchronous', async () => {
    const late = { name: 'acme/late', description: 'It comes late.', play: () => Promise.reject(new Error('late')) };
    const { control } = await serving({ acme: { ...acme, scenarios: { late } } as unknown as AnyProvider });
    expect(await control('POST', 'scenarios/play', { scenario: 'acme/late' })).toEqual(refusedWith(400, expect.stringContaining('returned a promise')));
  });

  test('is refused the same by each host', async () => {
    const cloud = createCloud(answering(() => ({ status: 200, body: [], headers: { x: 'a\nb' } })));
    await expect(cloud.fetch('https://api.acme.example/v2/machines', { headers })).rejects.toThrow('its header "x" is "a\\nb", which is not valid in a header');
  });
});

/** A manual clock of which something is wrong. */
const clockWith = (wrong: Partial<Clock>): Clock => Object.assign(manualClock(), wrong);

test('an instant that no date can hold is 500 on the page, in the controls and at a vendor, and the line of the log has none', async () => {
  const clock = clockWith({});
  const { ask, bugs, cloud, control } = await serving({ vpsorg }, { clock });
  const exchanges: Exchange[] = [];
  cloud.on('exchange', (exchange) => exchanges.push(exchange));
  await ask('/servers/');
  Object.assign(clock, { now: () => Number.NaN });
  expect(await ask('/')).toEqual([500, { error: expect.stringContaining('Invalid time value') }]);
  expect(await control('GET', 'clock')).toEqual(refusedWith(500, expect.stringContaining('Invalid time value')));
  expect(await control('POST', 'clock/settle', {})).toEqual(refusedWith(500, expect.stringContaining('Invalid time value')));
  expect(bugs).toHaveLength(3);
  const [exchange] = exchanges;
  if (!exchange) throw new Error('Nothing was answered.');
  const changes = [{ table: 'servers', key: 1, kind: 'changed', before: { memory: 1e16 }, after: { memory: 1e300 } }] as const;
  expect(line({ ...exchange, at: Number.NaN, changes }, false)).toBe(
    '--:--:-- GET /servers/ 200 · GET /servers/ · servers 1: memory 10000000000000000 → 1e+300',
  );
});

test.each([
  ['rejects', () => Promise.reject(new Error('no time'))],
  ['throws', () => thrown(new Error('no time'))],
])('a clock whose wait %s is 500', async (_, until) => {
  const { ask, bugs, cloud } = await serving({ vpsorg }, { clock: clockWith({ until }) });
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'latency', ms: minutes(1) } as never);
  expect(await ask('/servers/')).toEqual([500, { error: expect.stringContaining('no time.') }]);
  expect(bugs).toHaveLength(1);
});

test('a listener that throws is 500, and once it is gone all is well', async () => {
  const { ask, bugs, cloud } = await serving({ vpsorg });
  const stop = cloud.on('exchange', () => thrown(new Error('a listener of mine')));
  expect(await ask('/servers/')).toEqual([500, { error: expect.stringContaining('a listener of mine.') }]);
  expect(bugs).toHaveLength(1);
  stop();
  expect((await ask('/servers/'))[0]).toBe(200);
});

const deaf: [string, () => unknown][] = [
  ['throws', () => thrown('deaf')],
  ['is rejected', () => Promise.reject(new Error('deaf'))],
];
test.each(deaf)('an onBug that %s does not prevent the response', async (_, onBug) => {
  const { ask } = await serving(
    answering(() => undefined),
    { onBug },
  );
  expect((await ask('/acme/machines'))[0]).toBe(500);
});

describe('the log', () => {
  const exchange: Exchange = {
    n: 1,
    at: 0,
    vendor: 'vpsorg',
    operation: 'GET /servers/',
    request: { method: 'GET', path: '/servers/', query: '', headers: {}, body: null },
    reply: { status: 200, headers: {}, body: null },
    changes: [],
    why: null,
    refused: null,
    attempts: [],
    violations: [],
    beside: 0,
  };
  const flushed = () => new Promise((resolve) => setImmediate(resolve));

  test('an output that throws counts as having no reader', async () => {
    const write = requestLog({ write: () => thrown(new Error('EPIPE')) });
    write(exchange);
    await flushed();
    write(exchange);
    await flushed();
  });

  test('no control character of a client or a record reaches a terminal, coloured or not', () => {
    const evil = '\u001b[2J\u001b]0;owned\u0007\u009b31m\u202e\r\n';
    const changes = [{ table: evil, key: evil, kind: 'changed', before: { name: 'a', [evil]: 'b' }, after: { name: evil, [evil]: 'c' } }] as const;
    const told = {
      ...exchange,
      operation: evil,
      why: evil,
      request: { ...exchange.request, method: `GET${evil}`, path: `/${evil}`, query: evil },
      changes,
    };
    for (const colours of [false, true]) {
      const text = line(told, colours);
      // Our own colours: a number and an m.
      // oxlint-disable-next-line no-control-regex
      expect(text.replace(/\u001b\[\d+m/g, '')).not.toMatch(/[\0-\x1f\x7f-\x9f\u202a-\u202e]/);
      expect(text).not.toContain('\u001b[31m');
      // oxlint-disable-next-line no-control-regex
      expect(colours).toBe(/\u001b\[/.test(text));
    }
  });

  test('a line is bounded', () => {
    const changes = Array.from({ length: 10_000 }, (_, key) => ({ table: 'servers', key, kind: 'added', before: undefined, after: {} }) as never);
    expect(line({ ...exchange, changes }, false)).toMatch(/^.{4000} …$/);
  });

  test('a line that cannot be written does not fail the request', async () => {
    const { ask, cloud } = await serving({ vpsorg });
    const lines: string[] = [];
    const log = requestLog({ write: (text) => lines.push(text) });
    cloud.on('exchange', (served) => log({ ...served, changes: null as never }));
    expect((await ask('/servers/'))[0]).toBe(200);
    await flushed();
    expect(lines).toEqual([expect.stringContaining('(a request that cannot be shown: ')]);
  });

  test('an internal error is printed without control characters', async () => {
    const printed: string[] = [];
    const { error } = console;
    console.error = (text: string) => void printed.push(text);
    try {
      reporting()(new Error('a\u001b[2Jb', { cause: new Error('c\u009b31md') }));
      reporting()(Object.create(null));
    } finally {
      console.error = error;
    }
    expect(printed).toEqual([expect.stringContaining('a?[2Jb\n'), 'a value was thrown that cannot be shown.']);
    expect(printed[0]).toContain('Caused by Error: c?31md\n');
  });

  test('lines that nobody reads are left out, and counted', async () => {
    const output = {
      text: '',
      writableLength: 1_048_577,
      write(text: string) {
        output.text += text;
      },
    };
    const write = requestLog(output);
    write(exchange);
    write(exchange);
    await flushed();
    expect(output.text).toBe('');
    output.writableLength = 1_048_576;
    write(exchange);
    await flushed();
    expect(output.text).toBe('(2 lines were left out: nobody read them)\n00:00:00 GET /servers/ 200 · GET /servers/\n');
  });

  test('the server keeps running when the reader of its log is gone: `stuntbox serve | head -1`', async () => {
    const child = spawn(process.execPath, [BIN, 'serve', 'vpsorg', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [first] = (await once(createInterface(child.stdout), 'line')) as [string];
    child.stdout.destroy();
    const url = /at (http:\S+)$/.exec(first)?.[1] ?? '';
    for (let i = 0; i < 3; i += 1) {
      expect((await fetch(`${url}/servers/`, { headers })).status).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(child.exitCode).toBe(null);
    await ended(child);
    expect(child.exitCode).toBe(0);
  });
});
