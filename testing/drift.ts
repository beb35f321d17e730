/**
 * How a reply departs from its contract: what is new, missing or different.
 * Law: of what a vendor sends, names, types and statuses are repeated, and never a value that is not one of a list in the contract.
 */
import { isPlainObject } from '../model/plain.ts';
import type { Operation, Schema } from '../vendor/contract.ts';
import { branchFor, hasType, membersOf, typeOf, typesOf } from './schema.ts';

/** What kind of departure it is. */
export type DriftKind = 'undocumented status' | 'other content type' | 'not JSON' | 'new member' | 'missing member' | 'other type' | 'other value' | 'too deep';

/** One departure. */
export interface Drift {
  readonly kind: DriftKind;
  /** `status`, `header.content-type`, `body.results[*].plan.id`. */
  readonly place: string;
  readonly expected: string;
  readonly found: string;
}

/** A reply as its body's text. */
export interface GivenReply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** How deeply a body is compared; no vendor nests deeper. */
const DEEPEST = 64;
/** How many items of a list are compared, so that a long one takes no time. */
const MOST_ITEMS = 1_000;

/** All departures of a reply from what its operation documents; those of several items of a list are one. */
export function driftOf(operation: Operation, { status, type, body }: GivenReply): Drift[] {
  const documented = Object.hasOwn(operation.responses, String(status)) ? operation.responses[String(status)] : undefined;
  if (!documented)
    return [{ kind: 'undocumented status', place: 'status', expected: Object.keys(operation.responses).sort().join(', '), found: String(status) }];
  const mediaType = type.split(';')[0]?.trim().toLowerCase() ?? '';
  const types = Object.keys(documented.content ?? {});
  if (body === '' && types.length === 0) return [];
  const media = documented.content && Object.hasOwn(documented.content, mediaType) ? documented.content[mediaType] : undefined;
  if (!media)
    return [
      {
        kind: 'other content type',
        place: 'header.content-type',
        expected: types.join(', ') || 'no body',
        found: body === '' ? 'no body' : printable(mediaType) || 'none',
      },
    ];
  if (!/[/+]json$/.test(mediaType)) return [];
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return [{ kind: 'not JSON', place: 'body', expected: 'JSON', found: 'text that is not' }];
  }
  return shapeDrift(media.schema, value);
}

/** How a JSON value departs from a schema. */
export function shapeDrift(schema: Schema | undefined, value: unknown): Drift[] {
  const found = new Map<string, Drift>();
  const add = (drift: Drift): void => void found.set(`${drift.kind} ${drift.place} ${drift.found}`, drift);
  const walk = (given: Schema | undefined, at: unknown, place: string, depth: number): void => {
    if (depth > DEEPEST) return add({ kind: 'too deep', place: 'body', expected: `at most ${DEEPEST} levels`, found: 'more' });
    const known = branchFor(given, at);
    if (typeof known !== 'object') return;
    if (!hasType(known, at)) return add({ kind: 'other type', place, expected: typesOf(known).join(' or '), found: typeOf(at) });
    const listed = 'const' in known ? [known['const']] : known['enum'];
    if (Array.isArray(listed) && !listed.includes(at)) return add({ kind: 'other value', place, expected: listed.join(', '), found: valueOf(at) });
    const { items, properties, required, open, member } = membersOf(known);
    if (Array.isArray(at)) return at.slice(0, MOST_ITEMS).forEach((item) => walk(items, item, `${place}[*]`, depth + 1));
    if (!isPlainObject(at)) return;
    for (const name of required) {
      if (!Object.hasOwn(at, name)) add({ kind: 'missing member', place: `${place}.${name}`, expected: describe(member(name)), found: 'nothing' });
    }
    const closed = Object.keys(properties).length > 0 && !open;
    for (const [name, one] of Object.entries(at)) {
      const described = member(name);
      if (described !== undefined) walk(described, one, `${place}.${printable(name)}`, depth + 1);
      else if (closed) add({ kind: 'new member', place: `${place}.${printable(name)}`, expected: 'nothing', found: typeOf(one) });
    }
  };
  walk(schema, value, 'body', 0);
  return [...found.values()];
}

/** What a schema asks for, in a word. */
function describe(schema: Schema | undefined): string {
  if (typeof schema !== 'object') return 'a value';
  if (Array.isArray(schema['enum'])) return schema['enum'].join(', ');
  if ('const' in schema) return String(schema['const']);
  return typesOf(schema).join(' or ') || 'a value';
}

/** A value where the contract lists the values: a status, a kind. */
const valueOf = (value: unknown): string =>
  typeof value === 'string' ? `'${printable(value).slice(0, 40)}'` : typeof value === 'number' || typeof value === 'boolean' ? `${value}` : typeOf(value);

/** A text from elsewhere without what a terminal acts on, and no longer than a name. */
export const printable = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- Control characters are what is removed.
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '�').slice(0, 120);
