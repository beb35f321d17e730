/** VPS.org's rules: each documented refusal, and each cell of the state table. */
import { describe, expect, test } from '@jest/globals';
import { createCloud, minutes, seconds, EXAMPLE_START } from '../index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import type { Action, Status } from '../handlers/vpsorg/server.ts';
import { client } from './client.ts';

const open = () => {
  const cloud = createCloud({ vpsorg });
  const ask = client(cloud, 'https://admin.vps.org/api/v1', { authorization: 'Bearer vps_1' });
  return { cloud, ask, server: cloud.vpsorg.servers.get(12345) };
};
const wanted = { name: 'web-server-02', plan_id: 1, os_id: 5, location: 'us-west' };

test('a new server is provisioned for three minutes, and gets its addresses when it is active', async () => {
  const { cloud, ask } = open();
  expect(await ask('POST', '/servers/', wanted)).toMatchObject({
    status: 201,
    body: { id: 12347, status: 'provisioning', ip_address: null, hostname: null, backups_enabled: false },
  });
  cloud.clock.advance(minutes(3) - 1);
  expect((await ask('GET', '/servers/12347/')).body).toMatchObject({
    status: 'provisioning',
    ip_address: null,
    ipv6_address: null,
    resource_usage: { cpu_percent: 0, memory_used: 0 },
  });
  cloud.clock.advance(1);
  const { body } = await ask('GET', '/servers/12347/');
  expect(body).toMatchObject({
    status: 'active',
    ip_address: '203.0.113.12',
    ipv6_address: '2001:0db8::3',
    updated_at: '2025-01-16T15:33:00Z',
    created_at: '2025-01-16T15:30:00Z',
  });
  expect((body as { resource_usage: { cpu_percent: number } }).resource_usage.cpu_percent).toBeGreaterThan(0);
});

test('an instant in a record is the one at which it was due, however late anybody looks', async () => {
  const { cloud, ask } = open();
  await ask('POST', '/servers/12345/stop/');
  cloud.clock.advance(minutes(600));
  expect((await ask('GET', '/servers/12345/')).body).toMatchObject({ status: 'stopped', updated_at: '2025-01-16T15:30:20Z' });
});

test('the three projections of a server have exactly the documented members', async () => {
  const { ask } = open();
  const shared = ['id', 'name', 'hostname', 'status', 'ip_address', 'location', 'plan', 'os', 'created_at', 'updated_at'];
  const created = (await ask('POST', '/servers/', wanted)).body as object;
  const listed = ((await ask('GET', '/servers/')).body as { results: object[] }).results[0] as object;
  const detailed = (await ask('GET', '/servers/12345/')).body as { plan: object };
  expect(Object.keys(listed).sort()).toEqual([...shared].sort());
  expect(Object.keys(created).sort()).toEqual([...shared, 'backups_enabled', 'message'].sort());
  expect(Object.keys(detailed).sort()).toEqual([...shared, 'backups_enabled', 'ipv6_address', 'resource_usage'].sort());
  expect(Object.keys(detailed.plan)).toContain('bandwidth');
});

test('the list filters by every status that there is and by location, in the order of creation, and has no paging', async () => {
  const { cloud, ask } = open();
  await ask('POST', '/servers/', wanted);
  await ask('POST', '/servers/12345/stop/');
  cloud.clock.advance(seconds(20));
  const ids = async (query: string) => ((await ask('GET', `/servers/${query}`)).body as { results: { id: number }[] }).results.map(({ id }) => id);
  expect(await ids('')).toEqual([12345, 12346, 12347]);
  expect(await ids('?status=stopped')).toEqual([12345]);
  expect(await ids('?status=provisioning')).toEqual([12347]);
  expect(await ids('?location=us-west')).toEqual([12345, 12347]);
  expect(await ids('?location=us-west&status=stopped')).toEqual([12345]);
  expect(await ids('?location=mars')).toEqual([]);
  expect(Object.keys((await ask('GET', '/servers/')).body as object)).toEqual(['count', 'results']);
});

test('a translated or unknown status in the filter is refused', async () => {
  const { ask } = open();
  expect(await ask('GET', '/servers/?status=activo')).toMatchObject({ status: 400, body: { status: ['"activo" is not a valid choice.'] } });
});

