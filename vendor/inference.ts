/**
 * The types of requests and replies, derived from a contract.
 * Law: only operations use them, so that nothing a test imports makes the compiler evaluate a schema.
 */
import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import type { Documented } from './contract.ts';

type Paths<C extends Documented> = C['paths'];

type OperationAt<C extends Documented, R extends string> = R extends `${infer V} ${infer P}`
  ? P extends keyof Paths<C>
    ? Lowercase<V> extends keyof Paths<C>[P]
      ? Paths<C>[P][Lowercase<V>]
      : never
    : never
  : never;

type Infer<S> = S extends JSONSchema ? FromSchema<S> : unknown;
/** If one of several media types is JSON, it defines the members; other formats have their own schema. */
type BodyIn<T> = T extends { readonly content: infer M }
  ? M extends { readonly 'application/json': { readonly schema: infer S } }
    ? Infer<S>
    : M[keyof M] extends { readonly schema: infer S }
      ? Infer<S>
      : unknown
  : undefined;
type ParametersOf<O> = O extends { readonly parameters: readonly (infer P)[] } ? P : never;
type ParameterIn<O, Where extends string> = Extract<ParametersOf<O>, { readonly in: Where }>;
type ValueOf<P> = P extends { readonly schema: infer S } ? Infer<S> : string;

/** `{ serviceId: number }`: the parameters in an operation's path. */
export type PathOf<C extends Documented, R extends string> = {
  [P in ParameterIn<OperationAt<C, R>, 'path'> as P extends { readonly name: infer N extends string } ? N : never]: ValueOf<P>;
};

/** `{ status?: 'active' | … }`: the parameters in an operation's query; a required one is always present, since the request was validated. */
export type QueryOf<C extends Documented, R extends string> = {
  [
    P in Extract<ParameterIn<OperationAt<C, R>, 'query'>, { readonly required: true }> as P extends { readonly name: infer N extends string } ? N : never
  ]: ValueOf<P>;
} & {
  [
    P in Exclude<ParameterIn<OperationAt<C, R>, 'query'>, { readonly required: true }> as P extends { readonly name: infer N extends string } ? N : never
  ]?: ValueOf<P>;
};

/** The type of an operation's request body; `undefined` without a body. */
export type BodyOf<C extends Documented, R extends string> = OperationAt<C, R> extends { readonly requestBody: infer B } ? BodyIn<B> : undefined;

type Responses<C extends Documented, R extends string> = OperationAt<C, R> extends { readonly responses: infer S } ? S : never;

/** `200 | 404`: the statuses documented for an operation. */
export type StatusesOf<C extends Documented, R extends string> = keyof Responses<C, R> extends infer S
  ? S extends `${infer N extends number}`
    ? N
    : S extends number
      ? S
      : never
  : never;

type AtStatus<S, Status extends number> = Status extends keyof S ? S[Status] : `${Status}` extends keyof S ? S[`${Status}`] : never;

type DeepReadonly<T> = T extends readonly (infer I)[] ? readonly DeepReadonly<I>[] : T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** The body documented for an operation's reply with a status; `undefined` where there is none. */
export type ReplyOf<C extends Documented, R extends string, Status extends number> = DeepReadonly<BodyIn<AtStatus<Responses<C, R>, Status>>>;
