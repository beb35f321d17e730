/** The types of the matchers: what can be expected follows from the vendors of the cloud. */
import type { OperationName } from '../../cloud/cloud.ts';
import type { Providers } from '../../cloud/options.ts';
import type { RecordKey } from '../../model/collection.ts';
import type { Source } from '../../vendor/contract.ts';
import type { VendorOf } from '../../vendor/provider.ts';
import type { Vendor } from '../../vendor/vendor.ts';
import type { MannersLimits } from '../manners/limits.ts';
import type { Asymmetric } from './matched.ts';
import type { ReceivedOptions } from './received.ts';

type ProvidersOf<T> = T extends { readonly vendors: infer P extends Providers } ? P : never;
/** The names of a cloud's vendors; none when it is no cloud. */
export type VendorName<T> = keyof ProvidersOf<T> & string;
/** `POST /servers/`: the operations of a cloud. */
export type OperationIn<T> = [ProvidersOf<T>] extends [never] ? never : OperationName<ProvidersOf<T>>;
type VendorIn<T, N extends string> = N extends keyof ProvidersOf<T> ? VendorOf<ProvidersOf<T>[N]> : never;
type TablesIn<T, N extends string> = VendorIn<T, N> extends { readonly tables: infer A } ? A : never;
/** A vendor that the compiler does not know has any table. */
type TableName<T, N extends string> = [VendorIn<T, N>] extends [never] ? string : Vendor extends VendorIn<T, N> ? string : keyof TablesIn<T, N> & string;

/** The only one of a union; never when there are several. */
type Sole<N, All = N> = [N] extends [never] ? never : N extends unknown ? ([All] extends [N] ? N : never) : never;

/** `12347`, or `{ vpsorg: 12347 }` where the cloud has several vendors. */
export type ServerAddress<T> =
  ([Sole<VendorName<T>>] extends [never] ? never : RecordKey) | { [N in VendorName<T>]: { readonly [K in N]: RecordKey } }[VendorName<T>];
/** `'drives'`, or `{ elastichosts: 'drives' }` where the cloud has several vendors. */
export type TableAddress<T> =
  | ([Sole<VendorName<T>>] extends [never] ? never : TableName<T, Sole<VendorName<T>>>)
  | { [N in VendorName<T>]: { readonly [K in N]: TableName<T, N> } }[VendorName<T>];

type AddressedVendor<T, W> = W extends object ? keyof W & string : Sole<VendorName<T>>;
type AddressedTable<W> = W extends string ? W : W extends object ? W[keyof W] & string : string;
type RecordIn<T, N extends string, Name extends string> =
  TablesIn<T, N> extends infer A ? (Name extends keyof A ? A[Name] : Readonly<Record<string, unknown>>) : never;

type ContractIn<T> = { [N in VendorName<T>]: VendorIn<T, N> extends { readonly contract: infer C } ? C : never }[VendorName<T>];
/** An operation in a contract; `unknown` if the compiler does not know the contract. */
type OperationAt<C, O> = C extends { readonly paths: infer P }
  ? string extends keyof P
    ? unknown
    : O extends `${infer V} ${infer W}`
      ? W extends keyof P
        ? Lowercase<V> extends keyof P[W]
          ? P[W][Lowercase<V>]
          : never
        : never
      : never
  : unknown;
type SchemaNames<S> = S extends { readonly patternProperties: object } ? string : S extends { readonly properties: infer A } ? keyof A & string : string;
type BodyName<A> = unknown extends A
  ? string
  : A extends { readonly requestBody: { readonly content: infer M } }
    ? SchemaNames<M[keyof M] extends { readonly schema: infer S } ? S : never>
    : never;
type ParameterName<A, Where extends string> = unknown extends A
  ? string
  : A extends { readonly parameters: readonly (infer P)[] }
    ? Extract<P, { readonly in: Where }> extends { readonly name: infer N extends string }
      ? N
      : never
    : never;
/** The names that are documented for a request: `{ body: 'name' | 'plan_id' …; query: never; path: never }`. */
interface NamesIn<A> {
  readonly body: BodyName<A>;
  readonly query: ParameterName<A, 'query'>;
  readonly path: ParameterName<A, 'path'>;
}
/** What can be expected of a request of an operation. */
export type ReceivedIn<T, O extends OperationIn<T>> = ReceivedOptions<OperationIn<T>, VendorName<T>, NamesIn<OperationAt<ContractIn<T>, O>>>;

/** What is expected of a value: the value, some members of an object, a regular expression for a text, or a matcher such as `expect.any(Number)`. */
type Expected<V> =
  V | Asymmetric | (V extends string ? RegExp : never) | (V extends readonly unknown[] ? never : V extends object ? ExpectedMembers<V> : never);
/** Some members of a record. */
export type ExpectedMembers<R> = { readonly [M in keyof R]?: Expected<R[M]> };

/** Some members of the record that is addressed. */
export type MembersAt<T, W, Name extends string = AddressedTable<W>> = ExpectedMembers<RecordIn<T, AddressedVendor<T, W>, Name>>;

/** What a test can expect of a cloud `T`. `R` is what the runner's matchers return. */
export interface CloudMatchers<R, T> {
  /**
   * The cloud has this server, with these members among others.
   * @example
   * expect(cloud).toHaveServer(12347, { name: 'web-1', status: 'active' });
   * expect(cloud).toHaveServer({ vpsorg: 12347 }); // a cloud with several vendors
   */
  toHaveServer<const W extends ServerAddress<T>>(server: W, members?: MembersAt<T, W, 'servers'>): R;
  /**
   * The cloud has this record in one of its tables, with these members among others.
   * @example
   * expect(cloud).toHaveRecord('drives', drive, { status: 'active' });
   */
  toHaveRecord<const W extends TableAddress<T>>(table: W, key: RecordKey, members?: MembersAt<T, W>): R;
  /**
   * No task is running. What goes on in the background does not count, as for `clock.settle()`.
   * @example
   * expect(cloud).toBeSettled();
   */
  toBeSettled(): R;
  /**
   * The cloud has received a request of this operation that is as expected: once or more often, or exactly so many `times`.
   * @example
   * expect(cloud).toHaveReceived('POST /servers/', { times: 1, body: { plan_id: 1 }, after: 'GET /plans/' });
   */
  toHaveReceived<const O extends OperationIn<T>>(operation: O, expected?: ReceivedIn<T, O>): R;
  /**
   * No request departed from the contract, except where `cloud.violations.expect` says so; and what it says did occur.
   * @example
   * expect(cloud).toHaveKeptTheContract();
   */
  toHaveKeptTheContract(): R;
  /**
   * `manners` finds nothing in the journal. The limits can be set.
   * @example
   * expect(cloud).toHavePolledPolitely({ pause: seconds(5) });
   */
  toHavePolledPolitely(limits?: MannersLimits): R;
  /**
   * Every answer so far rests on this evidence or on a stronger one: `documented`, `vendor`, `inferred`, `assumed`, from strong to weak.
   * @example
   * expect(cloud).toRestOnEvidence('vendor');
   */
  toRestOnEvidence(weakest: Source): R;
}
