/** PureGPU's scenarios: each sentence is checked by its documented endpoints alone, and is not true before the scenario was played. */
import { expect, test } from '@jest/globals';
import { createCloud, minutes, seconds } from '../index.ts';
import { puregpu } from '../handlers/puregpu/index.ts';
import { fleet as fixtures } from '../fixtures/puregpu-fleet.ts';
import { catalogue } from './catalogue.ts';
import { client, type Answered } from './client.ts';

const { scenarios } = puregpu;

const open = () => {
  const cloud = createCloud({ puregpu });
  const ask = client(cloud, 'https://api.puregpu.com', { 'x-api-key': 'k' });
  const status = async (id = 10) => ((await ask('GET', `/server/${id}/status`)).body as { server: { status: string; locked: boolean } }).server;
  const act = (action: string, body?: object) => ask('POST', `/server/10/${action}`, body);
  return {
    cloud,
    ask,
    act,
    rebuild: (osid = '1057') => act('rebuild', { osid, sshkey: 'ssh-ed25519 AAAA' }),
    services: async () => ((await ask('GET', '/services')).body as { services: { id: number; status: string }[] }).services,
    /** What the server shows, without its uptime. */
    async state() {
      const { status: shown, locked } = await status();
      return [shown, locked ? 'locked' : 'free'];
    },
    status,
  };
};
type Stage = ReturnType<typeof open>;

const done = { status: 200, body: { result: 'success' } };
const error = (message: string) => ({ status: 200, body: { result: 'error', message } });
const LOCKED = error('VPS is locked, hence no actions are allowed to perform');
const rebuilt = { status: 200, body: { result: 'success', password: expect.any(String) } };

/** Every action is refused so. */
async function refused({ act, rebuild }: Stage, expected: object): Promise<void> {
  for (const action of ['start', 'stop', 'restart', 'shutdown']) expect(await act(action)).toMatchObject(expected);
  expect(await act('setBootOrder', { order: 'cda' })).toMatchObject(expected);
  expect(await act('insertIso', { iso: '' })).toMatchObject(expected);
  expect(await rebuild()).toMatchObject(expected);
}

/** An answer to each kind of request. */
const everywhere = async ({ ask, act, rebuild }: Stage): Promise<Answered[]> => [
  await ask('GET', '/services'),
  await ask('GET', '/services/10'),
  await ask('GET', '/server/ostemplates'),
  await ask('GET', '/server/10/status'),
  await act('stop'),
  await rebuild(),
];

