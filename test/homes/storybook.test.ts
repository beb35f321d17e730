/** The example Storybook, built from the packed package by `npm run stories`, in a real Chromium. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { vendors } from '../../handlers/index.ts';
import { statesOf } from '../../index.ts';
import type { AnyProvider } from '../../vendor/provider.ts';
import { CHROMIUM, launched } from '../chromium.ts';
import { folderOf } from './install.ts';

/** What was built today, and what was built a day later. */
const TODAY = join(folderOf('storybook'), 'storybook-static');
const TOMORROW = join(folderOf('storybook'), 'storybook-tomorrow');
/** A path below which a Storybook may be published. */
const BELOW = '/team/stories';
/** Where the build of tomorrow is. */
const LATER = '/tomorrow';
const DAY = 86_400_000;
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** Resolves once nothing has changed in the page for three frames. */
const still = `new Promise((resolve) => {
  let frames = 0;
  new MutationObserver(() => (frames = 0)).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  const frame = () => ((frames += 1) > 3 ? resolve() : requestAnimationFrame(frame));
  requestAnimationFrame(frame);
})`;

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly name: string;
  readonly type: 'story' | 'docs';
}

(CHROMIUM === undefined ? describe.skip : describe)('the Storybook of the example', () => {
  let browser: Browser;
  let server: Server;
  let origin: string;
  const asked: string[] = [];
  beforeAll(async () => {
    server = createServer((request, reply) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      asked.push(pathname);
      // A browser asks for it by itself.
      if (pathname === '/favicon.ico') {
        reply.writeHead(204).end();
        return;
      }
      const below = [BELOW, LATER].reduce((path, base) => (path.startsWith(`${base}/`) ? path.slice(base.length) : path), pathname);
      const built = pathname.startsWith(`${LATER}/`) ? TOMORROW : TODAY;
      const path = join(built, normalize(below.endsWith('/') ? `${below}index.html` : below));
      if (!path.startsWith(built) || !existsSync(path)) reply.writeHead(404).end();
      else reply.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(readFileSync(path));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await launched();
  });
  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
  });

  const index = (): Entry[] => Object.values((JSON.parse(readFileSync(join(TODAY, 'index.json'), 'utf8')) as { entries: Record<string, Entry> }).entries);
  const stories = (): Entry[] => index().filter(({ type }) => type === 'story');

  /** Opens a page whose system clock is so far ahead. */
  const open = async (ahead: number, size = { width: 520, height: 260 }): Promise<{ page: Page; errors: string[] }> => {
    const page = await browser.newPage({ viewport: size, reducedMotion: 'reduce' });
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => void (message.type() === 'error' && errors.push(message.text())));
    if (ahead > 0)
      await page.addInitScript((ms) => {
        const Real = Date;
        globalThis.Date = class extends Real {
          constructor(...given: []) {
            super(...(given.length === 0 ? ([Real.now() + ms] as unknown as []) : given));
          }
          static override now(): number {
            return Real.now() + ms;
          }
        } as DateConstructor;
      }, ahead);
    return { page, errors };
  };

  /** How many shades of two pictures' pixels differ by more than the noise of drawing: the edge of a rounded corner may come out some of 256 shades darker. */
  const difference = async (one: Buffer, other: Buffer | undefined): Promise<number> => {
    if (other === undefined || one.equals(other)) return other ? 0 : Infinity;
    const { page } = await open(0);
    const differing = await page.evaluate(
      async (pictures) => {
        const [a, b] = await Promise.all(
          pictures.map(async (picture) => {
            const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob());
            const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
            canvas?.drawImage(image, 0, 0);
            return canvas?.getImageData(0, 0, image.width, image.height).data ?? new Uint8ClampedArray();
          }),
        );
        if (a === undefined || b?.length !== a.length) return Infinity;
        return a.filter((shade, index) => Math.abs(shade - (b[index] ?? 0)) > 24).length;
      },
      [one, other].map((picture) => picture.toString('base64')),
    );
    await page.close();
    return differing;
  };

  /** Shows every story in one page, one after the other, as the manager does; what each shows, and its picture. */
  const visit = async (base: string, ahead: number): Promise<Map<string, { text: string; picture: Buffer; errors: string[] }>> => {
    const { page, errors } = await open(ahead, { width: 720, height: 480 });
    const all = stories();
    await page.goto(`${origin}${base}/iframe.html?id=${all[0]?.id}&viewMode=story`);
    await page.locator('#storybook-root *').first().waitFor();
    const seen = new Map<string, { text: string; picture: Buffer; errors: string[] }>();
    for (const { id } of all) {
      await page.evaluate(
        (storyId) =>
          new Promise<void>((finished) => {
            type Channel = { on(event: string, hear: (told: { storyId: string }) => void): void; emit(event: string, told: object): void };
            const channel = (globalThis as unknown as { __STORYBOOK_ADDONS_CHANNEL__: Channel }).__STORYBOOK_ADDONS_CHANNEL__;
            channel.on('storyFinished', (told) => void (told.storyId === storyId && finished()));
            // The first one is shown already; asking for it again would do nothing.
            if (document.location.search.includes(`id=${storyId}&`)) return finished();
            channel.emit('setCurrentStory', { storyId, viewMode: 'story' });
          }),
        id,
      );
      // What the card and the dashboard show while they wait for an answer; and what an answer leads to is drawn.
      await page.locator('.loading, [aria-busy=true], p:text-is("Loading…")').first().waitFor({ state: 'detached' });
      await page.evaluate(still);
      await page.evaluate('document.fonts.ready');
      if (await page.locator('.sb-errordisplay').isVisible()) errors.push(await page.locator('.sb-errordisplay').innerText());
      seen.set(id, {
        text: await page.locator('#storybook-root').innerText(),
        picture: await page.screenshot({ animations: 'disabled' }),
        errors: errors.splice(0),
      });
    }
    await page.close();
    return seen;
  };

  test('there is a story for each state of each vendor', () => {
    const all = stories();
    for (const provider of Object.values(vendors) as AnyProvider[])
      expect(all.filter(({ title }) => title === `Server card/${provider.title}`).map(({ name }) => name)).toEqual(statesOf(provider).map(({ name }) => name));
    for (const provider of [vendors.vpsorg, vendors.puregpu, vendors.evotic] as AnyProvider[])
      expect(all.filter(({ title }) => title === `Server detail/${provider.title}`).map(({ name }) => name)).toEqual(
        statesOf(provider).map(({ name }) => name),
      );
  });

  test('every story renders without an error, and looks the same when it is built and looked at a day later', async () => {
    const today = await visit('', 0);
    const tomorrow = await visit(LATER, DAY);
    expect(today.size).toBe(stories().length);
    for (const [id, { text, errors, picture }] of today) {
      expect([id, errors]).toEqual([id, []]);
      expect([id, text]).toEqual([id, expect.stringMatching(/\S/)]);
      expect([id, tomorrow.get(id)?.text]).toEqual([id, text]);
      expect([id, await difference(picture, tomorrow.get(id)?.picture)]).toEqual([id, 0]);
    }
    const shown = (id: string): string | undefined => today.get(id)?.text;
    expect(shown('server-card-vps-org--busy-provision-37')).toMatch(/provisioning\s+no address yet\s+67 s old/);
    expect(shown('server-card-evotic--empty')).toContain('No servers yet.');
    expect(shown('server-card-drone-autoscaler--many-500')).toContain('and 497 more');
    expect(shown('server-card-puregpu--refused-unavailable')).toContain('503');
    expect(shown('server-detail-vps-org--busy-provision-37')).toMatch(/Provisioning\s+Locked[^]*assigned once it is ready/);
    expect(shown('server-detail-puregpu--busy-rebuild-37')).toMatch(/Stopped\s+Locked/);
    expect(shown('server-detail-evotic--busy-backup-99')).toContain('99%');
    expect(shown('server-list--empty')).toContain('No servers yet');
    expect(shown('create-server--out-of-credits')).toContain('Insufficient credits');
  });

  test.each(['', BELOW])('under “%s/”, six stories on one docs page each show their own, and those out of sight are not loaded', async (base) => {
    const { page, errors } = await open(0, { width: 1000, height: 900 });
    await page.goto(`${origin}${base}/iframe.html?id=server-card--docs&viewMode=docs`);
    const expected: Readonly<Record<string, RegExp>> = {
      active: /active/,
      provisioning: /provisioning\s*no address yet/,
      suspended: /suspended/,
      outage: /503: Service temporarily unavailable/,
      empty: /No servers yet\./,
      'becomes-active': /active/,
    };
    for (const [story, text] of Object.entries(expected)) {
      const frame = page.locator(`#story--server-card--${story} iframe`);
      await frame.scrollIntoViewIfNeeded();
      await frame.contentFrame().locator('.server-card', { hasText: text }).waitFor();
    }
    expect(errors).toEqual([]);
    await page.goto(`${origin}${base}/iframe.html?id=server-card-vps-org--docs&viewMode=docs`);
    await page.locator('iframe').nth(40).waitFor({ state: 'attached' });
    await page.locator('iframe').first().contentFrame().locator('.server-card').waitFor();
    expect(page.frames().filter((frame) => frame.url().includes('viewMode=story')).length).toBeLessThan(20);
    await page.close();
  });

  test.each(['', BELOW])(
    'under “%s/”, a play function advances the clock, the toolbar plays a scenario and moves the clock, and the tab shows the panel',
    async (base) => {
      const { page, errors } = await open(0, { width: 1300, height: 900 });
      const before = asked.length;
      await page.goto(`${origin}${base}/?path=/story/server-card--becomes-active`);
      const story = page.frameLocator('#storybook-preview-iframe');
      await story.locator('.server-status', { hasText: /^active$/ }).waitFor();
      await story.getByText('203.0.113.12').waitFor();

      await page.getByRole('tab', { name: 'Cloud' }).click();
      const panel = page.locator('stuntbox-panel');
      await panel.getByText('web-server-02', { exact: true }).waitFor();
      const tab = await panel.boundingBox();
      expect(tab?.y).toBeGreaterThan(300);
      await panel.getByText('Live').waitFor();

      await page.goto(`${origin}${base}/?path=/story/server-card--provisioning`);
      await story.locator('.server-status', { hasText: 'provisioning' }).waitFor();
      await page.getByRole('button', { name: '+10 min' }).click();
      await story.locator('.server-status', { hasText: /^active$/ }).waitFor();
      await page.getByRole('button', { name: /^at \+600 s/ }).click();
      await story.locator('.server-status', { hasText: 'provisioning' }).waitFor();
      await page.getByRole('combobox', { name: 'Scenario' }).selectOption('vpsorg/outage');
      await story.getByRole('alert').getByText('503').waitFor();
      expect(page.url()).toContain('globals=cloudScenario:vpsorg__outage');
      // The panel steers the cloud of the story, which polls.
      await page.getByRole('combobox', { name: 'Scenario' }).selectOption('');
      await story.locator('.server-status', { hasText: 'provisioning' }).waitFor();
      await page.getByRole('tab', { name: 'Cloud' }).click();
      await panel.getByText('+10 m', { exact: true }).click();
      await story.locator('.server-status', { hasText: /^active$/ }).waitFor();
      expect(errors).toEqual([]);
      // Everything came from the files: no worker, and nothing from outside the path.
      const paths = asked.slice(before);
      expect(paths.filter((path) => !path.startsWith(`${base}/`) && path !== '/favicon.ico')).toEqual([]);
      expect(paths.filter((path) => path.includes('mockServiceWorker'))).toEqual([]);
      await page.close();
    },
  );

  test('an XMLHttpRequest is answered like a fetch, and one for another host goes there', async () => {
    const { page } = await open(0);
    await page.goto(`${origin}/iframe.html?id=server-card--provisioning&viewMode=story`);
    await page.locator('.server-card').waitFor();
    const answers = await page.evaluate(async () => {
      const ask = (url: string, type: XMLHttpRequestResponseType): Promise<unknown[]> =>
        new Promise((answered) => {
          const request = new XMLHttpRequest();
          request.open('GET', url);
          request.responseType = type;
          request.setRequestHeader('authorization', 'Bearer token');
          request.addEventListener('loadend', () =>
            answered([request.status, request.readyState, request.getResponseHeader('content-type'), request.response]),
          );
          request.send();
        });
      return [
        await ask('https://admin.vps.org/api/v1/servers/', 'json'),
        await ask('https://admin.vps.org/api/v1/servers/', ''),
        await ask('/index.json', 'json'),
      ];
    });
    const [json, text, other] = answers;
    expect(json).toEqual([200, 4, 'application/json', expect.objectContaining({ count: 1 })]);
    expect(text).toEqual([200, 4, 'application/json', expect.stringContaining('"count":1')]);
    expect(other).toEqual([200, 4, 'application/json', expect.objectContaining({ entries: expect.any(Object) })]);
    await page.close();
  });
});
