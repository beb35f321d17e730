/** What only msw can get wrong: requests that are given up, connections that drop, errors, time. Runs on msw 2 and on msw 3. */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import https from 'node:https';
import { setupServer } from 'msw/node';
import { createCloud, seconds, steppingClock, type FaultIn, type Outcome } from '../index.ts';
import { puregpu } from '../handlers/puregpu/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';

const VPS = 'https://admin.vps.org/api/v1';
const headers = { authorization: 'Bearer t' };
const get = (path = '/servers/', signal?: AbortSignal): Promise<Response> => fetch(VPS + path, { headers, ...(signal && { signal }) });

/** Puts a cloud behind msw until the test is over. */
function behindMsw<T extends { readonly handlers: ReturnType<typeof createCloud>['handlers'] }>(cloud: T): T {
  const network = setupServer(...cloud.handlers);
  network.listen();
  closing.push(() => network.close());
  return cloud;
}
const struck = (fault: Outcome) => {
  const cloud = behindMsw(createCloud({ vpsorg }));
  cloud.faults.add({ vendor: 'vpsorg', ...fault } as FaultIn<{ vpsorg: typeof vpsorg }>);
  return cloud;
};
/** What `fetch` rejects with. On msw 3 that is Node's own error, which in Jest is of another realm: no `instanceof` knows it. */
const failed = { name: 'TypeError', message: expect.stringMatching(/^(fetch failed|Failed to fetch|terminated)$/) };
/** A request of node:http, as got and axios make it. */
const viaNode = (): Promise<{ status: number | undefined; text: string }> =>
  new Promise((resolve, reject) => {
    const asked = https.request(`${VPS}/servers/`, { headers }, (reply) => {
      let text = '';
      reply.on('data', (chunk: Buffer) => (text += chunk.toString()));
      reply.on('end', () => resolve({ status: reply.statusCode, text }));
      reply.on('error', reject);
    });
    asked.on('error', reject);
    asked.end();
  });
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

const closing: (() => void)[] = [];
const printed: unknown[][] = [];
const uncaught: unknown[] = [];
beforeEach(() => {
  printed.length = 0;
  uncaught.length = 0;
  for (const level of ['error', 'warn', 'log', 'info'] as const) jest.spyOn(console, level).mockImplementation((...words) => void printed.push(words));
  // What nobody catches fails the test that runs: here it is what is tested.
  const reject = Promise.reject.bind(Promise);
  jest.spyOn(Promise, 'reject').mockImplementation((reason) => {
    uncaught.push(reason);
    const rejected = reject(reason);
    rejected.catch(() => {});
    return rejected;
  });
});
afterEach(() => {
  for (const close of closing.splice(0)) close();
  jest.restoreAllMocks();
});

test.each([
  ['hangs', { outcome: 'hangs' }],
  ['is late', { outcome: 'latency', ms: seconds(18_000) }],
] satisfies [string, Outcome][])('a request that %s and is given up prints nothing, and nothing waits for it', async (_, fault) => {
  const cloud = struck(fault);
  const giving = new AbortController();
  const asked = get('/servers/', giving.signal);
  await turns();
  expect(cloud.journal.size).toBe(1);
  giving.abort();
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  await turns();
  const before = cloud.clock.now();
  expect(cloud.clock.settle()).toBe(before);
  expect(printed).toEqual([]);
  cloud.faults.clear();
  expect((await get()).status).toBe(200);
});

test('a dropped connection has the code that a client tries again for, and prints nothing', async () => {
  struck({ outcome: 'network-error' });
  await expect(get()).rejects.toMatchObject({ name: 'TypeError', message: 'fetch failed', cause: { code: 'ECONNRESET' } });
  await expect(viaNode()).rejects.toMatchObject({ code: 'ECONNRESET', syscall: 'read' });
  expect(printed).toEqual([]);
});

test('a body that is cut is an error for who reads it, not a shorter body', async () => {
  struck({ outcome: 'cut', at: 0.5 });
  const reply = await get();
  expect(reply.status).toBe(200);
  await expect(reply.text()).rejects.toMatchObject(failed);
  await expect(viaNode()).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(printed).toEqual([]);
});

