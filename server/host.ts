/** The hosts that requests can be addressed to. This rejects pages whose name was pointed at this machine (DNS rebinding). */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Target } from './target.ts';

/** Why a request is rejected that is addressed to none of the hosts. */
export interface Misaddressed {
  readonly status: 400 | 403;
  readonly why: string;
}

/** How a name is allowed on a server of ours. */
const ALLOWING = 'start the server with --allow-host NAME or the option allowedHosts';

/**
 * Returns why a request is rejected, from its `Host` and, if its target is an absolute URL, from that; undefined if it is not.
 * @param allowing says how a name is allowed.
 */
export function addressGuard(
  told: string,
  allowed: readonly string[],
  allowing = ALLOWING,
): (request: Pick<IncomingMessage, 'headers' | 'rawHeaders'>, target: Target) => Misaddressed | undefined {
  const guard = hostGuard(told, allowed, allowing);
  return ({ headers, rawHeaders }, { authority }) => {
    if (repeated(rawHeaders, 'host')) return { status: 400, why: 'The request has more than one Host header.' };
    const why = guard(headers.host) ?? (authority === undefined ? undefined : guard(authority));
    return why === undefined ? undefined : { status: 403, why };
  };
}

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

/** Returns why a request with this `Host` is rejected, or undefined if it is not. */
function hostGuard(told: string, allowed: readonly string[], allowing: string): (host: string | undefined) => string | undefined {
  const names = new Set([told, ...allowed].map((name) => name.toLowerCase().replace(/^\[|\]$/g, '')));
  // A server that listens on all interfaces is reached by any of the machine's addresses; an address cannot be rebound.
  const anywhere = everywhere(told);
  // Both only for a dev server, whose own list of names has them: every name (`*`), and a name with all below it (`.example.com`).
  const any = names.has('*');
  const suffixes = [...names].filter((name) => name.startsWith('.'));
  const known = new Map<string, boolean>();
  const fits = (host: string): boolean => {
    const name = nameOf(host);
    if (name === undefined) return false;
    return any || loopback(name) || names.has(name) || (anywhere && isIP(name) > 0) || suffixes.some((suffix) => `.${name}`.endsWith(suffix));
  };
  return (host) => {
    const key = host ?? '';
    let good = known.get(key);
    if (good === undefined) {
      good = fits(key);
      if (known.size < MOST_KNOWN && key.length <= LONGEST_KNOWN) known.set(key, good);
    }
    return good
      ? undefined
      : // It does not say which names are allowed: whoever asks may be a page whose name was pointed here.
        `This server does not accept requests for '${key.slice(0, 253)}'. To allow a name, ${allowing}.`;
  };
}

const MOST_KNOWN = 100;
const LONGEST_KNOWN = 300;

/** The name in a `Host` header, in lower case, without the port or brackets. */
function nameOf(host: string): string | undefined {
  const [, bracketed, plain] = /^(?:\[([0-9a-f:.]+)\]|([^:\s/@]+))(?::\d{1,5})?$/i.exec(host) ?? [];
  return (bracketed ?? plain)?.toLowerCase();
}

/** Whether a name or an address always means this machine. */
export const loopback = (name: string): boolean =>
  name === 'localhost' || name.endsWith('.localhost') || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));

/** Whether a server that listens here listens on every interface, however the address is written: `0.0.0.0`, `0`, `::`. */
export function everywhere(host: string): boolean {
  const url = `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}`;
  return URL.canParse(url) && ['0.0.0.0', '[::]', '[::ffff:0:0]'].includes(new URL(url).hostname);
}

/** Returns why a name can never be that of a request, as what to give instead, or undefined if it can. */
export function unmatchable(name: string): string | undefined {
  const bare = name.replace(/^\[|\]$/g, '');
  if (bare === '') return "a name, such as 'stuntbox.test'";
  if (isIP(bare) > 0) return undefined;
  if (URL.canParse(name) && name.includes('//')) return `the name in it alone: '${new URL(name).hostname}'`;
  const [, before] = /^([^:/]+):\d+$/.exec(name) ?? [];
  if (before !== undefined) return `the name without its port, since every port is accepted: '${before}'`;
  if (name.includes('*') || name.startsWith('.')) return 'each name in full, since patterns would let in names that belong to others';
  if (name.length > 253) return 'a name of at most 253 characters';
  // A label may start with an underscore: the service names of Docker Compose do.
  return /^[\w-]+(?:\.[\w-]+)*$/.test(name) ? undefined : "a name of letters, digits, hyphens and dots, such as 'stuntbox.test'";
}
