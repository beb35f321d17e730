/** What whoever operates a server asks of it: probes, metrics, and an end without haste. */
import { request } from 'node:http';
import { afterEach, expect, test } from '@jest/globals';
import { vpsorg } from '../../handlers/vpsorg/index.ts';
import type { Exchange } from '../../model/journal.ts';
import { openMetrics, serveClouds, type CloudsOptions } from '../../server/index.ts';
import { opened, until } from '../raw.ts';
import { memoryStore } from './memory-store.ts';

const token = 'a-token-of-enough-characters';
const authorization = 'Bearer any-token-of-mine';
const NEW = JSON.stringify({ name: 'web-1', plan_id: 1, os_id: 5, location: 'us-west' });
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function serving(options: CloudsOptions = {}) {
  const server = await serveClouds({ vpsorg }, { port: 0, control: { port: 0, token }, ...options });
  closing.push(server.close);
  const control = server.control?.url ?? '';
  /** Asks the controls as a probe does: by the address of a container, without a token. */
  const probe = (path: string, headers: Record<string, string> = { host: '10.1.2.3:4011' }, method = 'GET') =>
    new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      request(control + path, { headers, method, agent: false }, (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode, body }));
      })
        .on('error', reject)
        .end();
    });
  const ask = (path: string, body?: string) =>
    fetch(server.url + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      ...(body !== undefined && { body }),
    });
  return { ...server, probe, ask };
}

test('a probe needs neither token nor name, and learns a status alone', async () => {
  const { probe } = await serving();
  expect(await probe('/healthz')).toEqual({ status: 200, body: 'ok\n' });
  expect(await probe('/readyz')).toEqual({ status: 200, body: 'ok\n' });
  expect((await probe('/clouds')).status).toBe(403);
  expect((await probe('/readyz', { host: '10.1.2.3' }, 'POST')).status).toBe(403);
});

test('a server whose store is gone is healthy, and not ready', async () => {
  const store = memoryStore();
  const { probe } = await serving({ store });
  store.gone = true;
  expect(await probe('/readyz')).toEqual({ status: 503, body: 'unavailable\n' });
  expect((await probe('/healthz')).status).toBe(200);
});

test('metrics need the token and no name, and count requests by vendor and status, and clouds', async () => {
  const { probe, ask } = await serving({ metrics: await openMetrics({ replica: 'web-1' }), maxClouds: 1 });
  await ask('/@job-1/vpsorg/servers/');
  await ask('/@job-1/vpsorg/servers/', NEW);
  await ask('/@job-2/vpsorg/servers/');
  await ask('/');
  expect((await probe('/metrics')).status).toBe(401);
  const { status, body } = await probe('/metrics', { host: '10.1.2.3', authorization: `Bearer ${token}` });
  expect(status).toBe(200);
  expect(body.split('\n').filter((line) => /^stuntbox_(requests|clouds|request_seconds_count)/.test(line))).toEqual([
    'stuntbox_requests_total{vendor="vpsorg",status="200",replica="web-1"} 1',
    'stuntbox_requests_total{vendor="vpsorg",status="201",replica="web-1"} 1',
    'stuntbox_requests_total{vendor="vpsorg",status="503",replica="web-1"} 1',
    'stuntbox_requests_total{vendor="none",status="200",replica="web-1"} 1',
    'stuntbox_request_seconds_count{replica="web-1"} 4',
    // The default one lives too.
    'stuntbox_clouds{replica="web-1"} 2',
  ]);
  expect(body).not.toContain('job-1');
});

test('a connection that a fault drops is counted without a status', async () => {
  const { probe, ask, clouds } = await serving({ metrics: await openMetrics() });
  (await clouds.find('default'))?.cloud.faults.add({ vendor: 'vpsorg', outcome: 'network-error' });
  await expect(ask('/vpsorg/servers/')).rejects.toThrow();
  expect((await probe('/metrics', { host: 'x', authorization: `Bearer ${token}` })).body).toContain('stuntbox_requests_total{vendor="vpsorg",status="none"} 1');
});

test('without metrics, the controls say what to install', async () => {
  const { probe } = await serving();
  expect(JSON.parse((await probe('/metrics', { host: 'x', authorization: `Bearer ${token}` })).body)).toMatchObject({
    status: 404,
    detail: expect.stringContaining('npm install prom-client'),
  });
});

