/** How a live clock runs: its speed, and whether it is paused. Travels in links and snapshots. */
import { isSpeed, type Clock } from '../model/clock.ts';
import { isPlainObject } from '../model/plain.ts';

/** How a live clock runs. */
export interface Pace {
  readonly speed: number;
  readonly paused: boolean;
}

/** How a clock runs; undefined unless it is a live one. */
export const paceOf = (clock: Clock): Pace | undefined => (isLive(clock) ? { speed: clock.speed, paused: clock.paused } : undefined);

/** Lets a live clock run so; another clock has no pace. */
export function setPace(clock: Clock, pace: Pace | undefined): void {
  if (!pace || !isLive(clock)) return;
  if (clock.speed !== pace.speed) clock.setSpeed(pace.speed);
  if (clock.paused !== pace.paused) clock[pace.paused ? 'pause' : 'resume']();
}

/** What is wrong with a pace from outside, to follow its name. */
export const wrongPace = (value: unknown): string | undefined =>
  isPlainObject(value) && Object.keys(value).length === 2 && isSpeed(value['speed']) && typeof value['paused'] === 'boolean'
    ? undefined
    : 'is not how a live clock runs, such as { speed: 60, paused: false }';

const isLive = (clock: Clock) => 'setSpeed' in clock;
