/** Where the dashboard finds its cloud: behind Vite's dev server, or in the page behind msw's worker. A journey drives it in each in the same way. */
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { connect, type RemoteCloud } from '../../control/client/index.ts';
import { DASHBOARD } from './install.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Home {
  /** Where the dashboard is served. */
  readonly url: string;
  /** A page of the dashboard at this address (`#/vpsorg/12345`), in a context of its own unless one is given, with this scenario played before. */
  open(hash: string, more?: { readonly context?: BrowserContext; readonly scenarios?: readonly string[]; readonly dark?: boolean }): Promise<Page>;
  play(page: Page, scenario: string): Promise<void>;
  /** Moves the clock, which otherwise stands still. */
  advance(page: Page, minutes: number): Promise<void>;
  /** Lets the clock run, so many times as fast as real time; 0 stops it. */
  run(page: Page, speed: number): Promise<void>;
  /** Removes all faults: a vendor that was down is up again. */
  mend(page: Page): Promise<void>;
  /** How many milliseconds since 1970 it is in the cloud. */
  now(page: Page): Promise<number>;
  /** A page of a colleague, who was sent a link to what this page sees. */
  colleague(page: Page, hash: string): Promise<Page>;
  close(): Promise<void>;
}

const START = '2025-01-16T15:30:00Z';
const VENDORS = ['vpsorg', 'puregpu', 'evotic'];

const IMPORTS = `import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
${VENDORS.map((vendor) => `import { ${vendor} } from 'stuntbox/${vendor}';`).join('\n')}
`;
const ORIGINS = `vendors: { ${VENDORS.join(', ')} }, origins: { ${VENDORS.map((vendor) => `${vendor}: '/api/${vendor}'`).join(', ')} }`;

/** The cloud in the dev server, by the plugin `stuntbox/vite`, driven by the controls. Homes that are there at one time have names of their own. */
export async function viteHome(browser: Browser, { name = 'vite', options = '' }: { readonly name?: string; readonly options?: string } = {}): Promise<Home> {
  const server = await serve(
    name,
    `${IMPORTS}import { stuntbox } from 'stuntbox/vite';
export default defineConfig({ plugins: [react(), stuntbox({ ${ORIGINS}, paused: true, start: '${START}', readyFile: '${name}.ready.json', ${options} })], cacheDir: 'node_modules/.vite-${name}' });`,
  );
  const cloud = await cloudOf(name);
  const others: Served[] = [];
  const show = async (url: string, hash: string, context: BrowserContext): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(`${url}/${hash}`);
    return page;
  };
  return {
    url: server.url,
    async open(hash, { context, scenarios = [], dark = false } = {}) {
      if (context === undefined) await cloud.reset();
      for (const scenario of scenarios) await cloud.play(scenario);
      return show(server.url, hash, context ?? (await browser.newContext({ colorScheme: dark ? 'dark' : 'light' })));
    },
    play: (_, scenario) => cloud.play(scenario),
    advance: async (_, minutes) => void (await cloud.clock.advance(minutes * 60_000)),
    async run(_, speed) {
      if (speed === 0) await cloud.clock.pause();
      else {
        await cloud.clock.speed(speed);
        await cloud.clock.resume();
      }
    },
    mend: () => cloud.faults.clear(),
    now: () => cloud.clock.now(),
    async colleague(_, hash) {
      const their = `${name}-colleague-${others.length}`;
      const link = JSON.stringify(await cloud.toLink());
      const other = await serve(
        their,
        `${IMPORTS}import { stuntbox } from 'stuntbox/vite';
export default defineConfig({ plugins: [react(), stuntbox({ ${ORIGINS}, link: ${link}, readyFile: '${their}.ready.json' })], cacheDir: 'node_modules/.vite-${their}' });`,
      );
      others.push(other);
      return show(other.url, hash, await browser.newContext());
    },
    async close() {
      cloud.close();
      for (const { process } of [server, ...others]) await end(process);
    },
  };
}

