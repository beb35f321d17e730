/** The example of the README in Jest and TypeScript, and a scenario. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'; // or vitest, or node:test
import { setupServer } from 'msw/node';
import { createCloud, minutes } from 'stuntbox';
import { vpsorg } from 'stuntbox/vpsorg';

const cloud = createCloud({ vpsorg });
const network = setupServer(...cloud.handlers);
beforeAll(() => network.listen());
afterAll(() => network.close());

const headers = { authorization: 'Bearer any-token', 'content-type': 'application/json' };

test('a new server becomes active', async () => {
  const created = await fetch('https://admin.vps.org/api/v1/servers/', {
    method: 'POST',
    headers,
    body: JSON.stringify({ name: 'web-1', plan_id: 1, os_id: 5, location: 'us-west' }),
  });
  const { id, status } = await created.json();
  expect(status).toBe('provisioning');

  cloud.clock.advance(minutes(3));
  const server = await (await fetch(`https://admin.vps.org/api/v1/servers/${id}/`, { headers })).json();
  expect(server.status).toBe('active');
});

test('says that the account is out of credits', async () => {
  cloud.play('vpsorg/out-of-credits');
  const refused = await fetch('https://admin.vps.org/api/v1/servers/', {
    method: 'POST',
    headers,
    body: JSON.stringify({ name: 'web-2', plan_id: 1, os_id: 5, location: 'us-west' }),
  });
  expect(refused.status).toBe(402);
});