test('an exchange is told once it is stored, and as a 503 when it could not be', async () => {
  const store = memoryStore();
  const told: (readonly [string, number | undefined, number, string | null])[] = [];
  const onExchange = (name: string, { reply, changes, why }: Exchange): void => void told.push([name, reply?.status, changes.length, why]);
  const { ask } = await serving({ store, onExchange, onBug: () => {} });
  expect((await ask('/@job-1/vpsorg/servers/', NEW)).status).toBe(201);
  let confirm = (): void => {};
  store.slow = new Promise((resolve) => (confirm = resolve));
  const slow = ask('/@job-1/vpsorg/servers/', NEW);
  expect((await ask('/@job-1/vpsorg/servers/')).status).toBe(200);
  expect(told.map(([, status]) => status)).toEqual([201, 200]);
  confirm();
  expect((await slow).status).toBe(201);
  store.writesLeft = 0;
  const refused = await ask('/@job-1/vpsorg/servers/', NEW);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
  expect(told.slice(2)).toEqual([
    ['job-1', 201, expect.any(Number), null],
    ['job-1', 503, 0, expect.stringContaining('The disk is full')],
  ]);
});

test('a server that drains is not ready first, answers what has come, refuses what waits for a clock, and gives its clouds back', async () => {
  const store = memoryStore();
  const { probe, ask, clouds, url, drain } = await serving({ store });
  let confirm = (): void => {};
  await ask('/@job-1/vpsorg/servers/');
  await ask('/@job-2/vpsorg/servers/');
  (await clouds.find('job-2'))?.cloud.faults.add({ vendor: 'vpsorg', outcome: 'latency', ms: 1_000 });
  store.slow = new Promise((resolve) => (confirm = resolve));
  const changing = ask('/@job-1/vpsorg/servers/', NEW);
  const waiting = ask('/@job-2/vpsorg/servers/');
  // Both have come when a later request is answered.
  await ask('/vpsorg/servers/99/').catch(() => {});
  const drained = drain();
  confirm();
  expect(await probe('/readyz')).toEqual({ status: 503, body: 'draining\n' });
  expect((await probe('/healthz')).status).toBe(200);
  // A connection of its own: one that is open already may still be used.
  await expect(opened(url)).rejects.toThrow('ECONNREFUSED');
  expect((await changing).status).toBe(201);
  const refused = await waiting;
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
  await drained;
  // Another server has what was answered, at once.
  store.slow = undefined;
  const other = await serving({ store });
  const { results } = (await (await other.ask('/@job-1/vpsorg/servers/')).json()) as { results: { name: string }[] };
  expect(results.map(({ name }) => name)).toContain('web-1');
  await expect(probe('/readyz')).rejects.toThrow();
});

test('while it drains, a server still answers until its time is over', async () => {
  const { probe, ask, drain } = await serving();
  const drained = drain(2_000);
  expect((await probe('/readyz')).status).toBe(503);
  expect((await ask('/vpsorg/servers/')).status).toBe(200);
  await drained;
  await expect(ask('/vpsorg/servers/')).rejects.toThrow();
});

test.each([
  ['deleted', async ({ clouds }: Awaited<ReturnType<typeof serving>>) => void (await clouds.delete('job-1'))],
  [
    'given up as idle',
    async ({ clouds }: Awaited<ReturnType<typeof serving>>) => {
      while ([...clouds.living()].some(({ name }) => name === 'job-1')) await new Promise((resolve) => setTimeout(resolve, 10));
    },
  ],
])('a request whose cloud is %s before its body has come changes nothing, and is refused', async (_, end) => {
  const server = await serving({ idle: 50 });
  const socket = await opened(server.url);
  const head = `POST /@job-1/vpsorg/servers/ HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: ${authorization}\r\ncontent-type: application/json\r\n`;
  socket.write(`${head}content-length: ${NEW.length}\r\n\r\n${NEW.slice(0, 10)}`);
  while (![...server.clouds.living()].some(({ name }) => name === 'job-1')) await new Promise(setImmediate);
  await end(server);
  const answered = until(socket, /closed here/);
  socket.write(NEW.slice(10));
  expect(await answered).toMatch(/^HTTP\/1.1 503 [^]*retry-after: 1\r\n[^]*The cloud job-1 was just closed here\. Send the request again\./i);
  socket.destroy();
  expect(await (await server.ask('/@job-1/vpsorg/servers/')).text()).not.toContain('web-1');
});

test('a reply that waits for a clock keeps its cloud from expiring', async () => {
  const { ask, clouds } = await serving({ idle: 20 });
  const one = await clouds.create('job-1', {});
  const release = one.hold();
  one.cloud.faults.add({ vendor: 'vpsorg', outcome: 'latency', ms: 60_000 });
  const answered = ask('/@job-1/vpsorg/servers/');
  while (one.cloud.journal.size === 0) await new Promise(setImmediate);
  release();
  await ask('/@job-2/vpsorg/servers/');
  // The other one expires, this one does not.
  while ([...clouds.living()].some(({ name }) => name === 'job-2')) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(Array.from(clouds.living(), ({ name }) => name)).toEqual(['default', 'job-1']);
  if (one.cloud.clock.movable) one.cloud.clock.advance(60_000);
  expect((await answered).status).toBe(200);
});
