/** The parts of a vendor: the types that each vendor's folder implements. */
import type { CollectionDefinition } from '../model/collection.ts';
import type { ActionOf, Arrive, Lifecycle, Stateful, StatusOf } from '../model/lifecycle.ts';
import type { Problem, ProblemKind, Rate } from '../model/problem.ts';
import type { Draw, Key } from '../model/random.ts';
import type { RecordSchema, SchemaOf } from '../model/schema.ts';
import type { Authentication } from './auth.ts';
import type { AnyScenario } from './scenario.ts';
import type { Tables, Vendor } from './vendor.ts';
import type { Wire } from './wire.ts';
import type { Contract, Route, Schemas } from './contract.ts';

/** The reply that an operation decided on. Create it with `reply`, which is type-checked against the contract. */
export interface Decision {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Writes a refusal in the vendor's words. */
export type Refusal = (problem: Problem) => Decision;

/** The reply for each kind of refusal; null for a kind that the vendor does not have. A new kind is a compile error in each vendor. */
export type Refusals<V extends Vendor> = { readonly [K in ProblemKind]: K extends V['refuses'] ? Refusal : null };

/** The definition of a table, the lifecycle of its records, and their references. `T` is the names of the vendor's tables; `A` the tables themselves, which `arrive` receives. */
export type TableDefinition<R extends object, T extends string = string, A extends object = object> = CollectionDefinition<R> & {
  readonly lifecycle?: R extends Stateful ? Lifecycle<StatusOf<R>, ActionOf<R>> : never;
  readonly arrive?: R extends Stateful ? (account: ArrivalAccount & A) => Arrive<R> : never;
  /**
   * The members that contain the key of a record in another table: `{ plan_id: 'plans' }`. Null means no reference.
   * A snapshot with a dangling reference is refused; an operation that meets one reports which record has it.
   */
  readonly references?: { readonly [M in keyof R & string]?: T };
  /** The type of each member, to which a record from outside is held: from a test, a snapshot, or another machine. Without it, only its key, status and task are checked. */
  readonly schema?: RecordSchema<R>;
};

/** The schemas of a vendor's tables. */
export type RecordSchemas<V extends Vendor> = { readonly [T in keyof V['tables']]: RecordSchema<V['tables'][T] & object> };

/** What an arrival may use: randomness by key, for example to assign an address. */
export interface ArrivalAccount {
  readonly draw: (...key: readonly Key[]) => Draw;
}

/** The contents of a fresh account. */
export interface Fresh<V extends Vendor> {
  readonly tables: { readonly [T in keyof V['tables']]: readonly V['tables'][T][] };
  /** The next number of each series. */
  readonly counters: Readonly<Record<string, number>>;
}

/** How a vendor matches paths. */
export interface Routing {
  /** How a trailing slash is treated: `optional` ignores it, `redirect` adds a missing one by a redirect, as Django does, and `exact` matches the path literally. */
  readonly slash: 'optional' | 'redirect' | 'exact';
  /** Whether HEAD is answered as GET without a body. */
  readonly head: boolean;
  /** Whether the standalone server answers OPTIONS with the methods of a path, as HTTP has it (the default); otherwise it is a method like any other. */
  readonly options?: boolean;
  /** Whether POST is answered as GET where only GET is documented. */
  readonly readsByPost?: boolean;
  /** Whether the credential for a path is checked before routing. */
  readonly credentialFirst?: (path: string) => boolean;
}

declare const VENDOR: unique symbol;

/** A vendor's provider, as `createCloud` accepts it. */
export interface AnyProvider {
  readonly name: string;
  /** The vendor's name as people write it. */
  readonly title: string;
  readonly contract: Contract;
  readonly schemas?: Schemas;
  /** The vendor's own interface, only for the compiler. */
  readonly [VENDOR]?: Vendor;
  /** The largest request body over HTTP, in bytes, where it exceeds the server's own limit; or a function of the vendor's own part of the path. */
  readonly largestBody?: number | ((path: string) => number | undefined);
  readonly scenarios?: Readonly<Record<string, AnyScenario>>;
}

/** The interface of a provider's vendor: `VpsOrg` for `vpsorg`. */
export type VendorOf<P> = P extends { readonly [VENDOR]?: infer V } ? Extract<V, Vendor> : never;

/** A complete vendor. */
export interface Provider<V extends Vendor = Vendor> extends AnyProvider {
  readonly name: V['name'];
  readonly [VENDOR]?: V;
  readonly contract: V['contract'];
  readonly authentication: Authentication;
  readonly routing: Routing;
  readonly wire: Wire;
  /** The headers that report a rate limit, if the vendor has them; the window ends at `resetsAt`. */
  readonly rateHeaders?: (rate: Rate) => Readonly<Record<string, string>>;
  readonly refusals: Refusals<V>;
  readonly tables: { readonly [T in keyof V['tables']]: TableDefinition<V['tables'][T] & object, keyof V['tables'] & string, Tables<V>> };
  readonly found: V['found'];
  readonly settings: V['settings'];
  /** The schemas of settings that take only some of the values of their type, such as 200 and 204. */
  readonly settingSchemas?: { readonly [S in keyof V['settings']]?: SchemaOf<V['settings'][S]> };
  /** The documents' examples; `start` is the instant at which the cloud begins. */
  readonly fresh: (start: number) => Fresh<V>;
  /** The implementation of each operation: `Operations<V>`, in a form that needs no schemas. */
  readonly operations: { readonly [R in Route<V['contract']>]: (call: never) => Decision };
}

/** Writes a problem in the vendor's words. */
export function refusal(
  { refusals, title }: { readonly refusals: Readonly<Record<ProblemKind, Refusal | null>>; readonly title: string },
  problem: Problem,
): Decision {
  // A vendor without words for a table that is full forbids what would add to it.
  const kind = problem.kind === 'full' && !refusals.full ? 'forbidden' : problem.kind;
  const say = Object.hasOwn(refusals, kind) && refusals[kind];
  if (say) return say(problem);
  throw new Error(`${title} has no refusal '${problem.kind}' (${problem.message}). Add it to the vendor's table of refusals, or use another kind.`);
}
