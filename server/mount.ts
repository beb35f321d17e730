/** Which vendor a path of the standalone server belongs to, and what stands before the vendor's own part of it. */
import type { AnyCloud } from '../cloud/cloud.ts';
import { originOf } from '../cloud/origin.ts';

/** Where a vendor is reached. */
export interface Mount {
  readonly vendor: string;
  /** What stands before the vendor's own path: `/vpsorg`, `/vpsorg/api/v1`, `/api/v1` or nothing. */
  readonly base: string;
}

/**
 * Makes what finds the vendor of a path. Each is under its name, a single one at the root as well; and whoever replaced only the host
 * in a line of the vendor's document comes with the path of the origin (`/api/v1`) before the vendor's own: both answer alike.
 */
export function mounts({ vendors, origins }: Pick<AnyCloud, 'vendors' | 'origins'>): (path: string) => Mount | undefined {
  const names = Object.keys(vendors);
  const places = names
    .flatMap((vendor) => {
      const own = [vendors[vendor]?.contract.servers[0].url, origins[vendor]].map((origin) => (origin === undefined ? '' : originOf(vendor, origin).base));
      const bases = [...new Set(['', ...own])];
      return [...bases.map((base) => `/${vendor}${base}`), ...(names.length === 1 ? bases : [])].map((base) => ({ vendor, base }));
    })
    // The longest first: `/api` is the start of `/api/v1`.
    .sort((a, b) => b.base.length - a.base.length);
  return (path) => places.find(({ base }) => path.startsWith(base) && (path.length === base.length || path[base.length] === '/'));
}
