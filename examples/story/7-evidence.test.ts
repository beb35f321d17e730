/** Evidence: what the SDK relies on, and no page of the vendor says. */
import { expect, test } from '@jest/globals';
import { createCloud } from 'stuntbox';
import { vpsorg } from 'stuntbox/vpsorg';
import { createVps as mended } from './mended.ts';
import { createVps as first, type CreateVps } from './sdk.ts';
import { failureOf } from './setup.ts';

const stopsWhatIsStopped = async (createVps: CreateVps) => {
  const cloud = createCloud({ vpsorg }, { strict: 'documented' });
  const server = cloud.vpsorg.servers.update(cloud.vpsorg.servers.get(12346), { status: 'stopped' });
  await createVps('any-token', cloud.fetch as typeof fetch).stop(12346);
  expect(server.status).toBe('stopped');
};

test('the first version relies on how the vendor refuses to stop a stopped server', async () => {
  expect(await failureOf(stopsWhatIsStopped(first))).toBe(
    `VPS.org would answer POST /servers/12346/stop/ with 400, but the evidence for that reply is 'inferred', and this cloud was created with strict: 'documented'. Nothing was done. Do not rely on that reply, or create the cloud with strict: 'inferred'.`,
  );
});

test('the mended version looks first', () => stopsWhatIsStopped(mended));
