/** The vendor refusing. A `Problem` becomes a reply in the vendor's own words; any other throw is a bug of ours. */

/** Every way in which a request can be refused, named once. Each vendor says which of them it has, and how it says them. */
export type ProblemKind =
  | 'no-route' //            no operation at this path
  | 'method' //              a path of the vendor's, but not with this method
  | 'unauthenticated' //     no credential, or a wrong one
  | 'forbidden' //           a credential that may not do this
  | 'not-found' //           the thing that the path names does not exist
  | 'malformed' //           a body that cannot be read
  | 'unsupported-media' //   a body of a type that the vendor does not read
  | 'too-large' //           a body over the limit
  | 'invalid' //             members that are missing, of the wrong type, or refer to nothing
  | 'payment-required' //    the account's money does not cover it
  | 'wrong-state' //         not from the status that the server is in
  | 'locked' //              busy with a task
  | 'full' //                no room left
  | 'rate-limited' //        too many requests
  | 'unavailable' //         the vendor is down for a while
  | 'broken'; //             the vendor's own failure

/** What is wrong with one member of a request: each vendor has its own sentence for it. */
export interface Violation {
  /** The member's name, as the vendor spells it. */
  member: string;
  /** `required`, a JSON Schema keyword (`type`, `enum`, `pattern` …), or `exists` for a reference to nothing. */
  rule: string;
  /** What the client sent. */
  value?: unknown;
  /** The bound that was broken, where the vendor's sentence names it. */
  limit?: number;
}

/** A limit of requests in a window of time, by the cloud's clock. */
export interface Rate {
  readonly limit: number;
  readonly remaining: number;
  /** When the window ends, in milliseconds since the epoch. */
  readonly resetsAt: number;
}

/** What a vendor may need to say why. */
export interface ProblemDetail {
  violations?: readonly Violation[];
  /** What was looked for and not found. */
  table?: string;
  key?: string | number;
  /** What was wanted, and the status that the server is in. */
  action?: string;
  status?: string;
  /** The actions that would have been accepted instead. */
  allowed?: readonly string[];
  /** The task that holds the lock: what it is, how far, and when it ends, in milliseconds since the epoch. */
  task?: { action: string; progress: number; endsAt: number };
  /** The vendor's own part of the path asked for, the method, and the methods that the path has. */
  path?: string;
  method?: string;
  allow?: readonly string[];
  /** The media type sent. */
  type?: string;
  /** Milliseconds until it is worth asking again. */
  retryAfter?: number;
  /** The limit of requests that was met. */
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

  /** @param message why, for the journal: a vendor's own words are in its table of refusals. */
  constructor(kind: ProblemKind, message: string, detail: ProblemDetail = {}) {
    super(message);
    this.kind = kind;
    this.detail = detail;
  }
}
