/** What the operation of a control is given, and what it answers: both follow from the contract. */
import type { AnyCloud } from '../cloud/cloud.ts';
import type { Core } from '../cloud/core.ts';
import type { Clouds } from '../clouds/clouds.ts';
import type { BodyOf, PathOf, QueryOf, ReplyOf, StatusesOf } from '../vendor/inference.ts';
import type { ControlContract, ControlRoute } from './contract.ts';

/** What the host of the controls provides. */
export interface Environment {
  /** The clouds that the controls are for. */
  readonly clouds: Clouds;
  /** Calls a function after some real time; returns a function that cancels it. */
  after(ms: number, run: () => void): () => void;
  /** The most requests that wait for an exchange at once. */
  readonly waiting: number;
  /** The most that watch events at once. */
  readonly watchers: number;
}

/** A stream of server-sent events: starts to send, and returns a function that stops it. */
export interface Stream {
  readonly stream: (send: (text: string) => void) => () => void;
  /** Aborted when the stream is to end. */
  readonly ended: AbortSignal;
}

/** What an operation is given. */
export interface Call<R extends ControlRoute = ControlRoute> {
  readonly path: PathOf<ControlContract, R>;
  readonly query: QueryOf<ControlContract, R>;
  readonly body: BodyOf<ControlContract, R>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The cloud that the path names. */
  readonly cloud: AnyCloud;
  /** Its internals. */
  readonly core: Core;
  readonly environment: Environment;
  /** Aborted when nobody waits for the reply any more, or the cloud has ended; a `Refused` is the reason then. */
  readonly signal: AbortSignal;
}

/**
 * The documented members of a value, without the index signature that stands for further ones, which an interface does not have.
 * `Members<{ a: 1; [name: string]: unknown }>` is `{ a: 1 }`.
 */
type Members<T> = T extends readonly (infer Item)[]
  ? readonly Members<Item>[]
  : T extends object
    ? { readonly [K in keyof T as string extends K ? (unknown extends T[K] ? never : K) : K]: Members<T[K]> }
    : T;

/** The body of a control's reply. */
export type Answer<R extends ControlRoute> = R extends 'GET /clouds/{cloud}/events'
  ? Stream
  : Members<ReplyOf<ControlContract, R, Extract<StatusesOf<ControlContract, R>, 200 | 201>>>;

/** One implementation for each operation of the contract: one that is missing does not compile. */
export type ControlOperations = { readonly [R in ControlRoute]: (call: Call<R>) => Answer<R> | Promise<Answer<R>> };
