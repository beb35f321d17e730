/** What a vendor is made of: the types that each vendor's folder fills in, and what an operation is given. */
import type { CollectionDefinition } from '../model/collection.ts';
import type { ActionOf, Arrive, Lifecycle, Stateful, StatusOf } from '../model/lifecycle.ts';
import type { Problem, ProblemKind, Rate } from '../model/problem.ts';
import type { Draw, Key } from '../model/random.ts';
import type { Authentication } from './auth.ts';
import type { AnyScenario } from './scenario.ts';
import type { Tables, Vendor } from './vendor.ts';
import type { Wire } from './wire.ts';
import type { Contract, Route, Schemas } from './contract.ts';

/** The reply that an operation decided on. Only `reply` makes one, which checks it against the contract. */
export interface Decision {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Writes a refusal in the vendor's words. */
export type Refusal = (problem: Problem) => Decision;

/** The words for each refusal; null for a kind that the vendor cannot say. A new kind is a compile error in each vendor. */
export type Refusals<V extends Vendor> = { readonly [K in ProblemKind]: K extends V['refuses'] ? Refusal : null };

/** How a table is kept, the lifecycle of its records, and what they refer to. `T` is the names of the vendor's tables; `A` the tables themselves, which an arrival has for what changes together with the record. */
export type TableDefinition<R extends object, T extends string = string, A extends object = object> = CollectionDefinition<R> & {
  readonly lifecycle?: R extends Stateful ? Lifecycle<StatusOf<R>, ActionOf<R>> : never;
  readonly arrive?: R extends Stateful ? (account: ArrivalAccount & A) => Arrive<R> : never;
  /**
   * The members that hold the key of a record in another table, each with that table: `{ plan_id: 'plans' }`. Null stands for none.
   * A snapshot with a reference to nothing is refused; an operation that meets one says which record has it.
   */
  readonly references?: { readonly [M in keyof R & string]?: T };
};

/** What an arrival may use: randomness by key, for example to assign an address. */
export interface ArrivalAccount {
  readonly draw: (...key: readonly Key[]) => Draw;
}

/** What a fresh account holds. */
export interface Fresh<V extends Vendor> {
  readonly tables: { readonly [T in keyof V['tables']]: readonly V['tables'][T][] };
  /** The next number of each series. */
  readonly counters: Readonly<Record<string, number>>;
}

/** How a vendor matches paths. */
export interface Routing {
  /** How a trailing slash is treated: `optional` ignores it, `redirect` adds a missing one by a redirect, as Django does, and `exact` takes the path literally. */
  readonly slash: 'optional' | 'redirect' | 'exact';
  /** Whether HEAD is answered as GET without a body. */
  readonly head: boolean;
  /** Whether POST is answered as GET where only GET is documented. */
  readonly readsByPost?: boolean;
  /** Says for which paths the credential is checked before the route. */
  readonly credentialFirst?: (path: string) => boolean;
}

declare const VENDOR: unique symbol;

/** What `createCloud` is given: some vendor's provider. */
export interface AnyProvider {
  readonly name: string;
  /** The vendor's name as people write it. */
  readonly title: string;
  readonly contract: Contract;
  readonly schemas?: Schemas;
  /** Only for the compiler: the vendor's own interface. */
  readonly [VENDOR]?: Vendor;
  /** The largest request body over HTTP, in bytes, where it exceeds the server's own limit. */
  readonly largestBody?: number;
  readonly scenarios?: Readonly<Record<string, AnyScenario>>;
}

/** `VpsOrg`, of VPS.org's provider. */
export type VendorOf<P> = P extends { readonly [VENDOR]?: infer V } ? Extract<V, Vendor> : never;

/** A complete vendor. */
export interface Provider<V extends Vendor = Vendor> extends AnyProvider {
  readonly name: V['name'];
  readonly [VENDOR]?: V;
  readonly contract: V['contract'];
  readonly authentication: Authentication;
  readonly routing: Routing;
  readonly wire: Wire;
  /** The headers that report a rate limit, for a vendor that has them; the window ends at `resetsAt`. */
  readonly rateHeaders?: (rate: Rate) => Readonly<Record<string, string>>;
  readonly refusals: Refusals<V>;
  readonly tables: { readonly [T in keyof V['tables']]: TableDefinition<V['tables'][T] & object, keyof V['tables'] & string, Tables<V>> };
  readonly found: V['found'];
  readonly settings: V['settings'];
  /** The documents' examples; `start` is the instant at which the cloud begins. */
  readonly fresh: (start: number) => Fresh<V>;
  /** What answers each operation: `Operations<V>`, as whoever only uses the vendor sees it. */
  readonly operations: { readonly [R in Route<V['contract']>]: (call: never) => Decision };
}

/** Writes a problem in the vendor's words. */
export function refusal(
  { refusals, title }: { readonly refusals: Readonly<Record<ProblemKind, Refusal | null>>; readonly title: string },
  problem: Problem,
): Decision {
  const say = Object.hasOwn(refusals, problem.kind) && refusals[problem.kind];
  if (say) return say(problem);
  throw new Error(
    `${title} has no way to say '${problem.kind}' (${problem.message}). Give it one in the vendor's table of refusals, or refuse in another way.`,
  );
}
