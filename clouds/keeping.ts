/**
 * Keeps one cloud in a store: what each request and control did becomes entries.
 * Laws: entries are stored in the order in which things happened; what is answered is stored; after a failure nothing more is, and the cloud is lost.
 */
import type { AnyCloud } from '../cloud/cloud.ts';
import { coreOf } from '../cloud/inside.ts';
import type { Clock } from '../model/clock.ts';
import { sizeOf } from '../model/plain.ts';
import type { Birth, Entry, Keeper, KeptClock } from './store.ts';

/** Keeps one cloud. */
export interface Keeping {
  /** Stores what was done since the last call; undefined when nothing was. */
  stored(): Promise<void> | undefined;
  /** Stores what is left, and the time, and gives the cloud back. Never rejects. */
  end(): Promise<void>;
}

/** What is kept, without a snapshot, at most: beyond it, opening would take long. */
export interface Compaction {
  readonly entries: number;
  readonly bytes: number;
}

export const COMPACTION: Compaction = { entries: 500, bytes: 1_048_576 };

/** How often the time of a running clock is stored with what changes, in milliseconds of real time. */
const MARK_EVERY = 1_000;

/** What keeping a cloud needs. */
export interface KeepingOptions {
  readonly cloud: AnyCloud;
  readonly birth: Birth;
  readonly keeper: Keeper;
  /** The store's time. */
  now(): number;
  /** Called once, when something could not be stored. */
  lost(error: unknown): void;
  readonly compaction?: Compaction | undefined;
}

/** Begins to keep a cloud; what was done in it before is stored already. */
export function keeping({ cloud, birth, keeper, now, lost, compaction = COMPACTION }: KeepingOptions): Keeping {
  const core = coreOf(cloud);
  const { clock } = core;
  let steps: Entry[] = [];
  let undescribed = false;
  let shown = clock.now();
  let runs = runningOf(clock);
  let marked = now();
  let since = 0;
  let bytes = 0;
  let failure: { readonly error: unknown } | undefined;

  core.timeline.watch((step) => {
    if (step) steps.push({ step });
    else undescribed = true;
  });
  let moved = false;
  // Called when it is moved by hand; not as it runs by itself.
  if (clock.movable) clock.follow({ due: () => undefined, busy: () => undefined, settle: () => void (moved = true) });

  const whole = (): Entry[] => {
    const snapshot = cloud.snapshot();
    steps = [];
    undescribed = false;
    marked = now();
    shown = clock.now();
    return [{ snapshot }, ...placed(clock, marked)];
  };

  /** What was done since the last call, as entries. */
  const taken = (): Entry[] => {
    const before = runs;
    runs = runningOf(clock);
    const set = moved || before !== runs;
    moved = false;
    if (undescribed) return whole();
    const entries = steps;
    steps = [];
    if (stands(clock)) {
      const instant = clock.now();
      if (instant !== shown) entries.push({ now: instant });
      shown = instant;
    } else if (set || (entries.length > 0 && now() - marked >= MARK_EVERY)) {
      marked = now();
      entries.push(...placed(clock, marked));
    }
    return entries;
  };

  /** Nothing is stored after a failure: the first one is that of all which come later. */
  const fail = (error: unknown): never => {
    if (!failure) {
      failure = { error };
      lost(error);
    }
    throw failure.error;
  };

  const stored = (): Promise<void> | undefined => {
    if (failure) return Promise.reject(failure.error);
    const entries = taken();
    if (entries.length === 0) return undefined;
    const replaced = entries.some((entry) => 'snapshot' in entry);
    since = replaced ? 0 : since + entries.length;
    bytes = replaced ? 0 : bytes + sizeOf(entries);
    // A snapshot replaces all before it, so that what is kept does not grow with each.
    const written = replaced ? keeper.compact({ birth, entries }) : keeper.append(entries);
    const answered = written.catch(fail);
    if (since > compaction.entries || bytes > compaction.bytes) {
      since = 0;
      bytes = 0;
      // Nobody waits for it: all that it holds is appended already.
      keeper.compact({ birth, entries: whole() }).catch(fail).catch(NOBODY);
    }
    return answered;
  };

  return {
    stored,
    async end() {
      try {
        await stored();
        if (!failure && !stands(clock)) await keeper.append(placed(clock, now()));
      } catch {
        // Whoever did it is told.
      }
      await keeper.release();
    },
  };
}

const NOBODY = (): void => {};

/** Where a clock stands, as entries that follow a snapshot or a beginning: never none. */
export function placed(clock: Clock, wall: number): Entry[] {
  return stands(clock) ? [{ now: clock.now() }] : [{ clock: keptClock(clock, wall) }];
}

/** A clock as it is kept. */
export function keptClock(clock: Clock, wall: number): KeptClock {
  if (!clock.movable) return { kind: 'system' };
  if (clock.kind !== 'live') return { kind: 'manual' };
  return { kind: 'live', at: clock.now(), wall, speed: clock.speed, paused: clock.paused };
}

const stands = (clock: Clock): boolean => clock.movable && clock.kind !== 'live';

/** How a clock runs, to compare. */
const runningOf = (clock: Clock): string => (clock.movable && clock.kind === 'live' ? `${clock.speed} ${clock.paused}` : clock.kind);
