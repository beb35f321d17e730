/**
 * What goes wrong, and where.
 * Law: a fault is counted, or drawn by its key; two runs with the same seed meet the same faults. What had no effect is not counted.
 */
import { members, outcomeName, PLACE_MEMBERS, readFault, type Fault, type Place } from './fault.ts';
import { shown } from './member.ts';
import type { OutcomeName, OutcomeNamed } from './outcome.ts';
import { OUTCOMES } from './outcomes.ts';
import type { Rate } from './problem.ts';
import { fraction, random, type Draw } from './random.ts';

export type { Fault, Place } from './fault.ts';
export type { Outcome } from './outcome.ts';

/** An outcome without its place: `{ outcome: 'stuck', at: 0.5 }`. */
type OutcomeOf<F> = F extends unknown ? Omit<F, keyof Place> : never;
/** The outcomes that need no members: `'network-error' | 'malformed' | …`. */
type BareName<O> = O extends { readonly outcome: infer Name extends OutcomeName } ? ({ readonly outcome: Name } extends O ? Name : never) : never;
/** The faults at one vendor. */
type FaultOf<F extends Place, N> = F extends unknown ? (N extends F['vendor'] ? F : never) : never;

/** What happens to one request of a sequence: an outcome, the name alone of one that needs no members, or `'ok'`. */
export type Turn<F extends Place = Fault> = OutcomeOf<F> | BareName<OutcomeOf<F>> | 'ok';

/** The faults of a cloud. A rule of a vendor's own type completes its operations. */
export interface Faults<F extends Place = Fault> {
  /**
   * Adds a fault.
   * @throws {Error} when a member is unknown, missing or out of range, or the fault can never strike; nothing is added then.
   * @example
   * cloud.faults.add({ vendor: 'vpsorg', on: 'POST /servers/', times: 1, outcome: 'answer-lost' });
   */
  add(fault: F): void;
  /**
   * Says what happens to the next requests for an operation, one after the other; `'ok'` lets one pass. An outcome that had no effect waits for the next request.
   * @throws {Error} when one of the outcomes is wrong or can never strike; nothing is added then.
   * @example
   * cloud.faults.sequence('vpsorg', 'GET /servers/', ['network-error', { outcome: 'refused', kind: 'unavailable' }, 'ok']);
   */
  sequence<N extends F['vendor']>(vendor: N, on: NonNullable<FaultOf<F, N>['on']>, turns: readonly Turn<FaultOf<F, N>>[]): void;
  /** Copies of those that can still strike, in the order in which they were added. */
  all(): F[];
  clear(): void;
}

/** A fault with its counts, as a snapshot holds it. */
export interface CountedFault {
  readonly fault: Fault;
  readonly id: number;
  /** The fault before it in a sequence: until that one is used up, this one waits. */
  readonly follows?: number;
  /** How many requests came that it could strike. */
  matched: number;
  struck: number;
  /** The window that a rate limit counts in: when it began, and how many came. */
  window?: { since: number; requests: number };
}

