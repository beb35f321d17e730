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
  const sent = segmentsOf(path);
  if (path.length > LONGEST || sent.length > MOST_SEGMENTS || sent.length === 0) return undefined;
  const prefix = prefixOf(vendor);
  if (prefix !== '' && path.startsWith(`${prefix}/`)) {
    const routed = vendor.route(method, path.slice(prefix.length));
    if (routed.found === 'operation')
      return { operation: routed.routed.route, difference: `The path begins with '${prefix}', which belongs before it only once.` };
  }
  let nearest: (Distance & { readonly operation: string }) | undefined;
  for (const [operation, { operation: documented }] of vendor.operations) {
    const [verb = '', route = ''] = operation.split(' ');
    const numbers = new Set(
      (documented.parameters ?? []).map(({ name, schema }) => (typeof schema === 'object' && schema['type'] === 'integer' ? `{${name}}` : '')),
    );
    let distance = between(sent, segmentsOf(route), numbers);
    if (vendor.routing.slash !== 'optional' && path.endsWith('/') !== route.endsWith('/'))
      distance = further(distance, 0.25, path.endsWith('/') ? 'the path has a slash at its end' : 'the path lacks the slash at its end');
    if (verb !== method) distance = further(distance, CHANGES.has(verb) && CHANGES.has(method) ? 0.65 : 0.95, `the method is ${verb}, not ${method}`);
    if (!nearest || distance.cost < nearest.cost) nearest = { ...distance, operation };
  }
  // A path that fits another vendor exactly is that vendor's, unless it is nearly one of ours.
  if (!nearest || nearest.cost > 1) {
    for (const { name, title, route } of vendors) {
      const routed = name === vendor.name ? undefined : route(method, path);
      if (routed?.found === 'operation') return { operation: routed.routed.route, difference: `That is an operation of ${title}, not of ${vendor.title}.` };
    }
  }
  if (!nearest || nearest.cost > NEAR) return undefined;
  const difference = nearest.why.slice(0, 3).join(', and ');
  return { operation: nearest.operation, difference: `${difference.charAt(0).toUpperCase()}${difference.slice(1)}.` };
}

/** Methods that are taken for each other. */
const CHANGES: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

/** How far a path may be from a documented one: a segment too many or too few, and another method. */
const NEAR = 1.8;

/** The path of a vendor's own base: `/api/v1`. */
function prefixOf({ contract }: CompiledVendor): string {
  const { url } = contract.servers[0];
  return (URL.canParse(url) ? new URL(url).pathname : url).replace(/(?<!\/)\/+$/, '');
}

/** How much has to be changed, and what. */
interface Distance {
  readonly cost: number;
  readonly why: readonly string[];
}

const further = ({ cost, why }: Distance, more: number, what: string): Distance => ({ cost: cost + more, why: what === '' ? why : [...why, what] });

/** The distance between the segments of a path and those of a documented one: what is changed, added and left out. `numbers` are the parameters that are numbers. */
function between(sent: readonly string[], documented: readonly string[], numbers: ReadonlySet<string>): Distance {
  let row: Distance[] = [{ cost: 0, why: [] }];
  const lacks = (from: Distance, segment: string): Distance => further(from, segment.startsWith('{') ? 0.8 : 1, `the path lacks '${segment}'`);
  const extra = (from: Distance, part: string): Distance => further(from, /^\d+$/.test(part) ? 0.8 : 1, `'${part}' is not part of the path`);
  for (const segment of documented) row.push(lacks(row.at(-1) as Distance, segment));
  for (const part of sent) {
    const next = [extra(row[0] as Distance, part)];
    for (const [i, segment] of documented.entries()) {
      const ways = [further(row[i] as Distance, ...change(part, segment, numbers)), extra(row[i + 1] as Distance, part), lacks(next[i] as Distance, segment)];
      next.push(ways.reduce((a, b) => (b.cost < a.cost ? b : a)));
    }
    row = next;
  }
  return row.at(-1) as Distance;
}

/** How far a segment is from a documented one. */
function change(part: string, segment: string, numbers: ReadonlySet<string>): [number, string] {
  if (part === segment) return [0, ''];
  // A parameter takes nearly anything, but a name that is documented beside it is nearer.
  if (segment.startsWith('{')) return numbers.has(segment) && !/^\d+$/.test(part) ? [1, `'${part}' is no number`] : [0.1, ''];
  return [part.length > LONGEST_SEGMENT || closest(part, [segment]) === undefined ? 2 : 0.4, `'${part}' should be '${segment}'`];
}

const segmentsOf = (path: string): string[] => path.split('/').filter((segment) => segment !== '');
