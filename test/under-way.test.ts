/** What is under way is bounded, and nothing of it is left behind: connections, bodies, large replies, requests that wait for the clock. */
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { setTimeout as later } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { createCloud, manualClock, minutes, type Clock } from 'stuntbox';
import { openCloud } from '../cloud/open.ts';
import type { ListenOptions } from '../cloud/listen.ts';
import { elastichosts } from '../handlers/elastichosts/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { answering } from '../server/answer.ts';
import { entranceTo } from '../server/entrance.ts';
import { budget } from '../server/budget.ts';
import { openSockets, TIMEOUTS } from '../server/sockets.ts';
import { writing } from '../server/write.ts';
import { opened, raw, until } from './raw.ts';

let close: () => Promise<void> = async () => {};
afterEach(() => close());

const MIB = 1_048_576;
const DRIVE = '/elastichosts/drives/c5a1f0e2-8b3d-4c67-a912-6e4d0b7f35a8';
const headers = { authorization: 'Bearer t' };
const basic = { authorization: `Basic ${btoa('user:key')}` };

/** A server whose inside can be seen. */
async function serving(options: ListenOptions = {}) {
  const bugs: unknown[] = [];
  const cloud = createCloud({ vpsorg, elastichosts });
  const answers = answering(entranceTo(cloud as never), { onBug: (bug) => bugs.push(bug), ...options });
  const { mostConnections = 1_000 } = options;
  const open = await openSockets({ port: 0, host: '127.0.0.1', tls: undefined, mostConnections }, answers);
  close = open.close;
  const url = `http://127.0.0.1:${open.address.port}`;
  /** Waits until what is under way is as expected. */
  const settled = async (expected: { bytes: number; waiting: number }) => {
    for (let i = 0; i < 500 && JSON.stringify(answers.underWay()) !== JSON.stringify(expected); i += 1) await later(5);
    expect(answers.underWay()).toEqual(expected);
  };
  return { cloud, url, bugs, underWay: answers.underWay, settled };
}

const NOTHING = { bytes: 0, waiting: 0 };
const upload = (length: number): string =>
  `POST ${DRIVE}/write HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${basic.authorization}\r\nContent-Length: ${length}\r\n\r\n`;

test('eight uploads of 64 MiB hold no more than what all bodies together may, and who is over it is told to try again', async () => {
  const { cloud, url, underWay, settled } = await serving({ mostBytes: 8 * MIB });
  const before = cloud.snapshot();
  const sockets = await Promise.all(Array.from({ length: 8 }, () => opened(url)));
  const answers = sockets.map((socket) => until(socket, /\r\n\r\n/).catch(() => ''));
  const half = Buffer.alloc(2 * MIB);
  for (const socket of sockets) {
    socket.on('error', () => {});
    socket.write(upload(64 * MIB));
    socket.write(half);
  }
  // Some are refused; the others are under way, within the bound.
  const refused = await Promise.race(answers);
  expect(refused).toMatch(/^HTTP\/1\.1 503 [^]*retry-after: 1/i);
  expect(underWay().bytes).toBeLessThanOrEqual(8 * MIB);
  for (const socket of sockets) socket.destroy();
  await settled(NOTHING);
  expect(cloud.snapshot()).toEqual(before);
  expect((await fetch(`${url}${DRIVE}/write`, { method: 'POST', headers: basic, body: new Uint8Array(MIB) })).status).toBe(204);
  await settled(NOTHING);
});

