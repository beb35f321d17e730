/** cloud.subscribe() and cloud.version: who draws a cloud hears of each thing that happens, once, and of what time does without asking. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, expect, jest, test } from '@jest/globals';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { createCloud, liveClock, manualClock, minutes, seconds, steppingClock, systemClock, type Clock } from '../index.ts';
import { client } from './client.ts';

const VPS = 'https://admin.vps.org/api/v1';
const wanted = { name: 'a', plan_id: 1, os_id: 5, location: 'us-west' };

afterEach(() => {
  jest.useRealTimers();
});

const open = <C extends Clock>(clock: C) => {
  const cloud = createCloud({ vpsorg }, { clock });
  let calls = 0;
  const stop = cloud.subscribe(() => (calls += 1));
  /** How often the listener was called since it was last asked. */
  const heard = (): number => {
    const since = calls;
    calls = 0;
    return since;
  };
  return { cloud, heard, stop, vps: client(cloud, VPS, { authorization: 'Bearer t' }) };
};

test('each thing that happens is told once, whatever it is made of, and the version grows with it', async () => {
  const { cloud, heard, vps } = open(manualClock());
  const things: [string, () => unknown][] = [
    ['a request that reads', () => vps('GET', '/servers/')],
    ['a request that changes', () => vps('POST', '/servers/', wanted)],
    ['a request that is refused', () => vps('POST', '/servers/99/stop/')],
    ['a change by code', () => cloud.vpsorg.servers.update(cloud.vpsorg.servers.get(12345), { name: 'b' })],
    ['a setting', () => (cloud.vpsorg.settings.credits = 3)],
    ['a scenario with many changes', () => cloud.play('vpsorg/restoring')],
    ['a move of the clock', () => cloud.clock.advance(seconds(1))],
    ['a move to the next change', () => cloud.clock.next()],
    ['a move past many changes', () => cloud.clock.settle()],
    ['a fault', () => cloud.faults.add({ vendor: 'vpsorg', outcome: 'latency', ms: 5 })],
    ['a sequence', () => cloud.faults.sequence('vpsorg', 'GET /servers/', ['network-error'])],
    ['faults that are cleared', () => cloud.faults.clear()],
    ['a restore', () => cloud.restore(cloud.snapshot())],
    ['a reset', () => cloud.reset()],
  ];
  for (const [thing, happens] of things) {
    const { version } = cloud;
    await happens();
    expect([thing, heard(), cloud.version > version]).toEqual([thing, 1, true]);
  }
  const { version } = cloud;
  cloud.vpsorg.servers.get(12345);
  cloud.snapshot();
  cloud.toLink();
  cloud.at(cloud.clock.now() + minutes(1));
  expect([heard(), cloud.version]).toEqual([0, version]);
});

test('a listener finds the cloud whole, may ask it and change it, and hears no more once it has stopped', async () => {
  const { cloud, heard, stop, vps } = open(manualClock());
  const seen: unknown[] = [];
  const end = cloud.subscribe(() => seen.push([cloud.journal.last()?.n, cloud.vpsorg.servers.size]));
  await vps('POST', '/servers/', wanted);
  expect(seen).toEqual([[1, 3]]);
  stop();
  end();
  end();
  await vps('GET', '/servers/');
  expect([seen.length, heard()]).toEqual([1, 1]);
  expect(() => cloud.subscribe('listener' as never)).toThrow("subscribe() takes a function, not 'listener'.");
});

