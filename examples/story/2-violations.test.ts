/** Requests held to the contract: what the vendor lets pass, and means something else by. */
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

const removesTheStopped = async (createVps: CreateVps) => {
  const cloud = createCloud({ vpsorg }, { violations: 'throw' });
  cloud.vpsorg.servers.update(cloud.vpsorg.servers.get(12346), { status: 'stopped' });
  await createVps('any-token', cloud.fetch as typeof fetch).removeStopped();
  expect(cloud).toHaveServer(12345);
  expect(cloud).not.toHaveServer(12346);
};

test('the first version asks for the stopped servers by a parameter that there is not, gets all of them, and would remove them', async () => {
  expect(await failureOf(removesTheStopped(first))).toBe(
    `The request departs from the contract of VPS.org, and this cloud was created with violations: 'throw'. Nothing was done.
GET /servers/: query.state is not documented. VPS.org ignores it. Did you mean 'status'?
Change the client; or, if the test means it, call cloud.violations.expect('GET /servers/', 'query.state') first.`,
  );
});

test('the mended version removes the stopped servers alone', () => removesTheStopped(mended));

const sendsWhatIsDocumented = (createVps: CreateVps) =>
  withCloud(network, createCloud({ vpsorg }, { clock: timersClock(jest) }), async (cloud) => {
    await cloud.clock.finish(createVps('any-token').create(order));
    expect(cloud).toHaveKeptTheContract();
  });

test('the first version sends texts, as the form gave them', async () => {
  expect(await failureOf(sendsWhatIsDocumented(first))).toBe(
    `expect(cloud).toHaveKeptTheContract()

These requests depart from the contract:
  request 1 at 15:30:00: POST /api/v1/servers/ → 201
    POST /servers/: body.plan_id must be an integer, not '1'. VPS.org converts it.
    POST /servers/: body.os_id must be an integer, not '5'. VPS.org converts it.`,
  );
});

test('the mended version sends numbers', () => sendsWhatIsDocumented(mended));

test('what the vendor does with it can be tested: the test says that it means it', async () => {
  const cloud = createCloud({ vpsorg }, { violations: 'throw' });
  cloud.vpsorg.servers.update(cloud.vpsorg.servers.get(12346), { status: 'stopped' });
  cloud.violations.expect('GET /servers/', 'query.state');
  const listed = await first('any-token', cloud.fetch as typeof fetch).list('stopped');
  expect(listed.map(({ status }) => status)).toEqual(['active', 'stopped']);
});
