/**
 * What an outcome is: what happens to a request, at which stage, and what its row in the table of outcomes must contain.
 * Law: an outcome without a stage, or whose row is not complete, does not compile.
 */
import type { Departure, Shape } from './lifecycle.ts';
import type { Member } from './member.ts';
import type { Problem, ProblemDetail, ProblemKind, Rate } from './problem.ts';
import type { Draw } from './random.ts';

/** What happens to a request that a fault strikes. */
export type Outcome =
  // The request and its reply.
  /** Nothing is done; the vendor refuses with its own reply. `retryAfter` is in milliseconds. */
  | { readonly outcome: 'refused'; readonly kind: ProblemKind; readonly retryAfter?: number }
  /** The request is carried out, but answered with the vendor's 500. */
  | { readonly outcome: 'done-but-broken' }
  /** The request is carried out, and the connection drops before the reply. */
  | { readonly outcome: 'answer-lost' }
  /** The request is carried out twice, and answered once. */
  | { readonly outcome: 'done-twice' }
  /** The request is answered as a success, but not carried out. */
  | { readonly outcome: 'not-done' }
  /** The request does not arrive: nothing is done, and the connection drops. */
  | { readonly outcome: 'network-error' }
  /** The request does not arrive, and no reply ever comes. */
  | { readonly outcome: 'hangs' }
  // The task that the request begins.
  /** The task fails after a share of its time, from 0 to 1, for a reason that some vendors show. */
  | { readonly outcome: 'fails'; readonly at: number; readonly because?: string }
  /** The task gets stuck after a share of its time, and locks its record forever. */
  | { readonly outcome: 'stuck'; readonly at: number }
  /** The task takes `factor` times as long. */
  | { readonly outcome: 'slow'; readonly factor: number }
  /** The task ends in another status than it should. */
  | { readonly outcome: 'settles'; readonly in: string }
  /** The task's progress is shown in steps, with a long tail, or going back once. */
  | { readonly outcome: 'progress'; readonly shape: Shape }
  // The reply on its way.
  /** The reply takes time, in milliseconds of the cloud's clock: always `ms`, or drawn from a lognormal distribution by median and sigma. */
  | { readonly outcome: 'latency'; readonly ms: number }
  | { readonly outcome: 'latency'; readonly median: number; readonly sigma: number }
  /** The body ends after a share of it, from 0 to 1, and the connection drops. */
  | { readonly outcome: 'cut'; readonly at: number }
  /** The body arrives without its end, so it cannot be parsed. */
  | { readonly outcome: 'malformed' }
  /** A proxy between client and vendor replies with its own page: HTML by default. */
  | { readonly outcome: 'wrong-type'; readonly type?: string }
  // The account.
  /** The vendor answers `limit` requests in each window of `per` milliseconds, and refuses the rest until the window ends. */
  | { readonly outcome: 'rate-limit'; readonly limit: number; readonly per: number }
  /** Reads lag behind: by a number of reads, or in milliseconds of the cloud's clock. */
  | { readonly outcome: 'stale'; readonly reads?: number; readonly ms?: number };

/** The names of all outcomes. */
export type OutcomeName = Outcome['outcome'];
/** An outcome by its name: `OutcomeNamed<'stuck'>` is `{ outcome: 'stuck'; at: number }`. */
export type OutcomeNamed<O extends OutcomeName> = Extract<Outcome, { readonly outcome: O }>;

/**
 * The stages at which faults strike a request, and the order within each. Of `arrival`, `gate` and `account`, only the first outcome strikes.
 * An outcome that an earlier one makes irrelevant does not strike, and is not counted.
 */
export const STAGES = {
  /** On its way to the vendor. */
  arrival: ['network-error', 'hangs'],
  /** Before the vendor looks at it. */
  gate: ['rate-limit', 'refused'],
  /** Which account the request acts on. */
  account: ['stale', 'not-done'],
  /** What happens to the tasks that it begins. */
  task: ['stuck', 'fails', 'settles', 'slow', 'progress'],
  /** After it was carried out. */
  answer: ['done-twice', 'done-but-broken', 'answer-lost'],
  /** The body of the reply, even of a refusal. */
  body: ['wrong-type', 'malformed', 'cut'],
  /** How long the reply takes, even a dropped connection. */
  delay: ['latency'],
} as const satisfies Readonly<Record<string, readonly OutcomeName[]>>;

/** A stage at which a request can be struck. */
export type Stage = keyof typeof STAGES;
/** The outcomes of a stage: `At<'arrival'>` is `'network-error' | 'hangs'`. */
export type At<S extends Stage> = (typeof STAGES)[S][number];
type StageOf<O extends OutcomeName> = { [S in Stage]: O extends At<S> ? S : never }[Stage];

/** What an outcome at the gate may use. */
export interface Gate {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Counts the request in its window. */
  rate(limit: number, per: number): Rate;
  /** What the vendor's wording may need. */
  detail(retryAfter?: number): ProblemDetail;
}

/** A reply whose body can be corrupted. */
export interface Spoilable {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** How many bytes of the body arrive before the connection drops. */
  readonly cut?: number;
}

/** What an outcome does at its stage. Declared as methods, so that every row is assignable to `Acts<Outcome>`; the caller passes each row its own outcome. */
export interface Acts<O = Outcome> {
  readonly arrival: { readonly answered: 'dropped' | 'never' };
  readonly gate: {
    /** Why the vendor does not let the request in; undefined when it does. */
    refuses(outcome: O, gate: Gate): Problem | undefined;
  };
  readonly account: { readonly doneTo: 'the past' | 'a copy' };
  readonly task: {
    departs(outcome: O): Departure;
    /** True when it decides how the task ends: of these, only the first strikes. */
    readonly ends: boolean;
  };
  readonly answer: { readonly then: 'again' | 'broken' | 'lost' };
  readonly body: {
    spoils(outcome: O, answer: Spoilable): Spoilable;
    /** True when it replaces the body: of these, only the first strikes. */
    readonly replaces: boolean;
  };
  readonly delay: { takes(outcome: O, draw: Draw): number };
}

type MembersOf<T> = T extends unknown ? Exclude<keyof T, 'outcome'> : never;
type RequiredOf<T> = { [M in MembersOf<T>]: [T] extends [Record<M, unknown>] ? M : never }[MembersOf<T>];
type ValueOf<T, M> = T extends unknown ? (M extends keyof T ? Exclude<T[M], undefined> : never) : never;

/** One row of the table, with a validator for each member of the outcome's type. */
export type Definition<O extends OutcomeName> = {
  readonly stage: StageOf<O>;
  /** Which operations it can strike: reads (GET), changes (all others), or both. */
  readonly strikes: 'any' | 'reads' | 'changes';
  readonly needs: { readonly [M in RequiredOf<OutcomeNamed<O>>]: Member<ValueOf<OutcomeNamed<O>, M>> };
  readonly may: { readonly [M in Exclude<MembersOf<OutcomeNamed<O>>, RequiredOf<OutcomeNamed<O>>>]: Member<ValueOf<OutcomeNamed<O>, M>> };
  /** Groups of optional members, of which exactly one must be given. */
  readonly oneOf?: readonly (readonly MembersOf<OutcomeNamed<O>>[])[];
  /** How many faults may have it at once, where each needs a lot of memory. */
  readonly most?: number;
  /** The refusal that the vendor answers with, if any; the vendor must have it and document it for the operation. */
  refusal?(outcome: OutcomeNamed<O>): ProblemKind;
} & Acts<OutcomeNamed<O>>[StageOf<O>];
