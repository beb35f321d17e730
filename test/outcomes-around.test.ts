/** All outcomes of a client that brings its own way out and its own timers; and a test for each outcome. */
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { setupServer } from 'msw/node';
import { cloudWith, createCloud, forEachOutcome, liveClock, outcomesOf, testEachOutcome, timersClock, EXAMPLE_START } from '../index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';

const POST = 'POST /servers/';
const headers = { authorization: 'Bearer t', 'content-type': 'application/json' };
const network = setupServer();
beforeAll(() => network.listen({ onUnhandledRequest: 'error' }));
afterAll(() => network.close());
afterEach(() => {
  jest.useRealTimers();
});

/** Tries three times, and waits by setTimeout; it knows nothing of the cloud. */
async function create(): Promise<number> {
  const body = JSON.stringify({ name: 'web-9', plan_id: 1, os_id: 5, location: 'us-west' });
  for (let tries = 0; tries < 3; tries += 1) {
    const { status } = await fetch('https://admin.vps.org/api/v1/servers/', { method: 'POST', headers, body }).catch(() => ({ status: 0 }));
    if (status < 500 && status !== 429 && status !== 0) return status;
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  }
  return 0;
}

test('a client with timers of its own meets each outcome through msw', async () => {
  const statuses = new Map<string, number>();
  const waits = new Set<number>();
  const clouds = new Set<object>();
  const outcomes = await forEachOutcome(
    vpsorg,
    POST,
    async ({ cloud, outcome }) => {
      statuses.set(outcome.name, await cloud.clock.finish(create()));
      waits.add(cloud.clock.now() - EXAMPLE_START);
    },
    {
      network,
      cloud: () => {
        jest.useFakeTimers({ now: EXAMPLE_START });
        return { clock: timersClock(jest) };
      },
      around: async ({ cloud, outcome }, check) => {
        await check();
        jest.useRealTimers();
        clouds.add(cloud.journal);
        expect(outcome.name).toBe([...statuses.keys()].at(-1));
      },
    },
  );
  expect([...statuses.keys()]).toEqual(outcomes.map(({ name }) => name));
  expect(statuses.get('refused: payment-required')).toBe(402);
  expect(statuses.get('answer lost')).toBe(201);
  expect([...waits]).toEqual([0, 60_000]);
  expect(clouds.size).toBe(outcomes.length);
});

test('`around` must run the check; what it throws, and what the check throws, fails the outcome', async () => {
  const run = (around: (trial: unknown, check: () => Promise<void>) => unknown, check: () => unknown = () => {}) =>
    forEachOutcome(vpsorg, 'GET /servers/', check, { around }).then(
      () => 'passed',
      ({ errors }: AggregateError) => String(errors[0]),
    );
  expect(await run(() => {})).toContain('The option `around` did not run the check');
  expect(
    await run(() => {
      throw new Error('no network');
    }),
  ).toContain('no network');
  const failing = () => {
    throw new Error('wrong');
  };
  expect(await run((_, check) => void check(), failing)).toContain('wrong');
  expect(await run((_, check) => check().catch(() => {}), failing)).toContain('wrong');
  // Twice is once: a second request would meet no fault.
  let checks = 0;
  await run(
    (_, check) => Promise.all([check(), check()]),
    () => (checks += 1),
  );
  expect(checks).toBe(outcomesOf(vpsorg, 'GET /servers/').length);
  // An `around` that fails while its check does as well leaves no rejection that nobody handles.
  expect(
    await run((_, check) => {
      void check();
      throw new Error('no network');
    }, failing),
  ).toContain('no network');
});

test('a clock belongs to one cloud', async () => {
  const shared = { cloud: { clock: liveClock() } } as never;
  await expect(forEachOutcome(vpsorg, POST, () => {}, shared)).rejects.toThrow('One clock cannot be that of every outcome. Give a function instead');
  const [outcome] = outcomesOf(vpsorg, POST);
  if (!outcome) throw new Error('There is no outcome.');
  expect(cloudWith(vpsorg, outcome, { clock: liveClock() }).clock.kind).toBe('live');
});

test('each outcome can be a test of its own, which fails alone', async () => {
  const registered = new Map<string, () => Promise<void>>();
  const returned = testEachOutcome(
    (name, run) => registered.set(name, run).size,
    vpsorg,
    POST,
    async ({ cloud, outcome }) => {
      expect(outcome.name).not.toBe('answer lost');
      await cloud.fetch('https://admin.vps.org/api/v1/servers/', { method: 'POST', headers, body: '{}' }).catch(() => {});
    },
  );
  expect(returned).toEqual(returned.map((_, i) => i + 1));
  expect([...registered.keys()]).toEqual(outcomesOf(vpsorg, POST).map(({ name }) => `POST /servers/: ${name}`));
  await registered.get('POST /servers/: refused: payment-required')?.();
  await expect(registered.get('POST /servers/: answer lost')?.()).rejects.toThrow('answer lost');
  expect(() => testEachOutcome(test, vpsorg, 'POST /server/' as never, () => {})).toThrow("has no operation 'POST /server/'");
  expect(createCloud({ vpsorg }).journal.size).toBe(0);
});
