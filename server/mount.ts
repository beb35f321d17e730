/** Finds the vendor for a path of the standalone server, and the prefix before the vendor's own path. */
import type { AnyCloud } from '../cloud/cloud.ts';
import { originOf } from '../cloud/origin.ts';

/** A vendor and the prefix under which it is served. */
export interface Mount {
  readonly vendor: string;
  /** The prefix before the vendor's own path: `/vpsorg`, `/vpsorg/api/v1`, `/api/v1` or an empty string. */
  readonly base: string;
}

/**
 * Returns a function that finds the vendor for a path. Each vendor is served under its name, and a single one at the root as well. Both also
 * work with the path of the vendor's origin (`/api/v1`), for clients that replaced only the host in a URL from the document.
 */
export function mounts({
  vendors,
  origins,
}: Pick<AnyCloud, 'vendors'> & { readonly origins: Readonly<Record<string, string | undefined>> }): (path: string) => Mount | undefined {
  const names = Object.keys(vendors);
  const places = names
    .flatMap((vendor) => {
      const own = [vendors[vendor]?.contract.servers[0].url, origins[vendor]].map((origin) => (origin === undefined ? '' : originOf(vendor, origin).base));
      const bases = [...new Set(['', ...own])];
      return [...bases.map((base) => `/${vendor}${base}`), ...(names.length === 1 ? bases : [])].map((base) => ({ vendor, base }));
    })
    // Longest first: `/api` is a prefix of `/api/v1`.
    .sort((a, b) => b.base.length - a.base.length);
  return (path) => places.find(({ base }) => path.startsWith(base) && (path.length === base.length || path[base.length] === '/'));
}
