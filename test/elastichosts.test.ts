/** ElasticHosts' rules for servers: each cell of the state table, each refusal, and both formats. */
import { describe, expect, test } from '@jest/globals';
import { createCloud, hours, minutes, seconds, EXAMPLE_START } from '../index.ts';
import { elastichosts } from '../handlers/elastichosts/index.ts';
import { aDrive, aServer, drives, fleet } from '../fixtures/elastichosts-fleet.ts';
import type { Action, Status } from '../handlers/elastichosts/server.ts';
import { client } from './client.ts';

const URL = 'https://api-lon-p.elastichosts.com';
const ACTIVE = 'b605ca90-c3e6-4cee-85f8-a8ebdf8f9903';
const STOPPED = '7d4b7b1e-5a4f-4d39-9c0b-3f1c2a8e6d52';
const ACTIVE_DRIVE = 'b6049e7a-aa1b-47f9-b21d-cdf2354e28d3';
const STOPPED_DRIVE = '0012e24a-6eae-4279-9912-3432f698cec8';
const SPARE = 'c5a1f0e2-8b3d-4c67-a912-6e4d0b7f35a8';
const VLAN = '4e0b8a6c-2f17-4d95-b3c8-91d6e7a05f24';
const NOWHERE = '99999999-9999-4999-8999-999999999999';
const basic = `Basic ${btoa('2164ce57-591a-43ee-ade5-e2fe0ee13c3f:SECRET')}`;

const open = (settings: Partial<typeof elastichosts.settings> = {}) => {
  const cloud = createCloud({ elastichosts }, { settings: { elastichosts: settings } });
  const ask = client(cloud, URL, { authorization: basic, accept: 'application/json' });
  const text = client(cloud, URL, { authorization: basic });
  const info = async (server: string) => (await ask('GET', `/servers/${server}/info`)).body as Record<string, unknown>;
  return { cloud, ask, text, info, active: cloud.elastichosts.servers.get(ACTIVE), stopped: cloud.elastichosts.servers.get(STOPPED) };
};
const wanted = { name: 'web-2', cpu: 2000, mem: 1024, 'ide:0:0': SPARE, boot: 'ide:0:0', 'nic:0:model': 'e1000', 'nic:0:dhcp': 'auto' };
const refused = (status: number, token: string) => ({ status, token });
const tokenOf = ({ status, headers }: { status: number; headers: Headers }) => ({ status, token: headers.get('x-elastic-error') });

test('an object is in text the lines of its pairs sorted by key, and in JSON numbers where libcloud has numbers', async () => {
  const { text, info } = open();
  const { status, headers, body } = await text('GET', `/servers/${STOPPED}/info`);
  expect({ status, type: headers.get('content-type'), output: headers.get('x-elastic-output') }).toEqual({
    status: 200,
    type: 'text/plain',
    output: 'properties',
  });
  expect(body).toBe(
    [
      'boot ide:0:0',
      'cpu 1000',
      'ide:0:0 0012e24a-6eae-4279-9912-3432f698cec8',
      'ide:0:0:media disk',
      'mem 512',
      'name db-1',
      'nic:0:dhcp auto',
      'nic:0:mac 6a:cc:00:00:02:00',
      'nic:0:model virtio',
      'persistent true',
      `server ${STOPPED}`,
      'smp auto',
      'status stopped',
      'user 2164ce57-591a-43ee-ade5-e2fe0ee13c3f',
      '',
    ].join('\n'),
  );
  expect(await info(STOPPED)).toMatchObject({ cpu: 1000, mem: 512, smp: 'auto', persistent: 'true' });
});

describe('a client that authenticates with a UUID of its own', () => {
  const MINE = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d';
  const as = (user: string, cloud = createCloud({ elastichosts })) => {
    const ask = client(cloud, URL, { authorization: `Basic ${btoa(`${user}:SECRET`)}`, accept: 'application/json' });
    const owners = async (method: string, path: string, body?: object): Promise<unknown[]> => {
      const { status, body: shown } = await ask(method, path, body);
      expect(status).toBe(200);
      return [shown as { user?: string } | { user?: string }[]].flat().map(({ user: owner }) => owner);
    };
    return { cloud, ask, owners };
  };

  test('is the user of all that the account holds and of what it creates', async () => {
    const { cloud, owners } = as(MINE);
    expect(await owners('GET', '/servers/info')).toEqual([MINE, MINE]);
    expect(await owners('GET', `/servers/${ACTIVE}/info/full`)).toEqual([MINE]);
    expect(await owners('GET', '/drives/info')).toEqual([MINE, MINE, MINE]);
    expect(await owners('GET', `/drives/${SPARE}/info`)).toEqual([MINE]);
    expect(await owners('GET', '/resources/info')).toEqual([MINE, MINE]);
    expect(await owners('GET', `/resources/vlan/${VLAN}/info`)).toEqual([MINE]);
    expect(await owners('POST', '/servers/create', wanted)).toEqual([MINE]);
    expect(await owners('POST', '/drives/create', { name: 'more', size: '1G' })).toEqual([MINE]);
    expect(await owners('POST', '/resources/ip/create', { name: 'more' })).toEqual([MINE]);
    // It is shown alone: the records have the account's own user, whoever asked for them.
    expect(new Set(cloud.elastichosts.servers.all().map(({ user }) => user))).toEqual(new Set([elastichosts.settings.user]));
    expect(await as('someone', cloud).owners('GET', '/servers/info')).toEqual(Array(3).fill(elastichosts.settings.user));
    expect(JSON.stringify(cloud.snapshot())).not.toContain(MINE);
  });

  test('sees standard drives as everybody does, and nothing of another user', async () => {
    const { cloud, ask, owners } = as(MINE);
    expect(new Set(await owners('GET', '/drives/info/standard'))).toEqual(new Set([undefined]));
    cloud.elastichosts.servers.add(aServer({ server: NOWHERE, user: 'f0000000-0000-4000-8000-000000000000' }));
    expect((await ask('GET', `/servers/${NOWHERE}/info`)).status).toBe(404);
    cloud.elastichosts.drives.update(cloud.elastichosts.drives.get(SPARE), { user: NOWHERE, config: { name: 'shared', readers: elastichosts.settings.user } });
    expect(await owners('GET', `/drives/${SPARE}/info`)).toEqual([NOWHERE]);
  });

  test('what is no UUID is no user', async () => {
    for (const user of ['someone', `${MINE}0`, `x${MINE}`, ''])
      expect(await as(user).owners('GET', `/servers/${ACTIVE}/info`)).toEqual([elastichosts.settings.user]);
  });

  test('what it did is done again by a link, which knows its UUID as little as its key', async () => {
    const { cloud, ask } = as(MINE);
    expect((await ask('POST', '/servers/create', wanted)).status).toBe(200);
    const link = cloud.toLink();
    expect(link.steps).toHaveLength(1);
    expect(JSON.stringify(link)).not.toContain(MINE);
    const again = createCloud.fromLink({ elastichosts }, link);
    expect(again.snapshot()).toEqual(cloud.snapshot());
    expect(await as(MINE, again).owners('GET', '/servers/info')).toEqual([MINE, MINE, MINE]);
  });
});

