/** The server as HTTP has it (RFC 9110 and 9112): OPTIONS, HEAD, a prefix, and what no client should send. */
import { request as ask } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createCloud, minutes } from 'stuntbox';
import type { ListenOptions } from '../cloud/listen.ts';
import { vendors } from '../handlers/index.ts';
import { opened, raw, until } from './raw.ts';

let close: () => Promise<void> = async () => {};
afterEach(() => close());

async function serving(options: ListenOptions = {}) {
  const cloud = createCloud(vendors);
  const running = await cloud.listen({ port: 0, onBug: () => {}, ...options });
  close = running.close;
  return { cloud, url: running.url };
}

const token = { authorization: 'Bearer t' };
const send = (url: string, method: string, headers: Readonly<Record<string, string>> = token) =>
  new Promise<{ status: number; headers: Record<string, string | undefined>; body: string }>((resolve, reject) => {
    const sent = ask(url, { method, headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += String(chunk)));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers as Record<string, string>, body }));
    });
    sent.on('error', reject);
    sent.end();
  });

describe('OPTIONS', () => {
  test('answers the methods of a path, without a credential and without the account', async () => {
    const { cloud, url } = await serving();
    const before = cloud.snapshot();
    const options = async (path: string) => {
      const { status, headers, body } = await send(url + path, 'OPTIONS', {});
      return [status, headers['allow'], headers['content-length'], body];
    };
    expect(await options('/vpsorg/servers/12345/')).toEqual([204, 'GET, PUT, PATCH, DELETE, HEAD, OPTIONS', undefined, '']);
    expect(await options('/puregpu/server/10/start')).toEqual([204, 'POST, OPTIONS', undefined, '']);
    expect(await options('/elastichosts/servers/info')).toEqual([204, 'GET, HEAD, POST, OPTIONS', undefined, '']);
    expect(await options('/')).toEqual([204, 'GET, HEAD, OPTIONS', undefined, '']);
    expect(cloud.snapshot()).toEqual(before);
    expect(cloud.journal.size).toBe(0);
  });

  test('of the whole server (`*`) is answered, and of a path that does not exist is refused', async () => {
    const { url } = await serving();
    expect(await raw(url, 'OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 204 No Content\r\n(?:.*\r\n)*allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n/,
    );
    expect((await send(`${url}/vpsorg/nothing/`, 'OPTIONS')).status).toBe(404);
    expect((await send(`${url}/nothing`, 'OPTIONS')).status).toBe(404);
  });

  test('is 405 at Drone, whose router knows none, and 401 without a token', async () => {
    const { url } = await serving();
    const answered = await send(`${url}/drone/api/servers`, 'OPTIONS');
    expect([answered.status, answered.headers['allow']]).toEqual([405, undefined]);
    expect((await send(`${url}/drone/api/servers`, 'OPTIONS', {})).status).toBe(401);
  });
});

describe('HEAD', () => {
  const paths: [string, string][] = [
    ['a server', '/vpsorg/servers/12345/'],
    ['a list', '/puregpu/server/10/status'],
    ['text', '/elastichosts/servers/info'],
    ['a refusal', '/vpsorg/servers/99999/'],
    ['nothing', '/nothing'],
    ['the page', '/'],
  ];
  test.each(paths)('of %s has the headers of the GET, with its length, and no body', async (_, path) => {
    const { url } = await serving();
    const headers = { 'x-api-key': 'k', authorization: path.startsWith('/elastichosts') ? `Basic ${btoa('user:key')}` : 'Bearer t' };
    const get = await send(url + path, 'GET', headers);
    const head = await send(url + path, 'HEAD', headers);
    expect(Number(get.headers['content-length'])).toBe(Buffer.byteLength(get.body));
    expect(get.body).not.toBe('');
    expect(head).toEqual({ ...get, body: '' });
  });

  test('of characters beyond ASCII counts bytes', async () => {
    const { cloud, url } = await serving();
    cloud.vpsorg.servers.update(cloud.vpsorg.servers.get(12345), { name: 'Grüße' });
    const [get, head] = [await send(`${url}/vpsorg/servers/12345/`, 'GET'), await send(`${url}/vpsorg/servers/12345/`, 'HEAD')];
    expect(get.body).toContain('Grüße');
    expect(head.headers['content-length']).toBe(String(Buffer.byteLength(get.body)));
  });
});

test('a reply without a body says so, but for a 204, which may not', async () => {
  const { url } = await serving();
  const redirect = await send(`${url}/vpsorg/servers`, 'GET');
  expect([redirect.status, redirect.headers['content-length'], redirect.headers['transfer-encoding']]).toEqual([301, '0', undefined]);
  const deleted = await send(`${url}/vpsorg/servers/12345/`, 'DELETE');
  expect([deleted.status, deleted.headers['content-length'], deleted.headers['transfer-encoding']]).toEqual([204, undefined, undefined]);
});

describe('behind a proxy that cuts a prefix off', () => {
  const location = async (url: string, headers: Readonly<Record<string, string>> = {}, path = '/vpsorg/servers?a=b') =>
    (await send(url + path, 'GET', { ...token, ...headers })).headers['location'];

  test('a redirect stays below the prefix that the server was told, or that the proxy names', async () => {
    const told = await serving({ prefix: '/team/mocks/' });
    expect(await location(told.url)).toBe('/team/mocks/vpsorg/servers/?a=b');
    // What a client says does not count then.
    expect(await location(told.url, { 'x-forwarded-prefix': '/other' })).toBe('/team/mocks/vpsorg/servers/?a=b');
    // A proxy that leaves the prefix in the path.
    expect(await location(told.url, {}, '/team/mocks/vpsorg/servers')).toBe('/team/mocks/vpsorg/servers/');
    expect((await send(`${told.url}/team/mocks/vpsorg/servers/`, 'GET')).status).toBe(200);
    expect((await send(`${told.url}/team/mocksvpsorg/servers/`, 'GET')).status).toBe(404);
    expect((await send(`${told.url}/team/mocks/`, 'GET')).body).toContain(`${told.url}/team/mocks/vpsorg/servers/`);
    await close();
    const { url } = await serving();
    expect(await location(url, { 'x-forwarded-prefix': '/mocks' })).toBe('/mocks/vpsorg/servers/?a=b');
    expect(await location(url, { 'x-forwarded-prefix': '/mocks/' })).toBe('/mocks/vpsorg/servers/?a=b');
  });

  const wrong = [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/a/../..',
    '/..',
    '/a, /b',
    '/a?b',
    '/a#b',
    '/a//b',
    '/%2f%2fevil',
    '/',
    '',
    `/${'a'.repeat(300)}`,
  ];
  test.each(wrong)('%j is no prefix', async (prefix) => {
    const { url } = await serving();
    expect(await location(url, { 'x-forwarded-prefix': prefix })).toBe('/vpsorg/servers/?a=b');
    await expect(createCloud(vendors).listen({ port: 0, prefix })).rejects.toThrow("Give a path, such as '/mocks'.");
  });
});

describe('a request target that is a whole URL', () => {
  test('is answered if its host is known, and refused otherwise, whatever Host says', async () => {
    const { cloud, url } = await serving();
    const status = async (target: string, host = 'localhost') =>
      Number((await raw(url, `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer t\r\nConnection: close\r\n\r\n`)).split(' ')[1]);
    expect(await status('http://localhost/vpsorg/servers/')).toBe(200);
    expect(await status('http://127.0.0.1:1234/vpsorg/servers/?a=b')).toBe(200);
    expect(await status('http://localhost?a=b')).toBe(200);
    const { size } = cloud.journal;
    expect(await status('http://evil.example/vpsorg/servers/')).toBe(403);
    expect(await status('http://user@localhost/vpsorg/servers/')).toBe(403);
    expect(await status('http://localhost/vpsorg/servers/', 'evil.example')).toBe(403);
    expect(await status('http:///vpsorg/servers/')).toBe(403);
    expect(await status('ftp://localhost/vpsorg/servers/')).toBe(400);
    expect(cloud.journal.size).toBe(size);
  });
});

describe('what no client should send is refused, changes nothing, and the next request is answered', () => {
  const refused: [string, string, number | undefined][] = [
    ['two Hosts', 'GET /vpsorg/servers/ HTTP/1.1\r\nHost: localhost\r\nhost: evil.example\r\n\r\n', 400],
    ['no Host', 'GET /vpsorg/servers/ HTTP/1.1\r\n\r\n', 400],
    ['no Host in HTTP/1.0', 'GET /vpsorg/servers/ HTTP/1.0\r\n\r\n', 403],
    ['two lengths', 'POST /vpsorg/servers/12345/stop/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n', 400],
    ['a length and chunks', 'POST /vpsorg/servers/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
    ['a length that is none', 'POST /vpsorg/servers/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n', 400],
    ['a folded header', 'GET /vpsorg/servers/ HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n c\r\n\r\n', 400],
    ['a space before a colon', 'GET /vpsorg/servers/ HTTP/1.1\r\nHost : localhost\r\n\r\n', 400],
    ['a chunk without a length', 'POST /vpsorg/servers/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 400],
    ['too many headers', `GET /vpsorg/servers/ HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['an unknown method', 'STEAL /vpsorg/servers/ HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
    ['a target that is no path', 'GET vpsorg/servers/ HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
    ['a tunnel', 'CONNECT localhost:22 HTTP/1.1\r\nHost: localhost\r\n\r\n', undefined],
    [
      'a WebSocket',
      'GET /vpsorg/servers/ HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
      400,
    ],
    ['another protocol', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['nothing of HTTP', '\u0016\u0003\u0001\u0002\u0000\u0001', 400],
  ];
  test.each(refused)('%s', async (_, text, status) => {
    const { cloud, url } = await serving();
    const before = cloud.snapshot();
    const socket = await opened(url);
    socket.on('error', () => {});
    socket.write(text);
    if (status === undefined) await new Promise((resolve) => socket.once('close', resolve));
    else expect(await until(socket, /\r\n\r\n/)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    socket.destroy();
    expect(cloud.snapshot()).toEqual(before);
    expect((await send(`${url}/vpsorg/servers/`, 'GET')).status).toBe(200);
  });
});

test('HTTP/1.0 is answered, and its connection closed', async () => {
  const { url } = await serving();
  const answer = await raw(url, 'GET /vpsorg/servers/12345/ HTTP/1.0\r\nHost: localhost\r\nAuthorization: Bearer t\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(answer).not.toMatch(/transfer-encoding/i);
});

test('an upgrade that is not a WebSocket is ignored: curl asks for HTTP/2 that way', async () => {
  const { url } = await serving();
  expect(
    await raw(
      url,
      'GET /vpsorg/servers/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\n\r\n',
    ),
  ).toMatch(/^HTTP\/1\.1 200 /);
});

test('a client that waits for permission to send its body is told to go on, or why not', async () => {
  const { cloud, url } = await serving();
  const head = (path: string, length: number) =>
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: ${length}\r\n\r\n`;
  const body = JSON.stringify({ name: 'a', plan_id: 1, os_id: 5, location: 'us-west' });
  const welcome = await opened(url);
  welcome.write(head('/vpsorg/servers/', body.length));
  expect(await until(welcome, /\r\n\r\n/)).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  welcome.write(body);
  expect(await until(welcome, /\r\n\r\n[^]*}/)).toMatch(/^HTTP\/1\.1 201 /);
  welcome.destroy();
  expect(cloud.journal.size).toBe(1);
  for (const [path, length, status] of [
    ['/nothing', 5, 404],
    ['/vpsorg/servers/', 2_000_000, 413],
  ] as const)
    expect(await raw(url, head(path, length))).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*connection: close`, 'i'));
});

test('requests on one connection are answered in their order, also when the first waits for the clock', async () => {
  const { cloud, url } = await serving();
  cloud.faults.add({ vendor: 'vpsorg', times: 1, outcome: 'latency', ms: minutes(1) });
  const asked = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t\r\n${more}\r\n`;
  const answers = raw(url, asked('/vpsorg/servers/') + asked('/vpsorg/servers/99999/', 'Connection: close\r\n'));
  while (cloud.journal.size < 2) await new Promise((resolve) => setImmediate(resolve));
  cloud.clock.advance(minutes(1));
  expect([...(await answers).matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(['200', '404']);
});

test('a request that cannot be read gets no answer on a connection that is still owed one', async () => {
  const { cloud, url } = await serving();
  cloud.faults.add({ vendor: 'vpsorg', times: 1, outcome: 'latency', ms: minutes(1) });
  const socket = await opened(url);
  let received = '';
  socket.on('data', (chunk) => (received += String(chunk)));
  socket.on('error', () => {});
  socket.write('GET /vpsorg/servers/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t\r\n\r\n');
  while (cloud.journal.size === 0) await new Promise((resolve) => setImmediate(resolve));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write('NONSENSE\r\n\r\n');
  await closed;
  expect(received).toBe('');
});
