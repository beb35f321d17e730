/** Waiting for a request and watching what happens, through the controls: bounded, in order, and without leaving anything behind. */
import { request as ask, type ClientRequest, type IncomingMessage } from 'node:http';
import { connect as open } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { elastichosts } from '../handlers/elastichosts/index.ts';
import { puregpu } from '../handlers/puregpu/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { startServer } from '../server/index.ts';
import { streamed } from '../server/event-stream.ts';
import { askingControl, refusedWith, type AskControl } from './control.ts';

const start = () => startServer({ vpsorg, puregpu, elastichosts }, { port: 0, control: { port: 0, waiting: 2, watchers: 2 }, onBug: (bug) => bugs.push(bug) });
let bugs: unknown[] = [];
let server: Awaited<ReturnType<typeof start>>;
let control: AskControl;
beforeEach(async () => {
  bugs = [];
  server = await start();
  control = askingControl(server.control);
});
afterEach(async () => {
  await server.close();
  expect(bugs).toEqual([]);
});

const token = { authorization: 'Bearer t' };
const list = () => fetch(`${server.url}/vpsorg/servers/`, { headers: token });
const stop = () => fetch(`${server.url}/vpsorg/servers/12345/stop/`, { method: 'POST', headers: token });
const LIST = 'operation=GET%20/servers/';
const turn = () => new Promise((resolve) => setImmediate(resolve));
/** Waits until something is so. */
const until = async (so: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await so())) await turn();
};

test('a wait ends with the nth exchange of its operation', async () => {
  await list();
  await stop();
  let come = false;
  const third = control('GET', `journal/next?${LIST}&count=3`).finally(() => (come = true));
  await list();
  await stop();
  expect(come).toBe(false);
  await list();
  expect(await third).toMatchObject([200, { n: 5, operation: 'GET /servers/', reply: { status: 200 } }]);
});

test('what the journal holds counts already, unless it is excluded', async () => {
  await list();
  await list();
  expect(await control('GET', `journal/next?${LIST}&count=2`)).toMatchObject([200, { n: 2 }]);
  expect(await control('GET', 'journal/next')).toMatchObject([200, { n: 1 }]);
  expect(await control('GET', `journal/next?${LIST}&since=1`)).toMatchObject([200, { n: 2 }]);
  expect(await control('GET', `journal/next?${LIST}&since=2&timeout=0`)).toEqual(refusedWith(408, "0 of 1 'GET /servers/' came within 0 ms."));
});

test('a wait that is in vain says how many came', async () => {
  await list();
  expect(await control('GET', `journal/next?${LIST}&count=3&timeout=20`)).toEqual(refusedWith(408, "1 of 3 'GET /servers/' came within 20 ms."));
  expect(await control('GET', 'journal/next?operation=GET%20/nothing')).toEqual(refusedWith(400, expect.stringContaining('This cloud has no operation')));
  expect(await control('GET', 'journal/next?timeout=300001')).toEqual(refusedWith(400, expect.stringContaining('a whole number from 0 to 300000')));
  expect(await control('GET', 'journal/next?count=0')).toEqual(refusedWith(400, expect.stringContaining('a whole number from 1 to 100000')));
});

/** A request to the controls that is not awaited. */
const begun = (path: string, headers: Record<string, string> = {}): ClientRequest => {
  const request = ask(`${server.control.url}/clouds/default/${path}`, { headers: { authorization: `Bearer ${server.control.token}`, ...headers } });
  request.on('error', () => {});
  request.end();
  return request;
};

test('a wait listens to the cloud no longer than it lasts', async () => {
  const { cloud } = server;
  const { on } = cloud;
  let listening = 0;
  const counted = ((event: 'exchange', listener: () => void) => {
    const remove = on(event, listener);
    listening += 1;
    return () => {
      listening -= 1;
      remove();
    };
  }) as typeof on;
  Object.assign(cloud, { on: counted });
  const given = begun(`journal/next?${LIST}`);
  const answered = control('GET', `journal/next?${LIST}`);
  await until(() => listening === 2);
  given.destroy();
  await until(() => listening === 1);
  await list();
  await answered;
  expect((await control('GET', `journal/next?${LIST}&count=9&timeout=1`))[0]).toBe(408);
  expect(listening).toBe(0);
  const { response } = await watching();
  await until(() => listening === 3);
  response.destroy();
  await until(() => listening === 0);
});

