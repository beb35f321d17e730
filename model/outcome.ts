/**
 * What an outcome is: what happens to a request, at which stage, and what its row in the table of outcomes must say.
 * Law: an outcome without a stage, or whose row is not complete, does not compile.
 */
import type { Departure, Shape } from './lifecycle.ts';
import type { Member } from './member.ts';
import type { Problem, ProblemDetail, ProblemKind, Rate } from './problem.ts';
import type { Draw } from './random.ts';

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
  /** It does not arrive, and no answer ever comes. */
  | { readonly outcome: 'hangs' }
  // The task that it begins.
  /** It fails after a share of its time, from 0 to 1, for a reason that some vendors show. */
  | { readonly outcome: 'fails'; readonly at: number; readonly because?: string }
  /** It stops after a share of its time, and locks for ever. */
  | { readonly outcome: 'stuck'; readonly at: number }
  /** It takes `factor` times as long. */
  | { readonly outcome: 'slow'; readonly factor: number }
  /** It ends in another status than it should. */
  | { readonly outcome: 'settles'; readonly in: string }
  /** Its progress is shown in steps, with a long tail, or going back once. */
  | { readonly outcome: 'progress'; readonly shape: Shape }
  // The answer's way.
  /** It takes so many milliseconds of the cloud's time: the same each time, or drawn lognormally by median and sigma. */
  | { readonly outcome: 'latency'; readonly ms: number }
  | { readonly outcome: 'latency'; readonly median: number; readonly sigma: number }
  /** The body ends after a share of it, from 0 to 1, and the connection drops. */
  | { readonly outcome: 'cut'; readonly at: number }
  /** The body arrives without its end, so it cannot be parsed. */
  | { readonly outcome: 'malformed' }
  /** Something between client and vendor answers with a page of its own: HTML, unless another type is named. */
  | { readonly outcome: 'wrong-type'; readonly type?: string }
  // The account.
  /** So many requests are answered in each window of `per` milliseconds; then the vendor refuses until the window ends. */
  | { readonly outcome: 'rate-limit'; readonly limit: number; readonly per: number }
  /** What is read lags behind: by so many reads, or by so many milliseconds of the cloud's time. */
  | { readonly outcome: 'stale'; readonly reads?: number; readonly ms?: number };

/** The names of all outcomes. */
export type OutcomeName = Outcome['outcome'];
/** An outcome by its name: `OutcomeNamed<'stuck'>` is `{ outcome: 'stuck'; at: number }`. */
export type OutcomeNamed<O extends OutcomeName> = Extract<Outcome, { readonly outcome: O }>;

/**
 * Where a request meets its faults, stage by stage, and which comes first within a stage. Of `arrival`, `gate` and `account`, only the first strikes.
 * What an earlier one leaves nothing to do for does not strike, and keeps its count.
 */
export const STAGES = {
  /** On its way to the vendor. */
  arrival: ['network-error', 'hangs'],
  /** Before the vendor looks at it. */
  gate: ['rate-limit', 'refused'],
  /** Which account it is done to. */
  account: ['stale', 'not-done'],
  /** What becomes of the tasks that it begins. */
  task: ['stuck', 'fails', 'settles', 'slow', 'progress'],
  /** After it was done. */
  answer: ['done-twice', 'done-but-broken', 'answer-lost'],
  /** The body of the answer, be it a refusal. */
  body: ['wrong-type', 'malformed', 'cut'],
  /** How long the answer takes, be it a dropped connection. */
  delay: ['latency'],
} as const satisfies Readonly<Record<string, readonly OutcomeName[]>>;

/** Where on its way a request can be struck. */
export type Stage = keyof typeof STAGES;
/** The outcomes of a stage: `At<'arrival'>` is `'network-error' | 'hangs'`. */
export type At<S extends Stage> = (typeof STAGES)[S][number];
type StageOf<O extends OutcomeName> = { [S in Stage]: O extends At<S> ? S : never }[Stage];

