/** ElasticHosts' catalogue: what each scenario tells is true of the API once it was played, and not before. */
import { expect, test } from '@jest/globals';
import { createCloud, hours, seconds } from '../index.ts';
import { elastichosts } from '../handlers/elastichosts/index.ts';
import { catalogue } from './catalogue.ts';
import { client } from './client.ts';

const URL = 'https://api-lon-p.elastichosts.com';
const ACTIVE = 'b605ca90-c3e6-4cee-85f8-a8ebdf8f9903';
const STOPPED = '7d4b7b1e-5a4f-4d39-9c0b-3f1c2a8e6d52';
const STOPPED_DRIVE = '0012e24a-6eae-4279-9912-3432f698cec8';
const SPARE = 'c5a1f0e2-8b3d-4c67-a912-6e4d0b7f35a8';
const DEBIAN = '980cf63c-f21e-4382-997b-6541d5809629';
const { scenarios } = elastichosts;

const wanted = { name: 'web-2', cpu: 2000, mem: 1024, 'ide:0:0': SPARE, boot: 'ide:0:0', 'nic:0:model': 'e1000', 'nic:0:dhcp': 'auto' };
const driveless = { name: 'web-3', cpu: 1000, mem: 512 };

type Pairs = Readonly<Record<string, unknown>>;

function opened() {
  const cloud = createCloud({ elastichosts });
  const ask = client(cloud, URL, { authorization: `Basic ${btoa('user:secret')}`, accept: 'application/json' });
  const status = async (method: string, path: string, body?: object) => (await ask(method, path, body)).status;
  const token = async (method: string, path: string, body?: object) => {
    const answer = await ask(method, path, body);
    return [answer.status, answer.headers.get('x-elastic-error')];
  };
  const info = async (server: string) => (await ask('GET', `/servers/${server}/info`)).body as Pairs;
  const list = async (path = '/servers/list') => (await ask('GET', path)).body as Pairs[];
  const image = (drive = SPARE) => status('POST', `/drives/${drive}/image/${DEBIAN}`);
  /** What a drive's info says of its imaging, after each move of the clock, in seconds. */
  const imaging = async (drive: string, ...moves: number[]) => {
    const seen: unknown[] = [];
    for (const move of moves) {
      cloud.clock.advance(seconds(move));
      seen.push(((await ask('GET', `/drives/${drive}/info`)).body as Pairs)['imaging']);
    }
    return seen;
  };
  return { cloud, ask, status, token, info, list, image, imaging };
}
type Opened = ReturnType<typeof opened>;

const halted =
  (status: string) =>
  async ({ token, info }: Opened): Promise<void> => {
    expect(await info(ACTIVE)).toMatchObject({ status, name: 'web-1' });
    for (const command of ['start', 'shutdown', 'reset']) expect(await token('POST', `/servers/${ACTIVE}/${command}`)).toEqual([409, 'busy']);
    await token('POST', `/servers/${ACTIVE}/stop`);
    expect(await token('POST', `/servers/${ACTIVE}/start`)).toEqual([204, null]);
  };

const EVERYWHERE = [
  ['GET', '/servers/list'],
  ['GET', `/servers/${ACTIVE}/info`],
  ['POST', '/servers/create', wanted],
  ['POST', `/servers/${ACTIVE}/shutdown`],
  ['GET', '/drives/list/standard'],
  ['POST', `/drives/${SPARE}/image/${DEBIAN}`],
  ['GET', '/resources/list'],
] as const;

