/** stuntbox/browser in a real Chromium, in short; `npm run homes` tests the whole, on msw 2 and 3. Left out where there is no Chromium. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { bundled, CHROMIUM, launched, MAJORS, served, workerScript, type Site } from './chromium.ts';

const PAGE = `
import { startCloud } from './browser/index.ts';
import { vpsorg } from './handlers/vpsorg/index.ts';
globalThis.started = startCloud({ vpsorg }, { quiet: true });
`;

(CHROMIUM === undefined ? describe.skip : describe)('in Chromium', () => {
  let browser: Browser;
  let site: Site;
  beforeAll(async () => {
    const [[, msw] = [2, '']] = MAJORS;
    browser = await launched();
    site = await served({
      '/': ['text/html', '<!doctype html><title>page</title><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>'],
      '/page.js': ['text/javascript', await bundled(PAGE, msw)],
      '/mockServiceWorker.js': ['text/javascript', workerScript(msw)],
    });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    site?.close();
  });

  test('a page is answered by its cloud, and finds it again after a reload', async () => {
    const page = await browser.newPage();
    const names = async (): Promise<string[]> => {
      await page.evaluate('globalThis.started.then(() => {})');
      return page.evaluate(async () => {
        const headers = { authorization: 'Bearer t', 'content-type': 'application/json' };
        const reply = await fetch('https://admin.vps.org/api/v1/servers/', { headers });
        return ((await reply.json()) as { results: { name: string }[] }).results.map(({ name }) => name);
      });
    };
    await page.goto(site.url);
    expect(await names()).toEqual(['web-server-01', 'db-server-01']);
    const status = await page.evaluate(async () => {
      const headers = { authorization: 'Bearer t', 'content-type': 'application/json' };
      const body = JSON.stringify({ name: 'web-9', plan_id: 1, os_id: 5, location: 'us-west' });
      return (await fetch('https://admin.vps.org/api/v1/servers/', { method: 'POST', headers, body })).status;
    });
    expect(status).toBe(201);
    await page.reload();
    expect(await names()).toContain('web-9');
    await page.close();
  });
});
