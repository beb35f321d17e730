/** createCloud(): what it returns, its options, its faults, and what its author can do wrong. */
import { describe, expect, jest, test } from '@jest/globals';
import { setupServer } from 'msw/node';
import { createCloud, minutes, seconds, systemClock, scenarioFor, withScenarios, EXAMPLE_START, type Source } from '../index.ts';
import { puregpu } from '../handlers/puregpu/index.ts';
import { vpsorg, type VpsOrg } from '../handlers/vpsorg/index.ts';
import { aServer, fleet } from '../fixtures/vpsorg-fleet.ts';
import { fleet as gpuFleet } from '../fixtures/puregpu-fleet.ts';
import { client } from './client.ts';

const VPS = 'https://admin.vps.org/api/v1';
const headers = { authorization: 'Bearer t' };
const wanted = { name: 'a', plan_id: 1, os_id: 5, location: 'us-west' };
const open = () => {
  const cloud = createCloud({ vpsorg, puregpu });
  return { cloud, vps: client(cloud, VPS, headers), gpu: client(cloud, 'https://api.puregpu.com', { 'x-api-key': 'k' }) };
};

describe('a cloud', () => {
  test('shares nothing with another: two hundred live side by side', async () => {
    const counts = await Promise.all(
      Array.from({ length: 200 }, async (_, i) => {
        const { cloud, vps } = open();
        for (let n = 0; n < i % 5; n += 1) await vps('POST', '/servers/', wanted);
        cloud.vpsorg.settings.credits -= i;
        if (i % 2) cloud.play('vpsorg/out-of-credits');
        if (i % 7 === 0) cloud.faults.add({ vendor: 'vpsorg', on: 'GET /servers/', outcome: 'refused', kind: 'unavailable' });
        expect((await vps('GET', '/servers/')).status).toBe(i % 7 === 0 ? 503 : 200);
        cloud.clock.advance(i);
        return [cloud.vpsorg.servers.size - 2, cloud.journal.size, cloud.clock.now() - EXAMPLE_START];
      }),
    );
    for (const [i, count] of counts.entries()) expect(count).toEqual([i % 5, (i % 5) + 1, i]);
    expect(open().cloud.vpsorg.settings.credits).toBe(100_000);
  });

  test('answers nothing that is for none of its vendors', async () => {
    const { cloud } = open();
    expect(await cloud.fetch('https://example.com/servers/')).toBeUndefined();
    expect(await cloud.fetch('https://admin.vps.org/other')).toBeUndefined();
    expect(await cloud.fetch('https://admin.vps.org/api/v11/servers/', { headers })).toBeUndefined();
  });

  test('takes a URL, a text or a Request, as fetch does', async () => {
    const { cloud } = open();
    for (const input of [`${VPS}/servers/`, new URL(`${VPS}/servers/`), new Request(`${VPS}/servers/`)])
      expect((await cloud.fetch(input, { headers }))?.status).toBe(200);
    expect((await cloud.fetch(new Request(`${VPS}/servers/`, { headers })))?.status).toBe(200);
  });

  test('lists every documented operation of its vendors, with its evidence', () => {
    const { cloud } = open();
    expect(cloud.operations.filter(({ vendor, source }) => vendor === 'puregpu' && source === 'documented')).toHaveLength(11);
    expect(cloud.operations.filter(({ vendor, source }) => vendor === 'vpsorg' && source === 'documented')).toHaveLength(9);
    expect(cloud.operations).toContainEqual({ vendor: 'vpsorg', operation: 'GET /plans/', summary: 'List plans', source: 'vendor' });
  });

  test('a fleet is the same for a seed, valid, and of any size', async () => {
    const { cloud, vps, gpu } = open();
    expect(fleet(20)).toEqual(fleet(20));
    expect(fleet(20, { seed: 2 })).not.toEqual(fleet(20));
    expect(fleet(21).slice(0, 20)).toEqual(fleet(20));
    for (const server of fleet(500)) cloud.vpsorg.servers.add(server);
    for (const server of gpuFleet(500)) cloud.puregpu.servers.add(server);
    expect((await vps('GET', '/servers/')).body).toMatchObject({ count: 502 });
    for (const { id } of cloud.vpsorg.servers.all().slice(0, 20)) expect((await vps('GET', `/servers/${id}/`)).status).toBe(200);
    for (const { serviceId } of cloud.puregpu.servers.all().slice(0, 20))
      expect((await gpu('GET', `/server/${serviceId}/stats?timeframe=hour`)).body).toMatchObject({ result: 'success' });
    expect(cloud.vpsorg.servers.add(aServer({ id: 7, status: 'stopped', name: 'mine' }))).toMatchObject({ id: 7, status: 'stopped', name: 'mine' });
    expect(() => fleet(-1)).toThrow('cannot have -1 servers');
  });

  test('has fixtures that nobody can change under another cloud', () => {
    const { cloud } = open();
    const server = cloud.vpsorg.servers.get(12345) as { usage: { cpu_percent: number } };
    expect(() => {
      server.usage.cpu_percent = 99;
    }).toThrow(TypeError);
  });
});

