/** VPS.org's scenarios: each sentence is checked by its documented endpoints alone, and is not true before the scenario was played. */
import { expect, test } from '@jest/globals';
import { createCloud, minutes, seconds } from '../index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { fleet as fixtures } from '../fixtures/vpsorg-fleet.ts';
import { catalogue } from './catalogue.ts';
import { client, type Answered } from './client.ts';

const { scenarios } = vpsorg;

const wanted = { name: 'a', plan_id: 1, os_id: 5, location: 'us-west' };

interface Shown {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly ip_address: string | null;
}

const open = () => {
  const cloud = createCloud({ vpsorg });
  const ask = client(cloud, 'https://admin.vps.org/api/v1', { authorization: 'Bearer t' });
  const shown = async (id = 12345) => (await ask('GET', `/servers/${id}/`)).body as Shown;
  return {
    cloud,
    ask,
    shown,
    status: async (id = 12345) => (await shown(id)).status,
    act: (action: string, id = 12345) => ask('POST', `/servers/${id}/${action}/`),
    create: (members: object = {}) => ask('POST', '/servers/', { ...wanted, ...members }),
    list: async () => ((await ask('GET', '/servers/')).body as { results: Shown[] }).results,
  };
};
type Stage = ReturnType<typeof open>;

/** Neither start, stop nor reboot is accepted. */
async function refused({ act }: Stage, detail: string, id = 12345): Promise<void> {
  for (const action of ['start', 'stop', 'reboot']) expect(await act(action, id)).toMatchObject({ status: 400, body: { detail } });
}

/** Server 12345 is busy for so long, and ends so. */
async function busy(stage: Stage, during: string, lasts: number, then: string): Promise<void> {
  expect(await stage.status()).toBe(during);
  await refused(stage, `Server is busy (${during}).`);
  stage.cloud.clock.advance(lasts - 1);
  expect(await stage.status()).toBe(during);
  stage.cloud.clock.advance(1);
  expect(await stage.status()).toBe(then);
}

/** An answer to each kind of request. */
const everywhere = async ({ ask, act, create }: Stage): Promise<Answered[]> => [
  await ask('GET', '/servers/'),
  await create(),
  await ask('GET', '/servers/12345/'),
  await ask('PATCH', '/servers/12345/', { name: 'b' }),
  await act('stop'),
  await ask('GET', '/plans/'),
  await ask('GET', '/plans/1/'),
  await ask('DELETE', '/servers/12345/'),
];

/** The servers of the name that each create asks for. */
const made = async ({ list }: Stage): Promise<Shown[]> => (await list()).filter(({ name }) => name === wanted.name);

