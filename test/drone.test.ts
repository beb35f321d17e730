/** The Drone Autoscaler's rules: what its server endpoints answer, state by state, and as its own clients read it. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { createCloud, hours, manualClock, minutes, seconds, EXAMPLE_START } from '../index.ts';
import { drone } from '../handlers/drone/index.ts';
import { aServer, fleet } from '../fixtures/drone-fleet.ts';
import { startServer } from '../server/index.ts';
import { droneCli, droneGo } from './clients/drone.ts';
import { drone as examples } from './documents/drone.ts';
import type { Running } from './hosts/index.ts';

const BASE = 'https://autoscaler.example.com';
const RUNNING = 'agent-F8k8oMUP';
const FAILED = 'agent-Zo6CqNwK';
const NOT_FOUND = '{"message":"sql: no rows in result set"}\n';
const now = Math.floor(EXAMPLE_START / 1000);

interface Shown {
  readonly [member: string]: unknown;
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly ca_key: string;
  readonly ca_cert: string;
  readonly tls_key: string;
  readonly tls_cert: string;
}

const opened = (settings: Partial<(typeof drone)['settings']> = {}) => createCloud({ drone }, { settings: { drone: settings } });
type DroneCloud = ReturnType<typeof opened>;

async function ask(cloud: DroneCloud, method: string, path: string, init: RequestInit = {}): Promise<Response> {
  const response = await cloud.fetch(BASE + path, { method, headers: { Authorization: 'Bearer token' }, ...init });
  if (!response) throw new Error(`No answer to ${method} ${path}.`);
  return response;
}

const shown = async (response: Response | Promise<Response>): Promise<Shown> => (await (await response).json()) as Shown;
const find = (cloud: DroneCloud, name: string): Promise<Shown> => shown(ask(cloud, 'GET', `/api/servers/${name}`));
const create = (cloud: DroneCloud): Promise<Shown> => shown(ask(cloud, 'POST', '/api/servers'));
const remove = (cloud: DroneCloud, name: string, query = ''): Promise<Response> => ask(cloud, 'DELETE', `/api/servers/${name}${query}`);
const client = (cloud: DroneCloud, token: string | null = 'token') => droneGo((url, init) => cloud.fetch(url, init), BASE, token);

/** The state every so many seconds, after each move of the clock. */
async function states(cloud: DroneCloud, name: string, ...moves: number[]): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (const move of moves) {
    cloud.clock.advance(seconds(move));
    seen.push((await find(cloud, name)).state);
  }
  return seen;
}

