/**
 * Answers the requests of a dev server that are for the vendors, the panel or its controls, and leaves all others to the application.
 * Law: it stands before everything of Vite's, whose CORS would let the pages of other local servers read what we answer.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fixedClouds } from '../clouds/clouds.ts';
import { answering } from '../server/answer.ts';
import { hasBody } from '../server/body.ts';
import { problemReply } from '../control/problem.ts';
import { controlGuard } from '../server/control-guard.ts';
import { controlAnswering } from '../server/control-listener.ts';
import { entranceTo } from '../server/entrance.ts';
import { addressGuard } from '../server/host.ts';
import { json } from '../server/json.ts';
import { panelFile } from '../server/panel-files.ts';
import { targetOf, type Target } from '../server/target.ts';
import type { PlainReply } from '../vendor/wire.ts';
import type { Held } from './held.ts';
import { ALLOWING, ANY_ADDRESS, hostsOfControls, hostsOfVendors, type HostRules } from './hosts.ts';
import { likeHttp1 } from './http2.ts';
import { mountsAt, PANEL, under } from './origins.ts';
import { opening } from './opening.ts';
import { INJECTED, injectedScript } from './page/files.ts';
import { tokenReply } from './token.ts';

/** What stands between a request and Vite. */
export type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** What the middleware is told of its dev server. */
export interface Place extends HostRules {
  /** The base of the application, with a slash at its end. */
  readonly base: string;
  /** Called with internal errors. */
  readonly bug: (thrown: unknown) => void;
}

/** Creates the middleware for a cloud. */
export function middleware(held: Held, place: Place): Middleware {
  const { cloud, clouds, token, wanted } = held;
  const { cors, why, remotePanel } = wanted;
  const { bug, https, base } = place;
  const mountOf = mountsAt(wanted.origins);
  const scheme = https ? 'https' : 'http';
  const vendors = answering(
    entranceTo(cloud),
    { host: ANY_ADDRESS, allowedHosts: hostsOfVendors(place), cors, why, onBug: bug },
    { scheme, mountOf, allowing: ALLOWING },
  );
  const names = hostsOfControls(place);
  const misaddressed = addressGuard(ANY_ADDRESS, names, ALLOWING);
  const guard = controlGuard(token, misaddressed);
  const openLink = opening(held);
  // At the root of the server, and below the base of the application: a proxy before Vite may only pass that on.
  const bases = [...new Set([PANEL, base.replace(/\/+$/, '') + PANEL])];
  const controls = new Map(
    bases.map((own) => [
      own,
      controlAnswering({ clouds: fixedClouds(clouds), token, base: own, host: ANY_ADDRESS, allowedHosts: names, allowing: ALLOWING }, bug),
    ]),
  );

  const panel = (request: IncomingMessage, response: ServerResponse, own: string, target: Target): void => {
    const rest = target.path.slice(own.length);
    if (rest === '/link') {
      const refused = guard(request, target);
      return refused ? write(response, problemReply(refused)) : openLink(request, (reply) => write(response, reply));
    }
    const file = fileAt(rest, own);
    if (file === undefined) return controls.get(own)?.answer(request, response);
    const elsewhere = misaddressed(request, target);
    if (elsewhere) return write(response, json(elsewhere.status, { error: elsewhere.why }));
    write(response, file === 'token' ? tokenReply(token, remotePanel, request) : request.method === 'GET' || request.method === 'HEAD' ? file : ONLY_READ);
  };

  const fileAt = (rest: string, own: string): PlainReply | 'token' | undefined => {
    if (rest === '') return movedTo(`${own}/`);
    if (rest === '/token') return 'token';
    return rest === INJECTED ? injectedScript() : panelFile(rest);
  };

  return (request, response, next) => {
    const target = targetOf(request.url ?? '/');
    if (!target) return next();
    const own = bases.find((one) => under(one, target.path));
    if (own === undefined && !mountOf(target.path)) return next();
    likeHttp1(request, response);
    if (own === undefined) vendors.answer(request, response);
    else panel(request, response, own, target);
  };
}

/** On every reply of our own. */
const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
};

function write(response: ServerResponse, { status, headers, body = '' }: PlainReply): void {
  const unread = !response.req.complete && hasBody(response.req);
  const length = status === 204 ? {} : { 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...HEADERS, ...headers, ...length, ...(unread && { connection: 'close' }) });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

const movedTo = (location: string): PlainReply => ({ status: 307, headers: { location }, body: undefined });
const ONLY_READ = json(405, { error: 'This file can only be read.' }, { allow: 'GET, HEAD' });
