/** What holds for a live clock and for a manual one, whatever is done to them, in whatever order. */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { days, liveClock, manualClock, EXAMPLE_START, type LiveClock, type ManualClock } from '../../index.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

type Deed =
  | { readonly does: 'pass' | 'advance' | 'wait'; readonly ms: number }
  | { readonly does: 'speed'; readonly n: number }
  | { readonly does: 'pause' | 'resume' | 'next' | 'settle' | 'leave' | 'look' };
const ms = fc.oneof(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 0, max: days(40) }));
const deeds = fc.array(
  fc.oneof(
    fc.record({ does: fc.constantFrom('pass', 'advance', 'wait'), ms }),
    fc.record({ does: fc.constant('speed' as const), n: fc.constantFrom(0.001, 0.5, 1, 3, 60, 1_000) }),
    fc.record({ does: fc.constantFrom('pause', 'resume', 'next', 'settle', 'leave', 'look') }),
  ),
  { maxLength: 40 },
) as fc.Arbitrary<Deed[]>;

interface Waiter {
  readonly instant: number;
  readonly giving: AbortController;
  fired: number;
  left: boolean;
}

/** Does all of it; says what every waiter met, and where the clock should stand if it were a sum. */
async function life(clock: LiveClock | ManualClock, all: readonly Deed[]): Promise<void> {
  const waiters: Waiter[] = [];
  let [expected, rate, stands, last] = [EXAMPLE_START, clock.kind === 'live' ? clock.speed : 0, clock.kind !== 'live' || clock.paused, clock.now()];
  for (const deed of all) {
    switch (deed.does) {
      case 'pass':
        await jest.advanceTimersByTimeAsync(deed.ms);
        if (!stands) expected += deed.ms * rate;
        break;
      case 'advance':
        clock.advance(deed.ms);
        expected += deed.ms;
        break;
      case 'wait': {
        const waiter: Waiter = { instant: clock.now() + deed.ms, giving: new AbortController(), fired: 0, left: false };
        waiters.push(waiter);
        clock.until(waiter.instant, waiter.giving.signal).then(
          () => (waiter.fired += 1),
          () => (waiter.left = true),
        );
        break;
      }
      case 'leave':
        waiters.find(({ fired, left }) => fired === 0 && !left)?.giving.abort();
        break;
      case 'next':
      case 'settle': {
        const reached = clock[deed.does]();
        if (reached !== undefined) expected = Math.max(expected, reached);
        break;
      }
      case 'look':
        break;
      default:
        if (clock.kind !== 'live') break;
        if (deed.does === 'speed') clock.setSpeed((rate = deed.n));
        else clock[deed.does]();
        stands = clock.paused;
    }
    await Promise.resolve();
    await Promise.resolve();
    const now = clock.now();
    // Never backwards, and nothing is lost, whether it was paused or not.
    expect(now).toBeGreaterThanOrEqual(last);
    expect(Math.abs(now - expected)).toBeLessThanOrEqual(all.length);
    last = now;
    const pending = waiters.filter(({ fired, left }) => fired === 0 && !left);
    // Once each, not before the time, and at the latest when a timer had a chance to fire.
    for (const { instant, fired } of waiters) if (fired > 0) expect([fired, instant <= now]).toEqual([1, true]);
    if (deed.does !== 'look' && deed.does !== 'wait') for (const { instant } of pending) expect(instant).toBeGreaterThanOrEqual(now - rate);
    expect(jest.getTimerCount()).toBe(clock.kind !== 'live' || stands || pending.length === 0 ? 0 : 1);
  }
  for (const { giving } of waiters) giving.abort();
  await Promise.resolve();
  expect(jest.getTimerCount()).toBe(0);
}

test('a live clock: time never runs backwards, pausing loses nothing, who waits is released once, and no timer is left', () =>
  fc.assert(
    fc.asyncProperty(deeds, fc.boolean(), fc.constantFrom(1, 60), async (all, paused, speed) => {
      jest.clearAllTimers();
      await life(liveClock({ start: EXAMPLE_START, paused, speed }), all);
    }),
    { numRuns: 200 },
  ));

test('a manual clock: the same, and there is never a timer', () =>
  fc.assert(
    fc.asyncProperty(deeds, async (all) => {
      jest.clearAllTimers();
      await life(manualClock(), all);
    }),
    { numRuns: 100 },
  ));