test('a reply that is refused for its evidence fails the test, and the client sees a dropped connection that it does not try again', async () => {
  const cloud = behindMsw(createCloud({ vpsorg }, { strict: 'documented' }));
  const asked = fetch(`${VPS}/servers/12345/`, {
    method: 'PATCH',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ name: '' }),
  });
  const error: unknown = await asked.catch((reason: unknown) => reason);
  expect(error).toMatchObject(failed);
  expect((error as { cause?: { code?: unknown } }).cause?.code).toBeUndefined();
  expect(uncaught).toEqual([new Error(cloud.journal.last()?.why ?? '')]);
  expect(String(uncaught[0])).toContain("this cloud was created with strict: 'documented'");
  expect(printed).toEqual([]);
});

test('a bug of a vendor fails the test, and not as a 500 of the vendor', async () => {
  const bug = new RangeError('a bug');
  const broken = {
    ...vpsorg,
    operations: {
      ...vpsorg.operations,
      'GET /servers/': () => {
        throw bug;
      },
    },
  };
  behindMsw(createCloud({ vpsorg: broken }));
  await expect(get()).rejects.toMatchObject(failed);
  expect([uncaught, printed]).toEqual([[bug], []]);
});

test("a body that cannot be read is the client's own error: nothing is served, printed or thrown at the test", async () => {
  const cloud = behindMsw(createCloud({ vpsorg }));
  const body = new ReadableStream({ pull: (controller) => controller.error(new Error('the file is gone')) });
  await expect(fetch(`${VPS}/servers/`, { method: 'POST', headers, body, duplex: 'half' } as RequestInit)).rejects.toMatchObject(failed);
  expect([cloud.journal.size, printed, uncaught]).toEqual([0, [], []]);
});

test('a request that was made before the clock is advanced arrives first, and is answered', async () => {
  const cloud = struck({ outcome: 'latency', ms: seconds(5) });
  for (const ask of [() => get(), () => viaNode()]) {
    const asked = ask();
    await cloud.clock.advanceAsync(seconds(5));
    expect((await asked).status).toBe(200);
  }
});

test('a client that asks again after each reply gets as many as there is time for', async () => {
  const cloud = struck({ outcome: 'latency', ms: seconds(5) });
  const began = cloud.clock.now();
  const polls = (async () => {
    for (let i = 0; i < 3; i += 1) await (await get()).json();
  })();
  await cloud.clock.advanceAsync(seconds(14));
  expect([cloud.journal.size, cloud.clock.now() - began]).toEqual([3, seconds(14)]);
  expect(await cloud.clock.settleAsync()).toBe(began + seconds(15));
  await polls;
});

test('a late reply moves a stepping clock itself, since nobody else would', async () => {
  const cloud = behindMsw(createCloud({ vpsorg }, { clock: steppingClock(seconds(1)) }));
  const began = cloud.clock.now();
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'latency', ms: seconds(5) });
  expect((await get()).status).toBe(200);
  expect(cloud.clock.now() - began).toBe(seconds(6));
});

test('of two bases that match, the longer is asked, in whichever order the vendors are', async () => {
  const origins = { vpsorg: '/api', puregpu: '/api/gpu' };
  for (const cloud of [createCloud({ vpsorg, puregpu }, { origins }), createCloud({ puregpu, vpsorg }, { origins })]) {
    const network = setupServer(...cloud.handlers);
    network.listen();
    const gpu = await fetch('https://app.example/api/gpu/server/ostemplates', { headers: { 'x-api-key': 'k' } });
    const vps = await fetch('https://app.example/api/servers/', { headers });
    network.close();
    expect([gpu.status, vps.status, cloud.journal.all().map(({ vendor }) => vendor)]).toEqual([200, 200, ['puregpu', 'vpsorg']]);
  }
});

test("a base that is a path takes nothing that has it further down, such as a dev server's own modules", async () => {
  const cloud = createCloud({ vpsorg }, { origins: { vpsorg: '/api' } });
  const network = setupServer(...cloud.handlers);
  network.listen({ onUnhandledRequest: 'bypass', onUnhandledFrame: 'bypass' } as object);
  await fetch('http://127.0.0.1:9/src/api/client.ts').catch(() => {});
  network.close();
  expect(cloud.journal.size).toBe(0);
});
