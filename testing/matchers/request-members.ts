/** Whether the names that a test expects in a request are documented: by a misspelt one, nothing would ever be found. */
import { isPlainObject } from '../../model/plain.ts';
import { suggestion } from '../../model/spelling.ts';
import type { CompiledOperation } from '../../request/compile.ts';
import { isAsymmetric } from './matched.ts';

/** What is expected of the parts of a request. */
interface Parts {
  readonly body: unknown;
  readonly query: unknown;
  readonly path: unknown;
}

/** What is wrong with the names: a sentence; undefined when all are documented. */
export function checkMembers(
  { route, operation, checks }: Pick<CompiledOperation, 'route' | 'operation' | 'checks'>,
  { body, query, path }: Parts,
): string | undefined {
  for (const [where, given] of Object.entries({ query, path })) {
    const known = (operation.parameters ?? []).flatMap((parameter) => (parameter.in === where ? [parameter.name] : []));
    for (const name of Object.keys(isPlainObject(given) ? given : {}))
      if (!known.includes(name)) return `${route} has no parameter '${name}' in its ${where}.${suggestion(name, known)}`;
  }
  if (body === undefined) return undefined;
  if (!checks.schema) return `${route} has no body.`;
  return unknownIn(route, body, checks.schema, '');
}

/** A member that an object's schema does not have, at any depth. What the schema leaves open is not looked at. */
function unknownIn(route: string, expected: unknown, schema: unknown, place: string): string | undefined {
  if (isAsymmetric(expected) || typeof schema !== 'object' || schema === null) return undefined;
  const {
    properties,
    patternProperties = {},
    items,
  } = schema as { properties?: Record<string, unknown>; patternProperties?: Record<string, unknown>; items?: unknown };
  if (Array.isArray(expected)) return expected.map((item) => unknownIn(route, item, items, `${place}[]`)).find((error) => error !== undefined);
  if (!isPlainObject(expected) || !properties) return undefined;
  for (const [name, member] of Object.entries(expected)) {
    const patterned = Object.entries(patternProperties).find(([pattern]) => new RegExp(pattern, 'u').test(name));
    const known = Object.hasOwn(properties, name) ? properties[name] : patterned?.[1];
    const path = place === '' ? name : `${place}.${name}`;
    if (known === undefined) return `The body of ${route} has no member '${path}'.${suggestion(name, Object.keys(properties))}`;
    const error = unknownIn(route, member, known, path);
    if (error !== undefined) return error;
  }
  return undefined;
}
