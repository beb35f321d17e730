/** The schemas within a schema: those of its members and items, also where they stand in alternatives. */
import type { Schema } from './check.ts';

/** Whether a schema refuses other members. */
export const isClosed = (schema: Schema | boolean | undefined): boolean => typeof schema === 'object' && schema['additionalProperties'] === false;

const PARTS = ['allOf', 'anyOf', 'oneOf'] as const;

/** The schema of a member or an item; undefined where none is documented, and true where everything is. */
export function inside(schema: Schema | boolean | undefined, name: string, item = false): Schema | boolean | undefined {
  if (typeof schema !== 'object') return schema;
  const parts = PARTS.flatMap((part) => (schema[part] as Schema[] | undefined) ?? []);
  if (item) return (schema['items'] as Schema | undefined) ?? parts.map((part) => inside(part, name, true)).find((part) => part !== undefined) ?? true;
  const { properties, patternProperties, additionalProperties } = schema as Readonly<Record<string, Readonly<Record<string, Schema>> | undefined>>;
  if (properties && Object.hasOwn(properties, name)) return properties[name];
  for (const [pattern, member] of Object.entries(patternProperties ?? {})) if (new RegExp(pattern, 'u').test(name)) return member;
  for (const part of parts) {
    const found = inside(part, name);
    if (found !== undefined) return found;
  }
  if (additionalProperties) return additionalProperties;
  // An object of which no member is documented can have any.
  return properties || patternProperties || parts.length > 0 || ![schema['type'] ?? 'object'].flat().includes('object') ? undefined : true;
}
