/** How much of what has passed is kept: in count and in bytes, since a few entries can be as large as many. */
import { isPlainObject, said } from './plain.ts';
import { suggestion } from './spelling.ts';

/** The most that is kept. The oldest goes first. */
export interface Limits {
  /** How many entries. */
  readonly entries: number;
  /** How many bytes of text they hold together, about. */
  readonly bytes: number;
}

/**
 * Reads limits: a number of entries, or both.
 * @throws {Error} when one is no whole number, or another member is named.
 */
export function limitsOf(what: string, entries: string, given: number | Partial<Limits> | undefined, defaults: Limits): Limits {
  if (given === undefined) return defaults;
  const limits: object = typeof given === 'number' ? { entries: given } : given;
  if (!isPlainObject(limits))
    throw new Error(`A ${what} cannot keep ${said(given)}. Give a number of ${entries}, or { entries: ${defaults.entries}, bytes: ${defaults.bytes} }.`);
  for (const [member, most] of Object.entries(limits)) {
    if (!Object.hasOwn(defaults, member)) throw new Error(`The limits of a ${what} have no member '${member}'.${suggestion(member, Object.keys(defaults))}`);
    if (most !== undefined && !(Number.isSafeInteger(most) && (most as number) >= 0))
      throw new Error(`A ${what} cannot keep ${said(most)} ${member === 'bytes' ? 'bytes' : entries}. Give a whole number, 0 to keep none.`);
  }
  const { entries: count = defaults.entries, bytes = defaults.bytes } = limits as Partial<Limits>;
  return { entries: count, bytes };
}
