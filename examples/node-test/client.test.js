import { after, afterEach, before, beforeEach, mock, test } from 'node:test';
import { setupServer } from 'msw/node';
import { createCloud, timersClock, withCloud } from 'stuntbox';
import { assert } from 'stuntbox/assert';
import { vpsorg } from 'stuntbox/vpsorg';
import { createServer, whenReady } from './client.js';

const network = setupServer();
before(() => network.listen());
after(() => network.close());
beforeEach(() => mock.timers.enable({ apis: ['Date', 'setTimeout'], now: new Date('2025-01-16T15:30:00Z') }));
afterEach(() => mock.timers.reset());

const cloud = () => createCloud({ vpsorg }, { clock: timersClock(mock.timers), violations: 'throw' });

test('a new server becomes active', () =>
  withCloud(network, cloud(), async (vendor) => {
    const { id } = await createServer('web-1');
    assert.server(vendor, id, { name: 'web-1', status: 'provisioning', plan_id: 3 });
    const server = await vendor.clock.finish(whenReady(id));
    assert.equal(server.status, 'active');
    assert.server(vendor, id, { status: 'active' });
    assert.settled(vendor);
    assert.polledPolitely(vendor);
  }));

test('it orders once, after it has read the plans', () =>
  withCloud(network, cloud(), async (vendor) => {
    await createServer('web-1');
    assert.received(vendor, 'POST /servers/', { times: 1, body: { name: 'web-1', plan_id: 3 }, after: 'GET /plans/' });
  }));

test('without credits there is no server', () =>
  withCloud(network, cloud(), async (vendor) => {
    vendor.play('vpsorg/out-of-credits');
    await assert.rejects(createServer('web-1'), /402/);
    assert.not.server(vendor, 12347);
  }));

test('a failed assertion says what was nearest', () =>
  withCloud(network, cloud(), async (vendor) => {
    const { id } = await createServer('web-1');
    assert.throws(() => assert.server(vendor, id, { status: 'active' }), {
      name: 'AssertionError',
      message: /VPS\.org has 12347 in servers, but not as expected:\n {2}status: expected 'active', but it is 'provisioning'/,
      actual: { status: 'provisioning' },
      expected: { status: 'active' },
    });
  }));
