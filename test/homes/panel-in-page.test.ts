/** The panel in a page with its cloud, in a real browser: by mouse and by keyboard. Left out where there is no Chromium. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { CHROMIUM, launched } from '../chromium.ts';
import { complaintsOf, seriousIn, servingPage } from '../panel-browser.ts';

/** The page: `?` says which cloud it has. Its state is for the tests, its functions are what an application would do. */
const PAGE = `
import { createCloud, liveClock } from './index.ts';
import { vpsorg } from './handlers/vpsorg/index.ts';
import { puregpu } from './handlers/puregpu/index.ts';
import { showPanel } from './panel/index.ts';
const asked = new URLSearchParams(location.search);
const cloud = createCloud({ puregpu, vpsorg }, asked.has('live') ? { clock: liveClock({ speed: 5, start: '2025-01-16T15:30:00Z' }) } : {});
const request = (vendor, path, init = {}) => cloud.fetch(cloud.origins[vendor] + path, { ...init, headers: { authorization: 'Bearer t', 'x-api-key': 'k', 'content-type': 'application/json' } });
const hostile = '<img src=x onerror="globalThis.hacked=1"><script>globalThis.hacked=1</scr' + 'ipt>';
if (asked.has('hostile')) {
  cloud.vpsorg.servers.update(cloud.vpsorg.servers.get(12345), { name: hostile, status: 'active' });
  await request('vpsorg', '/servers/' + encodeURIComponent(hostile) + '/?' + encodeURIComponent(hostile), { method: 'POST', body: JSON.stringify({ name: hostile }) });
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'fails', at: 0.5, because: hostile });
}
if (asked.has('fleet')) {
  const [one] = cloud.vpsorg.servers.all();
  for (let i = 0; i < 500; i += 1) cloud.vpsorg.servers.add({ ...one, id: 50000 + i, name: 'web-' + i });
}
if (asked.has('nostorage')) Object.defineProperty(globalThis, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } });
const shown = showPanel(cloud, { automated: !asked.has('driven') });
Object.assign(globalThis, { cloud, request, shown });
`;

