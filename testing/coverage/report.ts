/** Compares what a suite has walked with everything that there is. Plain JSON, for the terminal, the page, and other tools. */
import { MEASURES, type Catalogue, type CatalogueItem, type Measure } from './catalogue.ts';
import { partsOf } from './fact.ts';
import type { Machine } from './machine.ts';
import type { Gathered } from './tally.ts';

/** How much of a measure was walked. */
export interface Share {
  readonly walked: number;
  readonly of: number;
  /** 0 to 100; rounded down, so that only everything is 100. */
  readonly percent: number;
}

/** Something that was never seen. */
export interface Gap {
  readonly measure: Measure;
  /** `rebuild refused by a lock` */
  readonly what: string;
  /** The lines of test code that close it; absent where nothing general does. */
  readonly lines?: string;
}

/** What a suite has walked of one vendor. */
export interface VendorCoverage {
  readonly vendor: string;
  readonly title: string;
  readonly shares: Readonly<Record<Measure, Share>>;
  /** How many replies were based on which evidence. */
  readonly evidence: Readonly<Record<string, number>>;
  /** How many requests matched no documented operation. */
  readonly stray: number;
  /** `GET /servers/ answered 418`: what the contract does not document. */
  readonly undocumented: readonly string[];
  readonly operations: readonly { readonly route: string; readonly calls: number }[];
  readonly gaps: readonly Gap[];
  readonly machines: readonly Machine[];
  /** The facts of the machines that were seen. */
  readonly walked: readonly string[];
}

/** What a suite has walked. */
export interface CoverageReport {
  readonly stuntbox: 1;
  readonly vendors: readonly VendorCoverage[];
  /** Over all vendors. */
  readonly shares: Readonly<Record<Measure, Share>>;
  /** How many lines of workers were torn, and are not in here. */
  readonly torn: number;
  /** The vendors that were used, but of which no process could write what there is. */
  readonly unknown: readonly string[];
}

/** Compares what was gathered with the catalogues; a vendor that was not touched is left out, unless its catalogue is given and `all` is true. */
export function reportOf(catalogues: readonly Catalogue[], { tally, torn }: Gathered, { all = false }: { readonly all?: boolean } = {}): CoverageReport {
  const known = new Map(catalogues.map((one) => [one.vendor, one]));
  const vendors = [...known.values()]
    .filter(({ vendor }) => all || tally.has(vendor))
    .map((catalogue) => vendorCoverage(catalogue, tally.get(catalogue.vendor) ?? new Map<string, number>()));
  const shares = byMeasure((measure) => sum(vendors.map((one) => one.shares[measure])));
  return { stuntbox: 1, vendors, shares, torn, unknown: [...tally.keys()].filter((vendor) => !known.has(vendor)) };
}

function vendorCoverage({ vendor, title, items, common, machines }: Catalogue, counts: ReadonlyMap<string, number>): VendorCoverage {
  const by = new Map(MEASURES.map((measure) => [measure, items.filter((one) => one.measure === measure)]));
  const seen = ({ fact: what }: CatalogueItem): boolean => counts.has(what);
  const evidence: Record<string, number> = {};
  const undocumented: string[] = [];
  const facts = new Set(items.map(({ fact: what }) => what));
  for (const [what, times] of counts) {
    const [kind, ...parts] = partsOf(what);
    if (kind === 'evidence') evidence[parts[0] ?? ''] = times;
    if (kind === 'status' && !facts.has(what) && !common.includes(parts[1] ?? '')) undocumented.push(`${parts[0]} answered ${parts[1]}`);
  }
  const walkable = new Set(machines.flatMap((one) => factsOf(one)));
  return {
    vendor,
    title,
    shares: byMeasure((measure) => {
      const its = by.get(measure) ?? [];
      return shareOf(its.filter(seen).length, its.length);
    }),
    evidence,
    stray: counts.get('stray') ?? 0,
    undocumented: undocumented.sort(),
    operations: (by.get('operations') ?? []).map(({ fact: what, what: route }) => ({ route, calls: counts.get(what) ?? 0 })),
    gaps: items.filter((one) => !seen(one)).map(({ measure, what, lines }) => ({ measure, what, ...(lines !== undefined && { lines }) })),
    machines,
    walked: [...counts.keys()].filter((what) => walkable.has(what)),
  };
}

/** The facts of a machine. */
function factsOf({ edges, actions }: Machine): string[] {
  return [
    ...edges.map(({ fact: what }) => what),
    ...actions.flatMap(({ cells, locked }) => [...Object.values(cells).map(({ fact: what }) => what), ...(locked === null ? [] : [locked])]),
  ];
}

const byMeasure = (share: (measure: Measure) => Share): Record<Measure, Share> =>
  // `fromEntries` forgets the keys.
  Object.fromEntries(MEASURES.map((measure) => [measure, share(measure)])) as Record<Measure, Share>;

const shareOf = (walked: number, of: number): Share => ({ walked, of, percent: of === 0 ? 100 : Math.floor((100 * walked) / of) });

const sum = (shares: readonly Share[]): Share =>
  shareOf(
    shares.reduce((total, { walked }) => total + walked, 0),
    shares.reduce((total, { of }) => total + of, 0),
  );
