/** The rules, each of which finds one kind of rudeness in a journal. */
import type { Fault } from '../../model/faults.ts';
import type { Exchange } from '../../model/journal.ts';
import { count, named, time, type Finding, type MannersRule } from './finding.ts';
import type { AllLimits, RateLimit } from './limits.ts';
import { isRead, pausesOf, runsOf, type Run } from './poll.ts';

/** What a rule sees. */
export interface Scene {
  /** Oldest first. */
  readonly exchanges: readonly Exchange[];
  readonly limits: AllLimits;
  /** The faults that can still strike, for the rate limits among them. */
  readonly faults: readonly Fault[];
}

export type Rule = (scene: Scene) => Finding[];

const found = (rule: MannersRule, exchanges: readonly Exchange[], message: string, whole = false): Finding[] => {
  const [first] = exchanges;
  return first ? [{ rule, vendor: first.vendor, operation: whole ? null : first.operation, message, exchanges }] : [];
};

/** It polls with pauses that are too short. */
export const tooOften: Rule = ({ exchanges, limits: { pause, polls } }) =>
  runsOf(exchanges).flatMap((run) => {
    const short = shortest(run, pause);
    if (short.length < polls) return [];
    const pauses = pausesOf(short);
    const least = Math.min(...pauses);
    return found(
      'too-often',
      short,
      `It asked ${named(short[0] as Exchange)} ${count(short.length)} times with pauses down to ${time(least)}; a pause should be at least ${time(pause)}.`,
    );
  });

/** The longest part of a run in which every pause is shorter than a limit. */
function shortest(run: Run, limit: number): Run {
  let best: Run = [];
  let from = 0;
  for (const [index, pause] of pausesOf(run).entries()) {
    if (pause >= limit) from = index + 1;
    else if (index + 2 - from > best.length) best = run.slice(from, index + 2);
  }
  return best;
}

/** It polls with pauses that never grow. */
export const noBackOff: Rule = ({ exchanges, limits: { steady, polls } }) =>
  runsOf(exchanges).flatMap((run) => {
    const pauses = pausesOf(run);
    let from = 0;
    let best: Run = [];
    for (const [index, pause] of pauses.entries()) {
      const before = pauses[index - 1];
      // A tenth is jitter.
      const grew = before !== undefined && index > from && pause > before * 1.1;
      if (pause >= steady || grew) from = pause >= steady ? index + 1 : index;
      else if (index + 2 - from > best.length) best = run.slice(from, index + 2);
    }
    // As many again as are too often: a client may poll a few times before it backs off.
    if (best.length < 2 * polls) return [];
    const usual = pausesOf(best).toSorted((one, other) => one - other)[Math.floor(best.length / 2)] ?? 0;
    return found(
      'no-back-off',
      best,
      `It asked ${named(best[0] as Exchange)} ${count(best.length)} times, every ${time(usual)} or so, and its pauses did not grow; let each be longer than the one before, up to ${time(steady)}.`,
    );
  });

/** It comes again before the time that a reply told it to wait. */
export const ignoresRetryAfter: Rule = ({ exchanges }) =>
  exchanges.flatMap((refused, index) => {
    const until = retryAt(refused);
    if (until === undefined) return [];
    // Who is limited is limited everywhere; who is told that something is unavailable must not ask for that again.
    const everywhere = refused.reply?.status === 429;
    const next = exchanges.slice(index + 1).find((one) => one.vendor === refused.vendor && (everywhere || named(one) === named(refused)));
    if (!next || next.at >= until) return [];
    return found(
      'ignores-retry-after',
      [refused, next],
      `${named(refused)} was answered ${refused.reply?.status} with Retry-After, to wait ${time(until - refused.at)}; it came again with ${named(next)} after ${time(next.at - refused.at)}.`,
    );
  });

/** When a reply allows the next request, in milliseconds since the epoch. */
function retryAt({ at, reply }: Exchange): number | undefined {
  const given = reply?.headers['retry-after'];
  if (given === undefined) return undefined;
  const seconds = Number(given);
  if (given.trim() !== '' && Number.isFinite(seconds)) return at + 1_000 * seconds;
  const instant = Date.parse(given);
  return Number.isNaN(instant) ? undefined : instant;
}

/** It polls a record whose task has ended, or that is gone. */
export const afterTheEnd: Rule = ({ exchanges, limits: { polls, steady } }) =>
  runsOf(exchanges).flatMap((run) => {
    const end = run.findIndex((one) => ends(one));
    const gone = run.findIndex(({ reply }) => reply?.status === 404 || reply?.status === 410);
    const first = end < 0 ? gone : end;
    if (first < 0) return [];
    // What changes again is worth a look.
    const after = run.slice(first);
    const last = after.findLastIndex((one) => one.changes.some(({ key }) => names(one, key)));
    const idle = after.slice(Math.max(0, last));
    const waiting = idle.slice(1).filter(({ at }, index) => at - (idle[index]?.at ?? at) < steady);
    if (waiting.length < polls) return [];
    const why = end < 0 ? 'it was gone' : 'its task had ended';
    return found(
      'after-the-end',
      [idle[0] as Exchange, ...waiting],
      `It asked ${named(idle[0] as Exchange)} ${count(waiting.length)} more times after ${why}; stop at the last status.`,
    );
  });

/** Whether the record that an exchange names has ended its task in it, or since the exchange before. */
const ends = (exchange: Exchange): boolean =>
  exchange.changes.some(({ key, kind, after }) => names(exchange, key) && (kind === 'removed' || after?.['task'] === null));

/** Whether the path of a request names a record. */
const names = ({ request: { path } }: Exchange, key: string | number): boolean => path.split('/').includes(encodeURIComponent(String(key)));

