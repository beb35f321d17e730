/**
 * How often each fact was seen, and the lines in which processes leave it for a report.
 * Law: every line is complete in itself and says only what happened since the line before, so that lines of any number of processes add up, and a line that is torn costs only itself.
 */
import { isPlainObject } from '../../model/plain.ts';

/** By vendor and fact: how often it was seen. */
export type Tally = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** The longest line that is read, in characters, and the most facts in it. */
const LONGEST_LINE = 4_194_304;
const MOST_FACTS = 50_000;
const LONGEST_FACT = 500;
const VERSION = 1;

/** Collects facts, and gives those since the last line. */
export interface Collector {
  /** Counts a fact; returns true when it is new. */
  see(vendor: string, what: string): boolean;
  /** The lines of what was counted since the last call, each with its line break; empty when there is nothing. */
  take(): string;
}

/** Creates an empty collector. */
export function collector(): Collector {
  const known = new Map<string, Set<string>>();
  let pending = new Map<string, Map<string, number>>();
  return {
    see(vendor, what) {
      const counts = pending.get(vendor) ?? new Map<string, number>();
      if (counts.size === 0) pending.set(vendor, counts);
      counts.set(what, (counts.get(what) ?? 0) + 1);
      const seen = known.get(vendor) ?? new Set<string>();
      if (seen.size === 0) known.set(vendor, seen);
      if (seen.has(what)) return false;
      seen.add(what);
      return true;
    },
    take() {
      const lines = Array.from(pending, ([vendor, counts]) => `${JSON.stringify({ stuntbox: VERSION, vendor, facts: Object.fromEntries(counts) })}\n`);
      pending = new Map();
      return lines.join('');
    },
  };
}

/** What was read from many files. */
export interface Gathered {
  readonly tally: Tally;
  /** How many lines were torn, or are not ours: a process that was killed leaves at most one. */
  readonly torn: number;
}

/** Adds up the lines of many files. */
export function gathered(texts: Iterable<string>): Gathered {
  const tally = new Map<string, Map<string, number>>();
  let torn = 0;
  for (const text of texts) {
    for (const line of text.split('\n')) {
      if (line === '') continue;
      const read = lineOf(line);
      if (!read) torn += 1;
      else add(tally, read.vendor, read.facts);
    }
  }
  return { tally, torn };
}

function add(tally: Map<string, Map<string, number>>, vendor: string, facts: readonly (readonly [string, number])[]): void {
  const counts = tally.get(vendor) ?? new Map<string, number>();
  tally.set(vendor, counts);
  for (const [what, times] of facts) if (counts.has(what) || counts.size < MOST_FACTS) counts.set(what, (counts.get(what) ?? 0) + times);
}

/** A line as it was written; undefined when it is torn, or not ours. */
function lineOf(line: string): { readonly vendor: string; readonly facts: readonly (readonly [string, number])[] } | undefined {
  if (line.length > LONGEST_LINE) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isPlainObject(value) || value['stuntbox'] !== VERSION) return undefined;
  const { vendor, facts } = value;
  if (typeof vendor !== 'string' || !isPlainObject(facts)) return undefined;
  const counts = Object.entries(facts);
  const right =
    counts.length <= MOST_FACTS && counts.every(([what, times]) => what.length <= LONGEST_FACT && Number.isSafeInteger(times) && (times as number) > 0);
  return right ? { vendor, facts: counts as [string, number][] } : undefined;
}
