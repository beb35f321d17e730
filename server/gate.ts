/**
 * Which requests are refused by their headers alone, before the body is read: those addressed to another host, and those of foreign pages.
 * Law: nothing passes here that a web page could send without the server's consent.
 */
import type { IncomingMessage } from 'node:http';
import type { PlainReply } from '../vendor/wire.ts';
import type { Cors } from './cors.ts';
import { hostGuard } from './host.ts';
import { json } from './json.ts';
import { foreign, foreignRefusal, visit } from './page-guard.ts';
import type { Target } from './target.ts';

/** Returns the refusal of a request, or undefined if it may be answered. */
export type Gate = (request: IncomingMessage, target: Target) => PlainReply | undefined;

/** Creates the gate of a listener. `cors` are the pages of other origins that may call it. */
export function gate(scheme: 'http' | 'https', host: string, allowedHosts: readonly string[], cors: Pick<Cors, 'allows'> | undefined): Gate {
  const guard = hostGuard(host, allowedHosts);
  return ({ headers, rawHeaders, method }, { authority, path }) => {
    if (repeated(rawHeaders, 'host')) return json(400, { error: 'The request has more than one Host header.' });
    const elsewhere = guard(headers.host) ?? (authority === undefined ? undefined : guard(authority));
    if (elsewhere !== undefined) return json(403, { error: elsewhere });
    if (cors?.allows(headers.origin)) return undefined;
    if (!foreign(headers, scheme, headers.host)) return undefined;
    // A link to the page from elsewhere works; a link to a vendor does not, since it would use up a fault that waits for the next request.
    return isPage(path, method) && visit(headers) ? undefined : json(403, { error: foreignRefusal(headers) });
  };
}

/** Whether a request is for the page at the root. */
export const isPage = (path: string, method: string | undefined): boolean => (path === '/' || path === '') && (method === 'GET' || method === 'HEAD');

/** Whether a header occurs more than once. Node keeps only the first of those that may not. */
function repeated(rawHeaders: readonly string[], name: string): boolean {
  let found = false;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const given = rawHeaders[i] ?? '';
    if (given.length !== name.length || given.toLowerCase() !== name) continue;
    if (found) return true;
    found = true;
  }
  return false;
}
