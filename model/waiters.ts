/**
 * Promises that wait for something, such as an instant of a clock.
 * Law: a wait can be aborted, and then leaves nothing behind: no waiter, no timer, no listener.
 */

/** More than any test needs at once; further waits are rejected. */
export const MOST_WAITERS = 10_000;

/** What is said when too many replies wait for a clock. */
export const LATE_REPLIES = 'replies are already waiting for this clock. Advance it, or remove the fault that delays them with cloud.faults.clear().';

/**
 * Waits until `begin` calls `done`. `begin` returns a function that stops whatever it started.
 * Rejects with the signal's reason when aborted, and with an `Error` when too many are waiting already.
 */
export type Wait = (begin: (done: () => void) => () => void, signal?: AbortSignal) => Promise<void>;

/** Creates a waiting list. `tooMany` says what waits and what to do, after the number. */
export function waiters(tooMany: string): Wait {
  let count = 0;
  return (begin, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      if (count >= MOST_WAITERS) {
        return reject(new Error(`${MOST_WAITERS.toLocaleString('en')} ${tooMany}`));
      }
      let stop = (): void => {};
      const leave = (): void => {
        count -= 1;
        signal?.removeEventListener('abort', giveUp);
      };
      const giveUp = (): void => {
        leave();
        stop();
        reject(signal?.reason as Error);
      };
      count += 1;
      signal?.addEventListener('abort', giveUp, { once: true });
      stop = begin(() => {
        leave();
        resolve();
      });
    });
}
