/**
 * Where the time comes from. Nothing else in this package reads the system's clock.
 * Law: time never runs backwards, and a manual clock never starts a timer.
 */
import { alarm } from './alarm.ts';
import { distance, instantOf, EXAMPLE_START, LAST_INSTANT } from './instant.ts';
import { movesOf, type Moves, type Timepiece } from './moves.ts';
import { checkNames } from './named-options.ts';
import { said } from './plain.ts';
import { stopwatch } from './stopwatch.ts';

export { days, hours, instantOf, isClockInstant, minutes, seconds, EXAMPLE_START } from './instant.ts';
export type { Follower } from './moves.ts';

/** A source of time. `movable` says whether a test can move it: `if (cloud.clock.movable) cloud.clock.advance(minutes(3))`. */
export type Clock = MovableClock | RunningClock;

/** A clock that can be moved by hand. */
export type MovableClock = ManualClock | LiveClock;

/** A clock that moves by itself only. */
export interface RunningClock extends Timepiece {
  /** `system`, or the name of one of your own. */
  readonly kind: string;
  readonly movable: false;
}

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Timepiece, Moves {
  readonly kind: 'manual' | 'stepping' | 'timers';
  readonly movable: true;
}

/** A clock that runs by itself and can be paused, sped up and moved: what a person watches. */
export interface LiveClock extends Timepiece, Moves {
  readonly kind: 'live';
  readonly movable: true;
  /** How many times as fast as real time it runs. */
  readonly speed: number;
  readonly paused: boolean;
  /**
   * Makes it run faster or slower from now on.
   * @param speed with 60, a second of real time is a minute.
   * @throws {Error} when it is not a number above 0, or more than 1,000,000,000.
   */
  setSpeed(speed: number): void;
  /** Makes it stand still, like a manual clock. */
  pause(): void;
  /** Makes it run on from where it stands. */
  resume(): void;
  /**
   * Sets the clock to an instant, even an earlier one; it then runs on from there. Everything that waits is released.
   * @param instant the start that the clock was given by default, or else the current time.
   */
  reset(instant?: number): void;
}

/**
 * A clock that stands still until it is moved: the default.
 * @param start its first instant; that of the documents' examples by default.
 */
