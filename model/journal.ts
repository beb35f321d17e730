/** The requests and replies of a cloud: bounded in count and in bytes, and without credentials. */
import type { Change } from './collection.ts';
import { limitsOf, type Limits } from './limits.ts';
import { checkNames } from './named-options.ts';
import { freeze, said, sizeOf } from './plain.ts';
import type { ProblemKind } from './problem.ts';
import { Recent } from './recent.ts';
import { waiters } from './waiters.ts';
import type { Violation } from './violation.ts';

/** An action that a request tried to begin on a record. */
export interface Attempt {
  readonly table: string;
  readonly key: string | number;
  readonly action: string;
  /** The status of the record before. */
  readonly from: string;
  /** `begun`, or the refusal: `locked`, `wrong-state` … */
  readonly outcome: 'begun' | ProblemKind;
}

/** One request and its reply. */
export interface Exchange {
  /** Counts from 1, including exchanges that the journal has dropped. */
  readonly n: number;
  /** When, by the cloud's clock, in milliseconds since the epoch. */
  readonly at: number;
  readonly vendor: string;
  /** The documented operation, such as `POST /servers/`; null when the request matches none. */
  readonly operation: string | null;
  /** The request as received. Credentials, and everything that the contract marks as secret, are `[redacted]` here, in the reply and in the changes. */
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly query: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | null;
  };
  /** The reply; null when the connection dropped. */
  readonly reply: { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string | null } | null;
  /** What changed: by the operation, and by time since the last exchange. A long text is kept as its length and a hash. */
  readonly changes: readonly Change[];
  /** Why the request was refused, or which fault struck it; null when it simply succeeded. */
  readonly why: string | null;
  /** The kind of the vendor's refusal; null when it did not refuse. */
  readonly refused: ProblemKind | null;
  /** The actions that the request tried to begin, in order; on the cloud's own records, not on the copies of a fault such as a stale read. */
  readonly attempts: readonly Attempt[];
  /** How the request departs from the contract, whatever the vendor made of it. */
  readonly violations: readonly Violation[];
  /** How many other requests to this vendor were waiting for an answer when it came, through msw or `cloud.fetch`. */
  readonly beside: number;
}

/** The latest exchanges of a cloud, oldest first. They are frozen. */
export interface Journal {
  readonly size: number;
  /** How many exchanges it had to drop, since it was last cleared, to stay within its limits. */
  readonly dropped: number;
  all(): Exchange[];
  last(): Exchange | undefined;
  /**
   * The exchanges of one operation, or those that match a predicate.
   * @throws {Error} when the cloud has no such operation: a misspelt name would find nothing.
   * @example
   * expect(cloud.journal.filter('POST /servers/')).toHaveLength(1); // it did not create twice
   */
  filter(match: string | ((exchange: Exchange) => boolean)): Exchange[];
  /**
   * Waits for the next exchange, or for the next of one operation or that matches a predicate.
   * It waits for the client, not for time: a client that waits for the clock needs the clock moved.
   * @returns the exchange; with `count`, the last of so many.
   * @throws {Error} when the cloud has no such operation, or is reset meanwhile; the signal's reason when it is aborted.
   * @example
   * const asked = client.createServer('web-1');
   * await cloud.journal.next('POST /servers/'); // it has arrived
   */
  next(match?: string | ((exchange: Exchange) => boolean), options?: NextOptions): Promise<Exchange>;
  clear(): void;
}

/** Which exchange `next` waits for. */
export interface NextOptions {
  /** How many such exchanges must come; 1 by default. */
  readonly count?: number | undefined;
  /** The number of an exchange: those after it count, also when they have come already. By default, only those count that come from now on; with 0, all that the journal has. */
  readonly since?: number | undefined;
  /** Stops waiting. */
  readonly signal?: AbortSignal | undefined;
}

/** An exchange that the journal has not numbered yet. */
export type Unnumbered = Omit<Exchange, 'n'> & { n: number };