test.each([
  [{}, { name: ['This field is required.'], plan_id: ['This field is required.'], os_id: ['This field is required.'], location: ['This field is required.'] }],
  [{ ...wanted, name: 'web server' }, { name: ['Enter a valid value.'] }],
  [{ ...wanted, name: '' }, { name: ['This field may not be blank.'] }],
  [{ ...wanted, name: null }, { name: ['This field may not be null.'] }],
  [{ ...wanted, name: ['x'] }, { name: ['Not a valid string.'] }],
  [{ ...wanted, name: 'x'.repeat(256) }, { name: ['Ensure this field has no more than 255 characters.'] }],
  [{ ...wanted, hostname: 'no-dots' }, { hostname: ['Enter a valid value.'] }],
  [{ ...wanted, hostname: '-bad.example.com' }, { hostname: ['Enter a valid value.'] }],
  [{ ...wanted, hostname: `${'a.'.repeat(126)}example` }, { hostname: ['Ensure this field has no more than 253 characters.'] }],
  [{ ...wanted, plan_id: 'one' }, { plan_id: ['A valid integer is required.'] }],
  [{ ...wanted, plan_id: 1.5 }, { plan_id: ['A valid integer is required.'] }],
  [{ ...wanted, plan_id: 99 }, { plan_id: ['Invalid pk "99" - object does not exist.'] }],
  [
    { ...wanted, os_id: 4, ssh_key_id: 9 },
    { os_id: ['Invalid pk "4" - object does not exist.'], ssh_key_id: ['Invalid pk "9" - object does not exist.'] },
  ],
  [{ ...wanted, location: 'mars' }, { location: ['"mars" is not a valid choice.'] }],
  [{ ...wanted, backups_enabled: 'perhaps' }, { backups_enabled: ['Must be a valid boolean.'] }],
  [['a'], { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] }],
  [7, { non_field_errors: ['Invalid data. Expected a dictionary, but got int.'] }],
])('a create of %p is refused by field, and changes nothing', async (body, errors) => {
  const { cloud, ask } = open();
  const before = cloud.snapshot();
  expect(await ask('POST', '/servers/', body)).toMatchObject({ status: 400, body: errors });
  expect(cloud.snapshot()).toEqual(before);
});

test('numbers and truth values may come as text, null leaves out what is optional, and unknown members are ignored', async () => {
  const { ask } = open();
  const body =
    '{"name":"a","plan_id":"2","os_id":"3","location":"us-east","hostname":null,"ssh_key_id":null,"backups_enabled":"true","__proto__":{"status":"active"},"status":"active"}';
  expect((await ask('POST', '/servers/', body, { 'content-type': 'application/json' })).body).toMatchObject({
    plan: { id: 2 },
    os: { id: 3 },
    hostname: null,
    backups_enabled: true,
    status: 'provisioning',
  });
});

test('a key of the account is kept with the server that it is for', async () => {
  const { cloud, ask } = open();
  cloud.vpsorg.ssh_keys.add({ id: 7, name: 'deploy' });
  for (const ssh_key_id of [1, 7]) {
    const { id } = (await ask('POST', '/servers/', { ...wanted, ssh_key_id })).body as { id: number };
    expect(cloud.vpsorg.servers.get(id).ssh_key_id).toBe(ssh_key_id);
  }
  cloud.vpsorg.ssh_keys.remove(7);
  expect(await ask('POST', '/servers/', { ...wanted, ssh_key_id: 7 })).toMatchObject({ status: 400 });
});

test('a server that is deleted is gone, and its id is not given again', async () => {
  const { ask } = open();
  const { id } = (await ask('POST', '/servers/', wanted)).body as { id: number };
  expect(await ask('DELETE', `/servers/${id}/`)).toMatchObject({ status: 204, body: null });
  expect(((await ask('GET', '/servers/')).body as { results: { id: number }[] }).results.map((server) => server.id)).not.toContain(id);
  for (const [method, path] of [
    ['GET', ''],
    ['DELETE', ''],
    ['POST', 'start/'],
  ] as const)
    expect((await ask(method, `/servers/${id}/${path}`)).status).toBe(404);
  expect((await ask('POST', '/servers/', wanted)).body).toMatchObject({ id: id + 1 });
});

