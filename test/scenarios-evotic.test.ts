/** Evotic's scenarios: each sentence is checked by its documented endpoints alone, and is not true before the scenario was played. */
import { expect, test } from '@jest/globals';
import { createCloud, minutes, seconds } from '../index.ts';
import { evotic } from '../handlers/evotic/index.ts';
import { fleet as fixtures } from '../fixtures/evotic-fleet.ts';
import { catalogue } from './catalogue.ts';
import { client, type Answered } from './client.ts';

const { scenarios } = evotic;

const wanted = { name: 'evo-test', location_id: 1, os_id: 1, password: 'secret', initialCommands: [], cpu: 1, ram: 1024, disk: 10 };

interface Shown {
  readonly id: number;
  readonly hostname: string;
  readonly uuid: string;
  readonly status: string;
  readonly ip_addresses: readonly { readonly ip: string }[];
}
interface Doing {
  readonly status: string;
  readonly real_status: string;
  readonly is_processing: boolean;
  readonly progress: number;
}

const open = () => {
  const cloud = createCloud({ evotic });
  const ask = client(cloud, 'https://evotic.io/api/v1', { authorization: 'Bearer token' });
  return {
    cloud,
    ask,
    create: (members: object = {}) => ask('POST', '/servers', { ...wanted, ...members }),
    remove: (id = 1) => ask('DELETE', `/servers/${id}`),
    doing: async (id = 1) => (await ask('GET', `/servers/${id}/status`)).body as Doing,
    list: async () => (await ask('GET', '/servers')).body as Shown[],
  };
};
type Stage = ReturnType<typeof open>;

const idle = (status: string): Doing => ({ status, real_status: status, is_processing: false, progress: 100 });
const working = (status: string, real_status: string, progress: number): Doing => ({ status, real_status, is_processing: true, progress });
const LOCKED = { status: 423, body: { message: 'Server is being processed.' } };
const GONE = { status: 200, body: { message: 'Server deleted successfully' } };

/** Server 1 is busy for so long, cannot be deleted meanwhile, and ends so. */
async function busy({ cloud, doing, remove }: Stage, phrase: string, during: string, lasts: number, then: string): Promise<void> {
  expect(await doing()).toEqual(working(phrase, during, 0));
  cloud.clock.advance(lasts - 1);
  expect(await doing()).toMatchObject({ status: phrase, real_status: during, is_processing: true });
  expect(await remove()).toMatchObject(LOCKED);
  cloud.clock.advance(1);
  expect(await doing()).toEqual(idle(then));
}

/** An answer to each kind of request. */
const everywhere = async ({ ask, create, remove }: Stage): Promise<Answered[]> => [
  await ask('GET', '/servers'),
  await create(),
  await ask('GET', '/servers/1'),
  await ask('GET', '/servers/1/status'),
  await remove(),
];

/** The servers of the name that each create asks for. */
const made = async ({ list }: Stage): Promise<Shown[]> => (await list()).filter(({ hostname }) => hostname === wanted.name);

