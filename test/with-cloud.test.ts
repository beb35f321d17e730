/** A cloud for each test behind one network, on msw 2 and on msw 3. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { createCloud, minutes, withCloud } from '../index.ts';
import { puregpu } from '../handlers/puregpu/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';

const VPS = 'https://admin.vps.org/api/v1';
const headers = { authorization: 'Bearer t', 'content-type': 'application/json' };
const network = setupServer(
  http.get('https://own.example/hello', () => HttpResponse.text('own')),
  // So that a request outside a test reaches nobody.
  http.all(`${VPS}/*`, () => HttpResponse.error()),
);
beforeAll(() => network.listen());
afterAll(() => network.close());

const create = async (name: string) => {
  const body = JSON.stringify({ name, plan_id: 1, os_id: 5, location: 'us-west' });
  return (await (await fetch(`${VPS}/servers/`, { method: 'POST', headers, body })).json()) as { id: number; status: string };
};
const pause = () => new Promise((resolve) => setTimeout(resolve, 1));

describe('tests that run at the same time', () => {
  test.concurrent.each(Array.from({ length: 30 }, (_, i) => i))('%i has a cloud of its own', (i) =>
    withCloud(network, { vpsorg }, async (cloud) => {
      const { id } = await create(`web-${i}`);
      expect(id).toBe(12347);
      await pause();
      cloud.clock.advance(minutes(3));
      const server = await (await fetch(`${VPS}/servers/${id}/`, { headers })).json();
      expect(server).toMatchObject({ name: `web-${i}`, status: 'active' });
      expect(cloud.journal.size).toBe(2);
    }),
  );
});

test('a cloud with options is given instead of vendors, and what the test returns is returned', async () => {
  const cloud = createCloud({ puregpu, vpsorg }, { start: '2030-01-01T00:00:00Z' });
  const { id } = await withCloud(network, cloud, async (given) => {
    expect(given).toBe(cloud);
    return await create('web-1');
  });
  expect([cloud.vpsorg.servers.has(id), cloud.journal.last()?.at]).toEqual([true, Date.parse('2030-01-01T00:00:00Z')]);
  expect(await withCloud(network, { vpsorg }, (given) => given.vpsorg.servers.size)).toBe(2);
});

test("the network's own handlers go on answering, and after the test the cloud does not", async () => {
  const { journal } = await withCloud(network, { vpsorg }, async (cloud) => {
    expect(await (await fetch('https://own.example/hello')).text()).toBe('own');
    await withCloud(network, { vpsorg }, async (inner) => {
      await create('inner');
      expect(inner.journal.size).toBe(1);
    });
    expect(cloud.journal.size).toBe(0);
    await create('outer');
    return cloud;
  });
  expect(journal.size).toBe(1);
  await expect(create('late')).rejects.toThrow();
  expect([journal.size, network.listHandlers()]).toEqual([1, [expect.anything(), expect.anything()]]);
});

test('a test that fails, fails', async () => {
  const failing = withCloud(network, { vpsorg }, () => {
    throw new Error('mine');
  });
  await expect(failing).rejects.toThrow('mine');
});

test('what has no boundary is refused, and so is a run that is none', async () => {
  await expect(withCloud({ use() {} } as never, { vpsorg }, () => {})).rejects.toThrow('withCloud needs the server that setupServer() of msw/node returned');
  await expect(withCloud(undefined as never, { vpsorg }, () => {})).rejects.toThrow('not undefined. In a browser');
  await expect(withCloud(network, { vpsorg }, undefined as never)).rejects.toThrow('withCloud needs a function to run with the cloud, not undefined.');
  await expect(withCloud(network, { vps: vpsorg } as never, () => {})).rejects.toThrow("createCloud was called with 'vps'");
});

test('a violation fails the test with its own words, whatever the client makes of the network error', async () => {
  const strictly = () => createCloud({ vpsorg }, { violations: 'throw' });
  const page = () => fetch(`${VPS}/servers/?page=2`, { headers });
  const refused = 'GET /servers/: query.page is not documented.';
  await expect(withCloud(network, strictly(), page)).rejects.toThrow(refused);
  await expect(withCloud(network, strictly(), () => page().catch(() => 'swallowed'))).rejects.toThrow(refused);
  await expect(withCloud(network, strictly(), () => page().catch(() => new Promise(() => {})))).rejects.toThrow(refused); // a client that never gives up

  const cloud = strictly();
  await expect(withCloud(network, cloud, page)).rejects.toThrow(refused);
  expect(await withCloud(network, cloud, async () => (await fetch(`${VPS}/servers/`, { headers })).status)).toBe(200);
});