test('several objects are in text separated by one blank line', async () => {
  const { text } = open();
  const blocks = ((await text('GET', '/servers/info')).body as string).split('\n\n');
  expect(blocks).toHaveLength(2);
  expect(blocks[0]).toContain(`server ${ACTIVE}\n`);
  expect(blocks[1]?.endsWith('\n')).toBe(true);
});

test('the list of servers has SERVER CPU MEM on each line, or bare ids where the account says so', async () => {
  const { headers, body } = await open().text('GET', '/servers/list');
  expect(headers.get('x-elastic-output')).toBe('list');
  expect(body).toBe(`${ACTIVE} 2000 1024\n${STOPPED} 1000 512\n`);
  expect((await open({ serversList: 'ids' }).text('GET', '/servers/list')).body).toBe(`${ACTIVE}\n${STOPPED}\n`);
  expect((await open({ serversList: 'ids' }).ask('GET', '/servers/list')).body).toEqual([{ server: ACTIVE }, { server: STOPPED }]);
});

test('an empty result is 200 with nothing in text, and an empty array in JSON', async () => {
  const { cloud, ask, text } = open();
  cloud.elastichosts.servers.clear();
  expect(await text('GET', '/servers/list')).toMatchObject({ status: 200, body: null });
  expect(await text('GET', '/servers/info')).toMatchObject({ status: 200, body: null });
  expect((await ask('GET', '/servers/info')).body).toEqual([]);
});

test('the formats of request and answer are chosen independently', async () => {
  const { text } = open();
  const json = JSON.stringify({ name: 'from json' });
  expect((await text('POST', `/servers/${STOPPED}/set`, json, { 'content-type': 'application/json' })).body).toContain('name from json\n');
  expect((await text('POST', `/servers/${STOPPED}/set`, 'name from text', { accept: 'application/json' })).body).toMatchObject({ name: 'from text' });
});

test.each(['text/plain', 'application/octet-stream', 'application/x-www-form-urlencoded', 'nonsense'])(
  'a body that says it is %s is KEY VALUE text',
  async (type) => {
    const { ask } = open();
    expect((await ask('POST', `/servers/${STOPPED}/set`, 'name a name\nuser:k v', { 'content-type': type })).body).toMatchObject({
      name: 'a name',
      'user:k': 'v',
    });
  },
);

test('text may end its lines with CRLF, repeats a key to replace it, and writes a newline in a value as backslash n, both ways', async () => {
  const { ask, text } = open();
  const { body } = await text('POST', `/servers/${STOPPED}/set`, 'name first\r\nname two  words \\n next\r\n\r\nuser:x  padded');
  expect(body).toContain('name two  words \\n next\n');
  expect(body).toContain('user:x  padded\n');
  expect((await ask('GET', `/servers/${STOPPED}/info`)).body).toMatchObject({ name: 'two  words \n next', 'user:x': ' padded' });
});

test('a body that is not JSON, or no object, is 400 usage; an empty one that says it is JSON is none', async () => {
  const { ask } = open();
  const json = { 'content-type': 'application/json' };
  for (const body of ['{', '[]', 'null', '"x"', '[{"name":"x"}]'])
    expect(tokenOf(await ask('POST', `/servers/${STOPPED}/set`, body, json))).toEqual(refused(400, 'usage'));
  expect(await ask('POST', `/servers/${STOPPED}/set`, undefined, json)).toMatchObject({ status: 200 });
});

