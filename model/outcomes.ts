/**
 * Every outcome: its members, what it can strike, what it does, and how it is tried.
 * Law: this is the only table. What `faults.add` accepts, what can strike, what happens and what `forEachOutcome` tries are all read from it.
 */
import { seconds } from './clock.ts';
import { delay, duration, factor, kind, mediaType, shape, share, sigma, status, text, wholeNumber } from './member.ts';
import type { Definition, OutcomeName } from './outcome.ts';
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
    description: 'The vendor refuses with any `kind` that it has; nothing is done.',
    strikes: 'any',
    needs: { kind },
    may: { retryAfter: delay },
    trials: 'each refusal',
    refusal: (outcome) => outcome.kind,
    refuses: (outcome, { detail }) => new Problem(outcome.kind, 'Refused by a fault.', detail(outcome.retryAfter)),
  },
  'done-but-broken': {
    stage: 'answer',
    description: "The request is carried out, but answered with the vendor's 500.",
    strikes: 'any',
    needs: {},
    may: {},
    trials: [{ name: 'done, but 500', outcome: { outcome: 'done-but-broken' }, of: 'changes' }],
    refusal: () => 'broken',
    then: 'broken',
  },
  'answer-lost': {
    stage: 'answer',
    description: 'The request is carried out, and the connection drops before the reply.',
    strikes: 'any',
    needs: {},
    may: {},
    trials: [{ name: 'answer lost', outcome: { outcome: 'answer-lost' }, of: 'changes' }],
    then: 'lost',
  },
  'done-twice': {
    stage: 'answer',
    description: 'The request is carried out twice, and answered once.',
    strikes: 'changes',
    needs: {},
    may: {},
    trials: [{ name: 'done twice', outcome: { outcome: 'done-twice' } }],
    then: 'again',
  },
  'not-done': {
    stage: 'account',
    description: 'The request is answered as a success, but not carried out.',
    strikes: 'changes',
    needs: {},
    may: {},
    trials: [{ name: 'not done, though it said so', outcome: { outcome: 'not-done' } }],
    doneTo: 'a copy',
  },
  'network-error': {
    stage: 'arrival',
    description: 'The request does not arrive: nothing is done, and the connection drops.',
    strikes: 'any',
    needs: {},
    may: {},
    trials: [{ name: 'network error', outcome: { outcome: 'network-error' } }],
    answered: 'dropped',
  },
  fails: {
    stage: 'task',
    description: 'The request is accepted, and its task fails `at` a share of its time; `because` is the reason, which some vendors show.',
    strikes: 'changes',
    needs: { at: share },
    may: { because: text },
    trials: [
      {
        name: 'accepted, then fails at 60%',
        description: 'The request is accepted, and its task fails after 60% of its time.',
        outcome: { outcome: 'fails', at: 0.6 },
      },
    ],
    departs: ({ at, because }) => ({ fails: at, ...(because !== undefined && { because }) }),
    ends: true,
  },
  stuck: {
    stage: 'task',
    description: 'The request is accepted, and its task gets stuck `at` a share of its time and locks its record forever.',
    strikes: 'changes',
    needs: { at: share },
    may: {},
    trials: [
      {
        name: 'stuck at 99%',
        description: 'The request is accepted, and its task gets stuck at 99% of its time.',
        outcome: { outcome: 'stuck', at: 0.99 },
      },
    ],
    departs: ({ at }) => ({ stuck: at }),
    ends: true,
  },
  slow: {
    stage: 'task',
    description: 'The request is accepted, and its task takes `factor` times as long.',
    strikes: 'changes',
    needs: { factor },
    may: {},
    trials: [
      {
        name: 'slow × 10',
        description: 'The request is accepted, and its task takes ten times as long.',
        outcome: { outcome: 'slow', factor: 10 },
      },
    ],
    departs: (outcome) => ({ slow: outcome.factor }),
    ends: false,
  },
  settles: {
    stage: 'task',
    description: 'The request is accepted, and its task ends `in` another status than it should.',
    strikes: 'changes',
    needs: { in: status },
    may: {},
    // The wrong status differs from action to action.
    trials: [],
    departs: (outcome) => ({ settles: outcome.in }),
    ends: true,
  },
  progress: {
    stage: 'task',
    description: 'The progress of the task is shown in `steps`, with a long `tail`, or going `back` once.',
    strikes: 'changes',
    needs: { shape },
    may: {},
    // It changes only what is shown while the task runs.
    trials: [],
    departs: (outcome) => ({ shape: outcome.shape }),
    ends: false,
  },
  cut: {
    stage: 'body',
    description: 'The body breaks off `at` a share of its length, and the connection drops.',
    strikes: 'any',
    needs: { at: share },
    may: {},
    trials: [
      {
        name: 'body cut',
        description: 'The request is answered, and the connection drops in the middle of the body.',
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
    trials: [{ name: 'malformed body', description: 'The request is answered, and the end of the body is missing.', outcome: { outcome: 'malformed' } }],
    spoils: (_, answer) => ({ ...answer, body: answer.body.slice(0, Math.ceil(answer.body.length * 0.6) - 1) }),
    replaces: true,
  },
  'wrong-type': {
    stage: 'body',
    description: 'A proxy between client and vendor replies with its own page: HTML, or another `type`.',
    strikes: 'any',
    needs: {},
    may: { type: mediaType },
    trials: [
      {
        name: 'wrong content type',
        description: 'The request is answered, and a proxy between client and vendor replaces the reply with an HTML page.',
        outcome: { outcome: 'wrong-type' },
      },
    ],
    spoils: ({ type = 'text/html' }, answer) => ({ ...answer, headers: { ...answer.headers, 'content-type': type }, body: PAGE }),
    replaces: true,
  },
  latency: {
    stage: 'delay',
    description: "The reply takes `ms` of the cloud's clock, or a time from a lognormal distribution with `median` and `sigma`. Several latencies add up.",
    strikes: 'any',
    needs: {},
    may: { ms: delay, median: delay, sigma },
    oneOf: [['ms'], ['median', 'sigma']],
    trials: [
      {
        name: 'late by 30 s',
        description: "The request is answered, and the reply takes half a minute of the cloud's clock.",
        outcome: { outcome: 'latency', ms: seconds(30) },
        include: 'late',
      },
    ],
    takes(outcome, draw) {
      if ('ms' in outcome) return outcome.ms;
      // The Box–Muller transform: two uniform draws make a normal one.
      const normal = Math.sqrt(-2 * Math.log(1 - draw.number())) * Math.cos(2 * Math.PI * draw.number());
      return Math.min(LONGEST, Math.round(outcome.median * Math.exp(outcome.sigma * normal)));
    },
  },
  hangs: {
    stage: 'arrival',
    description: 'The request does not arrive, and no reply ever comes.',
    strikes: 'any',
    needs: {},
    may: {},
    trials: [{ name: 'hangs', outcome: { outcome: 'hangs' }, include: 'hangs' }],
    answered: 'never',
  },
  'rate-limit': {
    stage: 'gate',
    description: 'The vendor answers `limit` requests in each window of `per` milliseconds, and refuses the rest until the window ends.',
    strikes: 'any',
    needs: { limit: wholeNumber(0), per: duration },
    may: {},
    // It is tried as one of the refusals.
    trials: [],
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
    description: 'Reads lag behind, by a number of `reads` or by `ms`.',
    strikes: 'reads',
    needs: {},
    may: { reads: wholeNumber(1), ms: duration },
    oneOf: [['reads'], ['ms']],
    // Each keeps a copy of an account.
    most: MOST_STALE,
    // A single read cannot show a lag.
    trials: [],
    doneTo: 'the past',
  },
};

/** Every outcome's name. */
export const OUTCOME_NAMES = Object.keys(OUTCOMES) as readonly OutcomeName[];
