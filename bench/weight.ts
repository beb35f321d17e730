/** What a user's bundle gains: each vendor, and the core, minified and gzipped, without msw and faker. */
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { vendors } from '../handlers/index.ts';
import type { Line } from './index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

async function kibibytes(source: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: root, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    external: ['msw'],
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? '').length / 1024;
}

export async function weight(): Promise<Line[]> {
  const core = await kibibytes("export * from './index.ts'");
  const lines: Line[] = [{ what: 'weight: the core (`stuntbox`), min + gzip', measured: `${core.toFixed(1)} KiB`, bar: '', held: true }];
  for (const name of Object.keys(vendors)) {
    const page = await kibibytes(`export * from './index.ts'; export * from './handlers/${name}/index.ts'`);
    // What a page that has the core gains by the vendor and all its scenarios.
    const added = page - core;
    lines.push({
      what: `weight: \`stuntbox/${name}\` in a page that has the core; both together`,
      measured: `${added.toFixed(1)} KiB; ${page.toFixed(1)} KiB`,
      bar: '≤ 20 KiB, the vendor',
      held: added <= 20,
    });
  }
  return lines;
}
