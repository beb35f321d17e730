/** The controls of a cloud in the same process: what is behind HTTP, without HTTP. */
import { createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { createCloud, seconds } from 'stuntbox';
import { connect, ControlError } from 'stuntbox/control';
import { vpsorg } from 'stuntbox/vpsorg';
import type { Providers } from '../cloud/options.ts';
import { oneCloud } from '../clouds/clouds.ts';
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
