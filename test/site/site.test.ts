/** The built site: its links, also under a path, and its playground from the static files alone. `npm run site` builds it and runs these. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { brokenLinks } from '../../site/links.ts';
import { CHROMIUM, launched } from '../chromium.ts';
import { ROOT } from '../pages.ts';

const dist = join(ROOT, 'site/dist');
const folder = mkdtempSync(join(tmpdir(), 'stuntbox-site-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every link of the site leads somewhere', () => {
  expect(brokenLinks(dist)).toEqual([]);
});

test('a link that leads nowhere is found: to a page, an anchor, a picture, or out of the path of the host', () => {
  const site = join(folder, 'broken');
  mkdirSync(site);
  writeFileSync(
    join(site, 'index.html'),
    '<a href="/base/b.html#here">in order</a><a href="#gone">x</a><a href="b.html#gone">x</a><a href="/base/c.html">x</a><a href="/b.html">x</a><img src="./d.png"><a href="https://example.com">out</a>',
  );
  writeFileSync(join(site, 'b.html'), '<p id="here"></p>');
  expect(brokenLinks(site, '/base/')).toEqual(['#gone', 'b.html#gone', '/base/c.html', '/b.html', './d.png'].map((link) => `index.html: ${link}`));
});

test('under a path of a host, too', () => {
  const out = join(folder, 'below');
  const { status, stderr } = spawnSync('npx', ['--no-install', 'vitepress', 'build'], {
    cwd: join(ROOT, 'site'),
    env: { ...process.env, SITE_BASE: '/stuntbox/', SITE_OUT: out },
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, expect.anything()]);
  // The playground is built once: its own addresses are relative.
  expect(brokenLinks(out, '/stuntbox/').filter((link) => !link.endsWith('/stuntbox/play/index.html'))).toEqual([]);
});

test('every page of the docs is in the side bar', () => {
  // A page whose own text links to few others.
  const page = readFileSync(join(dist, 'cors.html'), 'utf8');
  const pages = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md') && name !== 'index.md');
  expect(pages.filter((name) => !page.includes(`href="/${name.replace(/md$/, 'html')}"`))).toEqual([]);
});

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

/** Serves the files as any host of static files does; what was asked for in vain is in `missed`. */
async function served(): Promise<{ url: string; missed: string[]; server: Server }> {
  const missed: string[] = [];
  const server = createServer((request, response) => {
    const path = join(dist, decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname).replace(/\/$/, '/index.html'));
    if (path.startsWith(dist) && existsSync(path) && !statSync(path).isDirectory())
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(readFileSync(path));
    else {
      missed.push(`${request.method} ${request.url}`);
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, missed, server };
}

if (CHROMIUM === undefined) process.stderr.write('stuntbox: the playground and the search are not tried: no Chromium was found.\n');

(CHROMIUM === undefined ? describe.skip : describe)('in Chromium, from the static files alone', () => {
  let browser: Browser;
  let site: Awaited<ReturnType<typeof served>>;
  const errors: string[] = [];
  const opened = async (path: string): Promise<Page> => {
    const page = await browser.newPage();
    // The machine may be busy with other things.
    page.setDefaultTimeout(60_000);
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.goto(`${site.url}${path}`);
    return page;
  };
  beforeAll(async () => {
    site = await served();
    browser = await launched();
  });
  afterAll(async () => {
    await browser?.close();
    site?.server.closeAllConnections();
    site?.server.close();
  });
  afterEach(() => expect([errors.splice(0), site.missed.splice(0)]).toEqual([[], []]));

  test('the playground plays a scenario', async () => {
    const page = await opened('/playground.html');
    const frame = page.frameLocator('iframe');
    const dashboard = frame.locator('#root');
    await dashboard.getByRole('heading', { name: 'Servers', exact: true }).first().waitFor();
    const server = dashboard.getByRole('listitem').filter({ hasText: 'web-server-01' });
    await server.getByText('Active', { exact: true }).waitFor();
    await frame.getByRole('tab', { name: 'Scenarios' }).click();
    // One that lasts: the playground's clock runs, and what is busy is done before a slow machine has drawn it.
    await frame.getByRole('button', { name: 'Play vpsorg/server-suspended' }).click();
    await server.getByText('Suspended', { exact: true }).waitFor();
    await frame.getByRole('button', { name: 'Reset the cloud', exact: true }).click();
    await frame.getByRole('button', { name: 'Reset the cloud now' }).click();
    await server.getByText('Active', { exact: true }).waitFor();
    await page.close();
  });

  test('the search finds a page', async () => {
    const page = await opened('/index.html');
    await page.getByRole('button', { name: 'Search', exact: false }).first().click();
    await page.getByRole('searchbox').first().fill('service workers');
    await page.locator('.VPLocalSearchBox a[href*="/playwright.html"]').first().waitFor();
    await page.close();
  });
});
