/** The matchers: each one green, red and under `.not`, with what it says; a misspelt name fails always, as it never could match anything. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { hetzner } from '../examples/hetzner/index.ts';
import { drone } from '../handlers/drone/index.ts';
import { elastichosts } from '../handlers/elastichosts/index.ts';
import { evotic } from '../handlers/evotic/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { createCloud, minutes, seconds, type Cloud } from '../index.ts';
import { checksOf } from '../request/check.ts';
import '../testing/matchers/jest.ts';
import { checkMembers } from '../testing/matchers/request-members.ts';

const VPS = 'https://admin.vps.org/api/v1';
const headers = { authorization: 'Bearer token', 'content-type': 'application/json' };
const order = { name: 'web-1', plan_id: 1, os_id: 5, location: 'us-west' };

let cloud: Cloud<{ vpsorg: typeof vpsorg }>;
beforeEach(() => {
  cloud = createCloud({ vpsorg });
});

const ask = (path: string, init: RequestInit = {}): Promise<Response | undefined> => cloud.fetch(`${VPS}${path}`, { headers, ...init });
const create = (body: object = order): Promise<Response | undefined> => ask('/servers/', { method: 'POST', body: JSON.stringify(body) });

/** What a failing expectation says. */
function said(run: () => void): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('It passed.');
}

describe('toHaveServer', () => {
  test('a server is there, with some of its members', async () => {
    await create();
    expect(cloud).toHaveServer(12347);
    expect(cloud).toHaveServer(12347, { name: 'web-1', status: 'provisioning', ip_address: null });
    expect(cloud).toHaveServer({ vpsorg: 12347 }, { name: expect.stringContaining('web'), hostname: null });
    expect(cloud).not.toHaveServer(12347, { status: 'active' });
    expect(cloud).not.toHaveServer(12399);
  });

  test('a server that is not there: it says which are', () => {
    expect(said(() => expect(cloud).toHaveServer(12347, { status: 'active' }))).toBe(
      `expect(cloud).toHaveServer(12347, { status: 'active' })

VPS.org has no 12347 in servers. It has: 12345, 12346.`,
    );
  });

  test('a server that is not as expected: it says how, and what it is busy with', async () => {
    await create();
    cloud.clock.advance(minutes(1));
    expect(said(() => expect(cloud).toHaveServer(12347, { status: 'active', name: /^db/ }))).toBe(
      `expect(cloud).toHaveServer(12347, { status: 'active', name: /^db/ })

VPS.org has 12347 in servers, but not as expected:
  status: expected 'active', but it is 'provisioning'
  name: expected /^db/, but it is 'web-1'
Its task 'provision' is at 33% and ends at 2025-01-16T15:33:00Z; the clock is at 2025-01-16T15:31:00Z.`,
    );
  });

  test('a server that should not be there', () => {
    expect(said(() => expect(cloud).not.toHaveServer(12345, { status: 'active' }))).toBe(
      `expect(cloud).not.toHaveServer(12345, { status: 'active' })

VPS.org has 12345 in servers, as it is written there.`,
    );
  });

  test.each<[string, unknown, unknown, string]>([
    ['a key of another type', '12345', undefined, "The keys of VPS.org's servers are numbers, such as 12345; '12345' is not one."],
    ['no key', undefined, undefined, 'The key of a record cannot be undefined. Give a text or a number.'],
    ['a misspelt status', 12345, { status: 'activ' }, "The status of VPS.org's servers cannot be 'activ'. Did you mean 'active'?"],
    ['a misspelt member', 12345, { nam: 'web-1' }, "VPS.org's servers have no member 'nam'. Did you mean 'name'?"],
    ['a misspelt member of a member', 12345, { usage: { memory: 1 } }, "VPS.org's servers have no member 'usage.memory'. Available: cpu_percent, "],
    ['members that are none', 12345, 'active', "The members of a record cannot be 'active'. Give an object, such as { status: 'active' }."],
    ['a misspelt vendor', { vpsorgs: 1 }, undefined, "Give a server of one vendor, as { vpsorg: 12347 }. Did you mean 'vpsorg'?"],
  ])('%s fails always', (_, key, members, message) => {
    expect(() => expect(cloud).toHaveServer(key as never, members as never)).toThrow(message);
    expect(() => expect(cloud).not.toHaveServer(key as never, members as never)).toThrow(message);
  });

  test('of a cloud with several vendors, one is meant', () => {
    const two = createCloud({ vpsorg, evotic });
    expect(two).toHaveServer({ evotic: 1 });
    expect(two).toHaveServer({ vpsorg: 12345 }, { status: 'active' });
    expect(() => expect(two).not.toHaveServer(9 as never)).toThrow('This cloud has several vendors (vpsorg, evotic). Say which: { vpsorg: 9 }.');
    expect(() => expect(two).not.toHaveServer({ vpsorg: 1, evotic: 1 } as never)).toThrow('Give a server of one vendor, as { vpsorg: 12347 }.');
  });
});

