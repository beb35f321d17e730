/** Replaces a text that is too long to keep by its length and a hash, so that two of them can still be told apart. */
import type { Change } from './collection.ts';
import { sizeOf } from './plain.ts';
import { digest } from './random.ts';

/** `[4194304 bytes, hash 5f2b9c01d4e7a836]` */
export const abridged = (content: string | Uint8Array): string =>
  `[${content.length} ${typeof content === 'string' ? 'characters' : 'bytes'}, hash ${digest(content)}]`;

/** The longest text of a record's member that a change keeps in full, in characters. */
export const LONGEST_VALUE = 4_096;

/** A change with its long texts abridged; the same object when it has none. */
export function abridgedChange(change: Change): Change {
  const { before, after } = change;
  if (!(before && isLong(before)) && !(after && isLong(after))) return change;
  return {
    ...change,
    ...(before && { before: shortened(before) as Change['before'] & object }),
    ...(after && { after: shortened(after) as Change['after'] & object }),
  };
}

function isLong(members: Readonly<Record<string, unknown>>): boolean {
  for (const member in members) {
    const value = members[member];
    if (typeof value === 'string' ? value.length > LONGEST_VALUE : typeof value === 'object' && value !== null && sizeOf(value) > LONGEST_VALUE) return true;
  }
  return false;
}

function shortened(value: unknown): unknown {
  if (typeof value === 'string') return value.length > LONGEST_VALUE ? abridged(value) : value;
  if (Array.isArray(value)) return value.map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([member, nested]) => [member, shortened(nested)]));
}
