/** What an operation receives and returns, type-checked against the contract. */
import type { ActionOf, Departure, Stateful } from '../model/lifecycle.ts';
import type { Draw, Key } from '../model/random.ts';
import type { Route } from './contract.ts';
import type { BodyOf, PathOf, QueryOf, ReplyOf, StatusesOf } from './inference.ts';
import type { Decision } from './provider.ts';
import type { Tables, Vendor } from './vendor.ts';

type RecordIn<V extends Vendor, Table> = Table extends keyof V['tables'] ? Readonly<V['tables'][Table]> : never;

/** The records that the parameters of a route identify, under the vendor's names for them. */
type FoundIn<V extends Vendor, R extends string> = {
  [
    Name in keyof V['found'] as V['found'][Name] extends { parameter: infer P } ? (P extends keyof PathOf<V['contract'], R> ? Name : never) : never
  ]: V['found'][Name] extends { table: infer T } ? RecordIn<V, T> : never;
};

/** Begins an action on a record; the editor completes the actions of its lifecycle. */
export type Begin = <R extends Stateful>(record: R, action: ActionOf<R>, departure?: Departure) => void;

/** What an operation receives: the request, already read and validated, and the account that it acts on. */
export type Call<V extends Vendor, R extends string> = FoundIn<V, R> &
  Tables<V> & {
    readonly path: PathOf<V['contract'], R>;
    readonly query: QueryOf<V['contract'], R>;
    readonly body: BodyOf<V['contract'], R>;
    readonly settings: V['settings'];
    /**
     * The credential of the request, as `authentication` read it; empty if the operation needs none.
     * Use it only in replies: no record or refusal may depend on it, since a link, which contains no credentials, could not replay that.
     */
    readonly credential: string;
    /** The instant of the request, in milliseconds since the epoch. */
    readonly now: number;
    /** Decides on a reply: the status and the body must be documented for this operation. */
    readonly reply: <const S extends StatusesOf<V['contract'], R>>(status: S, body: ReplyOf<V['contract'], R, S>) => Decision;
    readonly begin: Begin;
    /** The next number of a series, such as the ids of servers. Each number is returned once. */
    readonly count: (series: string) => number;
    /** Randomness keyed by the seed, the vendor and its purpose. */
    readonly draw: (...key: readonly Key[]) => Draw;
  };

/** One member for each operation of the contract. A missing or misspelt one does not compile. */
export type Operations<V extends Vendor> = {
  readonly [R in Route<V['contract']>]: (call: Call<V, R>) => Decision;
};
