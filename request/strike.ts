/**
 * Applies faults to a request, stage by stage, according to the table of outcomes.
 * Law: an outcome is counted only when it takes effect, not when an earlier one makes it irrelevant.
 */
import type { CountedFault, Strike } from '../model/faults.ts';
import type { Departure, Stateful } from '../model/lifecycle.ts';
import { STAGES, type Acts, type At, type Gate, type Spoilable } from '../model/outcome.ts';
import { OUTCOMES } from '../model/outcomes.ts';
import { present } from '../model/plain.ts';
import { Problem } from '../model/problem.ts';
import type { Decision } from '../vendor/provider.ts';
import type { PlainReply, PlainRequest } from '../vendor/wire.ts';

/** What happens to a request that a fault strikes on arrival; undefined when none does. */
export function onArrival(strike: Strike | undefined): 'dropped' | 'never' | undefined {
  const name = strike && STAGES.arrival.find((one) => strike.of(one));
  if (!name) return undefined;
  strike.took(name);
  return OUTCOMES[name].answered;
}

/**
 * Lets a request pass the gate.
 * @throws {Problem} when a fault refuses it there.
 */
export function atGate(strike: Strike | undefined, now: number, { method, path }: PlainRequest): void {
  if (!strike) return;
  const gate: Gate = {
    now,
    rate: strike.rate,
    // What the wording of a refusal may need when a fault refuses, rather than a rule.
    detail: (retryAfter) => ({ path, method, missing: false, ...present({ retryAfter }) }),
  };
  for (const name of STAGES.gate) {
    const outcome = strike.of(name);
    if (!outcome) continue;
    const row: Acts['gate'] = OUTCOMES[name];
    const problem = row.refuses(outcome, gate);
    strike.took(name);
    if (problem) throw problem;
  }
}

/** Runs a request on the account that the faults determine: the real one, the outdated copy of a stale read, or a copy that is discarded. */
export function perform<A>(strike: Strike, run: (account: A) => Decision, { own, seen, copy }: Accounts<A>): Decision | null {
  const name = STAGES.account.find((one) => strike.of(one));
  if (strike.stale && name === 'stale') {
    const account = seen(strike.stale);
    strike.took(name);
    return afterwards(strike, run(account), () => {});
  }
  if (!name) return afterwards(strike, run(own), () => again(() => run(own)));
  // Answered as a success, but only the discarded copy changed.
  const decision = run(copy());
  strike.took(name);
  return decision;
}

/** The accounts on which a request can run. */
export interface Accounts<A> {
  readonly own: A;
  seen(rule: CountedFault): A;
  copy(): A;
}

/** Runs a request a second time; a refusal is ignored. */
function again(run: () => Decision): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}

/** How a request begins tasks. */
export interface Beginning {
  takes(record: Stateful, action: string, departure: Departure | undefined, further: Departure): boolean;
  begin(record: Stateful, action: string, departure?: Departure): void;
}

/** Begins an action with the departures of the faults. */
export function beginning(strike: Strike, { takes, begin }: Beginning): Beginning['begin'] {
  if (!STAGES.task.some((name) => strike.of(name))) return begin;
  return (record, action, departure) => {
    const struck: At<'task'>[] = [];
    let departs = departure;
    for (const name of STAGES.task) {
      const outcome = strike.of(name);
      const row: Acts['task'] = OUTCOMES[name];
      if (!outcome || (row.ends && struck.some((other) => OUTCOMES[other].ends))) continue;
      const further = row.departs(outcome);
      if (!takes(record, action, departure, further)) continue;
      departs = { ...departs, ...further };
      struck.push(name);
    }
    begin(record, action, departs);
    for (const name of struck) strike.took(name);
  };
}

/**
 * The reply after a request was carried out; null when it is lost.
 * @throws {Problem} `broken`.
 */
function afterwards(strike: Strike, decision: Decision, again: () => void): Decision | null {
  for (const name of STAGES.answer) {
    if (!strike.of(name)) continue;
    strike.took(name);
    const { then } = OUTCOMES[name];
    if (then === 'lost') return null;
    if (then === 'broken') throw new Problem('broken', 'A fault made the vendor answer 500, although the request was carried out.');
    again();
  }
  return decision;
}

/** A reply after faults corrupted its body; `cut` is how many bytes of it arrive. */
export function spoilt(strike: Strike | undefined, reply: PlainReply | null): { readonly reply: PlainReply | null; readonly cut: number | undefined } {
  if (!strike || !reply?.body || reply.body.length === 0) return { reply, cut: undefined };
  let answer: Spoilable = { headers: reply.headers, body: reply.body };
  let replaced = false;
  for (const name of STAGES.body) {
    const outcome = strike.of(name);
    const row: Acts['body'] = OUTCOMES[name];
    if (!outcome || (row.replaces && replaced)) continue;
    answer = row.spoils(outcome, answer);
    replaced ||= row.replaces;
    strike.took(name);
  }
  const { cut, ...made } = answer;
  return { reply: made.body === reply.body ? reply : { ...reply, ...made }, cut };
}

/** How long the reply takes, in milliseconds. Latencies add up, as network hops do. */
export function latency(strike: Strike | undefined): number | undefined {
  if (!strike?.of('latency')) return undefined;
  const late = strike.latencies();
  strike.took('latency');
  return late.reduce((sum, { outcome, draw }) => sum + OUTCOMES.latency.takes(outcome, draw), 0);
}
