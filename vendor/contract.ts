/**
 * The types that read an OpenAPI document, so that the compiler checks the code against it.
 * Law: only what is in the contract is answered, and each part of it says how it is known.
 */
import type { OpenAPIV3_1 } from 'openapi-types';

/** A JSON Schema (2020-12) of a part of a request or a reply. */
export type Schema = boolean | { readonly [keyword: string]: unknown };

/** The evidence for a claim: the document itself, another page of the same vendor, a sibling API, or our own choice. */
export type Source = 'documented' | 'vendor' | 'inferred' | 'assumed';

/** The evidence for an operation, a reply or a rule. */
export interface Evidence {
  readonly 'x-source': Source;
  /** Where it was read, or why it was chosen; for an inference, the sibling API. */
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
  readonly deprecated?: boolean;
  readonly schema: Schema;
}

export interface Media {
  readonly [type: string]: {
    readonly schema: Schema;
    readonly example?: unknown;
    /** How the members of a form are encoded, if not in the default way. */
    readonly encoding?: { readonly [member: string]: { readonly style: string; readonly explode: boolean } };
  };
}

export interface Reply extends Evidence {
  /** Required in the document; the built package omits a contract's prose. */
  readonly description?: string;
  readonly content?: Media;
  readonly headers?: { readonly [name: string]: { readonly description?: string; readonly schema: Schema } };
}

export interface Operation extends Evidence {
  /** Its unique name in generated clients. */
  readonly operationId?: string;
  readonly summary: string;
  /** What it does, in a sentence or two. */
  readonly description?: string;
  readonly deprecated?: boolean;
  /** Its groups in documentation and generated clients. */
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Media };
  readonly responses: { readonly [status: string]: Reply };
  /** `[]` for an operation that needs no credential. */
  readonly security?: readonly [];
  readonly 'x-rules'?: readonly Rule[];
  /** The action that it begins on the server in its path; if there are several, the record decides which. */
  readonly 'x-action'?: string | readonly string[];
  /**
   * The actions that it begins on records other than the server in its path, by table: `{ servers: ['provision'] }` for a create, `{}` for none.
   * Without this and `x-action`, it is unknown what the operation begins.
   */
  readonly 'x-begins'?: Readonly<Record<string, readonly string[]>>;
  /** The request of the document's example, shown on the standalone server's page. */
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
  readonly 'x-rules'?: readonly Rule[];
}

/** Schemas by name, such as `Server`: wherever a contract uses the same value, the exported document refers to it by name. */
export type Schemas = Readonly<Record<string, object>>;

/** Keeps every literal type of the document, so that the compiler can check the operations against it. */
export const defineContract = <const C extends Contract>(contract: C): C => contract;

/** Gives a contract a name, so that a compile error prints the name and not the document. */
export type Named<T> = { [K in keyof T]: T[K] };

/** What the types of requests and replies are read from: the paths of any OpenAPI document. */
export interface Documented {
  readonly paths: { readonly [path: string]: object };
}

type Paths<C extends Documented> = C['paths'];

/** `'POST /server/{serviceId}/start' | …`: every operation in the document. */
export type Route<C extends Documented> = {
  [P in keyof Paths<C> & string]: `${Uppercase<keyof Paths<C>[P] & Verb>} ${P}`;
}[keyof Paths<C> & string];

/** An operation and its route. */
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
