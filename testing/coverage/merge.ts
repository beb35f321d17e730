/** Two catalogues of one vendor: what the package knows of it, and what a process wrote, which may have more scenarios. */
import type { Catalogue } from './catalogue.ts';

/** The first, with what only the second has; the second alone when it is of a vendor with other operations. */
export function merged(shipped: Catalogue, own: Catalogue | undefined): Catalogue {
  if (!own) return shipped;
  const operations = ({ items }: Catalogue): string =>
    items
      .filter(({ measure }) => measure === 'operations')
      .map(({ fact }) => fact)
      .sort()
      .join();
  if (operations(shipped) !== operations(own)) return own;
  const known = new Set(shipped.items.map(({ fact }) => fact));
  return { ...shipped, items: [...shipped.items, ...own.items.filter(({ fact }) => !known.has(fact))] };
}
