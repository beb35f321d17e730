/** What the built package adds to a page: `createCloud`, and each vendor in addition; minified and gzipped, without msw and faker. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { vendors } from '../handlers/index.ts';
import type { Line } from './line.ts';

const dist = fileURLToPath(new URL('../dist', import.meta.url));

/** What every page that uses the package has; a bundler removes the exports that it does not use. */
const CORE = "export { createCloud } from './index.js';";

async function kibibytes(...sources: readonly string[]): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: sources.join('\n'), resolveDir: dist },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    // What is loaded on demand is measured apart.
    external: ['msw', 'msw/browser', '../panel/index.js', './shows.js', ...(sources.length === 1 ? ['./controls.js'] : [])],
    write: false,
  });
  // As package-size tools measure it.
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length / 1024;
}

/** The size of `createCloud` alone, and of each vendor in addition, in KiB. */
export async function weights(): Promise<{ readonly core: number; readonly vendors: ReadonlyMap<string, number> }> {
  const alone = await kibibytes(CORE);
  const added = new Map<string, number>();
  for (const name of Object.keys(vendors)) added.set(name, (await kibibytes(CORE, `export * from './handlers/${name}/index.js';`)) - alone);
  return { core: alone, vendors: added };
}

/**
 * The size of the panel in KiB: the element; the script of its own page; loaded only for a cloud in the page, the controls of that cloud, in addition to
 * the element and the core; and when each scenario shows, loaded with the list of scenarios.
 */
export async function panelWeights(): Promise<{ readonly element: number; readonly page: number; readonly controls: number; readonly shows: number }> {
  const PANEL = "export { showPanel } from './panel/index.js';";
  const CONTROLS = "export { controlsInPage } from './panel/controls.js';";
  const element = await kibibytes(PANEL);
  return {
    element,
    shows: (await kibibytes(CORE, "export { shownWhen } from './panel/shows.js';")) - (await kibibytes(CORE)),
    page: gzipSync(readFileSync(`${dist}/panel/page.js`), { level: 9 }).length / 1024,
    controls: (await kibibytes(CORE, PANEL, CONTROLS)) - (await kibibytes(CORE)) - element,
  };
}

/** The size of `startCloud` in addition to the core, in KiB. It loads the panel only where it is asked for. */
export async function browserWeight(): Promise<number> {
  return (await kibibytes(CORE, "export { startCloud } from './browser/index.js';")) - (await kibibytes(CORE));
}

/** What `startCloud` may weigh, in KiB: the bar, which CI enforces. */
export const BROWSER_BAR = 6;

/** KiB. */
export const BARS = { core: 24, vendor: 16, panel: 25 };
/** The limits that CI enforces, so that nothing grows unnoticed. The core misses its bar; bench/README.md shows what it consists of. */
export const CEILINGS = { core: 45, vendor: 18.5, panel: 25 };

export async function weight(): Promise<Line[]> {
  const { core, vendors: added } = await weights();
  const panel = await panelWeights();
  const line = (what: string, measured: number, bar: number): Line => ({
    what: `weight: ${what}, min + gzip`,
    measured: `${measured.toFixed(1)} KiB`,
    bar: `≤ ${bar} KiB`,
    held: measured <= bar,
  });
  return [
    line('`createCloud`, in a page that uses no other export of `stuntbox`', core, BARS.core),
    line('`stuntbox/browser` in a page that has the core, without the panel', await browserWeight(), BROWSER_BAR),
    ...Array.from(added, ([name, kib]) => line(`\`stuntbox/${name}\` in a page that has the core`, kib, BARS.vendor)),
    line('`stuntbox/panel` in a page', panel.element, BARS.panel),
    line("the panel's own page", panel.page, BARS.panel),
    line('the panel with the controls of a cloud in the page', panel.element + panel.controls, BARS.panel),
  ];
}
