/** The members of a body: those that a schema documents, and those that a value has. A list's items are written `[]`: `results[].id`. */
import type { Schema } from '../../vendor/contract.ts';

/** Deeper members are not told apart. */
const DEEPEST = 6;
/** More members than any document has: a body from outside is not walked further. */
const MOST = 2_000;

/** A documented member and its schema. */
export interface DocumentedMember {
  readonly member: string;
  readonly schema: Schema;
  /** Whether a body that is as documented always has it, where it has what it is in. */
  readonly required: boolean;
}

/** Finds what a `$ref` refers to; an exported document has them. */
export type Resolve = (reference: string) => Schema | undefined;

/** Every member that a schema documents by name, whichever alternative it is in. */
export function documentedMembers(schema: Schema | undefined, resolve: Resolve = () => undefined): DocumentedMember[] {
  const found = new Map<string, DocumentedMember>();
  const visit = (at: Schema | undefined, path: string, depth: number, usual: boolean): void => {
    if (typeof at !== 'object' || depth > DEEPEST || found.size > MOST) return;
    const { $ref: reference, properties, required = [], items, allOf, anyOf, oneOf } = at as Readonly<Record<string, unknown>>;
    if (typeof reference === 'string') return visit(resolve(reference), path, depth + 1, usual);
    if (Array.isArray(allOf)) for (const one of allOf as Schema[]) visit(one, path, depth, usual);
    // Of several forms, the first is the usual one; the others are such as a refusal.
    for (const list of [anyOf, oneOf])
      if (Array.isArray(list)) for (const [index, one] of (list as Schema[]).entries()) visit(one, path, depth, usual && index === 0);
    if (items !== undefined) visit(items as Schema, `${path}[]`, depth + 1, usual);
    for (const [given, inner] of Object.entries((properties ?? {}) as Readonly<Record<string, Schema>>)) {
      // A form names its lists `commands[]`.
      const name = given.replace(/\[\]$/, '');
      const member = path === '' ? name : `${path}.${name}`;
      if (!found.has(member)) found.set(member, { member, schema: inner, required: usual && (required as string[]).includes(given) });
      visit(inner, member, depth + 1, usual);
    }
  };
  visit(schema, '', 0, true);
  return [...found.values()];
}

/** Calls a function with each member that a value has; more than once for a member of several items. */
export function eachMember(value: unknown, see: (member: string) => void): void {
  let left = MOST;
  const visit = (at: unknown, path: string, depth: number): void => {
    if (typeof at !== 'object' || at === null || depth > DEEPEST) return;
    if (Array.isArray(at)) {
      for (const item of at) if (left > 0) visit(item, `${path}[]`, depth + 1);
      return;
    }
    for (const name of Object.keys(at)) {
      if ((left -= 1) < 0) return;
      const member = path === '' ? name : `${path}.${name}`;
      see(member);
      visit((at as Readonly<Record<string, unknown>>)[name], member, depth + 1);
    }
  };
  visit(value, '', 0);
}

/**
 * Calls a function with each member of a reply's text: of JSON, or of lines of `KEY VALUE`.
 * Such lines do not say whether they are one record or the first of a list, so both are reported.
 */
export function eachMemberOf(text: string, type: string, see: (member: string) => void): void {
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(type)) {
    for (const [, name = ''] of text.matchAll(/^([\w:.-]{1,60}) /gm)) {
      see(name);
      see(`[].${name}`);
    }
    return;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // A fault corrupted the reply, or it is so long that the journal keeps only its length.
    return;
  }
  eachMember(value, see);
}
