/** Assertions on state: not what was called, but what has become of the server. */
import { expect, test } from '@jest/globals';
import { withCloud } from 'stuntbox';
import { vpsorg } from 'stuntbox/vpsorg';
import { createVps as mended } from './mended.ts';
import { createVps as first, type CreateVps } from './sdk.ts';
import { failureOf, network } from './setup.ts';

const startsAServer = (createVps: CreateVps) =>
  withCloud(network, { vpsorg }, async (cloud) => {
    cloud.vpsorg.servers.update(cloud.vpsorg.servers.get(12346), { status: 'stopped' });
    await createVps('any-token').start(12346);
    cloud.clock.settle();
    expect(cloud).toHaveServer(12346, { status: 'active' });
  });

test('the first version does not start a server: its POST is redirected, and arrives as a GET', async () => {
  expect(await failureOf(startsAServer(first))).toBe(
    `expect(cloud).toHaveServer(12346, { status: 'active' })

VPS.org has 12346 in servers, but not as expected:
  status: expected 'active', but it is 'stopped'`,
  );
});

test('the mended version starts a server', () => startsAServer(mended));
