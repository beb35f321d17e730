/** The documented operation that a request for an unknown path or method probably meant. */
import { closest } from '../model/spelling.ts';
import type { CompiledVendor } from './compile.ts';

/** What a request probably meant, and how it differs. */
export interface NearMiss {
  /** `POST /servers/` */
  readonly operation: string;
  /** A sentence: `The path lacks the slash at its end.` */
  readonly difference: string;
}

/** Longer paths, and paths of more segments, are not compared. */
const LONGEST = 200;
const MOST_SEGMENTS = 12;
const LONGEST_SEGMENT = 40;

/** Finds the operation that a request probably meant; undefined when none is near. */
export function nearMiss(vendor: CompiledVendor, vendors: readonly CompiledVendor[], method: string, path: string): NearMiss | undefined {
  const segments = segmentsOf(path);
  if (path.length > LONGEST || segments.length > MOST_SEGMENTS) return undefined;
  const prefix = prefixOf(vendor);
  if (prefix !== '' && path.startsWith(`${prefix}/`)) {
    const routed = vendor.route(method, path.slice(prefix.length));
    if (routed.found === 'operation')
      return { operation: routed.routed.route, difference: `The path begins with '${prefix}', which belongs before it only once.` };
  }
  let nearest: (Alignment & { readonly route: string; readonly cost: number }) | undefined;
  for (const route of vendor.operations.keys()) {
    const [verb = '', documented = ''] = route.split(' ');
    const aligned = align(segments, segmentsOf(documented));
    const sameSlash = path.endsWith('/') === documented.endsWith('/') || vendor.routing.slash === 'optional';
    const cost = aligned.cost + (verb === method ? 0 : CHANGES.has(verb) && CHANGES.has(method) ? 0.75 : 1.2) + (sameSlash ? 0 : 0.25);
    if (nearest && nearest.cost <= cost) continue;
    const differences = [...aligned.differences];
    if (!sameSlash) differences.push(documented.endsWith('/') ? 'the path lacks the slash at its end' : 'the path has a slash at its end');
    if (verb !== method) differences.push(`the method is ${verb}, not ${method}`);
    nearest = { route, cost, differences };
  }
  const own = nearest && nearest.cost <= NEAR ? nearest : undefined;
  const other = own && own.cost <= 1 ? undefined : otherVendor(vendor, vendors, method, path);
  if (other) return other;
  return own && { operation: own.route, difference: `${sentence(own.differences.slice(0, 3).join(', and '))}.` };
}

/** Methods that are taken for each other. */
const CHANGES: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

/** How far a path may be from a documented one: one segment too many or too few, and another method. */
const NEAR = 1.8;

/** The path of a vendor's own base: `/api/v1`. */
function prefixOf({ contract }: CompiledVendor): string {
  const { url } = contract.servers[0];
  return (URL.canParse(url) ? new URL(url).pathname : url).replace(/\/+$/, '');
}

/** The path of another vendor of the cloud. */
function otherVendor(own: CompiledVendor, vendors: readonly CompiledVendor[], method: string, path: string): NearMiss | undefined {
  for (const vendor of vendors) {
    const routed = vendor.name === own.name ? undefined : vendor.route(method, path);
    if (routed?.found === 'operation') return { operation: routed.routed.route, difference: `That is an operation of ${vendor.title}, not of ${own.title}.` };
  }
  return undefined;
}

interface Alignment {
  readonly cost: number;
  readonly differences: readonly string[];
}

/** Compares the segments of a path with those of a documented one: how much has to be changed, added and left out. */
function align(sent: readonly string[], documented: readonly string[]): Alignment {
  let row: Alignment[] = [{ cost: 0, differences: [] }];
  for (const segment of documented) row.push(further(row.at(-1), 1, lacks(segment)));
  for (const part of sent) {
    const next = [further(row[0], 1, `'${part}' is not part of the path`)];
    for (const [i, segment] of documented.entries())
      next.push(
        least(further(row[i], ...difference(part, segment)), further(row[i + 1], 1, `'${part}' is not part of the path`), further(next[i], 1, lacks(segment))),
      );
    row = next;
  }
  return row.at(-1) ?? { cost: Infinity, differences: [] };
}

const lacks = (segment: string): string => `the path lacks '${segment}'`;
const least = (...all: readonly Alignment[]): Alignment => all.reduce((a, b) => (b.cost < a.cost ? b : a));
const further = (from: Alignment | undefined, cost: number, why: string): Alignment => ({
  cost: (from?.cost ?? 0) + cost,
  differences: why === '' ? (from?.differences ?? []) : [...(from?.differences ?? []), why],
});

/** How far a segment is from a documented one. */
function difference(part: string, segment: string): [number, string] {
  if (part === segment) return [0, ''];
  // A parameter takes anything, but a name that is documented beside it is nearer.
  if (segment.startsWith('{')) return [0.1, ''];
  return part.length > LONGEST_SEGMENT || closest(part, [segment]) === undefined
    ? [2, `'${part}' should be '${segment}'`]
    : [0.4, `'${part}' should be '${segment}'`];
}

const segmentsOf = (path: string): string[] => path.split('/').filter((segment) => segment !== '');
const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
