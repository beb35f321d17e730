/**
 * Where the time comes from. Nothing else in this package reads the system's clock.
 * Law: time never runs backwards, and a manual clock never starts a timer.
 */

/** Something whose state depends on a clock: it says when it next changes, and brings itself up to date. */
export interface Follower {
  /** The next instant at which anything changes, in milliseconds since the epoch; undefined when nothing will. */
  due(): number | undefined;
  /** The next instant at which something that is under way goes on; undefined when all is at rest. */
  busy(): number | undefined;
  /** Brings everything that was due by `now` to its end. */
  settle(now: number): void;
}

/** A source of instants, in milliseconds since the epoch. */
export interface Clock {
  readonly kind: 'manual' | 'stepping' | 'system' | 'scaled';
  now(): number;
  /** Called once as each request arrives. */
  tick(): void;
  /** Resolves once `now()` has reached the instant. */
  until(instant: number): Promise<void>;
  /** Binds a cloud to the clock; called by `createCloud`. */
  follow(follower: Follower): void;
}

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  readonly kind: 'manual' | 'stepping';
  /**
   * Moves time forward and brings the cloud up to date.
   * @param ms how far, in milliseconds: `minutes(3)`. At most a hundred years.
   * @throws {Error} when the distance is negative, not finite, or absurd.
   * @example
   * cloud.clock.advance(minutes(3));
   */
  advance(ms: number): void;
  /**
   * Moves to the next instant at which anything changes, and says which it was; undefined, and no move, when nothing will.
   * @example
   * cloud.clock.next(); // the server that was `provisioning` is `active` now
   */
  next(): number | undefined;
  /**
   * Moves until nothing is under way, and says the instant it came to. What nobody waits for, such as the purge of an old record, does not count.
   * @example
   * cloud.clock.settle(); // every start, rebuild and reboot has ended
   */
  settle(): number;
  /** Puts the clock at an instant, backwards too: for a cloud that starts its life again. Releases all who wait. */
  reset(instant: number): void;
}

/** So many seconds, in milliseconds. */
export const seconds = (n: number): number => n * 1_000;
/** So many minutes, in milliseconds. */
export const minutes = (n: number): number => n * 60_000;
/** So many hours, in milliseconds. */
export const hours = (n: number): number => n * 3_600_000;
/** So many days, in milliseconds. */
export const days = (n: number): number => n * 86_400_000;

/** The instant of the documents' examples, so that a fresh cloud answers as they print: VPS.org creates its server 12347 then. */
export const EXAMPLE_START: number = Date.UTC(2025, 0, 16, 15, 30);

const FARTHEST = days(36_525);
const LAST_INSTANT = 8.64e15;
/** More changes than any test means to wait for: beyond it, `settle` reports a cloud that never comes to rest. */
const MOST_STEPS = 1_000_000;

/** Reads an instant from whatever a test author writes it as. */
export function instantOf(start: number | string | Date): number {
  const instant = start instanceof Date ? start.getTime() : typeof start === 'string' ? Date.parse(start) : start;
  if (Number.isFinite(instant) && Math.abs(instant) <= LAST_INSTANT) return Math.round(instant);
  throw new Error(`A clock cannot start at ${String(start)}. Give milliseconds since the epoch, a Date, or a date such as '2025-01-16T15:30:00Z'.`);
}

/**
 * A clock that stands still until it is moved: the default.
 * @param start where it stands at first; the instant of the documents' examples by default.
 */
