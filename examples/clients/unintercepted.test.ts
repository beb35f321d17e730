/** `undici.request` goes round msw, in either major version: the cloud listens on a port, and the client is given its URL. */
import { createCloud, minutes } from 'stuntbox';
import { vpsorg } from 'stuntbox/vpsorg';
import { request } from 'undici';
import { expect, test } from 'vitest';

const headers = { authorization: 'Bearer any-token', 'content-type': 'application/json' };

test('a server that is created by undici.request becomes active', async () => {
  const cloud = createCloud({ vpsorg });
  const { url, close } = await cloud.listen({ port: 0 });
  try {
    const body = JSON.stringify({ name: 'web-1', plan_id: 1, os_id: 5, location: 'us-west' });
    const created = await request(`${url}/servers/`, { method: 'POST', headers, body });
    const { id } = (await created.body.json()) as { id: number };
    // The clock is the test's own, although the request came through a socket.
    cloud.clock.advance(minutes(3));
    const shown = await request(`${url}/servers/${id}/`, { headers });
    expect(await shown.body.json()).toMatchObject({ name: 'web-1', status: 'active' });
  } finally {
    await close();
  }
});