describe('the journal', () => {
  test('holds each request as it came, without its credential, and each answer', async () => {
    const { cloud, vps } = open();
    await vps('POST', '/servers/?x=1', wanted, { 'x-request-id': '7', cookie: 'a=b' });
    const exchange = cloud.journal.last();
    expect(exchange).toMatchObject({
      n: 1,
      at: EXAMPLE_START,
      vendor: 'vpsorg',
      operation: 'POST /servers/',
      request: {
        method: 'POST',
        path: '/api/v1/servers/',
        query: 'x=1',
        headers: { authorization: '[redacted]', cookie: '[redacted]', 'x-request-id': '7' },
        body: JSON.stringify(wanted),
      },
      reply: { status: 201, headers: { 'content-type': 'application/json' } },
      why: null,
    });
    expect(JSON.parse(exchange?.reply?.body ?? '')).toMatchObject({ id: 12347 });
    expect(JSON.stringify(cloud.journal.all())).not.toContain('Bearer');
  });

  test('says what changed, and why something was refused', async () => {
    const { cloud, vps } = open();
    await vps('POST', '/servers/12345/stop/');
    expect(cloud.journal.last()?.changes).toMatchObject([
      { table: 'servers', key: 12345, kind: 'changed', before: { status: 'active' }, after: { status: 'stopping' } },
    ]);
    await vps('POST', '/servers/12345/stop/');
    expect(cloud.journal.last()).toMatchObject({ changes: [], why: 'Locked by stop, 0% done, until 2025-01-16T15:30:20.000Z. Allowed now: update, delete.' });
    cloud.clock.advance(seconds(20));
    await vps('GET', '/servers/');
    expect(cloud.journal.last()?.changes).toMatchObject([{ before: { status: 'stopping' }, after: { status: 'stopped' } }]);
    expect(cloud.journal.filter('POST /servers/{server_id}/stop/')).toHaveLength(2);
  });

  test('is bounded', async () => {
    const cloud = createCloud({ vpsorg }, { journal: 2 });
    for (let i = 0; i < 5; i += 1) await cloud.fetch(`${VPS}/servers/`, { headers });
    expect(cloud.journal.all().map(({ n }) => n)).toEqual([4, 5]);
  });
});

