/**
 * Who waits for an instant of a clock.
 * Law: whoever waits can give up, and leaves nothing behind: no waiter, no timer, no listener.
 */

/** More than any test has under way at once: beyond it, whoever else would wait is refused. */
export const MOST_WAITERS = 10_000;

/**
 * Waits until `begin` says that it is over. `begin` gives the function that stops whatever it started.
 * Rejects with the signal's reason when it is aborted, and with an `Error` when too many wait already.
 */
export type Wait = (begin: (done: () => void) => () => void, signal?: AbortSignal) => Promise<void>;

/** Makes the place where those wait who wait for one clock. */
export function waiters(): Wait {
  let count = 0;
  return (begin, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      if (count >= MOST_WAITERS) {
        return reject(
          new Error(
            `${MOST_WAITERS.toLocaleString('en')} replies already wait for this clock. Advance it, or remove the fault that holds them back with cloud.faults.clear().`,
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
