import { expect, test } from '@jest/globals';
import { createCloud, minutes } from 'stuntbox';
import { vpsorg } from 'stuntbox/vpsorg';
import { client } from '../client.js';

test('a new server becomes active', async () => {
  const cloud = createCloud({ vpsorg });
  const { id } = await client(cloud.fetch).create('web-1');
  cloud.clock.advance(minutes(3));
  expect((await client(cloud.fetch).get(id)).status).toBe('active');
});

test('says that the account is out of credits', async () => {
  const cloud = createCloud({ vpsorg });
  cloud.play('vpsorg/out-of-credits');
  await expect(client(cloud.fetch).create('web-1')).rejects.toThrow('402');
});
