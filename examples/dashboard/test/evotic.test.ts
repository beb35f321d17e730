import { minutes } from 'stuntbox';
import { expect, test } from 'vitest';
import { setCredential } from '../src/api/credentials.ts';
import * as evotic from '../src/api/evotic.ts';
import { MODELS } from '../src/fleet/models.ts';
import { openCloud } from './cloud.ts';

test('a backup has a phrase and a percentage, which rises until it is done', async () => {
  const cloud = openCloud();
  cloud.play('evotic/creating-the-backup');
  const progress = async () => (await MODELS.evotic.details(1)).task;
  expect(await progress()).toEqual({ phrase: 'creating the backup', progress: 53 });
  cloud.clock.advance(minutes(2));
  expect((await progress())?.progress).toBeGreaterThan(53);
  cloud.clock.advance(minutes(8));
  expect(await progress()).toBeUndefined();
});

test('a server that is worked on is not deleted, and Evotic says why', async () => {
  openCloud().play('evotic/creating-the-backup');
  await expect(evotic.deleteServer(1)).rejects.toMatchObject({ status: 423, message: 'Server is being processed.' });
  expect(await evotic.listServers()).toHaveLength(1);
});

test('a deleted server is gone', async () => {
  openCloud();
  await expect(MODELS.evotic.remove?.(1)).resolves.toEqual(expect.any(String));
  await expect(evotic.getServer(1)).rejects.toMatchObject({ status: 404 });
});

test('another credential is used from then on', async () => {
  openCloud();
  setCredential('evotic', 'invalid');
  await expect(evotic.listServers()).rejects.toMatchObject({ status: 401, temporary: false });
  setCredential('evotic', 'demo');
  expect(await evotic.listServers()).toHaveLength(1);
});

const order = { name: 'web-2', location_id: '1', os_id: '1', password: 'correct-horse-battery', cpu: '1', ram: '2048', disk: '20', initialCommands: [] };

test('a new server is processing, and started a minute later', async () => {
  const cloud = openCloud();
  const { id, hostname, status } = await evotic.createServer({ ...order, initialCommands: ['apt update', 'apt install -y nginx'] });
  expect([hostname, status]).toEqual(['web-2', 'processing']);
  expect(await MODELS.evotic.details(id)).toMatchObject({ state: 'busy', task: { phrase: 'creating the server', progress: 0 } });
  cloud.clock.advance(minutes(1));
  expect(await MODELS.evotic.details(id)).toMatchObject({ status: 'started', state: 'running', size: '1 vCPU · 2 GB · 20 GB' });
});

test('what is wrong with an order is said by field, in the words of Evotic', async () => {
  openCloud('record');
  await expect(evotic.createServer({ ...order, location_id: '99', os_id: '', cpu: 'two' })).rejects.toMatchObject({
    status: 422,
    fields: { os_id: ['The os id field is required.'], cpu: ['The cpu field must be an integer.'] },
  });
  await expect(evotic.createServer({ ...order, location_id: '99' })).rejects.toMatchObject({
    fields: { location_id: ['The selected location id is invalid.'] },
  });
});

test('without a balance an order is refused as a whole', async () => {
  openCloud().play('evotic/out-of-balance');
  await expect(evotic.createServer(order)).rejects.toMatchObject({ status: 402, message: 'Insufficient balance.', fields: {} });
  expect(await evotic.listServers()).toHaveLength(1);
});
