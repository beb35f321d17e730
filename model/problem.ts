/** A refusal by the vendor. A `Problem` becomes the vendor's own reply; anything else that is thrown is a bug. */

/** Every kind of refusal. Each vendor declares which of them it has, and writes them in its own words. */
export type ProblemKind =
  | 'no-route' //            no operation at this path
  | 'method' //              the path exists, but not with this method
  | 'unauthenticated' //     no credential, or a wrong one
  | 'forbidden' //           permission denied for this credential
  | 'not-found' //           what the path names does not exist
  | 'malformed' //           a body that cannot be read
  | 'unsupported-media' //   a media type that the vendor does not accept
  | 'too-large' //           a body over the limit
  | 'invalid' //             members that are missing, of the wrong type, or refer to something that does not exist
  | 'payment-required' //    the account's funds do not cover it
  | 'wrong-state' //         not possible in the server's status
  | 'locked' //              busy with a task
  | 'full' //                no capacity left
  | 'rate-limited' //        too many requests
  | 'unavailable' //         the vendor is temporarily down
  | 'broken'; //             the vendor's own failure

/** What is wrong with one member of a request that the vendor refuses; each vendor words it in its own way. */
export interface WrongMember {
  /** The member's name, as the vendor spells it. */
  member: string;
  /** `required`, a JSON Schema keyword (`type`, `enum`, `pattern` …), or `exists` for a reference to something that does not exist. */
  rule: string;
  /** What the client sent. */
  value?: unknown;
  /** The bound that was violated, where the vendor's message names it. */
  limit?: number;
}

/** A limit of requests in a window of time, by the cloud's clock. */
export interface Rate {
  readonly limit: number;
  readonly remaining: number;
  /** When the window ends, in milliseconds since the epoch. */
  readonly resetsAt: number;
}

/** What a vendor may need to word a refusal. */
export interface ProblemDetail {
  violations?: readonly WrongMember[];
  /** What was not found. */
  table?: string;
  key?: string | number;
  /** The requested action, and the server's status. */
  action?: string;
  status?: string;
  /** The actions that would have been accepted instead. */
  allowed?: readonly string[];
  /** The task that holds the lock: its action, its progress in percent, and when it ends, in milliseconds since the epoch. */
  task?: { action: string; progress: number; endsAt: number };
  /** The vendor's own part of the path, the method, and the methods that the path accepts. */
  path?: string;
  method?: string;
  allow?: readonly string[];
  /** The media type sent. */
  type?: string;
  /** When to retry, in milliseconds from now. */
  retryAfter?: number;
  /** The rate limit that was reached. */
  rate?: Rate;
  /** True when there was no credential at all. */
  missing?: boolean;
}

/**
 * A refusal by the vendor.
 * @example
 * throw new Problem('payment-required', 'The credits do not cover the plan.');
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly kind: ProblemKind;
  readonly detail: ProblemDetail;

  /** @param message the reason, for the journal: the vendor's own wording is in its table of refusals. */
  constructor(kind: ProblemKind, message: string, detail: ProblemDetail = {}) {
    super(message);
    this.kind = kind;
    this.detail = detail;
  }
}
