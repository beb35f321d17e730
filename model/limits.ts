/** Limits on what is kept, in count and in bytes, since a few entries can be very large. */
import { checkNames } from './named-options.ts';
import { said } from './plain.ts';

/** The most that is kept. The oldest entries are dropped first. */
export interface Limits {
  /** How many entries. */
  readonly entries: number;
  /** How many bytes they hold in total, approximately. */
  readonly bytes: number;
}

/**
 * Reads limits: a number of entries, or an object with entries and bytes.
 * @throws {Error} when a limit is not a whole number, or a member is unknown.
 */
export function limitsOf(what: string, entries: string, given: number | Partial<Limits> | undefined, defaults: Limits): Limits {
  if (given === undefined) return defaults;
  const limits = typeof given === 'number' ? { entries: given } : given;
  checkNames(`A ${what}`, limits, ['entries', 'bytes'], 'limit');
  for (const [member, most] of Object.entries(limits)) {
    if (most !== undefined && !(Number.isSafeInteger(most) && most >= 0))
      throw new Error(`A ${what} cannot keep ${said(most)} ${member === 'bytes' ? 'bytes' : entries}. Give a whole number; 0 keeps none.`);
  }
  const { entries: count = defaults.entries, bytes = defaults.bytes } = limits;
  return { entries: count, bytes };
}