describe('provisioning', () => {
  test('a provisioning of which a part has passed has brought what that part brings, when it did', async () => {
    const cloud = opened();
    const { name } = await create(cloud);
    const server = cloud.drone.servers.get(name);
    cloud.drone.begin(cloud.drone.servers.update(server, { status: 'pending', task: null }), 'provision', { passed: 0.9 });
    const instance = {
      id: expect.stringMatching(/^\d{9}$/),
      address: expect.stringMatching(/^\d+(\.\d+){3}$/),
      tls_cert: expect.stringMatching(/^[A-Za-z0-9+/=]+$/),
    };
    // 99 of its 110 seconds: created after 70, staging after 80.
    expect(await find(cloud, name)).toMatchObject({ ...instance, state: 'staging', started: now - 29, updated: now - 19 });
    expect(await states(cloud, name, 10, 1)).toEqual(['staging', 'running']);
    expect(await find(cloud, name)).toMatchObject(instance);
  });

  test('a fresh server is as the real autoscaler sends it, to the byte', async () => {
    const response = await ask(opened(), 'POST', '/api/servers');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const body = await response.text();
    const name = /"name":"(agent-[A-Za-z0-9]{8})"/.exec(body)?.[1] ?? 'none';
    expect(body).toBe(
      `{"id":"","provider":"","state":"pending","name":"${name}","image":"","region":"","size":"","platform":"","address":"","capacity":2,"secret":"","error":"","ca_key":null,"ca_cert":null,"tls_key":null,"tls_cert":null,"created":${now},"updated":${now},"started":0,"stopped":0}\n`,
    );
  });

  test('a server is pending, creating, created, staging and running, in that order and time', async () => {
    const cloud = opened();
    const { name } = await create(cloud);
    expect(await states(cloud, name, 9, 1, 59, 1, 9, 1, 29, 1, 3600)).toEqual([
      'pending',
      'creating',
      'creating',
      'created',
      'created',
      'staging',
      'staging',
      'running',
      'running',
    ]);
  });

  test('the instance brings its members and the certificates, and started, when it is created and not before', async () => {
    const cloud = opened();
    const { name, ...pending } = await create(cloud);
    cloud.clock.advance(seconds(69));
    expect(await find(cloud, name)).toEqual({ ...pending, name, state: 'creating', updated: now + 10 });
    cloud.clock.advance(seconds(1));
    const created = await find(cloud, name);
    expect(created).toEqual({
      ...pending,
      name,
      id: expect.stringMatching(/^\d{9}$/),
      provider: 'digitalocean',
      state: 'created',
      image: 'docker-18-04',
      region: 'nyc1',
      size: 's-2vcpu-4gb',
      address: '203.0.113.11',
      ca_key: expect.any(String),
      ca_cert: expect.any(String),
      tls_key: expect.any(String),
      tls_cert: expect.any(String),
      updated: now + 70,
      started: now + 70,
    });
    cloud.clock.settle();
    expect(await find(cloud, name)).toEqual({ ...created, state: 'running', updated: now + 110 });
  });

  test('updated is the instant of the change, however late anybody looks', async () => {
    const cloud = opened();
    const { name } = await create(cloud);
    cloud.clock.advance(hours(5));
    expect(await find(cloud, name)).toMatchObject({ state: 'running', started: now + 70, updated: now + 110 });
  });

  test.each([
    ['what a client may wish for', '{"name":"mine","capacity":99}', 'application/json'],
    ['invalid JSON', '{"name":', 'application/json'],
    ['another media type', 'name=mine', 'application/x-www-form-urlencoded'],
  ])('a body is ignored: %s', async (_, body, type) => {
    const response = await ask(opened(), 'POST', '/api/servers', { body, headers: { Authorization: 'Bearer token', 'Content-Type': type } });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ name: expect.stringMatching(/^agent-[A-Za-z0-9]{8}$/), capacity: 2 });
  });

  test('the prefix of the names and the capacity are settings', async () => {
    expect(await create(opened({ prefix: 'ci-', capacity: 5 }))).toMatchObject({ name: expect.stringMatching(/^ci-[A-Za-z0-9]{8}$/), capacity: 5 });
  });

  test('fifty creates at once give fifty names, and fifty addresses', async () => {
    const cloud = opened();
    const created = await Promise.all(Array.from({ length: 50 }, () => create(cloud)));
    expect(new Set(created.map(({ name }) => name)).size).toBe(50);
    cloud.clock.settle();
    const servers = cloud.drone.servers.all();
    expect(new Set(servers.map(({ address }) => address)).size).toBe(52);
    expect(new Set(servers.map(({ id }) => id)).size).toBe(52);
  });

  test('a taken name is not given again', async () => {
    const { name } = await create(opened());
    const cloud = opened();
    cloud.drone.servers.add(aServer({ name }));
    expect((await create(cloud)).name).not.toBe(name);
  });

  test('the same seed gives the same names, ids and certificates', async () => {
    const grown = async (seed: number): Promise<Shown> => {
      const cloud = createCloud({ drone }, { seed });
      const { name } = await create(cloud);
      cloud.clock.settle();
      return find(cloud, name);
    };
    expect(await grown(7)).toEqual(await grown(7));
    expect((await grown(7)).name).not.toBe((await grown(8)).name);
  });

  test('in a month nothing is made or retired by itself', async () => {
    const cloud = opened();
    const before = await (await ask(cloud, 'GET', '/api/servers')).json();
    cloud.clock.advance(hours(24 * 30));
    expect(await (await ask(cloud, 'GET', '/api/servers')).json()).toEqual(before);
  });

  test('a server is created while paused', async () => {
    const cloud = opened({ paused: true });
    const { name } = await create(cloud);
    cloud.clock.settle();
    expect((await find(cloud, name)).state).toBe('running');
  });
});

describe('certificates', () => {
  const decoded = (base64: string): string => Buffer.from(base64, 'base64').toString();

  test('they are base64 of PEM; the key fits the certificate, and the CA signed it', async () => {
    const cloud = opened();
    await Promise.all(Array.from({ length: 5 }, () => create(cloud)));
    cloud.clock.settle();
    const sets = new Set<string>();
    for (const { ca_key, ca_cert, tls_key, tls_cert } of (await (await ask(cloud, 'GET', '/api/servers')).json()) as Shown[]) {
      sets.add(ca_key);
      expect(decoded(ca_key)).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n(?:[\w+/]{64}\n)+[\w+/=]+\n-----END RSA PRIVATE KEY-----\n$/);
      expect(decoded(tls_cert)).toMatch(/^-----BEGIN CERTIFICATE-----\n(?:[\w+/]{64}\n)+[\w+/=]+\n-----END CERTIFICATE-----\n$/);
      const [ca, tls] = [new X509Certificate(decoded(ca_cert)), new X509Certificate(decoded(tls_cert))];
      expect(ca.ca).toBe(true);
      expect(ca.checkPrivateKey(createPrivateKey(decoded(ca_key)))).toBe(true);
      expect(tls.checkPrivateKey(createPrivateKey(decoded(tls_key)))).toBe(true);
      expect(tls.verify(ca.publicKey)).toBe(true);
      expect(tls.checkIssued(ca)).toBe(true);
      expect(tls.subject).toBe('O=drone.autoscaler.generated');
      expect(createPrivateKey(decoded(tls_key)).asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 });
      expect(Date.parse(tls.validFrom)).toBeLessThan(EXAMPLE_START);
      expect(Date.parse(tls.validTo)).toBeGreaterThan(Date.UTC(2100, 0));
    }
    expect(sets.size).toBeGreaterThan(1);
  });

  test('nothing is hidden in the list: the secret and both keys are there', async () => {
    const [, running] = (await (await ask(opened(), 'GET', '/api/servers')).json()) as [Shown, Shown];
    expect(running).toMatchObject({ name: RUNNING, secret: expect.stringMatching(/^\w{16}$/), ca_key: expect.any(String), tls_key: expect.any(String) });
  });
});

