/**
 * How a request departs from the contract, beside what the vendor answers.
 * Law: a violation is plain, short and without secrets, so that it can be printed, logged and sent anywhere.
 */

/** What was not held to. */
export type ViolationRule =
  | 'unknown' //        a member or parameter that is not documented
  | 'type' //           a value of another type
  | 'required' //       a member, a parameter or a body that is missing
  | 'enum' //           a value that is not one of those documented
  | 'bounds' //         a number, a text or a list that is too small or too large
  | 'pattern' //        a text in another form
  | 'content-type' //   a body of another media type, or of none
  | 'accept' //         an Accept header that fits none of the documented media types
  | 'body' //           a body where none is documented
  | 'malformed' //      a body that cannot be read
  | 'slash' //          a slash at the end of the path that is missing, or one too many
  | 'duplicate' //      a parameter or member that was sent twice
  | 'deprecated' //     an operation, parameter or member that the vendor is giving up
  | 'undocumented' //   a path, or a method of a path, that the contract does not have
  | 'credential' //     no credential where the contract puts it
  | 'reference' //      a value that refers to something that does not exist
  | 'rule'; //          a rule of the vendor that no schema can express

/** What the vendor makes of a violation. */
export type ViolationEffect = 'refused' | 'ignored' | 'coerced' | 'redirected' | 'accepted';

/** One departure of a request from the contract. */
export interface Violation {
  readonly vendor: string;
  /** `POST /servers/`; null when the request matches no documented operation. */
  readonly operation: string | null;
  /** `body.plan_id`, `body.disks[0].size`, `query.page`, `header.content-type`, `path`, `path.server_id`, `method`, or `body` as a whole. */
  readonly place: string;
  readonly rule: ViolationRule;
  /** In words: `an integer`, `one of us-west, us-east`. */
  readonly expected: string;
  /** What was sent, shortened and without secrets; null for nothing. */
  readonly sent: string | null;
  readonly effect: ViolationEffect;
  /** The evidence for the rule in the contract. */
  readonly source: 'documented' | 'vendor' | 'inferred' | 'assumed';
  /** The documented name that was probably meant. */
  readonly meant?: string;
  /** How many further violations of the same request were left out after this one. */
  readonly more?: number;
  /** All of it in a sentence. */
  readonly message: string;
}

/** The violations of a request that has none. */
export const NO_VIOLATIONS: readonly Violation[] = Object.freeze([]);
