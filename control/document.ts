/** What the contract of the controls is made of: an OpenAPI 3.1 document as a value, like a vendor's, but without evidence, since its rules are our own. */
import type { Media, Parameter, Verb } from '../vendor/contract.ts';

/** A documented reply. */
export interface ControlAnswer {
  readonly description: string;
  readonly content?: Media;
}

/** One operation of the controls. */
export interface ControlOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly [string];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: { readonly 'application/json': { readonly schema: object; readonly example?: unknown } };
  };
  readonly responses: { readonly [status: string]: ControlAnswer };
  /** The largest body that it reads, in bytes, where it exceeds that of other operations. */
  readonly 'x-largest-body'?: number;
}

/** The document. */
export interface ControlDocument {
  readonly openapi: '3.1.0';
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description: string;
    readonly license: { readonly name: string; readonly identifier: string };
  };
  readonly servers: readonly [{ readonly url: string; readonly description?: string }];
  readonly security: readonly { readonly [scheme: string]: readonly [] }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: { readonly [path: string]: { readonly [V in Verb]?: ControlOperation } };
  readonly components: {
    readonly securitySchemes: { readonly [scheme: string]: { readonly type: 'http'; readonly scheme: 'bearer'; readonly description: string } };
    /** The problems that any request can meet, by status. */
    readonly responses: { readonly [status: string]: ControlAnswer };
  };
}

/** Keeps every literal type of the document, so that the compiler can check the operations against it. */
export const defineControls = <const C extends ControlDocument>(contract: C): C => contract;

/** An operation and its route. */
export interface RoutedControl {
  /** `POST /clouds/{cloud}/reset` */
  readonly route: string;
  readonly method: string;
  readonly path: string;
  readonly operation: ControlOperation;
}

/** Every operation of the document, in its order. */
export const controlsOf = ({ paths }: ControlDocument): RoutedControl[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([verb, operation]) => ({ route: `${verb.toUpperCase()} ${path}`, method: verb.toUpperCase(), path, operation })),
  );
