import { afterEach, expect, jest, test } from '@jest/globals';
import { createCloud, days, manualClock, liveClock, minutes, seconds, steppingClock, systemClock, EXAMPLE_START } from '../../index.ts';
import { vpsorg } from '../../handlers/vpsorg/index.ts';

afterEach(() => {
  jest.useRealTimers();
});

test('a manual clock stands still until it is moved', async () => {
  const clock = manualClock('2025-01-16T15:30:00Z');
  expect(clock.now()).toBe(EXAMPLE_START);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(clock.now()).toBe(EXAMPLE_START);
  clock.advance(minutes(3));
  expect(clock.now()).toBe(EXAMPLE_START + 180_000);
});

test.each([
  [-1, 'time never runs backwards'],
  [Number.NaN, 'not a finite number'],
  [Infinity, 'not a finite number'],
  [days(40_000), 'more than a hundred years'],
  ['3' as never, 'not a finite number'],
])('a clock refuses to move by %p, says why, and stays where it is', (ms, why) => {
  const clock = manualClock();
  expect(() => clock.advance(ms)).toThrow(why);
  expect(() => clock.advance(ms)).toThrow('minutes(3)');
  expect(clock.now()).toBe(EXAMPLE_START);
});

test('a clock cannot start at what is no instant, nor run backwards or not at all', () => {
  expect(() => manualClock('yesterday')).toThrow("cannot start at 'yesterday'");
  expect(() => manualClock(9e15)).toThrow('cannot start');
  expect(() => liveClock({ speed: 0 })).toThrow('cannot run at speed 0');
  expect(() => liveClock({ speed: -2 })).toThrow('speed -2');
  expect(() => steppingClock(-1)).toThrow('time never runs backwards');
});

test('next advances to each change, and settle to the last one', () => {
  const cloud = createCloud({ vpsorg });
  const { clock } = cloud;
  expect(clock.next()).toBeUndefined();
  const [web, db] = cloud.vpsorg.servers.all();
  if (!web || !db) throw new Error('The fixtures are gone.');
  cloud.vpsorg.begin(web, 'stop');
  cloud.vpsorg.begin(db, 'reboot');
  expect(clock.next()).toBe(EXAMPLE_START + seconds(20));
  expect([web.status, db.status]).toEqual(['stopped', 'rebooting']);
  expect(clock.settle()).toBe(EXAMPLE_START + seconds(30));
  expect([web.status, db.status]).toEqual(['stopped', 'active']);
  expect(clock.settle()).toBe(EXAMPLE_START + seconds(30));
});

test('one clock can move two clouds', () => {
  const clock = manualClock();
  const clouds = [createCloud({ vpsorg }, { clock }), createCloud({ vpsorg }, { clock })];
  for (const cloud of clouds) cloud.vpsorg.begin(cloud.vpsorg.servers.get(12345), 'stop');
  clock.settle();
  expect(clouds.map((cloud) => cloud.vpsorg.servers.get(12345).status)).toEqual(['stopped', 'stopped']);
});

test('a cloud that is opened with a clock that another one has releases nobody who waits for it', async () => {
  const clock = manualClock();
  let released = false;
  const waiting = clock.until(EXAMPLE_START + 5).then(() => (released = true));
  createCloud({ vpsorg }, { clock });
  await Promise.resolve();
  expect(released).toBe(false);
  clock.advance(5);
  await waiting;
});

test('a manual clock lives beside fake timers: neither moves the other, and no timer is set', () => {
  jest.useFakeTimers();
  const cloud = createCloud({ vpsorg });
  const server = cloud.vpsorg.servers.get(12345);
  cloud.vpsorg.begin(server, 'stop');
  expect(jest.getTimerCount()).toBe(0);
  jest.advanceTimersByTime(minutes(60));
  expect(cloud.vpsorg.servers.get(12345).status).toBe('stopping');
  const fakeNow = Date.now();
  cloud.clock.advance(seconds(20));
  expect(server.status).toBe('stopped');
  expect(Date.now()).toBe(fakeNow);
});

