import { test } from 'vitest';
import { createCloud } from 'stuntbox';
import { vpsorg } from 'stuntbox/vpsorg';
import { client } from '../client.js';

test('its worker is killed after the server was deleted', async () => {
  const cloud = createCloud({ vpsorg });
  await client(cloud.fetch).remove(12346);
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => {});
}, 20_000);
