/**
 * The clock of a test: the cloud's, and those of its pages.
 * Law: the cloud moves first, so that what the page asks when its timers fire meets the new state.
 */
import type { BrowserContext } from '@playwright/test';
import type { CoreCloud } from '../cloud/cloud.ts';
import type { Providers } from '../cloud/options.ts';
import type { ManualClock } from '../model/clock.ts';

/** The clock of a test. The cloud's time stands still until it is moved; a page's timers run by themselves, and are moved along. */
export interface PageClock extends Pick<ManualClock, 'kind' | 'movable' | 'now' | 'tick' | 'until' | 'follow' | 'nextChange' | 'reset'> {
  /**
   * Moves the cloud forward, then the clocks of the pages: a timer that is due by then fires once, as after a sleep.
   * @param ms how far, in milliseconds: `minutes(3)`.
   * @throws {Error} when the distance is negative, not finite, or more than a hundred years; the promise rejects.
   * @example
   * await cloud.clock.advance(minutes(3));
   * await expect(page.getByText('active')).toBeVisible();
   */
  advance(ms: number): Promise<void>;
  /** Moves both to the next instant at which anything changes in the cloud, and returns it; undefined, without a move, when nothing will. */
  next(): Promise<number | undefined>;
  /** Moves both until nothing is in progress in the cloud, and returns the instant reached. */
  settle(): Promise<number>;
}

/** A cloud whose clock moves the pages along. */
export type TestCloud<P extends Providers> = Omit<CoreCloud<P>, 'clock'> & { readonly clock: PageClock };

/** A clock that moves the clocks of pages along with a cloud's. */
export function pageClock(clock: ManualClock, contexts: ReadonlySet<BrowserContext>): PageClock {
  const moved = async <T>(move: () => T): Promise<T> => {
    const before = clock.now();
    const result = move();
    const ms = clock.now() - before;
    if (ms > 0) await Promise.all(Array.from(contexts, (context) => context.clock.fastForward(ms)));
    return result;
  };
  return {
    ...clock,
    advance: (ms) => moved(() => clock.advance(ms)),
    next: () => moved(() => clock.next()),
    settle: () => moved(() => clock.settle()),
  };
}
