import { setupServer } from 'msw/node';
import { createCloud, timersClock, withCloud } from 'stuntbox';
import { vpsorg } from 'stuntbox/vpsorg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createServer, whenReady } from './client.js';

const network = setupServer();
beforeAll(() => network.listen());
afterAll(() => network.close());
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2025-01-16T15:30:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

const cloud = () => createCloud({ vpsorg }, { clock: timersClock(vi), violations: 'throw' });

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

test('what is misspelt does not compile, and fails', () => {
  const vendor = cloud();
  // @ts-expect-error The path ends in a slash.
  expect(() => expect(vendor).not.toHaveReceived('POST /servers')).toThrow("Did you mean 'POST /servers/'?");
  // @ts-expect-error The vendor says 'active'.
  expect(() => expect(vendor).not.toHaveServer(12345, { status: 'running' })).toThrow("cannot be 'running'");
});

test('a failed expectation says what was nearest', () => {
  expect(() => expect(cloud()).toHaveServer(12345, { status: 'stopped' })).toThrow(
    "expect(cloud).toHaveServer(12345, { status: 'stopped' })\n\nVPS.org has 12345 in servers, but not as expected:\n  status: expected 'stopped', but it is 'active'",
  );
});
