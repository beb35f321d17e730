/** A real browser: a page whose fetch goes through msw's worker to a cloud in the page. Left out where there is no Chromium. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { CHROMIUM, launched } from './chromium.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What the page does: everything that a user's page would. */
const PAGE = `
import { setupWorker } from 'msw/browser';
import { createCloud, minutes } from './index.ts';
import { puregpu } from './handlers/puregpu/index.ts';
import { vpsorg } from './handlers/vpsorg/index.ts';

const cloud = createCloud({ vpsorg, puregpu }, { origins: { puregpu: '/api/gpu' } });
await setupWorker(...cloud.handlers).start({ quiet: true, onUnhandledRequest: 'bypass' });
const headers = { authorization: 'Bearer t', 'content-type': 'application/json', 'x-api-key': 'k' };
const ask = async (url, init) => { const reply = await fetch(url, { headers, ...init }); return [reply.status, await reply.json()]; };
const seen = [];
const [, { id }] = await ask('https://admin.vps.org/api/v1/servers/', { method: 'POST', body: JSON.stringify({ name: 'a', plan_id: 1, os_id: 5, location: 'us-west' }) });
const url = 'https://admin.vps.org/api/v1/servers/' + id + '/';
seen.push((await ask(url))[1].status);
cloud.clock.advance(minutes(3));
seen.push((await ask(url))[1].status);
seen.push((await ask('/api/gpu/server/10/status'))[1].server.status);
seen.push((await fetch('/page.js')).status);
cloud.faults.add({ vendor: 'vpsorg', times: 1, outcome: 'answer-lost' });
seen.push(await fetch(url, { headers }).then(() => 'answered', (error) => error.constructor.name));
seen.push((await ask('https://admin.vps.org/api/v1/nothing/'))[0]);
globalThis.seen = seen;
`;

const majors: [number, string][] = [
  [2, join(root, 'node_modules/msw')],
  [3, join(root, 'test/msw3/node_modules/msw')],
];

(CHROMIUM === undefined ? describe.skip : describe)('in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launched();
  }, 60_000);
  afterAll(() => browser.close());

  test.each(majors.filter(([, path]) => existsSync(path)))(
    'a page talks to a cloud in itself through the worker of msw %i',
    async (_, msw) => {
      const entry = (name: string) => ['index.mjs', 'index.js'].map((file) => join(msw, 'lib', name, file)).find((path) => existsSync(path)) as string;
      const { outputFiles } = await build({
        stdin: { contents: PAGE, resolveDir: root, loader: 'ts' },
        bundle: true,
        format: 'esm',
        platform: 'browser',
        write: false,
        alias: { msw: entry('core'), 'msw/browser': entry('browser') },
      });
      const files: Record<string, [string, string]> = {
        '/': ['text/html', '<!doctype html><title>page</title><script type="module" src="/page.js"></script>'],
        '/page.js': ['text/javascript', outputFiles[0]?.text ?? ''],
        '/mockServiceWorker.js': ['text/javascript', readFileSync(join(msw, 'lib/mockServiceWorker.js'), 'utf8')],
      };
      const server = createServer((request, response) => {
        const [type, body] = files[request.url ?? ''] ?? ['text/plain', ''];
        response.writeHead(body === '' ? 404 : 200, { 'content-type': type });
        response.end(body);
      });
      await listening(server);
      // A context of its own: no worker of the other major is registered in it.
      const context = await browser.newContext();
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      await page.waitForFunction('globalThis.seen !== undefined', undefined, { timeout: 100_000 }).catch(() => expect(errors).toEqual([]));
      expect(await page.evaluate('globalThis.seen')).toEqual(['provisioning', 'active', 'running', 200, 'TypeError', 404]);
      await context.close();
      server.closeAllConnections();
      server.close();
    },
    60_000,
  );
});

const listening = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