test('a system clock follows fake timers', async () => {
  jest.useFakeTimers({ now: EXAMPLE_START });
  const cloud = createCloud({ vpsorg }, { clock: systemClock() });
  cloud.vpsorg.begin(cloud.vpsorg.servers.get(12345), 'stop');
  jest.advanceTimersByTime(seconds(19));
  expect(cloud.vpsorg.servers.get(12345).status).toBe('stopping');
  jest.advanceTimersByTime(seconds(1));
  expect(cloud.vpsorg.servers.get(12345).status).toBe('stopped');
  let arrived = false;
  void cloud.clock.until(cloud.clock.now() + days(30)).then(() => (arrived = true));
  await jest.advanceTimersByTimeAsync(days(29));
  expect(arrived).toBe(false);
  await jest.advanceTimersByTimeAsync(days(1));
  expect(arrived).toBe(true);
});

test('a system clock never runs backwards, and runs on from where it is when the system is put back', () => {
  jest.useFakeTimers({ now: 1_000_000 });
  const clock = systemClock();
  jest.setSystemTime(2_000_000);
  expect(clock.now()).toBe(2_000_000);
  jest.setSystemTime(500_000);
  expect(clock.now()).toBe(2_000_000);
  jest.advanceTimersByTime(7);
  expect(clock.now()).toBe(2_000_007);
});

test.each([
  ['years before', '2015-01-01T00:00:00Z'],
  ['years after', '2115-01-01T00:00:00Z'],
])('a cloud that was opened before fake timers %s were put in place runs on with them, and again without', (_, instant) => {
  const clock = systemClock();
  const cloud = createCloud({ vpsorg }, { clock });
  const opened = clock.now();
  jest.useFakeTimers({ now: new Date(instant) });
  const faked = clock.now();
  expect(faked).toBeGreaterThanOrEqual(Math.max(opened, Date.parse(instant)));
  expect(faked - Math.max(opened, Date.parse(instant))).toBeLessThan(minutes(5));
  cloud.vpsorg.begin(cloud.vpsorg.servers.get(12345), 'stop');
  jest.advanceTimersByTime(seconds(20));
  expect([cloud.vpsorg.servers.get(12345).status, clock.now() - faked]).toEqual(['stopped', seconds(20)]);
  jest.useRealTimers();
  const real = clock.now();
  expect(real).toBeGreaterThanOrEqual(faked + seconds(20));
  expect(real - faked).toBeLessThan(minutes(5));
  // A second test under fake timers does not add the years between the two to it.
  jest.useFakeTimers({ now: new Date(instant) });
  const again = clock.now();
  expect(again - real).toBeLessThan(minutes(5));
  jest.advanceTimersByTime(minutes(30));
  expect(clock.now() - again).toBe(minutes(30));
});

test('after a test that ran ahead, a system clock runs on by as much as the next one advances', () => {
  const clock = systemClock();
  jest.useFakeTimers();
  jest.advanceTimersByTime(minutes(10));
  const ahead = clock.now();
  jest.useRealTimers();
  expect(clock.now()).toBeGreaterThanOrEqual(ahead);
  jest.useFakeTimers();
  const before = clock.now();
  jest.advanceTimersByTime(minutes(15));
  expect(clock.now() - before).toBe(minutes(15));
});

test.each([
  ['a manual clock', () => manualClock()],
  ['a stepping clock', () => steppingClock(seconds(1))],
  ['a system clock', () => systemClock()],
  ['a live clock', () => liveClock({ speed: 60 })],
])('who gives up waiting for %s leaves neither a waiter nor a timer', async (_, make) => {
  jest.useFakeTimers();
  const clock = make();
  for (const instant of [clock.now() + minutes(5), Infinity]) {
    if (clock.kind === 'stepping' && instant !== Infinity) continue;
    const giving = new AbortController();
    const waiting = clock.until(instant, giving.signal);
    giving.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    await expect(clock.until(instant, giving.signal)).rejects.toThrow('gone');
  }
  expect(jest.getTimerCount()).toBe(0);
  const before = clock.now();
  if (clock.movable) expect([clock.next(), clock.settle()]).toEqual([undefined, before]);
});

