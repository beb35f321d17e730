/** What the built package adds to a page: `createCloud`, and each vendor in addition; minified and gzipped, without msw and faker. */
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
    external: ['msw'],
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

/** KiB. */
export const BARS = { core: 24, vendor: 16 };
/** The limits that CI enforces, so that nothing grows unnoticed. The core misses its bar; bench/README.md shows what it consists of. */
export const CEILINGS = { core: 45, vendor: 18 };

export async function weight(): Promise<Line[]> {
  const { core, vendors: added } = await weights();
  const line = (what: string, measured: number, bar: number): Line => ({
    what: `weight: ${what}, min + gzip`,
    measured: `${measured.toFixed(1)} KiB`,
    bar: `≤ ${bar} KiB`,
    held: measured <= bar,
  });
  return [
    line('`createCloud`, in a page that uses no other export of `stuntbox`', core, BARS.core),
    ...Array.from(added, ([name, kib]) => line(`\`stuntbox/${name}\` in a page that has the core`, kib, BARS.vendor)),
  ];
}