describe('options', () => {
  test('origins move a vendor to another base: a path at any origin, or a URL', async () => {
    const cloud = createCloud({ vpsorg, puregpu }, { origins: { vpsorg: '/api/vps', puregpu: 'http://localhost:9999/gpu/' } });
    expect((await cloud.fetch('http://localhost:3000/api/vps/servers/', { headers }))?.status).toBe(200);
    expect((await cloud.fetch('http://localhost:3000/api/vps/servers', { headers, redirect: 'manual' }))?.headers.get('location')).toBe('/api/vps/servers/');
    expect((await cloud.fetch('http://localhost:9999/gpu/server/ostemplates', { headers: { 'x-api-key': 'k' } }))?.status).toBe(200);
    expect(await cloud.fetch(`${VPS}/servers/`, { headers })).toBeUndefined();
    expect(cloud.origins).toEqual({ vpsorg: '/api/vps', puregpu: 'http://localhost:9999/gpu' });
    expect(open().cloud.origins.vpsorg).toBe(VPS);
    const network = setupServer(...cloud.handlers);
    network.listen();
    try {
      expect((await fetch('http://localhost:3000/api/vps/servers/', { headers })).status).toBe(200);
    } finally {
      network.close();
    }
    expect(() => createCloud({ vpsorg }, { origins: { vpsorg: 'nonsense' } })).toThrow("'nonsense' is not an origin");
  });

  test('credentials are the only ones accepted', async () => {
    const cloud = createCloud({ vpsorg }, { credentials: { vpsorg: ['good', 'better'] } });
    const status = async (token: string) => (await cloud.fetch(`${VPS}/servers/`, { headers: { authorization: `Bearer ${token}` } }))?.status;
    expect([await status('good'), await status('better'), await status('other')]).toEqual([200, 200, 401]);
  });

  test('settings are true from the start, and again after a reset', async () => {
    const cloud = createCloud({ vpsorg }, { settings: { vpsorg: { credits: 5 } } });
    cloud.vpsorg.settings.credits = 1_000;
    cloud.reset();
    expect(cloud.vpsorg.settings.credits).toBe(5);
  });

  const evidence: [Source, number | string, string][] = [
    ['documented', 200, '/servers/12345/'],
    ['documented', 'assumed', '/servers/?status=nonsense'],
    ['inferred', 'assumed', '/servers/?status=nonsense'],
    ['assumed', 400, '/servers/?status=nonsense'],
    ['documented', 'vendor', '/plans/'],
    ['vendor', 200, '/plans/'],
    ['vendor', 'inferred', '/plans/9/'],
    ['vendor', 'inferred', '/nothing/'],
  ];
  test.each(evidence)('with strict: %s, a reply that is %s is answered or an error: %s', async (strict, outcome, path) => {
    const cloud = createCloud({ vpsorg }, { strict });
    const asked = cloud.fetch(VPS + path, { headers });
    if (typeof outcome === 'number') expect((await asked)?.status).toBe(outcome);
    else await expect(asked).rejects.toThrow(`evidence for that reply is '${outcome}', and this cloud was created with strict: '${strict}'`);
  });

  test('a start and a seed are what the cloud begins with', async () => {
    const cloud = createCloud({ vpsorg }, { start: '2030-01-01T00:00:00Z' });
    expect((await client(cloud, VPS, headers)('POST', '/servers/', wanted)).body).toMatchObject({ created_at: '2030-01-01T00:00:00Z' });
  });
});