test('a key with several values is an array in JSON, with one value it is not', async () => {
  const { ask } = open();
  const two = { ...wanted, 'ide:0:1': STOPPED_DRIVE, boot: 'ide:0:0 ide:0:1', tags: ['a', 'b'] };
  expect((await ask('POST', '/servers/create/stopped', two)).body).toMatchObject({ boot: ['ide:0:0', 'ide:0:1'], tags: ['a', 'b'] });
  expect((await ask('POST', '/servers/create/stopped', { ...wanted, tags: ['a'] })).body).toMatchObject({ boot: 'ide:0:0', tags: 'a' });
});

test('an empty POST on a read is a GET; a GET on a command is 405 method', async () => {
  const { text } = open();
  for (const path of ['/servers/list', '/servers/info', `/servers/${STOPPED}/info`, '/drives/list/standard', '/resources/list', '/resources/ip/list'])
    expect(await text('POST', path, '')).toMatchObject({ status: 200, body: (await text('GET', path)).body });
  const { status, headers } = await text('GET', `/servers/${STOPPED}/start`);
  expect({ status, token: headers.get('x-elastic-error'), allow: headers.get('allow') }).toEqual({ status: 405, token: 'method', allow: 'POST' });
  expect(tokenOf(await text('GET', '/servers/create'))).toEqual(refused(405, 'method'));
});

test('a missing credential, another scheme, one that is no pair, and the literal invalid are 401 auth', async () => {
  const { cloud } = open();
  for (const authorization of [
    undefined,
    'Bearer x',
    'Basic invalid',
    `Basic ${btoa('invalid')}`,
    `Basic ${btoa('invalid:k')}`,
    `Basic ${btoa('u:invalid')}`,
    'Basic ???',
  ]) {
    const { status, headers, body } = await client(cloud, URL, authorization === undefined ? {} : { authorization })('GET', '/servers/list');
    expect({ status, token: headers.get('x-elastic-error'), scheme: headers.get('www-authenticate')?.split(' ')[0], body }).toEqual({
      status: 401,
      token: 'auth',
      scheme: 'Basic',
      body: 'Authentication failed.',
    });
  }
});

test('an unknown command and an unknown server are 404 missing', async () => {
  const { ask } = open();
  for (const path of ['/servers', '/servers/nothing', `/servers/${NOWHERE}/info`, `/servers/${NOWHERE}/info/full`, '/profile/info'])
    expect(tokenOf(await ask('GET', path))).toEqual(refused(404, 'missing'));
  for (const command of ['start', 'stop', 'shutdown', 'reset', 'destroy', 'set'])
    expect(tokenOf(await ask('POST', `/servers/${NOWHERE}/${command}`))).toEqual(refused(404, 'missing'));
});

test("another user's objects are not there, and are not touched", async () => {
  const { cloud, ask } = open();
  const user = '11111111-1111-4111-8111-111111111111';
  cloud.elastichosts.servers.add(aServer({ server: 'theirs', user }));
  cloud.elastichosts.drives.add(aDrive({ drive: 'their-drive', user }));
  expect((await ask('GET', '/servers/list')).body).toHaveLength(2);
  expect((await ask('GET', '/drives/list')).body).toHaveLength(3);
  for (const [method, path] of [
    ['GET', '/servers/theirs/info'],
    ['POST', '/servers/theirs/destroy'],
    ['GET', '/drives/their-drive/info'],
    ['POST', '/drives/their-drive/destroy'],
  ] as const)
    expect(tokenOf(await ask(method, path))).toEqual(refused(404, 'missing'));
  expect(cloud.elastichosts.servers.has('theirs')).toBe(true);
});

test('a created server is active with its lease, its counters and its whole configuration; its name defaults to its UUID', async () => {
  const { cloud, ask } = open();
  const { body } = await ask('POST', '/servers/create', { ...wanted, vnc: 'auto', password: 's3cret', smp: 2, persistent: true, 'user:a': 'b' });
  const { server } = body as { server: string };
  expect(body).toMatchObject({
    ...wanted,
    status: 'active',
    smp: 2,
    'smp:cores': 2,
    persistent: 'true',
    'user:a': 'b',
    started: EXAMPLE_START / 1000,
    'nic:0:dhcp:ip': '203.0.113.3',
    'vnc:ip': '203.0.113.3',
    password: 's3cret',
  });
  expect(server).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
  const nameless = (await ask('POST', '/servers/create/stopped', { cpu: '1000', mem: '512' })).body as { server: string; name: string };
  expect(nameless.name).toBe(nameless.server);
  expect(cloud.elastichosts.servers.get(server).status).toBe('active');
});

test('a stopped server shows neither started, counters, cores nor addresses', async () => {
  const { info } = open();
  const keys = Object.keys(await info(STOPPED));
  expect(keys.filter((key) => /^(started|smp:cores|vnc:ip|nic:0:(dhcp:ip|ip)|.*:(bytes|packets|requests))$/.test(key))).toEqual([]);
});

test('counters are cumulative: a start continues them, a stop hides them, and a reset changes nothing; in JSON those of drives are text, those of NICs numbers', async () => {
  const { cloud, ask, info } = open();
  await ask('POST', `/servers/${STOPPED}/start`);
  const counters = async () => Object.entries(await info(STOPPED)).filter(([key]) => /:(bytes|packets|requests)$/.test(key));
  const first = await counters();
  expect(first.map(([key]) => key)).toEqual(
    expect.arrayContaining(['ide:0:0:read:bytes', 'ide:0:0:write:requests', 'rx:bytes', 'tx:packets', 'nic:0:rx:bytes']),
  );
  const unused: Record<string, string> = { bytes: '4096', requests: '1' };
  for (const [key, value] of first) expect(value).toBe(key.startsWith('ide') ? unused[key.split(':').at(-1) ?? ''] : 0);
  let last = first;
  for (let look = 0; look < 3; look += 1) {
    cloud.clock.advance(seconds(70));
    const next = await counters();
    next.forEach(([, value], index) => expect(Number(value)).toBeGreaterThan(Number(last[index]?.[1])));
    last = next;
  }
  await ask('POST', `/servers/${STOPPED}/reset`);
  expect(await counters()).toEqual(last);
  await ask('POST', `/servers/${STOPPED}/stop`);
  expect(await counters()).toEqual([]);
  cloud.clock.advance(hours(5));
  await ask('POST', `/servers/${STOPPED}/start`);
  expect(await counters()).toEqual(last);
});

