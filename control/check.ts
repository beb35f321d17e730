/** Checks the query and the body of a request against the contract, and says what is wrong in one sentence. */
import { said } from '../model/plain.ts';
import { suggestion } from '../model/spelling.ts';
import { failure } from '../request/json-schema.ts';
import { Refused } from './problem.ts';
import type { ControlOperation } from './document.ts';

/** The keywords of our own schemas that are put in words. */
interface Schema {
  readonly [keyword: string]: unknown;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}

/** The parameters of a query, as the types that the contract gives them, with its defaults. */
export function queryOf({ parameters = [] }: ControlOperation, query: string): Record<string, unknown> {
  const given = new URLSearchParams(query);
  const known = parameters.filter((parameter) => parameter.in === 'query');
  const names = known.map(({ name }) => name);
  for (const name of given.keys()) {
    if (!names.includes(name)) throw new Refused('invalid', `There is no query parameter ${said(name)}.${suggestion(name.slice(0, 60), names)}`);
    if (given.getAll(name).length > 1) throw new Refused('invalid', `The query parameter ${name} is given twice.`);
  }
  const read: Record<string, unknown> = {};
  for (const { name, schema } of known) {
    const own = schema as Schema;
    const text = given.get(name);
    if (text === null) {
      if (own['default'] !== undefined) read[name] = own['default'];
      continue;
    }
    const value = own.type === 'integer' && /^\d{1,15}$/.test(text) ? Number(text) : text;
    const wrong = wrongIn(value, own, `The query parameter ${name}`);
    if (wrong) throw new Refused('invalid', wrong);
    read[name] = value;
  }
  return read;
}

/** The values of a path; undefined when one does not match its schema, since nothing can exist there. */
export function pathOf({ parameters = [] }: ControlOperation, values: Readonly<Record<string, string>>): Record<string, unknown> | undefined {
  const read: Record<string, unknown> = {};
  for (const { name, schema } of parameters.filter((parameter) => parameter.in === 'path')) {
    const text = values[name] ?? '';
    const integer = (schema as Schema).type === 'integer';
    if (integer && !/^\d{1,15}$/.test(text)) return undefined;
    read[name] = integer ? Number(text) : text;
  }
  return read;
}

/** The deepest body: a deeper one is no snapshot either. */
const DEEPEST = 200;

/** The body of a request as a value; an empty one is `{}` where none is required. */
export function bodyOf({ requestBody }: ControlOperation, bytes: Uint8Array | undefined): unknown {
  if (!requestBody) return undefined;
  const empty = bytes === undefined || bytes.length === 0;
  if (empty && requestBody.required) throw new Refused('invalid', `The body is missing.${exampleOf(requestBody)}`);
  const value: unknown = empty ? {} : parsed(bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refused('invalid', `The body must be a JSON object, not ${said(value)}.${exampleOf(requestBody)}`);
  const schema = requestBody.content['application/json'].schema as Schema;
  // What a cloud checks in full, in its own words, is only an object here.
  if (schema['additionalProperties'] !== false) return value;
  const wrong = wrongIn(value, schema, 'The body');
  if (wrong) throw new Refused('invalid', wrong);
  return value;
}

const exampleOf = ({ content }: NonNullable<ControlOperation['requestBody']>): string => {
  const { example } = content['application/json'];
  return example === undefined ? '' : ` For example: ${JSON.stringify(example)}.`;
};

function parsed(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (tooDeep(text)) throw new Error(`It is nested more than ${DEEPEST} levels deep.`);
    return JSON.parse(text);
  } catch (error) {
    throw new Refused('invalid', `The body is not JSON: ${(error as Error).message}`, {}, { cause: error });
  }
}

/** Whether JSON text is nested too deeply. Brackets in texts are skipped. */
function tooDeep(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      for (i += 1; i < text.length && text.charCodeAt(i) !== QUOTE; i += 1) if (text.charCodeAt(i) === BACKSLASH) i += 1;
    } else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth -= 1;
  }
  return false;
}
const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [34, 92, 91, 93, 123, 125];

/** What is wrong with a value, as a sentence; undefined when nothing is. */
function wrongIn(value: unknown, schema: Schema, name: string): string | undefined {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>;
  if (typeof value === 'object' && value !== null && schema.type === 'object') {
    const given = value as Readonly<Record<string, unknown>>;
    const known = Object.keys(properties);
    for (const member of Object.keys(given)) {
      if (!Object.hasOwn(properties, member)) return `${name} has no member ${said(member)}.${suggestion(member.slice(0, 60), known)}`;
    }
    for (const member of (schema['required'] ?? []) as readonly string[])
      if (!Object.hasOwn(given, member)) return `${name} needs the member '${member}': ${wanted(properties[member])}.`;
    for (const [member, nested] of Object.entries(given)) {
      const own = properties[member];
      const wrong = own && wrongIn(nested, own, `The member '${member}'`);
      if (wrong) return wrong;
    }
    return undefined;
  }
  return !failure(value, schema) ? undefined : `${name} cannot be ${said(value)}: give ${wanted(schema)}.`;
}

/** What a schema wants, in words. */
function wanted(schema: Schema = {}): string {
  const { type, minimum, maximum, exclusiveMinimum } = schema;
  if (schema.enum) return `one of ${schema.enum.join(', ')}`;
  const kind =
    type === 'integer' ? 'a whole number' : type === 'number' ? 'a number' : type === 'boolean' ? 'true or false' : type === 'string' ? 'a text' : 'an object';
  if (exclusiveMinimum !== undefined) return `${kind} above ${exclusiveMinimum}`;
  if (minimum === undefined) return kind;
  return `${kind} from ${minimum}${maximum === undefined ? '' : ` to ${maximum}`}`;
}
