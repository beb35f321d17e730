/** What a web page of another origin can do to the standalone server: nothing that changes anything. */
import { request as ask } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { startServer, type RunningServer } from '../server/index.ts';

let server: RunningServer<{ vpsorg: typeof vpsorg }>;
beforeAll(async () => {
  server = await startServer({ vpsorg }, { port: 0 });
});
afterAll(() => server.close());

/** `fetch` would not send these headers: they are the browser's own. */
const send = (method: string, path: string, headers: Readonly<Record<string, string>>, body?: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = ask(
      `${server.url}${path}`,
      { method, headers: { ...(path.startsWith('/vpsorg') && { authorization: 'Bearer t' }), ...headers } },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });

test.each([['cross-site'], ['same-site']])('a page of another origin (%s) changes nothing at a vendor', async (site) => {
  const before = server.cloud.snapshot();
  expect(await send('DELETE', '/vpsorg/servers/12345/', { 'sec-fetch-site': site, origin: 'https://evil.example' })).toBe(403);
  expect(server.cloud.snapshot()).toEqual(before);
  expect(await send('GET', '/vpsorg/servers/', { 'sec-fetch-site': site })).toBe(200);
});

test('programs, the server’s own page and the proxy of a dev server are answered', async () => {
  expect(await send('GET', '/', {})).toBe(200);
  expect(await send('GET', '/', { origin: server.url, 'sec-fetch-site': 'same-origin' })).toBe(200);
  expect(
    await send(
      'PATCH',
      '/vpsorg/servers/12345/',
      { origin: 'http://localhost:5173', 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
      '{}',
    ),
  ).toBe(200);
});