test('at most ten thousand requests can wait for a clock, not counting those that were given up', async () => {
  const clock = manualClock();
  const giving = new AbortController();
  const all = Array.from({ length: 10_000 }, () => clock.until(EXAMPLE_START + 1, giving.signal));
  await expect(clock.until(EXAMPLE_START + 1)).rejects.toThrow('10,000 replies are already waiting for this clock. Advance it, or remove the fault');
  giving.abort();
  await Promise.allSettled(all);
  const last = clock.until(EXAMPLE_START + 1);
  clock.advance(1);
  await last;
});

test('with a stepping clock, a server is active on the third poll', async () => {
  const cloud = createCloud({ vpsorg }, { clock: steppingClock(seconds(10)) });
  const headers = { authorization: 'Bearer t' };
  await cloud.fetch('https://admin.vps.org/api/v1/servers/12345/stop/', { method: 'POST', headers });
  const poll = async () => (await (await cloud.fetch('https://admin.vps.org/api/v1/servers/12345/', { headers }))?.json()) as { status: string };
  expect([(await poll()).status, (await poll()).status, (await poll()).status]).toEqual(['stopping', 'stopped', 'stopped']);
});

test('those who wait for a time are released in order when it comes, and by a reset', async () => {
  const clock = manualClock();
  const heard: string[] = [];
  const wait = (name: string, ms: number) => clock.until(EXAMPLE_START + ms).then(() => heard.push(name));
  const all = [wait('late', 20), wait('soon', 10), wait('never', 1_000_000), wait('now', 0)];
  await all[3];
  expect(heard).toEqual(['now']);
  clock.advance(20);
  await Promise.all(all.slice(0, 2));
  expect(heard).toEqual(['now', 'soon', 'late']);
  clock.reset(EXAMPLE_START);
  await Promise.all(all);
  expect(heard).toEqual(['now', 'soon', 'late', 'never']);
  expect(clock.now()).toBe(EXAMPLE_START);
});

test('a late reply moves a stepping clock to the instant at which it arrives; one that never comes does not', async () => {
  const clock = steppingClock(seconds(1));
  await clock.until(EXAMPLE_START + minutes(5));
  expect(clock.now()).toBe(EXAMPLE_START + minutes(5));
  void clock.until(Infinity);
  expect(clock.now()).toBe(EXAMPLE_START + minutes(5));
});

test('advanceAsync and settleAsync let pass what is not possible as little as advance does', async () => {
  const clock = manualClock();
  await expect(clock.advanceAsync(-1)).rejects.toThrow('time never runs backwards');
  await clock.advanceAsync(0);
  expect(await clock.settleAsync()).toBe(EXAMPLE_START);
});

const own = { kind: 'own', movable: false, now: () => EXAMPLE_START, tick() {}, until: () => Promise.resolve(), follow() {} };
const noClocks: [string, unknown, string][] = [
  ['that is a function', manualClock, 'it is a function, which you need to call'],
  ['that is a text', 'system', 'it is a string'],
  ['that is null', null, 'it is null'],
  ['without a kind', { ...own, kind: undefined }, 'its `kind` is not a text'],
  ['that does not say whether it moves', { ...own, movable: undefined }, 'its `movable` is neither true nor false'],
  ['without until', { ...own, until: undefined }, 'its `until` is not a function'],
  ['that cannot be moved but says so', { ...own, movable: true }, 'its `advance` is not a function'],
  ['whose time is none', { ...own, now: () => Number.NaN }, 'its now() returns NaN'],
  ['whose time is a Date', { ...own, now: () => new Date() }, 'not milliseconds since the epoch'],
];
test.each(noClocks)('a cloud refuses a clock %s, and says what it lacks', (_, clock, why) => {
  expect(() => createCloud({ vpsorg }, { clock: clock as never })).toThrow(
    `The option clock is not a clock: ${why.startsWith('not') ? 'its now() returns' : why}`,
  );
  expect(() => createCloud({ vpsorg }, { clock: clock as never })).toThrow(why);
});

test("a cloud runs by a clock of a user's own", () => {
  expect(createCloud({ vpsorg }, { clock: { ...own, movable: false } }).clock.now()).toBe(EXAMPLE_START);
});
