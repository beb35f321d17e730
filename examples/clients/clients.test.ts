/** Four real clients through every outcome of a create, under the fake timers of Vitest: one test for each. */
import { createCloud, minutes, testEachOutcome, timersClock, withCloud } from 'stuntbox';
import { vpsorg } from 'stuntbox/vpsorg';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { clients } from './clients.ts';

const network = setupServer();
beforeAll(() => network.listen());
afterAll(() => network.close());
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2025-01-16T15:30:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

describe.each(clients)('the client over $name', ({ client }) => {
  test('waits until its server is active, without waiting', async () => {
    await withCloud(network, createCloud({ vpsorg }, { clock: timersClock(vi) }), async (cloud) => {
      const server = await cloud.clock.finish(client.createServer('web-1'));
      expect(server.status).toBe('active');
      expect(cloud.journal.filter('GET /servers/{server_id}/').length).toBeGreaterThan(5);
      // Nothing is left that would fire in the next test.
      expect(vi.getTimerCount()).toBe(0);
    });
  });

  testEachOutcome(
    test,
    vpsorg,
    'POST /servers/',
    async ({ cloud, outcome }) => {
      const server = await cloud.clock.finish(client.createServer('web-1').catch(() => undefined));
      // Whatever happened, there is one server at most, and it is active when the client says so.
      expect(cloud.vpsorg.servers.filter({ name: 'web-1' }).length).toBeLessThanOrEqual(outcome.name === 'done twice' ? 2 : 1);
      if (server) expect(cloud.vpsorg.servers.get(server.id).status).toBe('active');
      expect(cloud.clock.now() - Date.parse('2025-01-16T15:30:00Z')).toBeLessThan(minutes(30));
    },
    { network, cloud: () => ({ clock: timersClock(vi) }) },
  );
});