test('a body that is broken off, refused or complete leaves nothing behind', async () => {
  const { cloud, url, underWay, settled } = await serving();
  const { size } = cloud.journal;
  const socket = await opened(url);
  socket.write(upload(MIB));
  socket.write(Buffer.alloc(1_000));
  while (underWay().bytes === 0) await later(1);
  socket.resetAndDestroy();
  await settled(NOTHING);
  expect(cloud.journal.size).toBe(size);
  const chunked = `POST ${DRIVE}/write HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${basic.authorization}\r\nTransfer-Encoding: chunked\r\n\r\n`;
  // A chunk that is none, in the middle of a body.
  expect(await raw(url, `${chunked}5\r\nhello\r\nzz\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
  await settled(NOTHING);
  const large = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(MIB / 4)),
  });
  await fetch(`${url}/vpsorg/servers/`, { method: 'POST', headers, body: large, duplex: 'half' } as RequestInit).then(
    (reply) => expect(reply.status).toBe(413),
    // The connection is closed while the client still sends.
    (error: Error) => expect(error.message).toBe('fetch failed'),
  );
  await settled(NOTHING);
  expect((await fetch(`${url}/vpsorg/servers/`, { headers })).status).toBe(200);
});

test('only the write to a drive may have a large body; any other is 413 or 400 over 1 MiB', async () => {
  const { url, settled } = await serving();
  const post = async (path: string, init: object) => (await fetch(url + path, { method: 'POST', body: 'x'.repeat(MIB + 1), ...init })).status;
  expect(await post(`${DRIVE}/write`, { headers: basic })).toBe(204);
  expect(await post('/elastichosts/servers/create', { headers: basic })).toBe(400);
  expect(await post('/vpsorg/servers/', { headers })).toBe(413);
  await settled(NOTHING);
});

test('large replies that nobody reads are bounded, too', async () => {
  const { url, underWay, settled } = await serving({ mostBytes: 5 * MIB });
  const path = `${DRIVE}/read/0/${4 * MIB}`;
  const slow = await opened(url);
  slow.pause();
  slow.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${basic.authorization}\r\n\r\n`);
  while (underWay().bytes === 0) await later(1);
  const second = await fetch(url + path, { headers: basic });
  expect([second.status, second.headers.get('retry-after'), await second.json()]).toEqual([
    503,
    '1',
    { error: 'Too many bytes of bodies are under way. Try again in a second.' },
  ]);
  expect((await fetch(`${url}/vpsorg/servers/`, { headers })).status).toBe(200);
  slow.destroy();
  await settled(NOTHING);
  const third = await fetch(url + path, { headers: basic });
  expect([third.status, (await third.arrayBuffer()).byteLength]).toEqual([200, 4 * MIB]);
  await settled(NOTHING);
});

test('a reply whose client is gone is not held', () => {
  const held = budget(MIB);
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  response.destroy();
  writing(held)(() => '', response, { status: 200, headers: {}, body: 'x'.repeat(MIB / 2) });
  expect(held.taken()).toBe(0);
});

test('requests that wait for the clock are bounded, and one that gives up waits no more', async () => {
  const { cloud, url, underWay, settled } = await serving({ mostWaiting: 2 });
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'latency', ms: minutes(24 * 60) });
  const giveUp = new AbortController();
  const asked = [fetch(`${url}/vpsorg/servers/`, { headers, signal: giveUp.signal }), fetch(`${url}/vpsorg/servers/`, { headers })];
  const settledAsked = Promise.allSettled(asked);
  await settled({ bytes: 0, waiting: 2 });
  const third = await fetch(`${url}/vpsorg/servers/`, { headers });
  expect([third.status, await third.json()]).toEqual([503, { error: '2 requests already wait for the clock. Try again in a second.' }]);
  expect(cloud.journal.size).toBe(2);
  giveUp.abort();
  await settled({ bytes: 0, waiting: 1 });
  cloud.clock.advance(minutes(24 * 60));
  expect((await settledAsked).map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect(underWay()).toEqual(NOTHING);
});

test('closing ends at once, with requests and bodies under way, and leaves no waiter', async () => {
  const { cloud, url, underWay, settled } = await serving();
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'latency', ms: minutes(24 * 60) });
  const asked = Promise.allSettled(Array.from({ length: 20 }, () => fetch(`${url}/vpsorg/servers/`, { headers })));
  const idle = await opened(url);
  idle.on('error', () => {});
  const body = await opened(url);
  body.on('error', () => {});
  body.write(upload(MIB));
  body.write(Buffer.alloc(1_000));
  while (underWay().waiting < 20 || underWay().bytes === 0) await later(1);
  await close();
  expect((await asked).every(({ status }) => status === 'rejected')).toBe(true);
  await settled(NOTHING);
  // Nobody waits any more: there is nothing to move to.
  expect(cloud.clock.settle()).toBe(cloud.clock.now());
  // Twice is not once too often.
  await close();
});

test('connections beyond the bound are dropped, which is said once, and the others are answered', async () => {
  const { url, bugs } = await serving({ mostConnections: 2 });
  const [first, second] = [await opened(url), await opened(url)];
  for (let i = 0; i < 3; i += 1) expect(await raw(url, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n').catch(() => '')).toBe('');
  expect(bugs).toEqual([expect.objectContaining({ message: expect.stringContaining('the most that the option mostConnections allows') })]);
  first.write(`GET /vpsorg/servers/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t\r\n\r\n`);
  expect(await until(first, /\r\n\r\n/)).toMatch(/^HTTP\/1\.1 200 /);
  for (const socket of [first, second]) socket.destroy();
});

test('timeouts are what they say: they are looked at often enough', () => {
  for (const timeout of [TIMEOUTS.headersTimeout, TIMEOUTS.requestTimeout, TIMEOUTS.keepAliveTimeout])
    expect(TIMEOUTS.connectionsCheckingInterval * 5).toBeLessThanOrEqual(timeout);
});

test.each([[{ outcome: 'cut', at: 0.5 }], [{ outcome: 'malformed' }]])('a client that is gone when its reply is due is harmless: %j', async (outcome) => {
  // A clock that wakes whoever gives up, instead of rejecting.
  const until: Clock['until'] = (_, signal) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve()));
  const bugs: unknown[] = [];
  const cloud = openCloud({ vpsorg }, { clock: Object.assign(manualClock(), { until }) });
  const answers = answering(entranceTo(cloud as never), { onBug: (bug) => bugs.push(bug) });
  const open = await openSockets({ port: 0, host: '127.0.0.1', tls: undefined, mostConnections: 10 }, answers);
  close = open.close;
  const url = `http://127.0.0.1:${open.address.port}`;
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'latency', ms: 1 } as never);
  cloud.faults.add({ vendor: 'vpsorg', ...outcome } as never);
  const giveUp = new AbortController();
  const asked = fetch(`${url}/servers/`, { headers, signal: giveUp.signal });
  while (answers.underWay().waiting === 0) await later(1);
  giveUp.abort();
  await expect(asked).rejects.toThrow('aborted');
  while (answers.underWay().waiting > 0) await later(1);
  expect(bugs).toEqual([]);
  cloud.faults.clear();
  expect((await fetch(`${url}/servers/`, { headers })).status).toBe(200);
});
