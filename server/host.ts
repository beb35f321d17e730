/** The hosts that requests can be addressed to. This rejects pages whose name was pointed at this machine (DNS rebinding). */
import { isIP } from 'node:net';

/** Returns why a request with this `Host` is rejected, or undefined if it is not. */
export function hostGuard(told: string, allowed: readonly string[]): (host: string | undefined) => string | undefined {
  const names = new Set([told, ...allowed].map((name) => name.toLowerCase().replace(/^\[|\]$/g, '')));
  // A server that listens on all interfaces is reached by any of the machine's addresses; an address cannot be rebound.
  const everywhere = told === '0.0.0.0' || told === '::';
  const known = new Map<string, boolean>();
  const fits = (host: string): boolean => {
    const name = nameOf(host);
    return name !== undefined && (loopback(name) || names.has(name) || (everywhere && isIP(name) > 0));
  };
  return (host) => {
    const key = host ?? '';
    let good = known.get(key);
    if (good === undefined) {
      good = fits(key);
      if (known.size < 100) known.set(key, good);
    }
    return good
      ? undefined
      : `This server accepts requests for loopback addresses${names.size > 0 ? ` and ${[...names].join(', ')}` : ''}, not for '${key.slice(0, 253)}'. To allow a name, start the server with --allow-host NAME or the option allowedHosts.`;
  };
}

/** The name in a `Host` header, in lower case, without the port or brackets. */
function nameOf(host: string): string | undefined {
  const [, bracketed, plain] = /^(?:\[([0-9a-f:.]+)\]|([^:\s/@]+))(?::\d{1,5})?$/i.exec(host) ?? [];
  return (bracketed ?? plain)?.toLowerCase();
}

const loopback = (name: string): boolean =>
  name === 'localhost' || name.endsWith('.localhost') || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
