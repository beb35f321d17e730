/**
 * The body of a reply as an example with matching rules, read from its schema.
 * Law: a value is matched by type where the schema leaves it open, and by equality where it names the values: a status is what the provider state is about.
 */
import { isPlainObject } from '../../model/plain.ts';
import type { Schema } from '../../vendor/contract.ts';
import { branchFor, hasType, membersOf } from '../schema.ts';
import type { Json, Matcher, MatchingRules } from './pact.ts';

/** An example and how a provider's body is compared with it. */
export interface Example {
  readonly content: Json;
  readonly rules: MatchingRules;
}

/** Reads a body by its schema. A list becomes one item, which stands for all of them. */
export function exampleOf(schema: Schema | undefined, body: Json): Example {
  const rules: Record<string, { combine: 'AND'; matchers: Matcher[] }> = {};
  const rule = (path: string, matcher: Matcher): void => void (rules[path] = { combine: 'AND', matchers: [matcher] });
  const walk = (given: Schema | undefined, value: Json, path: string, inList: boolean): Json => {
    const known = branchFor(given, value);
    if (Array.isArray(value)) {
      const [first] = value as readonly Json[];
      if (first === undefined) return [];
      rule(path, { match: 'type', min: 1 });
      return [walk(membersOf(known).items, first, `${path}[*]`, true)];
    }
    if (isPlainObject(value)) {
      const { member, properties, required } = membersOf(known);
      const declared = Object.keys(properties).length > 0;
      // Of an item that stands for all, only what each item has, and what is null in none.
      const members = Object.entries(value as Readonly<Record<string, Json>>).filter(
        ([name, one]) => !inList || (one !== null && !mayBeNull(member(name)) && (!declared || required.includes(name))),
      );
      return Object.fromEntries(members.map(([name, one]) => [name, walk(member(name), one, `${path}${step(name)}`, inList)]));
    }
    const matcher = matcherOf(known, value, inList);
    if (matcher) rule(path, matcher);
    return value;
  };
  return { content: walk(schema, body, '$', false), rules };
}

const mayBeNull = (schema: Schema | undefined): boolean => {
  const branch = branchFor(schema, null);
  return typeof branch === 'object' && branch['type'] !== undefined && hasType(branch, null);
};

/** How a single value is matched; undefined by equality. */
function matcherOf(schema: Schema | undefined, value: Json, inList: boolean): Matcher | undefined {
  if (value === null) return undefined;
  const { const: only, enum: listed } = typeof schema === 'object' ? schema : {};
  if (only !== undefined || Array.isArray(listed)) {
    // The rule of a list applies to all that is inside, so that equality would have to be asked for; but its items need not be alike.
    return inList && typeof value === 'string'
      ? { match: 'regex', regex: `^(?:${(Array.isArray(listed) ? listed : [only]).map(literal).join('|')})$` }
      : undefined;
  }
  if (typeof value === 'number') return { match: Number.isInteger(value) && typeof schema === 'object' && schema['type'] === 'integer' ? 'integer' : 'number' };
  return { match: 'type' };
}

const literal = (value: unknown): string => String(value).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A member in a path of Pact: `.name`, or `['ide:0:0']`. */
const step = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `['${name.replace(/['\\]/g, '\\$&')}']`);
