/** Keys of new records. */

import { requireRoom } from '../model/collection.ts';

/**
 * The first key that `next` gives and no record has: a test may have added one with the key that would be next.
 * Call it before anything is changed: it refuses when the table is full.
 * @throws {Problem} `full`.
 * @example
 * const id = newKey(servers, () => count('server'));
 */
export function newKey<K extends string | number>(table: { has(key: string | number): boolean }, next: () => K): K {
  requireRoom(table);
  for (;;) {
    const key = next();
    if (!table.has(key)) return key;
  }
}
