/** A real browser: a page whose fetch goes through msw's worker to a cloud in the page. Left out where there is no Chromium. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { bundled, CHROMIUM, launched, MAJORS, served, workerScript } from './chromium.ts';

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

(CHROMIUM === undefined ? describe.skip : describe)('in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launched();
  }, 60_000);
  afterAll(() => browser.close());

  test.each(MAJORS)(
    'a page talks to a cloud in itself through the worker of msw %i',
    async (_, msw) => {
      const site = await served({
        '/': ['text/html', '<!doctype html><title>page</title><script type="module" src="/page.js"></script>'],
        '/page.js': ['text/javascript', await bundled(PAGE, msw)],
        '/mockServiceWorker.js': ['text/javascript', workerScript(msw)],
      });
      // A context of its own: no worker of the other major is registered in it.
      const context = await browser.newContext();
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      await page.goto(site.url);
      await page.waitForFunction('globalThis.seen !== undefined', undefined, { timeout: 20_000 }).catch(() => expect(errors).toEqual([]));
      expect(await page.evaluate('globalThis.seen')).toEqual(['provisioning', 'active', 'running', 200, 'TypeError', 404]);
      await context.close();
      site.close();
    },
    60_000,
  );
});
