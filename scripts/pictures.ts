// Takes the pictures of examples/dashboard and examples/storybook that stand in README.md and the docs, in a real Chromium, always at the same moment.
// After `npm run homes` has installed the dashboard, and `npm run stories` has built the Storybook: `node --import tsx scripts/pictures.ts`, with the names of pictures for some. Look at them before you commit them.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { launched } from '../test/chromium.ts';
import { viteHome } from '../test/homes/home.ts';
import { folderOf } from '../test/homes/install.ts';

const folder = fileURLToPath(new URL('../docs/pictures', import.meta.url));

interface Picture {
  readonly hash: string;
  readonly scenarios?: readonly string[];
  readonly size: readonly [width: number, height: number];
  readonly dark?: boolean;
  /** The panel is in the page. */
  readonly panel?: true;
  readonly ready: (page: Page) => Promise<unknown>;
}

const under = ['vpsorg/busy-provisioning', 'puregpu/backup-lock', 'evotic/creating-the-backup'];
const listed = (page: Page): Promise<void> => page.getByText('Creating the backup').waitFor();
const charted = (page: Page): Promise<void> => page.getByRole('img', { name: /^Disk over/ }).waitFor();

/** The panel is open at the servers of VPS.org, no higher than they need, a minute after they became busy, and the dashboard shows the same. */
async function panelled(page: Page): Promise<void> {
  await listed(page);
  await page.getByRole('button', { name: 'Open the stuntbox panel' }).click();
  const panel = page.locator('stuntbox-panel');
  await panel.getByRole('separator', { name: 'Size of the panel' }).focus();
  for (let i = 0; i < 4; i += 1) await page.keyboard.press('ArrowDown');
  await panel.getByRole('button', { name: 'Advance 1 m', exact: true }).click();
  await panel.getByText('provision 33%').waitFor();
  await page.getByText(/Creating the backup · (?!53)/).waitFor();
  // What was pressed is not in the picture.
  await page.mouse.move(0, 0);
}

/** What a reboot changed, as the journal has it, in the panel at the side. */
async function journalled(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Reboot' }).click();
  await page.getByRole('status', { name: 'Status' }).getByText('Locked').waitFor();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await page.getByRole('button', { name: 'Open the stuntbox panel' }).click();
  await page.getByRole('button', { name: 'Dock at the side' }).click();
  await page.getByRole('tab', { name: 'Journal' }).click();
  await page.locator('summary', { hasText: '/reboot/' }).click();
  await page.getByRole('heading', { name: 'What changed' }).waitFor();
}

const PICTURES: Readonly<Record<string, Picture>> = {
  'dashboard-list': { hash: '#/', scenarios: under, size: [1120, 560], ready: listed },
  'dashboard-list-dark': { hash: '#/', scenarios: under, size: [1120, 560], dark: true, ready: listed },
  'dashboard-list-narrow': { hash: '#/', scenarios: under, size: [390, 844], dark: true, ready: listed },
  'dashboard-with-panel': { hash: '#/', scenarios: under, size: [1120, 820], panel: true, ready: panelled },
  'dashboard-with-panel-dark': { hash: '#/', scenarios: under, size: [1120, 820], dark: true, panel: true, ready: panelled },
  'panel-bottom': { hash: '#/', scenarios: under, size: [1120, 480], panel: true, ready: panelled },
  'panel-side': { hash: '#/vpsorg/12345', size: [1120, 500], dark: true, panel: true, ready: journalled },
  'dashboard-statistics': { hash: '#/puregpu/10', size: [1120, 900], ready: charted },
  'dashboard-lock': {
    hash: '#/evotic/1',
    scenarios: under,
    size: [1120, 640],
    dark: true,
    ready: (page) => page.getByText('Creating the backup').waitFor(),
  },
  'dashboard-refused': {
    hash: '#/vpsorg/12345',
    scenarios: under,
    size: [1120, 640],
    ready: async (page) => {
      await page.getByRole('button', { name: 'Stop' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  'dashboard-password': {
    hash: '#/puregpu/10',
    size: [1120, 640],
    dark: true,
    ready: async (page) => {
      await charted(page);
      await page.getByRole('button', { name: 'Rebuild' }).click();
      await page.getByRole('radio', { name: /debian-12-x86_64/ }).check();
      await page.getByRole('textbox', { name: 'SSH public key' }).fill('ssh-ed25519 AAAA');
      await page.getByRole('button', { name: 'Erase and rebuild' }).click();
      await page.getByRole('button', { name: 'I have saved it' }).waitFor();
    },
  },
};

/** A story of a busy server, with the panel in the tab Cloud; the files of the Storybook are answered without a server. */
async function takeStorybook(browser: Browser): Promise<void> {
  const built = join(folderOf('storybook'), 'storybook-static');
  if (!existsSync(built)) return void process.stderr.write('stuntbox: no picture of the Storybook: npm run stories builds it\n');
  const page = await browser.newPage({ viewport: { width: 1300, height: 700 }, reducedMotion: 'reduce' });
  await page.route('http://localhost/**', (route) =>
    route.fulfill({ path: join(built, new URL(route.request().url()).pathname.replace(/\/$/, '/index.html')) }),
  );
  await page.goto('http://localhost/?path=/story/server-card--provisioning');
  await page.frameLocator('#storybook-preview-iframe').getByText('provisioning').waitFor();
  await page.getByRole('tab', { name: 'Cloud' }).click();
  await page.locator('stuntbox-panel').getByText('provision 37%').waitFor();
  await page.mouse.move(0, 0);
  await page.evaluate('Promise.all(document.getAnimations().map((animation) => animation.finished))');
  await page.screenshot({ path: join(folder, 'storybook.png') });
  await page.close();
  process.stdout.write('docs/pictures/storybook.png\n');
}

mkdirSync(folder, { recursive: true });
const browser = await launched();
const home = await viteHome(browser, { name: 'pictures' });
const panelHome = await viteHome(browser, { name: 'pictures-panel', options: 'injectPanel: true' });
try {
  const wanted = process.argv.slice(2);
  for (const [name, { hash, scenarios = [], size, dark = false, panel, ready }] of Object.entries(PICTURES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const context = panel && (await browser.newContext({ colorScheme: dark ? 'dark' : 'light' }));
    // A browser that a program drives would not see the panel.
    await context?.addInitScript({ content: "Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false })" });
    // A page in a context of its own has a fresh cloud, and leaves it.
    if (context) await (await panelHome.open(hash)).context().close();
    const page = await (context ? panelHome.open(hash, { scenarios, context }) : home.open(hash, { scenarios, dark }));
    await page.setViewportSize({ width: size[0], height: size[1] });
    // Nothing moves in a picture.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await ready(page);
    await page.evaluate('document.fonts.ready');
    // The panel's stream of events never ends.
    if (!panel) await page.waitForLoadState('networkidle');
    await page.screenshot({ path: join(folder, `${name}.png`) });
    await page.context().close();
    process.stdout.write(`docs/pictures/${name}.png\n`);
  }
  if (wanted.length === 0 || wanted.includes('storybook')) await takeStorybook(browser);
} finally {
  await home.close();
  await panelHome.close();
  await browser.close();
}
