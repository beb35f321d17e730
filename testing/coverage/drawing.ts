/** Draws a lifecycle as SVG: statuses in a row, what leads forward above them, what leads back below; walked edges drawn through, the others dashed. */
import type { Edge, Machine } from './machine.ts';
import { escaped } from './markup.ts';

const [PITCH, NODE, PAD, STEP, LINE] = [132, 28, 20, 16, 14];
/** The width of a letter of a label, about. */
const LETTER = 6.4;
/** How much lower than the top of a status the top of a circle is. */
const CIRCLE = 6;
/** An action that so many statuses allow, with one result, is said in words. */
const MANY = 4;

/** All edges from one status to another. */
interface Way {
  readonly from: number;
  readonly to: number;
  readonly edges: readonly Edge[];
}

/** A way with its place: its distance from the row of statuses, in pixels. */
interface Placed extends Way {
  readonly level: number;
}

/** The drawing, and what it leaves out: `delete` from any status. */
export function drawing({ edges, table }: Machine, walked: ReadonlySet<string>): { readonly svg: string; readonly beside: readonly Edge[] } {
  // What changes no status is in the table below the drawing.
  const moving = edges.filter(({ from, to }) => from !== to);
  const beside = moving.filter(
    ({ label, to, regular }) => moving.filter((one) => one.label === label && one.to === to && one.regular === regular).length >= MANY,
  );
  const drawn = moving.filter((one) => !beside.includes(one));
  if (drawn.length === 0) return { svg: '', beside };
  const nodes = ordered(drawn);
  const ways = waysOf(drawn, nodes);
  const above = placed(ways.filter(({ from, to }) => from < to));
  const below = placed(ways.filter(({ from, to }) => from > to));
  const top = 12 + Math.max(0, ...above.map(heightOf));
  const bottom = 12 + Math.max(0, ...below.map(heightOf));
  const [width, height] = [PITCH * nodes.length, top + NODE + bottom];
  const seen = new Set(drawn.filter(({ fact }) => walked.has(fact)).flatMap(({ from, to }) => [from, to]));
  const parts = [
    ...[...above, ...below].map((way) => line(way, way.from < way.to, top, walked)),
    ...nodes.map((name, index) => node(name, index, top, seen.has(name))),
    ...above.map((way) => labels(way, true, top, walked)),
    ...below.map((way) => labels(way, false, top, walked)),
  ];
  const title = `The lifecycle of ${table}: ${drawn.filter(({ fact }) => walked.has(fact)).length} of ${drawn.length} edges walked`;
  return {
    svg: `<svg class="machine" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">${HEADS}${parts.join('')}</svg>`,
    beside,
  };
}

/** The arrowheads, by the look of their line. */
const HEADS = `<defs>${['walked', 'failed', 'open']
  .map(
    (look) =>
      `<marker id="head-${look}" class="head ${look}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8Z"/></marker>`,
  )
  .join('')}</defs>`;

/** The statuses in an order in which edges are short, and rather lead forward; null for what is before and after. */
function ordered(edges: readonly Edge[]): (string | null)[] {
  const names = [...new Set(edges.flatMap(({ from, to }) => [from, to]))].filter((name) => name !== null);
  const cost = (order: readonly string[]): number => {
    const place = new Map(order.map((name, index) => [name, index]));
    const at = (name: string | null, end: number): number => (name === null ? end : (place.get(name) ?? 0));
    return edges.reduce((total, { from, to, regular }) => {
      const [a, b] = [at(from, -1), at(to, order.length)];
      return total + (regular ? 2 : 1) * Math.abs(b - a) + (b < a && regular ? 1.5 : 0);
    }, 0);
  };
  let best = names;
  for (let improved = true; improved;) {
    improved = false;
    for (let i = 0; i < best.length; i += 1) {
      for (let j = 0; j < best.length; j += 1) {
        const tried = best.filter((_, index) => index !== i);
        tried.splice(j, 0, best[i] ?? '');
        if (cost(tried) >= cost(best)) continue;
        best = tried;
        improved = true;
      }
    }
  }
  const ends = (end: 'from' | 'to'): null[] => (edges.some((edge) => edge[end] === null) ? [null] : []);
  return [...ends('from'), ...best, ...ends('to')];
}

