/**
 * The faults of a cloud: what goes wrong, and where.
 * Law: whether a fault strikes depends only on its counts and the seed, so two runs with the same seed meet the same faults. A fault without effect is not counted.
 */
import { members, outcomeName, PLACE_MEMBERS, readFault, type Fault, type Place } from './fault.ts';
import type { OutcomeName, OutcomeNamed } from './outcome.ts';
import { OUTCOMES } from './outcomes.ts';
import { said } from './plain.ts';
import type { Rate } from './problem.ts';
import { fraction, random, type Draw } from './random.ts';
import { isCount } from './schema.ts';

export type { Fault, Place } from './fault.ts';
export type { Outcome } from './outcome.ts';

/** An outcome without its place: `{ outcome: 'stuck', at: 0.5 }`. */
type OutcomeOf<F> = F extends unknown ? Omit<F, keyof Place> : never;
/** The outcomes that need no members: `'network-error' | 'malformed' | …`. */
type BareName<O> = O extends { readonly outcome: infer Name extends OutcomeName } ? ({ readonly outcome: Name } extends O ? Name : never) : never;
/** The faults at one vendor. */
type FaultOf<F extends Place, N> = F extends unknown ? (N extends F['vendor'] ? F : never) : never;

/** What happens to one request of a sequence: an outcome, just its name if it needs no members, or `'ok'`. */
export type Turn<F extends Place = Fault> = OutcomeOf<F> | BareName<OutcomeOf<F>> | 'ok';

/** The faults of a cloud. The editor completes each vendor's operations and refusals. */
export interface Faults<F extends Place = Fault> {
  /**
   * Adds a fault.
   * @throws {Error} when a member is unknown, missing or out of range, or the fault can never strike; then nothing is added.
   * @example
   * cloud.faults.add({ vendor: 'vpsorg', on: 'POST /servers/', times: 1, outcome: 'answer-lost' });
   */
  add(fault: F): void;
  /**
   * Sets what happens to the next requests for an operation, one after the other; `'ok'` lets a request pass. An outcome without effect waits for the next request.
   * @throws {Error} when one of the outcomes is invalid or can never strike; then nothing is added.
   * @example
   * cloud.faults.sequence('vpsorg', 'GET /servers/', ['network-error', { outcome: 'refused', kind: 'unavailable' }, 'ok']);
   */
  sequence<N extends F['vendor']>(vendor: N, on: NonNullable<FaultOf<F, N>['on']>, turns: readonly Turn<FaultOf<F, N>>[]): void;
  /** Copies of the faults that can still strike, in the order in which they were added. */
  all(): F[];
  clear(): void;
}

/** A fault with its counts, as in a snapshot. */
export interface CountedFault {
  readonly fault: Fault;
  readonly id: number;
  /** The previous fault of a sequence; this one waits until that one is used up. */
  follows?: number;
  /** How many requests it could have struck. */
  matched: number;
  struck: number;
  /** The current window of a rate limit: when it began, and how many requests came in it. */
  window?: { since: number; requests: number };
}

