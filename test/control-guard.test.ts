/** Who may use the controls: programs that have the token; no web page of another origin, whatever it sends. Nothing is read or changed before that is known. */
import { request as ask, type IncomingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { createCloud } from '../index.ts';
import { startServer } from '../server/index.ts';
import { freshToken, tokenCheck } from '../server/token.ts';

const open = () => startServer({ vpsorg }, { port: 0, control: { port: 0 }, onBug: (bug) => bugs.push(bug) });
const bugs: unknown[] = [];
let server: Awaited<ReturnType<typeof open>>;
let good: Readonly<Record<string, string>>;
beforeAll(async () => {
  server = await open();
  good = { authorization: `Bearer ${server.control.token}`, 'content-type': 'application/json' };
});
afterAll(async () => {
  await server.close();
  expect(bugs).toEqual([]);
});

interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** `fetch` would not send these headers: they are the browser's own. */
const send = (method: string, path: string, headers: Readonly<Record<string, string>>, body?: string): Promise<Got> =>
  new Promise((resolve, reject) => {
    const sent = ask(`${server.control.url}${path}`, { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });

const PLAY = '/clouds/default/scenarios/play';
const OUTAGE = '{"scenario":"vpsorg/outage"}';
const without = (name: string): Record<string, string> => Object.fromEntries(Object.entries(good).filter(([one]) => one !== name));

const refusals: [string, number, () => Record<string, string>][] = [
  ['no token', 401, () => without('authorization')],
  ['a wrong token', 401, () => ({ ...good, authorization: `Bearer ${freshToken()}` })],
  ['the start of the token', 401, () => ({ ...good, authorization: good['authorization']?.slice(0, -1) ?? '' })],
  ['more than the token', 401, () => ({ ...good, authorization: `${good['authorization']}x` })],
  ['the token by another scheme', 401, () => ({ ...good, authorization: good['authorization']?.replace('Bearer', 'Basic') ?? '' })],
  ['the token in another header', 401, () => ({ ...without('authorization'), 'x-api-key': server.control.token, cookie: `token=${server.control.token}` })],
  ['a host of somebody else', 403, () => ({ ...good, host: 'evil.example' })],
  ['a name that only begins like ours', 403, () => ({ ...good, host: '127.0.0.1.evil.example' })],
  ['the origin of another page', 403, () => ({ ...good, origin: 'https://evil.example' })],
  ['the origin of another port here', 403, () => ({ ...good, origin: server.url })],
  ['no origin in words', 403, () => ({ ...good, origin: 'null' })],
  ['another site', 403, () => ({ ...good, 'sec-fetch-site': 'cross-site' })],
  ['the same site on another port', 403, () => ({ ...good, 'sec-fetch-site': 'same-site' })],
  ['no type', 415, () => without('content-type')],
  ['a form', 415, () => ({ ...good, 'content-type': 'application/x-www-form-urlencoded' })],
  ['text', 415, () => ({ ...good, 'content-type': 'text/plain;application/json' })],
];
test.each(refusals)('a request with %s is %i, whatever it asks for, and nothing happens', async (_, status, headers) => {
  const before = server.cloud.snapshot();
  const got = await send('POST', PLAY, headers(), OUTAGE);
  expect([got.status, JSON.parse(got.body)]).toEqual([status, { type: expect.any(String), title: expect.any(String), status, detail: expect.any(String) }]);
  expect(got.body).not.toContain(server.control.token);
  if (status !== 415) expect((await send('GET', '/clouds', headers())).status).toBe(status);
  expect(server.cloud.snapshot()).toEqual(before);
});

test('a target that is a whole URL is for its own host, whatever Host says, and only one Host is sent', async () => {
  const ask = (target: string, more: Record<string, string> = {}) => raw(head(`GET ${target}`, { ...good, connection: 'close', ...more }));
  const { port } = new URL(server.control.url);
  expect(await ask(`http://127.0.0.1:${port}/clouds`)).toMatch(/^HTTP\/1\.1 200 /);
  expect(await ask('http://evil.example/clouds')).toMatch(/^HTTP\/1\.1 403 [^]*does not accept requests for 'evil\.example'/);
  expect(await ask('/clouds', { Host: 'evil.example' })).toMatch(/^HTTP\/1\.1 400 [^]*more than one Host/);
});

test('the token in a URL is not read', async () => {
  for (const path of [`/clouds?token=${server.control.token}`, `/clouds?access_token=${server.control.token}`])
    expect((await send('GET', path, without('authorization'))).status).toBe(401);
});

test('a program with the token is answered, also from the origin of the controls themselves', async () => {
  const { host } = new URL(server.control.url);
  for (const headers of [
    {},
    { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
    { host: `localhost:${new URL(server.control.url).port}` },
  ])
    expect([headers, (await send('GET', '/clouds', { ...good, ...headers })).status]).toEqual([headers, 200]);
  expect((await send('POST', '/clouds/default/clock/next', { ...good, 'content-type': 'application/json; charset=utf-8' })).status).toBe(200);
});

test('each start has another token of 256 bits', async () => {
  const tokens = Array.from({ length: 100 }, freshToken);
  expect(new Set(tokens).size).toBe(100);
  for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  expect(server.control.token).toMatch(/^[\w-]{43}$/);
});

test('a token is compared by its digest, of which each has the same length', () => {
  const is = tokenCheck('the-token-of-somebody');
  expect([is('the-token-of-somebody'), is('the-token-of-somebodx'), is(''), is('x'.repeat(100_000)), is('中')]).toEqual([true, false, false, false, false]);
});

test('there is no CORS: a preflight learns nothing', async () => {
  const preflight = { origin: 'https://evil.example', 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' };
  for (const headers of [preflight, { ...preflight, ...good }]) {
    const got = await send('OPTIONS', PLAY, headers);
    expect(got.status).toBe(403);
    expect(Object.keys(got.headers).filter((name) => name.startsWith('access-control') || name === 'allow')).toEqual([]);
  }
});

test('every reply says that it is neither to be cached, framed, sniffed nor read by another origin', async () => {
  for (const [method, path, headers] of [
    ['GET', '/clouds', good],
    ['GET', '/openapi.json', good],
    ['GET', '/nothing', good],
    ['GET', '/clouds', {}],
    ['POST', PLAY, { ...good, origin: 'null' }],
  ] as const) {
    const got = await send(method, path, headers);
    expect(got.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
    expect(Object.keys(got.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  }
});

test('HEAD is GET without a body', async () => {
  const [head, get] = [await send('HEAD', '/clouds', good), await send('GET', '/clouds', good)];
  expect([head.status, head.body, head.headers['content-length']]).toEqual([200, '', get.headers['content-length']]);
  expect((await send('HEAD', '/clouds/default/events', good)).status).toBe(200);
  expect((await send('HEAD', '/clouds/default/reset', good)).status).toBe(405);
});

/** Sends text as it is, and gives everything that comes until the connection ends. */
function raw(text: string | Buffer, then?: (socket: Socket) => void): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(server.control.url).port), '127.0.0.1', () => {
      socket.write(text);
      then?.(socket);
    });
    let got = '';
    socket.on('data', (chunk) => (got += String(chunk)));
    socket.on('error', () => {});
    socket.on('close', () => resolve(got));
  });
}
const head = (line: string, headers: Record<string, string>): string =>
  `${line} HTTP/1.1\r\nhost: 127.0.0.1\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`;

describe('a body', () => {
  test('of more than 1 MiB is refused before it is read, and the connection is closed', async () => {
    const got = await raw(head(`POST ${PLAY}`, { ...good, 'content-length': '1048577' }));
    expect(got).toMatch(/^HTTP\/1\.1 413 /);
    expect(got.toLowerCase()).toContain('connection: close');
    expect(got).toContain('The body is over 1048576 bytes.');
  });

  test('that turns out to be larger is refused, too', async () => {
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    const got = await raw(head(`POST ${PLAY}`, { ...good, 'transfer-encoding': 'chunked' }), (socket) => socket.write(chunk.repeat(20)));
    expect(got).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('of a snapshot may be larger', async () => {
    const snapshot = JSON.stringify(server.cloud.snapshot());
    const padded = snapshot + ' '.repeat(2_000_000);
    expect((await send('POST', '/clouds/default/restore', good, padded)).status).toBe(200);
    const got = await raw(head('POST /clouds/default/restore', { ...good, 'content-length': '268435457' }));
    expect(got).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('is not asked for when the request is refused', async () => {
    const refused = await raw(head(`POST ${PLAY}`, { ...without('authorization'), 'content-length': '10', expect: '100-continue' }));
    expect(refused).toMatch(/^HTTP\/1\.1 401 /);
    const asked = await raw(head(`POST ${PLAY}`, { ...good, 'content-length': String(OUTAGE.length), expect: '100-continue', connection: 'close' }), (socket) =>
      socket.once('data', () => socket.write(OUTAGE)),
    );
    expect(asked).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
    server.cloud.reset();
  });

  test.each([
    ['{"a":'.repeat(5_000), 'nested more than 200 levels deep'],
    ['['.repeat(1_000_000), 'nested more than 200 levels deep'],
    [`{"scenario":"${'['.repeat(500)}"}`, "No scenario '["],
    ['{"scenario":"a\\u0000b"}', "No scenario 'a"],
    [`{"scenario":"${'x'.repeat(1_000_000)}"}`, 'No scenario'],
    ['{"__proto__":{"scenario":"vpsorg/outage"}}', "The body has no member '__proto__'."],
    ['{"scenario":{"toString":null}}', "The member 'scenario' cannot be an object: give a text."],
    ['{"scenario":"vpsorg/outage","constructor":1}', "The body has no member 'constructor'."],
    ['\u0000', 'The body is not JSON'],
    ['{"scenario":1e999}', "The member 'scenario' cannot be"],
  ])('that is hostile is refused with a sentence of bounded length (%#)', async (body, sentence) => {
    const before = server.cloud.snapshot();
    const got = await send('POST', PLAY, good, body);
    expect([got.status, (JSON.parse(got.body) as { detail: string }).detail]).toEqual([400, expect.stringContaining(sentence)]);
    expect(got.body.length).toBeLessThan(5_000);
    expect(server.cloud.snapshot()).toEqual(before);
  });

  test('that is not UTF-8 is refused', async () => {
    const got = await raw(
      Buffer.concat([Buffer.from(head(`POST ${PLAY}`, { ...good, 'content-length': '3', connection: 'close' })), Buffer.from([0x22, 0xff, 0x22])]),
    );
    expect(got).toMatch(/^HTTP\/1\.1 400 /);
  });
});

test('what is not HTTP is 400, and the controls go on', async () => {
  expect(await raw('NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect(await raw(head(`GET ${'/x'.repeat(20_000)}`, good))).toMatch(/^HTTP\/1\.1 4/);
  expect((await send('GET', '/clouds', good)).status).toBe(200);
});

test('more connections than allowed are dropped', async () => {
  const cloud = createCloud({ vpsorg });
  const few = await cloud.listen({ port: 0, control: { port: 0, connections: 2 } });
  const { port } = new URL(few.control.url);
  const sockets = await Promise.all(
    [1, 2, 3].map(
      () =>
        new Promise<Socket>((resolve) => {
          const socket = connect(Number(port), '127.0.0.1', () => resolve(socket));
          socket.on('error', () => {});
        }),
    ),
  );
  // Dropped at once, without the 408 that a connection gets that sends nothing.
  const said = await new Promise<string>((resolve) => {
    let text = '';
    sockets[2]?.on('data', (chunk) => (text += String(chunk))).once('close', () => resolve(text));
    if (sockets[2]?.destroyed) resolve(text);
  });
  expect(said).toBe('');
  await few.close();
});

test('the controls listen on the loopback addresses alone', async () => {
  const { port } = new URL(server.control.url);
  const reached = (host: string): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect({ port: Number(port), host }, () => resolve(true));
      socket.on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  expect(await reached('127.0.0.1')).toBe(true);
  if (own.some(({ address }) => address === '::1')) expect(await reached('::1')).toBe(true);
  for (const { address } of own.filter(({ internal, family }) => !internal && family === 'IPv4'))
    expect([address, await reached(address)]).toEqual([address, false]);
});

test('they are off unless they are asked for', async () => {
  const cloud = createCloud({ vpsorg });
  const plain = await cloud.listen({ port: 0 });
  expect(Object.keys(plain).sort()).toEqual(['close', 'url', 'warnings']);
  await plain.close();
});

test('a port that is taken is said, and nothing is left open', async () => {
  const cloud = createCloud({ vpsorg });
  const port = Number(new URL(server.control.url).port);
  await expect(cloud.listen({ port: 0, control: { port } })).rejects.toThrow(`Port ${port} is taken. Choose another, or 0 for any that is free.`);
  await expect(cloud.listen({ port: 0, control: { port: 0, host: '192.0.2.1' } })).rejects.toThrow('This machine does not have the address 192.0.2.1.');
});

const wrongs: [object, string][] = [
  [{ control: true }, 'The option control cannot be of type boolean. Give an object, such as { port: 0 }.'],
  [{ control: { prot: 1 } }, "There is no option 'control.prot' to listen with. Did you mean 'port'?"],
  [{ control: { token: 'short' } }, 'The option control.token cannot be that. Give at least 16 characters, without spaces.'],
  [{ control: { token: 'a token of many words' } }, 'The option control.token cannot be that.'],
  [{ control: { waiting: 0 } }, 'The option control.waiting cannot be 0. Give a whole number from 1 to 100000.'],
  [{ control: { port: 65_536 } }, 'The option control.port cannot be 65536.'],
];
test.each(wrongs)('%j is refused before anything listens', async (options, sentence) => {
  await expect(createCloud({ vpsorg }).listen({ port: 0, ...options })).rejects.toThrow(sentence);
});

test('the page of the panel and its script need no token, and tell the same to everybody', async () => {
  const address = new URL(server.control.url);
  for (const [path, type] of [
    ['/', 'text/html; charset=utf-8'],
    ['/panel.js', 'text/javascript; charset=utf-8'],
  ] as const) {
    const plain = await send('GET', path, {});
    expect([plain.status, plain.headers['content-type']]).toEqual([200, type]);
    expect(plain.body).not.toContain(server.control.token);
    expect(plain.headers).toMatchObject({
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect((await send('GET', path, good)).body).toBe(plain.body);
    expect((await send('HEAD', path, {})).status).toBe(200);
    expect((await send('GET', path, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).status).toBe(200);
    expect((await send('GET', path, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).status).toBe(403);
    expect((await send('GET', path, { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' })).status).toBe(403);
    expect((await send('GET', path, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await send('GET', path, { host: `evil.example:${address.port}` })).status).toBe(403);
    expect((await send('POST', path, { 'content-type': 'application/json' }, '{}')).status).toBe(401);
  }
  for (const path of ['/panel.css', '/panel.js/', '/index.html', '//', '/clouds', '/token', '/panel.js.map'])
    expect([path, (await send('GET', path, {})).status]).toEqual([path, 401]);
});