describe('looking', () => {
  test('the list is ordered by creation, whatever was added when, and holds stopped and failed servers', async () => {
    const cloud = opened();
    cloud.drone.servers.add(aServer({ name: 'agent-old', status: 'stopped', created: EXAMPLE_START - hours(48) }));
    const listed = (await (await ask(cloud, 'GET', '/api/servers')).json()) as Shown[];
    expect(listed.map(({ name, state }) => [name, state])).toEqual([
      ['agent-old', 'stopped'],
      [FAILED, 'error'],
      [RUNNING, 'running'],
    ]);
  });

  test('an empty list is [], and a newline', async () => {
    const cloud = opened();
    cloud.drone.servers.clear();
    expect(await (await ask(cloud, 'GET', '/api/servers')).text()).toBe('[]\n');
  });

  test('a server has its twenty members, always, and platform is empty', async () => {
    const cloud = opened();
    const server = await find(cloud, RUNNING);
    expect(Object.keys(server).join(' ')).toBe(
      'id provider state name image region size platform address capacity secret error ca_key ca_cert tls_key tls_cert created updated started stopped',
    );
    expect(server.platform).toBe('');
    expect(server).toMatchObject({ created: now - 1800, stopped: 0 });
  });

  test('a time is whole seconds, also between two', async () => {
    const cloud = opened();
    cloud.clock.advance(1999);
    expect(await create(cloud)).toMatchObject({ created: now + 1, updated: now + 1 });
  });

  test.each(['agent-f8k8omup', 'nobody', '__proto__', 'a%20b'])('a name is taken to the letter, and %s is nobody: the raw words of the store', async (name) => {
    for (const method of ['GET', 'DELETE']) {
      const response = await ask(opened(), method, `/api/servers/${name}`);
      expect([response.status, await response.text()]).toEqual([404, NOT_FOUND]);
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  test("JSON is escaped as Go's encoder does", async () => {
    const cloud = opened();
    cloud.drone.servers.update(cloud.drone.servers.get(FAILED), { error: 'a < b && c > d\u2028\u2029' });
    const body = await (await ask(cloud, 'GET', `/api/servers/${FAILED}`)).text();
    expect(body).toContain('"error":"a \\u003c b \\u0026\\u0026 c \\u003e d\\u2028\\u2029"');
    expect((JSON.parse(body) as Shown).error).toBe('a < b && c > d\u2028\u2029');
  });
});

describe('deleting, state by state', () => {
  test('a running server is shut down, stopping and stopped, and its record stays and is listed', async () => {
    const cloud = opened();
    const before = await find(cloud, RUNNING);
    const response = await remove(cloud, RUNNING);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ ...before, state: 'shutdown', updated: now });
    expect(await states(cloud, RUNNING, 9, 1, 29, 1)).toEqual(['shutdown', 'stopping', 'stopping', 'stopped']);
    expect(await find(cloud, RUNNING)).toEqual({ ...before, state: 'stopped', updated: now + 40, stopped: now + 40 });
    expect((await (await ask(cloud, 'GET', '/api/servers')).json()) as Shown[]).toHaveLength(2);
  });

  test('a stopped record is purged after a day, for which no one waits', async () => {
    const cloud = opened();
    await remove(cloud, RUNNING);
    expect(cloud.clock.settle()).toBe(EXAMPLE_START + seconds(40));
    cloud.clock.advance(hours(24) - 1);
    expect((await find(cloud, RUNNING)).state).toBe('stopped');
    cloud.clock.advance(1);
    expect((await ask(cloud, 'GET', `/api/servers/${RUNNING}`)).status).toBe(404);
    expect((await (await ask(cloud, 'GET', '/api/servers')).json()) as Shown[]).toHaveLength(1);
  });

  test('a stopped server goes back to shutdown, is stopped anew, and its day begins anew', async () => {
    const cloud = opened();
    await remove(cloud, RUNNING);
    cloud.clock.advance(hours(20));
    expect(await shown(remove(cloud, RUNNING))).toMatchObject({ state: 'shutdown', stopped: now + 40 });
    expect(await states(cloud, RUNNING, 10, 30)).toEqual(['stopping', 'stopped']);
    expect(await find(cloud, RUNNING)).toMatchObject({ stopped: now + 20 * 3600 + 40 });
    expect(await states(cloud, RUNNING, 23 * 3600)).toEqual(['stopped']);
    cloud.clock.advance(hours(1));
    expect(cloud.drone.servers.has(RUNNING)).toBe(false);
  });

  test('a server in shutdown stays so, and is not kept there by asking again and again', async () => {
    const cloud = opened();
    await remove(cloud, RUNNING);
    for (let asked = 0; asked < 3; asked += 1) {
      cloud.clock.advance(seconds(3));
      expect(await shown(remove(cloud, RUNNING))).toMatchObject({ state: 'shutdown', updated: now + 3 * asked + 3 });
    }
    expect(await states(cloud, RUNNING, 1)).toEqual(['stopping']);
  });

  test('a server that is stopping goes back to shutdown, and is stopped then', async () => {
    const cloud = opened();
    await remove(cloud, RUNNING);
    cloud.clock.advance(seconds(20));
    expect(await shown(remove(cloud, RUNNING))).toMatchObject({ state: 'shutdown' });
    expect(await states(cloud, RUNNING, 10, 30)).toEqual(['stopping', 'stopped']);
  });

  test.each([
    ['pending', 5],
    ['creating', 30],
  ])('a server that is %s is stopped without ever having been started', async (state, after) => {
    const cloud = opened();
    const { name } = await create(cloud);
    expect(await states(cloud, name, after)).toEqual([state]);
    expect(await shown(remove(cloud, name))).toMatchObject({ state: 'shutdown' });
    expect(await states(cloud, name, 9, 1)).toEqual(['shutdown', 'stopped']);
    expect(await find(cloud, name)).toMatchObject({ id: '', started: 0, stopped: now + after + 10, ca_key: null });
    cloud.clock.advance(hours(24));
    expect(cloud.drone.servers.has(name)).toBe(false);
  });

  test.each([
    ['created', 75],
    ['staging', 100],
  ])('a server that is %s is stopped and destroyed', async (state, after) => {
    const cloud = opened();
    const { name } = await create(cloud);
    expect(await states(cloud, name, after)).toEqual([state]);
    expect(await shown(remove(cloud, name))).toMatchObject({ state: 'shutdown', started: now + 70 });
    expect(await states(cloud, name, 9, 1, 29, 1, 600)).toEqual(['shutdown', 'stopping', 'stopping', 'stopped', 'stopped']);
  });

  test.each(['pending', 'creating', 'created', 'staging', 'running', 'shutdown', 'stopping', 'stopped'] as const)(
    'force changes nothing for a server that is %s',
    async (status) => {
      const cloud = opened();
      cloud.drone.servers.add(aServer({ name: 'agent-x', status }));
      const response = await remove(cloud, 'agent-x', '?force=true');
      expect([response.status, (await shown(response)).state]).toEqual([200, 'shutdown']);
      cloud.clock.settle();
      expect((await find(cloud, 'agent-x')).state).toBe('stopped');
    },
  );

  test.each(['', '?force=true'])('a failed server without an instance is gone at once: DELETE%s', async (query) => {
    const cloud = opened();
    cloud.drone.servers.add(aServer({ name: 'agent-x', status: 'error', id: '' }));
    const response = await remove(cloud, 'agent-x', query);
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect((await ask(cloud, 'GET', '/api/servers/agent-x')).status).toBe(404);
    expect((await remove(cloud, 'agent-x', query)).status).toBe(404);
  });

  test('a failed server with an instance is stopped like any other, and keeps its error', async () => {
    const cloud = opened();
    const response = await remove(cloud, FAILED);
    expect([response.status, (await shown(response)).state]).toEqual([200, 'shutdown']);
    expect(await states(cloud, FAILED, 10, 30)).toEqual(['stopping', 'stopped']);
    expect(await find(cloud, FAILED)).toMatchObject({ error: 'context deadline exceeded', stopped: now + 40 });
  });

  test.each(['1', 't', 'T', 'true', 'True', 'TRUE'])('force=%s is true: a failed server with an instance is gone at once', async (value) => {
    const cloud = opened();
    expect((await remove(cloud, FAILED, `?force=${value}`)).status).toBe(204);
    expect((await ask(cloud, 'GET', `/api/servers/${FAILED}`)).status).toBe(404);
  });

  test.each(['?force=yes', '?force=on', '?force=tRuE', '?force=', '?force', '?force=0', '?force=%20true', '?Force=true', '?force=false&force=true'])(
    '%s is false, and no error',
    async (query) => {
      expect((await remove(opened(), FAILED, query)).status).toBe(200);
    },
  );

  test('of twenty deletions at once, one succeeds', async () => {
    const cloud = opened();
    const answers = await Promise.all(Array.from({ length: 20 }, () => remove(cloud, RUNNING)));
    expect(await Promise.all(answers.map(async (answer) => [answer.status, (await shown(answer)).state]))).toEqual(
      Array.from({ length: 20 }, () => [200, 'shutdown']),
    );
    expect(cloud.clock.settle()).toBe(EXAMPLE_START + seconds(40));
  });

  test('twenty deletes of a failed server at once: one removes it, nineteen find nothing', async () => {
    const cloud = opened();
    const answers = await Promise.all(Array.from({ length: 20 }, () => remove(cloud, FAILED, '?force=1')));
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([204, ...Array.from({ length: 19 }, () => 404)]);
  });
});

describe('failures', () => {
  test('the provider makes no instance: error, an empty id, and started stays 0', async () => {
    const cloud = opened();
    cloud.play('drone/provisioning-fails');
    const { name } = await create(cloud);
    expect(await states(cloud, name, 54, 1)).toEqual(['creating', 'error']);
    expect(await find(cloud, name)).toMatchObject({
      id: '',
      address: '',
      started: 0,
      stopped: 0,
      updated: now + 55,
      error: 'POST https://api.digitalocean.com/v2/droplets: 422 creating this/these droplet(s) will exceed your droplet limit',
      ca_key: null,
    });
    expect((await remove(cloud, name)).status).toBe(204);
  });

  test('the provider makes an instance without an address: error, with an id, the certificates and started', async () => {
    const cloud = opened();
    cloud.play('drone/no-address');
    const { name } = await create(cloud);
    expect(await states(cloud, name, 69, 1)).toEqual(['creating', 'error']);
    expect(await find(cloud, name)).toMatchObject({
      id: expect.stringMatching(/^\d{9}$/),
      provider: 'digitalocean',
      address: '',
      error: 'server not assigned ip',
      started: now + 70,
      stopped: 0,
      tls_cert: expect.any(String),
    });
    expect(await (await remove(cloud, name)).json()).toMatchObject({ state: 'shutdown', address: '' });
    cloud.clock.settle();
    expect(await find(cloud, name)).toMatchObject({ state: 'stopped', error: 'server not assigned ip' });
  });

  test('docker is not reached: created, staging, error', async () => {
    const cloud = opened();
    cloud.play('drone/install-fails');
    const { name } = await create(cloud);
    expect(await states(cloud, name, 70, 10, 18, 1)).toEqual(['created', 'staging', 'staging', 'error']);
    expect(await find(cloud, name)).toMatchObject({ error: 'context deadline exceeded', address: '203.0.113.11', started: now + 70, stopped: 0 });
  });

  test('a failed server is not retried', async () => {
    const cloud = opened();
    cloud.clock.advance(hours(1000));
    expect((await find(cloud, FAILED)).state).toBe('error');
  });

  test('the provider does not destroy: stopping, error again; a second delete does it', async () => {
    const cloud = opened();
    cloud.play('drone/destroy-fails');
    expect(await shown(remove(cloud, RUNNING))).toMatchObject({ state: 'shutdown' });
    expect(await states(cloud, RUNNING, 10, 25, 1)).toEqual(['stopping', 'stopping', 'error']);
    const server = await find(cloud, RUNNING);
    expect(server).toMatchObject({ stopped: 0, error: `DELETE https://api.digitalocean.com/v2/droplets/${server.id}: 503 Service Unavailable` });
    cloud.faults.clear();
    await remove(cloud, RUNNING);
    cloud.clock.settle();
    expect((await find(cloud, RUNNING)).state).toBe('stopped');
  });

  test('a failure may say why, in words of its own', async () => {
    const cloud = opened();
    const server = cloud.drone.servers.add(aServer({ name: 'agent-x', status: 'pending', id: '', error: '' }));
    cloud.drone.begin(server, 'provision', { fails: 0.3, because: 'instance in invalid state: stopped' });
    cloud.clock.settle();
    expect(await find(cloud, 'agent-x')).toMatchObject({ state: 'error', error: 'instance in invalid state: stopped' });
  });

  test('the pinger gives up: error, and stopped is set', async () => {
    const cloud = opened();
    cloud.play('drone/unreachable');
    expect(await states(cloud, RUNNING, 299, 1)).toEqual(['running', 'error']);
    expect(await find(cloud, RUNNING)).toMatchObject({ error: 'Failed to ping the server', stopped: now + 300 });
  });

  test('a delete ends the pinging', async () => {
    const cloud = opened();
    cloud.play('drone/unreachable');
    await remove(cloud, RUNNING);
    cloud.clock.advance(minutes(10));
    expect(await find(cloud, RUNNING)).toMatchObject({ state: 'stopped', error: '' });
  });

  test('a server without certificates stays stopping', async () => {
    const cloud = opened();
    cloud.play('drone/certificates-missing');
    expect(await find(cloud, RUNNING)).toMatchObject({ state: 'running', ca_key: null, ca_cert: null, tls_key: null, tls_cert: null });
    await remove(cloud, RUNNING);
    expect(await states(cloud, RUNNING, 9, 1, 36_000)).toEqual(['shutdown', 'stopping', 'stopping']);
    expect(await shown(remove(cloud, RUNNING))).toMatchObject({ state: 'shutdown' });
  });

  test('after a restart a server stays in creating until it is deleted', async () => {
    const cloud = opened({ lostDelete: true });
    cloud.play('drone/stuck-creating');
    expect(await states(cloud, 'agent-L4drTVz8', 36_000)).toEqual(['creating']);
    await remove(cloud, 'agent-L4drTVz8');
    expect(await states(cloud, 'agent-L4drTVz8', 10)).toEqual(['stopped']);
  });

  test('a failure of its own is 500, in the same form', async () => {
    const cloud = opened();
    cloud.faults.add({ vendor: 'drone', outcome: 'done-but-broken', times: 1 });
    const response = await ask(cloud, 'POST', '/api/servers');
    expect([response.status, await response.text()]).toEqual([500, '{"message":"database is locked"}\n']);
    expect((await (await ask(cloud, 'GET', '/api/servers')).json()) as Shown[]).toHaveLength(3);
  });

  test.each([
    ['unavailable', 503, 'Service Unavailable'],
    ['too-large', 413, 'Request Entity Too Large'],
  ] as const)('a proxy before it may refuse: %s', async (kind, status, message) => {
    const cloud = opened();
    cloud.faults.add({ vendor: 'drone', outcome: 'refused', kind, times: 1 });
    const response = await ask(cloud, 'POST', '/api/servers');
    expect([response.status, await response.text()]).toEqual([status, `{"message":"${message}"}\n`]);
    expect(cloud.drone.servers.size).toBe(2);
  });
});

describe('the delete that the real autoscaler loses', () => {
  test.each([
    [30, [39, 1, 10, 30], ['shutdown', 'created', 'staging', 'running']],
    [100, [9, 1], ['shutdown', 'running']],
  ])('after %s seconds it is answered with shutdown, and then overwritten', async (after, moves, seen) => {
    const cloud = opened();
    cloud.play('drone/lost-delete');
    const { name } = await create(cloud);
    cloud.clock.advance(seconds(after));
    const response = await remove(cloud, name);
    expect([response.status, (await shown(response)).state]).toEqual([200, 'shutdown']);
    expect(await shown(remove(cloud, name, '?force=true'))).toMatchObject({ state: 'shutdown' });
    expect(await states(cloud, name, ...moves)).toEqual(seen);
    expect(await find(cloud, name)).toMatchObject({ id: expect.stringMatching(/^\d+$/), started: now + 70, updated: now + 110, stopped: 0 });
  });

  test.each([5, 75])('after %s seconds, when nothing goes on in the background, it is not lost', async (after) => {
    const cloud = opened({ lostDelete: true });
    const { name } = await create(cloud);
    cloud.clock.advance(seconds(after));
    await remove(cloud, name);
    cloud.clock.settle();
    expect((await find(cloud, name)).state).toBe('stopped');
  });

  test('a creation that fails overwrites it, too', async () => {
    const cloud = opened({ lostDelete: true, addresses: false });
    const { name } = await create(cloud);
    cloud.clock.advance(seconds(30));
    await remove(cloud, name);
    expect(await states(cloud, name, 40)).toEqual(['error']);
  });
});

describe('who may ask', () => {
  const answered = async (path: string, authorization?: string, method = 'GET', cloud = opened()): Promise<[number, string]> => {
    const response = await ask(cloud, method, path, { headers: authorization === undefined ? {} : { Authorization: authorization } });
    return [response.status, await response.text()];
  };

  test.each(['token', 'Bearer token', 'Bearer  token ', 'YOUR_TOKEN'])('%s is a token', async (authorization) => {
    expect((await answered('/api/servers', authorization))[0]).toBe(200);
  });

  test.each([undefined, '', '   '])('no token, as in %j, is invalid or missing', async (authorization) => {
    const response = await ask(opened(), 'GET', '/api/servers', { headers: authorization === undefined ? {} : { Authorization: authorization } });
    expect([response.status, await response.text()]).toEqual([401, '{"message":"Invalid or missing token"}\n']);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('www-authenticate')).toBeNull();
  });

  test.each(['invalid', 'Bearer invalid', 'Bearer', 'bearer token', 'BEARER token', 'Basic dXNlcjpwYXNz', 'Token abc'])(
    '%s is a token that Drone refuses',
    async (authorization) => {
      expect(await answered('/api/servers', authorization)).toEqual([401, '{"message":"Unauthorized"}\n']);
    },
  );

  test('a token in the query is none', async () => {
    expect(await answered('/api/servers?access_token=token')).toEqual([401, '{"message":"Invalid or missing token"}\n']);
  });

  test.each(['not-admin', 'Bearer not-admin'])('%s is a user who is no admin, and may not even read', async (authorization) => {
    for (const [method, path] of [
      ['GET', '/api/servers'],
      ['GET', `/api/servers/${RUNNING}`],
      ['POST', '/api/servers'],
      ['DELETE', `/api/servers/${RUNNING}`],
      ['POST', '/api/pause'],
      ['POST', '/api/resume'],
      ['GET', '/api/nothing'],
    ] as const) {
      const cloud = opened();
      expect(await answered(path, authorization, method, cloud)).toEqual([403, '{"message":"Forbidden"}\n']);
      expect(cloud.drone.servers.all().map(({ status }) => status)).toEqual(['error', 'running']);
    }
  });

  test('a fault may forbid, too', async () => {
    const cloud = opened();
    cloud.faults.add({ vendor: 'drone', on: 'POST /api/servers', outcome: 'refused', kind: 'forbidden', times: 1 });
    expect(await answered('/api/servers', 'token', 'POST', cloud)).toEqual([403, '{"message":"Forbidden"}\n']);
  });

  test('only the credentials that a cloud names are good, with Bearer and without', async () => {
    const cloud = createCloud({ drone }, { credentials: { drone: 'mine' } }) as DroneCloud;
    expect((await answered('/api/servers', 'Bearer mine', 'GET', cloud))[0]).toBe(200);
    expect((await answered('/api/servers', 'mine', 'GET', cloud))[0]).toBe(200);
    expect(await answered('/api/servers', 'Bearer other', 'GET', cloud)).toEqual([401, '{"message":"Unauthorized"}\n']);
  });

  test('under /api the token is asked for before the route', async () => {
    const missing = [401, '{"message":"Invalid or missing token"}\n'];
    for (const path of ['/api', '/api/', '/api/foo', '/api/servers/', '/api/queue']) expect(await answered(path)).toEqual(missing);
    expect(await answered('/api/servers', undefined, 'PATCH')).toEqual(missing);
    expect(await answered('/api/servers', undefined, 'OPTIONS')).toEqual(missing);
    expect(await answered('/apis')).toEqual([404, '404 page not found\n']);
  });

  test.each(['/healthz', '/version', '/varz'])('%s needs no token, and takes any', async (path) => {
    expect((await answered(path))[0]).toBe(200);
    expect((await answered(path, 'Bearer invalid'))[0]).toBe(200);
    expect((await answered(path, 'Bearer not-admin'))[0]).toBe(200);
  });
});