test('each drive of an active server has counters under its own device, by whichever bus', async () => {
  const { cloud, ask, info } = open();
  await ask('POST', `/servers/${STOPPED}/set`, { 'ide:0:0': null, boot: null, 'ide:1:1': SPARE, 'scsi:0:7': ACTIVE_DRIVE, 'block:7': STOPPED_DRIVE });
  await ask('POST', `/servers/${ACTIVE}/stop`);
  await ask('POST', `/servers/${STOPPED}/start`);
  cloud.clock.advance(minutes(10));
  const counters = Object.entries(await info(STOPPED)).filter(([key]) => /^(ide|scsi|block):.*:(read|write):(bytes|requests)$/.test(key));
  expect(counters.map(([key]) => key).sort()).toEqual(
    ['block:7', 'ide:1:1', 'scsi:0:7'].flatMap((device) => ['read:bytes', 'read:requests', 'write:bytes', 'write:requests'].map((what) => `${device}:${what}`)),
  );
  for (const [, value] of counters) expect(Number(value)).toBeGreaterThan(0);
});

test.each([
  [{ cpu: 2500, smp: 'auto' }, 1],
  [{ cpu: 2501, smp: 'auto' }, 2],
  [{ cpu: 20_000, smp: 'auto' }, 8],
  [{ cpu: 2501 }, 2],
  [{ cpu: 20_000, smp: 3 }, 3],
])('smp auto gives a core for each 2.5 GHz begun of the CPU quota, which is in MHz: %j', async (members, cores) => {
  const { ask } = open();
  expect((await ask('POST', '/servers/create', { ...wanted, ...members })).body).toMatchObject({ cpu: members.cpu, 'smp:cores': cores });
});

test('each start leases another address, which no other server has; a reset keeps it; vnc:ip is the same', async () => {
  const { cloud, ask, info } = open();
  const seen: unknown[] = [];
  for (let start = 0; start < 3; start += 1) {
    await ask('POST', `/servers/${ACTIVE}/stop`);
    await ask('POST', `/servers/${ACTIVE}/start`);
    const { 'nic:0:dhcp:ip': ip, 'vnc:ip': vnc } = await info(ACTIVE);
    await ask('POST', `/servers/${ACTIVE}/reset`);
    expect(await info(ACTIVE)).toMatchObject({ status: 'active', 'nic:0:dhcp:ip': ip, 'vnc:ip': ip });
    expect(vnc).toBe(ip);
    expect(ip).toMatch(/^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/);
    expect(seen.at(-1)).not.toBe(ip);
    seen.push(ip);
  }
  for (let n = 0; n < 250; n += 1) await ask('POST', '/servers/create', { cpu: 1000, mem: 512, 'nic:0:model': 'virtio', 'nic:0:dhcp': 'auto' });
  const ips = cloud.elastichosts.servers
    .all()
    .map(({ ip }) => ip)
    .filter((ip) => ip !== null);
  expect(new Set(ips).size).toBe(ips.length);
});

test('a static address is leased as it is, and by one server at a time; without a NIC there is none', async () => {
  const { ask, info } = open();
  await ask('POST', `/servers/${STOPPED}/set`, { 'nic:0:dhcp': '203.0.113.200' });
  await ask('POST', `/servers/${STOPPED}/start`);
  expect(await info(STOPPED)).toMatchObject({ 'nic:0:dhcp': '203.0.113.200', 'nic:0:dhcp:ip': '203.0.113.200' });
  expect(tokenOf(await ask('POST', '/servers/create', { ...wanted, 'nic:0:dhcp': '203.0.113.200' }))).toEqual(refused(409, 'busy'));
  expect((await ask('POST', '/servers/create', { cpu: 1000, mem: 512 })).body).not.toHaveProperty('nic:0:dhcp:ip');
});

test('VNC is there only with vnc and a password, under whichever name; more than eight characters are 400', async () => {
  const { ask } = open();
  const make = async (pairs: object) =>
    ((await ask('POST', '/servers/create', { ...wanted, 'ide:0:0': undefined, boot: undefined, ...pairs })).body ?? {}) as Record<string, unknown>;
  expect(await make({ vnc: 'auto' })).not.toHaveProperty('vnc:ip');
  expect(await make({ vnc: 'auto', password: '12345678' })).toHaveProperty('vnc:ip');
  expect(await make({ vnc: 'auto', 'vnc:password': 'pa55word' })).toMatchObject({
    password: 'pa55word',
    'vnc:password': 'pa55word',
    'vnc:ip': expect.any(String),
  });
  expect(await make({ 'vnc:ip': 'auto', 'vnc:password': 'pa55word' })).toMatchObject({ vnc: 'auto', 'vnc:ip': expect.any(String) });
  for (const key of ['password', 'vnc:password'])
    expect(tokenOf(await ask('POST', '/servers/create', { ...wanted, [key]: '123456789' }))).toEqual(refused(400, 'usage'));
});

