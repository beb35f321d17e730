/**
 * Where the time comes from. Nothing else in this package reads the system's clock.
 * Law: time never runs backwards, and a manual clock never starts a timer.
 */

import { arrivals } from './arrivals.ts';
import { waiters } from './waiters.ts';

/** Something whose state depends on a clock: it says when it next changes, and brings itself up to date. */
export interface Follower {
  /** The next instant at which anything changes, in milliseconds since the epoch; undefined when nothing will. */
  due(): number | undefined;
  /** The next instant at which something in progress advances; undefined when everything is at rest. */
  busy(): number | undefined;
  /** Applies everything that was due by `now`. */
  settle(now: number): void;
}

/** What every clock does. */
interface Timepiece {
  /** The current instant, in milliseconds since the epoch. It never decreases, except after a `reset`. */
  now(): number;
  /** Called once as each request arrives. */
  tick(): void;
  /**
   * Resolves once `now()` has reached the instant; never, for `Infinity`.
   * @param signal stops waiting: the promise rejects with its reason, and no waiter or timer is left behind.
   */
  until(instant: number, signal?: AbortSignal): Promise<void>;
  /** Binds a cloud to the clock; called by `createCloud`. */
  follow(follower: Follower): void;
}

/** A source of time. `movable` says whether a test moves it: `if (cloud.clock.movable) cloud.clock.advance(minutes(3))`. */
export type Clock = ManualClock | RunningClock;

/** A clock that moves by itself. */
export interface RunningClock extends Timepiece {
  /** `system`, `scaled`, or the name of one of your own. */
  readonly kind: string;
  readonly movable: false;
}

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Timepiece {
  readonly kind: 'manual' | 'stepping';
  readonly movable: true;
  /**
   * Moves time forward and brings the cloud up to date.
   * A request that is still on its way through msw arrives after the move: use `advanceAsync` to let it arrive first.
   * @param ms how far, in milliseconds: `minutes(3)`. At most a hundred years.
   * @throws {Error} when the distance is negative, not finite, or more than a hundred years.
   * @example
   * cloud.clock.advance(minutes(3));
   */
  advance(ms: number): void;
  /**
   * Waits for pending requests to arrive, then moves time forward. Stops at each instant at which a reply is due, so that the client's next request is made at that instant.
   * In a browser, where msw's service worker answers, wait for the request itself instead.
   * @param ms how far, in milliseconds, from the clock's time when it is called.
   * @example
   * const reply = fetch(url); // a fault answers it after five seconds
   * await cloud.clock.advanceAsync(seconds(5));
   * await reply;
   */
  advanceAsync(ms: number): Promise<void>;
  /**
   * Moves to the next instant at which anything changes, and returns it. When nothing will change, it does not move and returns undefined.
   * @example
   * cloud.clock.next(); // the server that was `provisioning` is `active` now
   */
  next(): number | undefined;
  /**
   * Moves until nothing is in progress, and returns the instant reached. Background events, such as the purge of an old record, do not count.
   * @example
   * cloud.clock.settle(); // every start, rebuild and reboot has ended
   */
  settle(): number;
  /** Like `settle`, but waits for pending requests to arrive before it moves and after each move. */
  settleAsync(): Promise<number>;
  /** Sets the clock to an instant, even an earlier one, when a cloud is reset or restored. Everything that waits is released. */
  reset(instant: number): void;
}

/** Seconds in milliseconds. */
export const seconds = (n: number): number => n * 1_000;
/** Minutes in milliseconds. */
export const minutes = (n: number): number => n * 60_000;
/** Hours in milliseconds. */
export const hours = (n: number): number => n * 3_600_000;
/** Days in milliseconds. */
export const days = (n: number): number => n * 86_400_000;

/** The instant of the documents' examples, so that a fresh cloud answers exactly as they print: VPS.org creates its server 12347 then. */
export const EXAMPLE_START: number = Date.UTC(2025, 0, 16, 15, 30);

const FARTHEST = days(36_525);
const LAST_INSTANT = 8.64e15;
/** More changes than any test waits for: beyond it, `settle` reports a cloud that never comes to rest. */
const MOST_STEPS = 1_000_000;

/** Reads an instant given as a number, a text or a Date. */
export function instantOf(start: number | string | Date): number {
  const instant = start instanceof Date ? start.getTime() : typeof start === 'string' ? Date.parse(start) : start;
  if (Number.isFinite(instant) && Math.abs(instant) <= LAST_INSTANT) return Math.round(instant);
  throw new Error(`A clock cannot start at ${String(start)}. Give milliseconds since the epoch, a Date, or a date such as '2025-01-16T15:30:00Z'.`);
}

/**
 * A clock that stands still until it is moved: the default.
 * @param start its first instant; that of the documents' examples by default.
 */
