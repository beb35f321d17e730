/** The built site: its links, also under a path, and its playground from the static files alone. `npm run site` builds it and runs these. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { brokenLinks } from '../../site/links.ts';
import { CHROMIUM, launched } from '../chromium.ts';
import { ROOT } from '../pages.ts';

const dist = join(ROOT, 'site/dist');
const folder = mkdtempSync(join(tmpdir(), 'stuntbox-site-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every link of the site leads somewhere', () => {
  expect(brokenLinks(dist)).toEqual([]);
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

/** Serves the files as any host of static files does. */
async function served(): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    const path = join(dist, decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname).replace(/\/$/, '/index.html'));
    if (!path.startsWith(dist) || !existsSync(path) || statSync(path).isDirectory()) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(readFileSync(path));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

if (CHROMIUM === undefined) process.stderr.write('stuntbox: the playground is not tried: no Chromium was found.\n');

(CHROMIUM === undefined ? test.skip : test)('the playground plays a scenario, from the static files alone', async () => {
  const { url, server } = await served();
  const opened = await launched();
  try {
    const page = await opened.newPage();
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.goto(`${url}/playground.html`);
    const frame = page.frameLocator('iframe');
    await frame.getByRole('heading', { name: 'Servers', exact: true }).first().waitFor();
    await frame.getByRole('link', { name: /web-server-01/ }).waitFor();
    await frame.getByRole('tab', { name: 'Scenarios' }).click();
    await frame.getByRole('button', { name: 'Play vpsorg/busy-provisioning' }).click();
    await frame.getByText('Provisioning').first().waitFor();
    expect(errors).toEqual([]);
  } finally {
    await opened.close();
    server.close();
  }
});
