// The README's first example, as it stands there: node --test examples/quick-start.test.mjs
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { setupServer } from 'msw/node';
import { minutes, withCloud } from 'stuntbox';
import { vpsorg } from 'stuntbox/vpsorg';

const network = setupServer();
before(() => network.listen());
after(() => network.close());

// In your project this is your own client: it calls the vendor's real URL.
async function api(path, init) {
  const headers = { authorization: 'Bearer any-token', 'content-type': 'application/json' };
  const response = await fetch(`https://admin.vps.org/api/v1${path}`, { headers, ...init });
  return response.json();
}

test('a new server becomes active', () =>
  // A cloud of its own for each test: nothing is shared, and tests may run at the same time.
  withCloud(network, { vpsorg }, async (cloud) => {
    const order = { name: 'web-1', plan_id: 1, os_id: 5, location: 'us-west' };
    const { id } = await api('/servers/', { method: 'POST', body: JSON.stringify(order) });
    cloud.clock.advance(minutes(3));
    const server = await api(`/servers/${id}/`);
    assert.equal(server.status, 'active');
  }));
