/**
 * Every outcome: its members, what it can strike, and what it does.
 * Law: what `faults.add` accepts, what can strike and what happens are all read from this table. How an outcome is told and tried, which no page needs, is in `testing/trials.ts`.
 */
import { delay, duration, factor, kind, mediaType, shape, share, sigma, status, text, wholeNumber } from './member.ts';
import type { Definition, OutcomeName } from './outcome.ts';
import { present } from './plain.ts';
import { Problem } from './problem.ts';
import { LONGEST } from './schema.ts';

/** How many faults may make reads stale at once. */
export const MOST_STALE = 20;

/** The page of a proxy between client and vendor. */
const PAGE = '<!doctype html>\n<title>Maintenance</title>\n';

/** Every outcome, in the order in which the documentation lists them. */
export const OUTCOMES: { readonly [O in OutcomeName]: Definition<O> } = {
  refused: {
    stage: 'gate',
    strikes: 'any',
    needs: { kind },
    may: { retryAfter: delay },
    refusal: (outcome) => outcome.kind,
    refuses: (outcome, { detail }) => new Problem(outcome.kind, 'Refused by a fault.', detail(outcome.retryAfter)),
  },
  'done-but-broken': {
    stage: 'answer',
    strikes: 'any',
    needs: {},
    may: {},
    refusal: () => 'broken',
    then: 'broken',
  },
  'answer-lost': {
    stage: 'answer',
    strikes: 'any',
    needs: {},
    may: {},
    then: 'lost',
  },
  'done-twice': {
    stage: 'answer',
    strikes: 'changes',
    needs: {},
    may: {},
    then: 'again',
  },
  'not-done': {
    stage: 'account',
    strikes: 'changes',
    needs: {},
    may: {},
    doneTo: 'a copy',
  },
  'network-error': {
    stage: 'arrival',
    strikes: 'any',
    needs: {},
    may: {},
    answered: 'dropped',
  },
  fails: {
    stage: 'task',
    strikes: 'changes',
    needs: { at: share },
    may: { because: text },
    departs: ({ at, because }) => ({ fails: at, ...present({ because }) }),
    ends: true,
  },
  stuck: {
    stage: 'task',
    strikes: 'changes',
    needs: { at: share },
    may: {},
    departs: ({ at }) => ({ stuck: at }),
    ends: true,
  },
  slow: {
    stage: 'task',
    strikes: 'changes',
    needs: { factor },
    may: {},
    departs: (outcome) => ({ slow: outcome.factor }),
    ends: false,
  },
  settles: {
    stage: 'task',
    strikes: 'changes',
    needs: { in: status },
    may: {},
    departs: (outcome) => ({ settles: outcome.in }),
    ends: true,
  },
  progress: {
    stage: 'task',
    strikes: 'changes',
    needs: { shape },
    may: {},
    departs: (outcome) => ({ shape: outcome.shape }),
    ends: false,
  },
  cut: {
    stage: 'body',
    strikes: 'any',
    needs: { at: share },
    may: {},
    spoils: ({ at }, answer) => ({ ...answer, cut: Math.floor(answer.body.length * at) }),
    replaces: false,
  },
  malformed: {
    stage: 'body',
    strikes: 'any',
    needs: {},
    may: {},
    spoils: (_, answer) => ({ ...answer, body: answer.body.slice(0, Math.ceil(answer.body.length * 0.6) - 1) }),
    replaces: true,
  },
  'wrong-type': {
    stage: 'body',
    strikes: 'any',
    needs: {},
    may: { type: mediaType },
    spoils: ({ type = 'text/html' }, answer) => ({ ...answer, headers: { ...answer.headers, 'content-type': type }, body: PAGE }),
    replaces: true,
  },
  latency: {
    stage: 'delay',
    strikes: 'any',
    needs: {},
    may: { ms: delay, median: delay, sigma },
    oneOf: [['ms'], ['median', 'sigma']],
    takes(outcome, draw) {
      if ('ms' in outcome) return outcome.ms;
      // The Box–Muller transform: two uniform draws make a normal one.
      const normal = Math.sqrt(-2 * Math.log(1 - draw.number())) * Math.cos(2 * Math.PI * draw.number());
      return Math.min(LONGEST, Math.round(outcome.median * Math.exp(outcome.sigma * normal)));
    },
  },
  hangs: {
    stage: 'arrival',
    strikes: 'any',
    needs: {},
    may: {},
    answered: 'never',
  },
  'rate-limit': {
    stage: 'gate',
    strikes: 'any',
    needs: { limit: wholeNumber(0), per: duration },
    may: {},
    refusal: () => 'rate-limited',
    refuses({ limit, per }, { now, rate, detail }) {
      const counted = rate(limit, per);
      if (counted.remaining >= 0) return undefined;
      return new Problem('rate-limited', `The limit of ${limit} requests is used up until ${new Date(counted.resetsAt).toISOString()}.`, {
        ...detail(counted.resetsAt - now),
        rate: { ...counted, remaining: 0 },
      });
    },
  },
  stale: {
    stage: 'account',
    strikes: 'reads',
    needs: {},
    may: { reads: wholeNumber(1), ms: duration },
    oneOf: [['reads'], ['ms']],
    // Each keeps a copy of an account.
    most: MOST_STALE,
    doneTo: 'the past',
  },
};

/** Every outcome's name. */
export const OUTCOME_NAMES = Object.keys(OUTCOMES) as readonly OutcomeName[];
