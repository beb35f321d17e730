/** What no documented operation fills: a test does, in code; by the controls of the standalone server: test/server.test.ts. */
import { expect, test } from '@jest/globals';
import { evotic } from '../handlers/evotic/index.ts';
import { puregpu } from '../handlers/puregpu/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { createCloud } from '../index.ts';
import { client } from './client.ts';

test("PureGPU's ISOs: one that a test adds can be inserted, and one that it removes cannot", async () => {
  const cloud = createCloud({ puregpu });
  const ask = client(cloud, 'https://api.puregpu.com', { 'x-api-key': 'k' });
  const insert = async () => (await ask('POST', '/server/10/insertIso', { iso: 'alpine.iso' })).body;
  expect(await insert()).toEqual({ result: 'error', message: 'The ISO you selected is invalid' });
  cloud.puregpu.isos.add({ name: 'alpine.iso' });
  expect(await insert()).toMatchObject({ result: 'success' });
  cloud.puregpu.isos.remove('alpine.iso');
  expect(await insert()).toMatchObject({ result: 'error' });
});

test("VPS.org's SSH keys and systems: a create may name those that a test adds, and no others", async () => {
  const cloud = createCloud({ vpsorg });
  const ask = client(cloud, 'https://admin.vps.org/api/v1', { authorization: 'Bearer 1' });
  const create = () => ask('POST', '/servers/', { name: 'web', plan_id: 1, os_id: 9, ssh_key_id: 2, location: 'us-west' });
  expect(await create()).toMatchObject({ status: 400, body: { os_id: [expect.anything()], ssh_key_id: [expect.anything()] } });
  cloud.vpsorg.systems.add({ id: 9, name: 'Alpine 3.21' });
  cloud.vpsorg.ssh_keys.add({ id: 2, name: 'desk' });
  expect(await create()).toMatchObject({ status: 201, body: { os: { id: 9, name: 'Alpine 3.21' } } });
  expect(cloud.vpsorg.servers.get(12347).ssh_key_id).toBe(2);
});

test("Evotic's balance: a test sets it, a create takes the price, and what it does not cover is 402", async () => {
  const cloud = createCloud({ evotic });
  const ask = client(cloud, 'https://evotic.io/api/v1', { authorization: 'Bearer 1' });
  const create = async () =>
    (await ask('POST', '/servers', { name: 'web', location_id: 1, os_id: 1, password: 'correct-horse', initialCommands: [], cpu: 1, ram: 1024, disk: 10 }))
      .status;
  // A core, 1024 MB and 10 GB at the prices of a fresh account.
  cloud.evotic.settings.balance = 350;
  expect(await create()).toBe(201);
  expect(cloud.evotic.settings.balance).toBe(0);
  expect(await create()).toBe(402);
});
