/**
 * What goes wrong, and where.
 * Law: a fault is counted, or drawn by its key; two runs with the same seed meet the same faults.
 */
import type { Shape } from './lifecycle.ts';
import type { ProblemKind, Rate } from './problem.ts';
import { fraction, random } from './random.ts';

/** What happens to a request that a fault strikes. */
export type Outcome =
  // The request and its answer.
  /** Nothing is done; the vendor refuses in its own words. `retryAfter` is in milliseconds. */
  | { readonly outcome: 'refused'; readonly kind: ProblemKind; readonly retryAfter?: number }
  /** It is done, and yet answered with the vendor's 500. */
  | { readonly outcome: 'done-but-broken' }
  /** It is done, and the connection drops before the answer. */
  | { readonly outcome: 'answer-lost' }
  /** It is done twice, and answered once. */
  | { readonly outcome: 'done-twice' }
  /** It is answered as if it were done, and is not. */
  | { readonly outcome: 'not-done' }
  /** It does not arrive: nothing is done, and the connection drops. */
  | { readonly outcome: 'network-error' }
  /** It does not arrive, and no answer comes, ever. */
  | { readonly outcome: 'hangs' }
  // The task that it begins.
  /** It fails after a share of its time, from 0 to 1, for a reason that some vendors show. */
  | { readonly outcome: 'fails'; readonly at: number; readonly because?: string }
  /** It goes on no more after a share of its time, and locks for ever. */
  | { readonly outcome: 'stuck'; readonly at: number }
  /** It takes `factor` times as long. */
  | { readonly outcome: 'slow'; readonly factor: number }
  /** It ends in another status than it should. */
  | { readonly outcome: 'settles'; readonly in: string }
  /** Its progress is shown in steps, with a long tail, or going back once. */
  | { readonly outcome: 'progress'; readonly shape: Shape }
  // The answer's way.
  /** It takes so many milliseconds of the cloud's time: as many each time, or drawn lognormally by median and sigma. */
  | { readonly outcome: 'latency'; readonly ms: number }
  | { readonly outcome: 'latency'; readonly median: number; readonly sigma: number }
  /** The body ends after a share of it, from 0 to 1, and the connection drops. */
  | { readonly outcome: 'cut'; readonly at: number }
  /** The body arrives whole, but is not what it says it is: its end is missing. */
  | { readonly outcome: 'malformed' }
  /** Something between answers with a page of its own: HTML, unless another type is named. */
  | { readonly outcome: 'wrong-type'; readonly type?: string }
  // The account.
  /** So many requests a window of `per` milliseconds; then the vendor's refusal, until the window ends. */
  | { readonly outcome: 'rate-limit'; readonly limit: number; readonly per: number }
  /** What is read lags behind: by so many reads, or by so many milliseconds of the cloud's time. */
  | { readonly outcome: 'stale'; readonly reads?: number; readonly ms?: number };

/** The names of all outcomes. */
export type OutcomeName = Outcome['outcome'];

/** Which requests a fault strikes. */
export interface Place {
  readonly vendor: string;
  /** One operation, such as `POST /servers/`; every one when left out. */
  readonly on?: string;
  /** One server, by the key that stands in the path. */
  readonly server?: string | number;
  /** How often it strikes before it is used up; always when left out. */
  readonly times?: number;
  /** How many matching requests pass before it strikes for the first time: 2 for the third call. */
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
  /** The window that a rate limit counts in: when it began, and how many came. */
  window?: { since: number; requests: number };
}

