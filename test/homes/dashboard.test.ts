/** A real Chromium drives examples/dashboard in its homes: `npm run homes`. Left out, and said so, where there is no Chromium or the dashboard is not installed. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { CHROMIUM, launched } from '../chromium.ts';
import { MSW, viteHome, workerHome, type Home } from './home.ts';
import { DASHBOARD, missing } from './install.ts';
import * as journeys from './journeys.ts';

const { VIEWS, ...JOURNEYS } = journeys;

const why = CHROMIUM === undefined ? 'no Chromium was found; the variable CHROMIUM names one' : missing('dashboard');
if (why !== undefined) process.stderr.write(`stuntbox: skipping the dashboard in Chromium: ${why}\n`);

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

for (const [major, path] of MSW)
  if (!existsSync(path)) process.stderr.write(`stuntbox: skipping the dashboard behind the worker of msw ${major}: ${path} is not installed\n`);

let browser: Browser;
beforeAll(async () => {
  if (why === undefined) browser = await launched();
}, 60_000);
afterAll(() => browser?.close());

const homes: [string, () => Promise<Home>][] = [
  ['under the Vite plugin', () => viteHome(browser)],
  ...MSW.filter(([, path]) => existsSync(path)).map(([major, path]): [string, () => Promise<Home>] => [
    `behind the worker of msw ${major}`,
    () => workerHome(browser, path),
  ]),
];

(why === undefined ? describe : describe.skip).each(homes)('the dashboard %s', (_, opened) => {
  let home: Home;
  beforeAll(async () => {
    home = await opened();
  }, 180_000);
  afterAll(() => home?.close());

  test('orders a server, sees the lock refuse, and finds it again after a reload and in a second tab', () => JOURNEYS.order(home));
  test('orders by numbers at Evotic, which lists none', () => JOURNEYS.orderAtEvotic(home));
  test('renames a server', () => JOURNEYS.rename(home));
  test('sets the boot order, but not of a locked server', () => JOURNEYS.bootOrder(home));
  test('shows that there are no credits', () => JOURNEYS.outOfCredits(home));
  test('rebuilds, and shows the password once', () => JOURNEYS.rebuild(home));
  test('watches a backup to its end, and then deletes', () => JOURNEYS.backup(home));
  test('shows a colleague the same moment', () => JOURNEYS.colleague(home));
  test('says what fails, and tries again', () => JOURNEYS.failures(home));
  test('is driven by the keyboard', () => JOURNEYS.keyboard(home));
});

(why === undefined ? test : test.skip)('nothing of stuntbox is in the production build', () => {
  execFileSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'error'], { cwd: DASHBOARD });
  const files = readdirSync(join(DASHBOARD, 'dist'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.some(({ name }) => name.endsWith('.js'))).toBe(true);
  const traces = files.filter(({ parentPath, name }) => /stuntbox|203\.0\.113\./.test(readFileSync(join(parentPath, name), 'latin1')));
  expect(traces.map(({ name }) => name)).toEqual([]);
});

(why === undefined ? describe : describe.skip)('axe-core finds nothing serious', () => {
  let home: Home;
  beforeAll(async () => {
    home = await viteHome(browser);
  }, 180_000);
  afterAll(() => home?.close());

  const cases = Object.entries(VIEWS).flatMap(([name, view]) => [false, true].map((dark) => ({ name, dark, theme: dark ? 'dark' : 'light', view })));
  test.each(cases)('in $name, $theme', async ({ view, dark }) => {
    const page = await home.open(view.hash, { dark, ...(view.scenarios && { scenarios: view.scenarios }) });
    for (const width of [1200, 360]) {
      await page.setViewportSize({ width, height: 800 });
      if (width === 1200) await view.ready(page);
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    }
    await page.context().close();
  });
});

/** What axe-core calls serious or critical. */
async function violations(page: Page): Promise<string[]> {
  // What is still coming into view has colours of its own.
  await page.evaluate(
    'Promise.all(document.getAnimations().filter((animation) => animation.effect.getTiming().iterations !== Infinity).map((animation) => animation.finished))',
  );
  await page.evaluate(axe);
  return page.evaluate<string[]>(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => id + ': ' + nodes.map(({ html, any }) => html.slice(0, 120) + ' ' + any.map(({ message }) => message)).join('; ')))`,
  );
}
