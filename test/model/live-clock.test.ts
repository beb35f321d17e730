/** The clock that a person watches. Fake timers stand for real time here: they replace `performance.now` and the timers together. */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import {
  createCloud,
  days,
  hours,
  linkOf,
  liveClock,
  manualClock,
  minutes,
  seconds,
  steppingClock,
  EXAMPLE_START,
  type LiveClockOptions,
} from '../../index.ts';
import { vpsorg } from '../../handlers/vpsorg/index.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const passes = (ms: number) => jest.advanceTimersByTimeAsync(ms);
const live = (options: LiveClockOptions = {}) => liveClock({ start: EXAMPLE_START, ...options });

test('a live clock runs by real time, from its start or from now', async () => {
  const clock = live();
  await passes(1_500);
  expect(clock.now()).toBe(EXAMPLE_START + 1_500);
  expect(liveClock().now()).toBe(Date.now());
});

test('it can be sped up and slowed down, and goes on from where it is', async () => {
  const clock = live({ speed: 60 });
  await passes(1_000);
  expect(clock.now()).toBe(EXAMPLE_START + minutes(1));
  clock.setSpeed(0.5);
  await passes(1_000);
  expect([clock.now(), clock.speed]).toEqual([EXAMPLE_START + minutes(1) + 500, 0.5]);
});

test('paused, it stands still like a manual clock; resumed, it runs on from there', async () => {
  const clock = live();
  await passes(100);
  clock.pause();
  clock.pause();
  await passes(10_000);
  expect([clock.now(), clock.paused]).toEqual([EXAMPLE_START + 100, true]);
  clock.advance(seconds(1));
  clock.resume();
  await passes(10);
  expect([clock.now(), clock.paused]).toEqual([EXAMPLE_START + 1_110, false]);
  expect(live({ paused: true }).paused).toBe(true);
});

test('setting the machine back or forward by an hour neither stops it nor makes it jump', async () => {
  const clock = live();
  for (const by of [-hours(1), hours(2)]) {
    const before = clock.now();
    jest.setSystemTime(Date.now() + by);
    await passes(1_000);
    expect(clock.now() - before).toBe(1_000);
  }
});

test('with a largest step, a machine that slept or a page that was frozen goes on where it was', () => {
  const clock = live({ largestStep: seconds(5), speed: 60 });
  jest.advanceTimersByTime(hours(8));
  expect(clock.now()).toBe(EXAMPLE_START + seconds(300));
  jest.advanceTimersByTime(seconds(4));
  expect(clock.now()).toBe(EXAMPLE_START + seconds(540));
  const without = live();
  jest.advanceTimersByTime(hours(8));
  expect(without.now()).toBe(EXAMPLE_START + hours(8));
});

test('a wait that is longer than the largest step loses nothing', async () => {
  const clock = live({ largestStep: seconds(1) });
  const waiting = clock.until(EXAMPLE_START + minutes(1));
  await passes(minutes(1));
  await waiting;
  expect(clock.now()).toBe(EXAMPLE_START + minutes(1));
});

test('next and settle move it while it runs', async () => {
  const cloud = createCloud({ vpsorg }, { clock: live() });
  const web = cloud.vpsorg.servers.get(12345);
  cloud.vpsorg.begin(web, 'stop');
  await passes(5_000);
  expect(cloud.clock.nextChange()).toBe(EXAMPLE_START + seconds(20));
  expect(cloud.clock.now()).toBe(EXAMPLE_START + seconds(5));
  expect([cloud.clock.next(), web.status]).toEqual([EXAMPLE_START + seconds(20), 'stopped']);
  cloud.vpsorg.begin(web, 'start');
  const rested = cloud.clock.settle();
  expect([web.status, cloud.clock.settle(), cloud.clock.next(), cloud.clock.nextChange()]).toEqual(['active', rested, undefined, undefined]);
  await passes(7);
  expect(cloud.clock.now()).toBe(rested + 7);
});