function waysOf(edges: readonly Edge[], nodes: readonly (string | null)[]): Way[] {
  const ways = new Map<string, { from: number; to: number; edges: Edge[] }>();
  for (const edge of edges) {
    const from = edge.from === null ? 0 : nodes.indexOf(edge.from);
    const to = edge.to === null ? nodes.length - 1 : nodes.indexOf(edge.to);
    const way = ways.get(`${from} ${to}`) ?? { from, to, edges: [] };
    ways.set(`${from} ${to}`, way);
    if (!way.edges.some(({ label }) => label === edge.label)) way.edges.push(edge);
  }
  return [...ways.values()];
}

const span = ({ from, to }: Way): number => Math.abs(from - to);
const heightOf = (way: Placed): number => way.level + way.edges.length * LINE + 4;

/** Places ways above each other, the short ones first, so that no label is crossed by another line. */
function placed(ways: readonly Way[]): Placed[] {
  const done: Placed[] = [];
  for (const way of ways.toSorted((one, other) => span(one) - span(other))) {
    const [low, high] = [Math.min(way.from, way.to), Math.max(way.from, way.to)];
    const under = done.filter((other) => Math.min(other.from, other.to) < high && Math.max(other.from, other.to) > low);
    done.push({ ...way, level: Math.max(PAD, ...under.map((other) => heightOf(other) + STEP - 4)) });
  }
  return done;
}

const center = (index: number): number => PITCH * index + PITCH / 2;
/** Ways of several lengths leave a status side by side, the short ones inside the long ones. */
const aside = (way: Way): number => Math.max(5, 33 - 8 * span(way));

function ends(way: Way, up: boolean): readonly [number, number] {
  const shift = up ? aside(way) : -aside(way);
  const [from, to] = [way.edges[0]?.from, way.edges[0]?.to];
  return [center(way.from) + (from === null ? 0 : shift), center(way.to) - (to === null ? 0 : shift)];
}

function lookOf({ edges }: Way, walked: ReadonlySet<string>): string {
  const seen = edges.filter(({ fact }) => walked.has(fact));
  if (seen.length === 0) return 'open';
  return seen.every(({ regular }) => !regular) ? 'failed' : 'walked';
}

function line(way: Placed, up: boolean, top: number, walked: ReadonlySet<string>): string {
  const [a, b] = ends(way, up);
  const [edge, out] = up ? [top, -1] : [top + NODE, 1];
  const y = edge + out * way.level;
  // A beginning or an end is a circle, lower than the statuses beside it.
  const [start, stop] = [way.edges[0]?.from === null ? CIRCLE : 0, way.edges[0]?.to === null ? CIRCLE : 2 * out];
  const round = Math.min(10, way.level);
  const turn = a < b ? round : -round;
  const look = lookOf(way, walked);
  const path = `M${a} ${edge + start}V${y - out * round}Q${a} ${y} ${a + turn} ${y}H${b - turn}Q${b} ${y} ${b} ${y - out * round}V${edge + stop}`;
  return `<path class="way ${look}" d="${path}" marker-end="url(#head-${look})"/>`;
}

function labels(way: Placed, up: boolean, top: number, walked: ReadonlySet<string>): string {
  const [a, b] = ends(way, up);
  const x = (a + b) / 2;
  return way.edges
    .map(({ label, fact, regular }, index) => {
      const away = way.level + 5 + index * LINE;
      const y = up ? top - away : top + NODE + away + 9;
      const look = walked.has(fact) ? (regular ? 'walked' : 'failed') : 'open';
      const fits = Math.abs(a - b) + 60 > label.length * LETTER ? '' : ' tight';
      return `<text class="label ${look}${fits}" x="${x}" y="${y}"><title>${escaped(`${label}: ${walked.has(fact) ? 'walked' : 'never seen'}`)}</title>${escaped(label)}</text>`;
    })
    .join('');
}

function node(name: string | null, index: number, top: number, seen: boolean): string {
  const x = center(index);
  const y = top + NODE / 2;
  // Before the first status, and after the last.
  if (name === null)
    return `<circle class="end ${seen ? 'walked' : 'open'}" cx="${x}" cy="${y}" r="${index === 0 ? 7 : 8}"/>${index === 0 ? '' : `<circle class="dot" cx="${x}" cy="${y}" r="4"/>`}`;
  const width = Math.min(PITCH - 12, Math.max(74, name.length * 7.4 + 20));
  return `<rect class="node ${seen ? 'walked' : 'open'}" x="${x - width / 2}" y="${top}" width="${width}" height="${NODE}" rx="${NODE / 2}"/><text class="name" x="${x}" y="${y + 4}">${escaped(name)}</text>`;
}