describe('routes that there are not', () => {
  test.each(['/api/foo', '/api/servers/', '/api/queue', `/api/servers/${RUNNING}/`, `/api/servers/${RUNNING}/stop`, '/healthz/', '/', '/ui', '/metrics'])(
    '%s is not found, in plain text',
    async (path) => {
      const response = await ask(opened(), 'GET', path);
      expect([response.status, await response.text()]).toEqual([404, '404 page not found\n']);
      expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    },
  );

  test.each([
    ['PUT', '/api/servers'],
    ['DELETE', '/api/servers'],
    ['POST', `/api/servers/${RUNNING}`],
    ['PATCH', `/api/servers/${RUNNING}`],
    ['GET', '/api/pause'],
    ['HEAD', '/api/servers'],
    ['HEAD', `/api/servers/${RUNNING}`],
    ['HEAD', '/healthz'],
    ['POST', '/version'],
  ])('%s %s is not allowed, without a body and without Allow', async (method, path) => {
    const response = await ask(opened(), method, path);
    expect([response.status, await response.text()]).toEqual([405, '']);
    expect(response.headers.get('allow')).toBeNull();
    expect(response.headers.get('content-type')).toBeNull();
  });
});

describe('the system', () => {
  test('it pauses and resumes, and /varz tells', async () => {
    const cloud = opened();
    const paused = async (): Promise<string> => (await ask(cloud, 'GET', '/varz')).text();
    expect(await paused()).toBe('{"paused":false}\n');
    for (const [path, body] of [
      ['/api/pause', '{"paused":true}\n'],
      ['/api/pause', '{"paused":true}\n'],
      ['/api/resume', '{"paused":false}\n'],
    ] as const) {
      const response = await ask(cloud, 'POST', path);
      expect([response.status, await response.text(), await paused()]).toEqual([204, '', body]);
    }
  });

  test('/healthz says OK, without a newline', async () => {
    const response = await ask(opened(), 'GET', '/healthz');
    expect([response.status, await response.text()]).toEqual([200, 'OK']);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });

  test('/version says where it comes from and which it is; what is empty is left out', async () => {
    const version = async (settings = {}): Promise<string> => (await ask(opened(settings), 'GET', '/version')).text();
    expect(await version()).toBe('{"source":"https://github.com/drone/autoscaler.git","version":"1.9.0","commit":"b22b870"}\n');
    expect(await version({ version: '', commit: '' })).toBe('{"source":"https://github.com/drone/autoscaler.git"}\n');
  });
});

