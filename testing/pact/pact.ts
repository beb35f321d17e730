/** A Pact file, version 4 of the specification, as far as we write it: HTTP interactions between a consumer and a provider. */

/** Plain JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [member: string]: Json };

/** How a value is matched, instead of by equality. */
export type Matcher =
  { readonly match: 'type'; readonly min?: number } | { readonly match: 'integer' | 'number' } | { readonly match: 'regex'; readonly regex: string };

/** The matchers of one value. */
export interface MatchingRule {
  readonly combine: 'AND';
  readonly matchers: readonly Matcher[];
}

/** The rules of a part of a message, by path in the body or by name. */
export type MatchingRules = Readonly<Record<string, MatchingRule>>;

export interface PactBody {
  readonly content: Json;
  readonly contentType: string;
  readonly encoded: false;
}

export interface PactRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, readonly string[]>>;
  readonly headers?: Readonly<Record<string, readonly string[]>>;
  readonly body?: PactBody;
  readonly matchingRules?: { readonly header?: MatchingRules; readonly query?: MatchingRules; readonly body?: MatchingRules };
}

export interface PactResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, readonly string[]>>;
  readonly body?: PactBody;
  readonly matchingRules?: { readonly header?: MatchingRules; readonly body?: MatchingRules };
}

/** What the provider must be brought into before the request: `pactStates` does that in a cloud. */
export interface ProviderState {
  /** `a fresh account`, the name of a scenario, `after POST /servers/` … */
  readonly name: string;
  readonly params?: { readonly [name: string]: Json };
}

export interface Interaction {
  readonly type: 'Synchronous/HTTP';
  readonly description: string;
  readonly pending: false;
  readonly providerStates: readonly ProviderState[];
  readonly request: PactRequest;
  readonly response: PactResponse;
}

/** An exchange that is not in the file, and why. */
export interface LeftOut {
  /** Its number in the journal. */
  readonly exchange: number;
  readonly request: string;
  readonly because: string;
}

export interface Pact {
  readonly consumer: { readonly name: string };
  readonly provider: { readonly name: string };
  readonly interactions: readonly Interaction[];
  readonly metadata: { readonly pactSpecification: { readonly version: '4.0' } };
}