export function manualClock(start: number | string | Date = EXAMPLE_START): ManualClock {
  const followers: Follower[] = [];
  let waiting: { instant: number; resolve: () => void }[] = [];
  let at = instantOf(start);

  const moveTo = (instant: number): void => {
    at = instant;
    for (const follower of followers) follower.settle(at);
    release((waiter) => waiter.instant <= at);
  };
  const release = (which: (waiter: { instant: number }) => boolean): void => {
    const released = waiting.filter(which);
    if (released.length === 0) return;
    waiting = waiting.filter((waiter) => !which(waiter));
    for (const { resolve } of released.sort((a, b) => a.instant - b.instant)) resolve();
  };
  /** Moves to the earliest of what the followers say and what is waited for; false, and no move, when there is none. */
  const moveToNext = (which: 'due' | 'busy'): boolean => {
    let earliest = Infinity;
    for (const follower of followers) earliest = Math.min(earliest, follower[which]() ?? Infinity);
    for (const { instant } of waiting) earliest = Math.min(earliest, instant);
    if (earliest === Infinity) return false;
    moveTo(Math.max(at, earliest));
    return true;
  };

  const clock: ManualClock = {
    kind: 'manual',
    now: () => at,
    tick() {},
    until: (instant) =>
      instant <= at
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push({ instant, resolve });
          }),
    follow: (follower) => void followers.push(follower),
    advance(ms) {
      moveTo(at + distance(ms, at));
    },
    next() {
      return moveToNext('due') ? at : undefined;
    },
    settle() {
      for (let step = 0; moveToNext('busy'); step += 1) {
        if (step === MOST_STEPS)
          throw new Error(
            `The cloud did not come to rest in ${MOST_STEPS} changes: something begins again each time that it ends. Use advance(ms) or next() instead of settle().`,
          );
      }
      return at;
    },
    reset(instant) {
      at = instantOf(instant);
      release(() => true);
    },
  };
  return clock;
}

/**
 * A clock that moves by one step with each request: "done on the third poll".
 * @param step how far each request moves it, in milliseconds.
 * @example
 * const cloud = createCloud({ vpsorg }, { clock: steppingClock(minutes(1)) });
 */
export function steppingClock(step: number, start: number | string | Date = EXAMPLE_START): ManualClock {
  const clock = manualClock(start);
  distance(step, clock.now());
  return Object.assign(clock, { kind: 'stepping' as const, tick: () => clock.advance(step) });
}

/** The system's own time. Follows Jest's and Vitest's fake timers when they are on, since it asks `Date` anew each time. */
export function systemClock(): Clock {
  return { ...scaledClock(1), kind: 'system' };
}

/**
 * Time that runs `speed` times as fast as the system's.
 * @param speed 60 makes a minute of a second.
 * @param start where it begins; now by default.
 */
export function scaledClock(speed: number, start?: number | string | Date): Clock {
  if (!(speed > 0 && Number.isFinite(speed)))
    throw new Error(`A clock cannot run at speed ${speed}. Give a positive number: 1 is real time, 60 makes a minute of a second.`);
  const began = Date.now();
  const origin = start === undefined ? began : instantOf(start);
  let latest = origin;
  const now = (): number => (latest = Math.max(latest, Math.round(origin + (Date.now() - began) * speed)));
  return {
    kind: 'scaled',
    now,
    tick() {},
    async until(instant) {
      // Never: no timer waits for it.
      if (instant === Infinity) return new Promise(() => {});
      // A timer is asked for at most a day at once: its argument overflows beyond 24.8 days.
      for (let left = instant - now(); left > 0; left = instant - now())
        await new Promise((resolve) => setTimeout(resolve, Math.min(Math.ceil(left / speed), days(1))));
    },
    follow() {},
  };
}

/** A whole distance to move by, or an error that says what to write instead. */
function distance(ms: number, from: number): number {
  const wrong = (why: string): Error => new Error(`A clock cannot move by ${String(ms)} ms: ${why}. Give milliseconds, such as minutes(3).`);
  if (typeof ms !== 'number' || !Number.isFinite(ms)) throw wrong('that is not a finite number');
  if (ms < 0) throw wrong('time never runs backwards');
  if (ms > FARTHEST || from + ms > LAST_INSTANT) throw wrong('that is more than a hundred years');
  return Math.round(ms);
}
