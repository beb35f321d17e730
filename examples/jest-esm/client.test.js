import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { setupServer } from 'msw/node';
import { createCloud, timersClock, withCloud } from 'stuntbox';
import { vpsorg } from 'stuntbox/vpsorg';
import { createServer, whenReady } from './client.js';

const network = setupServer();
beforeAll(() => network.listen());
afterAll(() => network.close());
beforeEach(() => {
  jest.useFakeTimers({ now: new Date('2025-01-16T15:30:00Z') });
});
afterEach(() => {
  jest.useRealTimers();
});

const cloud = () => createCloud({ vpsorg }, { clock: timersClock(jest), violations: 'throw' });

test('a new server becomes active', () =>
  withCloud(network, cloud(), async (vendor) => {
    const { id } = await createServer('web-1');
    expect(vendor).toHaveServer(id, { name: 'web-1', status: 'provisioning', plan_id: 3 });
    const server = await vendor.clock.finish(whenReady(id));
    expect(server.status).toBe('active');
    expect(vendor).toHaveServer(id, { status: 'active', ip_address: expect.any(String) });
    expect(vendor).toBeSettled();
    expect(vendor).toHavePolledPolitely();
  }));

test('it orders once, after it has read the plans', () =>
  withCloud(network, cloud(), async (vendor) => {
    await createServer('web-1');
    expect(vendor).toHaveReceived('POST /servers/', { times: 1, body: { name: 'web-1', plan_id: 3 }, after: 'GET /plans/' });
  }));

test('without credits there is no server', () =>
  withCloud(network, cloud(), async (vendor) => {
    vendor.play('vpsorg/out-of-credits');
    await expect(createServer('web-1')).rejects.toThrow('402');
    expect(vendor).not.toHaveServer(12347);
  }));
