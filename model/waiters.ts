/**
 * Promises that wait for an instant of a clock.
 * Law: a wait can be aborted, and then leaves nothing behind: no waiter, no timer, no listener.
 */

/** More than any test needs at once; further waits are rejected. */
export const MOST_WAITERS = 10_000;

/**
 * Waits until `begin` calls `done`. `begin` returns a function that stops whatever it started.
 * Rejects with the signal's reason when aborted, and with an `Error` when too many are waiting already.
 */
export type Wait = (begin: (done: () => void) => () => void, signal?: AbortSignal) => Promise<void>;

/** Creates the waiting list of one clock. */
export function waiters(): Wait {
  let count = 0;
  return (begin, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      if (count >= MOST_WAITERS) {
        return reject(
          new Error(
            `${MOST_WAITERS.toLocaleString('en')} replies are already waiting for this clock. Advance it, or remove the fault that delays them with cloud.faults.clear().`,
          ),
        );
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
