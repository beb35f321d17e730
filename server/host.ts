/** Which hosts a request may be addressed to: a page whose name was made to point here (DNS rebinding) is refused. */
import { isIP } from 'node:net';

/** Says why a request with this `Host` is refused; undefined when it is not. */
export function hostGuard(told: string, allowed: readonly string[]): (host: string | undefined) => string | undefined {
  const names = new Set([told, ...allowed].map((name) => name.toLowerCase().replace(/^\[|\]$/g, '')));
  // Somebody who listens everywhere is reached by each of the machine's addresses; an address cannot be made to point elsewhere.
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
      : `This server answers at loopback addresses${names.size > 0 ? ` and ${[...names].join(', ')}` : ''}, not at '${key.slice(0, 253)}'. To add a name, start it with --allow-host NAME, or with the option allowedHosts.`;
  };
}

/** The name in a `Host` header, in lower case and without its port or brackets. */
function nameOf(host: string): string | undefined {
  const [, bracketed, plain] = /^(?:\[([0-9a-f:.]+)\]|([^:\s/@]+))(?::\d{1,5})?$/i.exec(host) ?? [];
  return (bracketed ?? plain)?.toLowerCase();
}

const loopback = (name: string): boolean =>
  name === 'localhost' || name.endsWith('.localhost') || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
