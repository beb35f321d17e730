/** Manners: how often the client asks, and whether it listens. */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createCloud, seconds, timersClock, withCloud } from 'stuntbox';
import { vpsorg } from 'stuntbox/vpsorg';
import { createVps as mended } from './mended.ts';
import { createVps as first, type CreateVps } from './sdk.ts';
import { failureOf, network, order } from './setup.ts';

beforeEach(() => {
  jest.useFakeTimers({ now: new Date('2025-01-16T15:30:00Z') });
});
afterEach(() => {
  jest.useRealTimers();
});

const isPolite = (createVps: CreateVps) =>
  withCloud(network, createCloud({ vpsorg }, { clock: timersClock(jest) }), async (cloud) => {
    cloud.faults.add({
      vendor: 'vpsorg',
      on: 'GET /servers/{server_id}/',
      after: 1,
      times: 1,
      outcome: 'refused',
      kind: 'rate-limited',
      retryAfter: seconds(30),
    });
    await cloud.clock.finish(createVps('any-token').create(order));
    expect(cloud).toHavePolledPolitely();
  });

test('the first version asks every second, never less often, and does not wait when it is told to', async () => {
  expect(await failureOf(isPolite(first))).toBe(
    `expect(cloud).toHavePolledPolitely()

It asked GET /api/v1/servers/12347/ 181 times with pauses down to 1 s; a pause should be at least 2 s. (too-often)
  request 2 at 15:30:00: GET /api/v1/servers/12347/ → 200
  request 3 at 15:30:01: GET /api/v1/servers/12347/ → 429 (Refused by a fault.)
  request 4 at 15:30:02: GET /api/v1/servers/12347/ → 200
  request 5 at 15:30:03: GET /api/v1/servers/12347/ → 200
  … and 177 more
It asked GET /api/v1/servers/12347/ 181 times, every 1 s or so, and its pauses did not grow; let each be longer than the one before, up to 30 s. (no-back-off)
  request 2 at 15:30:00: GET /api/v1/servers/12347/ → 200
  request 3 at 15:30:01: GET /api/v1/servers/12347/ → 429 (Refused by a fault.)
  request 4 at 15:30:02: GET /api/v1/servers/12347/ → 200
  request 5 at 15:30:03: GET /api/v1/servers/12347/ → 200
  … and 177 more
GET /api/v1/servers/12347/ was answered 429 with Retry-After, to wait 30 s; it came again with GET /api/v1/servers/12347/ after 1 s. (ignores-retry-after)
  request 3 at 15:30:01: GET /api/v1/servers/12347/ → 429 (Refused by a fault.)
  request 4 at 15:30:02: GET /api/v1/servers/12347/ → 200`,
  );
});

test('the mended version asks less and less often, and waits as long as it is told', () => isPolite(mended));
