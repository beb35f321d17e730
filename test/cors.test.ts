/** CORS: pages of listed origins may call the server from a browser, and no others. */
import { request as ask } from 'node:http';
import { afterEach, expect, test } from '@jest/globals';
import { createCloud, minutes } from 'stuntbox';
import type { ListenOptions } from '../cloud/listen.ts';
import type { Providers } from '../cloud/options.ts';
import { openCloud } from '../cloud/open.ts';
import { vendors } from '../handlers/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import type { AnyProvider } from '../vendor/provider.ts';

const PAGE = 'http://localhost:5173';
let close: () => Promise<void> = async () => {};
afterEach(() => close());

/** A server that lists a page, and a way to send the headers that only browsers send. */
async function serving(options: ListenOptions = { cors: [PAGE] }) {
  const cloud = createCloud(vendors);
  const running = await cloud.listen({ port: 0, ...options });
  close = running.close;
  const send = (method: string, path: string, headers: Readonly<Record<string, string>>, body?: string) =>
    new Promise<{ status: number; headers: Record<string, string | undefined>; body: string }>((resolve, reject) => {
      const sent = ask(running.url + path, { method, headers }, (response) => {
        let text = '';
        response.on('data', (chunk) => (text += String(chunk)));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers as Record<string, string>, body: text }));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  const preflight = (path: string, method: string, more: Readonly<Record<string, string>> = {}) =>
    send('OPTIONS', path, { origin: PAGE, 'sec-fetch-site': 'cross-site', 'access-control-request-method': method, ...more });
  return { cloud, send, preflight };
}

const corsHeaders = (headers: Readonly<Record<string, string | undefined>>): string[] =>
  Object.keys(headers).filter((name) => name.startsWith('access-control-'));

test('a preflight of a listed page names the methods of its path and the headers of its vendor', async () => {
  const { preflight } = await serving();
  const { status, headers, body } = await preflight('/vpsorg/servers/12345/', 'PATCH');
  expect([status, body]).toEqual([204, '']);
  expect(headers).toMatchObject({
    'access-control-allow-origin': PAGE,
    'access-control-allow-methods': 'GET, PUT, PATCH, DELETE, HEAD',
    'access-control-allow-headers': 'content-type, x-stuntbox-why, x-stuntbox-violations, authorization',
    'access-control-max-age': '600',
    vary: expect.stringMatching(/^Origin, /),
  });
  expect(headers).not.toHaveProperty('access-control-allow-credentials');
  expect(headers).not.toHaveProperty('access-control-allow-private-network');
  expect((await preflight('/puregpu/server/10/start', 'POST')).headers).toMatchObject({
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'content-type, x-stuntbox-why, x-stuntbox-violations, x-api-key',
  });
});

test('a preflight of a path that the vendor redirects or does not have lets the page read what it answers', async () => {
  const { preflight } = await serving();
  expect((await preflight('/vpsorg/servers', 'POST')).headers['access-control-allow-methods']).toBe('GET, POST, HEAD');
  expect((await preflight('/vpsorg/nothing/', 'PATCH')).headers['access-control-allow-methods']).toContain('PATCH');
});

test('a preflight is not journalled, takes no fault and counts against no rate limit', async () => {
  const { cloud, preflight, send } = await serving();
  cloud.faults.add({ vendor: 'evotic', on: 'GET /servers', outcome: 'rate-limit', limit: 1, per: minutes(1) });
  cloud.faults.add({ vendor: 'vpsorg', times: 1, outcome: 'refused', kind: 'unavailable' });
  const before = cloud.snapshot();
  for (const path of ['/evotic/servers', '/vpsorg/servers/', '/drone/api/servers']) expect((await preflight(path, 'GET')).status).toBe(204);
  expect(cloud.snapshot()).toEqual(before);
  expect(cloud.journal.size).toBe(0);
  expect((await send('GET', '/evotic/servers', { authorization: 'Bearer t' })).status).toBe(200);
});

test('a listed page reads a reply, its rate limit and when to try again, also where it is refused or struck by a fault', async () => {
  const { cloud, send } = await serving();
  cloud.faults.add({ vendor: 'evotic', on: 'GET /servers', outcome: 'rate-limit', limit: 1, per: minutes(1) });
  const page = { origin: PAGE, 'sec-fetch-site': 'same-site', authorization: 'Bearer t' };
  const readable = { 'access-control-allow-origin': PAGE, vary: 'Origin' };
  const first = await send('GET', '/evotic/servers', page);
  expect([first.status, first.headers]).toMatchObject([200, readable]);
  const exposed = first.headers['access-control-expose-headers']?.split(', ') ?? [];
  expect(exposed).toEqual(
    expect.arrayContaining([
      'retry-after',
      'location',
      'x-stuntbox-why',
      'x-stuntbox-violations',
      'x-ratelimit-limit',
      'x-ratelimit-remaining',
      'x-ratelimit-reset',
    ]),
  );
  expect(exposed).toHaveLength(new Set(exposed).size);
  const limited = await send('GET', '/evotic/servers', page);
  expect([limited.status, limited.headers]).toMatchObject([429, readable]);
  for (const [method, path, status] of [
    ['GET', '/vpsorg/servers', 301],
    ['GET', '/vpsorg/nothing/', 404],
    ['POST', '/vpsorg/servers/', 415],
    ['GET', '/nothing', 404],
  ] as const) {
    const { status: found, headers } = await send(method, path, page, method === 'POST' ? 'x' : undefined);
    expect([path, found, headers]).toMatchObject([path, status, readable]);
  }
  const large = await send('POST', '/vpsorg/servers/', page, 'x'.repeat(1_048_577));
  expect([large.status, large.headers]).toMatchObject([413, readable]);
  cloud.faults.add({ vendor: 'vpsorg', times: 1, outcome: 'refused', kind: 'unavailable' });
  const struck = await send('DELETE', '/vpsorg/servers/12345/', page);
  expect([struck.status, struck.headers]).toMatchObject([503, readable]);
});

test('an error of ours is readable for a listed page too', async () => {
  const { cloud, send } = await serving({ cors: [PAGE], onBug: () => {} });
  cloud.on('exchange', () => {
    throw new Error('mine');
  });
  const { status, headers } = await send('GET', '/vpsorg/servers/', { origin: PAGE, authorization: 'Bearer t' });
  expect([status, headers]).toMatchObject([500, { 'access-control-allow-origin': PAGE }]);
});

test('who may read is for the server to say, not for a vendor', async () => {
  const list = vpsorg.operations['GET /servers/'];
  const open: typeof list = (call) => ({ ...list(call), headers: { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Credentials': 'true' } });
  const cloud = openCloud<Providers>({ vpsorg: { ...vpsorg, operations: { ...vpsorg.operations, 'GET /servers/': open } } as unknown as AnyProvider });
  const running = await cloud.listen({ port: 0, cors: [PAGE] });
  close = running.close;
  const asked = async (headers: Record<string, string>) => {
    const { status, headers: got } = await fetch(`${running.url}/servers/`, { headers: { authorization: 'Bearer t', ...headers } });
    return [status, got.get('access-control-allow-origin'), got.get('access-control-allow-credentials')];
  };
  expect(await asked({})).toEqual([200, null, null]);
  expect(await asked({ origin: PAGE })).toEqual([200, PAGE, null]);
});

test('the question of a browser that names no page is an OPTIONS like any other', async () => {
  const { send } = await serving();
  const { status, headers } = await send('OPTIONS', '/vpsorg/servers/', { 'access-control-request-method': 'POST' });
  expect([status, headers['allow'], corsHeaders(headers)]).toEqual([204, 'GET, POST, HEAD, OPTIONS', []]);
});

test('a page that is not listed gets no header of CORS and no answer, whichever way it asks', async () => {
  const { cloud, send } = await serving();
  const before = cloud.snapshot();
  for (const origin of ['http://localhost:5174', 'https://localhost:5173', 'http://localhost:5173.evil.test', 'null', 'http://LOCALHOST:5173'])
    for (const [method, more] of [
      ['OPTIONS', { 'access-control-request-method': 'DELETE', 'access-control-request-private-network': 'true' }],
      ['DELETE', {}],
      ['GET', {}],
    ] as const) {
      const { status, headers } = await send(method, '/vpsorg/servers/12345/', { origin, authorization: 'Bearer t', ...more });
      expect([origin, method, status, corsHeaders(headers)]).toEqual([origin, method, 403, []]);
      // What a cache keeps for one page is not for another.
      expect(headers['vary']).toBe('Origin');
    }
  expect(cloud.snapshot()).toEqual(before);
  expect(cloud.journal.size).toBe(0);
});

test('without the option there is no CORS at all', async () => {
  const { send, preflight } = await serving({});
  expect(await preflight('/vpsorg/servers/', 'POST')).toMatchObject({ status: 403, body: expect.stringContaining('--cors ORIGIN') });
  const { status, headers } = await send('GET', '/vpsorg/servers/', { authorization: 'Bearer t' });
  expect([status, corsHeaders(headers), headers['vary']]).toEqual([200, [], undefined]);
});

test('a listed page reaches a private network where its browser asks for that', async () => {
  const { preflight } = await serving();
  const { headers } = await preflight('/vpsorg/servers/', 'POST', { 'access-control-request-private-network': 'true' });
  expect(headers['access-control-allow-private-network']).toBe('true');
});

test('credentials of the browser are allowed only where that was asked for', async () => {
  const { send, preflight } = await serving({ cors: [PAGE], corsCredentials: true });
  const allowed = { 'access-control-allow-credentials': 'true', 'access-control-allow-origin': PAGE };
  expect((await preflight('/vpsorg/servers/', 'POST')).headers).toMatchObject(allowed);
  expect((await send('GET', '/vpsorg/servers/', { origin: PAGE, authorization: 'Bearer t' })).headers).toMatchObject(allowed);
  expect(corsHeaders((await send('GET', '/vpsorg/servers/', { authorization: 'Bearer t' })).headers)).toEqual([]);
});

test('a page in the shell of an app can be listed, and the page of the server itself stays unreadable', async () => {
  const { preflight, send } = await serving({ cors: ['capacitor://localhost', PAGE] });
  expect((await preflight('/vpsorg/servers/', 'POST', { origin: 'capacitor://localhost' })).headers['access-control-allow-origin']).toBe(
    'capacitor://localhost',
  );
  expect(corsHeaders((await send('GET', '/', { origin: PAGE })).headers)).toEqual([]);
});

test('a question of the own origin is an OPTIONS like any other', async () => {
  const { preflight } = await serving();
  const { status, headers } = await preflight('/vpsorg/servers/', 'POST', { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' });
  expect([status, headers['allow'], corsHeaders(headers)]).toEqual([204, 'GET, POST, HEAD, OPTIONS', []]);
});

const wrongs: [ListenOptions, string][] = [
  [{ cors: ['*'] }, "The option cors cannot contain '*'. Give each origin in full: with a wildcard, any page that you visit could call the server."],
  [{ cors: ['http://*.example.com'] }, "The option cors cannot contain 'http://*.example.com'. Give each origin in full"],
  [{ cors: ['null'] }, "The option cors cannot contain 'null'. Give the origin of a page that has one"],
  [{ cors: ['localhost:5173'] }, "The option cors cannot contain 'localhost:5173'. Give an origin, such as 'http://localhost:5173'."],
  [
    { cors: ['http://localhost:5173/'] },
    "The option cors cannot contain 'http://localhost:5173/'. Give the origin as browsers send it: 'http://localhost:5173'.",
  ],
  [{ cors: ['http://localhost:80'] }, "Give the origin as browsers send it: 'http://localhost'."],
  [{ cors: ['HTTP://Localhost:5173/app?x'] }, "Give the origin as browsers send it: 'http://localhost:5173'."],
  [{ cors: ['http://a:b@localhost'] }, "Give an origin, such as 'http://localhost:5173'."],
  [{ cors: ['file:///index.html'] }, "Give an origin, such as 'http://localhost:5173'."],
  [{ cors: PAGE as never }, "The option cors cannot be 'http://localhost:5173'. Give a list of at most 100 origins."],
  [{ corsCredentials: true }, 'The option corsCredentials has no effect without origins. Give the option cors as well.'],
];
test.each(wrongs)('%j is refused before anything listens', async (options, sentence) => {
  await expect(createCloud(vendors).listen({ port: 0, ...options })).rejects.toThrow(sentence);
});