describe('toHaveRecord', () => {
  test('a record of any table', () => {
    expect(cloud).toHaveRecord('plans', 1, { name: expect.any(String) });
    expect(cloud).not.toHaveRecord('plans', 99);
    expect(said(() => expect(cloud).toHaveRecord({ vpsorg: 'plans' }, 99))).toBe(
      `expect(cloud).toHaveRecord({ vpsorg: 'plans' }, 99)

VPS.org has no 99 in plans. It has: 1, 2, 3.`,
    );
    expect(() => expect(cloud).not.toHaveRecord('plan' as never, 1)).toThrow("VPS.org has no table 'plan'. Did you mean 'plans'?");
  });
});

describe('toBeSettled', () => {
  test('no task is running', async () => {
    expect(cloud).toBeSettled();
    await create();
    expect(cloud).not.toBeSettled();
    cloud.clock.settle();
    expect(cloud).toBeSettled();
  });

  test('it says which task is', async () => {
    await create();
    expect(said(() => expect(cloud).toBeSettled())).toBe(
      `expect(cloud).toBeSettled()

At 2025-01-16T15:30:00Z a task is running:
  VPS.org's servers 12347: 'provision', at 0%, until 2025-01-16T15:33:00Z`,
    );
    cloud.clock.settle();
    expect(said(() => expect(cloud).not.toBeSettled())).toBe('expect(cloud).not.toBeSettled()\n\nNo task is running.');
  });

  test('what goes on in the background does not count', () => {
    const autoscaler = createCloud({ drone });
    const server = autoscaler.drone.servers.get('agent-F8k8oMUP');
    autoscaler.drone.begin(server, 'terminate');
    expect(autoscaler).not.toBeSettled();
    autoscaler.clock.settle();
    expect(server.task).toMatchObject({ action: 'purge' });
    expect(autoscaler).toBeSettled();
  });

  test('a task that is stuck is one that is running', async () => {
    cloud.vpsorg.begin(cloud.vpsorg.servers.get(12345), 'reboot', { stuck: 0.99 });
    cloud.clock.advance(minutes(60));
    expect(said(() => expect(cloud).toBeSettled())).toContain("VPS.org's servers 12345: 'reboot', at 99%, and is stuck");
  });
});

