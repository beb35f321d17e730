/** One timer for all who wait for a clock that runs: it rings for the first of them. */
import { days } from './instant.ts';

/** What a clock tells of those who wait for it: see `Hands`. */
export interface Alarm {
  awaited(instant: number): void;
  unawaited(): void;
}

/**
 * Creates an alarm that is not set.
 * @param left how long it takes until an instant comes, in milliseconds of real time; `Infinity` when it does not come by itself.
 * @param ring called when the timer has fired. That may be before the instant.
 */
export function alarm(left: (instant: number) => number, ring: () => void): Alarm {
  let first = Infinity;
  let unawaited = (): void => {};
  return {
    awaited(instant) {
      if (instant >= first) return;
      const ms = left(instant);
      unawaited();
      if (ms === Infinity) return;
      first = instant;
      // The timers in place now: the real function cannot clear a fake timer.
      const { clearTimeout } = globalThis;
      // For a day at most: a delay overflows beyond 24.8 days.
      const timer = setTimeout(
        () => {
          first = Infinity;
          ring();
        },
        Math.min(Math.ceil(ms), days(1)),
      );
      unawaited = () => {
        first = Infinity;
        clearTimeout(timer);
      };
    },
    unawaited: () => unawaited(),
  };
}
