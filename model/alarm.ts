/** The timers of this package: one for all who wait for a clock that runs, which rings for the first of them, and one for each reply that takes real time. */
import { days } from './instant.ts';
import { waiters } from './waiters.ts';

/** What a clock tells of those who wait for it: see `Hands`. */
export interface Alarm {
  awaited(instant: number): void;
  unawaited(): void;
}

/**
 * Creates an alarm that is not set.
 * @param left how long it takes until an instant comes, in milliseconds of real time; `Infinity` when it does not come by itself.
 * @param ring called when the timer has fired. That may be before the instant.
 * @param holds whether the timer keeps a program from ending, as it must while somebody waits for a reply.
 */
export function alarm(left: (instant: number) => number, ring: () => void, holds = true): Alarm {
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
      // A number in a page.
      if (!holds) (timer as { unref?: () => void }).unref?.();
      unawaited = () => {
        first = Infinity;
        clearTimeout(timer);
      };
    },
    unawaited: () => unawaited(),
  };
}

/** What was in place when this module was loaded; fake timers replace it. */
const { setTimeout: REAL_TIMEOUT, Date: REAL_DATE } = globalThis;
const wait = waiters('replies are already under way. Leave out the option latency, or give requests up.');

/**
 * Resolves after some real time. Under fake timers it resolves at once: nobody watches, and a test must not wait for a timer that it does not know of.
 * @param signal ends the wait: the promise rejects with its reason, and no timer is left.
 */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  const { setTimeout, clearTimeout, Date } = globalThis;
  if (Object.hasOwn(setTimeout, 'clock') || (setTimeout !== REAL_TIMEOUT && Date !== REAL_DATE)) return Promise.resolve();
  return wait((done) => {
    const timer = setTimeout(done, ms);
    // A mock of node:test that replaces nothing but the timers.
    if (setTimeout !== REAL_TIMEOUT && typeof timer === 'object' && !('_idleTimeout' in timer)) void Promise.resolve().then(done);
    return () => clearTimeout(timer);
  }, signal);
}
