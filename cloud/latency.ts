/**
 * The option `latency`: how long a reply takes for a person who watches, in real time.
 * Law: it depends on the seed and the number of the exchange alone, and the clock of the cloud does not see it.
 */
import { pause } from '../model/alarm.ts';
import type { Clock } from '../model/clock.ts';
import { said } from '../model/plain.ts';
import { fraction } from '../model/random.ts';
import type { Answer } from '../request/serve.ts';

/** Milliseconds, or the least and the most. */
export type Latency = number | readonly [least: number, most: number];

/** The longest latency, in milliseconds. Nobody watches a spinner for longer. */
const LONGEST = 60_000;

/**
 * Checks the option `latency`.
 * @throws {Error} when it is neither a number of milliseconds nor two of them.
 */
export function checkLatency(latency: unknown): void {
  const [least, most, ...more] = (Array.isArray(latency) ? latency : [latency, latency]) as unknown[];
  const fits = (ms: unknown): ms is number => typeof ms === 'number' && ms >= 0 && ms <= LONGEST;
  if (fits(least) && fits(most) && least <= most && more.length === 0) return;
  throw new Error(
    `The option latency cannot be ${Array.isArray(latency) ? `[${latency.map(said).join(', ').slice(0, 60)}]` : said(latency)}. Give milliseconds of real time up to ${LONGEST.toLocaleString('en')}, such as 300, or the least and the most, such as [150, 400].`,
  );
}

/** The latency of one exchange. */
export function delayOf(latency: Latency, seed: string | number, n: number): number {
  const [least, most] = typeof latency === 'number' ? [latency, latency] : latency;
  return Math.round(least + (most - least) * fraction(seed, 'pause', n));
}

/**
 * Waits until an answer arrives, by the cloud's clock and in real time, whichever is later; undefined when it need not wait.
 * @param late how much of the time by the clock has passed already, in milliseconds.
 * @param signal ends the wait: the promise rejects with its reason, and no waiter or timer is left.
 */
export function arrival(clock: Pick<Clock, 'until'>, { arrives, delay }: Answer, signal: AbortSignal, late = 0): Promise<unknown> | undefined {
  const paused = delay ? pause(delay, signal) : undefined;
  if (arrives === undefined) return paused;
  const arrived = clock.until(arrives - late, signal);
  return paused ? Promise.all([arrived, paused]) : arrived;
}
