/** The fake timers of test frameworks, behind one interface. Their types are structural, so that nothing of them is imported. */
import { said } from './plain.ts';

/** `jest`, or Vitest's `vi`. */
export interface FrameworkTimers {
  advanceTimersByTime(ms: number): unknown;
  advanceTimersToNextTimer(steps?: number): unknown;
  setSystemTime(now: number): unknown;
  getTimerCount(): number;
}

/** `mock.timers` of node:test. */
export interface NodeTestTimers {
  tick(ms: number): void;
  setTime(ms: number): void;
}

/** A clock of @sinonjs/fake-timers, or of sinon. */
export interface SinonClock {
  tick(ms: number): unknown;
  next(): unknown;
  setSystemTime(now: number): unknown;
  countTimers(): number;
}

export type FakeTimers = FrameworkTimers | NodeTestTimers | SinonClock;

/** What a clock needs of fake timers. */
export interface Driver {
  /** @throws {Error} when they are not in place, or do not replace Date or setTimeout. */
  check(): void;
  /** Moves, and runs what comes due. */
  advance(ms: number): void;
  /** Moves to the next timer, and runs it. */
  next(): void;
  /** Sets `Date` without running a timer. */
  setTime(instant: number): void;
  /** How many timers there are, if that can be known. */
  readonly count?: () => number;
}

/** @throws {Error} that says what to give, when it is not fake timers. */
export function driverOf(timers: FakeTimers): Driver {
  const has = (...names: readonly string[]): boolean =>
    typeof timers === 'object' && timers !== null && names.every((name) => typeof Reflect.get(timers, name) === 'function');
  if (has('advanceTimersByTime', 'advanceTimersToNextTimer', 'setSystemTime', 'getTimerCount')) return frameworkDriver(timers as FrameworkTimers);
  if (has('tick', 'next', 'setSystemTime', 'countTimers')) return sinonDriver(timers as SinonClock);
  if (has('tick', 'setTime')) return nodeDriver(timers as NodeTestTimers);
  throw new Error(`timersClock cannot use ${said(timers)}. Give jest, vi, mock.timers of node:test, or the clock that sinon.useFakeTimers() returned.`);
}

const HOW = "jest.useFakeTimers(), vi.useFakeTimers(), or mock.timers.enable({ apis: ['Date', 'setTimeout', 'setInterval'] })";

/** What the fake timers of a framework leave on each function that they replace. */
const isFake = (name: 'Date' | 'setTimeout'): boolean => Object.hasOwn(globalThis[name], 'clock');

function checked(isReplaced: (name: 'Date' | 'setTimeout') => boolean): () => void {
  return () => {
    const real = (['setTimeout', 'Date'] as const).filter((name) => !isReplaced(name));
    if (real.length === 0) return;
    throw new Error(
      real.length === 2
        ? `timersClock needs fake timers in place, and there are none. Call ${HOW} first.`
        : `timersClock needs fake timers that replace Date and setTimeout, but ${real[0]} is the real one. Let ${HOW} replace it too.`,
    );
  };
}

function frameworkDriver(timers: FrameworkTimers): Driver {
  return {
    check: checked(isFake),
    advance: (ms) => void timers.advanceTimersByTime(ms),
    next: () => void timers.advanceTimersToNextTimer(),
    setTime: (instant) => void timers.setSystemTime(instant),
    count: () => timers.getTimerCount(),
  };
}

function sinonDriver(clock: SinonClock): Driver {
  return {
    check: checked((name) => isFake(name) && Reflect.get(globalThis[name], 'clock') === clock),
    advance: (ms) => void clock.tick(ms),
    next: () => void clock.next(),
    setTime: (instant) => void clock.setSystemTime(instant),
    count: () => clock.countTimers(),
  };
}

/** Timers that were set before there was a clock, or by `node:timers/promises`, are not known; they fire at most so late, in milliseconds. */
const LONGEST_TICK = 1_000;

/** The timers that were set since a clock was made. */
interface Known {
  readonly due: Set<number>;
  readonly every: { readonly from: number; readonly ms: number }[];
}

/** What is known, by the function that took note of it. */
const knownTo = new WeakMap<object, Known>();

/** The timers of node:test move `Date` to the end of a tick before they fire, so each tick must end where a timer is due: those that are set are noted. */
function nodeDriver(timers: NodeTestTimers): Driver {
  const check = checked((name) => (name === 'Date' ? Object.hasOwn(Date, 'isMock') : knownTo.has(globalThis.setTimeout) || isMocked()));
  const known = (): Known => {
    check();
    return knownTo.get(globalThis.setTimeout) ?? noting();
  };
  return {
    check: () => void known(),
    advance: (ms) => timers.tick(ms),
    next() {
      const now = Date.now();
      const { due, every } = known();
      let first = now + LONGEST_TICK;
      for (const instant of due) {
        if (instant <= now) due.delete(instant);
        else first = Math.min(first, instant);
      }
      for (const { from, ms } of every) first = Math.min(first, from + (Math.floor((now - from) / ms) + 1) * ms);
      timers.tick(first - now);
    },
    setTime: (instant) => timers.setTime(instant),
  };
}

/** Lets the mocked functions take note of each timer. `mock.timers.reset()` removes them, and puts back the real ones. */
function noting(): Known {
  const known: Known = { due: new Set(), every: [] };
  const noted = <F extends (...args: never[]) => unknown>(mocked: F, note: (ms: number) => void): F =>
    new Proxy(mocked, {
      apply(target, self, args: unknown[]) {
        note(Math.max(1, Number(args[1]) || 1));
        return Reflect.apply(target, self, args) as unknown;
      },
    });
  globalThis.setTimeout = noted(globalThis.setTimeout, (ms) => known.due.add(Date.now() + ms));
  globalThis.setInterval = noted(globalThis.setInterval, (ms) => known.every.push({ from: Date.now(), ms }));
  knownTo.set(globalThis.setTimeout, known);
  return known;
}

/** A timer of Node has `_idleTimeout`, and one of its mocks has not. */
function isMocked(): boolean {
  const { setTimeout, clearTimeout } = globalThis;
  const timer: unknown = setTimeout(() => {}, 1_000_000);
  clearTimeout(timer as number);
  return typeof timer === 'object' && timer !== null && !('_idleTimeout' in timer);
}
