/** Drone's catalogue: what each scenario tells is true of the API once it was played, and not before. */
import { expect, test } from '@jest/globals';
import { createCloud, hours, seconds } from '../index.ts';
import { drone } from '../handlers/drone/index.ts';
import { catalogue } from './catalogue.ts';
import { client } from './client.ts';

const BASE = 'https://autoscaler.example.com';
const RUNNING = 'agent-F8k8oMUP';
const { scenarios } = drone;

interface Shown {
  readonly name: string;
  readonly state: string;
  readonly id: string;
  readonly address: string;
}

function opened() {
  const cloud = createCloud({ drone });
  const ask = client(cloud, BASE, { authorization: 'Bearer token' });
  const list = async () => (await ask('GET', '/api/servers')).body as Shown[];
  const find = async (name: string) => (await ask('GET', `/api/servers/${name}`)).body as Shown;
  const create = async () => (await ask('POST', '/api/servers')).body as Shown;
  const remove = (name: string, query = '') => ask('DELETE', `/api/servers/${name}${query}`);
  /** The state after each move of the clock, in seconds. */
  const states = async (name: string, ...moves: number[]) => {
    const seen: string[] = [];
    for (const move of moves) {
      cloud.clock.advance(seconds(move));
      seen.push((await find(name)).state);
    }
    return seen;
  };
  return { cloud, ask, list, find, create, remove, states };
}
type Opened = ReturnType<typeof opened>;

const UNDER_API = [
  ['GET', '/api/servers'],
  ['POST', '/api/servers'],
  ['GET', `/api/servers/${RUNNING}`],
  ['DELETE', `/api/servers/${RUNNING}`],
  ['POST', '/api/pause'],
  ['POST', '/api/resume'],
] as const;
const OPEN = ['/healthz', '/version', '/varz'] as const;

async function refusedUnderApi({ ask }: Opened, status: number, message: string): Promise<void> {
  for (const [method, path] of UNDER_API) expect(await ask(method, path)).toMatchObject({ status, body: { message } });
  for (const path of OPEN) expect((await ask('GET', path)).status).toBe(200);
}

