/** Links stay short: under running clocks, under standing faults, and however often one is opened and asked for its own. */
import { afterEach, expect, jest, test } from '@jest/globals';
import { vendors } from '../handlers/index.ts';
import { puregpu } from '../handlers/puregpu/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import {
  createCloud,
  linkFragment,
  linkOf,
  liveClock,
  manualClock,
  minutes,
  seconds,
  steppingClock,
  systemClock,
  EXAMPLE_START,
  type Clock,
  type Link,
} from '../index.ts';
import { client } from './client.ts';

const VPS = 'https://admin.vps.org/api/v1';
const headers = { authorization: 'Bearer t' };
const wanted = { name: 'a', plan_id: 1, os_id: 5, location: 'us-west' };
const sent = (link: Link): Link => JSON.parse(JSON.stringify(link)) as Link;

afterEach(() => {
  jest.useRealTimers();
});

const fleet = (): Link => {
  const cloud = createCloud(vendors, { start: '2025-01-16T15:30:00Z' });
  cloud.play('vpsorg/fleet');
  return sent(cloud.toLink());
};

const clocks: [string, () => Clock][] = [
  ['a live clock', () => liveClock()],
  ['a fast live clock', () => liveClock({ speed: 60 })],
  ['a paused live clock', () => liveClock({ paused: true })],
  ['a stepping clock', () => steppingClock(seconds(20))],
  ['the system clock', () => systemClock()],
  ['a manual clock', () => manualClock()],
];
test.each(clocks)("a fleet's link that is opened under %s gives one of its own that is no longer, and as true", async (_, clock) => {
  jest.useFakeTimers();
  const link = fleet();
  expect(linkFragment(link).length).toBeLessThan(400);
  const opened = createCloud.fromLink(vendors, linkFragment(link), { clock: clock() });
  const vps = client(opened, VPS, headers);
  for (let poll = 0; poll < 20; poll += 1) {
    await vps('GET', '/servers/');
    await jest.advanceTimersByTimeAsync(3_000);
  }
  const own = sent(opened.toLink());
  expect(linkFragment(own).length).toBeLessThanOrEqual(linkFragment(link).length);
  const { clock: _clock, ...state } = opened.snapshot();
  expect(createCloud.fromLink(vendors, own).snapshot()).toEqual(state);
  const again = createCloud.fromLink(vendors, own, { clock: clock() });
  expect(linkFragment(again.toLink()).length).toBeLessThanOrEqual(linkFragment(own).length);
});

test.each(clocks)('a link that is opened under %s goes on: what is done then is a step after those before', async (_, clock) => {
  jest.useFakeTimers();
  const cloud = createCloud({ vpsorg });
  await client(cloud, VPS, headers)('POST', '/servers/', wanted);
  cloud.clock.advance(seconds(5));
  const opened = createCloud.fromLink({ vpsorg }, sent(cloud.toLink()), { clock: clock() });
  expect((await client(opened, VPS, headers)('POST', '/servers/', wanted)).status).toBe(201);
  const own = sent(opened.toLink());
  expect(own.start).toBe(EXAMPLE_START);
  expect(own.steps).toMatchObject([
    { at: EXAMPLE_START, path: '/servers/' },
    { ask: 'vpsorg', path: '/servers/' },
  ]);
  const { clock: _clock, ...state } = opened.snapshot();
  expect(createCloud.fromLink({ vpsorg }, own).snapshot()).toEqual(state);
});

test.each([
  ['latency', { outcome: 'latency', ms: 20 }],
  ['a refusal', { on: 'GET /servers/', outcome: 'refused', kind: 'unavailable' }],
  ['an answer that is lost', { on: 'GET /servers/', outcome: 'answer-lost' }],
] as const)('a thousand polls under a standing fault add nothing to a link: %s', (_, fault) => {
  const cloud = createCloud({ vpsorg }, { clock: liveClock({ start: EXAMPLE_START, paused: true }) });
  cloud.faults.add({ vendor: 'vpsorg', ...fault });
  const poll = () => cloud.serve('vpsorg', { method: 'GET', path: '/servers/', base: '', query: '', headers, body: undefined });
  expect(poll().exchange.why).toContain('fault');
  const before = sent(cloud.toLink());
  for (let i = 0; i < 1_000; i += 1) poll();
  expect(sent(cloud.toLink())).toEqual(before);
  expect(before.steps).toHaveLength(1);
  const { clock: _clock, ...state } = cloud.snapshot();
  expect(createCloud.fromLink({ vpsorg }, before).snapshot()).toEqual(state);
});

