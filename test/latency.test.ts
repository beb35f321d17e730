/** The option `latency`: replies take real time, for a person who watches; the clock of the cloud does not see it. */
import { afterEach, expect, jest, test } from '@jest/globals';
import { setupServer } from 'msw/node';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { createCloud, liveClock, seconds, EXAMPLE_START } from '../index.ts';
import { startServer } from '../server/index.ts';

const URL = 'https://admin.vps.org/api/v1/servers/';
const headers = { authorization: 'Bearer t' };

afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

/** The timers that are set from now on, and whether they are still there. */
function timersSet(): { readonly delays: number[]; left(): number } {
  const delays: number[] = [];
  const there = new Set<unknown>();
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  jest.spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void, ms: number) => {
    const timer = set(() => {
      there.delete(timer);
      run();
    }, ms / 100);
    delays.push(ms);
    there.add(timer);
    return timer;
  }) as never);
  jest.spyOn(globalThis, 'clearTimeout').mockImplementation((timer) => {
    there.delete(timer);
    clear(timer);
  });
  return { delays, left: () => there.size };
}

test('each reply takes the milliseconds of the option, or some between the least and the most, by the seed', async () => {
  const drawn = async (options: object): Promise<number[]> => {
    const cloud = createCloud({ vpsorg }, { clock: liveClock({ paused: true, start: EXAMPLE_START }), ...options });
    const { delays } = timersSet();
    for (let i = 0; i < 5; i += 1) expect((await cloud.fetch(URL, { headers }))?.status).toBe(200);
    expect(cloud.clock.now()).toBe(EXAMPLE_START);
    jest.restoreAllMocks();
    return delays;
  };
  expect(await drawn({ latency: 300 })).toEqual([300, 300, 300, 300, 300]);
  expect(await drawn({ latency: 0 })).toEqual([]);
  const some = await drawn({ latency: [150, 400] });
  expect(some.every((ms) => ms >= 150 && ms <= 400)).toBe(true);
  expect(new Set(some).size).toBeGreaterThan(2);
  expect(await drawn({ latency: [150, 400] })).toEqual(some);
  expect(await drawn({ latency: [150, 400], seed: 2 })).not.toEqual(some);
});

test('the vendor does what it is asked at once, and the reply comes later', async () => {
  const cloud = createCloud({ vpsorg }, { latency: 100 });
  timersSet();
  const reply = cloud.fetch(`${URL}12345/stop/`, { method: 'POST', headers });
  await new Promise((resolve) => setImmediate(resolve));
  expect(cloud.vpsorg.servers.get(12345).task).not.toBeNull();
  expect((await reply)?.status).toBe(200);
});

test('a request that is given up leaves no timer', async () => {
  const cloud = createCloud({ vpsorg }, { latency: 60_000 });
  const { delays, left } = timersSet();
  const giving = new AbortController();
  const reply = cloud.fetch(URL, { headers, signal: giving.signal });
  const settled = reply.catch((error: unknown) => error);
  while (delays.length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(left()).toBe(1);
  const reason = new Error('enough');
  giving.abort(reason);
  expect([await settled, left()]).toEqual([reason, 0]);
});

test('it stands beside the fault latency: the reply comes when both are over', async () => {
  const cloud = createCloud({ vpsorg }, { latency: 200 });
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'latency', ms: seconds(5) });
  const { delays, left } = timersSet();
  let replied = false;
  const reply = cloud.fetch(URL, { headers }).then((response) => {
    replied = true;
    return response;
  });
  // The real time is over once its timer has fired; a turn later the reply would be here.
  while (delays.length === 0 || left() > 0) await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  expect(replied).toBe(false);
  cloud.clock.advance(seconds(5));
  expect((await reply)?.status).toBe(200);
});

test('through msw and the standalone server a reply takes as long, and a client that leaves leaves no timer', async () => {
  const cloud = createCloud({ vpsorg }, { latency: 1_234 });
  const network = setupServer(...cloud.handlers);
  network.listen();
  const { delays } = timersSet();
  try {
    expect((await fetch(URL, { headers })).status).toBe(200);
  } finally {
    network.close();
  }
  expect(delays).toContain(1_234);

  const { url, cloud: served, close } = await startServer({ vpsorg }, { port: 0, latency: 1_234 });
  try {
    delays.length = 0;
    expect((await fetch(`${url}/vpsorg/servers/`, { headers })).status).toBe(200);
    expect(delays).toContain(1_234);
    jest.restoreAllMocks();
    const long = await startServer({ vpsorg }, { port: 0, latency: 60_000 });
    const cleared = jest.spyOn(globalThis, 'clearTimeout');
    const giving = new AbortController();
    const asked = fetch(`${long.url}/vpsorg/servers/`, { headers, signal: giving.signal });
    while (long.cloud.journal.size === 0) await new Promise((resolve) => setImmediate(resolve));
    cleared.mockClear();
    giving.abort();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    while (cleared.mock.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await long.close();
  } finally {
    await close();
  }
  expect(served.journal.size).toBe(1);
});

test('under fake timers a reply takes no time: nobody watches, and no test waits for a timer that it does not know of', async () => {
  const cloud = createCloud({ vpsorg }, { latency: [150, 400] });
  jest.useFakeTimers();
  expect((await cloud.fetch(URL, { headers }))?.status).toBe(200);
  expect(jest.getTimerCount()).toBe(0);
});

test.each([
  [-1, '-1'],
  [60_001, '60001'],
  [Number.NaN, 'NaN'],
  ['300', "'300'"],
  [[400, 150], '[400, 150]'],
  [[1, 2, 3], '[1, 2, 3]'],
  [[1], '[1]'],
  [null, 'null'],
])('latency: %p is refused with what to give', (latency, shown) => {
  expect(() => createCloud({ vpsorg }, { latency: latency as never })).toThrow(
    `The option latency cannot be ${shown}. Give milliseconds of real time up to 60,000, such as 300, or the least and the most, such as [150, 400].`,
  );
});
