/** Reads a JSON Schema beside a value: which branch fits it, and the schemas of its members. */
import { isPlainObject } from '../model/plain.ts';
import type { Schema } from '../vendor/contract.ts';

/** Where the parts of a value stand in its schema. */
export interface Members {
  /** The schema of each item of a list. */
  readonly items: Schema | undefined;
  /** The declared members, by name. */
  readonly properties: Readonly<Record<string, Schema>>;
  readonly required: readonly string[];
  /** Whether the schema has members beyond those declared: by a pattern, or because it lists them all by one schema. */
  readonly open: boolean;
  /** The schema of a member by its name; undefined when the schema says nothing of it. */
  member(name: string): Schema | undefined;
}

const NONE: Members = { items: undefined, properties: {}, required: [], open: true, member: () => undefined };

/** The parts of a schema. */
export function membersOf(schema: Schema | undefined): Members {
  if (typeof schema !== 'object') return NONE;
  const {
    items,
    properties = {},
    patternProperties = {},
    additionalProperties,
    required = [],
  } = schema as {
    items?: Schema;
    properties?: Record<string, Schema>;
    patternProperties?: Record<string, Schema>;
    additionalProperties?: Schema;
    required?: readonly string[];
  };
  const patterns = Object.entries(patternProperties).map(([pattern, member]) => ({ pattern: new RegExp(pattern, 'u'), member }));
  const rest = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  return {
    items,
    properties,
    required,
    open: rest !== undefined || additionalProperties === true,
    member: (name) => (Object.hasOwn(properties, name) ? properties[name] : (patterns.find(({ pattern }) => pattern.test(name))?.member ?? rest)),
  };
}

/** The alternative of a schema that a value departs from least; the schema itself when it has none. */
export function branchFor(schema: Schema | undefined, value: unknown): Schema | undefined {
  if (typeof schema !== 'object') return schema;
  const { oneOf, anyOf, allOf } = schema as { oneOf?: readonly Schema[]; anyOf?: readonly Schema[]; allOf?: readonly Schema[] };
  const alternatives = oneOf ?? anyOf;
  if (alternatives) {
    const scored = alternatives.map((one) => ({ one, score: distance(one, value) })).sort((a, b) => a.score - b.score);
    return branchFor(scored[0]?.one, value);
  }
  return allOf ? merged([schema, ...allOf.map((one) => branchFor(one, value))]) : schema;
}

/** The schema at a place of a value, such as `plan.id` or `results`; undefined when the schema says nothing of it. */
export function schemaAt(schema: Schema | undefined, value: unknown, place: string): Schema | undefined {
  let [at, inside] = [branchFor(schema, value), value];
  for (const step of place === '' ? [] : place.split(/\.|(?=\[)/)) {
    const index = /^\[(\d+)\]$/.exec(step)?.[1];
    const members = membersOf(at);
    if (index !== undefined) inside = Array.isArray(inside) ? (inside[Number(index)] as unknown) : undefined;
    else inside = isPlainObject(inside) && Object.hasOwn(inside, step) ? inside[step] : undefined;
    at = branchFor(index === undefined ? members.member(step) : members.items, inside);
  }
  return at;
}

/** Whether a single value, or the type of another, is as a schema says. */
export const isDocumented = (schema: Schema | undefined, value: unknown): boolean => fits(branchFor(schema, value), value);

/** Whether a value has one of the types that a schema names. */
export function hasType(schema: Schema | undefined, value: unknown): boolean {
  const types = typesOf(schema);
  const type = typeOf(value);
  return types.length === 0 || types.includes(type) || (type === 'integer' && types.includes('number'));
}

/** The types that a schema names; none when it names no type. */
export function typesOf(schema: Schema | undefined): readonly string[] {
  const { type } = (typeof schema === 'object' ? schema : {}) as { type?: string | readonly string[] };
  return type === undefined ? [] : [type].flat();
}

/** The type of a JSON value, as JSON Schema names it. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

/** How far a value is from a schema: 0 when nothing speaks against it. Looks at the value itself and its members, not deeper. */
function distance(schema: Schema, value: unknown): number {
  const known = branchFor(schema, value);
  if (known === false) return 100;
  if (typeof known !== 'object') return 0;
  if (!hasType(known, value)) return 100;
  if ('const' in known && known['const'] !== value) return 50;
  if (Array.isArray(known['enum']) && !known['enum'].includes(value)) return 50;
  if (!isPlainObject(value)) return 0;
  const { required, properties, member } = membersOf(known);
  const missing = required.filter((name) => !Object.hasOwn(value, name)).length;
  const unknown = Object.keys(value).filter((name) => member(name) === undefined).length;
  const wrong = Object.keys(properties).filter((name) => Object.hasOwn(value, name) && !fits(member(name), value[name])).length;
  return 2 * missing + unknown + 3 * wrong;
}

const fits = (schema: Schema | undefined, value: unknown): boolean =>
  typeof schema !== 'object' ||
  (hasType(schema, value) && !('const' in schema && schema['const'] !== value) && !(Array.isArray(schema['enum']) && !schema['enum'].includes(value)));

/** Several schemas that all hold, as one. */
function merged(schemas: readonly (Schema | undefined)[]): Schema {
  const objects = schemas.filter((one): one is Exclude<Schema, boolean> => typeof one === 'object');
  const { allOf: _, ...first } = Object.assign({}, ...objects) as Record<string, unknown>;
  return {
    ...first,
    properties: Object.assign({}, ...objects.map((one) => one['properties'] ?? {})) as object,
    required: objects.flatMap((one) => (one['required'] ?? []) as string[]),
  };
}