describe("Drone's own clients", () => {
  const cli = (cloud: DroneCloud) => droneCli(client(cloud));

  test('drone-go decodes every state, strictly', async () => {
    const cloud = opened();
    for (const server of fleet(4)) cloud.drone.servers.add(server);
    const { Name, CAKey } = (await client(cloud).serverCreate()) ?? {};
    expect(CAKey).toBeNull();
    for (let second = 0; second < 120; second += 5) {
      expect(await client(cloud).server(Name ?? '')).toMatchObject({ Name, Capacity: 2 });
      cloud.clock.advance(seconds(5));
    }
    const list = await client(cloud).serverList();
    expect(list).toHaveLength(7);
    for (const { CAKey: key, TLSCert } of list) {
      expect(Buffer.from(key ?? []).toString()).toContain('BEGIN RSA PRIVATE KEY');
      expect(Buffer.from(TLSCert ?? []).toString()).toContain('BEGIN CERTIFICATE');
    }
  });

  test('drone-go gives the raw body of an error, with its newline', async () => {
    const cloud = opened();
    await expect(client(cloud).server('nobody')).rejects.toThrow(new Error(`client error 404: ${NOT_FOUND}`));
    await expect(client(cloud, null).serverList()).rejects.toThrow(new Error('client error 401: {"message":"Invalid or missing token"}\n'));
    await expect(client(cloud, 'not-admin').autoscalePause()).rejects.toThrow(new Error('client error 403: {"message":"Forbidden"}\n'));
  });

  test('drone-go does not escape names: a question mark begins the query', async () => {
    const cloud = opened();
    cloud.drone.servers.add(aServer({ name: 'a b/c' }));
    await expect(client(cloud).server('a%20b/c?d')).rejects.toThrow('client error 404: 404 page not found\n');
  });

  test('drone server create, ls, info and destroy', async () => {
    const cloud = opened();
    const { stdout } = await cli(cloud).create();
    const name = /^Name: (\S+)\nState: pending\n\n$/.exec(stdout)?.[1] ?? '';
    cloud.clock.settle();
    expect(await cli(cloud).ls()).toEqual({ code: 0, stdout: `${FAILED}\n${RUNNING}\n${name}\n`, stderr: '' });
    const described = (state: string) => `Name: ${name}\nAddress: 203.0.113.11\nRegion:  nyc1\nSize:    s-2vcpu-4gb\nState:   ${state}\n`;
    expect((await cli(cloud).info(name)).stdout).toBe(described('running'));
    expect(await cli(cloud).destroy(name)).toEqual({ code: 0, stdout: described('shutdown'), stderr: '' });
    cloud.clock.settle();
    expect((await cli(cloud).ls()).stdout).not.toContain(name);
    expect((await cli(cloud).ls(true)).stdout).toContain(name);
  });

  test('drone server destroy fails on a failed server, though its delete worked: the look afterwards finds nothing', async () => {
    const cloud = opened();
    expect((await cli(cloud).info(FAILED)).stdout).toContain('Error:   context deadline exceeded\n');
    expect(await cli(cloud).destroy(FAILED, true)).toEqual({ code: 1, stdout: '', stderr: `client error 404: ${NOT_FOUND}` });
    expect(cloud.drone.servers.has(FAILED)).toBe(false);
  });

  test('drone autoscale pause, resume and version', async () => {
    const cloud = opened();
    expect(await cli(cloud).pause()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(cloud.drone.settings.paused).toBe(true);
    expect(await cli(cloud).resume()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await cli(cloud).version()).stdout).toBe('Version: 1.9.0\nCommit: b22b870\nSource: https://github.com/drone/autoscaler.git\n');
  });

  test('over a socket, with the very headers of Go, and a prefix in the base', async () => {
    const server = await startServer({ drone }, { port: 0, clock: manualClock() });
    try {
      const seen: Record<string, string>[] = [];
      const go = droneGo(
        (to, init) =>
          new Promise((resolve, reject) => {
            const request = httpRequest(to, { method: init.method, headers: init.headers }, (response) => {
              const chunks: Buffer[] = [];
              response.on('data', (chunk: Buffer) => chunks.push(chunk));
              response.on('end', () => {
                const status = response.statusCode ?? 0;
                resolve(new Response(status === 204 ? null : Buffer.concat(chunks), { status, headers: response.headers as Record<string, string> }));
              });
            });
            seen.push(init.headers);
            request.on('error', reject).end();
          }),
        `${server.url}/drone/`,
        'token',
      );
      const name = (await go.serverCreate())?.Name ?? '';
      server.cloud.clock.settle();
      expect((await go.server(name))?.State).toBe('running');
      await go.serverDelete(name, true);
      expect((await go.serverList()).map(({ State }) => State)).toEqual(['error', 'running', 'shutdown']);
      await go.autoscalePause();
      expect(server.cloud.drone.settings.paused).toBe(true);
      expect(seen[0]).toEqual({ 'User-Agent': 'Go-http-client/1.1', 'Accept-Encoding': 'gzip', Authorization: 'Bearer token', 'Content-Length': '0' });
    } finally {
      await server.close();
    }
  });
});

