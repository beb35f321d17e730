/** A client that polls with setTimeout, under the fake timers of Jest: one clock moves the cloud and the client's timers. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'; // or vitest, with vi in place of jest
import { setupServer } from 'msw/node';
import { createCloud, forEachOutcome, seconds, testEachOutcome, timersClock, withCloud } from 'stuntbox';
import { vpsorg } from 'stuntbox/vpsorg';
import { carefulClient } from './careful-client.ts';

const API = 'https://admin.vps.org/api/v1/servers/';
const headers = { authorization: 'Bearer any-token', 'content-type': 'application/json' };

interface Server {
  readonly id: number;
  readonly status: string;
}

/** The client: creates a server, and looks every five seconds until it is active, for ten minutes at most. */
async function createServer(name: string): Promise<Server> {
  const body = JSON.stringify({ name, plan_id: 1, os_id: 5, location: 'us-west' });
  const created = await fetch(API, { method: 'POST', headers, body });
  if (created.status !== 201) throw new Error(`The create was answered ${created.status}.`);
  let server = (await created.json()) as Server;
  for (let looks = 0; server.status === 'provisioning'; looks += 1) {
    if (looks === 120) throw new Error(`${name} is still provisioning.`);
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    server = (await (await fetch(`${API}${server.id}/`, { headers })).json()) as Server;
  }
  if (server.status !== 'active') throw new Error(`${name} is ${server.status}.`);
  return server;
}

const network = setupServer();
beforeAll(() => network.listen());
afterAll(() => network.close());
beforeEach(() => {
  jest.useFakeTimers({ now: new Date('2025-01-16T15:30:00Z') });
});
afterEach(() => {
  jest.useRealTimers();
});

test('the client returns when the server is active', async () => {
  await withCloud(network, createCloud({ vpsorg }, { clock: timersClock(jest) }), async (cloud) => {
    const server = await cloud.clock.finish(createServer('web-1'));
    expect(server.status).toBe('active');
    const [first, second] = cloud.journal.filter('GET /servers/{server_id}/');
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBe(seconds(5));
  });
});

test('half a minute after the create, the client has looked six times and still waits', async () => {
  await withCloud(network, createCloud({ vpsorg }, { clock: timersClock(jest) }), async (cloud) => {
    const creating = createServer('web-1');
    await cloud.clock.advanceAsync(seconds(30));
    expect(cloud.journal.filter('GET /servers/{server_id}/')).toHaveLength(6);
    expect(cloud.vpsorg.servers.find({ name: 'web-1' })?.status).toBe('provisioning');
    await cloud.clock.finish(creating);
  });
});

// One test for each outcome: succeeds, refused, answer lost, stuck at 99%, …
testEachOutcome(
  test,
  vpsorg,
  'POST /servers/',
  async ({ cloud, outcome }) => {
    const server = await cloud.clock.finish(createServer('web-1').catch(() => undefined));
    // Whatever happened, there is one server at most, and it is active when the client says so.
    expect(cloud.vpsorg.servers.filter({ name: 'web-1' }).length).toBeLessThanOrEqual(outcome.name === 'done twice' ? 2 : 1);
    if (server) expect(cloud.vpsorg.servers.get(server.id).status).toBe('active');
  },
  { network, cloud: () => ({ clock: timersClock(jest) }) },
);

test('a client that waits for up to 45 minutes gives up before `finish` does, whatever happens', async () => {
  const client = carefulClient({ fetch, wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)), token: 'any-token' });
  await forEachOutcome(
    vpsorg,
    'POST /servers/',
    async ({ cloud }) => {
      const server = await cloud.clock.finish(client.createServer('web-1').catch(() => undefined));
      if (server) expect(cloud.vpsorg.servers.get(server.id).status).toBe('active');
    },
    { network, cloud: () => ({ clock: timersClock(jest) }) },
  );
});