test('a server that is off uses neither CPU nor memory, and keeps its disk and bandwidth', async () => {
  const { cloud, ask } = open();
  const usage = async () => ((await ask('GET', '/servers/12345/')).body as { resource_usage: Record<string, number> }).resource_usage;
  await ask('POST', '/servers/12345/stop/');
  cloud.clock.settle();
  const { disk_used, bandwidth_used } = await usage();
  expect(disk_used).toBeGreaterThan(0);
  expect(bandwidth_used).toBeGreaterThan(0);
  cloud.clock.advance(minutes(600));
  expect(await usage()).toEqual({ cpu_percent: 0, memory_used: 0, disk_used, bandwidth_used });
});

test('credits that do not cover the plan are 402, and leave nothing behind', async () => {
  const { cloud, ask } = open();
  cloud.vpsorg.settings.credits = 39;
  expect((await ask('POST', '/servers/', wanted)).status).toBe(201);
  expect(cloud.vpsorg.settings.credits).toBe(19);
  expect(await ask('POST', '/servers/', wanted)).toMatchObject({ status: 402, body: { detail: 'Insufficient credits.' } });
  expect([cloud.vpsorg.servers.size, cloud.vpsorg.settings.credits]).toEqual([3, 19]);
  cloud.vpsorg.settings.credits = 20;
  expect((await ask('POST', '/servers/', wanted)).body).toMatchObject({ id: 12348 });
});

test('fields are looked at before references, and references before money', async () => {
  const { cloud, ask } = open();
  cloud.vpsorg.settings.credits = 0;
  expect((await ask('POST', '/servers/', { ...wanted, plan_id: 99, name: '?' })).body).toEqual({ name: ['Enter a valid value.'] });
  expect((await ask('POST', '/servers/', { ...wanted, plan_id: 99 })).body).toEqual({ plan_id: ['Invalid pk "99" - object does not exist.'] });
});

test('PUT wants every member, PATCH any of them, and both move updated_at', async () => {
  const { cloud, ask } = open();
  cloud.clock.advance(seconds(61));
  expect(await ask('PUT', '/servers/12345/', { name: 'a' })).toMatchObject({
    status: 400,
    body: { hostname: ['This field is required.'], backups_enabled: ['This field is required.'] },
  });
  expect((await ask('PATCH', '/servers/12345/', { backups_enabled: false })).body).toMatchObject({
    name: 'web-server-01',
    backups_enabled: false,
    updated_at: '2025-01-16T15:31:01Z',
  });
  expect(await ask('PATCH', '/servers/12345/', { hostname: 'x' })).toMatchObject({ status: 400, body: { hostname: ['Enter a valid value.'] } });
  expect((await ask('PATCH', '/servers/12345/', {})).status).toBe(200);
});

test('the path is looked at before the body: an unknown server is 404, whatever is sent', async () => {
  const { ask } = open();
  for (const id of ['99', 'abc', '-1', '1.5', '%20', '1e3', '__proto__'])
    expect(await ask('PATCH', `/servers/${id}/`, 'not json')).toMatchObject({ status: 404, body: { detail: 'Not found.' } });
});

test('a body that is not JSON is 400, one of another type 415', async () => {
  const { ask } = open();
  const syntax = await ask('POST', '/servers/', '{"name":', { 'content-type': 'application/json' });
  expect([syntax.status, (syntax.body as { detail: string }).detail]).toEqual([400, expect.stringMatching(/^JSON parse error - /)]);
  expect(await ask('POST', '/servers/', 'name=a', { 'content-type': 'application/x-www-form-urlencoded' })).toMatchObject({
    status: 415,
    body: { detail: 'Unsupported media type "application/x-www-form-urlencoded" in request.' },
  });
});

const credentials: [string, Record<string, string>, string][] = [
  ['none', {}, 'Authentication credentials were not provided.'],
  ['another scheme', { authorization: 'Basic dTpw' }, 'Authentication credentials were not provided.'],
  ['a wrong one', { authorization: 'Bearer invalid' }, 'Invalid token.'],
];
test.each(credentials)('a token is needed: %s is 401', async (_, headers, detail) => {
  const { cloud } = open();
  const answer = await client(cloud, 'https://admin.vps.org/api/v1', headers)('GET', '/servers/99/');
  expect([answer.status, answer.body, answer.headers.get('www-authenticate')]).toEqual([401, { detail }, 'Bearer']);
});