test('who waits is released when the time comes, whatever was done to the clock meanwhile', async () => {
  const clock = live();
  const heard: string[] = [];
  const wait = (name: string, ms: number) => void clock.until(EXAMPLE_START + ms).then(() => heard.push(name));
  wait('late', seconds(100));
  wait('soon', seconds(10));
  expect(jest.getTimerCount()).toBe(1);
  clock.setSpeed(10);
  await passes(999);
  expect(heard).toEqual([]);
  await passes(1);
  expect(heard).toEqual(['soon']);
  clock.pause();
  expect(jest.getTimerCount()).toBe(0);
  await passes(hours(1));
  clock.resume();
  clock.setSpeed(1);
  clock.advance(seconds(80));
  expect([heard, jest.getTimerCount()]).toEqual([['soon'], 1]);
  await passes(seconds(10));
  expect([heard, jest.getTimerCount()]).toEqual([['soon', 'late'], 0]);
  await clock.until(EXAMPLE_START);
});

test('who waits longer does not delay who waits less', async () => {
  const clock = live();
  const heard: number[] = [];
  for (const ms of [2_000, 5_000, 1_000]) void clock.until(EXAMPLE_START + ms).then(() => heard.push(ms));
  await passes(1_000);
  expect(heard).toEqual([1_000]);
  await passes(1_000);
  expect(heard).toEqual([1_000, 2_000]);
});

test('a wait of months needs one timer at a time', async () => {
  const clock = live();
  let arrived = false;
  void clock.until(EXAMPLE_START + days(60)).then(() => (arrived = true));
  await passes(days(60) - 1);
  expect([arrived, jest.getTimerCount()]).toEqual([false, 1]);
  await passes(1);
  expect([arrived, jest.getTimerCount()]).toEqual([true, 0]);
});

test('waiting for an instant that never comes needs no timer', () => {
  const clock = live();
  void clock.until(Infinity);
  expect([jest.getTimerCount(), clock.next()]).toEqual([0, undefined]);
});

test('fake timers rule a live clock too; putting them in place or away makes no jump, and who waits is not forgotten', async () => {
  const clock = live();
  await passes(1_000);
  let arrived = false;
  void clock.until(EXAMPLE_START + 3_000).then(() => (arrived = true));
  jest.useRealTimers();
  const real = clock.now();
  expect(real - EXAMPLE_START).toBeGreaterThanOrEqual(1_000);
  expect(real - EXAMPLE_START).toBeLessThan(1_900);
  jest.useFakeTimers({ now: 0 });
  const faked = clock.now();
  expect(faked - real).toBeLessThan(900);
  expect(jest.getTimerCount()).toBe(1);
  await passes(EXAMPLE_START + 3_000 - faked);
  expect([arrived, clock.now()]).toEqual([true, EXAMPLE_START + 3_000]);
});

test('however often it is paused, or moved by nothing, no fraction of a millisecond is lost', () => {
  const clock = live({ speed: 0.4 });
  for (let i = 0; i < 1_000; i += 1) {
    jest.advanceTimersByTime(1);
    clock.pause();
    clock.resume();
    clock.advance(0);
  }
  expect(clock.now()).toBe(EXAMPLE_START + 400);
});

test('under fake timers that leave performance.now alone, as those of node:test do, it moves with their Date, and not back with it', () => {
  jest.useRealTimers();
  const { setTimeout, Date } = globalThis;
  let at = 1_000;
  class FakeDate extends Date {
    static override now = (): number => at;
  }
  const clock = live();
  try {
    globalThis.setTimeout = ((run: () => void) => setTimeout(run, 0)) as typeof setTimeout;
    globalThis.Date = FakeDate as typeof Date;
    const before = clock.now();
    at += 5_000;
    expect(clock.now() - before).toBe(5_000);
    at -= 4_000;
    expect(clock.now() - before).toBe(5_000);
    at += 10;
    expect(clock.now() - before).toBe(5_010);
  } finally {
    Object.assign(globalThis, { setTimeout, Date });
  }
});