test.each([
  ['no cpu', { cpu: undefined }],
  ['no mem', { mem: undefined }],
  ['a cpu that is no number', { cpu: 'fast' }],
  ['a negative mem', { mem: -1 }],
  ['a boot device that it does not have', { boot: 'ide:0:0 ide:1:0' }],
  ['a VLAN that is not there', { 'nic:1:model': 'e1000', 'nic:1:vlan': NOWHERE }],
  ['a device with something that is no UUID', { 'ide:0:1': 'x' }],
  ['a third IDE bus', { 'ide:2:0': SPARE }],
  ['a third unit on an IDE bus', { 'ide:0:2': SPARE }],
  ['a second SCSI bus', { 'scsi:1:0': SPARE }],
  ['a ninth SCSI unit', { 'scsi:0:8': SPARE }],
  ['a ninth block device', { 'block:8': SPARE }],
  ['a key that nobody knows', { memory: 1024 }],
  ['an odd NIC', { 'nic:0:model': 'token-ring' }],
])('a create with %s is 400 usage, says invalid, and leaves nothing behind', async (_, odd) => {
  const { cloud, ask } = open();
  const { body, ...answer } = await ask('POST', '/servers/create', { ...wanted, ...odd });
  expect(tokenOf(answer)).toEqual(refused(400, 'usage'));
  expect(body).toContain('invalid');
  expect(cloud.elastichosts.servers.size).toBe(2);
});

test('a key of a VLAN of the account is taken, and so is every key that libcloud can set', async () => {
  const { ask } = open();
  const keys = {
    name: 'n',
    cpu: 1500,
    smp: 'auto',
    mem: 600,
    boot: 'ide:0:0',
    'nic:0:model': 'e1000',
    'nic:0:dhcp': 'auto',
    'nic:1:model': 'e1000',
    'nic:1:vlan': VLAN,
    'nic:1:mac': '6a:cc:00:00:00:99',
    'vnc:ip': 'auto',
    'vnc:password': 'pw',
    'vnc:tls': 'on',
    'ide:1:0': SPARE,
    'ide:1:0:media': 'cdrom',
    'scsi:0:7': SPARE,
    'scsi:0:7:media': 'disk',
    'block:3': SPARE,
    'block:0:4': SPARE,
    'block:3:media': 'disk',
    parent: 'p',
  };
  const { 'vnc:ip': _, ...shown } = keys;
  expect(await ask('POST', `/servers/${STOPPED}/set`, keys)).toMatchObject({ status: 200, body: shown });
});

test('a drive that does not exist is 500 failed, and its UUID is in the text', async () => {
  const { cloud, ask } = open();
  for (const path of ['/servers/create', '/servers/create/stopped', `/servers/${STOPPED}/set`]) {
    const { body, ...answer } = await ask('POST', path, { ...wanted, 'ide:0:0': NOWHERE });
    expect(tokenOf(answer)).toEqual(refused(500, 'failed'));
    expect(body).toContain(NOWHERE);
  }
  cloud.elastichosts.drives.remove(STOPPED_DRIVE);
  expect((await ask('POST', `/servers/${STOPPED}/start`)).body).toContain(STOPPED_DRIVE);
  expect(cloud.elastichosts.servers.size).toBe(2);
});

test('a second server on a drive that is claimed exclusively is 409 busy; on a shared one it is not', async () => {
  const { cloud, ask } = open();
  const both = { ...wanted, 'ide:0:0': ACTIVE_DRIVE };
  const { body, ...answer } = await ask('POST', '/servers/create', both);
  expect(tokenOf(answer)).toEqual(refused(409, 'busy'));
  expect(body).toContain(ACTIVE);
  expect(cloud.elastichosts.servers.size).toBe(2);
  expect(await ask('POST', '/servers/create/stopped', both)).toMatchObject({ status: 200 });
  await ask('POST', `/drives/${ACTIVE_DRIVE}/set`, { 'claim:type': 'shared' });
  expect(await ask('POST', '/servers/create', both)).toMatchObject({ status: 200 });
  expect((await ask('GET', `/drives/${ACTIVE_DRIVE}/info`)).body).toMatchObject({ claimed: [ACTIVE, expect.any(String)] });
});

test('of an active server only the documented keys can be set; anything else is 400 and changes nothing', async () => {
  const { ask, info } = open();
  const settable = { name: 'n', cpu: 4000, persistent: 'false', tags: 'x', 'user:y': 'z', password: 'pw' };
  expect(await ask('POST', `/servers/${ACTIVE}/set`, settable)).toMatchObject({ status: 200, body: { ...settable, status: 'active' } });
  expect(await ask('POST', `/servers/${ACTIVE}/set`, { 'vnc:password': 'pw2' })).toMatchObject({ status: 200, body: { password: 'pw2' } });
  const before = await info(ACTIVE);
  for (const odd of [{ mem: 2048 }, { smp: 4 }, { 'ide:0:1': SPARE }, { boot: 'ide:0:0' }, { 'nic:0:model': 'virtio' }, { vnc: 'auto' }])
    expect(tokenOf(await ask('POST', `/servers/${ACTIVE}/set`, { ...odd, name: 'no' }))).toEqual(refused(400, 'usage'));
  expect(await info(ACTIVE)).toEqual(before);
});

