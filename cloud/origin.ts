/** The base URL of each vendor, and which vendor a URL belongs to. */
import type { CompiledVendor } from '../request/compile.ts';

/** The base URL of a vendor. */
export interface Origin {
  readonly vendor: string;
  /** The base as given, without a trailing slash. */
  readonly text: string;
  /** The path before the vendor's own part: `/api/v1`, or empty. */
  readonly base: string;
  /** How many requests wait for their answers. */
  waiting: number;
  covers(url: URL): boolean;
}

/** The base URLs of a cloud's vendors, by vendor, the most specific first (`/api/gpu` before `/api`). */
export type Origins = ReadonlyMap<string, Origin>;

/**
 * Reads a vendor's base: a URL, or a path, which then matches at any origin.
 * @throws {Error} when it is neither.
 */
export function originOf(vendor: string, text: string): Origin {
  const why = unlike(text);
  if (why !== undefined)
    throw new Error(
      `The origin of ${vendor} cannot be '${text.slice(0, 60)}': ${why}. Give a path such as '/api/vps', or a URL such as 'https://api.example.com/v1'.`,
    );
  if (text.startsWith('/')) {
    const base = text.replace(/(?<!\/)\/+$/, '');
    return { vendor, text: base, base, waiting: 0, covers: (url) => under(base, url.pathname) };
  }
  if (!URL.canParse(text)) throw new Error(`'${text}' is not an origin. Give a URL such as 'https://api.example.com/v1', or a path such as '/api/vps'.`);
  const { origin, pathname } = new URL(text);
  const base = pathname.replace(/(?<!\/)\/+$/, '');
  return { vendor, text: origin + base, base, waiting: 0, covers: (url) => url.origin === origin && under(base, url.pathname) };
}

/** Why a text would never match what is meant by it. Requests have their paths encoded, and their queries apart. */
function unlike(text: string): string | undefined {
  if (text.includes('*')) return "it covers everything under it, so leave out the '*'";
  if (text.startsWith('//')) return 'a base with a host begins with its scheme, such as https://';
  if (/[?#]/.test(text)) return 'it is the beginning of a path, without a query or a fragment';
  if (text.startsWith('/') && new URL(`http://localhost${text}`).pathname !== text)
    return "it has to be the path as a browser sends it: encoded, and without '..'";
  return undefined;
}

const under = (base: string, path: string): boolean => path.startsWith(base) && (path.length === base.length || path[base.length] === '/');

/**
 * The base URL of each vendor of a cloud: its own, or the one it was moved to.
 * @throws {Error} when a base is invalid, or two vendors have the same.
 */
export function originsOf(vendors: Iterable<CompiledVendor>, moved: Readonly<Record<string, string | undefined>>): Origins {
  const origins = Array.from(vendors, ({ name, contract }) => originOf(name, moved[name] ?? contract.servers[0].url));
  const taken = new Map<string, string>();
  for (const { vendor, text } of origins) {
    const other = taken.get(text);
    if (other !== undefined)
      throw new Error(
        `The vendors '${other}' and '${vendor}' have the same origin, '${text}', so '${vendor}' would never get a request. Give each its own: origins: { ${vendor}: '${text}/${vendor}' }.`,
      );
    taken.set(text, vendor);
  }
  // The longest base first; of two equally long ones, the one with a host.
  origins.sort((a, b) => b.base.length - a.base.length || b.text.length - a.text.length);
  return new Map(origins.map((origin) => [origin.vendor, origin]));
}

/** The base that a URL is under; the most specific if several match. */
export function originAt(origins: Origins, url: URL): Origin | undefined {
  for (const origin of origins.values()) if (origin.covers(url)) return origin;
  return undefined;
}
