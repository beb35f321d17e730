/** Time: one clock of the cloud and of the client's timers, so that five minutes pass at once. */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createCloud, timersClock, withCloud } from 'stuntbox';
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

const saysThatItFailed = (createVps: CreateVps) =>
  withCloud(network, createCloud({ vpsorg }, { clock: timersClock(jest) }), async (cloud) => {
    cloud.faults.add({ vendor: 'vpsorg', on: 'POST /servers/', times: 1, outcome: 'fails', at: 0.6 });
    const creating = createVps('any-token').create(order);
    await expect(cloud.clock.finish(creating)).rejects.toThrow('web-1 was not provisioned: it is stopped.');
  });

test('the first version goes on asking for a server whose provisioning has failed', async () => {
  expect(await failureOf(saysThatItFailed(first))).toContain('Received message:   "web-1 is not active after five minutes."');
});

test('the mended version says that provisioning failed', () => saysThatItFailed(mended));
