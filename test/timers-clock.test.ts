/** One clock for the cloud and for the client's timers, under the fake timers of Jest. Those of others: examples/ and test/runners. */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { setupServer } from 'msw/node';
import { createCloud, hours, minutes, seconds, timersClock, EXAMPLE_START } from '../index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';

const VPS = 'https://admin.vps.org/api/v1';
const headers = { authorization: 'Bearer t', 'content-type': 'application/json' };
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Polls every two seconds, with the timers that are there. */
async function createServerAndWait(): Promise<{ id: number; status: string }> {
  const body = JSON.stringify({ name: 'web-1', plan_id: 1, os_id: 5, location: 'us-west' });
  let server = (await (await fetch(`${VPS}/servers/`, { method: 'POST', headers, body })).json()) as { id: number; status: string };
  while (server.status === 'provisioning') {
    await sleep(2_000);
    server = (await (await fetch(`${VPS}/servers/${server.id}/`, { headers })).json()) as typeof server;
  }
  return server;
}

afterEach(() => {
  jest.useRealTimers();
});

describe('through msw', () => {
  const network = setupServer();
  beforeEach(() => {
    network.listen();
    jest.useFakeTimers({ now: EXAMPLE_START });
  });
  afterEach(() => {
    network.close();
  });
  const open = () => {
    const cloud = createCloud({ vpsorg }, { clock: timersClock(jest) });
    network.use(...cloud.handlers);
    return cloud;
  };

  test('a client that polls by setTimeout is finished, timer by timer', async () => {
    const cloud = open();
    const server = await cloud.clock.finish(createServerAndWait());
    expect(server.status).toBe('active');
    const polls = cloud.journal.filter('GET /servers/{server_id}/');
    expect(polls.map(({ at }) => at - EXAMPLE_START)).toEqual(Array.from({ length: polls.length }, (_, i) => (i + 1) * 2_000));
    expect([cloud.clock.now(), Date.now()]).toEqual([EXAMPLE_START + polls.length * 2_000, EXAMPLE_START + polls.length * 2_000]);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('advanceAsync moves the polls with the cloud, each at its own instant', async () => {
    const cloud = open();
    const waiting = createServerAndWait();
    await cloud.clock.advanceAsync(seconds(9));
    expect(cloud.journal.all().map(({ at }) => at - EXAMPLE_START)).toEqual([0, 2_000, 4_000, 6_000, 8_000]);
    expect(cloud.clock.now()).toBe(EXAMPLE_START + seconds(9));
    await cloud.clock.finish(waiting);
  });

  test('nextAsync and settleAsync move to what changes in the cloud, and the client polls on the way', async () => {
    const cloud = open();
    const waiting = createServerAndWait();
    // On msw 3 a request needs the timers that Jest replaces.
    await cloud.clock.finish(cloud.journal.next('POST /servers/'));
    const changes = cloud.clock.nextChange();
    expect(await cloud.clock.nextAsync()).toBe(changes);
    expect(await cloud.clock.settleAsync()).toBe(changes);
    expect(cloud.journal.size).toBeGreaterThan(10);
    expect((await cloud.clock.finish(waiting)).status).toBe('active');
    expect(await cloud.clock.nextAsync()).toBeUndefined();
  });

  test('a reply that takes time arrives at its instant', async () => {
    const cloud = open();
    cloud.faults.add({ vendor: 'vpsorg', outcome: 'latency', ms: seconds(30) });
    expect((await cloud.clock.finish(fetch(`${VPS}/servers/`, { headers }))).status).toBe(200);
    expect(cloud.clock.now()).toBe(EXAMPLE_START + seconds(30));
  });

  test('a client that gives up does so at its own instant, before the reply', async () => {
    const cloud = open();
    cloud.faults.add({ vendor: 'vpsorg', outcome: 'latency', ms: seconds(30), times: 1 });
    const giving = new AbortController();
    setTimeout(() => giving.abort(new Error('too slow')), seconds(10));
    await expect(cloud.clock.finish(fetch(`${VPS}/servers/`, { headers, signal: giving.signal }))).rejects.toThrow('too slow');
    expect(cloud.clock.now()).toBe(EXAMPLE_START + seconds(10));
    // On msw 3, undici takes a few turns of the real event loop to drop the connection: a request before that goes out to the network.
    jest.useRealTimers();
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1));
  });

  test('a client that never finishes is given up after an hour, or after as long as it was given', async () => {
    const cloud = open();
    cloud.faults.add({ vendor: 'vpsorg', on: 'POST /servers/', outcome: 'stuck', at: 0.99 });
    await expect(cloud.clock.finish(createServerAndWait(), { within: minutes(2) })).rejects.toThrow(
      'still pending at 2025-01-16T15:32:00.000Z, 2 minutes later. Perhaps the client waits for a state that never comes: see the last exchanges of cloud.journal.',
    );
    expect(cloud.clock.now()).toBe(EXAMPLE_START + minutes(2));
    jest.clearAllTimers();
    const idle = sleep(0).then(() => new Promise(() => {}));
    await expect(cloud.clock.finish(idle)).rejects.toThrow('no timer is left');
    expect(cloud.clock.now()).toBeLessThan(EXAMPLE_START + minutes(3));
    await expect(cloud.clock.finish(idle, { within: -1 })).rejects.toThrow('time never runs backwards');
  });

  test.each([
    ['without nextTick', { doNotFake: ['nextTick' as const] }],
    ['with all that Jest fakes', {}],
    ['with Date and setTimeout alone', { doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'setInterval', 'performance', 'hrtime'] as never[] }],
  ])('fake timers %s drive it', async (_, options) => {
    jest.useRealTimers();
    jest.useFakeTimers({ now: EXAMPLE_START, ...options });
    expect(await open().clock.finish(createServerAndWait())).toMatchObject({ status: 'active' });
  });
});

