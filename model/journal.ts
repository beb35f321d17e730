/** What was asked and what was answered: bounded in count and in bytes, and without credentials. */
import type { Change } from './collection.ts';
import { limitsOf, type Limits } from './limits.ts';
import { freeze, sizeOf } from './plain.ts';

/** One request and its answer. */
export interface Exchange {
  /** Counts from 1, also past those that the journal has let go. */
  readonly n: number;
  /** When, by the cloud's clock, in milliseconds since the epoch. */
  readonly at: number;
  readonly vendor: string;
  /** The documented operation, such as `POST /servers/`; null for a route that the vendor does not have. */
  readonly operation: string | null;
  /** The request as it came; a known credential, and whatever the contract marks as secret, is `[redacted]`, here and in the reply and the changes. */
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly query: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | null;
  };
  /** The answer; null when it was lost on the way. */
  readonly reply: { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string | null } | null;
  /** What changed: what had come due by then, and what the operation did. A long text in it is kept as its length and a hash. */
  readonly changes: readonly Change[];
  /** Why it was refused, or which fault struck it; null for a plain success. */
  readonly why: string | null;
}

/** The last exchanges of a cloud, the oldest first. They are frozen: what happened does not change. */
export interface Journal {
  readonly size: number;
  all(): Exchange[];
  last(): Exchange | undefined;
  /**
   * The exchanges of one operation, or those that a predicate picks.
   * @example
   * expect(cloud.journal.filter('POST /servers/')).toHaveLength(1); // it did not create twice
   */
  filter(match: string | ((exchange: Exchange) => boolean)): Exchange[];
  clear(): void;
}

/** An exchange that the journal has not numbered yet. */
export type Unnumbered = Omit<Exchange, 'n'> & { n: number };

/** What is kept when nobody says otherwise. */
export const JOURNAL_LIMITS: Limits = { entries: 1_000, bytes: 67_108_864 };

/** A journal as its cloud has it: who writes to it, and how it begins again. */
export interface WrittenJournal {
  readonly journal: Journal;
  /** Numbers an exchange and keeps it. It is frozen when it is handed out, not here: most exchanges are never looked at. */
  write(exchange: Unnumbered): Exchange;
  /** Empties the journal, and numbers from 1 again. */
  reset(): void;
}

/**
 * Makes an empty journal.
 * @param limits how many exchanges it keeps, or how many and how many bytes of them.
 */
export function journal(limits?: number | Partial<Limits>): WrittenJournal {
  const most = limitsOf('journal', 'exchanges', limits, JOURNAL_LIMITS);
  let entries: ({ readonly exchange: Exchange; readonly size: number } | undefined)[] = [];
  let first = 0;
  let bytes = 0;
  let written = 0;
  const all = (): Exchange[] => entries.slice(first).flatMap((entry) => (entry ? [freeze(entry.exchange)] : []));
  const clear = (): void => {
    entries = [];
    first = 0;
    bytes = 0;
  };
  return {
    journal: {
      get size() {
        return entries.length - first;
      },
      all,
      last: () => (entries.length > first ? freeze(entries.at(-1)?.exchange) : undefined),
      filter: (match) => all().filter(typeof match === 'function' ? match : ({ operation }) => operation === match),
      clear,
    },
    write(exchange) {
      exchange.n = written += 1;
      const size = sizeOfExchange(exchange);
      entries.push({ exchange, size });
      bytes += size;
      while (entries.length - first > most.entries || bytes > most.bytes) {
        bytes -= entries[first]?.size ?? 0;
        // What is let go is let go at once; its place now and then, since an array that loses its first element is copied.
        entries[first] = undefined;
        first += 1;
      }
      if (first > 64 && first >= entries.length / 2) {
        entries = entries.slice(first);
        first = 0;
      }
      return exchange;
    },
    reset() {
      clear();
      written = 0;
    },
  };
}

/** What an exchange takes besides its texts, about; the headers of a reply are the vendor's own, and short. */
const OVERHEAD = 500;

function sizeOfExchange({ request, reply, changes }: Exchange): number {
  let size = OVERHEAD + request.path.length + request.query.length + (request.body?.length ?? 0) + (reply?.body?.length ?? 0);
  for (const name in request.headers) size += name.length + (request.headers[name]?.length ?? 0);
  return changes.length === 0 ? size : size + sizeOf(changes);
}
