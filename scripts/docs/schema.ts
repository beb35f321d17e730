/** A request's parameters and body, as rows of a table. */
import type { Operation } from '../../vendor/contract.ts';
import { code, codes, escaped, prose } from './markdown.ts';

/** The parts of JSON Schema that the contracts use for requests. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly default?: unknown;
  readonly description?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
}

/** Longer patterns are omitted, since they are less readable than the description. */
const LONGEST_PATTERN = 50;

export const HEAD = ['member', 'in', 'type', 'required', 'meaning'] as const;

/** The parameters of an operation and the properties of its body. A single ID in the path gets no row. */
export function requestRows({ parameters = [], requestBody }: Operation): readonly (readonly string[])[] {
  const body = bodyOf(requestBody);
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  return merged([
    ...parameters
      .filter((parameter) => parameter.in === 'query' || inPath.length > 1 || 'enum' in (parameter.schema as Schema))
      .map(({ name, in: where, required = false, schema, description }) =>
        row(name, where, { ...(schema as Schema), ...(description !== undefined && { description }) }, where === 'query' && required),
      ),
    ...Object.entries(body?.properties ?? {}).map(([name, schema]) => row(name, 'body', schema, body?.required?.includes(name) ?? false)),
    ...Object.entries(body?.patternProperties ?? {}).map(([pattern, schema]) => row(pattern, 'body, a pattern', schema, false)),
  ]);
}

/** Merges consecutive rows that differ only in their names. */
function merged(rows: readonly (readonly string[])[]): (readonly string[])[] {
  const all: (readonly string[])[] = [];
  for (const row of rows) {
    const [name = '', ...rest] = row;
    const [last = '', ...lastRest] = all.at(-1) ?? [];
    if (rest.at(-1) !== '' && rest.join('|') === lastRest.join('|')) all.splice(-1, 1, [`${last}, ${name}`, ...rest]);
    else all.push(row);
  }
  return all;
}

/** Whether an operation accepts a body that is not an object, such as bytes. */
export const takesBytes = ({ requestBody }: Operation): boolean => requestBody !== undefined && bodyOf(requestBody)?.properties === undefined;

/** The media types that an operation accepts. */
export const typesOf = ({ requestBody }: Operation): string[] => Object.keys(requestBody?.content ?? {});

/** The schema of a body; if there are several media types, that of the one with properties. */
function bodyOf(requestBody: Operation['requestBody']): Schema | undefined {
  const schemas = Object.values(requestBody?.content ?? {}).map(({ schema }) => schema as Schema);
  return schemas.find(({ properties }) => properties !== undefined) ?? schemas[0];
}

const row = (name: string, where: string, schema: Schema, required: boolean): string[] => [where.endsWith('pattern') ? keys(name) : code(name), where, typeOf(schema), required ? 'yes' : '', meaning(schema)];

/** The words in a pattern such as `^(e1000|virtio|)$`; undefined for any other pattern. */
const wordsOf = (pattern: string | undefined): string[] | undefined => /^\^\(((?:[\w-]+\|)+[\w-]*)\)\$$/.exec(pattern ?? '')?.[1]?.split('|');

/** The patterns of the keys in a pattern such as `^(name|boot|user:.)$`. */
function keys(pattern: string): string {
  const bare = pattern.replace(/^\^/, '').replace(/\$$/, '');
  const inside = /^\((.*)\)$/.exec(bare)?.[1];
  if (inside === undefined) return code(bare);
  const parts = [''];
  let depth = 0;
  for (const sign of inside) {
    depth += sign === '(' ? 1 : sign === ')' ? -1 : 0;
    // A closing parenthesis without an opening one: the outer ones were not a pair.
    if (depth < 0) return code(bare);
    if (sign === '|' && depth === 0) parts.push('');
    else parts[parts.length - 1] += sign;
  }
  return parts.map(code).join(', ');
}

function typeOf({ type, enum: values, const: value, format, items, pattern }: Schema): string {
  if (values) return codes(values.map(String));
  if (value !== undefined) return code(JSON.stringify(value));
  const words = wordsOf(pattern);
  if (words) return `${codes(words.filter((word) => word !== ''))}${words.includes('') ? ' or empty' : ''}`;
  const types = [type ?? 'any'].flat().join(' or ');
  return `${types}${types === 'array' && items ? ` of ${typeOf(items)}` : ''}${format ? ` (${format})` : ''}`;
}

function meaning({ description = '', pattern, minimum, maximum, minLength, maxLength, default: value }: Schema): string {
  const bounds = [
    minimum !== undefined && `at least ${minimum}`,
    maximum !== undefined && `at most ${maximum}`,
    minLength !== undefined && (minLength === 1 ? 'not empty' : `at least ${minLength} characters`),
    maxLength !== undefined && `at most ${maxLength} characters`,
    pattern !== undefined && !wordsOf(pattern) && pattern.length <= LONGEST_PATTERN && `matches ${code(pattern)}`,
    value !== undefined && `default ${code(JSON.stringify(value))}`,
  ].filter((bound) => bound !== false);
  const text = bounds.join(', ');
  return [description && prose(escaped(description)), text && `${text.charAt(0).toUpperCase()}${text.slice(1)}.`].filter(Boolean).join(' ');
}
