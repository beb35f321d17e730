/** Names that are not documented, and what was probably meant. */
import { closest } from '../model/spelling.ts';
import { shownName, type Schema } from './check.ts';
import { oneOf, type Finding, type Note } from './violation-text.ts';
import { inside, isClosed } from './within.ts';

/** A name that is not documented. */
export const unknown = (place: string, name: string, value: unknown, known: Iterable<string>, closed = false): Finding => {
  const names = [...known];
  return {
    place,
    rule: 'unknown',
    effect: closed ? 'refused' : 'ignored',
    expected: names.length === 0 ? 'nothing' : oneOf(names),
    value,
    meant: namesake(name, names),
  };
};

/** The name that was probably meant: similar, or the same with an ending, as `os` is for `os_id`. */
function namesake(name: string, known: readonly string[]): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const wanted = plain(name.slice(0, 100));
  return closest(name, known) ?? known.find((one) => wanted.length > 1 && plain(one).startsWith(wanted));
}

/** The members that are not documented within a value. */
export function unknownIn(value: object, schema: Schema | boolean | undefined, place: string, note: Note, depth = 1): void {
  if (typeof schema !== 'object' || depth > DEEPEST) return;
  const items = Array.isArray(value);
  const every = items && inside(schema, '', true);
  for (const name in value) {
    const nested = (value as Readonly<Record<string, unknown>>)[name];
    const isNested = typeof nested === 'object' && nested !== null;
    // A list can be long, and most lists are of texts.
    if (items && !isNested) continue;
    const known = items ? every : inside(schema, name);
    const at = items ? `${place}[${name}]` : `${place}.${shownName(name)}`;
    if (known === undefined) note(() => unknown(at, name, nested, Object.keys((schema['properties'] as object | undefined) ?? {}), isClosed(schema)));
    else if (isNested) unknownIn(nested, known, at, note, depth + 1);
  }
}

/** How deep a body is looked at. */
const DEEPEST = 32;