/** The default limits. */
export const JOURNAL_LIMITS: Limits = { entries: 1_000, bytes: 67_108_864 };

/** A journal as its cloud sees it, which writes and resets it. */
export interface WrittenJournal {
  readonly journal: Journal;
  /** Numbers and keeps an exchange. It is frozen only when it is read, since most exchanges never are. */
  write(exchange: Unnumbered): Exchange;
  /** Empties the journal and restarts the numbering at 1. */
  reset(): void;
}

/**
 * Creates an empty journal.
 * @param limits how many exchanges it keeps, or how many exchanges and bytes.
 * @param checkOperation throws for the name of an operation that there is not: by that name, nothing is ever found.
 */
export function journal(limits?: number | Partial<Limits>, checkOperation: (name: string) => void = () => {}): WrittenJournal {
  const kept = new Recent<Exchange>(limitsOf('journal', 'exchanges', limits, JOURNAL_LIMITS));
  let written = 0;
  const wait = waiters('waits for the journal are already under way. Give each a signal, and abort it when its test ends.');
  const listening = new Set<(exchange: Exchange | null) => void>();
  const tell = (exchange: Exchange | null): void => {
    for (const listener of listening) listener(exchange);
  };
  const matcher = (match: string | ((exchange: Exchange) => boolean)): ((exchange: Exchange) => boolean) => {
    if (typeof match === 'function') return match;
    checkOperation(match);
    return ({ operation }) => operation === match;
  };
  const all = (): Exchange[] => kept.all().map(freeze);
  return {
    journal: {
      get size() {
        return kept.size;
      },
      get dropped() {
        return kept.dropped;
      },
      all,
      last: () => freeze(kept.last()),
      filter: (match) => all().filter(matcher(match)),
      async next(match = () => true, options = {}) {
        const matches = matcher(match);
        checkNames('journal.next', options, ['count', 'since', 'signal']);
        const { count = 1, since = written, signal } = options;
        if (!(Number.isSafeInteger(count) && count > 0 && Number.isSafeInteger(since) && since >= 0))
          throw new Error(`journal.next cannot wait with count: ${said(count)}, since: ${said(since)}. Give whole numbers, and a count from 1.`);
        let left = count;
        const isLast = (exchange: Exchange): boolean => exchange.n > since && matches(exchange) && (left -= 1) === 0;
        const come = all().find(isLast);
        if (come) return come;
        let found = (): Exchange => {
          throw new Error(`The cloud was reset while ${typeof match === 'string' ? `'${match}'` : 'an exchange'} was waited for. Wait again after the reset.`);
        };
        await wait((done) => {
          const listener = (exchange: Exchange | null): void => {
            try {
              if (exchange && !isLast(exchange)) return;
              if (exchange) found = () => freeze(exchange);
            } catch (error) {
              // The predicate's error belongs to who waits, not to the request.
              found = () => {
                throw error;
              };
            }
            listening.delete(listener);
            done();
          };
          listening.add(listener);
          return () => listening.delete(listener);
        }, signal);
        return found();
      },
      clear: () => kept.clear(),
    },
    write(exchange) {
      exchange.n = written += 1;
      kept.push(exchange, sizeOfExchange(exchange));
      if (listening.size > 0) tell(exchange);
      return exchange;
    },
    reset() {
      kept.clear();
      written = 0;
      tell(null);
    },
  };
}

/** The approximate size of an exchange without its texts; a reply's headers come from the vendor and are short. */
const OVERHEAD = 500;

function sizeOfExchange({ request, reply, changes, violations }: Exchange): number {
  let size = OVERHEAD + request.path.length + request.query.length + (request.body?.length ?? 0) + (reply?.body?.length ?? 0);
  for (const name in request.headers) size += name.length + (request.headers[name]?.length ?? 0);
  if (changes.length > 0) size += sizeOf(changes);
  return violations.length > 0 ? size + sizeOf(violations) : size;
}
