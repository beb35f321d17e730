/** The latest of what happens, bounded in count and in bytes: the oldest are dropped first. */
import type { Limits } from './limits.ts';

/** The latest entries, oldest first. */
export interface Recent<T> {
  readonly size: number;
  /** How many were dropped to stay within the limits, since it was last cleared. */
  readonly dropped: number;
  /** The entry at an index; a negative one counts from the end. */
  at(index: number): T | undefined;
  all(): T[];
  /** Adds an entry that holds so many bytes. */
  push(entry: T, bytes: number): void;
  clear(): void;
}

/** Creates an empty list; `forgotten` is called with each entry that it drops. */
export function recent<T>({ entries: most, bytes: mostBytes }: Limits, forgotten: (entry: T) => void = () => {}): Recent<T> {
  let kept: ({ readonly entry: T; readonly bytes: number } | undefined)[] = [];
  let first = 0;
  let bytes = 0;
  let dropped = 0;
  const drop = (): void => {
    const oldest = kept[first];
    // The entry is released at once, its slot only now and then: removing the first element copies the array.
    kept[first] = undefined;
    first += 1;
    dropped += 1;
    if (first > 64 && first >= kept.length / 2) {
      kept = kept.slice(first);
      first = 0;
    }
    if (!oldest) return;
    bytes -= oldest.bytes;
    forgotten(oldest.entry);
  };
  return {
    get size() {
      return kept.length - first;
    },
    get dropped() {
      return dropped;
    },
    at: (index) => kept.at(index < 0 ? index : first + index)?.entry,
    all: () => kept.slice(first).flatMap((one) => (one ? [one.entry] : [])),
    push(entry, size) {
      kept.push({ entry, bytes: size });
      bytes += size;
      while (kept.length - first > most || bytes > mostBytes) drop();
    },
    clear() {
      kept = [];
      first = 0;
      bytes = 0;
      dropped = 0;
    },
  };
}