describe('what a test author does wrong is an error that helps', () => {
  const { cloud } = open();
  const wrongs: [string, () => unknown, string][] = [
    [
      'a vendor under another name',
      () => createCloud({ vps: vpsorg }),
      "createCloud was called with 'vps', which is the vendor 'vpsorg'. Use createCloud({ vpsorg }).",
    ],
    ['no vendor at all', () => createCloud({ vpsorg: undefined as never }), 'which is not a vendor. Import one'],
    ['an option of a vendor that is not there', () => createCloud({ vpsorg }, { origins: { vpsog: '/x' } as never }), "Did you mean 'vpsorg'?"],
    [
      'an unknown setting',
      () => createCloud({ vpsorg }, { settings: { vpsorg: { credit: 1 } as never } }),
      "vpsorg has no setting 'credit'. Did you mean 'credits'?",
    ],
    ['an unknown scenario', () => cloud.play('vpsorg/out-of-credit' as never), "No scenario 'vpsorg/out-of-credit'. Did you mean 'vpsorg/out-of-credits'?"],
    [
      'a scenario of another vendor',
      () => createCloud({ puregpu }).play(vpsorg.scenarios.outOfCredits),
      "needs the vendor 'vpsorg', which this cloud does not have. Create it with createCloud({ puregpu, vpsorg }).",
    ],
    [
      'a fault at no operation',
      () => cloud.faults.add({ vendor: 'puregpu', on: 'POST /server/{id}/start' as never, outcome: 'network-error' }),
      "PureGPU has no operation 'POST /server/{id}/start'. Did you mean 'POST /server/{serviceId}/start'?",
    ],
    ['a fault at no vendor', () => cloud.faults.add({ vendor: 'drone' as never, outcome: 'network-error' }), "A fault at 'drone' can never strike"],
    [
      'a refusal that the vendor cannot say',
      () => cloud.faults.add({ vendor: 'puregpu', outcome: 'refused', kind: 'payment-required' as never }),
      "PureGPU cannot refuse with 'payment-required'. Available:",
    ],
    ['an instant that is none', () => createCloud({ vpsorg }, { start: 'soon' }), "A clock cannot start at 'soon'"],
    ['a snapshot of something else', () => cloud.restore({} as never), 'That is not a snapshot of a cloud'],
    [
      'a snapshot of other vendors',
      () => cloud.restore({ ...cloud.snapshot(), accounts: { drone: { tables: {}, settings: {}, counters: {} } } }),
      'The snapshot is of a cloud with drone, but this one has vpsorg, puregpu',
    ],
    ['a record that is a copy', () => cloud.vpsorg.begin({ ...cloud.vpsorg.servers.get(12345) }, 'stop'), 'it was removed, or it is a copy'],
  ];
  test.each(wrongs)('%s', (_, wrong, message) => expect(wrong).toThrow(message));
});