test.each([
  ['a latency that is drawn', { outcome: 'latency', median: 20, sigma: 0.5 }],
  ['a fault by chance', { on: 'GET /servers/', chance: 0.3, outcome: 'network-error' }],
  ['every third request', { every: 3, outcome: 'malformed' }],
] as const)('polls under a fault that counts them are one step, however many they were: %s', (_, fault) => {
  const cloud = createCloud({ vpsorg });
  cloud.faults.add({ vendor: 'vpsorg', ...fault });
  const poll = () => cloud.serve('vpsorg', { method: 'GET', path: '/servers/', base: '', query: '', headers, body: undefined });
  for (let i = 0; i < 500; i += 1) poll();
  cloud.serve('vpsorg', {
    method: 'POST',
    path: '/servers/',
    base: '',
    query: '',
    headers: { ...headers, 'content-type': 'application/json' },
    body: new TextEncoder().encode(JSON.stringify(wanted)),
  });
  cloud.clock.advance(seconds(1));
  for (let i = 0; i < 500; i += 1) poll();
  const link = sent(cloud.toLink());
  expect(link.steps).toEqual([
    { at: EXAMPLE_START, fault: { vendor: 'vpsorg', ...fault } },
    { at: EXAMPLE_START, counts: [[1, 500, expect.any(Number)]] },
    expect.objectContaining({ at: EXAMPLE_START, method: 'POST' }),
    { at: EXAMPLE_START + 1_000, counts: [[1, 'on' in fault ? 1_000 : 1_001, expect.any(Number)]] },
  ]);
  const other = createCloud.fromLink({ vpsorg }, link);
  expect(other.snapshot()).toEqual(cloud.snapshot());
  expect(sent(other.toLink())).toEqual(link);
  for (let i = 0; i < 10; i += 1)
    expect(other.serve('vpsorg', { method: 'GET', path: '/servers/', base: '', query: '', headers, body: undefined }).arrives).toBe(poll().arrives);
});

test.each([[5], [[5]], [[[2, 1, 1]]], [[[1, 1, 2]]], [[[1, -1, -1]]], [[['1', 1, 1]]], [null]])('a link with counts of faults %j is refused', (counts) => {
  const cloud = createCloud({ vpsorg });
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'malformed', every: 2 });
  const link = cloud.toLink();
  const steps = [...(link.steps ?? []), { at: link.at, counts }] as Link['steps'] & object;
  expect(() => createCloud.fromLink({ vpsorg }, { ...link, steps })).toThrow('Step 2 of the link cannot be replayed: its counts are not those of its faults.');
});

test('when the steps are longer than the whole cloud, the link holds the cloud', async () => {
  const cloud = createCloud({ vpsorg });
  const whole = JSON.stringify(cloud.snapshot()).length;
  const vps = client(cloud, VPS, headers);
  for (let size = 0; size < 2 * whole; size += 100) {
    await vps('POST', '/servers/12345/stop/');
    cloud.clock.settle();
    await vps('POST', '/servers/12345/start/');
    cloud.clock.settle();
  }
  const link = sent(cloud.toLink());
  expect(link.steps).toBeUndefined();
  expect(createCloud.fromLink({ vpsorg }, link).snapshot()).toEqual(cloud.snapshot());
});

test('speed and pause of a live clock travel in links and snapshots', () => {
  const cloud = createCloud({ vpsorg }, { clock: liveClock({ speed: 60 }) });
  cloud.clock.pause();
  cloud.play('vpsorg/restoring');
  const link = sent(cloud.toLink());
  expect(link.clock).toEqual({ speed: 60, paused: true });
  const opened = createCloud.fromLink({ vpsorg }, link, { clock: liveClock() });
  expect([opened.clock.speed, opened.clock.paused, opened.clock.now()]).toEqual([60, true, cloud.clock.now()]);
  expect(opened.toLink()).toEqual(link);
  opened.clock.resume();
  opened.clock.setSpeed(2);
  opened.restore(cloud.snapshot());
  expect([opened.clock.speed, opened.clock.paused]).toEqual([60, true]);
  const snapshot = sent({ ...link, steps: undefined, snapshot: cloud.snapshot() } as never);
  const other = createCloud.fromLink({ vpsorg }, snapshot, { clock: liveClock({ speed: 7 }) });
  expect([other.clock.speed, other.clock.paused, other.clock.now()]).toEqual([60, true, cloud.clock.now()]);
  // A manual clock has neither.
  expect(createCloud.fromLink({ vpsorg }, link).toLink()).not.toHaveProperty('clock');
  expect(createCloud({ vpsorg }).snapshot()).not.toHaveProperty('clock');
});

