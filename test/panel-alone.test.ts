/** The panel alone on the controls' address, in a real browser. Left out where there is no Chromium. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { createCloud } from 'stuntbox';
import { puregpu } from 'stuntbox/puregpu';
import { vpsorg } from 'stuntbox/vpsorg';
import type { ControlledListening } from '../cloud/listen.ts';
import { CHROMIUM, launched } from './chromium.ts';
import { complaintsOf, seriousIn } from './panel-browser.ts';

(CHROMIUM === undefined ? describe.skip : describe)('in Chromium', () => {
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  const open = () => createCloud({ puregpu, vpsorg });
  let cloud: ReturnType<typeof open>;
  let listening: ControlledListening;
  const bugs: unknown[] = [];
  beforeAll(async () => {
    browser = await launched();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    cloud = open();
    listening = await cloud.listen({ port: 0, control: { port: 0 }, onBug: (bug) => bugs.push(bug) });
    page = await (await browser.newContext()).newPage();
    page.setDefaultTimeout(10_000);
    complaints = complaintsOf(page);
  });
  afterEach(async () => {
    await page.context().close();
    await listening.close();
    expect(bugs.splice(0)).toEqual([]);
  });
  const link = () => `${listening.control.url}/#token=${listening.control.token}`;
  const live = () => page.getByText('Live', { exact: true }).waitFor();
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });

  test('by mouse: the link opens the panel, and an action begins at the server', async () => {
    await page.goto(link());
    await live();
    expect(await page.evaluate('location.href')).toBe(`${listening.control.url}/`);
    await button('rebuild GPU VPS').click();
    await page.getByRole('progressbar', { name: 'rebuild of GPU VPS' }).waitFor();
    expect(cloud.puregpu.servers.get(10).task?.action).toBe('rebuild');
    await page.getByText('VPS is locked, hence no actions are allowed to perform').waitFor();
    await button(/^Next change/).click();
    await button('stop GPU VPS').waitFor();
    expect(complaints).toEqual([]);
  });

  test('by keyboard: a scenario is found and played, and Escape closes nothing', async () => {
    await page.goto(link());
    await live();
    await page.getByRole('tab', { name: 'Servers' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByLabel('Search scenarios').focus();
    await page.keyboard.type('vpsorg credits out');
    await button('Play vpsorg/out-of-credits').focus();
    await page.keyboard.press('Enter');
    await page.getByText('Played vpsorg/out-of-credits.').waitFor();
    expect(cloud.vpsorg.settings.credits).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: 'Servers' }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('it hears of what others do, and never asks for it', async () => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(link());
    await live();
    await button('rebuild GPU VPS').waitFor();
    await page.getByRole('tab', { name: /^Journal/ }).click();
    await page.getByText('No requests yet.').waitFor();
    const before = asked.length;
    await fetch(`${listening.url}/vpsorg/servers/`, { headers: { authorization: 'Bearer t' } });
    await page.getByText('/servers/').waitFor();
    expect(asked.slice(before)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('the token is kept for the tab alone, through a reload', async () => {
    await page.goto(link());
    await live();
    await page.reload();
    await live();
    const other = await (await browser.newContext()).newPage();
    await other.goto(`${listening.control.url}/`);
    await other.getByText('This page needs the token of the controls.').waitFor();
    expect(await page.evaluate('JSON.stringify({ ...localStorage })')).not.toContain(listening.control.token);
    await other.context().close();
  });

  test('the link of a server that was started again, opened in the same tab, connects, and leaves the address', async () => {
    await page.goto(`${listening.control.url}/#token=the-token-of-the-server-before`);
    await page.getByText('Connection lost').waitFor();
    await page.goto(link());
    await live();
    expect(await page.evaluate('location.href')).toBe(`${listening.control.url}/`);
    await page.reload();
    await live();
  });

  test('the token is in no request, in no referrer, and in no entry of the history', async () => {
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.url(), request.headers()['referer'] ?? ''));
    await page.goto(link());
    await live();
    await page.evaluate(() => history.pushState(null, '', '#elsewhere'));
    await page.goBack();
    expect(sent.join(' ') + page.url()).not.toContain(listening.control.token);
    expect(await page.evaluate(() => document.documentElement.outerHTML + document.cookie + window.name)).not.toContain(listening.control.token);
  });

  test('it can neither be framed nor told anything by another page', async () => {
    await page.goto(link());
    await live();
    const before = cloud.snapshot();
    const refused = page.waitForEvent('console', { predicate: (message) => /frame/i.test(message.text()) });
    await page.evaluate(() => {
      for (const data of [{ type: 'reset' }, 'reset', { method: 'POST', path: '/clouds/default/reset' }]) window.postMessage(data, '*');
      document.body.append(Object.assign(document.createElement('iframe'), { src: location.href }));
    });
    await refused;
    expect(page.frames().filter((frame) => frame.url().startsWith(listening.control.url))).toHaveLength(1);
    expect(cloud.snapshot()).toEqual(before);
  });

  test('a wrong token is said', async () => {
    await page.goto(`${listening.control.url}/#token=not-the-token-of-this-server`);
    await page.getByText('That is not the token that this server was started with.').waitFor();
    await page.getByText('Connection lost').waitFor();
  });

  test('a lost connection is said, and found again', async () => {
    await page.clock.install();
    await page.goto(link());
    await live();
    const { url, token } = listening.control;
    await listening.close();
    await page.getByText('Connection lost').waitFor();
    // The jump lets it try once more by itself; from then on the page's time stands, and only who asks makes it try.
    const jumped = page.waitForEvent('requestfailed');
    await page.clock.pauseAt(Date.now() + 60_000);
    await jumped;
    const again = page.waitForRequest(`${url}/**`);
    await button('Try again').click();
    await again;
    await page.clock.resume();
    cloud = open();
    cloud.vpsorg.settings.credits = 7;
    listening = await cloud.listen({ port: 0, control: { port: Number(new URL(url).port), token }, onBug: (bug) => bugs.push(bug) });
    await live();
    await button('rebuild GPU VPS').click();
    await page.getByRole('progressbar').waitFor();
    expect(cloud.puregpu.servers.get(10).task?.action).toBe('rebuild');
  });

  test.each(['light', 'dark'] as const)('axe-core finds nothing serious: %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.goto(link());
    await live();
    await button('rebuild GPU VPS').waitFor();
    expect(await seriousIn(page)).toEqual([]);
    for (const name of [/^Scenarios/, /^Faults/, /^Journal/]) {
      await page.getByRole('tab', { name }).click();
      await page.getByRole('tab', { name, selected: true }).waitFor();
      expect([name, await seriousIn(page)]).toEqual([name, []]);
    }
  });
});
