/** Requests drawn from a contract: as documented, and wrong in the ways in which requests are wrong. */
import type { Draw } from '../../model/random.ts';
import type { RoutedOperation } from '../../vendor/contract.ts';
import type { PlainRequest } from '../../vendor/wire.ts';

type Schema = { readonly [keyword: string]: unknown };

const ODD_TEXTS = [
  '',
  ' ',
  '0',
  '-1',
  '010',
  '1e9',
  'null',
  'true',
  '__proto__',
  'constructor',
  '%',
  '%00',
  '😀',
  'a'.repeat(300),
  '../..',
  "'; --",
  'x\ny',
  '\u0000',
];
const ODD_VALUES: readonly unknown[] = [
  ...ODD_TEXTS,
  0,
  -1,
  1.5,
  1e21,
  Number.MAX_SAFE_INTEGER,
  true,
  false,
  null,
  [],
  {},
  [[]],
  [1, 'a', null],
  { a: { b: 1 } },
];

/** A value by its schema, or something odd in its place. */
function value(schema: Schema | undefined, draw: Draw, depth = 0): unknown {
  if (!schema || depth > 4 || draw.number() < 0.12) return draw.pick(ODD_VALUES);
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return draw.pick(schema['enum'] as unknown[]);
  const type = Array.isArray(schema['type']) ? draw.pick(schema['type'] as string[]) : schema['type'];
  if (type === 'integer') {
    const [least, most] = [Number(schema['minimum'] ?? 0), Number(schema['maximum'] ?? 20_000)];
    return draw.integer(least - 1, Math.min(most, least + 20_000) + 1);
  }
  if (type === 'number') return draw.number() * 1_000;
  if (type === 'boolean') return draw.number() < 0.5;
  if (type === 'null') return null;
  if (type === 'array') return Array.from({ length: draw.integer(0, 3) }, () => value(schema['items'] as Schema, draw, depth + 1));
  if (type === 'object') return members(schema, draw, depth);
  return draw.pick([draw.text(draw.integer(1, 12)), `web-${draw.integer(1, 99)}`, 'a.example.com', 'auto', '10G', draw.uuid()]);
}

function members(schema: Schema, draw: Draw, depth: number): Record<string, unknown> {
  const required = new Set((schema['required'] as readonly string[] | undefined) ?? []);
  const entries = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>)
    .filter(([name]) => draw.number() < (required.has(name) ? 0.95 : 0.4))
    .map(([name, one]): [string, unknown] => [name, value(one, draw, depth + 1)]);
  if (draw.number() < 0.15) entries.push([draw.pick(['extra', '__proto__', 'toString', 'id', 'status']), draw.pick(ODD_VALUES)]);
  return Object.fromEntries(entries);
}

const encoder = new TextEncoder();

/** A body in one of the documented media types, or broken. */
function written(type: string, body: unknown, draw: Draw): Uint8Array {
  if (draw.number() < 0.05) return encoder.encode(draw.pick(['{', '[]', 'null', '"x"', '\u0000', '{"a":', 'a b\nc', '['.repeat(2_000)]));
  if (type === 'application/json') return encoder.encode(JSON.stringify(body));
  const pairs = Object.entries(body ?? {}).flatMap(([name, one]) => (Array.isArray(one) ? one : [one]).map((item): [string, string] => [name, String(item)]));
  if (type === 'application/x-www-form-urlencoded') return encoder.encode(new URLSearchParams(pairs).toString());
  if (type === 'text/plain') return encoder.encode(pairs.map(([name, one]) => `${name} ${one}`).join('\n'));
  return encoder.encode(draw.text(draw.integer(0, 100)));
}

/** A request to an operation. `keys` are those of the records that there are, by table. */
export function drawn(
  { route, operation }: RoutedOperation,
  {
    headers: credentials,
    keys,
    found,
  }: { headers: Readonly<Record<string, string>>; keys: (table: string) => readonly (string | number)[]; found: Readonly<Record<string, string>> },
  draw: Draw,
): PlainRequest {
  const [method = '', template = ''] = route.split(' ');
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const schema = operation.parameters?.find((one) => one.in === 'path' && one.name === name)?.schema as Schema | undefined;
    const known = keys(found[name] ?? '');
    const text = known.length > 0 && draw.number() < 0.85 ? String(draw.pick(known)) : String(value(schema, draw));
    return encodeURIComponent(text);
  });
  const query = new URLSearchParams(
    (operation.parameters ?? []).filter((one) => one.in === 'query' && draw.number() < 0.6).map((one) => [one.name, String(value(one.schema as Schema, draw))]),
  ).toString();
  const content = Object.entries(operation.requestBody?.content ?? {});
  const [type, media] = content.length > 0 ? draw.pick(content) : ['application/json', undefined];
  const json = content.find(([name]) => name === 'application/json')?.[1].schema as Schema | undefined;
  const schema = type === 'application/x-www-form-urlencoded' ? (media?.schema as Schema) : (json ?? (media?.schema as Schema | undefined));
  const body = media || draw.number() < 0.05 ? written(type, value(schema, draw), draw) : undefined;
  return {
    method: draw.number() < 0.02 ? draw.pick(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']) : method,
    base: '',
    path: draw.number() < 0.02 ? path.replace(/\/?$/, (end) => (end ? '' : '/')) : path,
    query,
    headers: {
      ...(draw.number() < 0.97 && credentials),
      ...(body && draw.number() < 0.97 && { 'content-type': draw.number() < 0.95 ? type : draw.pick(['text/xml', '', 'application/json; charset=x']) }),
      ...(draw.number() < 0.4 && { accept: draw.pick(['application/json', 'text/plain', '*/*', 'text/html']) }),
    },
    body,
  };
}
