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
  /** The next instant at which something that is under way goes on; undefined when all is at rest. */
  busy(): number | undefined;
  /** Brings everything that was due by `now` to its end. */
  settle(now: number): void;
}

/** What every clock does. */
interface Timepiece {
  /** The instant that it is, in milliseconds since the epoch. Never less than it was, but after a `reset`. */
  now(): number;
  /** Called once as each request arrives. */
  tick(): void;
  /**
   * Resolves once `now()` has reached the instant; never, for `Infinity`.
   * @param signal gives up: the promise rejects with its reason, and neither a waiter nor a timer is left.
   */
  until(instant: number, signal?: AbortSignal): Promise<void>;
  /** Binds a cloud to the clock; called by `createCloud`. */
  follow(follower: Follower): void;
}

/** A source of instants. `movable` says whether it is moved by hand: `if (cloud.clock.movable) cloud.clock.advance(minutes(3))`. */
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
   * A request that was made before, and through msw has not arrived yet, arrives after the move: use `advanceAsync` to let it arrive first.
   * @param ms how far, in milliseconds: `minutes(3)`. At most a hundred years.
   * @throws {Error} when the distance is negative, not finite, or absurd.
   * @example
   * cloud.clock.advance(minutes(3));
   */
  advance(ms: number): void;
  /**
   * Lets the requests arrive that were already made, then moves time forward; stops at each instant at which a reply is due, so that the client's next request counts from there.
   * In a browser, where msw's service worker answers, wait for the request itself instead.
   * @param ms how far, in milliseconds, from where the clock stands at the call.
   * @example
   * const reply = fetch(url); // a fault answers it after five seconds
   * await cloud.clock.advanceAsync(seconds(5));
   * await reply;
   */
  advanceAsync(ms: number): Promise<void>;
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
  /** As `settle`, and lets the requests arrive that were already made: before it moves, and after each move. */
  settleAsync(): Promise<number>;
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
  /** Moves to the earliest of what the followers say and what is waited for; false, and no move, when there is none. */
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

/** Gives a function that counts steps, and throws at one too many. */
function bounded(): () => void {
  let left = MOST_STEPS;
  return () => {
    left -= 1;
    if (left < 0)
      throw new Error(
        `The cloud did not come to rest in ${MOST_STEPS} changes: something begins again each time that it ends. Use advance(ms) or next() instead of settle().`,
      );
  };
}

/**
 * A clock that moves by one step with each request: "done on the third poll".
 * A reply that a fault delays moves it on to the instant at which the reply arrives, since nobody else would.
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
 * The system's own time: what `Date` says, asked anew each time, so it follows fake timers.
 * It never runs backwards: see `scaledClock`.
 */
export function systemClock(): RunningClock {
  return { ...scaledClock(1), kind: 'system' };
}

/**
 * Time that runs `speed` times as fast as the system's.
 * It never runs backwards: where `Date` is put back, by fake timers or by the system, the clock stays where it is, and runs on from there as `Date` does.
 * @param speed 60 makes a minute of a second.
 * @param start where it begins; now by default.
 */
export function scaledClock(speed: number, start?: number | string | Date): RunningClock {
  if (!(speed > 0 && Number.isFinite(speed)))
    throw new Error(`A clock cannot run at speed ${speed}. Give a positive number: 1 is real time, 60 makes a minute of a second.`);
  const wait = waiters();
  const began = Date.now();
  const origin = start === undefined ? began : instantOf(start);
  let at = origin;
  let seen = began;
  let source: DateConstructor = Date;
  const now = (): number => {
    const told = Date.now();
    // Fake timers put another `Date` in place: between the two nothing is known to have passed. The clock catches up, but never goes back.
    if (source !== Date || told < seen) at = Math.max(at, origin + (told - began) * speed);
    else at += (told - seen) * speed;
    source = Date;
    seen = told;
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
        // Never: no timer waits for it.
        if (instant === Infinity) return () => {};
        let clear = (): void => {};
        const look = (): void => {
          const left = instant - now();
          if (left <= 0) return done();
          // The timers that are in place now: a fake timer cannot be cleared by the real function. One runs for a day at most, since its argument overflows beyond 24.8.
          const { setTimeout, clearTimeout } = globalThis;
          const timer = setTimeout(look, Math.min(Math.ceil(left / speed), days(1)));
          clear = () => clearTimeout(timer);
        };
        look();
        return () => clear();
      }, signal);
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
