/** The script that shows the panel in the application's page, and the tag that loads it. */
import { readFileSync } from 'node:fs';
import type { HtmlTagDescriptor } from 'vite';
import type { PlainReply } from '../../vendor/wire.ts';

/** Its path below that of the panel. */
export const INJECTED = '/inject.js';

let script: string | undefined;

/**
 * The script as a reply.
 * @throws {Error} when it is missing from the package.
 */
export const injectedScript = (): PlainReply => ({
  status: 200,
  headers: { 'content-type': 'text/javascript; charset=utf-8' },
  body: (script ??= readScript()),
});

/** The tag; `base` is the path of the panel. */
export const tagAt = (base: string): HtmlTagDescriptor => ({ tag: 'script', attrs: { type: 'module', src: base + INJECTED }, injectTo: 'body' });

/** The built script: beside the built file that this becomes part of, or in the build of the project. */
function readScript(): string {
  for (const path of ['../vite/page.js', '../../dist/vite/page.js']) {
    try {
      return readFileSync(new URL(path, import.meta.url), 'utf8');
    } catch {
      continue;
    }
  }
  throw new Error('The script of the panel, dist/vite/page.js, is missing. Install stuntbox again, or run npm run build.');
}