test('of a stopped server everything can be set; null in JSON and an empty value in text unset; an answer can be sent back as it came', async () => {
  const { ask, info } = open();
  await ask('POST', `/servers/${STOPPED}/set`, { mem: 2048, 'ide:0:1': SPARE, 'user:a': 'b', tags: 'x y' });
  expect(await info(STOPPED)).toMatchObject({ mem: 2048, 'ide:0:1': SPARE, 'user:a': 'b', tags: ['x', 'y'] });
  await ask('POST', `/servers/${STOPPED}/set`, { 'ide:0:1': null, name: null });
  await ask('POST', `/servers/${STOPPED}/set`, 'user:a \ntags');
  const bare = await info(STOPPED);
  for (const key of ['ide:0:1', 'user:a', 'tags']) expect(bare).not.toHaveProperty([key]);
  expect(bare['name']).toBe(STOPPED);
  expect(await ask('POST', `/servers/${STOPPED}/set`, bare)).toMatchObject({ status: 200, body: bare });
  expect(tokenOf(await ask('POST', `/servers/${STOPPED}/set`, { cpu: null }))).toEqual(refused(400, 'usage'));
});

const INTO: Readonly<Record<Exclude<Status, 'active' | 'stopped'>, Action>> = { paused: 'pause', dumped: 'dump', dead: 'die' };
/** What each command answers in each status, and where the server is then; null when it is gone. */
const TABLE: readonly [Status, string, number, Status | null][] = [
  ['active', 'start', 204, 'active'],
  ['active', 'stop', 204, 'stopped'],
  ['active', 'shutdown', 204, 'stopped'],
  ['active', 'reset', 204, 'active'],
  ['active', 'destroy', 204, null],
  ['stopped', 'start', 204, 'active'],
  ['stopped', 'stop', 204, 'stopped'],
  ['stopped', 'shutdown', 204, 'stopped'],
  ['stopped', 'reset', 409, 'stopped'],
  ['stopped', 'destroy', 204, null],
  ...(['paused', 'dumped', 'dead'] as const).flatMap((status): [Status, string, number, Status | null][] => [
    [status, 'start', 409, status],
    [status, 'stop', 204, 'stopped'],
    [status, 'shutdown', 409, status],
    [status, 'reset', 409, status],
    [status, 'destroy', 204, null],
  ]),
];

describe.each(['true', 'false'])('a server whose persistent is %s', (persistent) => {
  test.each(TABLE)('that is %s answers %s with %i and is then %s', async (status, command, answer, then) => {
    const { cloud, ask, active } = open();
    const { servers } = cloud.elastichosts;
    const server = status === 'stopped' ? servers.get(STOPPED) : active;
    servers.update(server, { config: { ...server.config, persistent } });
    if (status === 'paused' || status === 'dumped' || status === 'dead') cloud.elastichosts.begin(server, INTO[status]);
    const { server: uuid } = server;
    const { headers, ...answered } = await ask('POST', `/servers/${uuid}/${command}`);
    expect(answered).toEqual({ status: answer, body: answer === 204 ? null : expect.any(String) });
    expect(headers.get('x-elastic-error')).toBe(answer === 204 ? null : 'busy');
    cloud.clock.settle();
    // A stop ends a server that is not persistent; one that was stopped already has been ended by nothing.
    const gone = then === null || (persistent === 'false' && then === 'stopped' && status !== 'stopped');
    const { status: found, body } = await ask('GET', `/servers/${uuid}/info`);
    expect({ found, status: (body as { status?: string }).status }).toEqual(gone ? { found: 404, status: undefined } : { found: 200, status: then });
    expect((await ask('GET', `/drives/${uuid === ACTIVE ? ACTIVE_DRIVE : STOPPED_DRIVE}/info`)).status).toBe(200);
  });
});

test('a guest heeds its shutdown after ten seconds; until then it can be stopped, reset, set, started, shut down again and destroyed', async () => {
  const { cloud, ask, info } = open();
  await ask('POST', `/servers/${ACTIVE}/shutdown`);
  cloud.clock.advance(seconds(6));
  expect(await info(ACTIVE)).toMatchObject({ status: 'active', 'nic:0:dhcp:ip': '203.0.113.1' });
  for (const command of ['shutdown', 'start']) expect((await ask('POST', `/servers/${ACTIVE}/${command}`)).status).toBe(204);
  expect((await ask('POST', `/servers/${ACTIVE}/set`, { name: 'going' })).status).toBe(200);
  cloud.clock.advance(seconds(4));
  expect(await info(ACTIVE)).toMatchObject({ status: 'stopped', name: 'going' });

  await ask('POST', `/servers/${ACTIVE}/start`);
  await ask('POST', `/servers/${ACTIVE}/shutdown`);
  expect((await ask('POST', `/servers/${ACTIVE}/reset`)).status).toBe(204);
  cloud.clock.advance(hours(1));
  expect((await info(ACTIVE))['status']).toBe('active');
  await ask('POST', `/servers/${ACTIVE}/shutdown`);
  expect((await ask('POST', `/servers/${ACTIVE}/stop`)).status).toBe(204);
  expect((await info(ACTIVE))['status']).toBe('stopped');
});

test('persistent can be set while the guest is on its way down, and then saves the server', async () => {
  const { cloud, ask, info } = open();
  const { server } = (await ask('POST', '/servers/create', wanted)).body as { server: string };
  await ask('POST', `/servers/${server}/shutdown`);
  await ask('POST', `/servers/${server}/set`, { persistent: true });
  cloud.clock.settle();
  expect(await info(server)).toMatchObject({ status: 'stopped' });
});