const checks: { readonly [S in (typeof scenarios)[keyof typeof scenarios]['name']]: (stage: Stage) => Promise<void> } = {
  async 'puregpu/rebuild-locks-the-server'(stage) {
    expect(await stage.state()).toEqual(['stopped', 'locked']);
    await refused(stage, LOCKED);
    stage.cloud.clock.advance(minutes(2) - 1);
    expect(await stage.state()).toEqual(['stopped', 'locked']);
    stage.cloud.clock.advance(1);
    expect(await stage.state()).toEqual(['running', 'free']);
  },
  async 'puregpu/backup-lock'(stage) {
    expect(await stage.state()).toEqual(['running', 'locked']);
    await refused(stage, error('A Backup or Restore process is already running for this VPS. Please wait for it to complete'));
    stage.cloud.clock.advance(minutes(5) - 1);
    expect(await stage.state()).toEqual(['running', 'locked']);
    stage.cloud.clock.advance(1);
    expect(await stage.state()).toEqual(['running', 'free']);
  },
  async 'puregpu/busy-restarting'(stage) {
    expect(await stage.state()).toEqual(['running', 'locked']);
    await refused(stage, LOCKED);
    stage.cloud.clock.advance(seconds(10));
    expect(await stage.state()).toEqual(['stopped', 'locked']);
    stage.cloud.clock.advance(seconds(5) - 1);
    expect(await stage.state()).toEqual(['stopped', 'locked']);
    stage.cloud.clock.advance(1);
    expect(await stage.state()).toEqual(['running', 'free']);
  },
  async 'puregpu/busy-shutting-down'(stage) {
    expect(await stage.state()).toEqual(['running', 'locked']);
    await refused(stage, LOCKED);
    stage.cloud.clock.advance(seconds(10) - 1);
    expect(await stage.state()).toEqual(['running', 'locked']);
    stage.cloud.clock.advance(1);
    expect(await stage.state()).toEqual(['stopped', 'free']);
  },
  async 'puregpu/service-suspended'(stage) {
    expect((await stage.services())[0]).toMatchObject({ id: 10, status: 'Suspended', suspensionreason: 'Overdue on Payment' });
    const expected = error('This VPS is suspended. You cannot perform any operations for the VPS !');
    await refused(stage, expected);
    for (const page of ['status', 'bootOrderAndIsos', 'stats?timeframe=hour']) expect(await stage.ask('GET', `/server/10/${page}`)).toMatchObject(expected);
  },
  async 'puregpu/service-terminated'(stage) {
    expect((await stage.services())[0]).toMatchObject({ id: 10, status: 'Terminated' });
    await refused(stage, error('Service not found'));
    expect(await stage.ask('GET', '/server/10/status')).toMatchObject(error('Service not found'));
  },
  async 'puregpu/template-gone'({ ask, rebuild }) {
    expect(await rebuild('1021')).toMatchObject(error('The OS submitted is invalid'));
    expect(JSON.stringify((await ask('GET', '/server/ostemplates')).body)).not.toContain('"1021"');
    expect(await rebuild('1057')).toMatchObject(rebuilt);
  },
  async 'puregpu/iso-not-found'({ ask, act }) {
    expect(await act('insertIso', { sec_iso: 'drivers.iso' })).toMatchObject(error('The ISO you selected is invalid'));
    expect((await ask('GET', '/server/10/bootOrderAndIsos')).body).toMatchObject({ secondaryISO: 'drivers.iso' });
    expect(await act('insertIso', { iso: 'ubuntu.iso' })).toMatchObject(done);
  },
  async 'puregpu/rebuild-fails-halfway'({ cloud, rebuild, state }) {
    for (let n = 0; n < 2; n += 1) {
      expect(await rebuild()).toMatchObject(rebuilt);
      cloud.clock.advance(seconds(72) - 1);
      expect(await state()).toEqual(['stopped', 'locked']);
      cloud.clock.advance(1);
      expect(await state()).toEqual(['stopped', 'free']);
    }
  },
  async 'puregpu/guest-ignores-shutdown'({ cloud, act, state }) {
    expect(await act('shutdown')).toMatchObject(done);
    cloud.clock.advance(seconds(10) - 1);
    expect(await state()).toEqual(['running', 'locked']);
    cloud.clock.advance(1);
    expect(await state()).toEqual(['running', 'free']);
    expect(await act('stop')).toMatchObject(done);
    expect(await state()).toEqual(['stopped', 'free']);
  },
  async 'puregpu/stuck'(stage) {
    expect(await stage.rebuild()).toMatchObject(rebuilt);
    stage.cloud.clock.advance(minutes(60 * 24));
    expect(await stage.state()).toEqual(['stopped', 'locked']);
    await refused(stage, LOCKED);
  },
  async 'puregpu/slow'({ cloud, act, rebuild, state }) {
    const begun: [() => Promise<Answered>, number][] = [
      [rebuild, minutes(2)],
      [() => act('restart'), seconds(15)],
      [() => act('shutdown'), seconds(10)],
    ];
    for (const [begin, lasts] of begun) {
      expect(await begin()).toMatchObject(done);
      cloud.clock.advance(10 * lasts - 1);
      expect((await state())[1]).toBe('locked');
      cloud.clock.advance(1);
      expect((await state())[1]).toBe('free');
    }
  },
  async 'puregpu/rebuild-loses-its-password'({ cloud, rebuild, state }) {
    await expect(rebuild()).rejects.toThrow(TypeError);
    expect(await state()).toEqual(['stopped', 'locked']);
    cloud.clock.advance(minutes(2));
    expect(await state()).toEqual(['running', 'free']);
    expect(await rebuild()).toMatchObject(rebuilt);
  },
  async 'puregpu/done-but-broken'({ cloud, rebuild, state }) {
    expect(await rebuild()).toMatchObject({ status: 500, body: { result: 'error', message: 'Internal server error' } });
    expect(await state()).toEqual(['stopped', 'locked']);
    cloud.clock.advance(minutes(2));
    expect(await rebuild()).toMatchObject(rebuilt);
  },
  async 'puregpu/status-lags'({ act, state }) {
    expect(await act('stop')).toMatchObject(done);
    expect([await state(), await state(), await state()]).toEqual([
      ['running', 'free'],
      ['running', 'free'],
      ['stopped', 'free'],
    ]);
  },
  async 'puregpu/rate-limit'({ cloud, ask }) {
    for (let n = 0; n < 60; n += 1) expect((await ask('GET', '/services')).status).toBe(200);
    cloud.clock.advance(seconds(20));
    const { status, headers, body } = await ask('GET', '/server/10/status');
    expect([status, headers.get('retry-after'), body]).toEqual([429, '40', { result: 'error', message: 'Too many requests' }]);
    cloud.clock.advance(seconds(40));
    expect((await ask('GET', '/services')).status).toBe(200);
  },
  async 'puregpu/credential-expired'(stage) {
    for (const answer of await everywhere(stage)) expect(answer).toMatchObject({ status: 401, body: { result: 'error', message: 'Unauthorized' } });
  },
  async 'puregpu/outage'(stage) {
    for (const answer of await everywhere(stage)) expect(answer).toMatchObject({ status: 503, body: { result: 'error', message: 'Service unavailable' } });
  },
  async 'puregpu/empty-account'({ ask, services }) {
    expect(await services()).toEqual([]);
    expect(await ask('GET', '/services/10')).toMatchObject(error('Service not found'));
  },
  async 'puregpu/fleet'({ ask, services, status }) {
    const all = await services();
    expect(all).toHaveLength(500);
    expect(new Set(all.map(({ id }) => id)).size).toBe(500);
    const states: Record<string, number> = {};
    for (const service of all) {
      const state = service.status === 'Active' ? await status(service.id) : undefined;
      const name = state ? `${state.status}${state.locked ? ', locked' : ''}` : service.status;
      states[name] = (states[name] ?? 0) + 1;
    }
    expect(states).toEqual({ running: 300, stopped: 50, 'stopped, locked': 50, 'running, locked': 50, Suspended: 50 });
    expect((await ask('GET', `/server/${all[6]?.id}/stats?timeframe=day`)).body).toMatchObject({ result: 'success' });
  },
};