const checks: Readonly<Record<keyof typeof scenarios, (opened: Opened) => Promise<void>>> = {
  async imagingNeverEnds({ image, imaging }) {
    expect(await image()).toBe(204);
    expect(await imaging(SPARE, 0, 3600, 3 * 86_400)).toEqual(['0%', '0%', '0%']);
  },
  async imagingFails({ image, imaging }) {
    expect(await image()).toBe(204);
    expect(await imaging(SPARE, 30, 5, 1)).toEqual(['50%', '58%', undefined]);
  },
  async imagingGoesBack({ image, imaging }) {
    expect(await image()).toBe(204);
    expect(await imaging(SPARE, 35, 2, 22, 1)).toEqual(['58%', '23%', '96%', undefined]);
  },
  async imagingQueued({ image, imaging }) {
    expect(await image(STOPPED_DRIVE)).toBe(204);
    expect(await imaging(STOPPED_DRIVE, 0, 59, 1, 30, 30)).toEqual(['queued', 'queued', '0%', '50%', undefined]);
  },
  async stuck({ image, imaging, token }) {
    expect(await image()).toBe(204);
    expect(await imaging(SPARE, 30, 30, 86_400)).toEqual(['50%', '60%', '60%']);
    expect(await token('POST', '/servers/create', wanted)).toEqual([409, 'busy']);
  },
  async slow({ cloud, image, imaging, status, info }) {
    expect(await image()).toBe(204);
    expect(await imaging(SPARE, 300, 299, 1)).toEqual(['50%', '99%', undefined]);
    await status('POST', `/servers/${ACTIVE}/shutdown`);
    cloud.clock.advance(seconds(99));
    expect(await info(ACTIVE)).toMatchObject({ status: 'active' });
    cloud.clock.advance(seconds(1));
    expect(await info(ACTIVE)).toMatchObject({ status: 'stopped' });
  },
  async guestIgnoresShutdown({ cloud, status, info }) {
    expect(await status('POST', `/servers/${ACTIVE}/shutdown`)).toBe(204);
    cloud.clock.advance(hours(1));
    expect(await info(ACTIVE)).toMatchObject({ status: 'active' });
  },
  async busyShutdown({ cloud, status, info }) {
    cloud.clock.advance(seconds(10) - 1);
    expect(await info(ACTIVE)).toMatchObject({ status: 'active' });
    for (const command of ['start', 'shutdown']) expect(await status('POST', `/servers/${ACTIVE}/${command}`)).toBe(204);
    expect(await status('POST', `/servers/${ACTIVE}/set`, { name: 'web-1b' })).toBe(200);
    cloud.clock.advance(1);
    expect(await info(ACTIVE)).toMatchObject({ status: 'stopped' });
  },
  serverPaused: halted('paused'),
  serverDumped: halted('dumped'),
  serverDead: halted('dead'),
  async driveBusy({ cloud, token }) {
    expect(await token('POST', `/servers/${STOPPED}/start`)).toEqual([409, 'busy']);
    cloud.clock.advance(seconds(60));
    expect(await token('POST', `/servers/${STOPPED}/start`)).toEqual([204, null]);
  },
  async diskFull({ token }) {
    expect(await token('POST', '/drives/create', { name: 'more', size: 2 ** 30 })).toEqual([507, 'full']);
    expect(await token('POST', `/drives/${SPARE}/set`, { size: 3 * 2 ** 30 })).toEqual([507, 'full']);
  },
  async outOfBalance({ token }) {
    expect(await token('POST', '/servers/create', wanted)).toEqual([402, 'billing']);
    expect(await token('POST', '/drives/create', { name: 'more', size: 2 ** 30 })).toEqual([402, 'billing']);
    expect(await token('POST', `/servers/${STOPPED}/start`)).toEqual([402, 'billing']);
  },
  async driveClaimed({ token }) {
    expect(await token('POST', '/servers/create', wanted)).toEqual([409, 'busy']);
    expect(await token('POST', `/drives/${SPARE}/destroy`)).toEqual([409, 'busy']);
  },
  async addressTaken({ info, token }) {
    expect(await info(ACTIVE)).toMatchObject({ 'nic:0:dhcp:ip': '203.0.113.200' });
    expect(await token('POST', '/servers/create', { ...wanted, 'nic:0:dhcp': '203.0.113.200' })).toEqual([409, 'busy']);
  },
  async addressesFull({ token }) {
    expect(await token('POST', '/resources/ip/create', { name: 'more' })).toEqual([507, 'full']);
    expect(await token('POST', '/resources/vlan/create', { name: 'more' })).toEqual([200, null]);
  },
  async createFails({ token, list }) {
    expect(await token('POST', '/servers/create', wanted)).toEqual([500, 'failed']);
    expect(await token('POST', '/servers/create/stopped', wanted)).toEqual([500, 'failed']);
    expect(await list()).toHaveLength(2);
  },
  async crashesAtStart({ ask, status, info }) {
    expect(await ask('POST', '/servers/create', wanted)).toMatchObject({ status: 200, body: { status: 'dumped' } });
    expect(await status('POST', `/servers/${STOPPED}/start`)).toBe(204);
    expect(await info(STOPPED)).toMatchObject({ status: 'dumped' });
  },
  async answerLost({ ask, list, status }) {
    await expect(ask('POST', '/servers/create', driveless)).rejects.toThrow('fetch failed');
    expect(await list()).toHaveLength(3);
    expect(await status('POST', '/servers/create', driveless)).toBe(200);
  },
  async doneButBroken({ token, list }) {
    expect(await token('POST', '/servers/create', driveless)).toEqual([500, 'failed']);
    expect(await list()).toHaveLength(3);
    expect(await token('POST', '/servers/create', driveless)).toEqual([200, null]);
  },
  async doneTwice({ status, list }) {
    expect(await status('POST', '/servers/create/stopped', driveless)).toBe(200);
    expect(await list()).toHaveLength(4);
    expect(await status('POST', '/servers/create/stopped', driveless)).toBe(200);
    expect(await list()).toHaveLength(5);
  },
  async listLags({ ask, info, list }) {
    const { server } = (await ask('POST', '/servers/create', wanted)).body as { server: string };
    expect(await info(server)).toMatchObject({ status: 'active' });
    for (const path of ['/servers/list', '/servers/info']) {
      const counts = [(await list(path)).length, (await list(path)).length, (await list(path)).length, (await list(path)).length];
      expect(counts).toEqual([2, 2, 2, 3]);
    }
  },
  async outage({ token }) {
    for (const [method, path, body] of EVERYWHERE) expect(await token(method, path, body)).toEqual([500, 'system']);
  },
  async credentialExpired({ token }) {
    for (const [method, path, body] of EVERYWHERE) expect(await token(method, path, body)).toEqual([401, 'auth']);
  },
  async emptyAccount({ list }) {
    for (const path of ['/servers/list', '/drives/list', '/resources/list']) expect(await list(path)).toEqual([]);
    expect(await list('/drives/list/standard')).toHaveLength(14);
  },
  async fleet({ list, ask, status }) {
    const servers = await list('/servers/info');
    expect(servers).toHaveLength(500);
    expect(await list()).toHaveLength(500);
    expect(await list('/drives/list')).toHaveLength(500);
    const counted = (one: string) => servers.filter((server) => server['status'] === one).length;
    expect(['active', 'stopped', 'paused', 'dumped', 'dead'].map(counted)).toEqual([300, 100, 50, 25, 25]);
    const addresses = servers.map((server) => server['nic:0:dhcp:ip']).filter((address) => address !== undefined);
    expect(new Set(addresses).size).toBe(300);
    const stopped = servers.find((server) => server['status'] === 'stopped') as { server: string };
    expect(await status('POST', `/servers/${stopped.server}/start`)).toBe(204);
    expect((await ask('GET', `/servers/${stopped.server}/info`)).body).toMatchObject({ status: 'active' });
  },
};

catalogue(scenarios, checks, opened);

test('parameters change what a scenario does, and what it says', async () => {
  const few = opened();
  few.cloud.play(scenarios.fleet({ count: 7 }));
  expect(await few.list()).toHaveLength(7);
  expect(scenarios.fleet({ count: 7 }).description).toContain('7 servers');
  const failing = opened();
  failing.cloud.play(scenarios.imagingFails({ at: 0.1 }));
  await failing.image();
  expect(await failing.imaging(SPARE, 5, 1)).toEqual(['8%', undefined]);
  const stuck = opened();
  stuck.cloud.play(scenarios.stuck({ at: 0.99 }));
  await stuck.image();
  expect(await stuck.imaging(SPARE, 86_400)).toEqual(['99%']);
  expect(scenarios.stuck({ at: 0.99 }).description).toContain('99%');
});

test('two are played together', async () => {
  const { cloud, token, list } = opened();
  cloud.play('elastichosts/empty-account');
  cloud.play(scenarios.fleet({ count: 3 }));
  cloud.play('elastichosts/out-of-balance');
  expect(await list()).toHaveLength(3);
  expect(await token('POST', '/servers/create', driveless)).toEqual([402, 'billing']);
});
