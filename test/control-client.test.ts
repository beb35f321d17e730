/** The client of the controls: `connect` from `stuntbox/control` gives the shape of a cloud, async. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createCloud, liveClock, seconds } from 'stuntbox';
import { connect, ControlError, type RemoteCloud } from 'stuntbox/control';
import { startServer } from 'stuntbox/server';
import { vpsorg } from 'stuntbox/vpsorg';
import { puregpu } from 'stuntbox/puregpu';
import type { CloudChange } from '../cloud/cloud.ts';

const vendors = { vpsorg, puregpu };
const open = () => startServer(vendors, { port: 0, control: { port: 0, watchers: 4 }, onBug: (bug) => bugs.push(bug) });
let bugs: unknown[] = [];
let server: Awaited<ReturnType<typeof open>>;
let cloud: RemoteCloud<typeof vendors>;
beforeEach(async () => {
  bugs = [];
  server = await open();
  cloud = await connect({ ...server.control, vendors });
});
afterEach(async () => {
  cloud.close();
  await server.close();
  expect(bugs).toEqual([]);
});

const headers = { authorization: 'Bearer t' };
const stop = () => fetch(`${server.url}/vpsorg/servers/12345/stop/`, { method: 'POST', headers });
const list = () => fetch(`${server.url}/vpsorg/servers/`, { headers });
const until = async (so: () => boolean): Promise<void> => {
  while (!so()) await new Promise((resolve) => setImmediate(resolve));
};

test('time', async () => {
  const start = server.cloud.clock.now();
  expect(await cloud.clock.now()).toBe(start);
  expect(await cloud.clock.advance(seconds(5))).toBe(start + 5_000);
  expect(await cloud.clock.advance('1m')).toBe(start + 65_000);
  await stop();
  expect((await cloud.clock.state()).nextChange).toBe(start + 85_000);
  expect([await cloud.clock.next(), await cloud.clock.settle()]).toEqual([start + 85_000, start + 85_000]);
  await expect(cloud.clock.speed(60)).rejects.toThrow("The clock of this cloud is 'manual' and has no speed");
  const live = await startServer(vendors, { port: 0, clock: liveClock({ paused: true }), control: { port: 0 } });
  try {
    const { clock } = await connect(live.control);
    await clock.speed(60);
    await clock.resume();
    expect(await clock.state()).toMatchObject({ kind: 'live', speed: 60, paused: false });
    await clock.pause();
    expect(await clock.now()).toBe(await clock.now());
  } finally {
    await live.close();
  }
});

test('scenarios and faults', async () => {
  await cloud.play('vpsorg/out-of-credits');
  expect(server.cloud.vpsorg.settings.credits).toBe(0);
  expect(await cloud.scenarios()).toContainEqual(expect.objectContaining({ name: 'vpsorg/out-of-credits', vendor: 'vpsorg' }));
  const fault = { vendor: 'vpsorg', on: 'POST /servers/', times: 1, outcome: 'answer-lost' } as const;
  const { id } = await cloud.faults.add(fault);
  await cloud.faults.sequence('vpsorg', 'GET /servers/', ['ok', 'network-error']);
  expect((await cloud.faults.all()).map((one) => one.fault.outcome)).toEqual(['answer-lost', 'network-error']);
  expect(await cloud.faults.remove(id)).toMatchObject({ id, fault, struck: 0 });
  await cloud.faults.clear();
  expect(await cloud.faults.all()).toEqual([]);
});

test('tables, settings, and what a server accepts', async () => {
  expect((await cloud.vpsorg.servers.all()).map(({ id }) => id)).toEqual([12345, 12346]);
  expect((await cloud.vpsorg.servers.get(12345)).status).toBe('active');
  expect(await cloud.vpsorg.servers.filter({ location: 'us-east' })).toMatchObject([{ id: 12346 }]);
  expect(await cloud.vpsorg.servers.filter(({ id }) => id > 12345)).toHaveLength(1);
  const server1 = await cloud.vpsorg.servers.get(12345);
  expect((await cloud.vpsorg.servers.update(server1, { name: 'renamed' })).name).toBe('renamed');
  expect(server1.name).toBe('web-server-01');
  await cloud.vpsorg.servers.update(12345, { name: 'again' });
  expect(server.cloud.vpsorg.servers.get(12345).name).toBe('again');
  expect(await cloud.puregpu.isos.add({ name: 'a b/c.iso' })).toEqual({ name: 'a b/c.iso' });
  expect(await cloud.puregpu.isos.get('a b/c.iso')).toEqual({ name: 'a b/c.iso' });
  expect(await cloud.puregpu.isos.remove({ name: 'a b/c.iso' })).toEqual({ name: 'a b/c.iso' });
  await stop();
  expect(await cloud.vpsorg.progress(12345)).toBe(0);
  expect(await cloud.vpsorg.actions(12345)).toMatchObject({ start: { allowed: false, status: 400 }, delete: { allowed: true } });
  expect((await cloud.vpsorg.state(12345)).task?.action).toBe('stop');
  await cloud.vpsorg.settings.set({ credits: 3 });
  expect(await cloud.vpsorg.settings.all()).toEqual({ ...server.cloud.vpsorg.settings, credits: 3 });
});

test('many records come in parts, and are all there', async () => {
  const one = server.cloud.vpsorg.servers.get(12345);
  for (let id = 1; id <= 250; id += 1) server.cloud.vpsorg.servers.add({ ...one, id });
  expect((await cloud.vpsorg.servers.all()).map(({ id }) => id)).toEqual(server.cloud.vpsorg.servers.all().map(({ id }) => id));
  for (let id = 100; id <= 350; id += 1) server.cloud.vpsorg.ssh_keys.add({ id, name: `key ${id}` });
  expect((await cloud.vpsorg.ssh_keys.all()).length).toBe(server.cloud.vpsorg.ssh_keys.size);
});

test('the journal, and a wait for the nth request', async () => {
  const second = cloud.journal.next('GET /servers/', { count: 2 });
  await list();
  await stop();
  await list();
  expect((await second).n).toBe(3);
  expect((await cloud.journal.all()).map(({ n }) => n)).toEqual([1, 2, 3]);
  expect((await cloud.journal.all(2)).map(({ n }) => n)).toEqual([3]);
  expect(await cloud.journal.filter('GET /servers/')).toHaveLength(2);
  expect(await cloud.journal.filter(({ reply }) => reply?.status === 200)).toHaveLength(3);
  expect((await cloud.journal.last())?.n).toBe(3);
  await expect(cloud.journal.next('GET /servers/', { count: 3, timeout: 10 })).rejects.toMatchObject({
    status: 408,
    message: "2 of 3 'GET /servers/' came within 10 ms.",
  });
  const gone = new AbortController();
  const given = cloud.journal.next('GET /servers/', { count: 9, signal: gone.signal });
  gone.abort(new Error('enough'));
  await expect(given).rejects.toThrow('enough');
  await cloud.journal.clear();
  expect([await cloud.journal.all(), await cloud.journal.last(), await cloud.violations.all()]).toEqual([[], undefined, []]);
});

test('snapshot, restore, link and reset', async () => {
  const saved = await cloud.snapshot();
  expect(saved).toEqual(server.cloud.snapshot());
  await stop();
  expect(createCloud.fromLink(vendors, await cloud.toLink()).vpsorg.servers.get(12345).status).toBe('stopping');
  await cloud.restore(saved);
  expect(server.cloud.vpsorg.servers.get(12345).status).toBe('active');
  await expect(cloud.restore({ ...saved, seed: null } as never)).rejects.toThrow('seed');
  await cloud.play('vpsorg/out-of-credits');
  await cloud.reset();
  expect(server.cloud.vpsorg.settings.credits).not.toBe(0);
});

test('events come in order, until their listener is removed', async () => {
  const heard: string[] = [];
  const stopChanges = await cloud.on('change', ({ kind, key }: CloudChange) => heard.push(`${kind} ${key}`));
  await cloud.on('exchange', ({ n }) => heard.push(`exchange ${n}`));
  await cloud.on('clock', ({ at }) => heard.push(at));
  await stop();
  await cloud.clock.settle();
  await until(() => heard.length === 4);
  expect(heard).toEqual(['changed 12345', 'exchange 1', 'changed 12345', '2025-01-16T15:30:20.000Z']);
  stopChanges();
  await cloud.vpsorg.servers.remove(12346);
  await list();
  await until(() => heard.length === 5);
  expect(heard.at(-1)).toBe('exchange 2');
});

test('a connection for events that breaks is opened again, and nothing is missed', async () => {
  let breaking = (): void => {};
  const broken = await connect({
    ...server.control,
    vendors,
    async fetch(input, init) {
      const response = await fetch(input, init);
      if (!(input as string).endsWith('/events')) return response;
      const [own] = [response.body?.getReader()];
      const body = new ReadableStream<Uint8Array>({
        async pull(controller) {
          const ended = new Promise<'broken'>((resolve) => (breaking = () => resolve('broken')));
          const next = await Promise.race([own?.read(), ended]);
          if (next === 'broken' || !next || next.done) {
            await own?.cancel();
            controller.close();
          } else controller.enqueue(next.value);
        },
      });
      return new Response(body, { headers: response.headers });
    },
  });
  const heard: number[] = [];
  await broken.on('exchange', ({ n }) => heard.push(n));
  await list();
  await until(() => heard.length === 1);
  breaking();
  await list();
  await list();
  await until(() => heard.length === 3);
  expect(heard).toEqual([1, 2, 3]);
  broken.close();
});

test('who listens to a server that ends hears of it once', async () => {
  const lost: string[] = [];
  const tell = (error: Error): void => void lost.push(error.message);
  await cloud.on('change', () => {}, tell);
  await cloud.on('exchange', () => {}, tell);
  await server.close();
  await until(() => lost.length > 0);
  expect(lost).toEqual([expect.stringMatching(/^No more events come from http:\/\/127\.0\.0\.1:\d+\. /)]);
});

test('too many watchers are refused, and leave nothing behind', async () => {
  const others = await Promise.all([1, 2, 3, 4].map(() => connect(server.control)));
  await Promise.all(others.map((other) => other.on('clock', () => {})));
  await expect(cloud.on('clock', () => {})).rejects.toThrow('The limit of watchers (4) is reached.');
  for (const other of others) other.close();
  for (;;) {
    const again = await cloud.on('clock', () => {}).catch(() => undefined);
    if (again) break;
  }
});

const wrongs: [string, () => Promise<unknown>, string][] = [
  ['a wrong token', () => connect({ ...server.control, token: 'x' }), 'That is not the token that this server was started with.'],
  ['no token', () => connect({ ...server.control, token: '' }), 'The option token is missing.'],
  [
    'no URL',
    () => connect({ ...server.control, url: '127.0.0.1' }),
    "The option url cannot be '127.0.0.1'. Give the URL of the controls, such as http://127.0.0.1:4011.",
  ],
  ['another cloud', () => connect({ ...server.control, cloud: 'mine' }), "There is no cloud 'mine'. Available: default."],
  ['the URL of the vendors', () => connect({ ...server.control, url: server.url }), 'These are not the controls of stuntbox'],
  [
    'a vendor that the server does not have',
    () => connect({ ...server.control, vendors: { evotic: vpsorg } }),
    "has no vendor 'evotic'. It has: vpsorg, puregpu.",
  ],
  ['a scenario that there is not', () => cloud.play('vpsorg/out-of-credit' as never), "Did you mean 'vpsorg/out-of-credits'?"],
  ['a key that there is not', () => cloud.vpsorg.servers.get(1), "There is no '1' in servers."],
  ['no length of time', () => cloud.clock.advance('soon'), "A length of time cannot be 'soon'"],
  ['an operation that there is not', () => cloud.journal.filter('GET /servrs/'), "Did you mean 'GET /servers/'?"],
];
test.each(wrongs)('%s: the error says what is wrong and what to do', async (_, call, sentence) => {
  await expect(call()).rejects.toThrow(ControlError);
  await expect(call()).rejects.toThrow(sentence);
});

test('nothing that listens there is said, with what to do', async () => {
  const free: Server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => free.once('listening', resolve));
  const { port } = free.address() as AddressInfo;
  await new Promise((resolve) => free.close(resolve));
  await expect(connect({ url: `http://127.0.0.1:${port}`, token: 't' })).rejects.toThrow(
    `Nothing answers at http://127.0.0.1:${port}: ECONNREFUSED. Start the server with its controls, such as stuntbox serve --control-port 4011`,
  );
});

test('the token is in a header alone', async () => {
  const urls: string[] = [];
  const spied = await connect({
    ...server.control,
    fetch(input, init) {
      urls.push(input as string);
      expect(new Headers(init?.headers).get('authorization')).toBe(`Bearer ${server.control.token}`);
      return fetch(input, init);
    },
  });
  await spied.reset();
  expect(urls).toHaveLength(2);
  expect(urls.join()).not.toContain(server.control.token);
});

test('an action is begun, and refused in the words of the vendor', async () => {
  const server = await cloud.vpsorg.begin(12345, 'stop');
  expect(server).toMatchObject({ key: 12345, status: 'stopping', task: { action: 'stop' } });
  await expect(cloud.vpsorg.begin(server.record, 'start')).rejects.toThrow('VPS.org refuses start now:');
  // @ts-expect-error VPS.org has no such action.
  await expect(cloud.vpsorg.begin(12345, 'strat')).rejects.toThrow("Did you mean 'start'?");
});

test('what a fault can be made of', async () => {
  const { outcomes, vendors: known } = await cloud.faults.choices();
  expect(outcomes).toContainEqual({ name: 'stuck', needs: [{ name: 'at', wants: 'a share from 0 to 1' }], may: [] });
  expect(known.map(({ name }) => name)).toEqual(['vpsorg', 'puregpu']);
});
