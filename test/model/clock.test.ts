import { afterEach, expect, jest, test } from '@jest/globals';
import { createCloud, days, manualClock, minutes, scaledClock, seconds, steppingClock, systemClock, EXAMPLE_START } from '../../index.ts';
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
  expect(() => manualClock('yesterday')).toThrow('cannot start at yesterday');
  expect(() => manualClock(9e15)).toThrow('cannot start');
  expect(() => scaledClock(0)).toThrow('cannot run at speed 0');
  expect(() => scaledClock(-2)).toThrow('speed -2');
  expect(() => steppingClock(-1)).toThrow('time never runs backwards');
});

test('next goes to each instant at which anything changes, and settle to the last of them', () => {
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

test('a system clock never runs backwards, even when the system does', () => {
  jest.useFakeTimers({ now: 1_000_000 });
  const clock = systemClock();
  jest.setSystemTime(2_000_000);
  expect(clock.now()).toBe(2_000_000);
  jest.setSystemTime(500_000);
  expect(clock.now()).toBe(2_000_000);
});

test('a scaled clock makes a minute of a second', () => {
  jest.useFakeTimers({ now: 0 });
  const clock = scaledClock(60, EXAMPLE_START);
  jest.advanceTimersByTime(1_000);
  expect(clock.now()).toBe(EXAMPLE_START + minutes(1));
});

test('with a stepping clock, a server is active on the third poll', async () => {
  const cloud = createCloud({ vpsorg }, { clock: steppingClock(seconds(10)) });
  const headers = { authorization: 'Bearer t' };
  await cloud.fetch('https://admin.vps.org/api/v1/servers/12345/stop/', { method: 'POST', headers });
  const poll = async () => (await (await cloud.fetch('https://admin.vps.org/api/v1/servers/12345/', { headers }))?.json()) as { status: string };
  expect([(await poll()).status, (await poll()).status, (await poll()).status]).toEqual(['stopping', 'stopped', 'stopped']);
});

test('who waits for an instant is released when it has come, in order, and by a reset', async () => {
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
