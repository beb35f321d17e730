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
