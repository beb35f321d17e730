/** Requests held to the contract: what the vendor lets pass, and means something else by. */
import { expect, test } from '@jest/globals';
import { createCloud } from 'stuntbox';
import { vpsorg } from 'stuntbox/vpsorg';
import { createVps as mended } from './mended.ts';
import { createVps as first, type CreateVps } from './sdk.ts';
import { failureOf } from './setup.ts';

const removesTheStopped = async (createVps: CreateVps) => {
  const cloud = createCloud({ vpsorg }, { violations: 'throw' });
  cloud.vpsorg.servers.update(cloud.vpsorg.servers.get(12346), { status: 'stopped' });
  await createVps('any-token', cloud.fetch as typeof fetch).removeStopped();
  expect(cloud.vpsorg.servers.all().map(({ id }) => id)).toEqual([12345]);
};

test('the first version asks for the stopped servers by a parameter that there is not, gets all of them, and would remove them', async () => {
  expect(await failureOf(removesTheStopped(first))).toBe(
    `The request departs from the contract of VPS.org, and this cloud was created with violations: 'throw'. Nothing was done.
GET /servers/: query.state is not documented. VPS.org ignores it. Did you mean 'status'?
Change the client; or, if the test means it, call cloud.violations.expect('GET /servers/', 'query.state') first.`,
  );
});

test('the mended version removes the stopped servers alone', () => removesTheStopped(mended));

test('what the vendor does with it can be tested: the test says that it means it', async () => {
  const cloud = createCloud({ vpsorg }, { violations: 'throw' });
  cloud.vpsorg.servers.update(cloud.vpsorg.servers.get(12346), { status: 'stopped' });
  cloud.violations.expect('GET /servers/', 'query.state');
  const listed = await first('any-token', cloud.fetch as typeof fetch).list('stopped');
  expect(listed.map(({ status }) => status)).toEqual(['active', 'stopped']);
});