catalogue(scenarios, checks, open, ({ cloud }) => {
  for (const server of fixtures(100)) cloud.puregpu.servers.add(server);
});

test('with parameters a scenario says so and does so', async () => {
  const { cloud, ask, rebuild, state } = open();
  const early = scenarios.rebuildFailsHalfway({ at: 0.1 });
  expect(early.description).toBe('Every rebuild is accepted, then fails after 10% of its time: the server stays stopped.');
  cloud.play(early);
  await rebuild();
  cloud.clock.advance(seconds(12));
  expect(await state()).toEqual(['stopped', 'free']);

  cloud.reset();
  const short = scenarios.outage({ times: 2 });
  expect(short.description).toBe('PureGPU is down: every one of the next 2 requests is answered with 503.');
  cloud.play(short);
  expect([(await ask('GET', '/services')).status, (await ask('GET', '/services')).status, (await ask('GET', '/services')).status]).toEqual([503, 503, 200]);

  cloud.reset();
  cloud.play(scenarios.rateLimit({ limit: 1 }));
  expect([(await ask('GET', '/services')).status, (await ask('GET', '/services')).status]).toEqual([200, 429]);

  cloud.reset();
  cloud.play(scenarios.fleet({ count: 20 }));
  expect(cloud.puregpu.servers.size).toBe(20);

  cloud.reset();
  expect(scenarios.rebuildLosesItsPassword({ times: 2 }).description).toMatch(/^Each of the next 2 rebuilds is done, /);
  cloud.play(scenarios.rebuildLosesItsPassword({ times: 2 }));
  for (let n = 0; n < 2; n += 1) {
    await expect(rebuild()).rejects.toThrow(TypeError);
    cloud.clock.settle();
  }
  expect(await rebuild()).toMatchObject(rebuilt);
});

test('two scenarios play together', async () => {
  const { cloud, rebuild, act, state } = open();
  cloud.play('puregpu/rebuild-loses-its-password');
  cloud.play(scenarios.slow({ factor: 2 }));
  await expect(rebuild()).rejects.toThrow(TypeError);
  cloud.clock.advance(minutes(4) - 1);
  expect(await state()).toEqual(['stopped', 'locked']);
  cloud.clock.advance(1);
  expect(await state()).toEqual(['running', 'free']);
  cloud.play('puregpu/iso-not-found');
  cloud.play('puregpu/guest-ignores-shutdown');
  expect(await act('insertIso', { iso: 'drivers.iso' })).toMatchObject(error('The ISO you selected is invalid'));
  expect(await act('shutdown')).toMatchObject(done);
  cloud.clock.settle();
  expect(await state()).toEqual(['running', 'free']);
});

test('on the fleet of the catalogue, and on an account that was emptied', async () => {
  const stage = open();
  stage.cloud.play('puregpu/fleet');
  stage.cloud.play('puregpu/backup-lock');
  await checks['puregpu/backup-lock'](stage);
  stage.cloud.clock.settle();
  for (const { id, status } of await stage.services()) if (status === 'Active') expect(await stage.status(id)).toMatchObject({ locked: false });
  stage.cloud.play('puregpu/empty-account');
  stage.cloud.play('puregpu/fleet');
  expect(await stage.services()).toHaveLength(500);
});