test('waits are bounded, and one that is given up, in vain or answered leaves its place', async () => {
  const waiting = [begun(`journal/next?${LIST}`), begun(`journal/next?${LIST}`)];
  await until(async () => (await control('GET', `journal/next?${LIST}&timeout=0`))[0] === 503);
  expect(await control('GET', `journal/next?${LIST}`)).toEqual(refusedWith(503, expect.stringContaining('The limit of requests that wait (2) is reached.')));
  waiting[0]?.destroy();
  await until(async () => (await control('GET', `journal/next?${LIST}&timeout=0`))[0] === 408);
  waiting[1]?.destroy();
  for (let i = 0; i < 5; i += 1) expect((await control('GET', `journal/next?${LIST}&timeout=0`))[0]).toBe(408);
  await list();
  for (let i = 0; i < 5; i += 1) expect((await control('GET', `journal/next?${LIST}`))[0]).toBe(200);
});

/** What a watcher got, as it came. */
interface Watching {
  readonly events: { readonly event: string; readonly id: number; readonly data: never }[];
  readonly response: IncomingMessage;
  readonly text: () => string;
  readonly ended: Promise<void>;
}

async function watching(query = '', headers: Record<string, string> = {}): Promise<Watching> {
  const request = begun(`events${query}`, headers);
  const response = await new Promise<IncomingMessage>((resolve) => request.on('response', resolve));
  let text = '';
  const events: Watching['events'] = [];
  let rest = '';
  const ended = new Promise<void>((resolve) => response.on('close', () => resolve()));
  response.on('error', () => {});
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    rest += chunk;
    for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
      const [, id, event, data] = /^id: (\d+)\nevent: (\w+)\ndata: (.*)$/.exec(rest.slice(0, end)) ?? [];
      if (event !== undefined && data !== undefined) events.push({ event, id: Number(id), data: JSON.parse(data) as never });
      rest = rest.slice(end + 2);
    }
  });
  return { events, response, text: () => text, ended };
}

