/** How many bytes of bodies the server holds at once, over all connections. */

export interface Budget {
  /** Takes some bytes; false, and nothing is taken, if fewer are left. */
  take(bytes: number): boolean;
  /** Gives bytes back. */
  give(bytes: number): void;
  /** The bytes that are taken now. */
  taken(): number;
}

export function budget(most: number): Budget {
  let taken = 0;
  return {
    take(bytes) {
      if (taken + bytes > most) return false;
      taken += bytes;
      return true;
    },
    give(bytes) {
      taken -= bytes;
    },
    taken: () => taken,
  };
}
