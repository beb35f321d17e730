/** What tests in a real browser share: where Chromium is, and a site with a page that is bundled for one of msw's majors. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import { ROOT } from './pages.ts';

/** The browser of this machine; undefined where there is none. */
export const CHROMIUM = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);

/** How many times slower pages are: with `SLOW=6`, what a test reads before it is drawn shows here, and not first on a busy machine. */
const SLOW = Number(process.env['SLOW'] ?? 1);

/** Starts it; it asks for nothing of its own. */
export async function launched(...flags: readonly string[]): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM as string,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...flags,
    ],
  });
  return SLOW > 1 ? slowed(browser) : browser;
}

/** Slows the main thread of each page, and lets its drawings and replies be late. */
function slowed(browser: Browser): Browser {
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    await context.addInitScript((late) => {
      const { requestAnimationFrame: draw, fetch } = globalThis;
      globalThis.requestAnimationFrame = (then) => setTimeout(() => draw(then), late) as never;
      globalThis.fetch = async (...request) => {
        const reply = await fetch(...request);
        await new Promise((resolve) => setTimeout(resolve, late));
        return reply;
      };
    }, SLOW * 20);
    const slow = async (page: Page): Promise<unknown> => (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: SLOW });
    // A page may be closed before it is slowed.
    context.on('page', (page) => void slow(page).catch(() => {}));
    return context;
  };
  return browser;
}

/** For hostile pages: every name below `.test` is this machine, and what the browser itself may refuse one day must not hide what the server does. */
export const HOSTILE = [
  '--host-resolver-rules=MAP *.test 127.0.0.1',
  '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests,PrivateNetworkAccessSendPreflights,HttpsUpgrades',
];

/** The majors of msw that are installed, and where. */
export const MAJORS: readonly (readonly [number, string])[] = (
  [
    [2, join(ROOT, 'node_modules/msw')],
    [3, join(ROOT, 'test/msw3/node_modules/msw')],
  ] as const
).filter(([, path]) => existsSync(path));

/** A page's script, as a user's bundler makes it. */
export async function bundled(source: string, msw: string): Promise<string> {
  const entry = (name: string): string => ['index.mjs', 'index.js'].map((file) => join(msw, 'lib', name, file)).find((path) => existsSync(path)) as string;
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    alias: { msw: entry('core'), 'msw/browser': entry('browser') },
  });
  return outputFiles[0]?.text ?? '';
}

export const workerScript = (msw: string): string => readFileSync(join(msw, 'lib/mockServiceWorker.js'), 'utf8');

/** A file of a site: its type, its text and, if need be, its headers. */
export type SiteFile = readonly [type: string, text: string, headers?: Readonly<Record<string, string>>];

/** A site whose files can be changed while it is served. What it was asked for is in `asked`. */
export interface Site {
  readonly url: string;
  readonly port: number;
  readonly files: Record<string, SiteFile>;
  readonly asked: string[];
  close(): void;
}

export async function served(files: Record<string, SiteFile>, host = '127.0.0.1'): Promise<Site> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    asked.push(`${request.method} ${path}`);
    const [type, body, headers] = files[path] ?? ['text/plain', undefined];
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': type, ...headers });
    response.end(body);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    files,
    asked,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
