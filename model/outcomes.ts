/**
 * Every outcome: its members, what it can strike, what it does there, and how it is tried.
 * Law: this is the only table. What `faults.add` takes, what can strike, what happens and what `forEachOutcome` tries is read from it.
 */
import { seconds } from './clock.ts';
import { delay, duration, factor, kind, mediaType, shape, share, sigma, status, text, whole, LONGEST } from './member.ts';
import type { Definition, OutcomeName } from './outcome.ts';
import { Problem } from './problem.ts';

/** How many faults may make reads stale at once. */
export const MOST_STALE = 20;

/** A page of something between client and vendor. */
const PAGE = '<!doctype html>\n<title>Maintenance</title>\n';

/** Every outcome, in the order in which the documentation lists them. */
export const OUTCOMES: { readonly [O in OutcomeName]: Definition<O> } = {
  refused: {
    stage: 'gate',
    description: 'The vendor refuses, by any `kind` that it has; nothing is done.',
    strikes: 'any',
    needs: { kind },
    may: { retryAfter: delay },
    trials: 'each refusal',
    refusal: (outcome) => outcome.kind,
    refuses: (outcome, { detail }) => new Problem(outcome.kind, 'A fault refused it.', detail(outcome.retryAfter)),
  },
  'done-but-broken': {
    stage: 'answer',
    description: "It is done, and yet answered with the vendor's 500.",
    strikes: 'any',
    needs: {},
    may: {},
    trials: [{ name: 'done, but 500', outcome: { outcome: 'done-but-broken' }, of: 'changes' }],
    refusal: () => 'broken',
    then: 'broken',
  },
  'answer-lost': {
    stage: 'answer',
    description: 'It is done, and the connection drops before the answer.',
    strikes: 'any',
    needs: {},
    may: {},
    trials: [{ name: 'answer lost', outcome: { outcome: 'answer-lost' }, of: 'changes' }],
    then: 'lost',
  },
  'done-twice': {
    stage: 'answer',
    description: 'It is done twice, and answered once.',
    strikes: 'changes',
    needs: {},
    may: {},
    trials: [{ name: 'done twice', outcome: { outcome: 'done-twice' } }],
    then: 'again',
  },
  'not-done': {
    stage: 'account',
    description: 'It is answered as if it were done, and is not.',
    strikes: 'changes',
    needs: {},
    may: {},
    trials: [{ name: 'not done, though it said so', outcome: { outcome: 'not-done' } }],
    doneTo: 'a copy',
  },
  'network-error': {
    stage: 'arrival',
    description: 'It does not arrive: nothing is done, and the connection drops.',
    strikes: 'any',
    needs: {},
    may: {},
    trials: [{ name: 'network error', outcome: { outcome: 'network-error' } }],
    answered: 'dropped',
  },
  fails: {
    stage: 'task',
    description: 'It is accepted, and its task fails `at` a share of its time; `because` is the reason, which some vendors show.',
    strikes: 'changes',
    needs: { at: share },
    may: { because: text },
    trials: [
      {
        name: 'accepted, then fails at 60 %',
        description: 'It is accepted, and what it began fails after 60 % of its time.',
        outcome: { outcome: 'fails', at: 0.6 },
      },
    ],
    departs: ({ at, because }) => ({ fails: at, ...(because !== undefined && { because }) }),
    ends: true,
  },
  stuck: {
    stage: 'task',
    description: 'It is accepted, and its task stops `at` a share of its time and locks for ever.',
    strikes: 'changes',
    needs: { at: share },
    may: {},
    trials: [
      {
        name: 'stuck at 99 %',
        description: 'It is accepted, and what it began stops at 99 % of its time.',
        outcome: { outcome: 'stuck', at: 0.99 },
      },
    ],
    departs: ({ at }) => ({ stuck: at }),
    ends: true,
  },
  slow: {
    stage: 'task',
    description: 'It is accepted, and its task takes `factor` times as long.',
    strikes: 'changes',
    needs: { factor },
    may: {},
    trials: [
      {
        name: 'slow × 10',
        description: 'It is accepted, and what it began takes ten times as long.',
        outcome: { outcome: 'slow', factor: 10 },
      },
    ],
    departs: (outcome) => ({ slow: outcome.factor }),
    ends: false,
  },
  settles: {
    stage: 'task',
    description: 'It is accepted, and what it begins ends `in` another status than it should.',
    strikes: 'changes',
    needs: { in: status },
    may: {},
    // Which status is the wrong one differs from action to action.
    trials: [],
    departs: (outcome) => ({ settles: outcome.in }),
    ends: true,
  },
  progress: {
    stage: 'task',
    description: 'The progress of its task is shown in `steps`, with a long `tail`, or going `back` once.',
    strikes: 'changes',
    needs: { shape },
    may: {},
    // It changes only what is shown meanwhile.
    trials: [],
    departs: (outcome) => ({ shape: outcome.shape }),
    ends: false,
  },
  cut: {
    stage: 'body',
    description: 'The body ends `at` a share of it, and the connection drops.',
    strikes: 'any',
    needs: { at: share },
    may: {},
    trials: [
      {
        name: 'body cut',
        description: 'It is answered, and the connection drops in the middle of the body.',
        outcome: { outcome: 'cut', at: 0.5 },
      },
    ],
    spoils: ({ at }, answer) => ({ ...answer, cut: Math.floor(answer.body.length * at) }),
    replaces: false,
  },
  malformed: {
    stage: 'body',
    description: 'The body arrives without its end, so it cannot be parsed.',
    strikes: 'any',
    needs: {},
    may: {},
    trials: [{ name: 'malformed body', description: 'It is answered, and the end of the body is missing.', outcome: { outcome: 'malformed' } }],
    spoils: (_, answer) => ({ ...answer, body: answer.body.slice(0, Math.ceil(answer.body.length * 0.6) - 1) }),
    replaces: true,
  },
  'wrong-type': {
    stage: 'body',
    description: 'Something between client and vendor answers with a page of its own: HTML, unless another `type` is named.',
    strikes: 'any',
    needs: {},
    may: { type: mediaType },
    trials: [
      {
        name: 'wrong content type',
        description: 'It is answered, and something between client and vendor replaces the answer by a page of HTML.',
        outcome: { outcome: 'wrong-type' },
      },
    ],
    spoils: ({ type = 'text/html' }, answer) => ({ ...answer, headers: { ...answer.headers, 'content-type': type }, body: PAGE }),
    replaces: true,
  },
  latency: {
    stage: 'delay',
    description: "The answer takes `ms`, or a time drawn lognormally by `median` and `sigma`; by the cloud's clock. Several add up.",
    strikes: 'any',
    needs: {},
    may: { ms: delay, median: delay, sigma },
    oneOf: [['ms'], ['median', 'sigma']],
    trials: [
      {
        name: 'late by 30 s',
        description: "It is answered, and the answer takes half a minute of the cloud's time.",
        outcome: { outcome: 'latency', ms: seconds(30) },
        include: 'late',
      },
    ],
    takes(outcome, draw) {
      if ('ms' in outcome) return outcome.ms;
      // Box and Muller's: from two even draws to a normal one.
      const normal = Math.sqrt(-2 * Math.log(1 - draw.number())) * Math.cos(2 * Math.PI * draw.number());
      return Math.min(LONGEST, Math.round(outcome.median * Math.exp(outcome.sigma * normal)));
    },
  },
  hangs: {
    stage: 'arrival',
    description: 'It does not arrive, and no answer ever comes.',
    strikes: 'any',
    needs: {},
    may: {},
    trials: [{ name: 'hangs', outcome: { outcome: 'hangs' }, include: 'hangs' }],
    answered: 'never',
  },
  'rate-limit': {
    stage: 'gate',
    description: 'A `limit` of requests in each window of `per` milliseconds; then the vendor refuses until the window ends.',
    strikes: 'any',
    needs: { limit: whole(0), per: duration },
    may: {},
    // The refusal is tried as one.
    trials: [],
    refusal: () => 'rate-limited',
    refuses({ limit, per }, { now, rate, detail }) {
      const counted = rate(limit, per);
      if (counted.remaining >= 0) return undefined;
      return new Problem('rate-limited', `The limit of ${limit} requests is reached until ${new Date(counted.resetsAt).toISOString()}.`, {
        ...detail(counted.resetsAt - now),
        rate: { ...counted, remaining: 0 },
      });
    },
  },
  stale: {
    stage: 'account',
    description: 'What is read lags behind, by so many `reads` or by `ms`.',
    strikes: 'reads',
    needs: {},
    may: { reads: whole(1), ms: duration },
    oneOf: [['reads'], ['ms']],
    // Each keeps a whole account.
    most: MOST_STALE,
    // One read alone cannot show that it lags.
    trials: [],
    doneTo: 'the past',
  },
};

/** Every outcome's name. */
export const OUTCOME_NAMES = Object.keys(OUTCOMES) as readonly OutcomeName[];
