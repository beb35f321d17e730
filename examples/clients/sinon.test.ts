/** The clock of @sinonjs/fake-timers, which sinon.useFakeTimers() returns as well. */
import FakeTimers from '@sinonjs/fake-timers';
import { setupServer } from 'msw/node';
import { createCloud, timersClock, withCloud } from 'stuntbox';
import { vpsorg } from 'stuntbox/vpsorg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { clients } from './clients.ts';

const network = setupServer();
let clock: ReturnType<typeof FakeTimers.install>;
beforeAll(() => network.listen());
afterAll(() => network.close());
beforeEach(() => {
  clock = FakeTimers.install({ now: new Date('2025-01-16T15:30:00Z'), toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
});
afterEach(() => clock.uninstall());

test.each(clients)('the client over $name waits until its server is active, without waiting', async ({ client }) => {
  await withCloud(network, createCloud({ vpsorg }, { clock: timersClock(clock) }), async (cloud) => {
    expect((await cloud.clock.finish(client.createServer('web-1'))).status).toBe('active');
    expect(clock.countTimers()).toBe(0);
  });
});

test('a clock that is not installed is refused', () => {
  clock.uninstall();
  expect(() => timersClock(clock)).toThrow('timersClock needs fake timers in place');
});
