/** ElasticHosts' real clients, as they ask and as strictly as they read. */
import { expect, test } from '@jest/globals';
import { setupServer } from 'msw/node';
import { createCloud, minutes, seconds } from '../index.ts';
import { manualClock } from '../model/clock.ts';
import { elastichosts } from '../handlers/elastichosts/index.ts';
import { startServer } from '../server/index.ts';
import { jclouds, type Pairs } from './clients/jclouds.ts';
import { libcloud } from './clients/libcloud.ts';
import { CHUNK, shell } from './clients/shell.ts';

const URL = 'https://api-lon-p.elastichosts.com';
const ACTIVE = 'b605ca90-c3e6-4cee-85f8-a8ebdf8f9903';
const STOPPED = '7d4b7b1e-5a4f-4d39-9c0b-3f1c2a8e6d52';
const UBUNTU = '62f512cd-82c7-498e-88d8-a09ac2ef20e7';
const SMALL = { cpu: 2000, mem: 1700, disk: 160 };

const open = (settings: Partial<typeof elastichosts.settings> = {}) => createCloud({ elastichosts }, { settings: { elastichosts: settings } });

test("libcloud's list_nodes reads every node, with two boot devices, without a name, and in each status", async () => {
  const cloud = open();
  const driver = libcloud(cloud.fetch, URL);
  await driver.request('POST', '/servers/create/stopped', {
    cpu: 500,
    mem: 256,
    boot: ['ide:0:0', 'ide:0:1'],
    'ide:0:0': 'b6049e7a-aa1b-47f9-b21d-cdf2354e28d3',
    'ide:0:1': 'c5a1f0e2-8b3d-4c67-a912-6e4d0b7f35a8',
  });
  const nodes = await driver.list_nodes();
  expect(nodes).toMatchObject([
    {
      id: ACTIVE,
      name: 'web-1',
      state: 'RUNNING',
      public_ips: ['203.0.113.1'],
      extra: { cpu: 2000, mem: 1024, smp: 'auto', 'vnc:ip': '203.0.113.1', started: expect.any(Number), 'ide:0:0': 'b6049e7a-aa1b-47f9-b21d-cdf2354e28d3' },
    },
    { id: STOPPED, name: 'db-1', state: 'UNKNOWN', public_ips: [] },
    { state: 'UNKNOWN', extra: { 'ide:0:0': 'b6049e7a-aa1b-47f9-b21d-cdf2354e28d3', 'ide:0:1': 'c5a1f0e2-8b3d-4c67-a912-6e4d0b7f35a8' } },
  ]);
  expect(nodes[1]?.extra).not.toHaveProperty('started');
  for (const [action, state] of [
    ['pause', 'UNKNOWN'],
    ['resume', 'RUNNING'],
    ['dump', 'TERMINATED'],
  ] as const) {
    cloud.elastichosts.begin(cloud.elastichosts.servers.get(ACTIVE), action);
    expect((await driver.list_nodes())[0]?.state).toBe(state);
  }
});

test.each([
  ['204', 204],
  ['200', 200],
] as const)("libcloud's create_node images a drive and starts a node, where imaging answers %s", async (_, imageReply) => {
  const cloud = open({ imageReply });
  const driver = libcloud(cloud.fetch, URL);
  let looks = 0;
  const node = await driver.create_node('web-1', SMALL, UBUNTU, 'pa55word', () => {
    looks += 1;
    cloud.clock.advance(seconds(1));
  });
  expect(looks).toBe(60);
  expect(node).toMatchObject({
    name: 'web-1',
    state: 'RUNNING',
    public_ips: ['203.0.113.3'],
    extra: { 'vnc:password': 'pa55word', 'vnc:ip': '203.0.113.3', smp: 'auto' },
  });
  expect(await driver.list_nodes()).toContainEqual(node);
});

test("libcloud's create_node gives up after ten minutes of imaging", async () => {
  const cloud = open();
  cloud.play('elastichosts/imaging-never-ends');
  const made = libcloud(cloud.fetch, URL).create_node('web-1', SMALL, UBUNTU, undefined, () => cloud.clock.advance(seconds(1)));
  await expect(made).rejects.toThrow('Timed out');
});

test("libcloud's other calls are True: configuration by 200 and a body, commands by 204", async () => {
  const driver = libcloud(open().fetch, URL);
  expect(await driver.ex_set_node_configuration(ACTIVE, { name: 'renamed', cpu: '3000' })).toBe(true);
  expect((await driver.list_nodes())[0]).toMatchObject({ name: 'renamed', extra: { cpu: 3000 } });
  expect(await driver.reboot_node(ACTIVE)).toBe(true);
  expect(await driver.ex_shutdown_node(ACTIVE)).toBe(true);
  expect(await driver.destroy_node(ACTIVE)).toBe(true);
  expect(await driver.ex_destroy_drive('b6049e7a-aa1b-47f9-b21d-cdf2354e28d3')).toBe(true);
  expect(await driver.list_nodes()).toHaveLength(1);
});

