/** stuntbox/playwright beside one page, in short: its fixtures as Playwright calls them. `npm run homes` and examples/playwright have Playwright itself run it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext } from 'playwright-core';
import { vpsorg } from 'stuntbox/vpsorg';
import { minutes, stuntbox } from 'stuntbox/playwright';
import { CHROMIUM, launched, served, type Site } from './chromium.ts';

interface Fixtures {
  cloud(given: object, use: (cloud: never) => Promise<void>, info: object): Promise<void>;
  context(given: object, use: (context: BrowserContext) => Promise<void>): Promise<void>;
}
/** What `stuntbox` hands to Playwright's `test.extend`. */
const fixturesOf = (options: object): Fixtures => {
  let given: object = {};
  stuntbox({ extend: (fixtures: object) => (given = fixtures) } as never, options as never);
  return given as Fixtures;
};

test('a mistake in the options is told where they are given', () => {
  expect(() => fixturesOf({ vendors: { vpsorg }, scenaro: 'vpsorg/out-of-credits' })).toThrow("Did you mean 'scenario'?");
  expect(() => fixturesOf({ vendors: { vpsorg }, clock: {} })).toThrow('stuntbox has no option clock: a test has a manual clock');
  for (const scenario of [null, 5, [null]]) expect(() => fixturesOf({ vendors: { vpsorg }, scenario })).toThrow('which is not a scenario. Give one');
  expect(() => fixturesOf({})).toThrow('stuntbox needs the option vendors, as in stuntbox(base, { vendors: { vpsorg } }).');
  expect(() => stuntbox({} as never, { vendors: { vpsorg } })).toThrow("stuntbox needs Playwright's test");
});

(CHROMIUM === undefined ? describe.skip : describe)('in Chromium', () => {
  let browser: Browser;
  let site: Site;
  beforeAll(async () => {
    browser = await launched();
    site = await served({ '/': ['text/html', '<!doctype html><title>page</title><link rel="icon" href="data:,">'] });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    site?.close();
  });

  test('a page is answered by the cloud of its test, and both clocks move together', async () => {
    const fixtures = fixturesOf({ vendors: { vpsorg }, origins: { vpsorg: '/api/vpsorg' } });
    const context = await browser.newContext();
    const status: string[] = [];
    const use = async (cloud: { clock: { now(): number; advance(ms: number): Promise<void> } }): Promise<void> =>
      fixtures.context({ context, cloud }, async () => {
        const page = await context.newPage();
        await page.goto(site.url);
        const ask = (method: string, path: string, body?: object): Promise<{ id: number; status: string }> =>
          page.evaluate(
            async ([how, to, sent]) => {
              const headers = { authorization: 'Bearer t', 'content-type': 'application/json' };
              return (await fetch(to, { method: how, headers, ...(sent === undefined ? {} : { body: JSON.stringify(sent) }) })).json();
            },
            [method, `/api/vpsorg${path}`, body] as const,
          );
        const { id } = await ask('POST', '/servers/', { name: 'web-9', plan_id: 1, os_id: 5, location: 'us-west' });
        status.push((await ask('GET', `/servers/${id}/`)).status);
        await cloud.clock.advance(minutes(3));
        status.push((await ask('GET', `/servers/${id}/`)).status);
        expect(await page.evaluate(() => Date.now())).toBeGreaterThanOrEqual(cloud.clock.now());
      });
    const info = { status: 'passed', expectedStatus: 'passed', annotations: [], attach: async () => {} };
    await fixtures.cloud({ baseURL: site.url, cloudOptions: {} }, use, info);
    expect(status).toEqual(['provisioning', 'active']);
    await context.close();
  });
});