describe('toHaveReceived', () => {
  test('a request, as it was sent and in its order', async () => {
    expect(cloud).not.toHaveReceived('POST /servers/');
    await ask('/plans/');
    await create();
    await ask('/servers/12347/', { headers: { ...headers, 'x-trace': 'seven' } });
    expect(cloud).toHaveReceived('POST /servers/');
    expect(cloud).toHaveReceived('POST /servers/', { times: 1, status: 201, body: { plan_id: 1, name: /^web/ }, after: 'GET /plans/' });
    expect(cloud).toHaveReceived('POST /servers/', { body: { os_id: expect.any(Number) }, before: 'GET /servers/{server_id}/', vendor: 'vpsorg' });
    expect(cloud).toHaveReceived('GET /servers/{server_id}/', { path: { server_id: 12347 }, headers: { 'X-Trace': 'seven' } });
    expect(cloud).toHaveReceived('GET /servers/{server_id}/', { path: { server_id: '12347' }, times: 1 });
    expect(cloud).toHaveReceived('DELETE /servers/{server_id}/', { times: 0 });
    expect(cloud).not.toHaveReceived('POST /servers/', { before: 'GET /plans/' });
    expect(cloud).not.toHaveReceived('GET /plans/', { after: 'POST /servers/' });
    expect(cloud).not.toHaveReceived('POST /servers/', { after: 'POST /servers/' });
    expect(cloud).not.toHaveReceived('POST /servers/', { times: 2 });
    expect(cloud).not.toHaveReceived('POST /servers/', { body: { plan_id: '1' } });
  });

  test('it says what was nearest', async () => {
    await create({ ...order, plan_id: 2, name: 'db-1' });
    await create();
    expect(
      said(() =>
        expect(cloud).toHaveReceived('POST /servers/', { body: { plan_id: 1, name: expect.stringContaining('db') }, status: 202, after: 'GET /plans/' }),
      ),
    ).toBe(
      `expect(cloud).toHaveReceived('POST /servers/', { body: { plan_id: 1, name: StringContaining 'db' }, status: 202, after: 'GET /plans/' })

It received POST /servers/ twice, but not as expected. The nearest:
  request 1 at 15:30:00: POST /api/v1/servers/ → 201
    body.plan_id: expected 1, but it is 2
    status: expected 202, but it is 201
    after: there was no GET /plans/`,
    );
  });

  test('it says what came instead, and what that probably meant', async () => {
    expect(said(() => expect(cloud).toHaveReceived('GET /servers/'))).toBe(`expect(cloud).toHaveReceived('GET /servers/')

It received no request at all.`);
    await ask('/server/');
    expect(said(() => expect(cloud).toHaveReceived('GET /servers/'))).toBe(`expect(cloud).toHaveReceived('GET /servers/')

It never received it. What it received:
  request 1 at 15:30:00: GET /api/v1/server/ → 404 (VPS.org has nothing at /server/. Did you mean 'GET /servers/'? 'server' should be 'servers'.)`);
  });

  test('too often, or at all where it should not', async () => {
    await create();
    await create();
    expect(said(() => expect(cloud).toHaveReceived('POST /servers/', { times: 1 }))).toBe(`expect(cloud).toHaveReceived('POST /servers/', { times: 1 })

It received such a request twice:
  request 1 at 15:30:00: POST /api/v1/servers/ → 201
  request 2 at 15:30:00: POST /api/v1/servers/ → 201`);
    expect(said(() => expect(cloud).not.toHaveReceived('POST /servers/', { body: { name: 'web-1' } }))).toContain('It received such a request twice:');
  });

  test.each<[string, unknown, unknown, string]>([
    ['an operation without its slash', 'POST /servers', {}, "This cloud has no operation 'POST /servers'. Did you mean 'POST /servers/'?"],
    ['an option', 'POST /servers/', { tims: 1 }, "toHaveReceived has no option 'tims'. Did you mean 'times'?"],
    ['another operation', 'POST /servers/', { after: 'GET /plan/' }, "This cloud has no operation 'GET /plan/'. Did you mean 'GET /plans/'?"],
    ['a vendor', 'POST /servers/', { vendor: 'vpsorgs' }, "This cloud has no vendor 'vpsorgs'. Did you mean 'vpsorg'?"],
    ['a member of the body', 'POST /servers/', { body: { plan_idd: 1 } }, "The body of POST /servers/ has no member 'plan_idd'. Did you mean 'plan_id'?"],
    ['a parameter', 'GET /servers/{server_id}/', { path: { server: 1 } }, "GET /servers/{server_id}/ has no parameter 'server' in its path."],
    ['a parameter of the query', 'GET /servers/', { query: { page: 1 } }, "GET /servers/ has no parameter 'page' in its query."],
    ['a body where none is', 'GET /servers/', { body: {} }, 'GET /servers/ has no body.'],
    ['a number of times', 'POST /servers/', { times: -1 }, 'The option times cannot be -1. Give a whole number from 0.'],
    ['a status', 'POST /servers/', { status: 2010 }, 'The option status cannot be 2010. Give the status of a reply, such as 201.'],
    ['a body that is a text', 'POST /servers/', { body: '{}' }, "The option body cannot be '{}'. Give an object."],
  ])('%s that cannot be fails always', (_, operation, options, message) => {
    expect(() => expect(cloud).toHaveReceived(operation as never, options as never)).toThrow(message);
    expect(() => expect(cloud).not.toHaveReceived(operation as never, options as never)).toThrow(message);
  });

  test('bodies in other formats are compared in their documented types', async () => {
    const evo = createCloud({ evotic });
    const form = { authorization: 'Bearer token', 'content-type': 'application/x-www-form-urlencoded' };
    const body = 'name=web-1&location_id=1&os_id=1&cpu=2&ram=2048&disk=20';
    await evo.fetch('https://evotic.io/api/v1/servers', { method: 'POST', headers: form, body });
    const [exchange] = evo.journal.all();
    expect(evo).toHaveReceived(exchange?.operation as 'POST /servers', { times: 1, body: { name: /^web-1/, cpu: 2 } });
  });

  test('a path is compared without its percent-encoding', async () => {
    const elastic = createCloud({ elastichosts });
    const credentials = { authorization: `Basic ${btoa('user:key')}` };
    await elastic.fetch('https://api-lon-p.elastichosts.com/servers/a%20b/info', { headers: credentials });
    expect(elastic).toHaveReceived('GET /servers/{server}/info', { path: { server: 'a b' } });
  });

  test('a list is compared as a whole', async () => {
    const evo = createCloud({ evotic });
    const body = JSON.stringify({ name: 'web-1', initialCommands: ['apt update', 'reboot'] });
    await evo.fetch('https://evotic.io/api/v1/servers', { method: 'POST', headers, body });
    expect(evo).toHaveReceived('POST /servers', { body: { initialCommands: [/^apt/, 'reboot'] } });
    expect(evo).not.toHaveReceived('POST /servers', { body: { initialCommands: [/^apt/] } });
    expect(evo).not.toHaveReceived('POST /servers', { body: { initialCommands: 'apt update' } });
  });

  test('a member that a pattern describes is documented, and so is one in a list', () => {
    expect(createCloud({ elastichosts })).not.toHaveReceived('POST /servers/create', { body: { 'user:note': 'mine' } });
    const members = { type: 'object', properties: { disks: { type: 'array', items: { type: 'object', properties: { size: { type: 'integer' } } } } } } as const;
    const operation = { summary: '', 'x-source': 'documented', requestBody: { content: { 'application/json': { schema: members } } }, responses: {} } as const;
    const checked = (disk: object) =>
      checkMembers({ route: 'POST /machines', operation, checks: checksOf(operation) }, { body: { disks: [disk] }, query: undefined, path: undefined });
    expect(checked({ size: 1 })).toBeUndefined();
    expect(checked({ sise: 1 })).toBe("The body of POST /machines has no member 'disks[].sise'. Did you mean 'size'?");
  });

  test('of several vendors, only the one that is meant', () => {
    const two = createCloud({ vpsorg, evotic });
    expect(() => expect(two).not.toHaveReceived('POST /servers/', { vendor: 'evotic' })).toThrow(
      "Evotic has no operation 'POST /servers/'. Did you mean 'POST /servers'?",
    );
  });

  test('what the journal has dropped, nobody can deny', async () => {
    const short = createCloud({ vpsorg }, { journal: 2 });
    for (const path of ['/plans/', '/servers/', '/servers/']) await short.fetch(`${VPS}${path}`, { headers });
    expect(short.journal.dropped).toBe(1);
    expect(short).toHaveReceived('GET /servers/');
    for (const run of [
      () => expect(short).not.toHaveReceived('GET /plans/'),
      () => expect(short).toHaveReceived('GET /servers/', { times: 2 }),
      () => expect(short).toRestOnEvidence('assumed'),
    ])
      expect(run).toThrow('The journal has dropped 1 exchange, so nobody can say.');
    short.journal.clear();
    expect(short).not.toHaveReceived('GET /plans/');
  });
});