/** A request, as faults see it. */
export interface Occasion {
  readonly vendor: string;
  /** Null for a request that matches no operation: only faults of the whole vendor strike it. */
  readonly operation: string | null;
  /** The key of the server that its path names. */
  readonly server: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The faults that may strike a request. Each is counted when `took` reports that it took effect. */
export interface Strike {
  /** The outcome, if a fault has it for this request; the first if there are several. */
  of<O extends OutcomeName>(name: O): OutcomeNamed<O> | undefined;
  /** Reports that the outcome took effect. */
  took(name: OutcomeName): void;
  /** The names of the outcomes that took effect. */
  readonly effects: ReadonlySet<OutcomeName>;
  /** Counts the request in the window of its rate limit. */
  rate(limit: number, per: number): Rate;
  /** The rate limit that the request was counted against. */
  counted(): Rate | undefined;
  /** Every latency, with its source of randomness: latencies add up, as network hops do. */
  latencies(): readonly { readonly outcome: OutcomeNamed<'latency'>; readonly draw: Draw }[];
  /** The fault that makes the request's reads stale. */
  readonly stale: CountedFault | undefined;
  /** The same faults for a dry run on a copy: nothing is counted. */
  rehearsal(): Strike;
}

/** The faults of a cloud, with what `serve` and snapshots need. */
export interface FaultBook {
  readonly faults: Faults;
  /** The faults that may strike a request; undefined when none does. */
  take(occasion: Occasion): Strike | undefined;
  /** A number that changes whenever a request must be repeated to count as it did. */
  version(): number;
  /** A number that changes whenever a count changes that can be set instead. */
  counted(): number;
  /** The counts that can be set: the fault's id, how many requests it matched, and how many it struck. */
  counts(): readonly Counts[];
  /**
   * Sets counts.
   * @throws {Error} when they are not those of the faults that are there.
   */
  setCounts(counts: unknown): void;
  /** How many faults were ever added, which numbers the next one. */
  added(): number;
  /** Removes one fault by its id; in a sequence, the next one then follows the previous one. Returns whether it was there. */
  remove(id: number): boolean;
  snapshot(): CountedFault[];
  /** Restores validated faults; `added` is how many were ever added. */
  restore(faults: readonly CountedFault[], added?: number): void;
  /** Removes all faults and restarts the numbering. */
  reset(): void;
}

/** How often a fault matched and struck, after its id. */
export type Counts = readonly [id: number, matched: number, struck: number];

/** How a cloud connects its faults to its vendors. */
export interface BookOptions {
  /** Validates a fault from outside. @throws {Error} when it is invalid, or can never strike. */
  readonly read?: (given: unknown) => Fault;
  /** Whether a fault can strike an operation of its vendor or, for null, a request that matches no operation. */
  readonly possible?: (fault: Fault, operation: string | null) => boolean;
  /** Called with each fault that is added. */
  readonly added?: (rule: CountedFault) => void;
  /** Called with each fault that can no longer strike. */
  readonly removed?: (rule: CountedFault) => void;
}

/** Whether what a fault does depends on how often it was met. One that always does the same has counts for whoever looks, but they are no state. */
export const isCounted = (fault: Fault): boolean => COUNTED.some((member) => member in fault) || fault.outcome === 'rate-limit' || fault.outcome === 'stale';
/** Draws are keyed by the count. */
const COUNTED = ['times', 'after', 'every', 'chance', 'median'];
/** Whether its counts are all that a request changes of a fault: it is not used up, and has no window or copy. */
const isTallied = (fault: Fault): boolean => isCounted(fault) && fault.times === undefined && fault.outcome !== 'rate-limit' && fault.outcome !== 'stale';

/** The most faults that a cloud holds: each request goes through the list. */
export const MOST_FAULTS = 1_000;

/** Creates an empty list of faults. `seed` determines their random choices. */
export function faults(
  seed: () => string | number,
  { read = readFault, possible = () => true, added = () => {}, removed = () => {} }: BookOptions = {},
): FaultBook {
  let rules: CountedFault[] = [];
  let ids = 0;
  let version = 0;
  let tally = 0;
  const counts = ({ fault }: CountedFault): void => {
    if (isTallied(fault)) tally += 1;
    else if (isCounted(fault)) version += 1;
  };

  const matches = ({ fault, follows }: CountedFault, { vendor, operation, server }: Occasion): boolean =>
    fault.vendor === vendor &&
    (fault.on === undefined || fault.on === operation) &&
    (fault.server === undefined || String(fault.server) === server) &&
    (follows === undefined || !rules.some(({ id }) => id === follows)) &&
    (fault.on !== undefined || possible(fault, operation));
  const strikes = (rule: CountedFault): boolean => {
    const { after = 0, every = 1, chance = 1 } = rule.fault;
    const n = (rule.matched += 1) - after;
    counts(rule);
    return n > 0 && n % every === 0 && (chance >= 1 || fraction(seed(), 'fault', rule.id, rule.matched) < chance);
  };
  const count = (rule: CountedFault): void => {
    rule.struck += 1;
    counts(rule);
    if (rule.struck < (rule.fault.times ?? Infinity)) return;
    rules = rules.filter((other) => other !== rule);
    removed(rule);
  };
  /** Adds validated faults; `inTurn` makes each wait for the previous one. */
  const push = (given: readonly Fault[], inTurn: boolean): void => {
    const all = [...rules.map(({ fault }) => fault), ...given];
    const atMost = (most: number, count: number, which = ''): void => {
      if (count > most) throw new Error(`A cloud holds at most ${most} faults${which}. Remove those that are no longer needed with cloud.faults.clear().`);
    };
    atMost(MOST_FAULTS, all.length);
    for (const { outcome } of given)
      atMost(OUTCOMES[outcome].most ?? Infinity, all.filter((fault) => fault.outcome === outcome).length, ` with the outcome '${outcome}'`);
    for (const [i, fault] of given.entries()) {
      const rule: CountedFault = { fault, id: (ids += 1), ...(inTurn && i > 0 && { follows: ids - 1 }), matched: 0, struck: 0 };
      rules.push(rule);
      added(rule);
    }
    version += 1;
  };
  const drop = (): void => {
    const dropped = rules;
    rules = [];
    version += 1;
    for (const rule of dropped) removed(rule);
  };

  return {
    faults: {
      add: (fault) => push([read(fault)], false),
      sequence: (vendor, on, turns) => push(inSequence(vendor, on, turns).map(read), true),
      all: () => structuredClone(rules.map(({ fault }) => fault)),
      clear: drop,
    },
    take(occasion) {
      if (rules.length === 0) return undefined;
      // All rules are matched before any is counted: a fault that is used up may release the next one of its sequence.
      const ready = rules.filter((rule) => matches(rule, occasion)).filter(strikes);
      return ready.length === 0 ? undefined : strikeOf(ready, occasion.now, seed(), count);
    },
    version: () => version,
    counted: () => tally,
    counts: () => rules.filter(({ fault }) => isTallied(fault)).map(({ id, matched, struck }) => [id, matched, struck]),
    setCounts(given) {
      for (const one of Array.isArray(given) ? (given as unknown[]) : [given]) {
        const [id, matched, struck] = Array.isArray(one) ? (one as unknown[]) : [];
        const rule = rules.find((other) => other.id === id && isTallied(other.fault));
        if (!rule || !isCount(matched) || !isCount(struck) || struck > matched) throw new Error('its counts are not those of its faults.');
        Object.assign(rule, { matched, struck });
      }
    },
    added: () => ids,
    remove(id) {
      const found = rules.find((rule) => rule.id === id);
      if (!found) return false;
      rules = rules.filter((rule) => rule !== found);
      for (const rule of rules) {
        if (rule.follows !== id) continue;
        if (found.follows === undefined) delete rule.follows;
        else rule.follows = found.follows;
      }
      version += 1;
      removed(found);
      return true;
    },
    snapshot: () => structuredClone(rules),
    restore(saved, number = 0) {
      drop();
      rules = structuredClone([...saved]);
      ids = Math.max(number, ...rules.map(({ id }) => id));
      for (const rule of rules) added(rule);
    },
    reset() {
      drop();
      ids = 0;
    },
  };
}

/** The faults that are ready to strike one request. */
function strikeOf(ready: CountedFault[], now: number, seed: string | number, count: (rule: CountedFault) => void): Strike {
  const first = new Map<OutcomeName, CountedFault>();
  for (const rule of ready) if (!first.has(rule.fault.outcome)) first.set(rule.fault.outcome, rule);
  const effects = new Set<OutcomeName>();
  let counted: Rate | undefined;
  const late = ready.filter(({ fault }) => fault.outcome === 'latency');
  return {
    effects,
    of: <O extends OutcomeName>(name: O) => first.get(name)?.fault as OutcomeNamed<O> | undefined,
    took(name) {
      if (effects.has(name)) return;
      effects.add(name);
      for (const rule of name === 'latency' ? late : [first.get(name)]) if (rule) count(rule);
    },
    rate(limit, per) {
      const rule = first.get('rate-limit');
      // The first window begins with the first request, the next with the first request after it.
      const { since, requests } = rule?.window && now < rule.window.since + per ? rule.window : { since: now, requests: 0 };
      if (rule) rule.window = { since, requests: requests + 1 };
      return (counted = { limit, remaining: limit - requests - 1, resetsAt: since + per });
    },
    counted: () => counted,
    latencies: () => late.map(({ fault, id, matched }) => ({ outcome: fault as OutcomeNamed<'latency'>, draw: random(seed, 'latency', id, matched) })),
    stale: first.get('stale'),
    rehearsal: () => strikeOf(structuredClone(ready), now, seed, () => {}),
  };
}

/** The most turns in a sequence, including those that are `'ok'`. */
const MOST_TURNS = 100;

/** A sequence as faults that each strike once; each `'ok'` lets a request pass first. */
function inSequence(vendor: string, on: string, turns: unknown): unknown[] {
  if (typeof on !== 'string') throw new Error(`A sequence needs the operation that it strikes, such as 'GET /servers/', not ${said(on)}.`);
  if (!Array.isArray(turns) || turns.length === 0 || turns.length > MOST_TURNS)
    throw new Error(
      `A sequence needs a list of 1 to ${MOST_TURNS} outcomes, such as ['network-error', 'ok'], not ${Array.isArray(turns) ? `a list of ${turns.length}` : said(turns)}.`,
    );
  const given: unknown[] = [];
  let after = 0;
  for (const turn of turns as readonly unknown[]) {
    if (turn === 'ok') after += 1;
    else {
      const own =
        typeof turn === 'string' ? { outcome: outcomeName(turn, ['ok']) } : members(turn, "An outcome of a sequence must be a name, 'ok' or an object");
      const placed = Object.keys(own).find((member) => PLACE_MEMBERS.includes(member));
      if (placed !== undefined)
        throw new Error(`An outcome of a sequence cannot have '${placed}': it strikes one request for ${on}. Use cloud.faults.add() for anything else.`);
      given.push({ ...own, vendor, on, times: 1, ...(after > 0 && { after }) });
      after = 0;
    }
  }
  if (given.length === 0) throw new Error("A sequence with only 'ok' can never strike. Give at least one outcome.");
  return given;
}
