/** An application under Vite with stuntbox, in a real browser: what survives, and the panel. Left out where there is no Chromium. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { createCloud, linkFragment, liveClock } from 'stuntbox';
import { connect } from 'stuntbox/control';
import { puregpu } from 'stuntbox/puregpu';
import { vpsorg } from 'stuntbox/vpsorg';
import { app, config, type App, type Running } from '../vite/app.ts';
import { CHROMIUM, HOSTILE, launched } from '../chromium.ts';

if (CHROMIUM === undefined) console.warn('The tests of Vite in a browser are left out: there is no Chromium here. Set CHROMIUM to its path.');

const OPTIONS = "vendors: { vpsorg }, origins: { vpsorg: '/api/vps' }, paused: true, injectPanel: true, readyFile: 'ready.json'";
/** A page that creates a server by a click, and lists the names of all. */
const MAIN = `
import { title } from './title.ts';
const headers = { authorization: 'Bearer t', 'content-type': 'application/json' };
const list = document.querySelector('ul');
const load = async () => {
  const reply = await fetch('/api/vps/servers/', { headers });
  list.replaceChildren(...(await reply.json()).results.map(({ name, status }) => Object.assign(document.createElement('li'), { textContent: name + ' ' + status })));
  document.querySelector('h1').textContent = title;
};
document.querySelector('button').onclick = async () => {
  await fetch('/api/vps/servers/', { method: 'POST', headers, body: JSON.stringify({ name: 'web-9', plan_id: 1, os_id: 5, location: 'us-west' }) });
  await load();
};
await load();
import.meta.hot?.accept('./title.ts', ({ title }) => (document.querySelector('h1').textContent = title));
`;

(CHROMIUM === undefined ? describe.skip : describe)('in Chromium', () => {
  let application: App;
  let vite: Running;
  let url: string;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  beforeAll(async () => {
    application = app({
      'vite.config.ts': config(OPTIONS),
      'index.html': '<!doctype html><title>app</title><h1></h1><button>Create</button><ul></ul><script type="module" src="/main.ts"></script>',
      'main.ts': MAIN,
      'title.ts': `export const title = 'first';`,
    });
    vite = application.run();
    url = await vite.url();
    browser = await launched(...HOSTILE);
    context = await browser.newContext();
    page = await context.newPage();
    await page.goto(url);
    await page.click('button');
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    application.remove();
  });
  beforeEach(() => page.waitForSelector('text=web-9 provisioning'));

  test('a reload finds the state again', async () => {
    await page.reload();
    await page.waitForSelector('text=web-9 provisioning');
  });

  test('a second tab sees the same', async () => {
    const second = await context.newPage();
    await second.goto(url);
    await second.waitForSelector('text=web-9 provisioning');
    await second.close();
  });

  test('a hot update keeps it', async () => {
    application.write('title.ts', `export const title = 'second';`);
    await page.waitForSelector('h1:has-text("second")');
    await page.reload();
    await page.waitForSelector('text=web-9 provisioning');
  });

  test('a restart of Vite keeps it', async () => {
    const since = vite.printed().length;
    // Vite's client loads the open page again by itself.
    const again = page.waitForEvent('load');
    application.write('vite.config.ts', `${config(OPTIONS)}// Touched.\n`);
    await vite.until(/server restarted/, since);
    await again;
    const another = await context.newPage();
    await another.goto(url);
    await another.waitForSelector('text=web-9 provisioning');
    await another.close();
  });

  test('the panel is in the page for people, not for programs, and no service worker is needed', async () => {
    expect(await page.locator('stuntbox-panel').count()).toBe(0);
    expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
    const person = await browser.newContext();
    await person.addInitScript(() => Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false }));
    const seen = await person.newPage();
    await seen.goto(url);
    await seen.waitForSelector('stuntbox-panel', { state: 'attached' });
    expect(await seen.content()).not.toContain((await application.ready()).token);
    await person.close();
  });

  test.each(['/__stuntbox', '/__stuntbox/'])('the panel alone is at %s, and shows the server', async (path) => {
    const panel = await context.newPage();
    const refused: string[] = [];
    panel.on('console', (message) => message.type() === 'error' && refused.push(message.text()));
    await panel.goto(url + path);
    await panel.waitForSelector('text=web-9');
    expect(panel.url()).toBe(`${url}/__stuntbox/`);
    expect(refused).toEqual([]);
    await panel.close();
  });

  test("a colleague's link in the address shows the same moment, and leaves the address", async () => {
    const theirs = createCloud({ vpsorg }, { clock: liveClock({ paused: true }) });
    theirs.vpsorg.servers.update(theirs.vpsorg.servers.get(12345), { name: 'theirs' });
    const context = await browser.newContext();
    const page = await context.newPage();
    const { control, token } = await application.ready();
    const remote = await connect({ url: control, token });
    const before = await remote.snapshot();
    await page.goto(`${url}/?tab=1${linkFragment(theirs.toLink())}`);
    await page.waitForSelector('text=theirs active');
    await page.waitForURL(`${url}/?tab=1`);
    expect((await remote.clock.state()).now).toBe(theirs.clock.now());
    const said = page.waitForEvent('console', (message) => message.type() === 'error' && message.text().startsWith('stuntbox:'));
    await page.goto(`${url}/${linkFragment(createCloud({ puregpu }).toLink())}`);
    expect((await said).text()).toContain('cannot be opened: ');
    await page.waitForSelector('text=theirs active');
    await remote.restore(before);
    await context.close();
  });

  test('what a program does by the controls shows in the page', async () => {
    const { control, token } = await application.ready();
    const remote = await connect({ url: control, token });
    await remote.clock.settle();
    await page.reload();
    await page.waitForSelector('text=web-9 active');
    await remote.reset();
    await page.reload();
    await page.waitForSelector('li');
    expect(await page.locator('text=web-9').count()).toBe(0);
    await page.click('button');
  });
});