test('a server that is gone no longer claims its drive, which stays', async () => {
  const { ask } = open();
  const { server } = (await ask('POST', '/servers/create', wanted)).body as { server: string };
  expect((await ask('GET', `/drives/${SPARE}/info`)).body).toMatchObject({ claimed: server });
  await ask('POST', `/servers/${server}/stop`);
  expect((await ask('GET', `/servers/${server}/info`)).status).toBe(404);
  expect((await ask('GET', `/drives/${SPARE}/info`)).body).not.toHaveProperty('claimed');
});

test('a start answers 200 with the info where the account says so', async () => {
  const { ask } = open({ startReply: 200 });
  expect(await ask('POST', `/servers/${STOPPED}/start`)).toMatchObject({
    status: 200,
    body: { server: STOPPED, status: 'active', 'nic:0:dhcp:ip': '203.0.113.2' },
  });
  expect(await ask('POST', `/servers/${STOPPED}/start`)).toMatchObject({ status: 200, body: { status: 'active' } });
});

test.each([
  ['payment-required', 402, 'billing'],
  ['locked', 409, 'busy'],
  ['invalid', 400, 'usage'],
  ['not-found', 404, 'missing'],
  ['broken', 500, 'failed'],
  ['unavailable', 500, 'system'],
] as const)('a fault can refuse with %s, which is %i %s', async (kind, status, token) => {
  const { cloud, ask } = open();
  cloud.faults.add({ vendor: 'elastichosts', on: 'POST /servers/{server}/stop', times: 1, outcome: 'refused', kind });
  expect(tokenOf(await ask('POST', `/servers/${ACTIVE}/stop`))).toEqual(refused(status, token));
  expect((await ask('POST', `/servers/${ACTIVE}/stop`)).status).toBe(204);
});

test('a snapshot as JSON holds all of it, and restores it in another cloud', async () => {
  const { cloud, ask } = open();
  await ask('POST', '/servers/create', wanted);
  await ask('POST', `/drives/${STOPPED_DRIVE}/write/70000`, 'hello');
  await ask('POST', `/servers/${ACTIVE}/shutdown`);
  const saved = JSON.parse(JSON.stringify(cloud.snapshot())) as ReturnType<typeof cloud.snapshot>;
  const other = open();
  other.cloud.restore(saved);
  expect((await other.ask('GET', '/servers/info')).body).toEqual((await ask('GET', '/servers/info')).body);
  expect((await other.ask('GET', `/drives/${STOPPED_DRIVE}/read/70000/5`)).body).toBe('hello');
  other.cloud.clock.settle();
  expect(other.cloud.elastichosts.servers.get(ACTIVE).status).toBe('stopped');
});

test('a fleet and its drives fill an account, with no address twice', async () => {
  const { cloud, ask } = open();
  for (const drive of drives(400)) cloud.elastichosts.drives.add(drive);
  for (const server of fleet(400)) cloud.elastichosts.servers.add(server);
  expect((await ask('GET', '/servers/info')).body).toHaveLength(402);
  const ips = cloud.elastichosts.servers
    .all()
    .map(({ ip }) => ip)
    .filter((ip) => ip !== null);
  expect(new Set(ips).size).toBe(ips.length);
  expect(fleet(3)).toEqual(fleet(400).slice(0, 3));
});

describe('resources', () => {
  test('are listed as TYPE RESOURCE, of all types or of one', async () => {
    const { text, ask } = open();
    expect((await text('GET', '/resources/list')).body).toBe(`ip 203.0.113.200\nvlan ${VLAN}\n`);
    expect((await text('GET', '/resources/ip/list')).body).toBe('ip 203.0.113.200\n');
    expect((await ask('GET', '/resources/list')).body).toEqual([
      { type: 'ip', resource: '203.0.113.200' },
      { type: 'vlan', resource: VLAN },
    ]);
    expect((await ask('GET', '/resources/vlan/info')).body).toEqual([{ type: 'vlan', resource: VLAN, name: 'backend', user: elastichosts.settings.user }]);
    expect(tokenOf(await ask('GET', '/resources/disk/list'))).toEqual(refused(404, 'missing'));
  });

  test('are created, shown, set and destroyed', async () => {
    const { text, ask } = open();
    expect((await text('POST', '/resources/vlan/create', 'name 2G\n')).body).toMatch(
      /^name 2G\nresource [0-9a-f-]{36}\ntype vlan\nuser 2164ce57-591a-43ee-ade5-e2fe0ee13c3f\n$/,
    );
    const { resource } = (await ask('POST', '/resources/ip/create', {})).body as { resource: string };
    expect(resource).toBe('203.0.113.201');
    expect((await ask('POST', `/resources/ip/${resource}/set`, { name: 'second' })).body).toMatchObject({ name: 'second', resource, type: 'ip' });
    expect((await ask('GET', `/resources/ip/${resource}/info`)).body).toMatchObject({ name: 'second' });
    expect(tokenOf(await ask('GET', `/resources/vlan/${resource}/info`))).toEqual(refused(404, 'missing'));
    expect((await ask('POST', `/resources/ip/${resource}/destroy`)).status).toBe(204);
    expect((await ask('GET', `/resources/ip/${resource}/info`)).status).toBe(404);
  });

  test('that a running server uses are busy', async () => {
    const { ask } = open();
    await ask('POST', `/servers/${STOPPED}/set`, { 'nic:0:dhcp': '203.0.113.200', 'nic:1:model': 'virtio', 'nic:1:vlan': VLAN });
    await ask('POST', `/servers/${STOPPED}/start`);
    for (const path of ['ip/203.0.113.200', `vlan/${VLAN}`]) expect(tokenOf(await ask('POST', `/resources/${path}/destroy`))).toEqual(refused(409, 'busy'));
    await ask('POST', `/servers/${STOPPED}/stop`);
    for (const path of ['ip/203.0.113.200', `vlan/${VLAN}`]) expect((await ask('POST', `/resources/${path}/destroy`)).status).toBe(204);
  });

  test('run out of addresses with 507 full', async () => {
    const { ask } = open();
    let answer = await ask('POST', '/resources/ip/create');
    for (let n = 0; n < 200 && answer.status === 200; n += 1) answer = await ask('POST', '/resources/ip/create');
    expect(tokenOf(answer)).toEqual(refused(507, 'full'));
  });
});

