/** The latest of what happens, bounded in count and in bytes: the oldest are dropped first. A class, since each cloud has several, and its methods are shared. */
import type { Limits } from './limits.ts';

/** The latest entries, oldest first. */
export class Recent<T> {
  readonly #most: Limits;
  readonly #forgotten: ((entry: T) => void) | undefined;
  #kept: ({ readonly entry: T; readonly bytes: number } | undefined)[] = [];
  #first = 0;
  #bytes = 0;
  #dropped = 0;

  /** @param forgotten called with each entry that is dropped to stay within the limits. */
  constructor(most: Limits, forgotten?: (entry: T) => void) {
    this.#most = most;
    this.#forgotten = forgotten;
  }

  get size(): number {
    return this.#kept.length - this.#first;
  }

  /** How many were dropped to stay within the limits, since it was last cleared. */
  get dropped(): number {
    return this.#dropped;
  }

  last(): T | undefined {
    return this.#kept.at(-1)?.entry;
  }

  all(): T[] {
    return this.#kept.slice(this.#first).flatMap((one) => (one ? [one.entry] : []));
  }

  /** Adds an entry that holds so many bytes. */
  push(entry: T, bytes: number): void {
    this.#kept.push({ entry, bytes });
    this.#bytes += bytes;
    while (this.size > this.#most.entries || this.#bytes > this.#most.bytes) this.#drop();
  }

  #drop(): void {
    const oldest = this.#kept[this.#first];
    // The entry is released at once, its slot only now and then: removing the first element copies the array.
    this.#kept[this.#first] = undefined;
    this.#first += 1;
    this.#dropped += 1;
    if (this.#first > 64 && this.#first >= this.#kept.length / 2) {
      this.#kept = this.#kept.slice(this.#first);
      this.#first = 0;
    }
    if (!oldest) return;
    this.#bytes -= oldest.bytes;
    this.#forgotten?.(oldest.entry);
  }

  clear(): void {
    this.#kept = [];
    this.#first = 0;
    this.#bytes = 0;
    this.#dropped = 0;
  }
}
