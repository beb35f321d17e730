/**
 * How each outcome is told, and how `forEachOutcome` tries it.
 * Law: every outcome has a row. It stands beside `model/outcomes.ts`, so that a page that only makes a cloud does not load it.
 */
import { seconds } from '../model/clock.ts';
import type { OutcomeName, OutcomeNamed } from '../model/outcome.ts';

/** The names under which `forEachOutcome` tries outcomes. */
export type TrialName =
  | 'done, but 500'
  | 'answer lost'
  | 'done twice'
  | 'not done, though it said so'
  | 'network error'
  | 'accepted, then fails at 60%'
  | 'stuck at 99%'
  | 'slow × 10'
  | 'body cut'
  | 'malformed body'
  | 'wrong content type'
  | 'late by 30 s'
  | 'hangs';

/** How `forEachOutcome` tries an outcome. */
export interface Trial<O> {
  readonly name: TrialName;
  /** What happens, in a sentence; the outcome's own description by default. */
  readonly description?: string;
  readonly outcome: O;
  /** `changes` for an outcome that makes no difference to a read, which leaves nothing in doubt. */
  readonly of?: 'changes';
  /** The option that includes it: the check must move the clock, or give up, while its request is pending. */
  readonly include?: 'late' | 'hangs';
}

/** What is told of an outcome. */
interface Told<O> {
  /** What the client sees, in a sentence. */
  readonly description: string;
  /** As each refusal of the operation, with these examples, or not at all when the list is empty. */
  readonly trials: readonly Trial<O>[] | 'each refusal';
}

/** Every outcome, in the order in which the documentation lists them. */
export const TRIALS: { readonly [O in OutcomeName]: Told<OutcomeNamed<O>> } = {
  refused: {
    description: 'The vendor refuses with any `kind` that it has; nothing is done.',
    trials: 'each refusal',
  },
  'done-but-broken': {
    description: "The request is carried out, but answered with the vendor's 500.",
    trials: [{ name: 'done, but 500', outcome: { outcome: 'done-but-broken' }, of: 'changes' }],
  },
  'answer-lost': {
    description: 'The request is carried out, and the connection drops before the reply.',
    trials: [{ name: 'answer lost', outcome: { outcome: 'answer-lost' }, of: 'changes' }],
  },
  'done-twice': {
    description: 'The request is carried out twice, and answered once.',
    trials: [{ name: 'done twice', outcome: { outcome: 'done-twice' } }],
  },
  'not-done': {
    description: 'The request is answered as a success, but not carried out.',
    trials: [{ name: 'not done, though it said so', outcome: { outcome: 'not-done' } }],
  },
  'network-error': {
    description: 'The request does not arrive: nothing is done, and the connection drops.',
    trials: [{ name: 'network error', outcome: { outcome: 'network-error' } }],
  },
  fails: {
    description: 'The request is accepted, and its task fails `at` a share of its time; `because` is the reason, which some vendors show.',
    trials: [
      {
        name: 'accepted, then fails at 60%',
        description: 'The request is accepted, and its task fails after 60% of its time.',
        outcome: { outcome: 'fails', at: 0.6 },
      },
    ],
  },
  stuck: {
    description: 'The request is accepted, and its task gets stuck `at` a share of its time and locks its record forever.',
    trials: [
      {
        name: 'stuck at 99%',
        description: 'The request is accepted, and its task gets stuck at 99% of its time.',
        outcome: { outcome: 'stuck', at: 0.99 },
      },
    ],
  },
  slow: {
    description: 'The request is accepted, and its task takes `factor` times as long.',
    trials: [
      {
        name: 'slow × 10',
        description: 'The request is accepted, and its task takes ten times as long.',
        outcome: { outcome: 'slow', factor: 10 },
      },
    ],
  },
  settles: {
    description: 'The request is accepted, and its task ends `in` another status than it should.',
    // The wrong status differs from action to action.
    trials: [],
  },
  progress: {
    description: 'The progress of the task is shown in `steps`, with a long `tail`, or going `back` once.',
    // It changes only what is shown while the task runs.
    trials: [],
  },
  cut: {
    description: 'The body breaks off `at` a share of its length, and the connection drops.',
    trials: [
      {
        name: 'body cut',
        description: 'The request is answered, and the connection drops in the middle of the body.',
        outcome: { outcome: 'cut', at: 0.5 },
      },
    ],
  },
  malformed: {
    description: 'The body arrives without its end, so it cannot be parsed.',
    trials: [{ name: 'malformed body', description: 'The request is answered, and the end of the body is missing.', outcome: { outcome: 'malformed' } }],
  },
  'wrong-type': {
    description: 'A proxy between client and vendor replies with its own page: HTML, or another `type`.',
    trials: [
      {
        name: 'wrong content type',
        description: 'The request is answered, and a proxy between client and vendor replaces the reply with an HTML page.',
        outcome: { outcome: 'wrong-type' },
      },
    ],
  },
  latency: {
    description: "The reply takes `ms` of the cloud's clock, or a time from a lognormal distribution with `median` and `sigma`. Several latencies add up.",
    trials: [
      {
        name: 'late by 30 s',
        description: "The request is answered, and the reply takes half a minute of the cloud's clock.",
        outcome: { outcome: 'latency', ms: /* @__PURE__ */ seconds(30) },
        include: 'late',
      },
    ],
  },
  hangs: {
    description: 'The request does not arrive, and no reply ever comes.',
    trials: [{ name: 'hangs', outcome: { outcome: 'hangs' }, include: 'hangs' }],
  },
  'rate-limit': {
    description: 'The vendor answers `limit` requests in each window of `per` milliseconds, and refuses the rest until the window ends.',
    // It is tried as one of the refusals.
    trials: [],
  },
  stale: {
    description: 'Reads lag behind, by a number of `reads` or by `ms`.',
    // A single read cannot show a lag.
    trials: [],
  },
};