describe('scenarios', () => {
  test('each can be played on a fresh account', () => {
    for (const scenario of Object.values(elastichosts.scenarios)) {
      const { cloud } = open();
      cloud.play(scenario);
      expect(scenario.description).toMatch(/^[A-Z].*\.$/);
    }
  });

  test.each(['true', 'false'])('a guest that ignores its shutdown stays active, also where persistent is %s', async (persistent) => {
    const { cloud, ask, info } = open();
    cloud.play('elastichosts/guest-ignores-shutdown');
    await ask('POST', `/servers/${ACTIVE}/set`, { persistent });
    expect((await ask('POST', `/servers/${ACTIVE}/shutdown`)).status).toBe(204);
    cloud.clock.advance(hours(1));
    expect(await info(ACTIVE)).toMatchObject({ status: 'active' });
    expect((await ask('POST', `/servers/${ACTIVE}/start`)).status).toBe(204);
  });

  test.each([['paused'], ['dumped'], ['dead']] as const)('a server that is %s refuses start, shutdown and reset until it is stopped', async (status) => {
    const { cloud, ask, info } = open();
    cloud.play(`elastichosts/server-${status}`);
    const shown = await info(ACTIVE);
    expect(shown).toMatchObject({ status });
    expect(shown).not.toHaveProperty('started');
    for (const command of ['start', 'shutdown', 'reset']) expect(tokenOf(await ask('POST', `/servers/${ACTIVE}/${command}`))).toEqual(refused(409, 'busy'));
    await ask('POST', `/servers/${ACTIVE}/stop`);
    expect((await ask('POST', `/servers/${ACTIVE}/start`)).status).toBe(204);
    expect(await info(ACTIVE)).toMatchObject({ status: 'active' });
  });

  test('without a balance nothing is created or started: 402 billing; what is there can be stopped', async () => {
    const { cloud, ask } = open();
    const { balance } = cloud.elastichosts.settings;
    cloud.clock.advance(hours(24 * 30));
    expect(cloud.elastichosts.settings.balance).toBe(balance);
    cloud.play('elastichosts/out-of-balance');
    const asked = [
      ['/servers/create', wanted],
      ['/servers/create/stopped', wanted],
      [`/servers/${STOPPED}/start`, undefined],
      ['/drives/create', { size: '1G' }],
      ['/resources/ip/create', undefined],
    ] as const;
    for (const [path, body] of asked) expect(tokenOf(await ask('POST', path, body))).toEqual(refused(402, 'billing'));
    expect((await ask('POST', `/servers/${ACTIVE}/stop`)).status).toBe(204);
  });

  test('a server whose drive is being imaged is started after a minute', async () => {
    const { cloud, ask } = open();
    cloud.play('elastichosts/drive-busy');
    expect(tokenOf(await ask('POST', `/servers/${STOPPED}/start`))).toEqual(refused(409, 'busy'));
    cloud.clock.settle();
    expect((await ask('POST', `/servers/${STOPPED}/start`)).status).toBe(204);
  });
});

test.each([
  [{ ...wanted, cpu: 500, mem: 256 }, null],
  [{ ...wanted, cpu: 20_000, mem: 24_576 }, null],
  [{ ...wanted, cpu: '500', mem: '256' }, null],
  [{ ...wanted, cpu: 499 }, 'invalid cpu: 499'],
  [{ ...wanted, cpu: 20_001 }, 'invalid cpu: 20001'],
  [{ ...wanted, mem: 255 }, 'invalid mem: 255'],
  [{ ...wanted, mem: 24_577 }, 'invalid mem: 24577'],
  [{ ...wanted, cpu: 'fast' }, 'invalid cpu: fast'],
  [{ ...wanted, bogus: 1 }, 'invalid key bogus'],
  [{ ...wanted, password: '123456789' }, 'invalid password: too long'],
  [{ name: 'x', cpu: 1000 }, 'invalid mem: it is missing'],
  [{ ...wanted, 'nic:0:model': 'x\ny'.repeat(200) }, `invalid nic:0:model: ${'x y'.repeat(200).slice(0, 100)}`],
])('a create with %j is answered in the words of the service', async (members, sentence) => {
  const { ask } = open();
  const answer = await ask('POST', '/servers/create/stopped', members);
  if (sentence === null) expect(answer.status).toBe(200);
  else expect([answer.status, answer.body]).toEqual([400, sentence]);
});
