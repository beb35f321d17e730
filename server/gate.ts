/**
 * Which requests are refused by their headers alone, before the body is read: those addressed to another host, and those of foreign pages.
 * Law: nothing passes here that a web page could send without the server's consent.
 */
import type { IncomingMessage } from 'node:http';
import type { PlainReply } from '../vendor/wire.ts';
import type { Cors } from './cors.ts';
import { addressGuard } from './host.ts';
import { json } from './json.ts';
import { foreign, foreignRefusal, visit } from './page-guard.ts';
import type { Target } from './target.ts';

/** Returns the refusal of a request, or undefined if it may be answered. */
export type Gate = (request: IncomingMessage, target: Target) => PlainReply | undefined;

/** Creates the gate of a listener. `cors` are the pages of other origins that may call it; `allowing` says how a host name is allowed. */
export function gate(scheme: 'http' | 'https', host: string, allowedHosts: readonly string[], cors: Pick<Cors, 'allows'> | undefined, allowing?: string): Gate {
  const misaddressed = addressGuard(host, allowedHosts, allowing);
  return (request, target) => {
    const { headers, method } = request;
    const elsewhere = misaddressed(request, target);
    if (elsewhere) return json(elsewhere.status, { error: elsewhere.why });
    if (cors?.allows(headers.origin)) return undefined;
    if (!foreign(headers, scheme, headers.host)) return undefined;
    // A link to the page from elsewhere works; a link to a vendor does not, since it would use up a fault that waits for the next request.
    return isPage(target.path, method) && visit(headers) ? undefined : json(403, { error: foreignRefusal(headers) });
  };
}

/** Whether a request is for the page at the root. */
export const isPage = (path: string, method: string | undefined): boolean => (path === '/' || path === '') && (method === 'GET' || method === 'HEAD');
