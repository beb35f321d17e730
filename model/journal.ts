/** What was asked and what was answered: bounded, and without credentials. */
import type { Change } from './collection.ts';

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
  /** What changed: what had come due by then, and what the operation did. */
  readonly changes: readonly Change[];
  /** Why it was refused, or which fault struck it; null for a plain success. */
  readonly why: string | null;
}

/** The last exchanges of a cloud, the oldest first. */
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

/** How many exchanges are kept when nobody says otherwise. */
export const JOURNAL_SIZE = 1_000;

/** Makes an empty journal, and the function that writes to it. */
export function journal(limit: number = JOURNAL_SIZE): { journal: Journal; write: (exchange: Unnumbered) => Exchange } {
  if (!(Number.isInteger(limit) && limit >= 0)) throw new Error(`A journal cannot keep ${limit} exchanges. Give a whole number, 0 to keep none.`);
  let ring: Exchange[] = [];
  let written = 0;
  let oldest = 0;
  const all = (): Exchange[] => [...ring.slice(oldest), ...ring.slice(0, oldest)];
  return {
    journal: {
      get size() {
        return ring.length;
      },
      all,
      last: () => ring.at(oldest - 1),
      filter: (match) => all().filter(typeof match === 'function' ? match : ({ operation }) => operation === match),
      clear() {
        ring = [];
        oldest = 0;
      },
    },
    write(exchange) {
      exchange.n = written += 1;
      if (ring.length < limit) ring.push(exchange);
      else if (limit > 0) {
        ring[oldest] = exchange;
        oldest = (oldest + 1) % limit;
      }
      return exchange;
    },
  };
}