test('a path without its slash is redirected, whatever the method, with its query', async () => {
  const { ask, cloud } = open();
  for (const method of ['GET', 'POST', 'DELETE']) {
    const answer = await ask(method, '/servers?status=active');
    expect([answer.status, answer.headers.get('location')]).toEqual([301, '/api/v1/servers/?status=active']);
  }
  expect((await ask('POST', '/servers/12345/stop')).headers.get('location')).toBe('/api/v1/servers/12345/stop/');
  expect(cloud.vpsorg.servers.get(12345).status).toBe('active');
  expect((await ask('GET', '/nothing')).status).toBe(404);
});

test('a method that a path does not have is 405, with those that it has', async () => {
  const { ask } = open();
  const answer = await ask('POST', '/servers/12345/');
  expect([answer.status, answer.body]).toEqual([405, { detail: 'Method "POST" not allowed.' }]);
  expect(answer.headers.get('allow')?.split(', ').sort()).toEqual(['DELETE', 'GET', 'HEAD', 'PATCH', 'PUT']);
  expect((await ask('HEAD', '/servers/12345/')).body).toBeNull();
});

describe('the state table', () => {
  const busy: Status[] = ['provisioning', 'starting', 'stopping', 'rebooting', 'restoring'];
  const reach: Record<Status, (stage: ReturnType<typeof open>) => number> = {
    active: () => 12345,
    stopped({ cloud, server }) {
      cloud.vpsorg.begin(server, 'stop');
      cloud.clock.settle();
      return 12345;
    },
    starting: (stage) => act(stage, 'start', reach.stopped),
    stopping: (stage) => act(stage, 'stop'),
    rebooting: (stage) => act(stage, 'reboot'),
    restoring: (stage) => act(stage, 'restore'),
    suspended: (stage) => act(stage, 'suspend'),
    provisioning({ cloud, server }) {
      const born = cloud.vpsorg.servers.add({ ...server, id: 1, status: 'provisioning' });
      cloud.vpsorg.begin(born, 'provision');
      return 1;
    },
  };
  const act = (stage: ReturnType<typeof open>, action: Action, first?: (stage: ReturnType<typeof open>) => number): number => {
    first?.(stage);
    stage.cloud.vpsorg.begin(stage.server, action);
    return 12345;
  };
  const answers: [Status, string, number, unknown][] = [
    ['active', 'start', 400, { detail: 'Server is already running.' }],
    ['active', 'stop', 200, { status: 'success', message: 'Server is stopping', server: { id: 12345, name: 'web-server-01', status: 'stopping' } }],
    ['active', 'reboot', 200, { status: 'success', message: 'Server is rebooting', server: { id: 12345, name: 'web-server-01', status: 'rebooting' } }],
    ['stopped', 'start', 200, { status: 'success', message: 'Server is starting', server: { id: 12345, name: 'web-server-01', status: 'starting' } }],
    ['stopped', 'stop', 400, { detail: 'Server is not running.' }],
    ['stopped', 'reboot', 400, { detail: 'Server is not running.' }],
    ...['start', 'stop', 'reboot'].flatMap((action) => [
      ...busy.map((status): [Status, string, number, unknown] => [status, action, 400, { detail: `Server is busy (${status}).` }]),
      ['suspended', action, 400, { detail: 'Server is suspended.' }] as [Status, string, number, unknown],
    ]),
  ];
  test.each(answers)('a server that is %s answers %s with %i', async (status, action, code, body) => {
    const stage = open();
    const id = reach[status](stage);
    expect(stage.cloud.vpsorg.servers.get(id).status).toBe(status);
    expect(await stage.ask('POST', `/servers/${id}/${action}/`)).toMatchObject({ status: code, body });
  });

  test.each(Object.keys(reach) as Status[])('a server that is %s is updated and deleted as any other', async (status) => {
    const stage = open();
    const id = reach[status](stage);
    const { task } = stage.cloud.vpsorg.servers.get(id);
    expect((await stage.ask('PATCH', `/servers/${id}/`, { name: 'renamed' })).body).toMatchObject({ name: 'renamed', status });
    expect(stage.cloud.vpsorg.servers.get(id).task).toBe(task);
    expect(await stage.ask('DELETE', `/servers/${id}/`)).toMatchObject({ status: 204, body: null });
    expect((await stage.ask('GET', `/servers/${id}/`)).status).toBe(404);
    stage.cloud.clock.settle();
    expect((await stage.ask('GET', `/servers/${id}/`)).status).toBe(404);
  });

  const ends: [Action, Status, number, Status][] = [
    ['stop', 'active', 20, 'stopped'],
    ['start', 'stopped', 10, 'active'],
    ['reboot', 'active', 30, 'active'],
    ['restore', 'stopped', 600, 'stopped'],
    ['restore', 'active', 600, 'active'],
  ];
  test.each(ends)('%s of a server that is %s takes %i s, and ends %s', (action, from, length, to) => {
    const stage = open();
    reach[from](stage);
    stage.cloud.vpsorg.begin(stage.server, action);
    stage.cloud.clock.advance(seconds(length) - 1);
    expect(stage.server.task).not.toBeNull();
    stage.cloud.clock.advance(1);
    expect([stage.server.status, stage.server.task]).toEqual([to, null]);
  });
});