/** A request, as a fault sees it. */
export interface Occasion {
  readonly vendor: string;
  /** Null for a request that no operation answers: only what befalls the vendor as a whole strikes it. */
  readonly operation: string | null;
  /** The key of the server that its path names. */
  readonly server: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The faults that may strike a request. Each counts once it took effect: whoever applies it says so. */
export interface Strike {
  /** The outcome, when a fault has it for this request: of several the first. */
  of<O extends OutcomeName>(name: O): OutcomeNamed<O> | undefined;
  /** Says that the outcome took effect. */
  took(name: OutcomeName): void;
  /** The names of those that took effect. */
  readonly effects: ReadonlySet<OutcomeName>;
  /** Counts the request in the window of its rate limit. */
  rate(limit: number, per: number): Rate;
  /** The limit that it was counted against. */
  counted(): Rate | undefined;
  /** Every latency, with what it draws from: they add up, as hops do. */
  latencies(): readonly { readonly outcome: OutcomeNamed<'latency'>; readonly draw: Draw }[];
  /** The fault that makes its reads stale. */
  readonly stale: CountedFault | undefined;
  /** The same, for a request that is tried on a copy first: nothing is counted. */
  rehearsal(): Strike;
}

/** The faults of a cloud, and what the server of requests needs of them. */
export interface FaultBook {
  readonly faults: Faults;
  /** The faults that may strike a request; undefined when none does. */
  take(occasion: Occasion): Strike | undefined;
  /** A number that changes with each count. */
  version(): number;
  /** How many were ever added: it numbers the next. */
  added(): number;
  snapshot(): CountedFault[];
  /** Takes faults that were checked; `added` is how many were ever added. */
  restore(faults: readonly CountedFault[], added?: number): void;
  /** Drops all, and numbers anew. */
  reset(): void;
}

/** What a book of faults is told by whoever knows the vendors, and what it tells. */
export interface BookOptions {
  /** Reads a fault from outside. @throws {Error} when it is wrong, or can never strike. */
  readonly read?: (given: unknown) => Fault;
  /** Whether a fault can strike an operation at its vendor, or, for null, a request that no operation answers. */
  readonly possible?: (fault: Fault, operation: string | null) => boolean;
  /** Called with each fault that is added. */
  readonly added?: (rule: CountedFault) => void;
  /** Called with each fault that can no longer strike. */
  readonly removed?: (rule: CountedFault) => void;
}

/** The most faults that can be added: the list is looked through with each request. */
export const MOST_FAULTS = 1_000;

/** Makes an empty book of faults. `seed` keys its chances. */
export function faults(
  seed: () => string | number,
  { read = readFault, possible = () => true, added = () => {}, removed = () => {} }: BookOptions = {},
): FaultBook {
  let rules: CountedFault[] = [];
  let ids = 0;
  let version = 0;

  const matches = ({ fault, follows }: CountedFault, { vendor, operation, server }: Occasion): boolean =>
    fault.vendor === vendor &&
    (fault.on === undefined || fault.on === operation) &&
    (fault.server === undefined || String(fault.server) === server) &&
    (follows === undefined || !rules.some(({ id }) => id === follows)) &&
    (fault.on !== undefined || possible(fault, operation));
  const strikes = (rule: CountedFault): boolean => {
    const { after = 0, every = 1, chance = 1 } = rule.fault;
    const n = (rule.matched += 1) - after;
    version += 1;
    return n > 0 && n % every === 0 && (chance >= 1 || fraction(seed(), 'fault', rule.id, rule.matched) < chance);
  };
  const count = (rule: CountedFault): void => {
    rule.struck += 1;
    version += 1;
    if (rule.struck < (rule.fault.times ?? Infinity)) return;
    rules = rules.filter((other) => other !== rule);
    removed(rule);
  };
  /** Adds what was read, one following the other. */
  const push = (given: readonly Fault[], inTurn: boolean): void => {
    if (rules.length + given.length > MOST_FAULTS)
      throw new Error(`A cloud holds at most ${MOST_FAULTS} faults, and has ${rules.length}. Clear those that are no longer needed: cloud.faults.clear().`);
    for (const { outcome } of given) {
      const { most = Infinity } = OUTCOMES[outcome];
      if ([...rules.map(({ fault }) => fault), ...given].filter((fault) => fault.outcome === outcome).length > most)
        throw new Error(`A cloud holds at most ${most} faults with the outcome '${outcome}'. Clear those that are no longer needed: cloud.faults.clear().`);
    }
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
      // All of them are asked before any is counted: what one uses up, another may be waiting for.
      const ready = rules.filter((rule) => matches(rule, occasion)).filter(strikes);
      return ready.length === 0 ? undefined : strikeOf(ready, occasion.now, seed(), count);
    },
    version: () => version,
    added: () => ids,
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
      // Windows follow one another from the first request on.
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

/** The most turns of a sequence, those that are `'ok'` among them. */
const MOST_TURNS = 100;

/** A sequence as faults that each strike once; what is `'ok'` before one lets so many requests pass. */
function inSequence(vendor: string, on: string, turns: unknown): unknown[] {
  if (typeof on !== 'string') throw new Error(`A sequence needs the operation whose requests it strikes, such as 'GET /servers/'; this is ${shown(on)}.`);
  if (!Array.isArray(turns) || turns.length === 0 || turns.length > MOST_TURNS)
    throw new Error(
      `A sequence needs a list of 1 to ${MOST_TURNS} outcomes, such as ['network-error', 'ok']; this is ${Array.isArray(turns) ? `a list of ${turns.length}` : shown(turns)}.`,
    );
  const given: unknown[] = [];
  let after = 0;
  for (const turn of turns as readonly unknown[]) {
    if (turn === 'ok') after += 1;
    else {
      const own = typeof turn === 'string' ? { outcome: outcomeName(turn, ['ok']) } : members(turn, "An outcome of a sequence is a name, 'ok', or an object");
      const placed = Object.keys(own).find((member) => PLACE_MEMBERS.includes(member));
      if (placed !== undefined)
        throw new Error(`An outcome of a sequence cannot have '${placed}': it strikes one request of ${on}. For more, use cloud.faults.add().`);
      given.push({ ...own, vendor, on, times: 1, ...(after > 0 && { after }) });
      after = 0;
    }
  }
  if (given.length === 0) throw new Error("A sequence of nothing but 'ok' can never strike. Give at least one outcome.");
  return given;
}
