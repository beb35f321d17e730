/** Where each vendor is: which vendor's base a URL is under. */
import type { CompiledVendor } from '../request/compile.ts';

/** Where a vendor is. */
export interface Origin {
  /** As it was given, without a slash at its end. */
  readonly text: string;
  /** The path before the vendor's own: `/api/v1`, or nothing. */
  readonly base: string;
  /** As msw matches it: the origin and the base. */
  readonly pattern: string;
  covers(url: URL): boolean;
}

/**
 * Reads a vendor's base: a whole URL, or a path, which is then taken at any origin.
 * @throws {Error} when it is neither.
 */
export function originOf(text: string): Origin {
  if (text.startsWith('/')) {
    const base = text.replace(/\/+$/, '');
    return { text: base, base, pattern: `*${base}`, covers: (url) => under(base, url.pathname) };
  }
  if (!URL.canParse(text)) throw new Error(`'${text}' is not an origin. Give a URL such as 'https://api.example.com/v1', or a path such as '/api/vps'.`);
  const { origin, pathname } = new URL(text);
  const base = pathname.replace(/\/+$/, '');
  return { text: origin + base, base, pattern: origin + base, covers: (url) => url.origin === origin && under(base, url.pathname) };
}

const under = (base: string, path: string): boolean => path.startsWith(base) && (path.length === base.length || path[base.length] === '/');

/** Where each vendor of a cloud is: its own base, or the one that it was moved to. */
export const originsOf = (vendors: Iterable<CompiledVendor>, moved: Readonly<Record<string, string | undefined>>): ReadonlyMap<string, Origin> =>
  new Map(Array.from(vendors, ({ name, contract }) => [name, originOf(moved[name] ?? contract.servers[0].url)]));
