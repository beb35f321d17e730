import { expect, test } from 'vitest';
import { createCloud } from 'stuntbox';
import { vpsorg } from 'stuntbox/vpsorg';
import { client } from '../client.js';

test('a server that stops is locked', async () => {
  const cloud = createCloud({ vpsorg });
  const vps = client(cloud.fetch);
  await vps.stop(12345);
  await expect(vps.reboot(12345)).rejects.toThrow('400');
  cloud.clock.settle();
  await vps.start(12345);
  cloud.clock.settle();
});

test('a server that is active is not started', async () => {
  const cloud = createCloud({ vpsorg });
  await expect(client(cloud.fetch).start(12345)).rejects.toThrow('400');
});

test.each(Array.from({ length: 20 }, (_, n) => n))('server %i of many is listed', async () => {
  const cloud = createCloud({ vpsorg });
  await client(cloud.fetch).list();
});