/** What the gate of a vendor can ask for. */
export interface Gate {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Counts the request in its window. */
  rate(limit: number, per: number): Rate;
  /** What the vendor's words may need. */
  detail(retryAfter?: number): ProblemDetail;
}

/** An answer whose body can be spoilt. */
export interface Spoilable {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** How many bytes of the body arrive before the connection drops. */
  readonly cut?: number;
}

/** What an outcome does at its stage. Methods, so that a row of any outcome is one of `Acts<Outcome>`: who calls it gives it its own. */
export interface Acts<O = Outcome> {
  readonly arrival: { readonly answered: 'dropped' | 'never' };
  readonly gate: {
    /** Why the vendor does not let the request in; undefined when it does. */
    refuses(outcome: O, gate: Gate): Problem | undefined;
  };
  readonly account: { readonly doneTo: 'the past' | 'a copy' };
  readonly task: {
    departs(outcome: O): Departure;
    /** True for one that says how the task ends: of those only the first strikes. */
    readonly ends: boolean;
  };
  readonly answer: { readonly then: 'again' | 'broken' | 'lost' };
  readonly body: {
    spoils(outcome: O, answer: Spoilable): Spoilable;
    /** True for one that makes another body: of those only the first strikes. */
    readonly replaces: boolean;
  };
  readonly delay: { takes(outcome: O, draw: Draw): number };
}

/** The names under which `forEachOutcome` tries outcomes. */
export type TrialName =
  | 'done, but 500'
  | 'answer lost'
  | 'done twice'
  | 'not done, though it said so'
  | 'network error'
  | 'accepted, then fails at 60 %'
  | 'stuck at 99 %'
  | 'slow × 10'
  | 'body cut'
  | 'malformed body'
  | 'wrong content type'
  | 'late by 30 s'
  | 'hangs';

/** How `forEachOutcome` tries an outcome. */
export interface Trial<O> {
  readonly name: TrialName;
  /** What happens, in a sentence; the outcome's own when left out. */
  readonly description?: string;
  readonly outcome: O;
  /** `changes` for one that a read has only by a second name: what a read leaves in doubt is nothing. */
  readonly of?: 'changes';
  /** The option by which it is included: the check must move the clock, or give up, while its request is under way. */
  readonly include?: 'late' | 'hangs';
}

type MembersOf<T> = T extends unknown ? Exclude<keyof T, 'outcome'> : never;
type RequiredOf<T> = { [M in MembersOf<T>]: [T] extends [Record<M, unknown>] ? M : never }[MembersOf<T>];
type ValueOf<T, M> = T extends unknown ? (M extends keyof T ? Exclude<T[M], undefined> : never) : never;

/** One row of the table. Each member of the outcome's type has its check here. */
export type Definition<O extends OutcomeName> = {
  readonly stage: StageOf<O>;
  /** What the client meets, in a sentence. */
  readonly description: string;
  /** Which operations it can strike: reads (GET), changes (all others), or both. */
  readonly strikes: 'any' | 'reads' | 'changes';
  readonly needs: { readonly [M in RequiredOf<OutcomeNamed<O>>]: Member<ValueOf<OutcomeNamed<O>, M>> };
  readonly may: { readonly [M in Exclude<MembersOf<OutcomeNamed<O>>, RequiredOf<OutcomeNamed<O>>>]: Member<ValueOf<OutcomeNamed<O>, M>> };
  /** The groups of optional members of which exactly one is given. */
  readonly oneOf?: readonly (readonly MembersOf<OutcomeNamed<O>>[])[];
  /** How many faults may have it at once, where each holds much. */
  readonly most?: number;
  /** How `forEachOutcome` tries it: each refusal that the operation has; or not at all, where nobody knows what to try. */
  readonly trials: readonly Trial<OutcomeNamed<O>>[] | 'each refusal';
  /** The refusal with which the vendor answers, where it does: it must have it, and document it for the operation. */
  refusal?(outcome: OutcomeNamed<O>): ProblemKind;
} & Acts<OutcomeNamed<O>>[StageOf<O>];
