/**
 * Real time that passes, from a source that is monotonic: setting the machine's clock does not show in it.
 * Law: what moves the timers moves this. Fake timers that are put in place or taken away make no jump.
 */

/** What was in place when this module was loaded; fake timers replace it. */
const REAL = { now: performance.now, setTimeout: globalThis.setTimeout, Date: globalThis.Date };

/** Reads the time; its identity says which source it is. */
interface TimeSource {
  readonly id: unknown;
  read(): number;
}

/** `performance.now`, which most fake timers replace too. Those of node:test do not: they replace `Date`, which then moves with the timers. */
function timeSource(): TimeSource {
  const { performance, setTimeout, Date } = globalThis;
  if (performance.now === REAL.now && setTimeout !== REAL.setTimeout && Date !== REAL.Date) return { id: Date, read: () => Date.now() };
  return { id: performance.now, read: () => performance.now() };
}

/**
 * Returns how many milliseconds passed since it was last called, or since it was created.
 * @param largest more than this between two calls counts as this.
 * @param switched called when the source has been replaced; the time between the two is not known, and does not count.
 */
export function stopwatch(largest: number, switched: () => void): () => number {
  let source = timeSource();
  let last = source.read();
  return () => {
    const present = timeSource();
    const read = present.read();
    const passed = present.id === source.id ? Math.min(Math.max(0, read - last), largest) : 0;
    const replaced = present.id !== source.id;
    source = present;
    last = read;
    if (replaced) switched();
    return passed;
  };
}
