/** The panel beside the dashboard, in the two places that Vite gives it: alone at /__stuntbox/, and in the page of the application. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { CHROMIUM, launched } from '../chromium.ts';
import { complaintsOf, seriousIn } from '../panel-browser.ts';
import { viteHome, type Home } from './home.ts';
import { missing } from './install.ts';

const why = CHROMIUM === undefined ? 'no Chromium was found; the variable CHROMIUM names one' : missing('dashboard');
if (why !== undefined) process.stderr.write(`stuntbox: skipping the panel beside the dashboard: ${why}\n`);

const TABS = ['Servers', 'Scenarios', 'Faults', 'Journal'];

(why === undefined ? describe : describe.skip)('the panel', () => {
  let browser: Browser;
  let home: Home;
  let page: Page;
  let complaints: string[];
  beforeAll(async () => {
    browser = await launched();
    home = await viteHome(browser, { name: 'panel', options: 'injectPanel: true' });
  }, 180_000);
  afterAll(async () => {
    await home?.close();
    await browser?.close();
  });
  beforeEach(async () => {
    // What a test before has left is gone: the cloud is that of the dev server.
    const fresh = await home.open('#/');
    await fresh.context().close();
  });
  afterEach(async () => {
    await page.context().close();
    expect(complaints).toEqual([]);
  });

  /** A page as a person has it: a browser that a program drives would not see the panel. */
  const open = async (path: string, options: BrowserContextOptions = {}): Promise<void> => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    await context.addInitScript(() => Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false }));
    page = await context.newPage();
    complaints = complaintsOf(page);
    await page.goto(home.url + path);
  };
  const panel = () => page.locator('stuntbox-panel');
  const button = (name: string | RegExp) => panel().getByRole('button', { name, exact: typeof name === 'string' });
  const tab = (name: string) => panel().getByRole('tab', { name: new RegExp(`^${name}`) });
  const live = () => panel().getByText('Live', { exact: true }).waitFor();
  const opened = async (path: string, options: BrowserContextOptions = {}): Promise<void> => {
    await open(path, options);
    await button('Open the stuntbox panel').click();
    await live();
  };
  const alone = async (options: BrowserContextOptions = {}): Promise<void> => {
    await open('/__stuntbox/', options);
    await live();
  };
  /** Presses Tab until something is focused, as a person without a mouse does. */
  const tabTo = async (name: string): Promise<void> => {
    const focused = (): Promise<string | null> =>
      page.evaluate(() => {
        const inside = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement;
        return inside?.getAttribute('aria-label') ?? inside?.textContent?.trim() ?? null;
      });
    for (let i = 0; i < 60; i += 1) {
      if ((await focused()) === name) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`'${name}' is not reached by the Tab key.`);
  };

  /** From the first tab to the scenarios, to one that is found by these words, and plays it. */
  const playByKeyboard = async (words: string, scenario: string): Promise<void> => {
    await tab('Servers').focus();
    await page.keyboard.press('ArrowRight');
    await tabTo('Search scenarios');
    await page.keyboard.type(words);
    await tabTo(`Play ${scenario}`);
    await page.keyboard.press('Enter');
    await panel().getByText(`Played ${scenario}.`).waitFor();
  };

  /** Goes through the tabs: axe-core finds nothing serious in any. */
  const eachTabIsAccessible = async (): Promise<void> => {
    for (const name of TABS) {
      await tab(name).click();
      await panel()
        .getByRole('tab', { name: new RegExp(`^${name}`), selected: true })
        .waitFor();
      expect([name, await seriousIn(page)]).toEqual([name, []]);
    }
  };

  describe('at /__stuntbox/', () => {
    test('by mouse: an action begins, is refused in the words of the vendor while it runs, and ends at the next change', async () => {
      await alone();
      await button(/^PureGPU/).click();
      await button('rebuild GPU VPS').click();
      await panel().getByRole('progressbar', { name: 'rebuild of GPU VPS' }).waitFor();
      await panel().getByText('VPS is locked, hence no actions are allowed to perform').waitFor();
      await button(/^Next change/).click();
      await button('stop GPU VPS').waitFor();
    });

    test('by keyboard: a scenario is found and played', async () => {
      await alone();
      await playByKeyboard('vpsorg credits out', 'vpsorg/out-of-credits');
    });

    test.each([1280, 400])('a row keeps its height and its buttons when its server gets busy: %i pixels wide', async (width) => {
      await alone({ viewport: { width, height: 900 } });
      await panel()
        .and(page.locator(width < 620 ? '[narrow]' : ':not([narrow])'))
        .waitFor();
      await button(/^VPS\.org/).click();
      /** The height of the row, and where its last button is in it. */
      const measured = async (): Promise<number[]> => {
        const row = await panel().getByRole('listitem').filter({ hasText: 'web-server-01' }).boundingBox();
        const last = await button('update web-server-01').boundingBox();
        return row && last ? [row.height, last.x - row.x, last.y - row.y] : [];
      };
      await button('stop web-server-01').waitFor();
      const before = await measured();
      expect(before).toHaveLength(3);
      await button('stop web-server-01').click();
      await panel().getByRole('progressbar', { name: 'stop of web-server-01' }).waitFor();
      expect(await measured()).toEqual(before);
      await button(/^Next change/).click();
      await button('start web-server-01').waitFor();
      expect(await measured()).toEqual(before);
    });

    test.each(['light', 'dark'] as const)('axe-core finds nothing serious: %s', async (colorScheme) => {
      await alone({ colorScheme });
      await eachTabIsAccessible();
    });
  });

  describe('in the dashboard', () => {
    test('by mouse: what begins in the panel shows in the dashboard, and what the dashboard asks shows in the panel', async () => {
      await opened('/#/evotic/1');
      await button(/^Evotic/).click();
      await button('stop srv-evotic').click();
      await tab('Journal').click();
      await panel().getByText('/servers/1').first().waitFor();
      await page.reload();
      await page.getByRole('status', { name: 'Status' }).getByText('Locked').waitFor();
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('dialog').waitFor();
    });

    test('by keyboard: it opens, plays a scenario that the dashboard shows, and closes', async () => {
      await open('/#/');
      await page.getByRole('link', { name: 'web-server-01' }).waitFor();
      await button('Open the stuntbox panel').waitFor();
      await page.keyboard.press('Alt+Shift+S');
      await live();
      await playByKeyboard('vpsorg empty', 'vpsorg/empty-account');
      await page.keyboard.press('Escape');
      await button('Open the stuntbox panel').waitFor();
      await page.reload();
      await page.getByRole('link', { name: 'srv-evotic' }).waitFor();
      expect(await page.getByRole('link', { name: 'web-server-01' }).count()).toBe(0);
    });

    test.each(['light', 'dark'] as const)('axe-core finds nothing serious in both together: %s', async (colorScheme) => {
      await opened('/#/vpsorg/12345', { colorScheme });
      await page.getByRole('heading', { name: 'web-server-01' }).waitFor();
      await eachTabIsAccessible();
      await button('Dock at the side').click();
      expect(await seriousIn(page)).toEqual([]);
    });
  });
});
