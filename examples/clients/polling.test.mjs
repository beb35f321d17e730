/** A client that polls with setTimeout, under the fake timers of node:test. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, mock, test } from 'node:test';
import { setupServer } from 'msw/node';
import { createCloud, testEachOutcome, timersClock, withCloud } from 'stuntbox';
import { vpsorg } from 'stuntbox/vpsorg';

const API = 'https://admin.vps.org/api/v1';
const headers = { authorization: 'Bearer any-token', 'content-type': 'application/json' };

/** Creates a server, and looks every two seconds until it is active. */
async function createServer(name) {
  const body = JSON.stringify({ name, plan_id: 1, os_id: 5, location: 'us-west' });
  const created = await fetch(`${API}/servers/`, { method: 'POST', headers, body });
  if (created.status !== 201) throw new Error(`The create was answered ${created.status}.`);
  let server = await created.json();
  while (server.status === 'provisioning') {
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    server = await (await fetch(`${API}/servers/${server.id}/`, { headers })).json();
  }
  return server;
}

const network = setupServer();
before(() => network.listen());
after(() => network.close());
beforeEach(() => mock.timers.enable({ apis: ['Date', 'setTimeout', 'setInterval'], now: new Date('2025-01-16T15:30:00Z') }));
afterEach(() => mock.timers.reset());

test('the client returns when the server is active', () =>
  withCloud(network, createCloud({ vpsorg }, { clock: timersClock(mock.timers) }), async (cloud) => {
    const server = await cloud.clock.finish(createServer('web-1'));
    assert.equal(server.status, 'active');
    // Each poll came two seconds after the one before.
    const [first, second] = cloud.journal.filter('GET /servers/{server_id}/');
    assert.equal(second.at - first.at, 2_000);
  }));

testEachOutcome(
  test,
  vpsorg,
  'POST /servers/',
  async ({ cloud, outcome }) => {
    // This client never gives up, so it hangs where the server is stuck: `finish` says so after an hour of the clock.
    const result = await cloud.clock.finish(createServer('web-1')).catch((error) => error);
    if (outcome.name === 'stuck at 99%') assert.match(result.message, /still pending/);
    assert.ok(cloud.vpsorg.servers.filter({ name: 'web-1' }).length <= (outcome.name === 'done twice' ? 2 : 1));
  },
  { network, cloud: () => ({ clock: timersClock(mock.timers) }) },
);
