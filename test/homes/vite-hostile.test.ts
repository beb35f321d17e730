/**
 * Hostile pages in a real browser, at a dev server with stuntbox: another port of localhost, which Vite's own CORS trusts; another site; a name that was
 * rebound to this machine, under `allowedHosts: true` as well; a sandboxed frame. None may learn the token, steer the cloud, or reach a vendor.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { connect, type RemoteCloud } from 'stuntbox/control';
import { app, config, type App } from '../vite/app.ts';
import { CHROMIUM, HOSTILE, launched } from '../chromium.ts';
import { raw } from '../raw.ts';
import { evilSite, visited, type EvilSite } from './evil-site.ts';

if (CHROMIUM === undefined) console.warn('The tests of hostile pages at Vite are left out: there is no Chromium here. Set CHROMIUM to its path.');

/** What a page of a rebound name, which has the same origin, reads: that it is refused. */
const refusal = (text: string): boolean =>
  /: 403 |: Blocked request|This server does not accept requests for 'rebound\.test:\d+'\. To allow a name, add it to server/.test(text);

/** Runs in the page: sends all that a page can, and returns what it could read. */
async function attack(target: string): Promise<string[]> {
  const read: string[] = [];
  const within = (promise: Promise<unknown>): Promise<unknown> => Promise.race([promise, new Promise((resolve) => setTimeout(resolve, 3_000))]);
  const told = (element: EventTarget): Promise<unknown> =>
    within(Promise.race(['load', 'error'].map((name) => new Promise((resolve) => element.addEventListener(name, resolve, { once: true })))));
  const inserted = async (name: string, attributes: Record<string, string>): Promise<void> => {
    const element = Object.assign(document.createElement(name), attributes);
    const over = told(element);
    document.body.append(element);
    await over;
    try {
      const text = (element as Element as HTMLIFrameElement).contentDocument?.body?.innerText;
      if (text) read.push(`${name} ${attributes['src']}: ${text}`);
    } catch {
      // It belongs to another origin.
    }
    element.remove();
  };
  const paths: [string, string, string?][] = [
    ['GET', '/'],
    ['GET', '/__stuntbox'],
    ['GET', '/__stuntbox/'],
    ['GET', '/__stuntbox/token'],
    ['POST', '/__stuntbox/token', ''],
    ['GET', '/__stuntbox/clouds'],
    ['GET', '/__stuntbox/clouds/default/events'],
    ['POST', '/__stuntbox/clouds/default/reset', '{}'],
    ['POST', '/__stuntbox/clouds/default/scenarios/play', '{"name":"vpsorg/out-of-credits"}'],
    ['DELETE', '/__stuntbox/clouds/default/journal'],
    ['GET', '/api/vpsorg/servers/'],
    ['POST', '/api/vpsorg/servers/12345/stop/', '{}'],
    ['DELETE', '/api/vpsorg/servers/12345/'],
  ];
  for (const [method, path, body] of paths) {
    const url = target + path;
    for (const mode of ['cors', 'no-cors', 'same-origin'] as const)
      for (const headers of [{}, { 'content-type': 'application/json', authorization: 'Bearer t' }]) {
        const sent = fetch(url, { method, mode, headers, credentials: 'include', ...(body !== undefined && { body }) }).then(async (reply) => {
          if (reply.type !== 'opaque') read.push(`${method} ${path} ${mode}: ${reply.status} ${await reply.text()}`);
        });
        await within(sent.catch(() => {}));
      }
    if (method === 'GET') {
      const source = new EventSource(url, { withCredentials: true });
      await within(
        new Promise((resolve) => {
          source.addEventListener('open', () => resolve(read.push(`EventSource ${path}`)));
          source.addEventListener('error', resolve);
        }),
      );
      source.close();
      for (const name of ['script', 'iframe', 'img']) await inserted(name, { src: url });
    } else navigator.sendBeacon(url, body);
  }
  return read;
}

(CHROMIUM === undefined ? describe.skip : describe)('a hostile page in Chromium', () => {
  let application: App;
  let browser: Browser;
  let evil: EvilSite;
  let remote: RemoteCloud;
  let url: URL;
  let open: URL;
  let token: string;
  beforeAll(async () => {
    evil = await evilSite();
    const options = "vendors: { vpsorg }, paused: true, readyFile: 'ready.json'";
    application = app({
      'index.html': '<!doctype html><title>app</title><body>mine',
      'vite.config.ts': config(options, "server: { port: 0, host: '127.0.0.1' }"),
      'open.config.ts': config('vendors: { vpsorg }, paused: true', "server: { port: 0, host: '127.0.0.1', allowedHosts: true }"),
    });
    url = new URL(await application.run().url());
    open = new URL(await application.run('--config', 'open.config.ts').url());
    const ready = await application.ready();
    token = ready.token;
    remote = await connect({ url: ready.control, token });
    browser = await launched(...HOSTILE);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    evil.close();
    application.remove();
  });

  test.each<[string, (context: BrowserContext) => Promise<Page | Frame>, string | undefined]>([
    ['at another port of localhost', (context) => evil.page(context, 'localhost'), undefined],
    ['at another port of the same address', (context) => evil.page(context, '127.0.0.1'), undefined],
    ['of another site', (context) => evil.page(context, 'evil.test'), undefined],
    ['of a name that was rebound to this machine', (context) => evil.rebound(context, Number(url.port)), 'http://rebound.test'],
    ['in a sandboxed frame', (context) => evil.frame(context, 'localhost'), undefined],
  ])(
    '%s learns nothing and changes nothing',
    async (_, visit, origin) => {
      const before = await remote.snapshot();
      const context = await browser.newContext();
      const page = await visit(context);
      const read = await page.evaluate(attack, origin === undefined ? url.origin : `${origin}:${url.port}`);
      await context.close();
      const application = read.filter((text) => !refusal(text));
      // Vite lets the pages of every local server read the application itself, which has no token in it.
      expect(application.filter((text) => !text.startsWith('GET / cors: 200'))).toEqual([]);
      expect(read.join()).not.toContain(token);
      expect(await remote.journal.all()).toEqual([]);
      expect(await remote.snapshot()).toEqual(before);
    },
    120_000,
  );

  test('with allowedHosts: true, a rebound name reaches the vendors, as Vite was told, but neither the token nor the controls', async () => {
    const context = await browser.newContext();
    const read = await (await evil.rebound(context, Number(open.port))).evaluate(attack, `http://rebound.test:${open.port}`);
    await context.close();
    expect(read.filter((text) => text.startsWith('GET /api/vpsorg/servers/ cors: 200'))).not.toEqual([]);
    expect(read.filter((text) => text.includes('/__stuntbox') && !refusal(text))).toEqual([]);
  }, 60_000);

  test("the application's own page gets the token, by fetch alone", async () => {
    const context = await browser.newContext();
    const page = await visited(context, url.href);
    expect(await page.evaluate(async () => (await fetch('/__stuntbox/token')).text())).toBe(token);
    const opened = await visited(context, `${url.href}__stuntbox/token`);
    expect(await opened.evaluate(() => document.body.innerText)).toContain('only to the scripts of pages of this dev server');
    await context.close();
  });

  test('a program that sends no Sec-Fetch-Site does not get the token', async () => {
    const reply = await raw(url.href, `GET /__stuntbox/token HTTP/1.1\r\nHost: ${url.host}\r\nConnection: close\r\n\r\n`);
    expect(reply).toMatch(/^HTTP\/1\.1 403 /);
    expect(reply).not.toContain(token);
    expect(reply).not.toMatch(/access-control/i);
  });
});
