/** The page that shows the panel alone, with its script. Both are the same for everybody, and tell nothing of a cloud. */
import { readFileSync } from 'node:fs';
import { PAGE_POLICY, panelPage } from '../panel/page/index.ts';
import type { PlainReply } from '../vendor/wire.ts';

/**
 * The reply to a GET of the page or its script, by the path below the controls.
 * @returns undefined for any other path.
 * @throws {Error} when the script is missing from the package.
 */
export function panelFile(path: string): PlainReply | undefined {
  if (path === '/') return page('text/html; charset=utf-8', panelPage());
  if (path === '/panel.js') return page('text/javascript; charset=utf-8', (script ??= readScript()));
  return undefined;
}

const page = (type: string, body: string): PlainReply => ({
  status: 200,
  headers: { 'content-type': type, 'content-security-policy': PAGE_POLICY, 'cross-origin-opener-policy': 'same-origin', 'x-frame-options': 'DENY' },
  body,
});

let script: string | undefined;

/** The built script: beside the built file that this becomes part of, or in the build of the project. */
function readScript(): string {
  for (const path of ['../panel/page.js', '../dist/panel/page.js']) {
    try {
      return readFileSync(new URL(path, import.meta.url), 'utf8');
    } catch {
      continue;
    }
  }
  throw new Error('The script of the panel, dist/panel/page.js, is missing. Install stuntbox again, or run npm run build.');
}