test.each([
  [{ speed: 0 }, 'cannot run at speed 0. Give a number above 0'],
  [{ speed: -1 }, 'cannot run at speed -1'],
  [{ speed: 1e13 }, 'cannot run at speed 10000000000000'],
  [{ speed: Infinity }, 'cannot run at speed Infinity'],
  [{ speed: '60' as never }, "cannot run at speed '60'"],
  [{ start: 8.64e15 }, 'cannot start at 8640000000000000'],
  [{ start: 'soon' }, "cannot start at 'soon'"],
  [{ start: '' }, "cannot start at ''"],
  [{ start: null as never }, 'cannot start at null'],
  [{ start: new Date(Number.NaN) }, 'cannot start at an invalid Date'],
  [{ paused: 'no' as never }, "liveClock cannot take paused: 'no'. Give true or false."],
  [{ largestStep: 0 }, 'liveClock cannot take largestStep: 0. Give milliseconds of real time, such as seconds(5).'],
  [{ largestStep: '5' as never }, "largestStep: '5'. Give milliseconds"],
  [{ sped: 60 } as never, "liveClock has no option 'sped'. Did you mean 'speed'?"],
  [60 as never, 'liveClock takes options, such as { speed: … }, not 60.'],
])('a live clock refuses %p', (options: LiveClockOptions, why) => {
  expect(() => liveClock(options)).toThrow(why);
});

test('a live clock that refuses a speed keeps its own', () => {
  const clock = live({ speed: 3 });
  expect(() => clock.setSpeed(1e10)).toThrow('up to 1,000,000,000');
  expect(clock.speed).toBe(3);
});

test.each([
  ['manual', () => manualClock()],
  ['stepping', () => steppingClock(seconds(1))],
  ['live', () => live({ paused: true })],
])('a %s clock refuses a jump that no date can hold, and stays where it is', (_, make) => {
  const clock = make();
  for (const ms of [1e300, 1e13, -1, Number.NaN, Infinity]) expect(() => clock.advance(ms)).toThrow('A clock cannot move by');
  expect(clock.now()).toBe(EXAMPLE_START);
  expect(() => manualClock('9999-12-31T00:00:00Z').advance(days(2))).toThrow('past the year 9999');
});

test('however fast it runs, a live clock stops at the last instant that every date format can write', async () => {
  const clock = live({ speed: 1e9 });
  await passes(days(100));
  expect(new Date(clock.now()).toISOString()).toBe('9999-12-31T23:59:59.999Z');
});

test('a scenario is played at one instant, and the clock runs on afterwards', async () => {
  const cloud = createCloud({ vpsorg }, { clock: live({ speed: 1_000 }) });
  cloud.play('vpsorg/restoring');
  expect([cloud.clock.paused, cloud.toLink().steps]).toEqual([false, [{ at: EXAMPLE_START, play: 'vpsorg/restoring' }]]);
  await passes(1);
  expect(cloud.clock.now()).toBe(EXAMPLE_START + 1_000);
});

test('a live clock opened from a link stands at the instant of the link, runs on, and gives the link again', async () => {
  const cloud = createCloud({ vpsorg });
  cloud.play('vpsorg/restoring');
  cloud.clock.advance(seconds(30));
  const link = cloud.toLink();
  const opened = createCloud.fromLink({ vpsorg }, link, { clock: liveClock({ speed: 60 }) });
  expect(opened.clock.now()).toBe(linkOf(link).at);
  expect(opened.toLink()).toEqual(link);
  expect(opened.at(link.start).clock.now()).toBe(link.start);
  await passes(1_000);
  expect([opened.clock.now(), opened.clock.paused]).toEqual([link.at + minutes(1), false]);
});

test('a live clock goes to the instant of a snapshot that is restored', async () => {
  const saved = createCloud({ vpsorg }, { start: '2031-01-01T00:00:00Z' }).snapshot();
  const cloud = createCloud({ vpsorg }, { clock: liveClock() });
  cloud.restore(saved);
  expect(cloud.clock.now()).toBe(saved.now);
  await passes(5);
  expect(cloud.clock.now()).toBe(saved.now + 5);
});