describe('the model', () => {
  test.each(examples)('the document: $heading', async ({ before, request, status, body, but }) => {
    const cloud = opened();
    await before?.({} as Running);
    const response = await ask(cloud, request.method, request.path, { headers: request.headers });
    expect(response.status).toBe(status);
    const text = await response.text();
    if (body === null) return expect(text).toBe('');
    but?.(JSON.parse(body ?? 'null') as never, JSON.parse(text) as never);
  });

  test('every example of the contract works on a fresh account', async () => {
    for (const [path, methods] of Object.entries(drone.contract.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        const response = await ask(opened(), method.toUpperCase(), operation['x-example'].path);
        expect([method, path, response.ok]).toEqual([method, path, true]);
      }
    }
  });

  test('every scenario can be played on a fresh account, and tells what it does in a sentence', () => {
    for (const { name, description } of Object.values(drone.scenarios)) {
      expect(description).toMatch(/^[A-Z].*\.$/);
      opened().play(name);
    }
  });

  test('an account says what each action would meet', () => {
    const cloud = opened();
    expect(cloud.drone.actions(cloud.drone.servers.get(RUNNING))).toMatchObject({
      terminate: { allowed: true },
      cancel: { allowed: true },
      provision: { allowed: false, status: null },
      purge: { allowed: false },
    });
  });

  test('a snapshot holds a server on its way, and its purge', async () => {
    const cloud = opened();
    const { name } = await create(cloud);
    await remove(cloud, RUNNING);
    cloud.clock.advance(seconds(50));
    const saved = JSON.parse(JSON.stringify(cloud.snapshot())) as ReturnType<DroneCloud['snapshot']>;
    const other = opened();
    other.restore(saved);
    expect(await states(other, name, 19, 1, 40)).toEqual(['creating', 'created', 'running']);
    other.clock.advance(hours(24));
    expect(other.drone.servers.has(RUNNING)).toBe(false);
    expect(cloud.drone.servers.has(RUNNING)).toBe(true);
  });

  test('a reset gives a fresh account, unpaused', async () => {
    const cloud = opened();
    await ask(cloud, 'POST', '/api/pause');
    await create(cloud);
    const fresh = opened().snapshot();
    cloud.reset();
    expect(cloud.snapshot()).toEqual(fresh);
  });

  test('a fleet is the same for a seed, and its names are its own', () => {
    expect(fleet(20)).toEqual(fleet(20));
    expect(fleet(20, { seed: 2 })).not.toEqual(fleet(20));
    expect(new Set(fleet(300).map(({ name }) => name)).size).toBe(300);
  });

  test('a slow create takes its time in each state', async () => {
    const cloud = opened();
    cloud.faults.add({ vendor: 'drone', on: 'POST /api/servers', outcome: 'slow', factor: 10 });
    const { name } = await create(cloud);
    expect(await states(cloud, name, 99, 1, 600, 100, 300)).toEqual(['pending', 'creating', 'created', 'staging', 'running']);
  });
});
