/** Tests of the types of the matchers: compiled by `npm run check`, never run. */
import { expect } from '@jest/globals';
import { elastichosts } from '../../handlers/elastichosts/index.ts';
import { vpsorg } from '../../handlers/vpsorg/index.ts';
import type { AnyCloud } from '../../cloud/cloud.ts';
import { createCloud, seconds } from '../../index.ts';
import { assert } from '../../testing/matchers/assert.ts';
import '../../testing/matchers/jest.ts';

const cloud = createCloud({ vpsorg });
const two = createCloud({ vpsorg, elastichosts });
declare const unknown: AnyCloud;

expect(cloud).toHaveServer(12345, { status: 'active', name: expect.any(String) });
expect(cloud).not.toHaveServer(12345, { name: /^web-/ });
expect(cloud).toHaveServer({ vpsorg: 12345 }, { status: 'stopped' });
expect(two).toHaveServer({ vpsorg: 12345 }, { status: 'active' });
expect(two).toHaveServer({ elastichosts: 'key' }, { status: 'stopped' });
// @ts-expect-error No such status.
expect(cloud).toHaveServer(12345, { status: 'running' });
// @ts-expect-error No such member.
expect(cloud).toHaveServer(12345, { state: 'active' });
// @ts-expect-error Which of the two?
expect(two).toHaveServer(12345);
// @ts-expect-error No such vendor.
expect(two).toHaveServer({ evotic: 1 });
// @ts-expect-error The statuses are those of the vendor that is meant.
expect(two).toHaveServer({ elastichosts: 'key' }, { status: 'provisioning' });

expect(cloud).toHaveRecord('plans', 1, { name: 'Starter' });
expect(two).toHaveRecord({ elastichosts: 'drives' }, 'key', { status: 'active' });
// @ts-expect-error No such table.
expect(cloud).toHaveRecord('drives', 1);
// @ts-expect-error No such member.
expect(two).toHaveRecord({ elastichosts: 'drives' }, 'key', { plan_id: 1 });

expect(cloud).toHaveReceived('POST /servers/', { times: 1, body: { plan_id: 1 }, after: 'GET /plans/' });
expect(two).toHaveReceived('POST /servers/', { vendor: 'vpsorg' });
expect(cloud).toHaveReceived('GET /servers/', { query: { status: 'active' } });
expect(cloud).toHaveReceived('GET /servers/{server_id}/', { path: { server_id: 1 }, headers: { accept: /json/ } });
expect(unknown).toHaveReceived('POST /servers/', { body: { anything: 1 } });
// @ts-expect-error No such member of the body.
expect(cloud).toHaveReceived('POST /servers/', { body: { plan: 1 } });
// @ts-expect-error No such parameter.
expect(cloud).toHaveReceived('GET /servers/', { query: { page: 1 } });
// @ts-expect-error No such parameter.
expect(cloud).toHaveReceived('GET /servers/{server_id}/', { path: { id: 1 } });
// @ts-expect-error The operation has no body.
expect(cloud).toHaveReceived('GET /servers/', { body: { name: 'web-1' } });
// @ts-expect-error No such member of the body.
assert.received(cloud, 'POST /servers/', { body: { plan: 1 } });
// @ts-expect-error No such operation.
expect(cloud).toHaveReceived('POST /servers');
// @ts-expect-error No such operation.
expect(cloud).toHaveReceived('POST /servers/', { after: 'GET /plan/' });
// @ts-expect-error No such option.
expect(cloud).toHaveReceived('POST /servers/', { time: 1 });
// @ts-expect-error No such vendor.
expect(two).toHaveReceived('POST /servers/', { vendor: 'evotic' });

expect(cloud).toBeSettled();
expect(cloud).toHaveKeptTheContract();
expect(cloud).toHavePolledPolitely({ pause: seconds(5) });
// @ts-expect-error No such limit.
expect(cloud).toHavePolledPolitely({ pauses: 5 });
expect(cloud).toRestOnEvidence('vendor');
// @ts-expect-error No such evidence.
expect(cloud).toRestOnEvidence('guess');
// @ts-expect-error No cloud.
expect(1).toHaveReceived('POST /servers/');

assert.equal(1, 1);
assert.server(cloud, 12345, { status: 'active' });
assert.not.server(two, { elastichosts: 'key' }, { status: 'active' });
assert.record(two, { elastichosts: 'drives' }, 'key', { status: 'active' });
assert.received(cloud, 'POST /servers/', { times: 1 });
assert.settled(cloud);
// @ts-expect-error No such status.
assert.server(cloud, 12345, { status: 'running' });
// @ts-expect-error No such operation.
assert.received(cloud, 'POST /servers');
// @ts-expect-error No such evidence.
assert.restsOnEvidence(cloud, 'guess');