test('without a client, it is moved like a manual clock, and Date with it', () => {
  jest.useFakeTimers({ now: EXAMPLE_START });
  const cloud = createCloud({ vpsorg }, { clock: timersClock(jest) });
  const web = cloud.vpsorg.servers.get(12345);
  let fired = 0;
  setTimeout(() => (fired = Date.now()), 5_000);
  cloud.vpsorg.begin(web, 'stop');
  cloud.clock.advance(seconds(10));
  expect([fired, Date.now(), web.status]).toEqual([EXAMPLE_START + 5_000, EXAMPLE_START + 10_000, 'stopping']);
  expect([cloud.clock.next(), web.status]).toEqual([EXAMPLE_START + 20_000, 'stopped']);
  cloud.vpsorg.begin(web, 'start');
  expect([cloud.clock.settle(), web.status]).toEqual([Date.now(), 'active']);
  expect(() => cloud.clock.advance(-1)).toThrow('time never runs backwards');
  expect(jest.getTimerCount()).toBe(0);
});

test('who moves the fake timers moves the cloud', () => {
  jest.useFakeTimers({ now: EXAMPLE_START });
  const cloud = createCloud({ vpsorg }, { clock: timersClock(jest) });
  cloud.vpsorg.begin(cloud.vpsorg.servers.get(12345), 'stop');
  jest.advanceTimersByTime(20_000);
  expect(cloud.vpsorg.servers.get(12345).status).toBe('stopped');
});

test('who listens hears of a change when the next timer has fired, not at the end', async () => {
  jest.useFakeTimers({ now: EXAMPLE_START });
  const cloud = createCloud({ vpsorg }, { clock: timersClock(jest) });
  const heard: number[] = [];
  cloud.on('change', () => heard.push(Date.now() - EXAMPLE_START));
  cloud.vpsorg.begin(cloud.vpsorg.servers.get(12345), 'stop');
  const ticking = setInterval(() => {}, 3_000);
  await cloud.clock.advanceAsync(minutes(1));
  clearInterval(ticking);
  expect(heard).toEqual([0, 21_000]);
});

test('fake timers that are taken away end what moves them', async () => {
  jest.useFakeTimers();
  const { clock } = createCloud({ vpsorg }, { clock: timersClock(jest) });
  setTimeout(() => jest.useRealTimers(), 1_000);
  await expect(clock.finish(new Promise(() => {}))).rejects.toThrow('there are none');
});

test('a reset puts Date back to the start, and a snapshot or a link to its instant; the timers stay', () => {
  jest.useFakeTimers({ now: EXAMPLE_START });
  const cloud = createCloud({ vpsorg }, { clock: timersClock(jest) });
  let fired = false;
  setTimeout(() => (fired = true), hours(2));
  cloud.clock.advance(hours(1));
  const saved = cloud.snapshot();
  cloud.reset();
  expect([Date.now(), cloud.clock.now()]).toEqual([EXAMPLE_START, EXAMPLE_START]);
  cloud.restore(saved);
  expect([Date.now(), cloud.clock.now()]).toEqual([saved.now, saved.now]);
  const other = createCloud({ vpsorg }, { start: '2030-01-01T00:00:00Z' });
  other.play('vpsorg/restoring');
  other.clock.advance(seconds(5));
  const linked = createCloud.fromLink({ vpsorg }, other.toLink(), { clock: timersClock(jest) });
  expect([Date.now(), linked.clock.now(), fired]).toEqual([other.clock.now(), other.clock.now(), false]);
  expect(() => cloud.clock.reset(Number.NaN)).toThrow('cannot start at NaN');
});

test('who waits and gives up leaves no timer', async () => {
  jest.useFakeTimers();
  const clock = timersClock(jest);
  const giving = new AbortController();
  const waits = [clock.until(clock.now() + 10, giving.signal), clock.until(clock.now() + 5, giving.signal), clock.until(Infinity, giving.signal)];
  expect(jest.getTimerCount()).toBe(1);
  giving.abort(new Error('gone'));
  for (const wait of waits) await expect(wait).rejects.toThrow('gone');
  expect(jest.getTimerCount()).toBe(0);
});

test('without fake timers, or with some that leave Date or setTimeout alone, it says what to do', () => {
  expect(() => timersClock(jest)).toThrow('timersClock needs fake timers in place, and there are none. Call jest.useFakeTimers()');
  jest.useFakeTimers({ legacyFakeTimers: true });
  expect(() => timersClock(jest)).toThrow('there are none');
  jest.useRealTimers();
  jest.useFakeTimers({ doNotFake: ['Date'] });
  expect(() => timersClock(jest)).toThrow('replace Date and setTimeout, but Date is the real one');
  jest.useRealTimers();
  jest.useFakeTimers({ doNotFake: ['setTimeout'] });
  expect(() => timersClock(jest)).toThrow('but setTimeout is the real one');
  jest.useRealTimers();
  jest.useFakeTimers();
  const clock = timersClock(jest);
  jest.useRealTimers();
  expect(() => clock.advance(1)).toThrow('there are none');
  for (const given of [undefined, {}, jest.useFakeTimers, 'vi']) expect(() => timersClock(given as never)).toThrow('Give jest, vi, mock.timers');
});
