/** Keys of new records. */

/**
 * The first key that `next` gives and no record has: a test may have added one with the key that would be next.
 * @example
 * const id = unused(servers, () => count('server'));
 */
export function unused<K extends string | number>(table: { has(key: string | number): boolean }, next: () => K): K {
  for (;;) {
    const key = next();
    if (!table.has(key)) return key;
  }
}