describe('toHaveKeptTheContract', () => {
  test('no request departed from it, but where the test says so', async () => {
    await create();
    expect(cloud).toHaveKeptTheContract();
    await create({ ...order, plan_id: '2', os: 3 });
    await ask('/servers');
    expect(cloud).not.toHaveKeptTheContract();
    expect(said(() => expect(cloud).toHaveKeptTheContract())).toBe(`expect(cloud).toHaveKeptTheContract()

These requests depart from the contract:
  request 2 at 15:30:00: POST /api/v1/servers/ → 201
    POST /servers/: body.plan_id must be an integer, not '2'. VPS.org converts it.
    POST /servers/: body.os is not documented. VPS.org ignores it. Did you mean 'os_id'?
  request 3 at 15:30:00: GET /api/v1/servers → 301
    GET /servers: path must be /servers/, not '/servers'. VPS.org redirects it.`);
    for (const place of ['body.plan_id', 'body.os']) cloud.violations.expect('POST /servers/', place);
    cloud.violations.expect('GET /servers/', 'path');
    expect(cloud).toHaveKeptTheContract();
    expect(said(() => expect(cloud).not.toHaveKeptTheContract())).toContain('Every request kept the contract, except where it was expected.');
  });

  test('what was expected and did not occur', () => {
    cloud.violations.expect('GET /servers/', 'query.page');
    expect(said(() => expect(cloud).toHaveKeptTheContract())).toBe(`expect(cloud).toHaveKeptTheContract()

Expected, but it did not occur:
  GET /servers/: query.page`);
  });

  test('a cloud that does not look fails always', () => {
    const blind = createCloud({ vpsorg }, { violations: 'off' });
    for (const run of [() => expect(blind).toHaveKeptTheContract(), () => expect(blind).not.toHaveKeptTheContract()])
      expect(run).toThrow("This cloud was created with violations: 'off', so nobody looked.");
  });
});

