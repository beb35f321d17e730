/**
 * What goes wrong, and where.
 * Law: a fault is counted, or drawn by its key; two runs with the same seed meet the same faults.
 */
import type { ProblemKind } from './problem.ts';
import { fraction } from './random.ts';

/** What happens to a request that a fault strikes. */
export type Outcome =
  /** Nothing is done; the vendor refuses in its own words. */
  | { readonly outcome: 'refused'; readonly kind: ProblemKind; readonly retryAfter?: number }
  /** It is done, and yet answered with the vendor's 500. */
  | { readonly outcome: 'done-but-broken' }
  /** It is done, and the connection drops before the answer. */
  | { readonly outcome: 'answer-lost' }
  /** Nothing is done: the request does not arrive. */
  | { readonly outcome: 'network-error' }
  /** It is accepted, and the task that it begins fails after a share of its time, from 0 to 1, for a reason that some vendors show. */
  | { readonly outcome: 'fails'; readonly at: number; readonly because?: string }
  /** The task that it begins takes `factor` times as long. */
  | { readonly outcome: 'slow'; readonly factor: number }
  /** The answer is on its way for so many milliseconds of the cloud's time. */
  | { readonly outcome: 'latency'; readonly ms: number };

/** Which requests a fault strikes. */
export interface Place {
  readonly vendor: string;
  /** One operation, such as `POST /servers/`; every one when left out. */
  readonly on?: string;
  /** How often it strikes before it is used up; always when left out. */
  readonly times?: number;
  /** How many matching requests pass before it strikes for the first time. */
  readonly after?: number;
  /** Strikes each nth matching request only. */
  readonly every?: number;
  /** The share of the matching requests that it strikes, from 0 to 1, drawn by its key. */
  readonly chance?: number;
}

export type Fault = Place & Outcome;

/** The faults of a cloud. A rule of a vendor's own type completes its operations. */
export interface Faults<F extends Place = Fault> {
  /**
   * Adds a fault.
   * @throws {Error} when it can never strike.
   * @example
   * cloud.faults.add({ vendor: 'vpsorg', on: 'POST /servers/', times: 1, outcome: 'answer-lost' });
   */
  add(fault: F): void;
  /** Those that can still strike, in the order in which they were added. */
  all(): F[];
  clear(): void;
}

/** A fault with its counts, as a snapshot holds it. */
export interface CountedFault {
  readonly fault: Fault;
  readonly id: number;
  matched: number;
  struck: number;
}

/** The faults of a cloud, and what the server of requests needs of them. */
export interface FaultBook {
  readonly faults: Faults;
  /** What strikes a request; counts it. */
  take(vendor: string, operation: string): readonly Outcome[];
  snapshot(): CountedFault[];
  restore(faults: readonly CountedFault[]): void;
}

const NONE: readonly Outcome[] = [];

/** Makes an empty book of faults. `seed` keys its chances; `check` refuses those that can never strike. */
export function faults(seed: () => string | number, check: (fault: Fault) => void = () => {}): FaultBook {
  let rules: CountedFault[] = [];
  let ids = 0;
  const usedUp = ({ fault, struck }: CountedFault): boolean => struck >= (fault.times ?? Infinity);
  const strikes = (rule: CountedFault): boolean => {
    const { after = 0, every = 1, chance = 1 } = rule.fault;
    const n = (rule.matched += 1) - after;
    return n > 0 && n % every === 0 && (chance >= 1 || fraction(seed(), 'fault', rule.id, rule.matched) < chance);
  };
  return {
    faults: {
      add(fault) {
        checkNumbers(fault);
        check(fault);
        rules.push({ fault, id: (ids += 1), matched: 0, struck: 0 });
      },
      all: () => rules.filter((rule) => !usedUp(rule)).map(({ fault }) => fault),
      clear: () => void (rules = []),
    },
    take(vendor, operation) {
      if (rules.length === 0) return NONE;
      const struck = rules
        .filter(({ fault }) => fault.vendor === vendor && (fault.on ?? operation) === operation)
        .filter((rule) => !usedUp(rule) && strikes(rule));
      for (const rule of struck) rule.struck += 1;
      return struck.map(({ fault }) => fault);
    },
    snapshot: () => JSON.parse(JSON.stringify(rules)) as CountedFault[],
    restore(saved) {
      rules = JSON.parse(JSON.stringify(saved)) as CountedFault[];
      ids = Math.max(0, ...rules.map(({ id }) => id));
    },
  };
}

/** Refuses numbers with which a fault would never strike, or not as its author thinks. */
function checkNumbers(fault: Fault): void {
  const bounds: [string, number | undefined, (n: number) => boolean, string][] = [
    ['times', fault.times, (n) => n >= 1, 'a whole number from 1'],
    ['after', fault.after, (n) => n >= 0, 'a whole number from 0'],
    ['every', fault.every, (n) => n >= 1, 'a whole number from 1'],
  ];
  for (const [name, n, fits, what] of bounds) {
    if (n !== undefined && !(Number.isInteger(n) && fits(n))) throw new Error(`A fault cannot have ${name}: ${n}. Give ${what}.`);
  }
  const share = (name: string, n: number | undefined): void => {
    if (n !== undefined && !(n >= 0 && n <= 1)) throw new Error(`A fault cannot have ${name}: ${n}. Give a share from 0 to 1.`);
  };
  share('chance', fault.chance);
  if (fault.outcome === 'fails') share('at', fault.at);
  if (fault.outcome === 'slow' && !(fault.factor > 0 && Number.isFinite(fault.factor)))
    throw new Error(`A fault cannot have factor: ${fault.factor}. Give a number above 0.`);
  if (fault.outcome === 'latency' && !(fault.ms >= 0 && Number.isFinite(fault.ms)))
    throw new Error(`A fault cannot have ms: ${fault.ms}. Give milliseconds, such as seconds(2).`);
}