test('twenty conflicting requests at once give exactly one success', async () => {
  const { ask } = open();
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => ask('POST', `/servers/12345/${i % 2 ? 'stop' : 'reboot'}/`)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 400)).toHaveLength(19);
});

test('fifty creates at once give fifty ids, one after the other', async () => {
  const { ask, cloud } = open();
  const answers = await Promise.all(Array.from({ length: 50 }, () => ask('POST', '/servers/', wanted)));
  expect(new Set(answers.map(({ body }) => (body as { id: number }).id))).toEqual(new Set(Array.from({ length: 50 }, (_, i) => 12347 + i)));
  cloud.clock.settle();
  expect(new Set(cloud.vpsorg.servers.all().map(({ ip_address }) => ip_address)).size).toBe(52);
});

test('the plans are listed, by location, and shown', async () => {
  const { ask } = open();
  expect((await ask('GET', '/plans/')).body).toMatchObject({ count: 3, results: [{ id: 1, name: 'Standard VPS' }, { id: 2 }, { id: 3 }] });
  expect((await ask('GET', '/plans/?location=eu-central')).body).toMatchObject({ count: 2 });
  expect((await ask('GET', '/plans/2/')).body).toMatchObject({ name: 'Performance VPS', vcpus: 4, memory: 8192, storage: 160 });
  expect((await ask('GET', '/plans/9/')).status).toBe(404);
});

test("the detail of a server has the example's own updated_at until something changes it, and the list's from then on", async () => {
  const { ask, cloud } = open();
  const seen = async (id = 12345) => [
    ((await ask('GET', `/servers/${id}/`)).body as { updated_at: string }).updated_at,
    ((await ask('GET', '/servers/')).body as { results: { id: number; updated_at: string }[] }).results.find((server) => server.id === id)?.updated_at,
  ];
  expect(await seen()).toEqual(['2025-01-16T15:45:00Z', '2025-01-15T10:20:00Z']);
  cloud.clock.advance(minutes(60));
  expect(await seen()).toEqual(['2025-01-16T15:45:00Z', '2025-01-15T10:20:00Z']);
  await ask('PATCH', '/servers/12345/', { name: 'renamed' });
  expect(await seen()).toEqual(['2025-01-16T16:30:00Z', '2025-01-16T16:30:00Z']);
  await ask('POST', '/servers/12346/stop/');
  expect(await seen(12346)).toEqual(['2025-01-16T16:30:00Z', '2025-01-16T16:30:00Z']);
  cloud.clock.advance(seconds(20));
  expect(await seen(12346)).toEqual(['2025-01-16T16:30:20Z', '2025-01-16T16:30:20Z']);
});

test('a fresh account is never older than its examples', () => {
  expect(createCloud({ vpsorg }).clock.now()).toBe(EXAMPLE_START);
});
