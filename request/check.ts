/** Checks a request against the contract: reads its parameters and members as the types that the contract gives them, or reports everything that is wrong. */
import { Problem, type WrongMember } from '../model/problem.ts';
import type { Operation, Schema as Contracted } from '../vendor/contract.ts';
import { failure } from './json-schema.ts';

/** A schema with members: the contract's own type also has `true` and `false`. */
export type Schema = Exclude<Contracted, boolean>;

/** The checks of one operation, compiled once. */
export interface Checks {
  /** The parameters of the path; the name of the first that does not match its schema, since nothing can exist at such a path. */
  path(values: Readonly<Record<string, string>>): Record<string, unknown> | string;
  /** @throws {Problem} `invalid`, with all violations. */
  query(query: string): Record<string, unknown>;
  /**
   * The documented members of a body.
   * @throws {Problem} `invalid`, with all violations.
   */
  body(body: unknown): unknown;
  /** The documented members of a body by name; those that a pattern describes are not among them. */
  readonly members: ReadonlyMap<string, Member>;
  /** The schema of a body, if one is documented. */
  readonly schema: Schema | undefined;
}

/** A documented member or parameter. */
export interface Member {
  readonly name: string;
  readonly required: boolean;
  readonly type: unknown;
  readonly schema: Schema;
  /** How a number must be written in a path, where the vendor does not accept every form: `010` is not 10. */
  readonly form: RegExp | undefined;
  /** True for a member that the schema does not have. */
  readonly unknown?: boolean;
  /** The rule that a value violates, or undefined. */
  breaks(value: unknown): string | undefined;
}

const NO_QUERY: Record<string, unknown> = Object.freeze({});

/** Compiles the checks of an operation; each schema is compiled on first use. */
export function checksOf(operation: Operation): Checks {
  const parameters = operation.parameters ?? [];
  const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name, schema }) => member(name, true, schema as Schema));
  const inQuery = parameters
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, schema, required }) => member(name, required === true, schema as Schema));
  const { content = {} } = operation.requestBody ?? {};
  // Whatever its format, a body is read as the members of the JSON schema.
  const schema = (content['application/json'] ?? Object.values(content)[0])?.schema as Schema | undefined;
  const members = Object.entries((schema?.['properties'] ?? {}) as Record<string, Schema>).map(([name, property]) =>
    member(name, ((schema?.['required'] ?? []) as readonly string[]).includes(name), property),
  );

  const known = new Map(members.map((one) => [one.name, one]));
  const patterns = Object.entries((schema?.['patternProperties'] ?? {}) as Record<string, Schema>).map(([pattern, property]) => ({
    pattern: new RegExp(pattern, 'u'),
    property,
  }));
  /** A member described by a pattern. An unknown member is ignored, or refused if the schema says so. */
  const patterned = (name: string): Member[] => {
    const found = patterns.find(({ pattern }) => pattern.test(name));
    if (found) return [member(name, false, found.property)];
    return schema?.['additionalProperties'] === false ? [unknownMember(name)] : [];
  };

  return {
    members: known,
    schema,
    path(values) {
      const read: Record<string, unknown> = {};
      for (const { name, type, form, breaks } of inPath) {
        const segment = values[name] ?? '';
        // Integers are parsed here, since nearly every path has one.
        const value = type === 'integer' && (form ?? /^\d{1,15}$/).test(segment) ? Number(segment) : segment;
        if (type === 'integer' ? typeof value !== 'number' : breaks(value) !== undefined) return name;
        read[name] = value;
      }
      return read;
    },
    query(query) {
      if (inQuery.length === 0) return NO_QUERY;
      const given = new URLSearchParams(query);
      return checked(inQuery, (name) => given.get(name) ?? undefined);
    },
    body(body) {
      if (!schema) return undefined;
      // Other bodies, such as bytes, are read by the operation itself.
      if (schema['type'] !== 'object') return body;
      if (body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body))) {
        throw new Problem('invalid', 'The body is not an object.', { violations: [{ member: '', rule: 'type', value: body }] });
      }
      const given = (body ?? {}) as Record<string, unknown>;
      const open = Object.keys(given)
        .filter((name) => !known.has(name))
        .flatMap((name) => patterned(name));
      return checked([...members, ...open], (name) => (Object.hasOwn(given, name) ? given[name] : undefined));
    },
  };
}

/** A name as it may be repeated: a body in the wrong syntax has values in its names, secret ones too. */
export const shownName = (name: string): string => name.split(/[=\s&]/, 1)[0]?.slice(0, 100) ?? '';

/** A member that the schema refuses. */
const unknownMember = (name: string): Member => ({
  name: shownName(name),
  required: false,
  type: undefined,
  schema: {},
  form: undefined,
  unknown: true,
  breaks: () => 'additionalProperties',
});

/** How many members the reason names. */
const MOST_TOLD = 20;

function checked(members: readonly Member[], given: (name: string) => unknown): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  const violations: WrongMember[] = [];
  for (const { name, required, type, unknown, breaks } of members) {
    if (unknown) {
      violations.push({ member: name, rule: 'additionalProperties' });
      continue;
    }
    const value = coerced(given(name), type);
    if (value === undefined) {
      if (required) violations.push({ member: name, rule: 'required' });
      continue;
    }
    const rule = breaks(value);
    if (rule === undefined) read[name] = value;
    else violations.push({ member: name, rule, value });
  }
  if (violations.length === 0) return read;
  const told = violations.slice(0, MOST_TOLD).map(({ member: name, rule }) => `${name || 'the body'} (${rule})`);
  const more = violations.length - told.length;
  throw new Problem('invalid', `Not as documented: ${told.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`, { violations });
}

function member(name: string, required: boolean, schema: Schema): Member {
  return {
    name,
    required,
    schema,
    type: Array.isArray(schema['type']) ? (schema['type'] as readonly unknown[])[0] : schema['type'],
    form: schema['type'] === 'integer' && typeof schema['pattern'] === 'string' ? new RegExp(schema['pattern']) : undefined,
    breaks(value) {
      return failure(value, schema)?.keyword;
    },
  };
}

/** Converts text to the number or boolean that the contract asks for, and numbers to text, since clients and forms send both. */
export function coerced(value: unknown, type: unknown): unknown {
  if (type === 'integer' && typeof value === 'string' && /^ *[+-]?\d{1,15} *$/.test(value)) return Number(value);
  if (type === 'number' && typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) return Number(value);
  if (type === 'boolean' && typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  if (type === 'string' && typeof value === 'number') return String(value);
  return value;
}