/** It acts on a record that is busy. */
export const whileLocked: Rule = ({ exchanges, limits: { locked } }) => {
  const refused = exchanges.filter((one) => one.refused === 'locked');
  const records = new Map<string, Exchange[]>();
  for (const one of refused) {
    const key = `${one.vendor} ${named(one)}`;
    records.set(key, [...(records.get(key) ?? []), one]);
  }
  return [...records.values()].flatMap((its) =>
    its.length <= locked
      ? []
      : found(
          'while-locked',
          its,
          `${named(its[0] as Exchange)} was refused by a lock ${its.length === 1 ? 'once' : `${count(its.length)} times`}; wait until the task has ended.`,
        ),
  );
};

/** It repeats a request that may have been carried out, without looking. */
export const repeatsUnchecked: Rule = ({ exchanges }) =>
  exchanges.flatMap((first, index) => {
    if (first.request.method !== 'POST' && first.request.method !== 'PATCH') return [];
    if (!isAmbiguous(first)) return [];
    for (const next of exchanges.slice(index + 1)) {
      if (next.vendor !== first.vendor) continue;
      if (isRead(next) && next.reply !== null && next.reply.status < 300) return [];
      if (named(next) !== named(first) || next.request.body !== first.request.body) continue;
      const how = first.reply === null ? 'got no answer' : `was answered ${first.reply.status}`;
      return found(
        'repeats-unchecked',
        [first, next],
        `${named(first)} ${how}, so it may have been carried out, and was repeated without a look at what is there.`,
      );
    }
    return [];
  });

/** Whether a client cannot know if a request was carried out: no answer, or a failure. */
const isAmbiguous = ({ reply }: Exchange): boolean => reply === null || (reply.status >= 500 && reply.status !== 503);

/** It has more requests waiting at once than it needs. */
export const atOnce: Rule = ({ exchanges, limits }) => {
  const vendors = new Map<string, Exchange[]>();
  for (const one of exchanges) if (one.beside >= limits.atOnce) vendors.set(one.vendor, [...(vendors.get(one.vendor) ?? []), one]);
  return [...vendors.values()].flatMap((its) => {
    const most = 1 + Math.max(...its.map(({ beside }) => beside));
    return found('at-once', its, `It had ${count(most)} requests waiting at once; ${limits.atOnce} should do.`, true);
  });
};

/** It asks for the same thing twice at once. */
export const sameAtOnce: Rule = ({ exchanges }) => {
  const groups: Exchange[][] = [];
  let together: Exchange[] = [];
  const close = (): void => {
    for (const one of together) {
      const same = together.filter((other) => other.vendor === one.vendor && named(other) === named(one));
      if (same.length > 1 && same[0] === one) groups.push(same);
    }
    together = [];
  };
  for (const one of exchanges) {
    if (together[0] && together[0].at !== one.at) close();
    if (isRead(one)) together.push(one);
    // Nobody waits beside it: what comes next comes later.
    if (one.beside === 0) close();
  }
  close();
  return groups.flatMap((same) =>
    found(
      'same-at-once',
      same,
      `It asked ${named(same[0] as Exchange)} ${same.length === 2 ? 'twice' : `${count(same.length)} times`} at once; one answer does for all.`,
    ),
  );
};

const HOUR = 3_600_000;

/** It uses more of a vendor's rate limit than it should. */
export const budget: Rule = ({ exchanges, faults, limits }) =>
  [...new Set(exchanges.map(({ vendor }) => vendor))].flatMap((vendor) => {
    const rate = rateOf(vendor, faults, limits);
    if (!rate) return [];
    const used = usage(
      exchanges.filter((one) => one.vendor === vendor),
      rate.per,
    );
    const most = rate.limit * limits.budget;
    if (!used || used.calls <= most) return [];
    const what = rate.per === HOUR ? 'an hour' : `in ${time(rate.per)}`;
    return found(
      'budget',
      used.exchanges,
      `It makes ${count(used.calls)} calls ${what}, and the limit is ${count(rate.limit)}; ${count(most)} should do.`,
      true,
    );
  });

function rateOf(vendor: string, faults: readonly Fault[], { rates = {} }: AllLimits): RateLimit | undefined {
  if (Object.hasOwn(rates, vendor)) return rates[vendor];
  const fault = faults.find((one) => one.vendor === vendor && one.outcome === 'rate-limit' && one.on === undefined);
  return fault?.outcome === 'rate-limit' ? fault : undefined;
}

/** Fewer calls say nothing of an hour. */
const FEWEST = 10;

/** The most calls in any window; where the journal is shorter than the window, as many as there would be at this pace. */
function usage(exchanges: readonly Exchange[], per: number): { readonly calls: number; readonly exchanges: readonly Exchange[] } | undefined {
  const [first, last] = [exchanges[0], exchanges.at(-1)];
  if (!first || !last) return undefined;
  const span = last.at - first.at;
  if (span < per) {
    // The pause after the last call counts, too.
    const whole = exchanges.length > 1 ? (span * exchanges.length) / (exchanges.length - 1) : 0;
    const pace = whole === 0 || exchanges.length < FEWEST ? exchanges.length : Math.max(exchanges.length, (exchanges.length * per) / Math.max(whole, per / 60));
    return { calls: pace, exchanges };
  }
  let best = { calls: 0, from: 0, to: 0 };
  let from = 0;
  for (const [to, { at }] of exchanges.entries()) {
    while (at - (exchanges[from]?.at ?? at) >= per) from += 1;
    if (to + 1 - from > best.calls) best = { calls: to + 1 - from, from, to: to + 1 };
  }
  return { calls: best.calls, exchanges: exchanges.slice(best.from, best.to) };
}