test('a link without a pace leaves the clock as it was given; once a person changes it, it travels', () => {
  const link = sent(createCloud({ vpsorg }).toLink());
  const opened = createCloud.fromLink({ vpsorg }, link, { clock: liveClock({ speed: 60, paused: true }) });
  expect([opened.clock.speed, opened.clock.paused]).toEqual([60, true]);
  expect(opened.toLink()).toEqual(link);
  opened.clock.setSpeed(5);
  expect(opened.toLink().clock).toEqual({ speed: 5, paused: true });
});

test.each([
  [null],
  [{ speed: 0, paused: false }],
  [{ speed: 1 }],
  [{ speed: 1, paused: 'no' }],
  [{ speed: 1, paused: true, more: 1 }],
  [{ speed: '60', paused: true }],
])('a link or snapshot with the clock %j is refused, and changes nothing', (clock) => {
  const cloud = createCloud({ vpsorg }, { clock: liveClock({ paused: true }) });
  const before = cloud.snapshot();
  expect(() => linkOf({ ...cloud.toLink(), clock })).toThrow('is not how a live clock runs, such as { speed: 60, paused: false }');
  expect(() => cloud.restore({ ...before, clock } as never)).toThrow('The snapshot cannot be restored: clock');
  expect(cloud.snapshot()).toEqual(before);
});

test.each([[''], ['#'], [' '], ['#settings'], ['http://localhost:5173/servers?a=b'], ['/servers#top'], ['about:blank']])(
  'an address without a link opens a fresh cloud: %j',
  (address) => {
    const cloud = createCloud.fromLink({ vpsorg }, address, { clock: liveClock({ start: EXAMPLE_START, paused: true }) });
    expect(cloud.snapshot()).toEqual(createCloud({ vpsorg }, { clock: liveClock({ start: EXAMPLE_START, paused: true }) }).snapshot());
  },
);

test('a link that lacks a vendor opens with that vendor fresh, with steps and with a snapshot, and goes on', async () => {
  jest.useFakeTimers();
  const cloud = createCloud({ vpsorg });
  await client(cloud, VPS, headers)('POST', '/servers/', wanted);
  cloud.clock.advance(minutes(1));
  const steps = sent(cloud.toLink());
  const whole = sent({ ...steps, steps: undefined, snapshot: cloud.snapshot() } as never);
  for (const link of [steps, whole]) {
    for (const clock of [manualClock(), liveClock({ paused: true }), systemClock()] as Clock[]) {
      const opened = createCloud.fromLink({ vpsorg, puregpu }, link, { clock });
      expect(opened.vpsorg.servers.has(12347)).toBe(true);
      expect(opened.puregpu.servers.all()).toEqual(createCloud({ puregpu }, { start: link.steps ? link.start : link.at }).puregpu.servers.all());
      opened.play('puregpu/backup-lock');
      const { clock: _clock, ...state } = opened.snapshot();
      expect(createCloud.fromLink({ vpsorg, puregpu }, sent(opened.toLink())).snapshot()).toEqual(state);
    }
  }
});

test('a snapshot that lacks a vendor is restored with that vendor fresh; one of a vendor that is not here is refused', () => {
  const both = createCloud({ vpsorg, puregpu });
  both.puregpu.servers.clear();
  const only = createCloud({ vpsorg });
  only.clock.advance(minutes(3));
  both.restore(sent(only.snapshot() as never) as never);
  expect(both.clock.now()).toBe(EXAMPLE_START + minutes(3));
  expect(both.puregpu.servers.size).toBeGreaterThan(0);
  expect(both.snapshot().accounts.vpsorg).toEqual(only.snapshot().accounts['vpsorg']);
  expect(() => only.restore(both.snapshot())).toThrow(
    'The snapshot is of a cloud with vpsorg, puregpu, but this one has vpsorg. Restore it in a cloud with the same vendors.',
  );
});
