/** What a web page of another origin can do to the standalone server: nothing. */
import { request as ask } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { vendors } from '../handlers/index.ts';
import { startServer, type RunningServer } from '../server/index.ts';
import { opened, raw, until } from './raw.ts';

let server: RunningServer<typeof vendors>;
beforeAll(async () => {
  server = await startServer(vendors, { port: 0 });
});
afterAll(() => server.close());

const basic = `Basic ${Buffer.from('user:key').toString('base64')}`;

/** `fetch` would not send these headers: they are the browser's own. */
const send = (method: string, path: string, headers: Readonly<Record<string, string>>, body?: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const authorization = path.startsWith('/elastichosts') ? basic : 'Bearer t';
    const sent = ask(`${server.url}${path}`, { method, headers: { authorization, ...headers } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end(body);
  });

const pages: [string, Readonly<Record<string, string>>][] = [
  ['of another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
  ['at another port', { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:1' }],
  ['in a sandboxed frame', { 'sec-fetch-site': 'cross-site', origin: 'null' }],
  ['that sends no Origin with its images', { 'sec-fetch-site': 'cross-site' }],
  ['whose browser leaves out Sec-Fetch-Site', { origin: 'https://evil.example' }],
  ['in a sandboxed frame of such a browser', { origin: 'null' }],
  ['that was typed in, and yet has an Origin', { 'sec-fetch-site': 'none', origin: 'https://evil.example' }],
  ['with two Origins', { origin: 'https://evil.example, http://127.0.0.1' }],
  ['with a word for Sec-Fetch-Site that does not exist', { 'sec-fetch-site': 'same-origin, cross-site' }],
];
const requests: [string, string, string?][] = [
  ['DELETE', '/vpsorg/servers/12345/'],
  ['POST', '/vpsorg/servers/12345/stop/'],
  ['POST', '/elastichosts/servers/create', 'name a\ncpu 500\nmem 256'],
  // ElasticHosts reads by POST, too.
  ['POST', '/elastichosts/servers/info'],
  ['PATCH', '/vpsorg/servers/12345/', '{}'],
  // What only reads would use up a fault that waits for the next request.
  ['GET', '/vpsorg/servers/'],
  ['HEAD', '/vpsorg/servers/'],
  ['OPTIONS', '/vpsorg/servers/'],
  ['GET', '/elastichosts/servers/info'],
  ['POST', '/'],
  ['GET', '/'],
];
test.each(pages)('a page %s changes nothing and uses nothing up', async (_, headers) => {
  server.cloud.faults.add({ vendor: 'vpsorg', times: 1, outcome: 'refused', kind: 'unavailable' });
  const [before, { size }] = [server.cloud.snapshot(), server.cloud.journal];
  for (const [method, path, body] of requests) expect([method, path, await send(method, path, headers, body)]).toEqual([method, path, 403]);
  expect(server.cloud.snapshot()).toEqual(before);
  expect(server.cloud.journal.size).toBe(size);
  server.cloud.faults.clear();
});

test('a request of a foreign page is refused before its body is read, and before it is asked for', async () => {
  for (const expectation of ['', 'Expect: 100-continue\r\n']) {
    const socket = await opened(server.url);
    socket.write(`POST /vpsorg/servers/ HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n${expectation}Content-Length: 1000000\r\n\r\n`);
    expect(await until(socket, /\r\n\r\n/)).toMatch(/^HTTP\/1\.1 403 /);
    socket.destroy();
  }
});

test('the connection of a refused request is closed where its body would have to be read, and used again where it is short', async () => {
  const refused = (headers: string): string => `POST /vpsorg/servers/ HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n${headers}\r\n`;
  for (const headers of ['Content-Length: 65537\r\n', 'Transfer-Encoding: chunked\r\n', 'Expect: 100-continue\r\nContent-Length: 10\r\n'])
    // It ends, although nothing of the body came.
    expect(await raw(server.url, refused(headers))).toMatch(/^HTTP\/1\.1 403 [^]*\r\nconnection: close\r\n/i);
  const socket = await opened(server.url);
  socket.write(`${refused('Content-Length: 2\r\n')}{}`);
  expect(await until(socket, /\r\n\r\n/)).toMatch(/^HTTP\/1\.1 403 [^]*\r\nconnection: keep-alive\r\n/i);
  socket.write('GET /vpsorg/servers/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer t\r\n\r\n');
  expect(await until(socket, /\r\n\r\n/)).toMatch(/HTTP\/1\.1 200 /);
  socket.destroy();
});

const welcome: [string, Readonly<Record<string, string>>][] = [
  ['a program', {}],
  ['the server’s own page', { origin: '', 'sec-fetch-site': 'same-origin' }],
  ['the server’s own page in a browser without Sec-Fetch-Site', { origin: '' }],
  // Vite, webpack and Next.js pass on Origin and Sec-Fetch-Site, and put the target into Host (changeOrigin).
  ['the proxy of a dev server', { origin: 'http://localhost:5173', 'sec-fetch-site': 'same-origin' }],
  ['the proxy of a dev server that keeps Host', { origin: 'http://localhost:5173', host: 'localhost:5173' }],
  ['a page without referrer behind such a proxy', { origin: 'null', 'sec-fetch-site': 'same-origin' }],
  ['a person', { 'sec-fetch-site': 'none' }],
];
test.each(welcome)('%s is answered', async (_, headers) => {
  const given = headers['origin'] === '' ? { ...headers, origin: server.url } : headers;
  expect(await send('GET', '/vpsorg/servers/', given)).toBe(200);
  expect(await send('PATCH', '/vpsorg/servers/12345/', { ...given, 'content-type': 'application/json' }, '{}')).toBe(200);
});

test('a foreign page whose requests go through the proxy of a dev server is refused, since its browser says so', async () => {
  expect(await send('DELETE', '/vpsorg/servers/12345/', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', host: 'localhost:5173' })).toBe(403);
});

test('a link from elsewhere leads to the page, and to nothing else', async () => {
  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
  expect(await send('GET', '/', { ...link, 'sec-fetch-dest': 'document' })).toBe(200);
  expect(await send('GET', '/', { ...link, 'sec-fetch-dest': 'iframe' })).toBe(403);
  expect(await send('GET', '/elastichosts/servers/info', { ...link, 'sec-fetch-dest': 'document' })).toBe(403);
});
