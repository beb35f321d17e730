/** Replies that take time, outside msw: through `cloud.fetch` and the standalone server. */
import { expect, test } from '@jest/globals';
import { createCloud, manualClock, minutes, seconds, steppingClock, EXAMPLE_START } from '../index.ts';
import { startServer } from '../server/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';

const VPS = 'https://admin.vps.org/api/v1';
const headers = { authorization: 'Bearer t' };
const json = { ...headers, 'content-type': 'application/json' };
const wanted = JSON.stringify({ name: 'a', plan_id: 1, os_id: 5, location: 'us-west' });

test('the time that a reply takes counts from the call, also when its body is read later', async () => {
  const cloud = createCloud({ vpsorg });
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'latency', ms: seconds(5) });
  for (const init of [{ headers }, { method: 'POST', headers: json, body: wanted }]) {
    const asked = cloud.fetch(`${VPS}/servers/`, init);
    cloud.clock.advance(seconds(5));
    expect((await asked)?.ok).toBe(true);
  }
  expect(cloud.clock.now()).toBe(EXAMPLE_START + seconds(10));
});

test('a late reply is answered by advanceAsync and settleAsync, at its instant', async () => {
  const cloud = createCloud({ vpsorg });
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'latency', ms: seconds(5) });
  const asked = cloud.fetch(`${VPS}/servers/`, { headers });
  let answered = false;
  void asked.then(() => (answered = true));
  await cloud.clock.advanceAsync(seconds(4));
  expect(answered).toBe(false);
  expect(await cloud.clock.settleAsync()).toBe(EXAMPLE_START + seconds(5));
  expect((await asked)?.status).toBe(200);
});

test('a late reply is answered with a stepping clock', async () => {
  const cloud = createCloud({ vpsorg }, { clock: steppingClock(minutes(1)) });
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'latency', ms: seconds(5) });
  expect((await cloud.fetch(`${VPS}/servers/`, { headers }))?.status).toBe(200);
  expect(cloud.clock.now()).toBe(EXAMPLE_START + minutes(1) + seconds(5));
});

test('a request that was given up leaves nothing that the clock would move to', async () => {
  const cloud = createCloud({ vpsorg });
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'latency', ms: minutes(300) });
  const giving = new AbortController();
  const asked = cloud.fetch(`${VPS}/servers/`, { headers, signal: giving.signal });
  giving.abort();
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  expect([cloud.clock.next(), cloud.clock.settle()]).toEqual([undefined, EXAMPLE_START]);
});

test('a request that is given up before it arrives is not served', async () => {
  const cloud = createCloud({ vpsorg });
  await expect(cloud.fetch(`${VPS}/servers/`, { headers, signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  expect(cloud.journal.size).toBe(0);
});

test('a client of the server that closes its socket leaves nothing that the clock would move to', async () => {
  const { url, cloud, close } = await startServer({ vpsorg }, { port: 0, clock: manualClock() });
  try {
    cloud.faults.add({ vendor: 'vpsorg', outcome: 'latency', ms: minutes(300) });
    const giving = new AbortController();
    const waits: AbortSignal[] = [];
    const { until } = cloud.clock;
    cloud.clock.until = (instant, signal) => {
      if (signal) waits.push(signal);
      return until(instant, signal);
    };
    const asked = fetch(`${url}/vpsorg/servers/`, { headers, signal: giving.signal });
    while (waits.length === 0) await new Promise((resolve) => setImmediate(resolve));
    giving.abort();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    while (!waits[0]?.aborted) await new Promise((resolve) => setImmediate(resolve));
    expect(cloud.clock.settle()).toBe(EXAMPLE_START);
  } finally {
    await close();
  }
});

test('a dropped connection is what Node makes of one: a TypeError whose cause has a code', async () => {
  const cloud = createCloud({ vpsorg });
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'network-error' });
  const error: unknown = await cloud.fetch(`${VPS}/servers/`, { headers }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TypeError);
  expect(error).toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNRESET', errno: -104, syscall: 'read' } });
  expect((error as TypeError).cause).toBeInstanceOf(Error);
});

test('a body that is cut has the length of the whole one, as a real server says it', async () => {
  const cloud = createCloud({ vpsorg });
  const whole = (await (await cloud.fetch(`${VPS}/servers/`, { headers }))?.text()) ?? '';
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'cut', at: 0.5 });
  const reply = await cloud.fetch(`${VPS}/servers/`, { headers });
  expect(reply?.headers.get('content-length')).toBe(String(whole.length));
  await expect(reply?.text()).rejects.toThrow(TypeError);
});
