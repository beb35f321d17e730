/**
 * A contract as an OpenAPI document for other tools: each operation includes the refusals that any request can meet, and refers to shared schemas by name.
 * Law: it says exactly what the contract says; a schema is referred to by name where the contract uses the same value.
 */
import type { Schemas } from './contract.ts';

/** The names of the refusals that all operations share: keys that a client generator can use as identifiers. */
const RESPONSE_NAMES: Readonly<Record<string, string>> = {
  '301': 'MovedPermanently',
  '400': 'BadRequest',
  '401': 'Unauthorized',
  '402': 'PaymentRequired',
  '403': 'Forbidden',
  '404': 'NotFound',
  '405': 'MethodNotAllowed',
  '408': 'RequestTimeout',
  '409': 'Conflict',
  '413': 'ContentTooLarge',
  '415': 'UnsupportedMediaType',
  '422': 'UnprocessableContent',
  '423': 'Locked',
  '429': 'TooManyRequests',
  '500': 'InternalServerError',
  '503': 'ServiceUnavailable',
  '507': 'InsufficientStorage',
};
const responseName = (status: string): string => RESPONSE_NAMES[status] ?? `Status${status}`;

/** What an operation is here: its replies. */
interface Replying {
  readonly responses: Readonly<Record<string, object>>;
}

/** A contract, as far as it is read here: a vendor's, or that of the controls. */
interface Exportable {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Replying>>>>;
  readonly components: { readonly securitySchemes: object; readonly responses: Readonly<Record<string, object>> };
}

/** The document as plain JSON, to lint or to generate a client from. */
export function exported({ contract, schemas = {} }: { readonly contract: object; readonly schemas?: Schemas }): object {
  const { paths, components } = contract as Exportable;
  const { responses, securitySchemes } = components;
  const names = new Map<unknown, string>(Object.entries(schemas).map(([name, schema]) => [schema, name]));
  const named = (value: unknown): unknown => (names.has(value) ? { $ref: `#/components/schemas/${names.get(value) ?? ''}` } : inside(value));
  const inside = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(named);
    return typeof value === 'object' && value !== null ? mapped(value, named) : value;
  };
  const shared = Object.fromEntries(Object.keys(responses).map((status) => [status, { $ref: `#/components/responses/${responseName(status)}` }]));
  const operation = (one: Replying): object => ({ ...mapped(one, named), responses: { ...shared, ...mapped(one.responses, named) } });
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  // A common reply that every operation overrides is not referred to.
  const referred = Object.entries(responses).filter(([status]) => operations.some((one) => !Object.hasOwn(one.responses, status)));
  return {
    ...contract,
    paths: mapped(paths, (methods) => mapped(methods as object, (one) => operation(one as Replying))),
    components: {
      securitySchemes,
      ...(names.size > 0 && { schemas: mapped(schemas, inside) }),
      responses: Object.fromEntries(referred.map(([status, response]) => [responseName(status), named(response)])),
    },
  };
}

const mapped = (object: object, each: (value: unknown) => unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, each(value)]));