const checks: { readonly [S in (typeof scenarios)[keyof typeof scenarios]['name']]: (stage: Stage) => Promise<void> } = {
  async 'vpsorg/out-of-credits'(stage) {
    for (const plan_id of [1, 2, 3]) expect(await stage.create({ plan_id })).toMatchObject({ status: 402, body: { detail: 'Insufficient credits.' } });
    expect(await made(stage)).toEqual([]);
  },
  async 'vpsorg/plan-gone'({ ask, create }) {
    expect(await create({ plan_id: 3 })).toMatchObject({ status: 400, body: { plan_id: ['Invalid pk "3" - object does not exist.'] } });
    expect((await ask('GET', '/plans/')).body).toMatchObject({ results: [{ id: 1 }, { id: 2 }] });
    expect((await ask('GET', '/plans/3/')).status).toBe(404);
    expect((await ask('GET', '/servers/')).status).toBe(200);
    expect((await create()).status).toBe(201);
  },
  async 'vpsorg/location-closed'({ create }) {
    expect(await create()).toMatchObject({ status: 400, body: { location: ['"us-west" is not a valid choice.'] } });
    expect((await create({ location: 'us-east' })).status).toBe(201);
  },
  async 'vpsorg/provisioning-fails'({ cloud, create, shown }) {
    for (const id of [12347, 12348]) {
      expect(await create()).toMatchObject({ status: 201, body: { id } });
      cloud.clock.advance(seconds(108) - 1);
      expect(await shown(id)).toMatchObject({ status: 'provisioning', ip_address: null });
      cloud.clock.advance(1);
      expect(await shown(id)).toMatchObject({ status: 'stopped', ip_address: null });
    }
  },
  async 'vpsorg/provisioning-settles-stopped'({ cloud, create, shown, act }) {
    for (const id of [12347, 12348]) {
      expect((await create()).status).toBe(201);
      cloud.clock.advance(minutes(3) - 1);
      expect((await shown(id)).status).toBe('provisioning');
      cloud.clock.advance(1);
      expect(await shown(id)).toMatchObject({ status: 'stopped', ip_address: null });
      expect((await act('start', id)).status).toBe(200);
      cloud.clock.advance(seconds(10));
      expect(await shown(id)).toMatchObject({ status: 'active', ip_address: expect.any(String) });
    }
  },
  async 'vpsorg/stuck'(stage) {
    expect((await stage.create()).status).toBe(201);
    stage.cloud.clock.advance(minutes(60 * 24));
    expect(await stage.status(12347)).toBe('provisioning');
    await refused(stage, 'Server is busy (provisioning).', 12347);
  },
  async 'vpsorg/slow'({ cloud, create, act, status }) {
    const id = 12347;
    const begun: [() => Promise<Answered>, string, number, string][] = [
      [create, 'provisioning', minutes(3), 'active'],
      [() => act('stop', id), 'stopping', seconds(20), 'stopped'],
      [() => act('start', id), 'starting', seconds(10), 'active'],
      [() => act('reboot', id), 'rebooting', seconds(30), 'active'],
    ];
    for (const [begin, during, lasts, then] of begun) {
      await begin();
      cloud.clock.advance(10 * lasts - 1);
      expect(await status(id)).toBe(during);
      cloud.clock.advance(1);
      expect(await status(id)).toBe(then);
    }
  },
  async 'vpsorg/server-suspended'(stage) {
    expect(await stage.status()).toBe('suspended');
    await refused(stage, 'Server is suspended.');
  },
  'vpsorg/restoring': (stage) => busy(stage, 'restoring', minutes(10), 'active'),
  async 'vpsorg/busy-provisioning'(stage) {
    expect((await stage.shown()).ip_address).toBeNull();
    await busy(stage, 'provisioning', minutes(3), 'active');
    expect((await stage.shown()).ip_address).toBe('203.0.113.10');
  },
  'vpsorg/busy-starting': (stage) => busy(stage, 'starting', seconds(10), 'active'),
  'vpsorg/busy-stopping': (stage) => busy(stage, 'stopping', seconds(20), 'stopped'),
  'vpsorg/busy-rebooting': (stage) => busy(stage, 'rebooting', seconds(30), 'active'),
  async 'vpsorg/reboot-fails'({ cloud, act, status }) {
    for (const id of [12345, 12346]) {
      expect((await act('reboot', id)).status).toBe(200);
      cloud.clock.advance(seconds(18) - 1);
      expect(await status(id)).toBe('rebooting');
      cloud.clock.advance(1);
      expect(await status(id)).toBe('stopped');
    }
  },
  async 'vpsorg/answer-lost'(stage) {
    await expect(stage.create()).rejects.toThrow(TypeError);
    expect(await made(stage)).toHaveLength(1);
    expect((await stage.create()).status).toBe(201);
    expect(await made(stage)).toHaveLength(2);
  },
  async 'vpsorg/done-but-broken'(stage) {
    expect(await stage.create()).toMatchObject({ status: 500, body: { detail: 'A server error occurred.' } });
    expect(await made(stage)).toHaveLength(1);
    expect((await stage.create()).status).toBe(201);
  },
  async 'vpsorg/done-twice'(stage) {
    expect((await stage.create()).status).toBe(201);
    expect(await made(stage)).toHaveLength(2);
    expect((await stage.create()).status).toBe(201);
    expect(await made(stage)).toHaveLength(3);
  },
  async 'vpsorg/list-lags'(stage) {
    expect((await stage.create()).status).toBe(201);
    expect([(await made(stage)).length, (await made(stage)).length, (await made(stage)).length]).toEqual([0, 0, 1]);
    expect(await stage.status(12347)).toBe('provisioning');
  },
  async 'vpsorg/rate-limit'({ cloud, ask }) {
    for (let n = 0; n < 60; n += 1) expect((await ask('GET', '/servers/')).status).toBe(200);
    cloud.clock.advance(seconds(20));
    const { status, headers, body } = await ask('GET', '/plans/');
    expect([status, headers.get('retry-after'), body]).toEqual([429, '40', { detail: 'Request was throttled. Expected available in 40 seconds.' }]);
    cloud.clock.advance(seconds(40));
    expect((await ask('GET', '/servers/')).status).toBe(200);
  },
  async 'vpsorg/credential-expired'(stage) {
    for (const answer of await everywhere(stage)) expect(answer).toMatchObject({ status: 401, body: { detail: 'Invalid token.' } });
  },
  async 'vpsorg/outage'(stage) {
    for (const answer of await everywhere(stage))
      expect(answer).toMatchObject({ status: 503, body: { detail: 'Service temporarily unavailable, try again later.' } });
  },
  async 'vpsorg/empty-account'({ ask }) {
    expect((await ask('GET', '/servers/')).body).toEqual({ count: 0, results: [] });
    expect((await ask('GET', '/servers/12345/')).status).toBe(404);
  },
  async 'vpsorg/fleet'({ ask, list, shown }) {
    const all = await list();
    expect(all).toHaveLength(500);
    for (const member of ['id', 'name'] as const) expect(new Set(all.map((server) => server[member])).size).toBe(500);
    const statuses: Record<string, number> = {};
    for (const { status } of all) statuses[status] = (statuses[status] ?? 0) + 1;
    const { active = 0, ...others } = statuses;
    expect(active).toBeGreaterThan(200);
    expect(Object.keys(others).sort()).toEqual(['provisioning', 'rebooting', 'restoring', 'starting', 'stopped', 'stopping', 'suspended']);
    for (const number of Object.values(others)) expect([41, 42]).toContain(number);
    const addresses = all.flatMap(({ ip_address }) => ip_address ?? []);
    expect(new Set(addresses).size).toBe(addresses.length);
    for (const { id, status } of all) expect((await shown(id)).status).toBe(status);
    expect((await ask('GET', '/servers/?status=restoring')).body).toMatchObject({ count: others['restoring'] });
  },
};

