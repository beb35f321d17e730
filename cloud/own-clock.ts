/** Validates a clock at run time, since it may be a user's own that was not type-checked. */
import { isClockInstant, type Clock, type ManualClock, type RunningClock } from '../model/clock.ts';

const EVERY: Record<Exclude<keyof RunningClock, 'kind' | 'movable' | 'left'>, true> = { now: true, tick: true, until: true, follow: true };
const MOVABLE: Record<Exclude<keyof ManualClock, keyof RunningClock>, true> = {
  advance: true,
  advanceAsync: true,
  next: true,
  nextAsync: true,
  nextChange: true,
  settle: true,
  settleAsync: true,
  reset: true,
};

/**
 * Checks that a value is a clock.
 * @throws {Error} that says what is missing.
 */
export function checkClock(clock: unknown): asserts clock is Clock {
  const why = wrongWith(clock);
  if (why === undefined) return;
  throw new Error(
    `The option clock is not a clock: ${why}. Give manualClock(), liveClock({ speed: 60 }), steppingClock(minutes(1)) or systemClock(), or your own with all members of Clock.`,
  );
}

function wrongWith(clock: unknown): string | undefined {
  if (typeof clock === 'function') return 'it is a function, which you need to call';
  if (typeof clock !== 'object' || clock === null) return `it is ${clock === null ? 'null' : `a ${typeof clock}`}`;
  const member = (name: string): unknown => (clock as Readonly<Record<string, unknown>>)[name];
  if (typeof member('kind') !== 'string') return 'its `kind` is not a text';
  if (typeof member('movable') !== 'boolean') return 'its `movable` is neither true nor false';
  const missing = Object.keys(member('movable') ? { ...EVERY, ...MOVABLE } : EVERY).find((name) => typeof member(name) !== 'function');
  if (missing !== undefined) return `its \`${missing}\` is not a function`;
  const now = (clock as Clock).now();
  return isClockInstant(now) ? undefined : `its now() returns ${String(now)}, not milliseconds since the epoch, before the year 10000`;
}