/** A request, as a fault sees it. */
export interface Occasion {
  readonly vendor: string;
  readonly operation: string;
  /** The key of the server that its path names. */
  readonly server: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What strikes a request: the faults' own outcomes, drawn and counted. */
export interface Strike {
  /** By name: the first fault of each wins. */
  readonly outcomes: { readonly [O in OutcomeName]?: Extract<Outcome, { outcome: O }> };
  /** How long the answer is on its way, in milliseconds. */
  readonly latency: number | undefined;
  /** The limit that it counts against. */
  readonly rate: Rate | undefined;
  /** Which fault makes its reads stale. */
  readonly staleBy: CountedFault | undefined;
}

/** The faults of a cloud, and what the server of requests needs of them. */
export interface FaultBook {
  readonly faults: Faults;
  /** What strikes a request, and counts it; undefined when nothing does. */
  take(occasion: Occasion): Strike | undefined;
  snapshot(): CountedFault[];
  restore(faults: readonly CountedFault[]): void;
}

/** Makes an empty book of faults. `seed` keys its chances; `check` refuses those that can never strike; `added` hears of each. */
export function faults(seed: () => string | number, check: (fault: Fault) => void = () => {}, added: (rule: CountedFault) => void = () => {}): FaultBook {
  let rules: CountedFault[] = [];
  let ids = 0;
  const usedUp = ({ fault, struck }: CountedFault): boolean => struck >= (fault.times ?? Infinity);
  const matches = ({ fault }: CountedFault, { vendor, operation, server }: Occasion): boolean =>
    fault.vendor === vendor && (fault.on ?? operation) === operation && (fault.server === undefined || String(fault.server) === server);
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
        const rule = { fault, id: (ids += 1), matched: 0, struck: 0 };
        rules.push(rule);
        added(rule);
      },
      all: () => rules.filter((rule) => !usedUp(rule)).map(({ fault }) => fault),
      clear: () => void (rules = []),
    },
    take(occasion) {
      if (rules.length === 0) return undefined;
      const struck = rules.filter((rule) => matches(rule, occasion) && !usedUp(rule) && strikes(rule));
      if (struck.length === 0) return undefined;
      const outcomes: Partial<Record<OutcomeName, Outcome>> = {};
      let [latency, rate, staleBy]: [number | undefined, Rate | undefined, CountedFault | undefined] = [undefined, undefined, undefined];
      for (const rule of struck) {
        const { fault } = rule;
        if (outcomes[fault.outcome] && fault.outcome !== 'latency') continue;
        rule.struck += 1;
        outcomes[fault.outcome] = fault;
        // Two latencies add up, as two hops do.
        if (fault.outcome === 'latency') latency = (latency ?? 0) + lateness(fault, seed(), rule);
        if (fault.outcome === 'rate-limit') rate = counted(rule, fault, occasion.now);
        if (fault.outcome === 'stale') staleBy = rule;
      }
      return { outcomes: outcomes as Strike['outcomes'], latency, rate, staleBy };
    },
    snapshot: () => JSON.parse(JSON.stringify(rules)) as CountedFault[],
    restore(saved) {
      rules = JSON.parse(JSON.stringify(saved)) as CountedFault[];
      ids = Math.max(0, ...rules.map(({ id }) => id));
      for (const rule of rules) added(rule);
    },
  };
}

/** How long an answer is on its way, in milliseconds. */
function lateness(fault: Extract<Outcome, { outcome: 'latency' }>, seed: string | number, { id, matched }: CountedFault): number {
  if ('ms' in fault) return fault.ms;
  const draw = random(seed, 'latency', id, matched);
  // Box and Muller's: from two even draws to a normal one.
  const normal = Math.sqrt(-2 * Math.log(1 - draw.number())) * Math.cos(2 * Math.PI * draw.number());
  return Math.round(fault.median * Math.exp(fault.sigma * normal));
}

/** Counts a request in the window that it falls into; windows follow one another from the first request on. */
function counted(rule: CountedFault, { limit, per }: Extract<Outcome, { outcome: 'rate-limit' }>, now: number): Rate {
  const { since, requests } = rule.window && now < rule.window.since + per ? rule.window : { since: now, requests: 0 };
  rule.window = { since, requests: requests + 1 };
  return { limit, remaining: limit - requests - 1, resetsAt: since + per };
}

/** Refuses numbers with which a fault would never strike, or not as its author thinks. */
function checkNumbers(fault: Fault): void {
  const wrong = (name: string, value: unknown, what: string): Error => new Error(`A fault cannot have ${name}: ${String(value)}. Give ${what}.`);
  const whole = (name: string, n: number | undefined, least: number): void => {
    if (n !== undefined && !(Number.isInteger(n) && n >= least)) throw wrong(name, n, `a whole number from ${least}`);
  };
  const share = (name: string, n: number | undefined): void => {
    if (n !== undefined && !(n >= 0 && n <= 1)) throw wrong(name, n, 'a share from 0 to 1');
  };
  const above = (name: string, n: number | undefined, what: string): void => {
    if (n !== undefined && !(n > 0 && Number.isFinite(n))) throw wrong(name, n, what);
  };
  whole('times', fault.times, 1);
  whole('after', fault.after, 0);
  whole('every', fault.every, 1);
  share('chance', fault.chance);
  if (fault.outcome === 'fails' || fault.outcome === 'stuck' || fault.outcome === 'cut') share('at', fault.at);
  if (fault.outcome === 'slow') above('factor', fault.factor, 'a number above 0');
  if (fault.outcome === 'rate-limit') {
    whole('limit', fault.limit, 0);
    above('per', fault.per, 'milliseconds above 0, such as minutes(1)');
  }
  if (fault.outcome === 'stale') {
    if ((fault.reads === undefined) === (fault.ms === undefined))
      throw wrong('reads and ms', `${fault.reads} and ${fault.ms}`, 'one of the two: by how many reads, or by how many milliseconds, it lags');
    whole('reads', fault.reads, 1);
    above('ms', fault.ms, 'milliseconds above 0, such as seconds(5)');
  }
  if (fault.outcome !== 'latency') return;
  const [name, ms] = 'ms' in fault ? ['ms', fault.ms] : ['median', fault.median];
  if (!(ms >= 0 && Number.isFinite(ms))) throw wrong(name, ms, 'milliseconds, such as seconds(2)');
  if ('sigma' in fault && !(fault.sigma >= 0 && fault.sigma <= 5)) throw wrong('sigma', fault.sigma, 'a number from 0 to 5, such as 0.5');
}