(CHROMIUM === undefined ? describe.skip : describe)('in Chromium', () => {
  let browser: Browser;
  let site: Awaited<ReturnType<typeof servingPage>>;
  let page: Page;
  let complaints: string[];
  beforeAll(async () => {
    [browser, site] = await Promise.all([launched(), servingPage(PAGE)]);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });
  afterEach(async () => {
    await page.context().close();
    expect(complaints).toEqual([]);
  });

  const open = async (query = '', options: BrowserContextOptions = {}): Promise<void> => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    complaints = complaintsOf(page);
    await page.goto(site.url + query);
  };
  const opened = async (query = '', options: BrowserContextOptions = {}): Promise<void> => {
    await open(query, options);
    await page.getByRole('button', { name: 'Open the stuntbox panel' }).click();
    await page.getByText('Live', { exact: true }).waitFor();
  };
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
  const tab = (name: string) => page.getByRole('tab', { name: new RegExp(`^${name}`) });
  const now = (): Promise<number> => page.evaluate('cloud.clock.now()');
  const focused = (): Promise<string> =>
    page.evaluate(() => {
      const { activeElement } = document;
      const inside = activeElement?.shadowRoot?.activeElement ?? activeElement;
      return inside?.getAttribute('aria-label') ?? inside?.textContent?.trim() ?? '';
    });

  /** Waits until an expression holds in the page, whose policy lets nothing wait there. */
  const until = async (expression: string): Promise<void> => {
    for (const end = Date.now() + 10_000; !(await page.evaluate(expression));) if (Date.now() > end) throw new Error(`It never held: ${expression}`);
  };

  test('by mouse: an action begins, is refused in the words of the vendor while it runs, and ends when time is moved', async () => {
    await opened();
    await button(/^VPS\.org/).click();
    await button('stop web-server-01').click();
    await page.getByRole('progressbar', { name: 'stop of web-server-01' }).waitFor();
    await page.getByText('Server is busy (stopping).').waitFor();
    expect(await page.evaluate('cloud.vpsorg.servers.get(12345).task.action')).toBe('stop');
    await button(/^Next change/).click();
    await button('start web-server-01').waitFor();
    expect(await page.evaluate('cloud.vpsorg.servers.get(12345).status')).toBe('stopped');
    const before = await now();
    await button('Advance 10 m').click();
    await until(`cloud.clock.now() === ${before + 600_000}`);
  });

  test('by keyboard: it opens, its tabs move with the arrows, and Escape closes it', async () => {
    await open();
    await page.keyboard.press('Alt+Shift+S');
    await page.getByText('Live', { exact: true }).waitFor();
    await until(`document.activeElement?.shadowRoot?.activeElement?.id === 'tab-servers'`);
    await page.keyboard.press('ArrowRight');
    await until(`document.activeElement?.shadowRoot?.activeElement?.id === 'tab-scenarios'`);
    await page.getByLabel('Search scenarios').waitFor();
    expect(await tab('Scenarios').getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('End');
    await until(`document.activeElement?.shadowRoot?.activeElement?.id === 'tab-journal'`);
    await page.keyboard.press('ArrowRight');
    await until(`document.activeElement?.shadowRoot?.activeElement?.id === 'tab-servers'`);
    // From the tab by way of the tools and the clock to a server, whose action begins with the Enter key.
    for (let i = 0; i < 40 && (await focused()) !== 'rebuild GPU VPS'; i += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('progressbar').waitFor();
    await until(`document.activeElement?.shadowRoot?.activeElement?.id === 'body'`);
    await page.keyboard.press('Escape');
    await button('Open the stuntbox panel').waitFor();
    await until(`document.activeElement?.shadowRoot?.activeElement?.className === 'tab-closed'`);
  });

  test('it remembers its tab, its dock, its size and that it was open', async () => {
    await opened();
    await tab('Scenarios').click();
    await button('Dock at the side').click();
    const edge = page.getByRole('separator', { name: 'Size of the panel' });
    await edge.focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('separator').and(page.locator('[aria-valuenow="464"]')).waitFor();
    // A key that is held comes more often than a drawing.
    await edge.evaluate((held) => {
      for (const key of ['ArrowLeft', 'ArrowLeft']) held.dispatchEvent(new KeyboardEvent('keydown', { key }));
    });
    await page.getByRole('separator').and(page.locator('[aria-valuenow="512"]')).waitFor();
    await page.reload();
    await page.getByLabel('Search scenarios').waitFor();
    expect(await edge.getAttribute('aria-valuenow')).toBe('512');
    expect(await page.evaluate('shown.element.dock')).toBe('side');
  });

  test('a page that may keep nothing shows it all the same', async () => {
    await opened('?nostorage');
    await tab('Faults').click();
    await button('Add fault').waitFor();
  });

  test('the slider shows the future and the past, and the cloud does not move', async () => {
    await opened();
    await button('rebuild GPU VPS').click();
    await page.getByRole('progressbar').waitFor();
    const before = await now();
    const slider = page.getByLabel('Look at another time');
    await slider.focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText('in 1 s. The cloud has not moved.').waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByText('The cloud has not moved.').waitFor({ state: 'hidden' });
    for (let i = 0; i < 60; i += 1) await page.keyboard.press('ArrowRight');
    await page.getByText('rebuild 50%').waitFor();
    await page.getByText('in 1 m. The cloud has not moved.').waitFor();
    await page.keyboard.press('End');
    await page.getByText('running', { exact: true }).waitFor();
    expect(await button('stop GPU VPS').isDisabled()).toBe(true);
    await button('Back to now').click();
    await page.getByText('rebuild 0%').waitFor();
    expect(await now()).toBe(before);
  });

  test('a running clock is shown as it runs, paused and sped up', async () => {
    await opened('?live');
    await button('rebuild GPU VPS').click();
    await page.getByText(/rebuild [1-9]\d?%/).waitFor();
    await button('Pause').click();
    await button('Resume').waitFor();
    expect(await page.evaluate('cloud.clock.paused')).toBe(true);
    await page.getByLabel('Speed').selectOption({ label: '3600×' });
    await until('cloud.clock.speed === 3600');
    await button('Resume').click();
    await button('stop GPU VPS').waitFor();
  });

  test('a scenario is found by its words and played', async () => {
    await opened();
    await tab('Scenarios').click();
    await page.getByLabel('Search scenarios').fill('credits vpsorg');
    await page.getByText(/^1 of \d+ scenarios$/).waitFor();
    await page.getByText('Shows after POST /servers/', { exact: true }).waitFor();
    // Escape empties the field first, as browsers do, and closes nothing.
    await page.getByLabel('Search scenarios').press('Escape');
    expect(await page.getByLabel('Search scenarios').inputValue()).toBe('');
    await page.getByLabel('Search scenarios').fill('credits vpsorg');
    await button('Play vpsorg/out-of-credits').click();
    await page.getByText('Played vpsorg/out-of-credits.').waitFor();
    expect(await page.evaluate('cloud.vpsorg.settings.credits')).toBe(0);
  });

  test('what the page does by itself is shown at once: faults, a reset, the clock', async () => {
    await opened();
    await tab('Faults').click();
    await page.evaluate(`cloud.faults.add({ vendor: 'vpsorg', outcome: 'network-error', times: 1 })`);
    await page.getByText('struck 0 of 1 times').waitFor();
    await page.evaluate(`cloud.clock.advance(3_600_000)`);
    await page.getByText('2025-01-16 16:30:00').waitFor();
    await tab('Journal').click();
    await page.evaluate(`request('puregpu', '/servers')`);
    await page.getByText('1 exchange', { exact: true }).waitFor();
    await page.evaluate('cloud.reset()');
    await page.getByText('No requests yet.').waitFor();
    await tab('Faults').click();
    await page.getByText('Nothing goes wrong by itself.').waitFor();
    await page.getByText('2025-01-16 15:30:00').waitFor();
  });

  test('a fault is refused at its form, added, and removed', async () => {
    await opened();
    await tab('Faults').click();
    await page.getByRole('combobox', { name: 'Vendor' }).selectOption('vpsorg');
    await page.getByLabel('Outcome').selectOption('stuck');
    await page.getByLabel('at', { exact: true }).fill('7');
    await button('Add fault').click();
    await page.getByRole('alert').getByText('A fault has an invalid at: 7. Give a share from 0 to 1.').waitFor();
    expect(await page.evaluate('cloud.faults.all().length')).toBe(0);
    await page.getByLabel('at', { exact: true }).fill('0.5');
    await page.getByLabel('Operation').selectOption('POST /servers/{server_id}/stop/');
    for (const [name, value] of Object.entries({ Server: '12345', After: '1', Every: '2', Chance: '0.5', Times: '2' }))
      await page.getByLabel(`${name} (optional)`).fill(value);
    await page.keyboard.press('Enter');
    await page.getByText('struck 0 of 2 times').waitFor();
    expect(await page.evaluate('cloud.faults.all()')).toEqual([
      { vendor: 'vpsorg', on: 'POST /servers/{server_id}/stop/', server: 12345, times: 2, after: 1, every: 2, chance: 0.5, outcome: 'stuck', at: 0.5 },
    ]);
    await button('Remove fault 1: stuck at vpsorg').click();
    await page.getByText('Nothing goes wrong by itself.').waitFor();
    expect(await page.evaluate('cloud.faults.all().length')).toBe(0);
  });

  test('the journal shows each request as it comes: why, what was not as documented, what changed, and its curl', async () => {
    await opened('', { permissions: ['clipboard-read', 'clipboard-write'] });
    await tab('Journal').click();
    await page.getByText('No requests yet.').waitFor();
    await page.evaluate(`request('vpsorg', '/servers/12345/stop/', { method: 'POST' })`);
    await page.getByText('/api/v1/servers/12345/stop/').click();
    await page.getByText('servers 12345 changed: status "active" → "stopping"').waitFor();
    await button('Copy as curl').click();
    await page.getByText('The curl command is copied.').waitFor();
    const curl: string = await page.evaluate('navigator.clipboard.readText()');
    expect(curl).toContain("curl -X 'POST' 'https://admin.vps.org/api/v1/servers/12345/stop/'");
    expect(curl).toContain(`-H 'authorization: '"$TOKEN"`);
    await page.evaluate(`request('vpsorg', '/servers/', { method: 'POST', body: '{"name":5}' })`);
    await page.getByText('4 not as documented').click();
    await page.getByRole('heading', { name: 'Not as documented' }).waitFor();
    await page.getByText('type body.name must be a text of 1 to 255 characters').waitFor();
    await page.getByLabel('Search the journal').fill('stop');
    await page.getByText('1 of 2 exchanges').waitFor();
  });

  test('a link leads to the same moment, and a reset asks first', async () => {
    await opened('', { permissions: ['clipboard-read', 'clipboard-write'] });
    await button('Advance 1 m').click();
    await button('Copy a link to this moment').click();
    await page.getByText('The link is copied.').waitFor();
    const link: string = await page.evaluate('navigator.clipboard.readText()');
    expect(link.startsWith(`${site.url}#stuntbox=`)).toBe(true);
    const { linkOf } = await import('stuntbox');
    expect(linkOf(link)).toMatchObject({ at: await now() });
    await button('Reset the cloud').click();
    await button('Reset the cloud now').click();
    await page.getByText('The cloud is as it began.').waitFor();
    expect(await now()).toBe(linkOf(link).start);
  });

  test('names from outside are text: nothing in them runs', async () => {
    await opened('?hostile');
    await button(/^VPS\.org/).click();
    await page.getByText('<img src=x onerror="globalThis.hacked=1">').first().waitFor();
    await page.getByText('Record').first().click();
    await tab('Faults').click();
    await page.getByText('because: <img').waitFor();
    await tab('Journal').click();
    await page.locator('summary', { hasText: 'POST' }).click();
    await page.getByLabel('Request').waitFor();
    expect(await page.evaluate('globalThis.hacked')).toBeUndefined();
    expect(await page.evaluate(`shown.element.shadowRoot.querySelectorAll('img, script, [onerror]').length`)).toBe(0);
  });

  test('a fleet is shown page by page, and a long journal in part', async () => {
    await opened('?fleet');
    await button(/^VPS\.org/).click();
    await page.getByText('1–25 of 502').waitFor();
    expect(await page.locator('.server').count()).toBe(25);
    await button('Next').click();
    await page.getByText('26–50 of 502').waitFor();
    await page.evaluate(`(async () => { for (let i = 0; i < 1500; i += 1) await request('vpsorg', '/servers/12345/'); })()`);
    await tab('Journal').click();
    await page.getByText('500 exchanges').waitFor();
    expect(await page.locator('.exchange').count()).toBe(60);
    await button('Show 60 older').click();
    await page.locator('.exchange').nth(119).waitFor();
  });

  test('many events are one drawing a frame', async () => {
    await opened();
    await tab('Journal').click();
    const drawings: { frames: number; drawn: number; asked: number } = await page.evaluate(async () => {
      const { request, shown } = globalThis as unknown as { request(vendor: string, path: string): Promise<unknown>; shown: { element: HTMLElement } };
      let [frames, drawn, asked] = [0, 0, 0];
      let going = true;
      const next = requestAnimationFrame;
      const count = (): void => void (going && ((frames += 1), next(count)));
      next(count);
      globalThis.requestAnimationFrame = (draw) => ((asked += 1), next(draw));
      const watcher = new MutationObserver(() => (drawn += 1));
      watcher.observe(shown.element.shadowRoot as ShadowRoot, { childList: true, subtree: true, characterData: true });
      await Promise.all(Array.from({ length: 300 }, () => request('vpsorg', '/servers/12345/')));
      await new Promise((resolve) => setTimeout(resolve, 300));
      going = false;
      return { frames, drawn, asked };
    });
    expect(drawings.drawn).toBeGreaterThan(0);
    expect(drawings.drawn).toBeLessThanOrEqual(drawings.frames);
    expect(drawings.asked).toBeLessThanOrEqual(drawings.frames + 1);
    await page.getByText('300 exchanges').waitFor();
  });

  test('a browser that a program drives does not see it, unless it is asked for', async () => {
    await open('?driven');
    await until('globalThis.shown !== undefined');
    expect(await page.evaluate('shown.element')).toBeUndefined();
    expect(await page.locator('stuntbox-panel').count()).toBe(0);
  });

  test.each(['light', 'dark'] as const)('axe-core finds nothing serious: %s', async (colorScheme) => {
    await open('', { colorScheme });
    await button('Open the stuntbox panel').waitFor();
    expect(await seriousIn(page)).toEqual([]);
    await button('Open the stuntbox panel').click();
    await button('rebuild GPU VPS').click();
    await page.getByRole('progressbar').waitFor();
    await page.evaluate(`request('vpsorg', '/servers/', { method: 'POST', body: '{"name":5}' })`);
    await page.evaluate(`cloud.faults.add({ vendor: 'vpsorg', outcome: 'network-error' })`);
    for (const name of ['Servers', 'Scenarios', 'Faults', 'Journal']) {
      await tab(name).click();
      await until(`shown.element.shadowRoot.querySelector('#body').getAttribute('aria-labelledby') === 'tab-${name.toLowerCase()}'`);
      if (name === 'Journal') await page.locator('summary').first().click();
      expect([name, await seriousIn(page)]).toEqual([name, []]);
    }
    await page.getByLabel('Look at another time').press('ArrowRight');
    await tab('Servers').click();
    await button('Back to now').waitFor();
    expect(await seriousIn(page)).toEqual([]);
  });
});