export function manualClock(start: number | string | Date = EXAMPLE_START): ManualClock {
  let at = instantOf(start);
  const now = (): number => at;
  const { verbs } = movesOf({
    now,
    set(instant) {
      at = instant;
    },
  });
  return { kind: 'manual', movable: true, now, ...verbs };
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
 * It never runs backwards: when fake timers or the system set `Date` back, the clock stays where it is and continues from there.
 */
export function systemClock(): RunningClock {
  const { now } = dateTime();
  const bell = alarm(
    (instant) => instant - now(),
    () => release(),
  );
  const { verbs, release } = movesOf({ now, set() {}, ...bell });
  const { tick, until, follow } = verbs;
  return { kind: 'system', movable: false, now, tick, until, follow, left: (instant) => instant - now() };
}

/** The time that `Date` tells, and never an earlier one, except after `set`. */
export function dateTime(): { now(): number; set(instant: number): void } {
  let at = Date.now();
  let last = at;
  let source: DateConstructor = Date;
  return {
    now() {
      const read = Date.now();
      // Fake timers replace `Date`, and nothing is known about the time between the two. The clock catches up, but never goes back.
      if (source !== Date || read < last) at = Math.max(at, read);
      else at += read - last;
      source = Date;
      last = read;
      return at;
    },
    set(instant) {
      at = instant;
      last = Date.now();
      source = Date;
    },
  };
}

/** The options of a live clock. */
export interface LiveClockOptions {
  /** How many times as fast as real time it runs: with 60, a second is a minute. 1 by default. */
  readonly speed?: number | undefined;
  /** Whether it stands still until `resume`. */
  readonly paused?: boolean | undefined;
  /** Its first instant; now by default. */
  readonly start?: number | string | Date | undefined;
  /**
   * The most real time, in milliseconds, that counts between two looks at the clock; no limit by default.
   * With `seconds(5)`, a page that was frozen or a machine that slept goes on where it was.
   */
  readonly largestStep?: number | undefined;
}

/** At this speed a millisecond is eleven days. */
const FASTEST = 1e9;

/**
 * A clock that runs by itself from a monotonic source, so that setting the machine's clock neither stops it nor makes it jump. It can be paused, sped up, and moved like a manual clock: what a person watches.
 * A cloud that is opened from a link or restored from a snapshot starts at the instant of that.
 * @throws {Error} when an option is out of range, or not one that a live clock has.
 * @example
 * const cloud = createCloud({ vpsorg }, { clock: liveClock({ speed: 60 }) }); // a second is a minute
 * cloud.clock.pause();
 * cloud.clock.next();
 */
export function liveClock(options: LiveClockOptions = {}): LiveClock {
  checkNames('liveClock', options, ['speed', 'paused', 'start', 'largestStep']);
  const { speed = 1, paused = false, start, largestStep = Infinity } = options;
  if (typeof paused !== 'boolean') throw new Error(`liveClock cannot take paused: ${said(paused)}. Give true or false.`);
  if (typeof largestStep !== 'number' || !(largestStep >= 1))
    throw new Error(`liveClock cannot take largestStep: ${said(largestStep)}. Give milliseconds of real time, such as seconds(5).`);
  const started = (): number => instantOf(start === undefined ? Date.now() : start);
  // Looks twice in each largest step, so that no wait is taken for sleep.
  const left = (instant: number): number => (stands ? Infinity : Math.min((instant - exact()) / rate, largestStep / 2));
  const bell = alarm(left, () => release());
  const rearm = (): void => {
    bell.unawaited();
    release();
  };
  // A timer of those that were replaced never fires, or fires at another time.
  const elapsed = stopwatch(largestStep, rearm);
  let rate = speedOf(speed);
  let stands = paused;
  // The instant since which it has run at this speed, and for how long: a sum of many small steps on an instant would lose them.
  let base = started();
  let run = 0;

  /** The exact instant, with fractions of a millisecond. */
  const exact = (): number => {
    const ms = elapsed();
    if (!stands) run += ms * rate;
    return Math.min(base + run, LAST_INSTANT);
  };
  const now = (): number => Math.round(exact());
  const { verbs, release, told } = movesOf({
    now,
    set(instant) {
      elapsed();
      base = instant;
      run = 0;
      bell.unawaited();
    },
    ...bell,
  });
  /** Changes how it runs, from the instant that it shows now. */
  const change = (how: () => void): void => {
    base = exact();
    run = 0;
    how();
    rearm();
    told();
  };
  return {
    kind: 'live',
    movable: true,
    now,
    ...verbs,
    left,
    get speed() {
      return rate;
    },
    get paused() {
      return stands;
    },
    setSpeed(wanted) {
      const checked = speedOf(wanted);
      change(() => (rate = checked));
    },
    pause: () => change(() => (stands = true)),
    resume: () => change(() => (stands = false)),
    reset: (instant = started()) => verbs.reset(instant),
  };
}

/** Runs something while a live clock is paused, so that all of it happens at one instant unless it moves the clock itself. */
export function standing<T>(clock: Clock, run: () => T): T {
  if (!clock.movable || clock.kind !== 'live' || clock.paused) return run();
  clock.pause();
  try {
    return run();
  } finally {
    clock.resume();
  }
}

/** Whether a live clock can run at this speed. */
export const isSpeed = (speed: unknown): speed is number => typeof speed === 'number' && speed > 0 && speed <= FASTEST;

const speedOf = (speed: number): number => {
  if (isSpeed(speed)) return speed;
  throw new Error(
    `A clock cannot run at speed ${said(speed)}. Give a number above 0, up to ${FASTEST.toLocaleString('en')}: 1 is real time; with 60, a second is a minute. To stop it, use pause().`,
  );
};