catalogue(scenarios, checks, open, ({ cloud }) => {
  for (const server of fixtures(100)) cloud.vpsorg.servers.add(server);
});

test('with parameters a scenario says so and does so', async () => {
  const { cloud, ask, create, status, list } = open();
  const early = scenarios.provisioningFails({ at: 0.1 });
  expect(early.description).toBe('Every create is accepted, then fails after 10% of its time: the server ends up stopped, without an address.');
  cloud.play(early);
  await create();
  cloud.clock.advance(seconds(18));
  expect(await status(12347)).toBe('stopped');

  cloud.reset();
  const short = scenarios.outage({ times: 2 });
  expect(short.description).toBe('VPS.org is down: every one of the next 2 requests is answered with 503.');
  cloud.play(short);
  expect([(await ask('GET', '/plans/')).status, (await ask('GET', '/plans/')).status, (await ask('GET', '/plans/')).status]).toEqual([503, 503, 200]);

  cloud.reset();
  cloud.play(scenarios.rateLimit({ limit: 1, per: seconds(5) }));
  const first = await ask('GET', '/plans/');
  const second = await ask('GET', '/plans/');
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
  stage.cloud.play('vpsorg/answer-lost');
  stage.cloud.play(scenarios.provisioningFails({ at: 0.5 }));
  await expect(stage.create()).rejects.toThrow(TypeError);
  stage.cloud.clock.advance(seconds(90));
  expect(await made(stage)).toMatchObject([{ status: 'stopped', ip_address: null }]);
  stage.cloud.play('vpsorg/server-suspended');
  stage.cloud.play('vpsorg/out-of-credits');
  await checks['vpsorg/server-suspended'](stage);
  expect((await stage.create()).status).toBe(402);
});

test('on the fleet of the catalogue, and on an account that was emptied', async () => {
  const stage = open();
  stage.cloud.play('vpsorg/fleet');
  stage.cloud.play('vpsorg/restoring');
  await checks['vpsorg/restoring'](stage);
  stage.cloud.clock.settle();
  expect(new Set((await stage.list()).map(({ status }) => status))).toEqual(new Set(['active', 'stopped', 'suspended']));
  stage.cloud.play('vpsorg/empty-account');
  stage.cloud.play('vpsorg/fleet');
  expect(await stage.list()).toHaveLength(500);
});
