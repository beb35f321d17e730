/** The changes that the next exchange reports: its own, and those made by time before it. Bounded in count and in bytes. */
import { abridgedChange } from '../model/abridge.ts';
import type { Change } from '../model/collection.ts';
import { sizeOf } from '../model/plain.ts';

/** The most changes that one exchange reports. */
export const MOST_CHANGES = 100;
/** Their approximate maximum size in bytes. */
export const MOST_CHANGE_BYTES = 262_144;

/** The changes since the last exchange. */
export interface PendingChanges {
  /** Keeps a change, with long texts abridged, unless the exchange is full. */
  add(change: Change): void;
  /** Returns the kept changes, and starts over. */
  take(): readonly Change[];
  clear(): void;
}

const NONE: readonly Change[] = Object.freeze([]);

/** Creates an empty list. */
export function pendingChanges(): PendingChanges {
  let changes: Change[] = [];
  let bytes = 0;
  const clear = (): void => {
    changes = [];
    bytes = 0;
  };
  return {
    add(change) {
      if (changes.length === MOST_CHANGES) return;
      const kept = abridgedChange(change);
      const size = sizeOf(kept);
      if (bytes + size > MOST_CHANGE_BYTES) return;
      bytes += size;
      changes.push(kept);
    },
    take() {
      if (changes.length === 0) return NONE;
      const taken = changes;
      clear();
      return taken;
    },
    clear,
  };
}