const checks: Readonly<Record<keyof typeof scenarios, (opened: Opened) => Promise<void>>> = {
  async provisioningFails({ cloud, create, find, remove }) {
    const { name } = await create();
    cloud.clock.settle();
    expect(await find(name)).toMatchObject({ state: 'error', id: '' });
    expect((await remove(name)).status).toBe(204);
  },
  async noAddress({ cloud, create, find, remove }) {
    const { name } = await create();
    cloud.clock.settle();
    expect(await find(name)).toMatchObject({ state: 'error', id: expect.stringMatching(/^\d{9}$/), address: '' });
    expect((await remove(name, '?force=true')).status).toBe(204);
  },
  async installFails({ create, states, find }) {
    const { name } = await create();
    expect(await states(name, 80, 30)).toEqual(['staging', 'error']);
    expect((await find(name)).id).not.toBe('');
  },
  async destroyFails({ remove, states }) {
    await remove(RUNNING);
    expect(await states(RUNNING, 10, 30)).toEqual(['stopping', 'error']);
  },
  async lostDelete({ cloud, create, remove, states, find }) {
    const { name } = await create();
    cloud.clock.advance(seconds(30));
    expect((await remove(name)).body).toMatchObject({ state: 'shutdown' });
    await states(name, 600);
    expect((await find(name)).state).toBe('running');
  },
  async certificatesMissing({ find, remove, states }) {
    expect(await find(RUNNING)).toMatchObject({ state: 'running', ca_key: null, ca_cert: null, tls_key: null, tls_cert: null });
    await remove(RUNNING);
    expect(await states(RUNNING, 10, 36_000)).toEqual(['stopping', 'stopping']);
  },
  async stuckCreating({ remove, states }) {
    expect(await states('agent-L4drTVz8', 0, 36_000)).toEqual(['creating', 'creating']);
    await remove('agent-L4drTVz8');
    expect(await states('agent-L4drTVz8', 10)).toEqual(['stopped']);
  },
  async unreachable({ states, find }) {
    expect(await states(RUNNING, 299, 1)).toEqual(['running', 'error']);
    expect(await find(RUNNING)).toMatchObject({ stopped: expect.any(Number), error: 'Failed to ping the server' });
  },
  async errorWithInstance({ find, remove, states }) {
    expect(await find(RUNNING)).toMatchObject({ state: 'error', id: expect.stringMatching(/^\d{9}$/) });
    expect(await remove(RUNNING)).toMatchObject({ status: 200, body: { state: 'shutdown' } });
    expect(await states(RUNNING, 40)).toEqual(['stopped']);
  },
  async errorWithoutInstance({ ask, find, remove }) {
    expect(await find('agent-Vn3pKs0d')).toMatchObject({ state: 'error', id: '' });
    expect((await remove('agent-Vn3pKs0d')).status).toBe(204);
    expect((await ask('GET', '/api/servers/agent-Vn3pKs0d')).status).toBe(404);
  },
  async createFails({ ask, list }) {
    for (let n = 0; n < 3; n += 1) expect(await ask('POST', '/api/servers')).toMatchObject({ status: 500, body: { message: 'database is locked' } });
    expect(await list()).toHaveLength(2);
  },
  async busyProvision({ states }) {
    expect(await states('agent-Hq2wYb7e', 0, 37, 10, 29, 1)).toEqual(['creating', 'created', 'staging', 'staging', 'running']);
  },
  async busyTerminate({ states }) {
    expect(await states(RUNNING, 9, 1, 29, 1)).toEqual(['shutdown', 'stopping', 'stopping', 'stopped']);
  },
  async stuck({ create, states }) {
    const { name } = await create();
    expect(await states(name, 60, 360_000)).toEqual(['creating', 'creating']);
  },
  async slow({ create, remove, states }) {
    const { name } = await create();
    expect(await states(name, 99, 1, 600, 100, 299, 1)).toEqual(['pending', 'creating', 'created', 'staging', 'staging', 'running']);
    await remove(name);
    expect(await states(name, 99, 1, 300)).toEqual(['shutdown', 'stopping', 'stopped']);
  },
  async answerLost({ ask, list }) {
    await expect(ask('POST', '/api/servers')).rejects.toThrow('fetch failed');
    expect(await list()).toHaveLength(3);
    expect((await ask('POST', '/api/servers')).status).toBe(200);
  },
  async doneButBroken({ ask, list }) {
    expect((await ask('POST', '/api/servers')).status).toBe(500);
    expect(await list()).toHaveLength(3);
    expect((await ask('POST', '/api/servers')).status).toBe(200);
  },
  async doneTwice({ create, list }) {
    await create();
    expect(await list()).toHaveLength(4);
    await create();
    expect(await list()).toHaveLength(5);
  },
  async listLags({ create, list, find }) {
    const { name } = await create();
    expect((await find(name)).state).toBe('pending');
    const counts = [(await list()).length, (await list()).length, (await list()).length, (await list()).length];
    expect(counts).toEqual([2, 2, 2, 3]);
  },
  async paused({ cloud, ask, create, find }) {
    expect((await ask('GET', '/varz')).body).toEqual({ paused: true });
    const { name } = await create();
    cloud.clock.settle();
    expect((await find(name)).state).toBe('running');
  },
  async outage({ ask }) {
    for (const [method, path] of [...UNDER_API, ...OPEN.map((path) => ['GET', path] as const)])
      expect(await ask(method, path)).toMatchObject({ status: 503, body: { message: 'Service Unavailable' } });
  },
  credentialExpired: (context) => refusedUnderApi(context, 401, 'Unauthorized'),
  notAdmin: (context) => refusedUnderApi(context, 403, 'Forbidden'),
  async emptyAccount({ list }) {
    expect(await list()).toEqual([]);
  },
  async fleet({ list, cloud, create }) {
    const servers = await list();
    expect(servers).toHaveLength(500);
    const counted = (state: string) => servers.filter((server) => server.state === state).length;
    expect(
      Object.fromEntries(['running', 'pending', 'creating', 'created', 'staging', 'shutdown', 'stopping', 'stopped', 'error'].map((s) => [s, counted(s)])),
    ).toEqual({ running: 220, pending: 32, creating: 31, created: 31, staging: 31, shutdown: 31, stopping: 31, stopped: 31, error: 62 });
    expect(servers.filter(({ state, id }) => ['running', 'created', 'staging', 'shutdown', 'stopping', 'stopped'].includes(state) && id === '')).toEqual([]);
    expect(servers.filter(({ state, id }) => state === 'error' && id === '')).toHaveLength(31);
    await create();
    cloud.clock.settle();
    const addresses = (await list()).map(({ address }) => address).filter((address) => address !== '');
    expect(new Set(addresses).size).toBe(addresses.length);
    cloud.clock.advance(hours(24));
    expect((await list()).some(({ state }) => state === 'running')).toBe(true);
  },
};

catalogue(scenarios, checks, opened);

test('parameters change what a scenario does, and what it says', async () => {
  const { cloud, list } = opened();
  cloud.play(scenarios.fleet({ count: 7 }));
  expect(await list()).toHaveLength(7);
  expect(scenarios.fleet({ count: 7 }).description).toContain('7 servers');
  const busy = opened();
  busy.cloud.play(scenarios.busyProvision({ passed: 0.9 }));
  expect(await busy.find('agent-Hq2wYb7e')).toMatchObject({ state: 'staging', id: expect.stringMatching(/^\d{9}$/) });
  const lost = opened();
  lost.cloud.play(scenarios.answerLost({ times: 2 }));
  for (let n = 0; n < 2; n += 1) await expect(lost.ask('POST', '/api/servers')).rejects.toThrow('fetch failed');
  expect((await lost.ask('POST', '/api/servers')).status).toBe(200);
  const halted = opened();
  halted.cloud.play(scenarios.stuck({ at: 0.9 }));
  expect(await halted.states((await halted.create()).name, 36_000)).toEqual(['staging']);
});

test('two are played together', async () => {
  const { cloud, list, create, ask, states } = opened();
  for (const name of ['drone/empty-account', 'drone/slow', 'drone/done-but-broken'] as const) cloud.play(name);
  expect((await ask('POST', '/api/servers')).status).toBe(500);
  const [made] = await list();
  expect(await states(made?.name ?? '', 99, 1)).toEqual(['pending', 'creating']);
  cloud.play(scenarios.fleet({ count: 20 }));
  await create();
  expect(await list()).toHaveLength(21);
});
