/** The controls of a cloud in the same process: what is behind HTTP, without HTTP. */
import { createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { createCloud, seconds } from 'stuntbox';
import { connect, ControlError } from 'stuntbox/control';
import { vpsorg } from 'stuntbox/vpsorg';
import type { Providers } from '../cloud/options.ts';
import { oneCloud } from '../clouds/clouds.ts';
import { controlsInPage } from '../control/in-page.ts';
import { controlFetch, IN_PROCESS } from '../control/in-process.ts';
import { controlAnswering } from '../server/control-listener.ts';

const opened = () => {
  const cloud = createCloud({ vpsorg });
  const own = controlFetch(cloud);
  const get = (path: string, init?: RequestInit) => own(`${IN_PROCESS}/clouds/default/${path}`, init);
  return { cloud, own, get };
};
const until = async (so: () => boolean): Promise<void> => {
  while (!so()) await new Promise((resolve) => setImmediate(resolve));
};

test('the client of the controls works in the same process', async () => {
  const { cloud, own } = opened();
  const remote = await connect({ url: IN_PROCESS, token: 'none', fetch: own, vendors: { vpsorg } });
  const start = cloud.clock.now();
  expect(await remote.clock.advance(seconds(5))).toBe(start + 5_000);
  expect(cloud.clock.now()).toBe(start + 5_000);
  await expect(remote.play('vpsorg/nothing' as never)).rejects.toThrow(ControlError);
});

test('events come as they happen, and end when the watcher leaves', async () => {
  const { cloud, own } = opened();
  const remote = await connect({ url: IN_PROCESS, token: 'none', fetch: own, vendors: { vpsorg } });
  const seen: number[] = [];
  await remote.on('clock', ({ now }) => void seen.push(now));
  cloud.clock.advance(seconds(1));
  await until(() => seen.length === 1);
  remote.close();
  cloud.clock.advance(seconds(1));
  await new Promise((resolve) => setImmediate(resolve));
  expect(seen).toEqual([cloud.clock.now() - 1_000]);
});

test('as many may watch as leave again, and one too many is refused', async () => {
  const { get } = opened();
  for (let i = 0; i < 40; i += 1) await (await get('events')).body?.cancel();
  const end = new AbortController();
  const watchers = await Promise.all(Array.from({ length: 32 }, () => get('events', { signal: end.signal })));
  expect(watchers.map(({ status }) => status)).toEqual(Array.from({ length: 32 }, () => 200));
  expect((await get('events')).status).toBe(503);
  end.abort();
  expect((await get('events')).status).toBe(200);
});

test('whoever does not read the events is dropped', async () => {
  const { cloud, get } = opened();
  const { body } = await get('events');
  const send = () => cloud.fetch(new Request(`${cloud.origins.vpsorg}/servers/`, { headers: { authorization: 'Bearer t' } }));
  for (let i = 0; i < 4_000; i += 1) await send();
  const reader = body?.getReader();
  await expect(
    (async () => {
      for (let done: boolean | undefined = false; !done;) ({ done } = (await reader?.read()) ?? { done: true });
    })(),
  ).rejects.toThrow('not read in time');
});

test('what is refused is a problem, as over HTTP', async () => {
  const { get } = opened();
  const reply = await get('clock/advance', { method: 'POST', body: '{"ms":-1}' });
  expect(reply.status).toBe(400);
  expect(reply.headers.get('content-type')).toBe('application/problem+json');
  expect((await get('nowhere')).status).toBe(404);
});

test('the controls are answered under a path of another server, with their guards', async () => {
  const bugs: unknown[] = [];
  const token = 'a-token-of-enough-characters';
  const providers: Providers = { vpsorg };
  const answers = controlAnswering({ clouds: oneCloud(createCloud(providers)), token, base: '/__stuntbox' }, (bug) => bugs.push(bug));
  const server = createServer((request, response) => answers.answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const status = (path: string, headers: Readonly<Record<string, string>>) =>
    new Promise((resolve) => ask({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => resolve(response.resume().statusCode)).end());
  const authorization = `Bearer ${token}`;
  try {
    expect(await status('/__stuntbox/clouds/default/clock', { authorization })).toBe(200);
    expect(await status('/__stuntbox/clouds/default/clock', {})).toBe(401);
    expect(await status('/__stuntbox/', {})).toBe(200);
    expect(await status('/__stuntbox/panel.js', {})).toBe(200);
    expect(await status('/__stuntbox', {})).toBe(308);
    expect(await status('/__stuntbox/clouds/default/clock', { authorization, origin: 'https://evil.example' })).toBe(403);
    expect(await status('/__stuntbox/clouds/default/clock', { authorization, host: 'evil.example' })).toBe(403);
    expect(await status('/clouds/default/clock', { authorization })).toBe(404);
    expect(await status('/__stuntboxes/clouds/default/clock', { authorization })).toBe(404);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
  expect(bugs).toEqual([]);
});

test('a panel in the page is answered as one over HTTP, and shares no value with the cloud', async () => {
  const { cloud, get } = opened();
  const { send } = controlsInPage(cloud, (thrown) => {
    throw thrown;
  });
  const path = { cloud: 'default' };
  await cloud.fetch(`${cloud.origins.vpsorg}/servers/`, { method: 'POST', headers: { authorization: 'Bearer t', 'x-note': 'n' }, body: '{}' });
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'network-error' });
  const overHttp = async (place: string): Promise<unknown> => (await get(place)).json();
  expect(await send('GET /clouds/{cloud}/accounts', { path })).toEqual(await overHttp('accounts'));
  expect(await send('GET /clouds/{cloud}/clock', { path })).toEqual(await overHttp('clock'));
  expect(await send('GET /clouds/{cloud}/faults', { path })).toEqual(await overHttp('faults'));
  expect(await send('GET /clouds/{cloud}/faults/choices', { path })).toEqual(await overHttp('faults/choices'));
  expect(await send('GET /clouds/{cloud}/scenarios', { path })).toEqual(await overHttp('scenarios'));
  expect(await send('GET /clouds/{cloud}/link', { path })).toEqual(await overHttp('link'));
  const journal = await send('GET /clouds/{cloud}/journal', { path, query: { last: 200 } });
  expect(journal).toEqual(await overHttp('journal?last=200'));
  expect(journal.exchanges[0]).not.toBe(cloud.journal.last());
  const servers = { path: { ...path, vendor: 'vpsorg' }, query: { limit: 2, offset: 1, at: cloud.clock.now() + 5 } };
  expect(await send('GET /clouds/{cloud}/accounts/{vendor}/servers', servers)).toEqual(
    await overHttp(`accounts/vpsorg/servers?limit=2&offset=1&at=${servers.query.at}`),
  );
  const refused = { ...path, vendor: 'vpsorg', key: '12345' };
  const { detail } = (await (await get('accounts/vpsorg/servers/12345/begin', { method: 'POST', body: '{"action":"start"}' })).json()) as { detail: string };
  await expect(send('POST /clouds/{cloud}/accounts/{vendor}/servers/{key}/begin', { path: refused, body: { action: 'start' } })).rejects.toThrow(detail);
});

test('a panel in the page hears events in order, and listens no longer than it is there', async () => {
  const { cloud } = opened();
  const end = new AbortController();
  const seen: string[] = [];
  const before = cloud.version;
  const reading = (async () => {
    for await (const { event } of await controlsInPage(cloud, () => {}).events(end.signal)) seen.push(event);
  })();
  cloud.clock.advance(seconds(1));
  cloud.reset();
  await until(() => seen.length === 3);
  expect(seen).toEqual(['clock', 'clock', 'reset']);
  expect(cloud.version).toBeGreaterThan(before);
  end.abort();
  await reading;
  cloud.reset();
  expect(seen).toHaveLength(3);
});
