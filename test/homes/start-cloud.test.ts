/** stuntbox/browser in a real Chromium, on msw 2 and msw 3. Left out where there is no Chromium. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { bundled, CHROMIUM, launched, MAJORS, served, workerScript, type Site, type SiteFile } from '../chromium.ts';

/** A page that starts a cloud as it is told by `options`, and says how that went. */
const PAGE = `
import { http } from 'msw';
import { startCloud } from './browser/index.ts';
import { puregpu } from './handlers/puregpu/index.ts';
import { vpsorg } from './handlers/vpsorg/index.ts';
globalThis.http = http;
globalThis.start = (options) => startCloud({ vpsorg, puregpu }, options);
globalThis.started = start(globalThis.options).then((started) => ((globalThis.running = started), 'started'), (error) => error.message);
`;
const html = (options: object, before = ''): SiteFile => [
  'text/html',
  `<!doctype html><title>page</title><script>globalThis.options = ${JSON.stringify(options)};${before}</script><script type="module" src="/page.js"></script>`,
];

(CHROMIUM === undefined ? describe.skip : describe)('in Chromium', () => {
  let browser: Browser;
  const scripts = new Map<number, string>();
  beforeAll(async () => {
    browser = await launched('--host-resolver-rules=MAP stunt.test 127.0.0.1');
    for (const [major, msw] of MAJORS) scripts.set(major, await bundled(PAGE, msw));
  }, 60_000);
  afterAll(() => browser.close());

  describe.each(MAJORS)('on msw %i', (major, msw) => {
    let site: Site;
    let context: BrowserContext;
    const said: string[] = [];
    beforeEach(async () => {
      site = await served({
        '/': html({}),
        '/favicon.ico': ['image/x-icon', ' '],
        '/page.js': ['text/javascript', scripts.get(major) ?? ''],
        '/mockServiceWorker.js': ['text/javascript', workerScript(msw)],
      });
      context = await browser.newContext();
      said.length = 0;
    });
    afterEach(async () => {
      await context.close();
      site.close();
    });

    /** Opens the page, and waits until its cloud has started or failed. */
    const opened = async (options: object, at = '', page?: Page): Promise<Page> => {
      site.files['/'] = html(options);
      const shown = page ?? (await newPage());
      await shown.goto(site.url + at);
      return shown;
    };
    const newPage = async (): Promise<Page> => {
      const page = await context.newPage();
      page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => said.push(`error: ${error.message}`));
      return page;
    };
    const outcome = (page: Page): Promise<string> => page.evaluate('globalThis.started');
    const warned = (): string[] => said.filter((line) => line.startsWith('warning: '));
    /** Asks as the page would: by its own fetch. */
    const ask = (page: Page, url: string, method = 'GET', body?: object): Promise<[number, unknown]> =>
      page.evaluate(
        async ([to, how, sent]) => {
          const headers = { authorization: 'Bearer t', 'content-type': 'application/json', 'x-api-key': 'k' };
          const reply = await fetch(to, { method: how, headers, ...(sent === undefined ? {} : { body: JSON.stringify(sent) }) });
          const text = await reply.text();
          return [reply.status, text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text];
        },
        [url, method, body] as const,
      );
    const create = (page: Page, name: string): Promise<[number, unknown]> =>
      ask(page, 'https://admin.vps.org/api/v1/servers/', 'POST', { name, plan_id: 1, os_id: 5, location: 'us-west' });
    const names = async (page: Page): Promise<string[]> =>
      page.evaluate('running.cloud.vpsorg.servers.all().map(({ name }) => name).join()').then((text) => (text as string).split(','));

    test('a path origin is at this page’s own origin, and covers what is under it alone', async () => {
      site.files['/src/api/gpu/client.ts'] = ['text/javascript', 'export const ours = true;'];
      site.files['/api/gpus'] = ['text/plain', 'ours, too'];
      const page = await opened({ quiet: true, origins: { puregpu: '/api/gpu' } });
      expect(await outcome(page)).toBe('started');
      expect(await ask(page, '/api/gpu/server/10/status')).toEqual([200, expect.objectContaining({ result: 'success' })]);
      expect(await page.evaluate("import('/src/api/gpu/client.ts').then(({ ours }) => ours)")).toBe(true);
      expect(await ask(page, '/api/gpus')).toEqual([200, 'ours, too']);
      // Another origin's path of the same name is the network's.
      const other = await served({ '/api/gpu/server/10/status': ['text/plain', 'the other', { 'access-control-allow-origin': '*' }] });
      const reply = page.evaluate((url) => fetch(url).then((found) => found.text()), `${other.url}api/gpu/server/10/status`);
      expect(await reply).toBe('the other');
      other.close();
      expect(said).toEqual([]);
    }, 60_000);

    test('a reload finds state, time, speed and pause again', async () => {
      const page = await opened({ quiet: true, speed: 60 });
      expect(await outcome(page)).toBe('started');
      expect((await create(page, 'web-9'))[0]).toBe(201);
      await page.evaluate('(running.cloud.clock.pause(), running.cloud.clock.advance(3_600_000), running.cloud.clock.setSpeed(7))');
      const before = await page.evaluate('running.cloud.clock.now()');
      await page.reload();
      expect(await outcome(page)).toBe('started');
      expect(await names(page)).toContain('web-9');
      expect(await page.evaluate('[running.cloud.clock.now(), running.cloud.clock.speed, running.cloud.clock.paused]')).toEqual([before, 7, true]);
      // Another speed in the code is what counts then.
      await opened({ quiet: true, speed: 120 }, '', page);
      await outcome(page);
      expect(await page.evaluate('running.cloud.clock.speed')).toBe(120);
      expect(await names(page)).toContain('web-9');
      expect(warned()).toEqual([]);
    }, 60_000);

    test.each([
      ['pagehide', "dispatchEvent(new PageTransitionEvent('pagehide'))"],
      ['visibilitychange', "Object.defineProperty(document, 'visibilityState', { value: 'hidden' }); document.dispatchEvent(new Event('visibilitychange'))"],
    ])('what has just changed is kept when the page goes away: %s', async (_, event) => {
      const page = await opened({});
      expect(await outcome(page)).toBe('started');
      expect(await page.evaluate(`running.cloud.vpsorg.settings.credits = 4321; ${event}; sessionStorage.getItem('stuntbox')`)).toContain('4321');
    });

    test('with persist: false, a reload begins anew', async () => {
      const page = await opened({ quiet: true, persist: false });
      await outcome(page);
      await create(page, 'web-9');
      await page.reload();
      await outcome(page);
      expect(await names(page)).not.toContain('web-9');
      expect(await page.evaluate('sessionStorage.length + localStorage.length')).toBe(0);
    }, 60_000);

    test('a second tab has its own cloud by session, and the same one by local, in both directions', async () => {
      const one = await opened({ quiet: true });
      await outcome(one);
      await create(one, 'first');
      const two = await opened({ quiet: true });
      await outcome(two);
      expect(await names(two)).not.toContain('first');
      await one.close();

      await opened({ quiet: true, persist: 'local' }, '', two);
      await outcome(two);
      await create(two, 'second');
      await two.waitForFunction("localStorage.getItem('stuntbox')?.includes('second')");
      const three = await opened({ quiet: true, persist: 'local' });
      await outcome(three);
      expect(await names(three)).toContain('second');
      await create(three, 'third');
      await two.waitForFunction("running.cloud.vpsorg.servers.all().some(({ name }) => name === 'third')");
      await create(two, 'fourth');
      await three.waitForFunction("running.cloud.vpsorg.servers.all().some(({ name }) => name === 'fourth')");
      // So are faults, a pause, and a reset.
      await two.evaluate("(running.cloud.faults.add({ vendor: 'vpsorg', outcome: 'network-error' }), running.cloud.clock.pause())");
      await three.waitForFunction('running.cloud.faults.all().length === 1 && running.cloud.clock.paused');
      await three.evaluate('running.cloud.reset()');
      await two.waitForFunction("running.cloud.faults.all().length === 0 && !running.cloud.vpsorg.servers.all().some(({ name }) => name === 'fourth')");
      await create(two, 'fifth');
      await three.waitForFunction("running.cloud.vpsorg.servers.all().some(({ name }) => name === 'fifth')");
      // A tab where nothing happened closes without undoing anything.
      await three.close({ runBeforeUnload: true });
      await two.reload();
      await outcome(two);
      expect(await names(two)).toContain('fifth');
      expect(warned()).toEqual([]);
    }, 60_000);

    test('the address plays a scenario, once; an unknown one is told and the page runs', async () => {
      const page = await opened({ quiet: true }, '?scenario=vpsorg/out-of-credits');
      expect(await outcome(page)).toBe('started');
      expect((await create(page, 'web-9'))[0]).toBe(402);
      await page.evaluate('(running.cloud.vpsorg.settings.credits = 1000)');
      expect((await create(page, 'web-9'))[0]).toBe(201);
      await page.reload();
      await outcome(page);
      expect(await names(page)).toContain('web-9');
      await opened({ quiet: true }, '?scenario=vpsorg/out-of-credit', page);
      expect(await outcome(page)).toBe('started');
      expect(warned()).toEqual([
        "warning: [stuntbox] The scenario in the address cannot be played: No scenario 'vpsorg/out-of-credit'. Did you mean 'vpsorg/out-of-credits'?",
      ]);
      expect(await names(page)).toContain('web-9');
    }, 60_000);

    test('a colleague’s link shows the same moment, leaves the address, and a reload goes on from there; a damaged one is told', async () => {
      const mine = await opened({ quiet: true, speed: 60 });
      await outcome(mine);
      await create(mine, 'web-9');
      await mine.evaluate('running.cloud.clock.pause()');
      const link = await mine.evaluate('stuntbox.link()');
      const state = await mine.evaluate('running.cloud.snapshot()');
      const theirs = await (await browser.newContext()).newPage();
      await theirs.goto(link as string);
      await outcome(theirs);
      expect(await theirs.evaluate('running.cloud.snapshot()')).toEqual(state);
      expect(theirs.url()).toBe(site.url);
      await create(theirs, 'theirs');
      await theirs.reload();
      await outcome(theirs);
      expect(await names(theirs)).toEqual(expect.arrayContaining(['web-9', 'theirs']));
      // Pasted into the address bar of an open page, it is opened, too.
      await Promise.all([theirs.waitForEvent('load'), theirs.evaluate((href) => void (location.href = href), link as string)]);
      await outcome(theirs);
      expect(await names(theirs)).not.toContain('theirs');
      await theirs.context().close();
      await mine.goto('about:blank');
      await opened({ quiet: true }, '#stuntbox=eyJz', mine);
      expect(await outcome(mine)).toBe('started');
      expect(warned()).toEqual([
        expect.stringContaining('The link in the address cannot be opened: That is not a stuntbox link: its fragment is truncated or altered'),
      ]);
    }, 60_000);

    test('what is damaged, foreign or of another version in the storage is told, and the page begins anew', async () => {
      const page = await opened({ quiet: true });
      await outcome(page);
      const problems: string[] = [];
      for (const entry of ['{"stunt', '{"theirs":1}', '{"stuntbox":2}', '{"stuntbox":1}', 'x'.repeat(2_000_001), await kept(page, { link: { stuntbox: 1 } })]) {
        said.length = 0;
        await page.goto('about:blank');
        site.files['/'] = html({ quiet: true }, `sessionStorage.setItem('stuntbox', ${JSON.stringify(entry)})`);
        await page.goto(site.url);
        expect(await outcome(page)).toBe('started');
        problems.push(
          warned()
            .join()
            .replace(/.*begins anew: /, '')
            .slice(0, 40)
            .trim(),
        );
      }
      expect(problems).toEqual([
        'it is not JSON.',
        'it is not what startCloud writes.',
        'it is of another version of stuntbox.',
        'it is damaged.',
        'it has 2,000,001 characters.',
        'That is not a stuntbox link: its vendors',
      ]);
    }, 60_000);

    test('a storage that is full is told once, and the page runs on', async () => {
      const page = await opened({ quiet: true });
      await outcome(page);
      await page.evaluate(
        "for (let size = 4_000_000; size > 0; size >>= 1) try { for (let i = 0; ; i++) sessionStorage.setItem('theirs' + size + i, 'x'.repeat(size)); } catch {}",
      );
      const refused = page.waitForEvent('console');
      await create(page, 'web-9');
      await refused;
      await create(page, 'web-10');
      await page.evaluate('dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }))');
      expect(warned()).toEqual([
        expect.stringMatching(/The state of the cloud cannot be kept: sessionStorage refused it: .*quota.* start with persist: false\./),
      ]);
      expect((await create(page, 'web-11'))[0]).toBe(201);
    }, 60_000);

    test('the console has the cloud, its scenarios and a help text; stop() gives everything back', async () => {
      site.files['/api/gpu/server/10/status'] = ['text/plain', 'the network'];
      const page = await opened({ origins: { puregpu: '/api/gpu' } });
      await outcome(page);
      expect(said.filter((line) => line.includes('[stuntbox]'))).toEqual([
        `info: [stuntbox] A cloud in this page answers for puregpu (${site.url}api/gpu), vpsorg (https://admin.vps.org/api/v1). In the console: stuntbox.help()`,
      ]);
      expect(await page.evaluate('stuntbox.help()')).toContain("stuntbox.play('vpsorg/out-of-credits')");
      expect(await page.evaluate("stuntbox.scenarios()['vpsorg/out-of-credits']")).toEqual(expect.any(String));
      await page.evaluate("stuntbox.play('vpsorg/out-of-credits')");
      expect((await create(page, 'web-9'))[0]).toBe(402);
      await page.evaluate('stuntbox.reset()');
      expect((await create(page, 'web-9'))[0]).toBe(201);
      await page.evaluate('running.stop()');
      expect(await page.evaluate("'stuntbox' in globalThis")).toBe(false);
      expect(await ask(page, '/api/gpu/server/10/status')).toEqual([200, 'the network']);
      await page.evaluate('start({ quiet: true, origins: { puregpu: "/api/gpu" } }).then((again) => void (running = again))');
      expect((await ask(page, '/api/gpu/server/10/status'))[1]).toEqual(expect.objectContaining({ result: 'success' }));
    }, 60_000);

    test('handlers of the user’s own win over those of the cloud, and are kept out when they end', async () => {
      const page = await opened({ quiet: true });
      await outcome(page);
      const url = 'https://admin.vps.org/api/v1/servers/';
      await page.evaluate(`start({ quiet: true, handlers: [http.get('${url}', () => new Response('mine'))] }).then((again) => void (running = again))`);
      expect(await ask(page, url)).toEqual([200, 'mine']);
      expect((await create(page, 'web-9'))[0]).toBe(201);
      await page.evaluate('start({ quiet: true }).then((again) => void (running = again))');
      expect((await ask(page, url))[1]).toEqual(expect.objectContaining({ count: 3 }));
    }, 60_000);

    test('panel: true shows the panel, and stop() takes it away', async () => {
      const page = await newPage();
      // It hides from browsers that a program drives.
      await page.addInitScript("Object.defineProperty(navigator, 'webdriver', { get: () => false })");
      await opened({ quiet: true, panel: true }, '', page);
      expect(await outcome(page)).toBe('started');
      expect(await page.locator('stuntbox-panel').count()).toBe(1);
      await page.evaluate('start({ quiet: true, panel: true, speed: 60 }).then((again) => void (running = again))');
      expect(await page.locator('stuntbox-panel').count()).toBe(1);
      await page.evaluate('running.stop()');
      expect(await page.locator('stuntbox-panel').count()).toBe(0);
    }, 60_000);

    test('started twice, as by hot reloading, it is one cloud; other options take its state over', async () => {
      const page = await opened({ quiet: true });
      await outcome(page);
      await create(page, 'web-9');
      expect(
        await page.evaluate('Promise.all([start(options), start(options)]).then(([one, other]) => one.cloud === other.cloud && one.cloud === running.cloud)'),
      ).toBe(true);
      await page.evaluate('start({ quiet: true, speed: 60, origins: { puregpu: "/api/gpu" } }).then((again) => void (running = again))');
      expect(await names(page)).toContain('web-9');
      expect(await page.evaluate('[running.cloud.clock.speed, stuntbox.cloud === running.cloud]')).toEqual([60, true]);
      expect((await ask(page, '/api/gpu/server/10/status'))[0]).toBe(200);
      expect((await create(page, 'web-10'))[0]).toBe(201);
      expect(await names(page)).toContain('web-10');
    }, 60_000);

    test('a worker script that is missing, is the page itself, or is of another major is one message with the command', async () => {
      const { '/mockServiceWorker.js': _, ...others } = site.files;
      delete site.files['/mockServiceWorker.js'];
      const page = await opened({ quiet: true });
      const missing = `The cloud was not started: there is no worker script of msw at ${site.url}mockServiceWorker.js. Write it with: npx msw init public --save (public/ being the folder that your server serves), and reload. If it is served elsewhere, say where: serviceWorker: { url: '/app/mockServiceWorker.js' }.`;
      expect(await outcome(page)).toBe(missing);
      site.files['/mockServiceWorker.js'] = others['/'] as SiteFile;
      await page.reload();
      expect(await outcome(page)).toBe(missing);
      site.files['/mockServiceWorker.js'] = ['text/javascript', workerScript(msw).replace(/PACKAGE_VERSION = '\d/, "PACKAGE_VERSION = '9")];
      await page.reload();
      expect(await outcome(page)).toMatch(
        /^The cloud was not started: the worker script at \S+ is of msw 9\.\S+, but msw \d is installed\. Write it with: npx msw init public --save/,
      );
      expect(said.filter((line) => !line.includes('404'))).toEqual([]);
      // Elsewhere, as it says.
      site.files['/app/mockServiceWorker.js'] = ['text/javascript', workerScript(msw), { 'service-worker-allowed': '/' }];
      await opened({ quiet: true, serviceWorker: { url: '/app/mockServiceWorker.js', scope: '/' } }, '', page);
      expect(await outcome(page)).toBe('started');
      expect((await create(page, 'web-9'))[0]).toBe(201);
    }, 60_000);

    test('Trusted Types are one message, whose remedy helps', async () => {
      const policy = { 'content-security-policy': "require-trusted-types-for 'script'" };
      site.files['/'] = [...html({ quiet: true }).slice(0, 2), policy] as unknown as SiteFile;
      const page = await newPage();
      await page.goto(site.url);
      expect(await outcome(page)).toMatch(
        /^The cloud was not started: Trusted Types, .* trustedTypes\.createPolicy\('default', \{ createScriptURL: \(url\) => url \}\)\.$/,
      );
      const remedy = "trustedTypes.createPolicy('default', { createScriptURL: (url) => url });";
      site.files['/'] = [...html({ quiet: true }, remedy).slice(0, 2), policy] as unknown as SiteFile;
      await page.reload();
      expect(await outcome(page)).toBe('started');
      expect((await create(page, 'web-9'))[0]).toBe(201);
    }, 60_000);

    test('an insecure context is one message, and msw answers by patching fetch', async () => {
      const page = await newPage();
      site.files['/'] = html({ quiet: true });
      await page.goto(site.url.replace('127.0.0.1', 'stunt.test'));
      expect(await outcome(page)).toBe('started');
      expect((await create(page, 'web-9'))[0]).toBe(201);
      expect(warned()).toEqual([
        expect.stringMatching(/There is no service worker here: http:\/\/stunt\.test:\d+ is no secure context\. .* http:\/\/localhost/),
      ]);
    }, 60_000);

    test('an option that does not exist, or has a wrong value, is refused before anything starts', async () => {
      const page = await opened({ quiet: true });
      await outcome(page);
      const refusal = (options: object): Promise<string> =>
        page.evaluate(
          (given) => (globalThis as never as { start(options: object): Promise<unknown> }).start(given).then(String, (error: Error) => error.message),
          options,
        );
      expect(await refusal({ sped: 60 })).toBe("startCloud has no option 'sped'. Did you mean 'speed'?");
      expect(await refusal({ clock: 1 })).toContain('a page has a live clock');
      expect(await refusal({ speed: 0 })).toContain('The option speed cannot be 0.');
      expect(await refusal({ persist: 'disk' })).toBe("The option persist cannot be 'disk'. Give 'session', 'local' or false.");
      expect(await refusal({ quiet: 'yes' })).toBe("The option quiet cannot be 'yes'. Give true or false.");
      expect(await refusal({ serviceWorker: { path: '/x' } })).toContain('The option serviceWorker cannot be');
      expect(await refusal({ origins: { puregpu: '/' } })).toContain("Give a path of its own, such as '/api/puregpu'.");
      expect(await refusal({ origins: { puregpv: '/api' } })).toContain("Did you mean 'puregpu'?");
      // What runs is untouched.
      expect((await create(page, 'web-9'))[0]).toBe(201);
      expect(await names(page)).toContain('web-9');
    }, 60_000);
  });

  /** What is kept, with something in it replaced. */
  async function kept(page: Page, members: object): Promise<string> {
    await page.evaluate('dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }))');
    const entry = (await page.evaluate("sessionStorage.getItem('stuntbox')")) as string;
    return JSON.stringify({ ...(JSON.parse(entry) as object), ...members });
  }
});