test('a listener that throws disturbs neither the cloud nor the other listeners, and its error is not lost', async () => {
  const module = `
    import { createCloud } from 'stuntbox';
    import { vpsorg } from 'stuntbox/vpsorg';
    const seen = [];
    process.on('unhandledRejection', (reason) => seen.push(reason.message));
    const cloud = createCloud({ vpsorg });
    cloud.subscribe(() => { throw new Error('mine'); });
    cloud.subscribe(() => seen.push(cloud.vpsorg.servers.size));
    cloud.vpsorg.settings.credits = 5;
    cloud.play('vpsorg/restoring');
    await new Promise((resolve) => setImmediate(resolve));
    console.log(JSON.stringify(seen));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', module], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    timeout: 100_000,
  });
  expect(JSON.parse(stdout)).toEqual([2, 2, 'mine', 'mine']);
});

test.each([
  ['live', () => liveClock()],
  ['system', () => systemClock()],
])('under a %s clock, who listens hears when a task ends, without a request, and then of the next one', async (_, clock) => {
  jest.useFakeTimers();
  const { cloud, heard, stop } = open<Clock>(clock());
  const changes: unknown[] = [];
  cloud.on('change', ({ by, key }) => changes.push([by, key]));
  cloud.vpsorg.begin(cloud.vpsorg.servers.get(12345), 'reboot', { lasts: seconds(30) });
  cloud.vpsorg.begin(cloud.vpsorg.servers.get(12346), 'restore', { lasts: seconds(50) });
  heard();
  changes.length = 0;
  await jest.advanceTimersByTimeAsync(29_000);
  expect(heard()).toBe(0);
  await jest.advanceTimersByTimeAsync(1_500);
  expect([heard(), changes]).toEqual([1, [['time', 12345]]]);
  await jest.advanceTimersByTimeAsync(20_000);
  expect([heard(), changes.length, cloud.vpsorg.servers.get(12346).status]).toEqual([1, 2, 'active']);
  cloud.vpsorg.begin(cloud.vpsorg.servers.get(12345), 'reboot');
  await Promise.resolve();
  expect(jest.getTimerCount()).toBe(1);
  stop();
  expect(jest.getTimerCount()).toBe(0);
});

test('a live clock that is paused, sped up or moved is told, and the alarm goes with it', async () => {
  jest.useFakeTimers();
  const { cloud, heard } = open(liveClock());
  cloud.vpsorg.begin(cloud.vpsorg.servers.get(12345), 'reboot', { lasts: minutes(10) });
  heard();
  cloud.clock.pause();
  expect([heard(), jest.getTimerCount()]).toEqual([1, 0]);
  cloud.clock.setSpeed(60);
  cloud.clock.resume();
  await Promise.resolve();
  expect([heard(), jest.getTimerCount()]).toEqual([2, 1]);
  await jest.advanceTimersByTimeAsync(9_999);
  expect(heard()).toBe(0);
  await jest.advanceTimersByTimeAsync(2);
  expect([heard(), cloud.vpsorg.servers.get(12345).status, jest.getTimerCount()]).toEqual([1, 'active', 0]);
  cloud.clock.reset();
  expect(heard()).toBe(1);
});

test('while somebody listens, a largest step takes no idle time for sleep', async () => {
  jest.useFakeTimers();
  const { cloud, stop } = open(liveClock({ start: 0, largestStep: seconds(5) }));
  await jest.advanceTimersByTimeAsync(minutes(2));
  expect(cloud.clock.now()).toBe(minutes(2));
  stop();
  expect(jest.getTimerCount()).toBe(0);
  await jest.advanceTimersByTimeAsync(minutes(2));
  expect(cloud.clock.now()).toBe(minutes(2) + seconds(5));
});

test('what a read finds to have come due is told after the read, not in the middle of it', async () => {
  const { cloud, heard } = open(steppingClock(1));
  let looks = cloud.clock.now();
  const hasty: Clock = { kind: 'hasty', movable: false, now: () => (looks += 1_000), tick() {}, until: () => Promise.resolve(), follow() {} };
  const own = open<Clock>(hasty);
  own.cloud.vpsorg.begin(own.cloud.vpsorg.servers.get(12345), 'reboot', { lasts: 10 });
  own.heard();
  const { version } = own.cloud;
  expect(own.cloud.vpsorg.servers.get(12345).status).toBe('active');
  expect([own.heard(), own.cloud.version > version]).toEqual([0, true]);
  await Promise.resolve();
  expect([own.heard(), heard()]).toEqual([1, 0]);
});