/** The cloud in the page, by `stuntbox/browser` behind the worker of this msw, driven by what is at the disposal of the browser's console. */
export async function workerHome(browser: Browser, msw: string): Promise<Home> {
  const name = `msw${(JSON.parse(readFileSync(join(msw, 'package.json'), 'utf8')) as { version: string }).version.split('.')[0] ?? ''}`;
  const entry = (folder: string): string => ['index.mjs', 'index.js'].map((file) => join(msw, 'lib', folder, file)).find((path) => existsSync(path)) ?? msw;
  cpSync(join(msw, 'lib/mockServiceWorker.js'), join(DASHBOARD, 'public/mockServiceWorker.js'));
  writeFileSync(
    join(DASHBOARD, `src/${name}.tsx`),
    `import { startCloud } from 'stuntbox/browser';
${VENDORS.map((vendor) => `import { ${vendor} } from 'stuntbox/${vendor}';`).join('\n')}
const { cloud } = await startCloud({ ${VENDORS.join(', ')} }, { ${ORIGINS.slice(ORIGINS.indexOf('origins'))}, start: '${START}', speed: 1, persist: 'local', quiet: true });
// A page that is opened anew goes on as it was.
if (!sessionStorage.paused) { cloud.clock.pause(); sessionStorage.paused = 'yes'; }
await import('./main.tsx');
`,
  );
  writeFileSync(join(DASHBOARD, `${name}.html`), readFileSync(join(DASHBOARD, 'index.html'), 'utf8').replace('main.tsx', `${name}.tsx`));
  const server = await serve(
    name,
    `import react from '@vitejs/plugin-react';
import { writeFileSync } from 'node:fs';
import { defineConfig } from 'vite';
export default defineConfig({
  plugins: [react(), { name: 'ready', configureServer: (server) => () => server.httpServer.once('listening', () => writeFileSync('${name}.ready.json', JSON.stringify({ url: 'http://127.0.0.1:' + server.httpServer.address().port }))) }],
  resolve: { alias: { 'msw/browser': ${JSON.stringify(entry('browser'))}, msw: ${JSON.stringify(entry('core'))} } },
  server: { fs: { strict: false } },
  cacheDir: 'node_modules/.vite-${name}',
});`,
  );
  const inPage = <Answer>(page: Page, code: string): Promise<Answer> => page.evaluate<Answer>(code);
  return {
    url: server.url,
    async open(hash, { context, scenarios = [], dark = false } = {}) {
      const page = await (context ?? (await browser.newContext({ colorScheme: dark ? 'dark' : 'light' }))).newPage();
      await page.goto(`${server.url}/${name}.html${scenarios.map((scenario, i) => `${i === 0 ? '?' : '&'}scenario=${scenario}`).join('')}${hash}`);
      await page.waitForFunction('window.stuntbox !== undefined');
      return page;
    },
    play: (page, scenario) => inPage(page, `stuntbox.play(${JSON.stringify(scenario)})`),
    advance: (page, minutes) => inPage(page, `void stuntbox.clock.advance(${minutes * 60_000})`),
    run: (page, speed) => inPage(page, speed === 0 ? 'void stuntbox.clock.pause()' : `(stuntbox.clock.setSpeed(${speed}), void stuntbox.clock.resume())`),
    mend: (page) => inPage(page, 'void stuntbox.cloud.faults.clear()'),
    now: (page) => inPage(page, 'stuntbox.clock.now()'),
    async colleague(page, hash) {
      const link = await inPage<string>(page, 'stuntbox.link()');
      const other = await (await browser.newContext()).newPage();
      await other.goto(link);
      await other.waitForFunction('window.stuntbox !== undefined');
      await other.evaluate(`location.hash = ${JSON.stringify(hash)}`);
      return other;
    },
    close: () => end(server.process),
  };
}

interface Served {
  readonly url: string;
  readonly process: ChildProcess;
}

/** Runs Vite's dev server with this configuration, until it says in its ready file where it listens. */
async function serve(name: string, config: string): Promise<Served> {
  const file = join(DASHBOARD, `${name}.ready.json`);
  rmSync(file, { force: true });
  writeFileSync(join(DASHBOARD, `${name}.config.ts`), config);
  // What runs us must not show through.
  const { NODE_OPTIONS: _, JEST_WORKER_ID: __, NODE_ENV: ___, ...env } = process.env;
  const vite = spawn(process.execPath, ['node_modules/vite/bin/vite.js', '--config', `${name}.config.ts`, '--host', '127.0.0.1', '--port', '0'], {
    cwd: DASHBOARD,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [vite.stdout, vite.stderr]) stream.on('data', (part: Buffer) => (printed += part.toString()));
  const deadline = Date.now() + 120_000;
  while (!existsSync(file) || readFileSync(file, 'utf8') === '') {
    if (vite.exitCode !== null || Date.now() > deadline) {
      await end(vite);
      throw new Error(`Vite did not start with ${name}.config.ts:\n${printed}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { url: (JSON.parse(readFileSync(file, 'utf8')) as { url: string }).url, process: vite };
}

async function cloudOf(name: string): Promise<RemoteCloud> {
  const { control, token } = JSON.parse(readFileSync(join(DASHBOARD, `${name}.ready.json`), 'utf8')) as { control: string; token: string };
  return connect({ url: control, token });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

export const MSW: readonly (readonly [number, string])[] = [
  [2, join(root, 'node_modules/msw')],
  [3, join(root, 'test/msw3/node_modules/msw')],
];