test('a watcher hears of exchanges, changes and moves of the clock, in order', async () => {
  const { events, response } = await watching();
  expect([response.statusCode, response.headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
  await list();
  await stop();
  await control('POST', 'clock/settle', {});
  server.cloud.vpsorg.servers.update(server.cloud.vpsorg.servers.get(12346), { name: 'renamed' });
  server.cloud.clock.advance(1_000);
  await until(() => events.length >= 7);
  expect(events.map(({ event, id }) => [event, id])).toEqual([
    ['exchange', 1],
    ['change', 1],
    ['exchange', 2],
    ['change', 2],
    ['clock', 2],
    ['change', 2],
    ['clock', 2],
  ]);
  expect(events.map(({ data }) => data)).toMatchObject([
    { n: 1, operation: 'GET /servers/', request: { headers: { authorization: '[redacted]' } } },
    { vendor: 'vpsorg', table: 'servers', key: 12345, kind: 'changed', by: 'request', after: { status: 'stopping' } },
    { n: 2, operation: 'POST /servers/{server_id}/stop/' },
    { by: 'time', after: { status: 'stopped' } },
    { kind: 'manual', now: server.cloud.clock.now() - 1_000 },
    { key: 12346, by: 'code', after: { name: 'renamed' } },
    { now: server.cloud.clock.now() },
  ]);
});

test('only the wanted events are sent; one that does not exist is refused', async () => {
  const { events } = await watching('?types=exchange,clock');
  await stop();
  await control('POST', 'clock/settle', {});
  await until(() => events.length === 2);
  expect(events.map(({ event }) => event)).toEqual(['exchange', 'clock']);
  expect(await control('GET', 'events?types=exchnge')).toEqual(refusedWith(400, "There is no event 'exchnge'. Did you mean 'exchange'?"));
  expect(await control('GET', 'events', undefined, { 'last-event-id': 'x' })).toEqual(refusedWith(400, expect.stringContaining('Last-Event-ID')));
});

test('who comes back with the last id gets the exchanges in between first', async () => {
  await list();
  await list();
  await list();
  const { events } = await watching('', { 'last-event-id': '1' });
  await list();
  await until(() => events.length === 3);
  expect(events.map(({ id }) => id)).toEqual([2, 3, 4]);
});

test('who missed too much is told to read the journal', async () => {
  for (let i = 0; i < 20; i += 1)
    await fetch(`${server.url}/vpsorg/servers/`, {
      method: 'POST',
      headers: { ...token, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'x'.repeat(60_000) }),
    });
  expect(await control('GET', 'events', undefined, { 'last-event-id': '0' })).toEqual(refusedWith(409, expect.stringContaining('Read them from the journal')));
  const { events } = await watching('', { 'last-event-id': '15' });
  await until(() => events.length === 5);
});

test('secrets are redacted in what a watcher hears', async () => {
  const { text } = await watching();
  await fetch(`${server.url}/puregpu/server/10/rebuild?token=SEKRET`, {
    method: 'POST',
    headers: { 'x-api-key': 'SEKRET', 'content-type': 'application/json' },
    body: JSON.stringify({ osid: '1021' }),
  });
  const create = (headers: Record<string, string>, body: string): Promise<Response> =>
    fetch(`${server.url}/elastichosts/servers/create`, { method: 'POST', headers: { authorization: `Basic ${btoa('user:SEKRET')}`, ...headers }, body });
  expect((await create({}, 'name a\ncpu 500\nmem 256\npersistent true\nvnc:ip auto\nvnc:password SEKRET12')).status).toBe(200);
  const wrong = { name: 'a', cpu: 500, mem: 256, vnc: { password: 'SEKRET12' }, 'vnc:password': 'SEKRET12' };
  expect((await create({ 'content-type': 'application/json' }, JSON.stringify(wrong))).status).toBe(400);
  await control('POST', 'clock/advance', { by: '1h' });
  await until(() => text().includes('event: clock'));
  for (const event of ['exchange', 'change', 'violation']) expect(text()).toContain(`event: ${event}`);
  expect(text()).not.toContain('SEKRET');
  expect(text()).not.toContain(btoa('user:SEKRET'));
});

test('watchers are bounded, and one that leaves makes room', async () => {
  const [first] = [await watching(), await watching()];
  expect(await control('GET', 'events')).toEqual(refusedWith(503, expect.stringContaining('The limit of watchers (2) is reached.')));
  first?.response.destroy();
  let again: Watching | undefined;
  await until(async () => ((again = await watching()), again.response.statusCode === 200));
  expect(again?.response.statusCode).toBe(200);
});

test('who does not read is dropped, and the server holds no more for them', async () => {
  const socket = open(Number(new URL(server.control.url).port), '127.0.0.1');
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.on('close', resolve));
  socket.write(`GET /clouds/default/events HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${server.control.token}\r\n\r\n`);
  await new Promise((resolve) => socket.once('data', resolve));
  socket.pause();
  const long = 'x'.repeat(4_000);
  let sent = 0;
  // The event of each change has both names: 20 MB in all, of which the sockets themselves hold some.
  for (; sent < 2_500; sent += 1) server.cloud.vpsorg.servers.update(server.cloud.vpsorg.servers.get(12346), { name: `${long}${sent}` });
  await until(async () => (await control('GET', 'events?types=exchnge'))[0] === 400);
  socket.resume();
  await closed;
  expect((await watching()).response.statusCode).toBe(200);
  expect((await watching()).response.statusCode).toBe(200);
});

test('closing the server ends waits and watchers at once', async () => {
  const { ended } = await watching();
  const waiting = control('GET', `journal/next?${LIST}&timeout=300000`).then(
    () => 'answered',
    () => 'dropped',
  );
  await until(async () => (await control('GET', `journal/next?${LIST}&timeout=0`))[0] === 408);
  await server.close();
  await ended;
  expect(['answered', 'dropped']).toContain(await waiting);
});

test('a stream is not begun for a response that is gone', () => {
  let began = false;
  const response = { destroyed: true, destroy() {} } as never;
  streamed(response, {}, { stream: () => ((began = true), () => {}), ended: new AbortController().signal });
  expect(began).toBe(false);
});
