/** What stands for a text that is too long to keep: its length, and a hash by which two can be told apart. */
import type { Change } from './collection.ts';
import { sizeOf } from './plain.ts';
import { digest } from './random.ts';

/** `[4194304 bytes, hash 5f2b9c01d4e7a836]` */
export const abridged = (content: string | Uint8Array): string =>
  `[${content.length} ${typeof content === 'string' ? 'characters' : 'bytes'}, hash ${digest(content)}]`;

/** The longest text in a member of a record that a change keeps whole, in characters. */
export const LONGEST_VALUE = 4_096;

/** A change without its long texts: the same one where it has none. */
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