describe('toHavePolledPolitely', () => {
  const poll = async (pause: number): Promise<void> => {
    for (let time = 0; time < 6; time += 1) {
      await ask('/servers/12345/');
      cloud.clock.advance(pause);
    }
  };

  test('it says which manners are missing, with the exchanges', async () => {
    expect(cloud).toHavePolledPolitely();
    await poll(seconds(1));
    expect(cloud).not.toHavePolledPolitely();
    expect(cloud).toHavePolledPolitely({ pause: 500, polls: 9 });
    expect(said(() => expect(cloud).toHavePolledPolitely({ polls: 6 }))).toBe(`expect(cloud).toHavePolledPolitely({ polls: 6 })

It asked GET /api/v1/servers/12345/ 6 times with pauses down to 1 s; a pause should be at least 2 s. (too-often)
  request 1 at 15:30:00: GET /api/v1/servers/12345/ → 200
  request 2 at 15:30:01: GET /api/v1/servers/12345/ → 200
  request 3 at 15:30:02: GET /api/v1/servers/12345/ → 200
  request 4 at 15:30:03: GET /api/v1/servers/12345/ → 200
  … and 2 more`);
    expect(said(() => expect(cloud).not.toHavePolledPolitely({ pause: 500, polls: 9 }))).toContain('Nothing impolite was found in its requests.');
  });

  test('a misspelt limit fails always', () => {
    for (const run of [() => expect(cloud).toHavePolledPolitely({ pauses: 1 } as never), () => expect(cloud).not.toHavePolledPolitely({ pauses: 1 } as never)])
      expect(run).toThrow("There is no limit of manners 'pauses'. Did you mean 'pause'?");
  });
});

describe('toRestOnEvidence', () => {
  test('it says which answers rest on less', async () => {
    await ask('/plans/');
    await ask('/servers/12345/');
    expect(cloud).toRestOnEvidence('vendor');
    expect(cloud).not.toRestOnEvidence('documented');
    expect(said(() => expect(cloud).toRestOnEvidence('documented'))).toContain(`expect(cloud).toRestOnEvidence('documented')

These answers rest on weaker evidence:
  request 1 at 15:30:00: GET /api/v1/plans/ → 200: vendor`);
    expect(said(() => expect(cloud).not.toRestOnEvidence('assumed'))).toContain("Every answer rests on 'assumed' or stronger.");
    for (const run of [() => expect(cloud).toRestOnEvidence('vendors' as never), () => expect(cloud).not.toRestOnEvidence('vendors' as never)])
      expect(run).toThrow("There is no evidence 'vendors'. Did you mean 'vendor'?");
  });
});

test.each<[string, unknown, string]>([
  ['an account', () => createCloud({ vpsorg }).vpsorg, 'This matcher looks at a cloud, such as createCloud({ vpsorg }), not at an object.'],
  ['nothing', () => undefined, 'This matcher looks at a cloud, such as createCloud({ vpsorg }), not at undefined.'],
  ['a cloud in another process', () => ({ journal: {}, clock: {} }), 'This is a cloud of stuntbox/control, in another process.'],
])('%s is no cloud, and fails always', (_, given, message) => {
  const value = (given as () => unknown)();
  for (const name of ['toBeSettled', 'toHaveKeptTheContract', 'toHavePolledPolitely'] as const) {
    expect(() => expect(value)[name]()).toThrow(message);
    expect(() => expect(value).not[name]()).toThrow(message);
  }
});

test('where a vendor has no schemas, the records that there are tell the members', () => {
  expect(() => expect(createCloud({ hetzner })).not.toHaveServer(42, { nam: 'web' } as never)).toThrow("have no member 'nam'. Did you mean 'name'?");
});

test('a drive of ElasticHosts is a record like any other', () => {
  const elastic = createCloud({ elastichosts });
  const [drive] = elastic.elastichosts.drives.all();
  if (!drive) throw new Error('There is no drive.');
  expect(elastic).toHaveRecord('drives', drive.drive, { status: 'active' });
});
