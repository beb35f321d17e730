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

/** How long a page may take to draw what is awaited, in milliseconds: a machine may be busy with other things. */
const PATIENCE = 60_000;

/** What some of the stories show. */
const SHOWN: Readonly<Record<string, RegExp>> = {
  'server-card-vps-org--busy-provision-37': /provisioning\s+no address yet\s+67 s old/,
  'server-card-evotic--empty': /No servers yet\./,
  'server-card-drone-autoscaler--many-500': /and 497 more/,
  'server-card-puregpu--refused-unavailable': /503/,
  'server-detail-vps-org--busy-provision-37': /Provisioning\s+Locked[^]*assigned once it is ready/,
  'server-detail-puregpu--busy-rebuild-37': /Stopped\s+Locked/,
  'server-detail-evotic--busy-backup-99': /99%/,
  'server-list--empty': /No servers yet/,
  'create-server--out-of-credits': /Insufficient credits/,
};

/** What a page shows of a story. */
interface Look {
  readonly text: string;
  readonly picture: Buffer;
  readonly errors: readonly string[];
}

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
  const served: string[] = [];
  beforeAll(async () => {
    server = createServer((request, reply) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      served.push(pathname);
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
    page.setDefaultTimeout(PATIENCE);
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

  /** A page that shows one story after the other, as the manager has it do. */
  const player = async (base: string, ahead: number): Promise<{ show(id: string): Promise<void>; look(): Promise<Look>; close(): Promise<void> }> => {
    const { page, errors } = await open(ahead, { width: 720, height: 480 });
    const [first] = stories();
    await page.goto(`${origin}${base}/iframe.html?id=${first?.id}&viewMode=story`);
    await page.locator('#storybook-root *').first().waitFor();
    return {
      async show(id) {
        await page.evaluate(
          ([storyId, longest]) =>
            new Promise<void>((finished, failed) => {
              type Channel = { on(event: string, hear: (told: { storyId: string }) => void): void; emit(event: string, told: object): void };
              const channel = (globalThis as unknown as { __STORYBOOK_ADDONS_CHANNEL__: Channel }).__STORYBOOK_ADDONS_CHANNEL__;
              channel.on('storyFinished', (told) => void (told.storyId === storyId && finished()));
              setTimeout(() => failed(new Error(`${storyId} did not finish within ${longest / 1000} s.`)), longest);
              // The first one is shown already; asking for it again would do nothing.
              if (document.location.search.includes(`id=${storyId}&`)) return finished();
              channel.emit('setCurrentStory', { storyId, viewMode: 'story' });
            }),
          [id, PATIENCE] as const,
        );
      },
      async look() {
        // What the card and the dashboard show while they wait for an answer; and what an answer leads to is drawn.
        await page.locator('.loading, [aria-busy=true], p:text-is("Loading…")').first().waitFor({ state: 'detached' });
        await page.evaluate(still);
        await page.evaluate('document.fonts.ready');
        const picture = await page.screenshot({ animations: 'disabled' });
        const broken = await page.locator('.sb-errordisplay:visible').allInnerTexts();
        const [text = ''] = await page.locator('#storybook-root').allInnerTexts();
        return { text, picture, errors: [...errors, ...broken] };
      },
      close: () => page.close(),
    };
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

  test(
    'every story renders without an error, and looks the same when it is built and looked at a day later',
    async () => {
      const [today, tomorrow] = await Promise.all([player('', 0), player(LATER, DAY)]);
      const visited: string[] = [];
      for (const { id } of stories()) {
        await Promise.all([today.show(id), tomorrow.show(id)]);
        const looked = async (): Promise<{ now: Look; later: Look; differing: number }> => {
          const [now, later] = await Promise.all([today.look(), tomorrow.look()]);
          return { now, later, differing: now.text === later.text ? await difference(now.picture, later.picture) : Infinity };
        };
        const expected = SHOWN[id] ?? /\S/;
        let seen = await looked();
        // A busy machine draws one of the two later than the other.
        for (const end = Date.now() + PATIENCE; (seen.differing > 0 || !expected.test(seen.now.text)) && Date.now() < end;) seen = await looked();
        const { now, later, differing } = seen;
        expect([id, now.errors, later.errors]).toEqual([id, [], []]);
        expect([id, now.text]).toEqual([id, expect.stringMatching(expected)]);
        expect([id, later.text]).toEqual([id, now.text]);
        expect([id, differing]).toEqual([id, 0]);
        visited.push(id);
      }
      expect(visited).toEqual(expect.arrayContaining(Object.keys(SHOWN)));
      await Promise.all([today.close(), tomorrow.close()]);
    },
    // Several hundred stories, twice.
    1_200_000,
  );

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
    // Those that are far below stay as they are.
    await page.evaluate(still);
    expect(page.frames().filter((frame) => frame.url().includes('viewMode=story')).length).toBeLessThan(20);
    await page.close();
  });

  test.each(['', BELOW])(
    'under “%s/”, a play function advances the clock, the toolbar plays a scenario and moves the clock, and the tab shows the panel',
    async (base) => {
      const { page, errors } = await open(0, { width: 1300, height: 900 });
      const asked: string[] = [];
      page.on('request', (request) => void (request.url().startsWith('http') && asked.push(request.url())));
      await page.goto(`${origin}${base}/?path=/story/server-card--becomes-active`);
      const story = page.frameLocator('#storybook-preview-iframe');
      await story.locator('.server-status', { hasText: /^active$/ }).waitFor();
      await story.getByText('203.0.113.12').first().waitFor();

      await page.getByRole('tab', { name: 'Cloud' }).click();
      const panel = page.locator('stuntbox-panel');
      await panel.getByText('web-server-02', { exact: true }).first().waitFor();
      await panel.getByRole('status').getByText('Live', { exact: true }).waitFor();
      // It is in the tab, and not over the page as a panel in a page is.
      await page.waitForFunction('document.querySelector("stuntbox-panel").getBoundingClientRect().y > 300');

      await page.goto(`${origin}${base}/?path=/story/server-card--provisioning`);
      await story.locator('.server-status', { hasText: 'provisioning' }).waitFor();
      await page.getByRole('button', { name: '+10 min', exact: true }).click();
      await story.locator('.server-status', { hasText: /^active$/ }).waitFor();
      await page.getByRole('button', { name: /^at \+600 s/ }).click();
      await story.locator('.server-status', { hasText: 'provisioning' }).waitFor();
      await page.getByRole('combobox', { name: 'Scenario' }).selectOption('vpsorg/outage');
      await story.getByRole('alert').getByText('503').waitFor();
      await page.waitForURL((url) => url.search.includes('globals=cloudScenario:vpsorg__outage'));
      // The panel steers the cloud of the story, which polls.
      await page.getByRole('combobox', { name: 'Scenario' }).selectOption('');
      await story.locator('.server-status', { hasText: 'provisioning' }).waitFor();
      await page.getByRole('tab', { name: 'Cloud' }).click();
      await panel.getByText('+10 m', { exact: true }).click();
      await story.locator('.server-status', { hasText: /^active$/ }).waitFor();
      expect(errors).toEqual([]);
      // What has no place in the story is taken back where it was chosen.
      await page.getByRole('combobox', { name: 'Scenario' }).selectOption('vpsorg/server-suspended');
      await story.getByText("The toolbar's scenario 'vpsorg/server-suspended' cannot be played in this story").first().waitFor();
      await page.getByRole('combobox', { name: 'Scenario' }).selectOption('');
      await story.locator('.server-status', { hasText: 'provisioning' }).waitFor();
      // Everything came from the files: no worker, and nothing from outside the path.
      expect(asked.filter((url) => !url.startsWith(`${origin}${base}/`))).toEqual([]);
      expect(served.filter((path) => path.includes('mockServiceWorker'))).toEqual([]);
      await page.close();
    },
  );

  test('an XMLHttpRequest is answered like a fetch, and one for another host goes there', async () => {
    const { page } = await open(0);
    // The answer to an order is lost, and only that.
    await page.goto(`${origin}/iframe.html?id=server-card--provisioning&viewMode=story&globals=cloudScenario:vpsorg__answer-lost`);
    await page.locator('.server-card').waitFor();
    const answers = await page.evaluate(async () => {
      const ask = (url: string, type: XMLHttpRequestResponseType, body?: object): Promise<unknown[]> =>
        new Promise((answered) => {
          const request = new XMLHttpRequest();
          const events: string[] = [];
          request.open(body ? 'POST' : 'GET', url);
          request.responseType = type;
          request.setRequestHeader('authorization', 'Bearer token');
          request.setRequestHeader('content-type', 'application/json');
          for (const event of ['load', 'error']) request.addEventListener(event, () => events.push(event));
          request.addEventListener('loadend', () =>
            answered([request.status, request.readyState, request.getResponseHeader('content-type'), request.response, ...events]),
          );
          request.send(body && JSON.stringify(body));
        });
      const order = { name: 'web-9', plan_id: 1, os_id: 5, location: 'us-west' };
      return {
        json: await ask('https://admin.vps.org/api/v1/servers/', 'json'),
        text: await ask('https://admin.vps.org/api/v1/servers/', ''),
        other: await ask('/index.json', 'json'),
        lost: await ask('https://admin.vps.org/api/v1/servers/', 'json', order),
        refused: await ask('https://admin.vps.org/api/v1/servers/', 'json', { ...order, name: 'web 9' }),
        created: await ask('https://admin.vps.org/api/v1/servers/', 'json', { ...order, name: 'web-10' }),
      };
    });
    expect(answers.json).toEqual([200, 4, 'application/json', expect.objectContaining({ count: 1 }), 'load']);
    expect(answers.text).toEqual([200, 4, 'application/json', expect.stringContaining('"count":1'), 'load']);
    expect(answers.other).toEqual([200, 4, 'application/json', expect.objectContaining({ entries: expect.any(Object) }), 'load']);
    expect(answers.refused).toEqual([400, 4, 'application/json', { name: ['Enter a valid value.'] }, 'load']);
    expect([answers.lost[0], answers.lost[4]]).toEqual([0, 'error']);
    expect(answers.created).toEqual([201, 4, 'application/json', expect.objectContaining({ name: 'web-10', status: 'provisioning' }), 'load']);
    await page.close();
  });
});
