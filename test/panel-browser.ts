/** How tests drive the panel: a real Chromium, and a page of a strict policy with a cloud in it. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { CHROMIUM } from './chromium.ts';
import { ROOT } from './pages.ts';

if (CHROMIUM === undefined) console.warn('The tests of the panel are left out: there is no Chromium here. Set CHROMIUM to its path.');

/** The policy of the page: nothing inline, no eval, and no HTML from text but by the policy of lit. */
const POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; require-trusted-types-for 'script'; trusted-types lit-html";

/** Serves a page that runs some code of ours, bundled. */
export async function servingPage(code: string): Promise<{ readonly url: string; close(): Promise<void> }> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['import'],
    write: false,
  });
  const server = createServer((request, response) => {
    response.setHeader('content-security-policy', POLICY);
    const script = request.url === '/page.js';
    response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
    response.end(
      script
        ? outputFiles[0]?.text
        : '<!doctype html><html lang="en"><meta charset="utf-8"><title>An application</title><link rel="icon" href="data:,"><main><h1>An application</h1><p><a href="#here">Its link</a></p></main><script type="module" src="/page.js"></script></html>',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise((resolve) => (server.close(() => resolve()), server.closeAllConnections())),
  };
}

/** Gathers what a page complains of: uncaught errors, errors of the console, and what its policy refused. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return complaints;
}

const axe = readFileSync(join(ROOT, 'node_modules/axe-core/axe.min.js'), 'utf8');

/** What axe-core finds that is serious, in the whole page with the panel. */
export async function seriousIn(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    interface Found {
      readonly violations: readonly {
        readonly id: string;
        readonly impact: string;
        readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
      }[];
    }
    const { axe } = globalThis as unknown as { readonly axe: { run(): Promise<Found> } };
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
  });
}