const checks: { readonly [S in (typeof scenarios)[keyof typeof scenarios]['name']]: (stage: Stage) => Promise<void> } = {
  async 'evotic/out-of-balance'(stage) {
    expect(await stage.create({ cpu: 1, ram: 512, disk: 5 })).toMatchObject({ status: 402, body: { message: 'Insufficient balance.' } });
    expect(await made(stage)).toEqual([]);
  },
  async 'evotic/location-full'(stage) {
    expect(await stage.create()).toMatchObject({ status: 422, body: { errors: { location_id: ['The selected location id has no capacity left.'] } } });
    expect(await made(stage)).toEqual([]);
  },
  async 'evotic/system-gone'(stage) {
    expect(await stage.create()).toMatchObject({ status: 422, body: { errors: { os_id: ['The selected os id is invalid.'] } } });
    expect((await stage.ask('GET', '/servers/1')).body).toMatchObject({ os: 'Ubuntu 22.04' });
  },
  async 'evotic/create-fails-halfway'({ cloud, create, doing }) {
    for (const id of [2, 3]) {
      expect(await create()).toMatchObject({ status: 201, body: { id } });
      cloud.clock.advance(seconds(36) - 1);
      expect(await doing(id)).toEqual(working('creating the server', 'processing', 59));
      cloud.clock.advance(1);
      expect(await doing(id)).toEqual(idle('unavailable'));
    }
  },
  async 'evotic/create-settles-stopped'({ cloud, create, doing }) {
    for (const id of [2, 3]) {
      expect((await create()).status).toBe(201);
      cloud.clock.advance(minutes(1) - 1);
      expect(await doing(id)).toEqual(working('creating the server', 'processing', 99));
      cloud.clock.advance(1);
      expect(await doing(id)).toEqual(idle('stopped'));
    }
  },
  async 'evotic/stuck'({ cloud, create, doing, remove }) {
    expect((await create()).status).toBe(201);
    cloud.clock.advance(minutes(60 * 24));
    expect(await doing(2)).toEqual(working('creating the server', 'processing', 99));
    expect(await remove(2)).toMatchObject(LOCKED);
  },
  async 'evotic/slow'({ cloud, create, doing }) {
    expect((await create()).status).toBe(201);
    cloud.clock.advance(minutes(10) - 1);
    expect(await doing(2)).toEqual(working('creating the server', 'processing', 99));
    cloud.clock.advance(1);
    expect(await doing(2)).toEqual(idle('started'));
  },
  async 'evotic/progress-goes-back'({ cloud, create, doing }) {
    expect((await create()).status).toBe(201);
    // Milliseconds of the create's minute, and what it shows then.
    const shown: [number, number][] = [
      [0, 0],
      [seconds(30), 50],
      [seconds(36) - 1, 59],
      [seconds(36), 20],
      [seconds(48), 60],
      [minutes(1) - 1, 99],
      [minutes(1), 100],
    ];
    let passed = 0;
    for (const [at, progress] of shown) {
      cloud.clock.advance(at - passed);
      passed = at;
      expect((await doing(2)).progress).toBe(progress);
    }
    expect(await doing(2)).toEqual(idle('started'));
  },
  async 'evotic/creating-the-backup'({ cloud, doing, remove }) {
    expect(await doing()).toEqual(working('creating the backup', 'started', 53));
    // 47% of ten minutes are left.
    cloud.clock.advance(seconds(282) - 1);
    expect(await doing()).toEqual(working('creating the backup', 'started', 99));
    expect(await remove()).toMatchObject(LOCKED);
    cloud.clock.advance(1);
    expect(await doing()).toEqual(idle('started'));
    expect(await remove()).toMatchObject(GONE);
  },
  async 'evotic/backup-stuck'({ cloud, doing, remove }) {
    for (const passed of [0, minutes(60 * 24)]) {
      cloud.clock.advance(passed);
      expect(await doing()).toEqual(working('creating the backup', 'started', 53));
      expect(await remove()).toMatchObject(LOCKED);
    }
  },
  'evotic/reinstalling': (stage) => busy(stage, 'reinstalling the server', 'processing', minutes(2), 'started'),
  'evotic/reinstall-fails': (stage) => busy(stage, 'reinstalling the server', 'processing', seconds(72), 'unavailable'),
  async 'evotic/busy-creating'(stage) {
    expect((await stage.ask('GET', '/servers/1')).body).toMatchObject({ status: 'processing', usage: { disk: 0 } });
    await busy(stage, 'creating the server', 'processing', minutes(1), 'started');
  },
  'evotic/busy-starting': (stage) => busy(stage, 'starting the server', 'stopped', seconds(10), 'started'),
  'evotic/busy-stopping': (stage) => busy(stage, 'stopping the server', 'started', seconds(10), 'stopped'),
  'evotic/busy-restarting': (stage) => busy(stage, 'restarting the server', 'started', seconds(20), 'started'),
  async 'evotic/busy-deleting'({ cloud, ask, doing, remove }) {
    expect(await doing()).toEqual(working('deleting the server', 'started', 0));
    cloud.clock.advance(seconds(30) - 1);
    expect(await remove()).toMatchObject(LOCKED);
    expect((await ask('GET', '/servers/1')).body).toMatchObject({ status: 'started' });
    cloud.clock.advance(1);
    expect((await ask('GET', '/servers/1')).status).toBe(404);
  },
  async 'evotic/server-stopped'({ cloud, doing }) {
    expect(await doing()).toEqual(idle('stopped'));
    expect(cloud.operations.map(({ operation }) => operation).filter((operation) => /start/.test(operation))).toEqual([]);
  },
  async 'evotic/answer-lost'(stage) {
    await expect(stage.create()).rejects.toThrow(TypeError);
    expect(await made(stage)).toHaveLength(1);
    expect((await stage.create()).status).toBe(201);
    expect(await made(stage)).toHaveLength(2);
  },
  async 'evotic/done-but-broken'(stage) {
    expect(await stage.create()).toMatchObject({ status: 500, body: { type: 'api_error', message: 'Server Error' } });
    expect(await made(stage)).toHaveLength(1);
    expect((await stage.create()).status).toBe(201);
  },
  async 'evotic/done-twice'(stage) {
    expect((await stage.create()).status).toBe(201);
    expect(await made(stage)).toHaveLength(2);
    expect((await stage.create()).status).toBe(201);
    expect(await made(stage)).toHaveLength(3);
  },
  async 'evotic/list-lags'(stage) {
    expect((await stage.create()).status).toBe(201);
    expect([(await made(stage)).length, (await made(stage)).length, (await made(stage)).length]).toEqual([0, 0, 1]);
    expect((await stage.ask('GET', '/servers/2')).status).toBe(200);
  },
  async 'evotic/rate-limit'({ cloud, ask }) {
    for (let left = 59; left >= 0; left -= 1) {
      const { status, headers } = await ask('GET', '/servers');
      expect([status, headers.get('x-ratelimit-remaining')]).toEqual([200, String(left)]);
    }
    cloud.clock.advance(seconds(20));
    const { status, headers, body } = await ask('GET', '/servers/1/status');
    expect({ status, body }).toMatchObject({ status: 429, body: { message: 'Too Many Attempts.' } });
    expect([headers.get('retry-after'), headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining')]).toEqual(['40', '60', '0']);
    cloud.clock.advance(seconds(40));
    expect((await ask('GET', '/servers')).status).toBe(200);
  },
  async 'evotic/credential-expired'(stage) {
    for (const answer of await everywhere(stage)) expect(answer).toMatchObject({ status: 401, body: { message: 'Unauthenticated.' } });
  },
  async 'evotic/outage'(stage) {
    for (const answer of await everywhere(stage)) expect(answer).toMatchObject({ status: 503, body: { type: 'api_error', message: 'Service Unavailable' } });
  },
  async 'evotic/empty-account'({ ask, list }) {
    expect(await list()).toEqual([]);
    expect((await ask('GET', '/servers/1')).status).toBe(404);
  },
  async 'evotic/fleet'({ list, doing }) {
    const all = await list();
    expect(all).toHaveLength(500);
    for (const member of ['id', 'hostname', 'uuid'] as const) expect(new Set(all.map((server) => server[member])).size).toBe(500);
    expect(new Set(all.map(({ ip_addresses }) => ip_addresses[0]?.ip)).size).toBe(500);
    const states: Record<string, number> = {};
    for (const { id, status } of all) {
      const now = await doing(id);
      expect(now.real_status).toBe(status);
      states[now.status] = (states[now.status] ?? 0) + 1;
    }
    const { started = 0, ...others } = states;
    expect(started).toBeGreaterThan(200);
    expect(Object.keys(others).sort()).toEqual([
      'creating the backup',
      'creating the server',
      'paused',
      'reinstalling the server',
      'restarting the server',
      'stopped',
      'unavailable',
    ]);
    for (const number of Object.values(others)) expect([41, 42]).toContain(number);
  },
};

catalogue(scenarios, checks, open, ({ cloud }) => {
  for (const server of fixtures(100)) cloud.evotic.servers.add(server);
});

test('with parameters a scenario says so and does so', async () => {
  const { cloud, ask, create, doing, list } = open();
  const early = scenarios.createFailsHalfway({ at: 0.1 });
  expect(early.description).toBe('Every create is accepted, then fails after 10% of its time: the server ends up unavailable.');
  cloud.play(early);
  await create();
  cloud.clock.advance(seconds(6));
  expect(await doing(2)).toEqual(idle('unavailable'));

  cloud.reset();
  cloud.play(scenarios.creatingTheBackup({ at: 0.9 }));
  expect(await doing()).toEqual(working('creating the backup', 'started', 90));

  cloud.reset();
  const short = scenarios.outage({ times: 2 });
  expect(short.description).toBe('Evotic is down: every one of the next 2 requests is answered with 503.');
  cloud.play(short);
  expect([(await ask('GET', '/servers')).status, (await ask('GET', '/servers')).status, (await ask('GET', '/servers')).status]).toEqual([503, 503, 200]);

  cloud.reset();
  cloud.play(scenarios.rateLimit({ limit: 1, per: seconds(5) }));
  const first = await ask('GET', '/servers');
  const second = await ask('GET', '/servers');
  expect([first.status, second.status, second.headers.get('retry-after')]).toEqual([200, 429, '5']);

  cloud.reset();
  cloud.play(scenarios.fleet({ count: 20 }));
  expect(await list()).toHaveLength(20);

  cloud.reset();
  expect(scenarios.answerLost({ times: 2 }).description).toMatch(/^Each of the next 2 creates is done, /);
  cloud.play(scenarios.answerLost({ times: 2 }));
  for (let n = 0; n < 2; n += 1) await expect(create()).rejects.toThrow(TypeError);
  expect((await create()).status).toBe(201);
});

test('two scenarios play together', async () => {
  const stage = open();
  stage.cloud.play('evotic/answer-lost');
  stage.cloud.play(scenarios.createFailsHalfway({ at: 0.5 }));
  await expect(stage.create()).rejects.toThrow(TypeError);
  stage.cloud.clock.advance(seconds(30));
  expect(await made(stage)).toMatchObject([{ status: 'unavailable' }]);
  stage.cloud.play('evotic/creating-the-backup');
  stage.cloud.play('evotic/out-of-balance');
  await checks['evotic/creating-the-backup'](stage);
  expect((await stage.create()).status).toBe(402);
});

test('on the fleet of the catalogue, and on an account that was emptied', async () => {
  const stage = open();
  stage.cloud.play('evotic/fleet');
  stage.cloud.play('evotic/reinstalling');
  await checks['evotic/reinstalling'](stage);
  stage.cloud.clock.settle();
  expect(new Set((await stage.list()).map(({ status }) => status))).toEqual(new Set(['started', 'stopped', 'paused', 'unavailable']));
  stage.cloud.play('evotic/empty-account');
  stage.cloud.play('evotic/fleet');
  expect(await stage.list()).toHaveLength(500);
});