test('libcloud tells wrong credentials from other errors, and those by the word in the header and the text', async () => {
  const { fetch } = open();
  await expect(libcloud(fetch, URL, { key: 'invalid' }).list_nodes()).rejects.toThrow('InvalidCredsError');
  await expect(libcloud(fetch, URL).request('POST', '/servers/create', { cpu: 1000 })).rejects.toThrow(/^X-Elastic-Error: usage \(.*invalid mem/);
});

test('Psiphon, which looks each five seconds, sees 90% and more before the key is gone', async () => {
  const cloud = open();
  const driver = libcloud(cloud.fetch, URL);
  const { size } = (await driver.request('GET', `/drives/${UBUNTU}/info`)).object as { size: number };
  const { drive } = (await driver.request('POST', '/drives/create', { name: 'p', size: size * 10 })).object as { drive: string };
  await driver.request('POST', `/drives/${drive}/image/${UBUNTU}/gunzip`);
  const seen: (string | undefined)[] = [];
  for (let look = 0; look < 30 && !(seen.some((shown) => shown?.startsWith('9')) && seen.at(-1) === undefined); look += 1) {
    cloud.clock.advance(seconds(5));
    seen.push(((await driver.request('GET', `/drives/${drive}/info`)).object as { imaging?: string }).imaging);
  }
  expect(seen.filter((shown) => /^9\d%$/.test(shown ?? '')).length).toBeGreaterThan(0);
  expect(seen.at(-1)).toBeUndefined();
});

test('the shell tools list, show, create, set and stop by POST alone', async () => {
  const { eh, configure } = shell(open().fetch, URL);
  expect(await eh('servers', 'list')).toBe(`${ACTIVE} 2000 1024\n${STOPPED} 1000 512\n`);
  expect(await eh('servers', 'info')).toContain('name db-1\n');
  const created = await configure(['servers', 'create'], 'name sh\ncpu 1000\nmem 512\npersistent true\nnic:0:model e1000\nnic:0:dhcp auto');
  const server = /^server (\S+)$/m.exec(created)?.[1] ?? '';
  expect(created).toContain('status active\n');
  expect(await configure(['servers', server, 'set'], 'name renamed')).toContain('name renamed\n');
  expect(await eh('servers', server, 'stop')).toBe('');
  expect(await eh('servers', server, 'info')).toContain('status stopped\n');
  expect(await eh('drives', 'list', 'standard')).toContain(UBUNTU);
  await expect(eh('servers', 'nothing')).rejects.toThrow('404 missing');
});

/** Nine megabytes that do not pack well, as a real image, with an empty stretch. */
function image(): Uint8Array {
  const bytes = new Uint8Array(2 * CHUNK + 1_048_576);
  for (let at = 0, n = 1; at < bytes.length; at += 1) {
    n = Math.imul(n, 1_103_515_245) + 12_345;
    if (at < 3_000_000 || at > 5_000_000) bytes[at] = n >>> 16;
  }
  return bytes;
}

test('the upload tool sends three gzip chunks, and the download tool reads back the same bytes', async () => {
  const cloud = open();
  const { upload, download } = shell(cloud.fetch, URL);
  const bytes = image();
  const drive = await upload('disk', bytes);
  expect(cloud.journal.all().filter(({ operation }) => operation === 'POST /drives/{drive}/write/{offset}')).toHaveLength(3);
  expect(Buffer.compare(await download(drive, bytes.length), bytes)).toBe(0);
});

test('so they do through msw, and over HTTP to a server of its own', async () => {
  const bytes = image();
  const network = setupServer(...open().handlers);
  network.listen();
  try {
    const tools = shell(fetch, URL);
    expect(Buffer.compare(await tools.download(await tools.upload('disk', bytes), bytes.length), bytes)).toBe(0);
  } finally {
    network.close();
  }
  const { url, close } = await startServer({ elastichosts }, { port: 0, clock: manualClock() });
  try {
    const tools = shell(fetch, url);
    expect(Buffer.compare(await tools.download(await tools.upload('disk', bytes), bytes.length), bytes)).toBe(0);
    expect(await libcloud(fetch, url).list_nodes()).toHaveLength(2);
  } finally {
    await close();
  }
});

test("jclouds' live test: drives", async () => {
  const cloud = open();
  const { list, one, all, post, command, write, read } = jclouds(cloud.fetch, URL);
  for (const uuid of await list('/drives/list')) expect(await one(`/drives/${uuid}/info`)).toMatchObject({ drive: uuid });
  expect((await all('/drives/info')).map(({ drive }) => drive)).toEqual(await list('/drives/list'));
  for (const uuid of await list('/drives/list/standard')) expect(await one(`/drives/${uuid}/info`)).toMatchObject({ drive: uuid, 'claim:type': 'shared' });

  const made = await post('/drives/create', { name: 'live', size: String(2 ** 30) });
  expect(made).toMatchObject({ name: 'live', size: String(2 ** 30), status: 'active', 'encryption:cipher': 'aes-xts-plain', user: expect.any(String) });
  const { drive = '' } = made;
  const wanted = {
    'claim:type': 'shared',
    name: 'renamed',
    readers: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
    tags: 'production candy',
    'user:foo': 'bar',
    size: '0',
  };
  const { size: _, ...shown } = wanted;
  expect(await post(`/drives/${drive}/set`, wanted)).toMatchObject({ ...shown, size: String(2 ** 30) });

  await write(drive, 'foo');
  expect(await read(drive, 0, 3)).toBe('foo');
  const copy = (await post('/drives/create', { name: 'copy', size: String(2 ** 30) }))['drive'] ?? '';
  await command(`/drives/${copy}/image/${drive}`);
  const unclaimed = async () => [await one(`/drives/${copy}/info`), await one(`/drives/${drive}/info`)].every((pairs) => pairs && !('claimed' in pairs));
  expect(await unclaimed()).toBe(false);
  cloud.clock.advance(minutes(1));
  expect(await unclaimed()).toBe(true);
  expect(await read(copy, 0, 3)).toBe('foo');
  for (const uuid of [copy, drive]) {
    await command(`/drives/${uuid}/destroy`);
    expect(await one(`/drives/${uuid}/info`)).toBeNull();
  }
});

test("jclouds' live test: a server from its drive to its end", async () => {
  const cloud = open({ serversList: 'ids' });
  const { ask, list, one, all, post, command } = jclouds(cloud.fetch, URL);
  for (const uuid of await list('/servers/list')) expect(await one(`/servers/${uuid}/info`)).toMatchObject({ server: uuid });
  for (const pairs of await all('/servers/info')) expect([Number.isInteger(Number(pairs['cpu'])), pairs['nic:0:model']]).toEqual([true, expect.any(String)]);

  const { drive = '' } = await post('/drives/create', { name: 'live', size: String(2 ** 30) });
  await command(`/drives/${drive}/image/${UBUNTU}/gunzip`);
  for (let look = 0; 'claimed' in ((await one(`/drives/${drive}/info`)) ?? {}); look += 1) {
    expect(look).toBeLessThan(100);
    cloud.clock.advance(seconds(1));
  }
  const wanted: Pairs = {
    name: 'live',
    cpu: '1000',
    smp: 'auto',
    mem: '512',
    persistent: 'true',
    boot: 'ide:0:0',
    'ide:0:0': drive,
    'ide:0:0:media': 'disk',
    'nic:0:model': 'e1000',
    'nic:0:dhcp': 'auto',
    vnc: 'auto',
    password: 'IL9vs34d',
  };
  const made = await post('/servers/create/stopped', wanted);
  expect(made).toMatchObject({ ...wanted, status: 'stopped' });
  const { server = '' } = made;
  const status = async () => (await one(`/servers/${server}/info`))?.['status'];

  await command(`/servers/${server}/start`);
  const started = await one(`/servers/${server}/info`);
  expect(started).toMatchObject({ status: 'active', 'vnc:ip': started?.['nic:0:dhcp:ip'] });
  expect(await one(`/drives/${drive}/info`)).toMatchObject({ claimed: server });
  for (const [word, then] of [
    ['stop', 'stopped'],
    ['start', 'active'],
    ['reset', 'active'],
  ] as const) {
    await command(`/servers/${server}/${word}`);
    expect(await status()).toBe(then);
  }
  await command(`/servers/${server}/shutdown`);
  expect(['active', 'stopped']).toContain(await status());
  await command(`/servers/${server}/stop`);
  expect(await status()).toBe('stopped');

  const lease = started?.['nic:0:dhcp:ip'] ?? '';
  const whole = { ...wanted, name: 'rediculous', cpu: '2000', mem: '1024', 'nic:0:dhcp': lease, tags: 'networking security', 'user:foo': 'bar' };
  expect(await post(`/servers/${server}/set`, whole)).toMatchObject(whole);
  await command(`/servers/${server}/destroy`);
  expect(await one(`/servers/${server}/info`)).toBeNull();
  await command(`/drives/${drive}/destroy`);
  expect(await one(`/drives/${drive}/info`)).toBeNull();
  await expect(ask('POST', '/servers/create', 'name x')).rejects.toThrow('IllegalArgumentException');
});

test('the PHP panel sends JSON and reads text; fog sends text and reads JSON; BoxGrinder sends text as a form', async () => {
  const { fetch } = open();
  const authorization = `Basic ${btoa('2164ce57-591a-43ee-ade5-e2fe0ee13c3f:SECRET')}`;
  const send = async (headers: Record<string, string>, body: string) =>
    (await fetch(`${URL}/servers/${STOPPED}/set`, { method: 'POST', headers: { authorization, ...headers }, body }))?.text();
  expect(await send({ 'content-type': 'application/json' }, '{"name":"php","nic:1:model":null,"nic:1:vlan":null}')).toContain('name php\n');
  expect(JSON.parse((await send({ accept: 'application/json', 'content-type': '' }, 'name fog\n')) ?? '')).toMatchObject({ name: 'fog' });
  expect(await send({ accept: '*/*; q=0.5, application/xml', 'content-type': 'application/x-www-form-urlencoded' }, 'name box grinder\n')).toContain(
    'name box grinder\n',
  );
});