export function manualClock(start: number | string | Date = EXAMPLE_START): ManualClock {
  const followers: Follower[] = [];
  const wait = waiters();
  const waiting = new Set<{ readonly instant: number; readonly done: () => void }>();
  let at = instantOf(start);
  let arrived = 0;

  const moveTo = (instant: number): void => {
    at = instant;
    for (const follower of followers) follower.settle(at);
    release(at);
  };
  const release = (by: number): void => {
    const released = [...waiting].filter(({ instant }) => instant <= by).sort((a, b) => a.instant - b.instant);
    for (const waiter of released) {
      waiting.delete(waiter);
      waiter.done();
    }
  };
  const firstReply = (): number => {
    let earliest = Infinity;
    for (const { instant } of waiting) earliest = Math.min(earliest, instant);
    return earliest;
  };
  /** Moves to the earliest instant that a follower reports or a reply waits for; returns false without moving when there is none. */
  const moveToNext = (which: 'due' | 'busy'): boolean => {
    let earliest = firstReply();
    for (const follower of followers) earliest = Math.min(earliest, follower[which]() ?? Infinity);
    if (earliest === Infinity) return false;
    moveTo(Math.max(at, earliest));
    return true;
  };

  return {
    kind: 'manual',
    movable: true,
    now: () => at,
    tick() {
      arrived += 1;
    },
    until(instant, signal) {
      if (instant <= at) return Promise.resolve();
      return wait((done) => {
        const waiter = { instant, done };
        waiting.add(waiter);
        return () => void waiting.delete(waiter);
      }, signal);
    },
    follow: (follower) => void followers.push(follower),
    advance(ms) {
      moveTo(at + distance(ms, at));
    },
    async advanceAsync(ms) {
      const target = at + distance(ms, at);
      await arrivals(() => arrived);
      for (const step = bounded(); firstReply() <= target; step()) {
        moveTo(Math.max(at, firstReply()));
        await arrivals(() => arrived);
      }
      moveTo(Math.max(at, target));
    },
    next() {
      return moveToNext('due') ? at : undefined;
    },
    settle() {
      for (const step = bounded(); moveToNext('busy'); step());
      return at;
    },
    async settleAsync() {
      await arrivals(() => arrived);
      for (const step = bounded(); moveToNext('busy'); step()) await arrivals(() => arrived);
      return at;
    },
    reset(instant) {
      at = instantOf(instant);
      release(Infinity);
    },
  };
}

/** Returns a function that counts steps and throws when there are too many. */
function bounded(): () => void {
  let left = MOST_STEPS;
  return () => {
    left -= 1;
    if (left < 0)
      throw new Error(
        `The cloud did not come to rest after ${MOST_STEPS} changes: something starts again each time it ends. Use advance(ms) or next() instead of settle().`,
      );
  };
}

/**
 * A clock that moves by one step with each request: "done on the third poll".
 * A reply that a fault delays moves the clock to the instant at which the reply arrives, since nothing else would.
 * @param step how far each request moves it, in milliseconds.
 * @example
 * const cloud = createCloud({ vpsorg }, { clock: steppingClock(minutes(1)) });
 */
export function steppingClock(step: number, start: number | string | Date = EXAMPLE_START): ManualClock {
  const clock = manualClock(start);
  const { tick, until } = clock;
  distance(step, clock.now());
  return Object.assign(clock, {
    kind: 'stepping' as const,
    tick() {
      tick();
      clock.advance(step);
    },
    async until(instant: number, signal?: AbortSignal) {
      const left = instant - clock.now();
      if (left > 0 && left !== Infinity && !signal?.aborted) clock.advance(left);
      return until(instant, signal);
    },
  });
}

/**
 * The system's time, read from `Date` on each call, so it follows fake timers.
 * It never runs backwards: see `scaledClock`.
 */
export function systemClock(): RunningClock {
  return { ...scaledClock(1), kind: 'system' };
}

/**
 * Time that runs `speed` times as fast as the system's.
 * It never runs backwards: when fake timers or the system set `Date` back, the clock stays where it is and continues from there.
 * @param speed with 60, a second of real time is a minute.
 * @param start its first instant; now by default.
 */
export function scaledClock(speed: number, start?: number | string | Date): RunningClock {
  if (!(speed > 0 && Number.isFinite(speed)))
    throw new Error(`A clock cannot run at speed ${speed}. Give a positive number: 1 is real time; with 60, a second is a minute.`);
  const wait = waiters();
  const began = Date.now();
  const origin = start === undefined ? began : instantOf(start);
  let at = origin;
  let last = began;
  let source: DateConstructor = Date;
  const now = (): number => {
    const read = Date.now();
    // Fake timers replace `Date`, and nothing is known about the time between the two. The clock catches up, but never goes back.
    if (source !== Date || read < last) at = Math.max(at, origin + (read - began) * speed);
    else at += (read - last) * speed;
    source = Date;
    last = read;
    return Math.round(at);
  };
  return {
    kind: 'scaled',
    movable: false,
    now,
    tick() {},
    async until(instant, signal) {
      if (instant <= now()) return;
      await wait((done) => {
        // Infinity never comes, so no timer waits for it.
        if (instant === Infinity) return () => {};
        let clear = (): void => {};
        const check = (): void => {
          const left = instant - now();
          if (left <= 0) return done();
          // Uses the timers in place now: the real function cannot clear a fake timer. A timer runs for a day at most, since its delay overflows beyond 24.8 days.
          const { setTimeout, clearTimeout } = globalThis;
          const timer = setTimeout(check, Math.min(Math.ceil(left / speed), days(1)));
          clear = () => clearTimeout(timer);
        };
        check();
        return () => clear();
      }, signal);
    },
    follow() {},
  };
}

/** A distance to move by, in whole milliseconds, or an error that says what to write instead. */
function distance(ms: number, from: number): number {
  const invalid = (why: string): Error => new Error(`A clock cannot move by ${String(ms)} ms: ${why}. Give milliseconds, such as minutes(3).`);
  if (typeof ms !== 'number' || !Number.isFinite(ms)) throw invalid('that is not a finite number');
  if (ms < 0) throw invalid('time never runs backwards');
  if (ms > FARTHEST || from + ms > LAST_INSTANT) throw invalid('that is more than a hundred years');
  return Math.round(ms);
}
