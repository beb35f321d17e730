/** Coverage: the suite has never seen a stop that a lock refuses. These are the lines that close the gap, with the SDK's call in them. */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createCloud, timersClock, withCloud } from 'stuntbox';
import { vpsorg } from 'stuntbox/vpsorg';
import { createVps as mended } from './mended.ts';
import { createVps as first, type CreateVps } from './sdk.ts';
import { failureOf, network } from './setup.ts';

beforeEach(() => {
  jest.useFakeTimers({ now: new Date('2025-01-16T15:30:00Z') });
});
afterEach(() => {
  jest.useRealTimers();
});

const stopsABusyServer = (createVps: CreateVps) =>
  withCloud(network, createCloud({ vpsorg }, { clock: timersClock(jest) }), async (cloud) => {
    const server = cloud.vpsorg.servers.get(12345);
    cloud.vpsorg.servers.update(server, { status: 'provisioning', task: null });
    cloud.vpsorg.begin(server, 'provision');
    await cloud.clock.finish(createVps('any-token').stop(12345));
    cloud.clock.settle();
    expect(cloud).toHaveServer(12345, { status: 'stopped' });
  });

test('the first version says that it has stopped a server, which was locked', async () => {
  expect(await failureOf(stopsABusyServer(first))).toBe(
    `expect(cloud).toHaveServer(12345, { status: 'stopped' })

VPS.org has 12345 in servers, but not as expected:
  status: expected 'stopped', but it is 'active'`,
  );
});

test('the mended version waits until the server can be stopped', () => stopsABusyServer(mended));
