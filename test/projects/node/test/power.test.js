import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCloud } from 'stuntbox';
import { vpsorg } from 'stuntbox/vpsorg';
import { client } from '../client.js';

test('a server that stops is locked', async () => {
  const cloud = createCloud({ vpsorg });
  const vps = client(cloud.fetch);
  await vps.stop(12345);
  await assert.rejects(vps.reboot(12345), /400/);
  cloud.clock.settle();
  await vps.start(12345);
  cloud.clock.settle();
});

test('a server that is active is not started', async () => {
  const cloud = createCloud({ vpsorg });
  await assert.rejects(client(cloud.fetch).start(12345), /400/);
});
