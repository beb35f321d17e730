/**
 * What faults do to a request, stage by stage, as the table of outcomes says.
 * Law: an outcome counts only once it took effect; what an earlier one leaves nothing to do for keeps its count.
 */
import type { CountedFault, Strike } from '../model/faults.ts';
import type { Departure, Stateful } from '../model/lifecycle.ts';
import { STAGES, type Acts, type At, type Gate, type Spoilable } from '../model/outcome.ts';
import { OUTCOMES } from '../model/outcomes.ts';
import { Problem } from '../model/problem.ts';
import type { Decision } from '../vendor/provider.ts';
import type { PlainReply, PlainRequest } from '../vendor/wire.ts';

/** How the client is answered that a fault struck on its way; undefined when none did. */
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
    // What a vendor's words may ask for when a fault refuses, and no rule of the model did.
    detail: (retryAfter) => ({ path, method, missing: false, ...(retryAfter !== undefined && { retryAfter }) }),
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

/** Does a request to the account that the faults want: the real one, what a stale read sees, or a copy that is thrown away. */
export function done<A>(strike: Strike, run: (account: A) => Decision, { own, seen, copy }: Accounts<A>): Decision | null {
  const name = STAGES.account.find((one) => strike.of(one));
  if (strike.stale && name === 'stale') {
    const account = seen(strike.stale);
    strike.took(name);
    return afterwards(strike, run(account), () => {});
  }
  if (!name) return afterwards(strike, run(own), () => again(() => run(own)));
  // No task of a copy's is ever seen, and what was not done is answered as if it were.
  const decision = run(copy());
  strike.took(name);
  return decision;
}

/** The accounts to which a request can be done. */
export interface Accounts<A> {
  readonly own: A;
  seen(rule: CountedFault): A;
  copy(): A;
}

/** Does it a second time; what the vendor refuses then, nobody hears of. */
function again(run: () => Decision): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}

/** What a task needs that is to depart from its row. */
export interface Beginning {
  takes(record: Stateful, action: string, departure: Departure | undefined, further: Departure): boolean;
  begin(record: Stateful, action: string, departure?: Departure): void;
}

/** Begins an action as the faults want it. */
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
 * What becomes of an answer to what was done: null when it is lost.
 * @throws {Problem} `broken`.
 */
function afterwards(strike: Strike, decision: Decision, again: () => void): Decision | null {
  for (const name of STAGES.answer) {
    if (!strike.of(name)) continue;
    strike.took(name);
    const { then } = OUTCOMES[name];
    if (then === 'lost') return null;
    if (then === 'broken') throw new Problem('broken', 'A fault answers 500 to what was done.');
    again();
  }
  return decision;
}

/** An answer with what faults make of its body; `cut` is how many bytes of it arrive. */
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

/** How long the answer is on its way, in milliseconds. Latencies add up, as hops do. */
export function latency(strike: Strike | undefined): number | undefined {
  if (!strike?.of('latency')) return undefined;
  const late = strike.latencies();
  strike.took('latency');
  return late.reduce((sum, { outcome, draw }) => sum + OUTCOMES.latency.takes(outcome, draw), 0);
}
