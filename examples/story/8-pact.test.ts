/** Pact: what the suite asked and was told, for whoever answers in the vendor's place. */
import { expect, test } from '@jest/globals';
import { withCloud } from 'stuntbox';
import { toPact } from 'stuntbox/pact';
import { vpsorg } from 'stuntbox/vpsorg';
import { createVps as mended } from './mended.ts';
import { createVps as first, type CreateVps } from './sdk.ts';
import { failureOf, network } from './setup.ts';

const canBeVerified = (createVps: CreateVps) =>
  withCloud(network, { vpsorg }, async (cloud) => {
    await createVps('any-token').remove(12346);
    const { files, leftOut } = toPact(cloud, { consumer: 'shop' });
    expect(leftOut.map(({ request, because }) => `${request}: ${because}`)).toEqual([]);
    expect(files.vpsorg?.interactions.map(({ description }) => description)).toContain('DELETE /servers/{server_id}/ is answered 204');
  });

test('the first version removes a server where there is nothing, and the redirect hides it', async () => {
  expect(await failureOf(canBeVerified(first))).toContain('vpsorg: DELETE /api/v1/servers/12346: It matches no documented operation.');
});

test('the mended version asks nothing that a provider cannot be held to', () => canBeVerified(mended));
