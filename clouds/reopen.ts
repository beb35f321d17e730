/**
 * Opens a cloud from what is kept of it: its last snapshot, and the steps since.
 * Law: time never runs backwards for a cloud. A manual clock stands where it stood; one that runs has gone on while nobody held the cloud.
 */
import type { AnyCloud } from '../cloud/cloud.ts';
import { linkOf, type Step } from '../cloud/link.ts';
import { openReplaying } from '../cloud/open.ts';
import type { Providers } from '../cloud/options.ts';
import { setPace } from '../cloud/pace.ts';
import { forward } from '../cloud/replay.ts';
import { liveClock, manualClock, type LiveClock, type ManualClock } from '../model/clock.ts';
import { sharedBy, vendorsOf, type SharedOptions } from './new-cloud.ts';
import { Unreadable, type Entry, type Kept, type KeptClock } from './store.ts';

/**
 * Opens a cloud from what is kept of it.
 * @param now the store's time, in milliseconds since the epoch.
 * @throws {Unreadable} when it does not fit the vendors of this server, or cannot be replayed.
 */
export function reopen(name: string, kept: Kept, providers: Providers, shared: SharedOptions, now: number): AnyCloud {
  try {
    return replayed(kept, providers, shared, now);
  } catch (error) {
    throw new Unreadable(`The cloud ${name} cannot be opened from the store: ${(error as Error).message}`, { cause: error });
  }
}

function replayed({ birth, entries }: Kept, providers: Providers, shared: SharedOptions, now: number): AnyCloud {
  const own = vendorsOf(providers, birth.vendors);
  const clock = pausedAt(birth.start, birth.clock);
  const options = { ...sharedBy(own, shared), clock, seed: birth.seed, ...(birth.settings && { settings: birth.settings }) };
  const { cloud, again } = openReplaying(own, options);
  const from = entries.findLastIndex((entry) => 'snapshot' in entry);
  const first = from < 0 ? undefined : entries[from];
  // A snapshot says how the clock ran. It stands until everything is replayed, from the very restore on.
  if (first && 'snapshot' in first)
    cloud.restore(first.snapshot.clock ? { ...first.snapshot, clock: { ...first.snapshot.clock, paused: true } } : first.snapshot);
  const rest = entries.slice(from + 1);
  checkSteps(cloud, rest);
  let last = birth.clock;
  for (const entry of rest) {
    if ('step' in entry) {
      forward(clock, entry.step.at);
      again(entry.step);
    } else if ('now' in entry) forward(clock, entry.now);
    else if ('clock' in entry) last = entry.clock;
  }
  // What was repeated is not what was asked: the journal goes on with the next request.
  cloud.journal.clear();
  cloud.violations.clear();
  if (clock.kind === 'live') goOn(clock, last, now);
  return cloud;
}

/** A clock that stands until everything is replayed. It has no start of its own, so that a reset of a live one leads to the time of the reset. */
function pausedAt(start: number, { kind }: KeptClock): ManualClock | LiveClock {
  if (kind === 'manual') return manualClock(start);
  const clock = liveClock({ paused: true });
  clock.reset(start);
  return clock;
}

/** Checks the steps as those of a link are checked: their kinds, their members, and that none is before the one before. */
function checkSteps(cloud: AnyCloud, entries: readonly Entry[]): void {
  const steps: Step[] = entries.flatMap((entry) => ('step' in entry ? [entry.step] : []));
  const start = cloud.clock.now();
  linkOf({ stuntbox: 1, vendors: Object.keys(cloud.vendors), seed: 1, start, at: Math.max(start, steps.at(-1)?.at ?? start), steps });
}

/** Sets a clock to where it would be by now, and never before what has happened; then lets it run. */
function goOn(clock: LiveClock, kept: KeptClock, now: number): void {
  if (kept.kind === 'manual') return;
  const { at, wall, speed, paused } = kept.kind === 'system' ? { at: now, wall: now, speed: 1, paused: false } : kept;
  const gone = paused ? 0 : Math.max(0, now - wall) * speed;
  forward(clock, Math.round(at + gone));
  setPace(clock, { speed, paused });
}
