/** Measures how long ago something was, also across a suspended machine. */

/**
 * Starts to measure; what it returns tells the milliseconds since. The larger of two clocks counts: one stands still while a machine
 * is suspended, and the other can be set back. Too long is safe: whoever may have lost a lease asks again.
 */
export function stopwatchOf(): () => number {
  const [monotonic, wall] = [performance.now(), Date.now()];
  return () => Math.max(performance.now() - monotonic, Date.now() - wall);
}