describe('faults', () => {
  test('refused: in the words of the vendor, as often as it says, and nothing is done', async () => {
    const { cloud, vps } = open();
    cloud.faults.add({ vendor: 'vpsorg', on: 'POST /servers/', times: 2, outcome: 'refused', kind: 'rate-limited', retryAfter: seconds(30) });
    const first = await vps('POST', '/servers/', wanted);
    expect([first.status, first.headers.get('retry-after'), first.body]).toEqual([
      429,
      '30',
      { detail: 'Request was throttled. Expected available in 30 seconds.' },
    ]);
    expect((await vps('GET', '/servers/')).status).toBe(200);
    expect((await vps('POST', '/servers/', wanted)).status).toBe(429);
    expect((await vps('POST', '/servers/', wanted)).body).toMatchObject({ id: 12347 });
  });

  test('done, but answered 500; done, and the answer lost; not even arrived', async () => {
    const { cloud, vps } = open();
    const create = () => vps('POST', '/servers/', wanted);
    cloud.faults.add({ vendor: 'vpsorg', on: 'POST /servers/', times: 1, outcome: 'done-but-broken' });
    expect(await create()).toMatchObject({ status: 500, body: { detail: 'A server error occurred.' } });
    expect(cloud.vpsorg.servers.has(12347)).toBe(true);
    cloud.faults.add({ vendor: 'vpsorg', on: 'POST /servers/', times: 1, outcome: 'answer-lost' });
    await expect(create()).rejects.toThrow(TypeError);
    expect(cloud.vpsorg.servers.has(12348)).toBe(true);
    expect(cloud.journal.last()).toMatchObject({ operation: 'POST /servers/', reply: null });
    cloud.faults.add({ vendor: 'vpsorg', on: 'POST /servers/', times: 1, outcome: 'network-error' });
    await expect(create()).rejects.toThrow(TypeError);
    expect(cloud.vpsorg.servers.has(12349)).toBe(false);
  });

  test('under msw a lost answer is a network error', async () => {
    const { cloud } = open();
    const network = setupServer(...cloud.handlers);
    network.listen();
    try {
      cloud.faults.add({ vendor: 'vpsorg', times: 1, outcome: 'answer-lost' });
      await expect(fetch(`${VPS}/servers/`, { headers })).rejects.toThrow(TypeError);
      expect((await fetch(`${VPS}/servers/`, { headers })).status).toBe(200);
    } finally {
      network.close();
    }
  });

  test('accepted, then fails after a share of its time', async () => {
    const { cloud, vps } = open();
    cloud.play(vpsorg.scenarios.provisioningFails);
    await vps('POST', '/servers/', wanted);
    const server = cloud.vpsorg.servers.get(12347);
    cloud.clock.advance(seconds(108) - 1);
    expect([server.status, cloud.vpsorg.progress(server)]).toEqual(['provisioning', 59]);
    cloud.clock.advance(1);
    expect([server.status, server.ip_address, cloud.vpsorg.progress(server)]).toEqual(['stopped', null, null]);
  });

  test('slow: it takes so many times as long', async () => {
    const { cloud, vps } = open();
    cloud.faults.add({ vendor: 'vpsorg', on: 'POST /servers/', outcome: 'slow', factor: 4 });
    await vps('POST', '/servers/', wanted);
    cloud.clock.advance(minutes(12) - 1);
    expect(cloud.vpsorg.servers.get(12347).status).toBe('provisioning');
    cloud.clock.advance(1);
    expect(cloud.vpsorg.servers.get(12347).status).toBe('active');
  });

  test("latency is measured by the cloud's clock: the answer comes when it is advanced", async () => {
    const { cloud, vps } = open();
    cloud.faults.add({ vendor: 'vpsorg', outcome: 'latency', ms: seconds(2) });
    let answered = false;
    const asked = vps('GET', '/servers/').then((answer) => {
      answered = true;
      return answer;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([answered, cloud.journal.size]).toEqual([false, 1]);
    cloud.clock.advance(seconds(2));
    expect((await asked).status).toBe(200);
  });
});

describe('snapshots', () => {
  test('a snapshot is plain JSON, and restores records, time, settings, faults and what is under way', async () => {
    const { cloud, vps } = open();
    await vps('POST', '/servers/', wanted);
    cloud.faults.add({ vendor: 'vpsorg', on: 'GET /servers/', times: 2, outcome: 'refused', kind: 'unavailable' });
    await vps('GET', '/servers/');
    cloud.clock.advance(minutes(1));
    const saved = JSON.parse(JSON.stringify(cloud.snapshot())) as ReturnType<typeof cloud.snapshot>;
    cloud.clock.settle();
    cloud.vpsorg.settings.credits = 0;
    await vps('DELETE', '/servers/12347/');
    cloud.restore(saved);
    expect(cloud.clock.now()).toBe(EXAMPLE_START + minutes(1));
    expect([cloud.vpsorg.servers.get(12347).status, cloud.vpsorg.settings.credits]).toEqual(['provisioning', 99_980]);
    expect([(await vps('GET', '/servers/')).status, (await vps('GET', '/servers/')).status]).toEqual([503, 200]);
    cloud.clock.advance(minutes(2));
    expect(cloud.vpsorg.servers.get(12347)).toMatchObject({ status: 'active', ip_address: '203.0.113.12' });
  });

  test('a reset begins anew: fixtures, faults, journal, counters and the clock', async () => {
    const { cloud, vps } = open();
    const fresh = cloud.snapshot();
    await vps('POST', '/servers/', wanted);
    cloud.faults.add({ vendor: 'vpsorg', outcome: 'network-error' });
    cloud.clock.advance(minutes(1));
    cloud.reset();
    expect(cloud.snapshot()).toEqual(fresh);
    expect(cloud.journal.size).toBe(0);
    expect(cloud.clock.next()).toBeUndefined();
    expect((await vps('POST', '/servers/', wanted)).body).toMatchObject({ id: 12347 });
  });
});

describe('scenarios', () => {
  test('play by object or by name, and a user writes one as ours are written', async () => {
    const { cloud, vps } = open();
    cloud.play('vpsorg/server-suspended');
    expect((await vps('POST', '/servers/12345/stop/')).body).toEqual({ detail: 'Server is suspended.' });
    const emptyAccount = scenarioFor<VpsOrg>()({
      name: 'vpsorg/empty-account',
      description: 'The account has no servers.',
      play: ({ vpsorg: account }) => account.servers.clear(),
    });
    cloud.play(emptyAccount);
    expect((await vps('GET', '/servers/')).body).toEqual({ count: 0, results: [] });
  });

  test("one of a user's own can be one of the vendor's: by name, beside ours, and in a link", async () => {
    const emptyShelf = scenarioFor<VpsOrg>()({
      name: 'vpsorg/empty-shelf',
      description: 'There is no plan to be had.',
      play({ vpsorg: account }) {
        account.servers.clear();
        account.plans.clear();
      },
    });
    const mine = withScenarios(vpsorg, { emptyShelf });
    const cloud = createCloud({ vpsorg: mine });
    cloud.play('vpsorg/empty-shelf');
    cloud.play('vpsorg/out-of-credits');
    expect([cloud.vpsorg.plans.size, cloud.vpsorg.settings.credits, mine.scenarios.outOfCredits.name]).toEqual([0, 0, 'vpsorg/out-of-credits']);
    expect(cloud.toLink()).toMatchObject({ steps: [{ play: 'vpsorg/empty-shelf' }, { play: 'vpsorg/out-of-credits' }] });
    expect(Object.keys(vpsorg.scenarios)).not.toContain('emptyShelf');
    expect(() => withScenarios(vpsorg, { taken: { ...emptyShelf, name: 'vpsorg/out-of-credits' } })).toThrow(
      "VPS.org already has a scenario 'vpsorg/out-of-credits'",
    );
    expect(() => withScenarios(puregpu, { emptyShelf })).toThrow("does not belong to PureGPU. Name it 'puregpu/…'.");
  });

  const all = [...Object.values(vpsorg.scenarios), ...Object.values(puregpu.scenarios)];
  test.each(all.map((scenario) => [scenario.name, scenario] as const))('%s plays, and tells one sentence', (_, scenario) => {
    const { cloud } = open();
    const before = JSON.stringify(cloud.snapshot());
    cloud.play(scenario);
    expect(JSON.stringify(cloud.snapshot())).not.toBe(before);
    expect(scenario.description).toMatch(/^[A-Z].*\.$/);
  });
});

test('what an account would say to each action is what the vendor answers', async () => {
  const { cloud, vps } = open();
  const server = cloud.vpsorg.servers.get(12345);
  for (const status of ['active', 'stopped', 'suspended'] as const) {
    cloud.vpsorg.servers.update(server, { status });
    const actions = cloud.vpsorg.actions(server);
    for (const action of ['start', 'stop', 'reboot'] as const) {
      const saved = cloud.snapshot();
      const answer = await vps('POST', `/servers/12345/${action}/`);
      expect(actions[action]).toMatchObject(answer.status === 200 ? { allowed: true } : { allowed: false, status: answer.status, body: answer.body });
      cloud.restore(saved);
      cloud.vpsorg.servers.update(cloud.vpsorg.servers.get(12345), { status });
    }
    cloud.reset();
    return;
  }
});

test('with a clock that runs by itself, an account is brought up to date as it is looked at', () => {
  jest.useFakeTimers({ now: EXAMPLE_START });
  try {
    const cloud = createCloud({ vpsorg }, { clock: systemClock() });
    const server = cloud.vpsorg.servers.get(12345);
    cloud.vpsorg.begin(server, 'stop');
    jest.advanceTimersByTime(seconds(10));
    expect(cloud.vpsorg.progress(server)).toBe(50);
    jest.advanceTimersByTime(seconds(10));
    expect(cloud.vpsorg.servers.get(12345).status).toBe('stopped');
  } finally {
    jest.useRealTimers();
  }
});

test("a bug of ours breaks loudly: it is not dressed up as the vendor's answer", async () => {
  const broken = { ...vpsorg, operations: { ...vpsorg.operations, 'GET /servers/': () => (undefined as never as { x: { y: never } }).x.y } };
  await expect(createCloud({ vpsorg: broken }).fetch(`${VPS}/servers/`, { headers })).rejects.toThrow(/undefined/);
});
