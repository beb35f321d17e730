/**
 * One clock for a cloud and for the timers of its client: the fake timers of a test framework.
 * Law: time moves from one timer to the next, and what a timer began is over before the next one fires.
 */
import { alarm } from './alarm.ts';
import { dateTime, type ManualClock } from './clock.ts';
import { distance, hours, instantOf, minutes } from './instant.ts';
import { driverOf, type FakeTimers } from './fake-timers.ts';
import { bounded, movesOf } from './moves.ts';

/** A clock that moves the fake timers of a test framework, and with them `Date`. */
export interface TimersClock extends ManualClock {
  readonly kind: 'timers';
  /**
   * Moves time on, from one timer to the next, until a promise settles: a client that waits and polls is done in as many steps as it has timers.
   * @param promise what the client does.
   * @param options.within how far to move at most, in milliseconds; an hour by default.
   * @returns what the promise resolves to; rejects as it does.
   * @throws {Error} when the promise is still pending after that, or when no timer is left.
   * @example
   * const server = await cloud.clock.finish(client.createServerAndWait('web-1'));
   */
  finish<T>(promise: PromiseLike<T>, options?: { readonly within?: number }): Promise<T>;
}

/** How often it waits for pending requests before it concludes that there are none. */
const PATIENCE = 50;

/**
 * A clock of the fake timers of Jest, Vitest, node:test or @sinonjs/fake-timers: `advance`, `next` and `settle` move the cloud, `Date` and the client's timers together.
 * Prefer `advanceAsync`, `nextAsync`, `settleAsync` and `finish`: they let requests and promises run between one timer and the next, as in real time.
 * The fake timers must be in place, for Date and setTimeout: `jest.useFakeTimers()`, `vi.useFakeTimers()`, `mock.timers.enable({ apis: ['Date', 'setTimeout', 'setInterval'] })`.
 * @param timers `jest`, `vi`, `mock.timers`, or the clock that `FakeTimers.install()` or `sinon.useFakeTimers()` returned.
 * @throws {Error} when the fake timers are not in place, or do not replace Date or setTimeout.
 * @example
 * vi.useFakeTimers();
 * const cloud = createCloud({ vpsorg }, { clock: timersClock(vi) });
 * const server = await cloud.clock.finish(client.createServerAndWait('web-1'));
 */
export function timersClock(timers: FakeTimers): TimersClock {
  const driver = driverOf(timers);
  driver.check();
  const date = dateTime();
  const { now } = date;
  const bell = alarm(
    (instant) => instant - now(),
    () => release(),
  );

  /** Moves timer by timer until `over`, and at most to an instant. Without `over` it goes on when no timer is left. */
  const run = async (target: number, over?: () => boolean): Promise<'over' | 'arrived' | 'idle'> => {
    let arrived = target <= now();
    // Time stops here, however far away the next timer is.
    const stop = alarm(
      (instant) => instant - now(),
      () => {
        arrived = now() >= target;
        if (!arrived) stop.awaited(target);
      },
    );
    if (!arrived) stop.awaited(target);
    try {
      for (const step = bounded(); ; step()) {
        await quiet();
        catchUp();
        if (over?.()) return 'over';
        if (arrived) return 'arrived';
        // Only the stop is left.
        if (over && driver.count?.() === 1) {
          for (let waits = 0; waits < PATIENCE && driver.count() === 1 && !over(); waits += 1) await quiet();
          if (over()) return 'over';
          if (driver.count() === 1) return 'idle';
        }
        driver.next();
      }
    } finally {
      stop.unawaited();
    }
  };

  const { verbs, release, catchUp, quiet, told } = movesOf({
    now,
    set(instant) {
      driver.check();
      driver.advance(instant - now());
    },
    ...bell,
    async reach(instant) {
      await run(instant);
    },
    // Fake timers may also hold what a request needs to get on, such as setImmediate.
    turned() {
      driver.check();
      driver.advance(0);
    },
  });

  return {
    kind: 'timers',
    movable: true,
    now,
    ...verbs,
    async finish(promise, { within = hours(1) } = {}) {
      const from = now();
      let settled = false;
      const done = Promise.resolve(promise);
      const settle = (): void => {
        settled = true;
      };
      done.then(settle, settle);
      const target = from + distance(within, from);
      const ended = await run(target, () => settled);
      told();
      if (ended === 'over') return done;
      throw new Error(
        ended === 'idle'
          ? 'The promise is still pending, but no timer is left: the client waits for something that the fake timers do not move, such as a real socket.'
          : `The promise was still pending at ${new Date(target).toISOString()}, ${within / minutes(1)} minutes later. Perhaps the client waits for a state that never comes: see the last exchanges of cloud.journal. If it needs longer, use finish(promise, { within: hours(8) }).`,
      );
    },
    reset(instant) {
      driver.check();
      const checked = instantOf(instant);
      driver.setTime(checked);
      date.set(checked);
      verbs.reset(checked);
    },
  };
}
