/** Who may use the controls: programs that have the token. A web page of another origin may not, whatever it sends. */
import type { IncomingMessage } from 'node:http';
import { Refused } from '../control/problem.ts';
import type { addressGuard } from './host.ts';
import type { Target } from './target.ts';
import { tokenCheck } from './token.ts';

/** Returns why a request is refused, from its method, target and headers alone, or undefined if it is not. The page of the panel needs no token. */
export type ControlGuard = (request: Asking, target: Target, isPage?: boolean) => Refused | undefined;

type Asking = Pick<IncomingMessage, 'method' | 'headers' | 'rawHeaders'> & { readonly socket?: object };

/** The scheme by which a request came: the controls' own listener has only HTTP, a dev server that they are part of perhaps HTTPS. */
const scheme = ({ socket }: Asking): string => (socket && 'encrypted' in socket ? 'https' : 'http');

/** The methods that change nothing. */
const READS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** Creates the guard for a token. `misaddressed` says why a request is for none of the known hosts. */
export function controlGuard(token: string, misaddressed: ReturnType<typeof addressGuard>): ControlGuard {
  const isToken = tokenCheck(token);
  return (request, target, isPage = false) => {
    const { host, origin, authorization, 'sec-fetch-site': site, 'content-type': type } = request.headers;
    const elsewhere = misaddressed(request, target);
    if (elsewhere) return new Refused(elsewhere.status === 400 ? 'invalid' : 'forbidden', elsewhere.why);
    // `null`, the origin of a sandboxed frame or a file, is foreign too.
    if (origin !== undefined && origin !== `${scheme(request)}://${host}`)
      return new Refused('forbidden', `The controls refuse web pages of other origins, such as ${origin.slice(0, 253)}. Send the request from a program.`);
    // The page that shows the panel has no secrets, and a link to it may be anywhere; but no other page may have it in a frame, or as a part of its own.
    if (isPage && (site === undefined || site === 'same-origin' || request.headers['sec-fetch-mode'] === 'navigate')) return undefined;
    if (site !== undefined && site !== 'same-origin' && site !== 'none')
      return new Refused('forbidden', 'The controls refuse requests that web pages of other origins cause. Send the request from a program.');
    const [, given] = /^Bearer +([^\s]+) *$/i.exec(authorization ?? '') ?? [];
    if (given === undefined)
      return new Refused(
        'unauthorized',
        'The controls need the token that the server was started with: send the header Authorization: Bearer TOKEN.',
        CHALLENGE,
      );
    if (!isToken(given)) return new Refused('unauthorized', 'That is not the token that this server was started with.', CHALLENGE);
    if (!READS.includes(request.method ?? '') && !isJson(type))
      return new Refused(
        'not-json',
        `A request that changes something must have the header content-type: application/json, not ${type?.slice(0, 100) ?? 'none'}.`,
      );
    return undefined;
  };
}

const CHALLENGE = { 'www-authenticate': 'Bearer realm="stuntbox"' };

const isJson = (type: string | undefined): boolean => type?.split(';', 1)[0]?.trim().toLowerCase() === 'application/json';
