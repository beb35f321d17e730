/**
 * The types that read an OpenAPI document, so that the compiler checks the code against it.
 * Law: what is not in the contract is not answered, and each thing in it says how it is known.
 */
import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import type { OpenAPIV3_1 } from 'openapi-types';

/** Where a claim comes from: the document itself, another page of the same vendor, a sibling API, or our own choice. */
export type Source = 'documented' | 'vendor' | 'inferred' | 'assumed';

/** The evidence for an operation, a reply or a rule. */
export interface Evidence {
  readonly 'x-source': Source;
  /** Where it was read, or why it was chosen; names the sibling when it is inferred. */
  readonly 'x-note'?: string;
}

/** A rule of the vendor that no schema can express: `a server that is busy refuses`. */
export interface Rule extends Evidence {
  readonly rule: string;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: JSONSchema;
}

export interface Media {
  readonly [type: string]: {
    readonly schema: JSONSchema;
    readonly example?: unknown;
    /** How the members of a form are written, where it is not the default. */
    readonly encoding?: { readonly [member: string]: { readonly style: string; readonly explode: boolean } };
  };
}

export interface Reply extends Evidence {
  readonly description: string;
  readonly content?: Media;
  readonly headers?: { readonly [name: string]: { readonly description?: string; readonly schema: JSONSchema } };
}

export interface Operation extends Evidence {
  readonly operationId: string;
  readonly summary: string;
  /** What it does, in a sentence or two. */
  readonly description?: string;
  /** The groups that it belongs to, as documentation and client generators show them. */
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Media };
  readonly responses: { readonly [status: string]: Reply };
  /** `[]` for an operation that needs no credential. */
  readonly security?: readonly [];
  readonly 'x-rules'?: readonly Rule[];
  /** The action of the lifecycle that it begins on the server in its path; of several, the record decides which. */
  readonly 'x-action'?: string | readonly string[];
  /**
   * The actions that it begins on other records than the server in its path, by table: `{ servers: ['provision'] }` for a create, `{}` for none.
   * Left out beside `x-action` as well, nobody knows what it begins.
   */
  readonly 'x-begins'?: Readonly<Record<string, readonly string[]>>;
  /** The request of the document's example, which the standalone server's page shows. */
  readonly 'x-example'?: { readonly path: string; readonly body?: unknown };
}

export type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** A vendor's OpenAPI 3.1 document, with the evidence for each part. */
export interface Contract {
  readonly openapi: '3.1.0';
  readonly info: Readonly<OpenAPIV3_1.InfoObject>;
  readonly servers: readonly [{ readonly url: string }];
  readonly security: readonly { readonly [scheme: string]: readonly string[] }[];
  readonly tags?: readonly { readonly name: string }[];
  readonly paths: { readonly [path: string]: { readonly [V in Verb]?: Operation } };
  readonly components: {
    readonly securitySchemes: { readonly [scheme: string]: Readonly<OpenAPIV3_1.SecuritySchemeObject> };
    /** The refusals that any request can meet, by status. */
    readonly responses: { readonly [status: string]: Reply };
  };
  /** Rules that apply to more than one operation. */
  readonly 'x-rules': readonly Rule[];
}

/** Schemas by name, such as `Server`: wherever a contract uses that very value, the exported document refers to it by its name. */
export type Schemas = Readonly<Record<string, object>>;

/** Keeps every literal type of the document, so that the compiler can check the operations against it. */
export const defineContract = <const C extends Contract>(contract: C): C => contract;

/** Gives a contract a name, so that a compile error prints the name and not the document. */
export type Named<T> = { [K in keyof T]: T[K] };

type Paths<C extends Contract> = C['paths'];

/** `'POST /server/{serviceId}/start' | …`: every operation in the document. */
export type Route<C extends Contract> = {
  [P in keyof Paths<C> & string]: `${Uppercase<keyof Paths<C>[P] & Verb>} ${P}`;
}[keyof Paths<C> & string];

type OperationAt<C extends Contract, R extends string> = R extends `${infer V} ${infer P}`
  ? P extends keyof Paths<C>
    ? Lowercase<V> extends keyof Paths<C>[P]
      ? Paths<C>[P][Lowercase<V>]
      : never
    : never
  : never;

type Infer<S> = S extends JSONSchema ? FromSchema<S> : unknown;
/** Of several media types JSON says what the members are; what is only written otherwise has its own schema. */
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
export type PathOf<C extends Contract, R extends string> = {
  [P in ParameterIn<OperationAt<C, R>, 'path'> as P extends { readonly name: infer N extends string } ? N : never]: ValueOf<P>;
};

/** `{ status?: 'active' | … }`: the parameters in an operation's query; a required one is always present, because the request was checked. */
export type QueryOf<C extends Contract, R extends string> = {
  [
    P in Extract<ParameterIn<OperationAt<C, R>, 'query'>, { readonly required: true }> as P extends { readonly name: infer N extends string } ? N : never
  ]: ValueOf<P>;
} & {
  [
    P in Exclude<ParameterIn<OperationAt<C, R>, 'query'>, { readonly required: true }> as P extends { readonly name: infer N extends string } ? N : never
  ]?: ValueOf<P>;
};

/** What an operation's body holds; `undefined` for one without. */
export type BodyOf<C extends Contract, R extends string> = OperationAt<C, R> extends { readonly requestBody: infer B } ? BodyIn<B> : undefined;

type Responses<C extends Contract, R extends string> = OperationAt<C, R> extends { readonly responses: infer S } ? S : never;

/** `200 | 404`: the statuses documented for an operation. */
export type StatusesOf<C extends Contract, R extends string> = keyof Responses<C, R> extends infer S
  ? S extends `${infer N extends number}`
    ? N
    : S extends number
      ? S
      : never
  : never;

type AtStatus<S, Status extends number> = Status extends keyof S ? S[Status] : `${Status}` extends keyof S ? S[`${Status}`] : never;

type DeepReadonly<T> = T extends readonly (infer I)[] ? readonly DeepReadonly<I>[] : T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** The body documented for an operation's reply with a status; `undefined` where there is none. */
export type ReplyOf<C extends Contract, R extends string, Status extends number> = DeepReadonly<BodyIn<AtStatus<Responses<C, R>, Status>>>;

/** An operation and where it stands in the contract. */
export interface RoutedOperation {
  /** `POST /server/{serviceId}/start` */
  readonly route: string;
  readonly operation: Operation;
}

/** Every operation of a contract, in the document's order. */
export function operationsOf(contract: Contract): RoutedOperation[] {
  return Object.entries(contract.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ route: `${method.toUpperCase()} ${path}`, operation })),
  );
}
