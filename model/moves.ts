/**
 * How a clock is moved by hand, whatever else drives it: who waits for it, who follows it, and the verbs advance, next and settle.
 * Law: each waiter is released once, in the order of the instants.
 */
import { arrivals } from './arrivals.ts';
import { distance, instantOf, LAST_INSTANT } from './instant.ts';
import { LATE_REPLIES, waiters } from './waiters.ts';

/** Something whose state depends on a clock: it says when it next changes, and brings itself up to date. */
export interface Follower {
  /** The next instant at which anything changes, in milliseconds since the epoch; undefined when nothing will. */
  due(): number | undefined;
  /** The next instant at which something in progress advances; undefined when everything is at rest. */
  busy(): number | undefined;
  /** Applies everything that was due by `now`. */
  settle(now: number): void;
  /** Called after the clock was moved by hand, paused, or made to run faster or slower. */
  moved?(): void;
}

/** What every clock does. */
export interface Timepiece {
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
  /** How long it takes until it shows an instant by itself, in milliseconds of real time, or when to ask again; `Infinity` when it will not. A clock that only moves by hand does not have it. */
  left?(instant: number): number;
}

/** How a clock is moved by hand. */
export interface Moves {
  /**
   * Moves time forward and brings the cloud up to date.
   * A request that is still on its way through msw arrives after the move: use `advanceAsync` to let it arrive first.
   * @param ms how far, in milliseconds: `minutes(3)`. At most a hundred years.
   * @throws {Error} when the distance is negative, not finite, more than a hundred years, or leads past the year 9999.
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
  /** Like `next`, but waits for pending requests to arrive before and after it moves. */
  nextAsync(): Promise<number | undefined>;
  /** The instant to which `next` would move; undefined when nothing will change. */
  nextChange(): number | undefined;
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

/** What a clock shows, and how it is set. */
export interface Hands {
  now(): number;
  set(instant: number): void;
  /** Called when somebody begins to wait for an instant, and with the first of them after others were released. */
  awaited?(instant: number): void;
  /** Called when nobody waits any longer. */
  unawaited?(): void;
  /** Moves to an instant and lets pending requests arrive, stopping where something of its own is due; `set` moves there at once. */
  reach?(instant: number): Promise<void>;
  /** Called after each turn of the event loop in which pending requests may arrive. */
  turned?(): void;
}

/** A clock's verbs, and what drives its followers and those who wait for it. */
export interface Moved {
  readonly verbs: Moves & Omit<Timepiece, 'now' | 'left'>;
  /** Releases whoever waits for an instant that has come. */
  release(): void;
  /** Brings the followers up to date. */
  catchUp(): void;
  /** Lets pending requests arrive. */
  quiet(): Promise<void>;
  /** Tells the followers that the clock was moved, or runs in another way. */
  told(): void;
}

/** More changes than any test waits for: beyond it, `settle` reports a cloud that never comes to rest. */
const MOST_STEPS = 1_000_000;

/** The verbs of a clock with these hands. */
export function movesOf(hands: Hands): Moved {
  const followers: Follower[] = [];
  const wait = waiters(LATE_REPLIES);
  const waiting = new Set<{ readonly instant: number; readonly done: () => void }>();
  let arrived = 0;

  const { now } = hands;
  const firstReply = (): number => {
    let earliest = Infinity;
    for (const { instant } of waiting) earliest = Math.min(earliest, instant);
    return earliest;
  };
  const release = (by = now()): void => {
    const released = [...waiting].filter(({ instant }) => instant <= by).sort((a, b) => a.instant - b.instant);
    for (const waiter of released) {
      waiting.delete(waiter);
      waiter.done();
    }
    if (waiting.size > 0) hands.awaited?.(firstReply());
    else hands.unawaited?.();
  };
  const catchUp = (instant = now()): void => {
    for (const follower of followers) follower.settle(instant);
  };
  const quiet = (): Promise<void> => arrivals(() => arrived, hands.turned);
  const moveTo = (instant: number): void => {
    if (instant > now()) hands.set(instant);
    catchUp(instant);
    release(instant);
  };
  const told = (): void => {
    for (const follower of followers) follower.moved?.();
  };
  const reach = async (instant: number): Promise<void> => {
    const target = Math.max(now(), instant);
    if (hands.reach) {
      await hands.reach(target);
      return told();
    }
    moveTo(target);
    told();
    await quiet();
  };
  const earliest = (which: 'due' | 'busy'): number | undefined => {
    let first = firstReply();
    for (const follower of followers) first = Math.min(first, follower[which]() ?? Infinity);
    return first > LAST_INSTANT ? undefined : Math.max(now(), first);
  };
  /** Moves to the earliest instant that a follower reports or a reply waits for; returns it, or undefined without moving when there is none. */
  const moveToNext = (which: 'due' | 'busy'): number | undefined => {
    const instant = earliest(which);
    if (instant !== undefined) moveTo(instant);
    return instant;
  };

  const verbs: Moved['verbs'] = {
    tick() {
      arrived += 1;
    },
    until(instant, signal) {
      if (instant <= now()) return Promise.resolve();
      return wait((done) => {
        const waiter = { instant, done };
        waiting.add(waiter);
        hands.awaited?.(instant);
        return () => {
          waiting.delete(waiter);
          if (waiting.size === 0) hands.unawaited?.();
        };
      }, signal);
    },
    follow: (follower) => void followers.push(follower),
    advance(ms) {
      const from = now();
      moveTo(from + distance(ms, from));
      told();
    },
    async advanceAsync(ms) {
      const from = now();
      const target = from + distance(ms, from);
      await quiet();
      for (const step = bounded(); firstReply() < target; step()) await reach(firstReply());
      await reach(target);
    },
    next() {
      const instant = moveToNext('due');
      if (instant !== undefined) told();
      return instant;
    },
    async nextAsync() {
      await quiet();
      const instant = earliest('due');
      if (instant !== undefined) await reach(instant);
      return instant;
    },
    nextChange: () => earliest('due'),
    settle() {
      let at: number | undefined;
      for (const step = bounded(); ; step()) {
        const instant = moveToNext('busy');
        if (instant === undefined) break;
        at = instant;
      }
      if (at !== undefined) told();
      return at ?? now();
    },
    async settleAsync() {
      let at = now();
      await quiet();
      for (const step = bounded(); ; step()) {
        const instant = earliest('busy');
        if (instant === undefined) return at;
        await reach(instant);
        at = instant;
      }
    },
    reset(instant) {
      hands.set(instantOf(instant));
      release(Infinity);
      told();
    },
  };
  return { verbs, release: () => release(), catchUp: () => catchUp(), quiet, told };
}

/** Returns a function that counts steps and throws when there are too many. */
export function bounded(): () => void {
  let left = MOST_STEPS;
  return () => {
    left -= 1;
    if (left < 0)
      throw new Error(
        `The cloud did not come to rest after ${MOST_STEPS} changes: something starts again each time it ends. Use advance(ms) or next() instead of settle().`,
      );
  };
}
