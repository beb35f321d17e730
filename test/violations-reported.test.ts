/** What becomes of violations: kept, printed, an error of the test, a 400, expected, allowed. */
import { describe, expect, test } from '@jest/globals';
import { createCloud, minutes, type CloudViolation } from '../index.ts';
import { drone } from '../handlers/drone/index.ts';
import { evotic } from '../handlers/evotic/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import type { Contract } from '../vendor/contract.ts';

const headers = { Authorization: 'Bearer token-for-tests', 'Content-Type': 'application/json' };
const url = (path: string): string => `https://admin.vps.org/api/v1${path}`;
const NEW = { name: 'web-1', plan_id: 1, os_id: 5, location: 'us-west' };
const create = (body: object = NEW) => ({ method: 'POST', headers, body: JSON.stringify(body) });
const WRONG = { ...NEW, plan_id: '1', os: 5 };

describe("with violations: 'throw'", () => {
  const options = { violations: 'throw' } as const;

  test('a request that departs from the contract fails the test, and changes nothing, not even the count of a fault', async () => {
    const cloud = createCloud({ vpsorg }, options);
    cloud.faults.add({ vendor: 'vpsorg', times: 1, outcome: 'refused', kind: 'unavailable' });
    const before = cloud.snapshot();
    await expect(cloud.fetch(url('/servers/'), create(WRONG))).rejects.toThrow(
      "The request departs from the contract of VPS.org, and this cloud was created with violations: 'throw'. Nothing was done.\nPOST /servers/: body.plan_id must be an integer, not '1'. VPS.org converts it.\nPOST /servers/: body.os is not documented. VPS.org ignores it. Did you mean 'os_id'?\nChange the client; or, if the test means it, call cloud.violations.expect('POST /servers/', 'body.plan_id') first.",
    );
    expect(cloud.snapshot()).toEqual(before);
    expect(cloud.journal.last()).toMatchObject({ operation: 'POST /servers/', reply: null, refused: null, why: expect.stringContaining('body.os') });
    expect(cloud.violations.all().map(({ n, place }) => [n, place])).toEqual([
      [1, 'body.plan_id'],
      [1, 'body.os'],
    ]);
    expect(cloud.toLink().steps).toHaveLength(1);
  });

  test('a request that keeps the contract is answered, and refused where the vendor refuses it', async () => {
    const cloud = createCloud({ vpsorg }, options);
    expect((await cloud.fetch(url('/servers/'), create()))?.status).toBe(201);
    expect((await cloud.fetch(url('/servers/99999/'), { headers }))?.status).toBe(404);
  });

  test('what the vendor refuses because it refers to nothing fails the test too', async () => {
    const cloud = createCloud({ vpsorg }, options);
    const before = cloud.snapshot();
    await expect(cloud.fetch(url('/servers/'), create({ ...NEW, location: 'mars' }))).rejects.toThrow("body.location must be one that exists, not 'mars'");
    expect(cloud.snapshot()).toEqual(before);
  });

  test('a violation that the test expects is answered as the vendor does; another beside it is not', async () => {
    const cloud = createCloud({ vpsorg }, options);
    cloud.violations.expect('POST /servers/', 'body.plan_id');
    await expect(cloud.fetch(url('/servers/'), create(WRONG))).rejects.toThrow("cloud.violations.expect('POST /servers/', 'body.os')");
    expect((await cloud.fetch(url('/servers/'), create({ ...NEW, plan_id: '1' })))?.status).toBe(201);
    cloud.violations.expect(null, 'path');
    expect((await cloud.fetch(url('/nothing/at/all/'), { headers }))?.status).toBe(404);
  });

  test('the cloud at another instant throws too', async () => {
    const later = createCloud({ vpsorg }, options).at('2025-01-16T16:00:00Z');
    await expect(later.fetch(url('/servers/?page=2'), { headers })).rejects.toThrow('query.page is not documented');
  });
});

test("with violations: 'refuse', a request that departs from the contract gets a 400 that lists its violations, and changes nothing", async () => {
  const cloud = createCloud({ vpsorg }, { violations: 'refuse' });
  const before = cloud.snapshot();
  const reply = await cloud.fetch(url('/servers/'), create(WRONG));
  expect([reply?.status, reply?.headers.get('content-type')]).toEqual([400, 'application/problem+json']);
  expect(await reply?.json()).toMatchObject({
    title: 'The request departs from the contract of VPS.org.',
    status: 400,
    detail: expect.stringContaining("Did you mean 'os_id'? Nothing was done."),
    violations: [
      { place: 'body.plan_id', rule: 'type' },
      { place: 'body.os', rule: 'unknown', meant: 'os_id' },
    ],
  });
  expect(cloud.snapshot()).toEqual(before);
  expect((await cloud.fetch(url('/servers/'), create()))?.status).toBe(201);
});

test("with violations: 'warn', each distinct violation is printed once, except one that is expected", async () => {
  const printed: string[] = [];
  const cloud = createCloud({ vpsorg }, { violations: { report: 'warn', warn: (message) => printed.push(message) } });
  cloud.violations.expect('GET /servers/', 'query.size');
  for (const query of ['page=1', 'page=2', 'size=5']) await cloud.fetch(url(`/servers/?${query}`), { headers });
  expect(printed).toEqual(['GET /servers/: query.page is not documented. VPS.org ignores it.']);
  expect(cloud.violations.size).toBe(3);
});

test("with violations: 'off', nothing is looked for", async () => {
  const cloud = createCloud({ vpsorg }, { violations: 'off' });
  await cloud.fetch(url('/servers/?page=1'), { headers });
  await cloud.fetch(url('/servers/'), create({}));
  expect([cloud.violations.all(), cloud.journal.all().map(({ violations, refused }) => [violations, refused])]).toEqual([
    [],
    [
      [[], null],
      [[], 'invalid'],
    ],
  ]);
});

test('a violation is reported with its exchange, and the exchange says how the vendor refused', async () => {
  const cloud = createCloud({ vpsorg });
  const seen: CloudViolation[] = [];
  cloud.on('violation', (violation) => seen.push(violation));
  await cloud.fetch(url('/servers/?page=1'), { headers });
  await cloud.fetch(url('/servers/12345/start/'), { method: 'POST', headers });
  await cloud.fetch(url('/nothing/'), { headers });
  expect(seen.map(({ place, exchange }) => [place, exchange.n])).toEqual([
    ['query.page', 1],
    ['path', 3],
  ]);
  expect(cloud.journal.all().map(({ refused }) => refused)).toEqual([null, 'wrong-state', 'no-route']);
});

describe('what a test expects', () => {
  test('is neither unexpected nor missed once it occurred, and is missed until then', async () => {
    const cloud = createCloud({ vpsorg });
    cloud.violations.expect('GET /servers/', 'query.page');
    expect(cloud.violations.missed()).toEqual([{ operation: 'GET /servers/', place: 'query.page' }]);
    expect(() => cloud.violations.check()).toThrow('The contract was not kept:\n- expected, but it did not occur: GET /servers/ query.page');
    await cloud.fetch(url('/servers/?page=1'), { headers });
    cloud.violations.check();
    await cloud.fetch(url('/servers/'), create(WRONG));
    expect(cloud.violations.unexpected().map(({ place }) => place)).toEqual(['body.plan_id', 'body.os']);
    expect(() => cloud.violations.check()).toThrow("- request 2: POST /servers/: body.plan_id must be an integer, not '1'.");
    cloud.violations.clear();
    cloud.violations.check();
    expect([cloud.violations.size, cloud.violations.all(), cloud.violations.missed()]).toEqual([0, [], []]);
  });

  test('can be told afterwards, and by a list without its index', async () => {
    const cloud = createCloud({ evotic });
    const body = JSON.stringify({ name: 'a', location_id: 1, os_id: 1, password: 'correct-horse', initialCommands: ['a', 2], cpu: 1, ram: 1024, disk: 10 });
    await cloud.fetch('https://evotic.io/api/v1/servers', { method: 'POST', headers, body });
    cloud.violations.expect('POST /servers', 'body.initialCommands[]');
    cloud.violations.check();
  });

  test.each([
    ['GET /servers', 'query.page', "This cloud has no operation 'GET /servers'. Did you mean 'GET /servers/'?"],
    ['GET /servers/', 'qury.page', "No request can depart from the contract of GET /servers/ at 'qury.page'."],
    ['GET /servers/', 'body.name', "No request can depart from the contract of GET /servers/ at 'body.name'."],
    ['GET /servers/{server_id}/', 'path.serverid', "Did you mean 'path.server_id'?"],
    [null, 'query.page', "No request can depart from the contract at 'query.page'."],
  ])('cannot be misspelt: %j %s', (operation, place, message) => {
    expect(() => createCloud({ vpsorg }).violations.expect(operation as 'GET /servers/', place)).toThrow(message);
  });
});

describe('what is allowed', () => {
  test('is not reported: not kept, not thrown, and the vendor answers', async () => {
    const allow = ['vpsorg GET /servers/ query.page', { at: 'vpsorg POST /servers/ body.os', because: 'an older version of the API takes it' }, 'vpsorg path'];
    const cloud = createCloud({ vpsorg }, { violations: { report: 'throw', allow } });
    for (const [path, init] of [
      ['/servers/?page=2', { headers }],
      ['/servers/', create({ ...NEW, os: 1 })],
      ['/nothing/', { headers }],
    ] as const)
      await cloud.fetch(url(path), init);
    expect([cloud.journal.all().map(({ reply }) => reply?.status), cloud.violations.all()]).toEqual([[200, 201, 404], []]);
    await expect(cloud.fetch(url('/servers/?size=2'), { headers })).rejects.toThrow('query.size');
  });

  test.each([
    ['vpsog GET /servers/ query.page', "Cannot allow a violation at 'vpsog', which is not in this cloud. Did you mean 'vpsorg'?"],
    ['vpsorg GET /server/ query.page', "This cloud has no operation 'GET /server/'. Did you mean 'GET /servers/'?"],
    ['vpsorg GET /servers/ head.accept', "No request can depart from the contract of GET /servers/ at 'head.accept'. Did you mean 'header.accept'?"],
    ['vpsorg GET /servers/{server_id}/ body.name', "at 'body.name'"],
    ['constructor GET /servers/ path', "Cannot allow a violation at 'constructor'"],
    ['query.page', "Cannot allow a violation at 'query.page'. Give a vendor, an operation and a place, such as 'vpsorg GET /servers/ query.page'."],
    [{ at: 'vpsorg GET /servers/ query.page' }, "A violation that is allowed has no reason. Give { at: 'vpsorg GET /servers/ query.page', because: '…' }."],
    [7, 'Cannot allow a violation at 7.'],
  ])('must be a place where a request can depart: %j', (at, message) => {
    expect(() => createCloud({ vpsorg }, { violations: { allow: [at as string] } })).toThrow(message);
  });

  test.each([
    ['thrw', "The option violations cannot be 'thrw'. Did you mean 'throw'?"],
    [7, 'The option violations cannot be 7.'],
    [{ reprot: 'warn' }, "The option violations has no member 'reprot'. Did you mean 'report'?"],
    [{ report: 'constructor' }, "The option violations cannot be 'constructor'."],
    [{ allow: 'vpsorg path' }, "The option violations.allow cannot be 'vpsorg path'. Give a list such as"],
    [{ warn: 'console' }, "The option violations.warn cannot be 'console'. Give a function."],
  ])('and the option must be valid: %j', (violations, message) => {
    expect(() => createCloud({ vpsorg }, { violations: violations as 'warn' })).toThrow(message);
  });
});

test('nine thousand unknown members are twenty violations, and a count', async () => {
  const cloud = createCloud({ vpsorg });
  const many = Object.fromEntries(Array.from({ length: 9_000 }, (_, i) => [`member_${i}_${'x'.repeat(200)}`, 'y'.repeat(100)]));
  await cloud.fetch(url('/servers/'), create({ ...NEW, ...many }));
  const { violations } = cloud.journal.last() ?? {};
  expect([violations?.length, violations?.at(-1)?.more, violations?.at(-2)?.more]).toEqual([20, 8_980, undefined]);
  expect(violations?.at(-1)?.message).toMatch(/And 8980 more\.$/);
  expect(JSON.stringify(violations).length).toBeLessThan(20_000);
});

test('the latest thousand are kept; an expected one makes way for one that is not', async () => {
  const cloud = createCloud({ vpsorg }, { journal: 10 });
  await cloud.fetch(url('/servers/?first=1'), { headers });
  cloud.violations.expect('GET /servers/', 'query.page');
  for (let i = 0; i < 1_100; i += 1)
    cloud.serve('vpsorg', { method: 'GET', path: '/servers/', base: '', query: 'page=1', headers: { authorization: 'Bearer t' }, body: undefined });
  expect([cloud.violations.size, cloud.violations.all().length]).toEqual([1_101, 1_000]);
  expect(cloud.violations.unexpected().map(({ place }) => place)).toEqual(['query.first']);
});

test('violations are in no snapshot and no link, a reset forgets them, and a cloud at another instant has none', async () => {
  const cloud = createCloud({ vpsorg });
  cloud.violations.expect('GET /servers/', 'query.page');
  await cloud.fetch(url('/servers/'), create(WRONG));
  expect(JSON.stringify(cloud.snapshot())).not.toContain('violation');
  expect(createCloud.fromLink({ vpsorg }, cloud.toLink()).violations.all()).toEqual([]);
  expect(createCloud.fromLink({ vpsorg }, cloud.toLink(), { violations: 'throw' }).vpsorg.servers.get(12347).name).toBe('web-1');
  expect(cloud.at(cloud.clock.now() + minutes(1)).violations.all()).toEqual([]);
  cloud.reset();
  expect([cloud.violations.all(), cloud.violations.missed()]).toEqual([[], []]);
});

describe('near misses: the journal says what an unknown path or method probably meant', () => {
  test.each([
    ['vpsorg', 'GET', '/server/12345/', "Did you mean 'GET /servers/{server_id}/'? 'server' should be 'servers'."],
    ['vpsorg', 'GET', '/api/v1/servers/', "Did you mean 'GET /servers/'? The path begins with '/api/v1', which belongs before it only once."],
    ['vpsorg', 'POST', '/servers/12345/strat/', "Did you mean 'POST /servers/{server_id}/start/'? 'strat' should be 'start'."],
    ['vpsorg', 'GET', '/servers/12345/start/', "Did you mean 'POST /servers/{server_id}/start/'? The method is POST, not GET."],
    ['drone', 'GET', '/api/servers/', "Did you mean 'GET /api/servers'? The path has a slash at its end."],
    ['drone', 'GET', '/servers', "Did you mean 'GET /api/servers'? The path lacks 'api'."],
    ['drone', 'DELETE', '/api/servers', "Did you mean 'DELETE /api/servers/{name}'? The path lacks '{name}'."],
    ['evotic', 'POST', '/servers/1', "Did you mean 'POST /servers'? '1' is not part of the path."],
    ['drone', 'GET', '/plans/1/', "Did you mean 'GET /plans/{id}/'? That is an operation of VPS.org, not of Drone Autoscaler."],
  ])('%s: %s %s', (provider, method, path, message) => {
    const cloud = createCloud({ vpsorg, drone, evotic });
    const { exchange } = cloud.serve(provider as 'vpsorg', { method, path, base: '', query: '', headers: { authorization: 'Bearer t' }, body: undefined });
    expect(exchange.why).toContain(message);
  });

  test.each(['/', '/no/thing/that/is/like/it', `/${'x'.repeat(100_000)}`, '/a'.repeat(50_000), '/servers/%zz/start/'])('nothing is near %#', (path) => {
    const cloud = createCloud({ vpsorg });
    const { exchange } = cloud.serve('vpsorg', { method: 'GET', path, base: '', query: '', headers: { authorization: 'Bearer t' }, body: undefined });
    expect([exchange.refused, exchange.why]).toEqual(['no-route', expect.not.stringContaining('Did you mean')]);
  });
});

/** VPS.org, whose create takes disks, and is deprecated in part. */
function changed(change: (contract: { paths: Record<string, Record<string, object>> }) => void): typeof vpsorg {
  const contract = structuredClone<unknown>(vpsorg.contract) as { paths: Record<string, Record<string, object>> };
  change(contract);
  return { ...vpsorg, contract: contract as unknown as Contract as typeof vpsorg.contract };
}

test('a deprecated operation, parameter or member is a violation that the vendor accepts', async () => {
  const other = changed(({ paths }) => {
    Object.assign(paths['/plans/']?.['get'] ?? {}, { deprecated: true });
    Object.assign(paths['/servers/']?.['get'] ?? {}, { parameters: [{ name: 'status', in: 'query', deprecated: true, schema: { type: 'string' } }] });
    const media = { 'application/json': { schema: { type: 'object', properties: { name: { type: 'string', deprecated: true } } } } };
    Object.assign(paths['/servers/{server_id}/']?.['patch'] ?? {}, { requestBody: { content: media } });
  });
  const cloud = createCloud({ vpsorg: other });
  await cloud.fetch(url('/plans/'), { headers });
  await cloud.fetch(url('/servers/?status=active'), { headers });
  await cloud.fetch(url('/servers/12345/'), { method: 'PATCH', headers, body: '{"name":"a"}' });
  expect(cloud.violations.all().map(({ place, rule, effect }) => [place, rule, effect])).toEqual([
    ['path', 'deprecated', 'accepted'],
    ['query.status', 'deprecated', 'accepted'],
    ['body.name', 'deprecated', 'accepted'],
  ]);
});

test('members are held at any depth: within objects, lists and alternatives', async () => {
  const size = { type: 'integer', maximum: 100 };
  const tier = { anyOf: [{ type: 'string' }, { type: 'object', properties: { kind: { type: 'string' } } }] };
  const disk = { type: 'object', required: ['size'], properties: { size, tier } };
  const other = changed(({ paths }) => {
    const { properties } = (
      (paths['/servers/'] as Record<string, object>)['post'] as { requestBody: { content: { 'application/json': { schema: { properties: object } } } } }
    ).requestBody.content['application/json'].schema;
    Object.assign(properties, { disks: { type: 'array', items: disk }, labels: { type: 'object' } });
    Object.assign(properties, { closed: { type: 'object', properties: {}, additionalProperties: false } });
    Object.assign(properties, { open: { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: { type: 'integer' } } });
  });
  const cloud = createCloud({ vpsorg: other });
  const found = async (body: object) => {
    await cloud.fetch(url('/servers/'), create({ ...NEW, ...body }));
    return cloud.journal.last()?.violations.map(({ place, rule, effect, meant }) => [place, rule, effect, meant]);
  };
  expect(await found({ disks: [{ size: 1 }, { size: 2, sise: 3, tier: { kind: 'a', knd: 'b' } }], labels: { any: { thing: 1 } } })).toEqual([
    ['body.disks[1].sise', 'unknown', 'ignored', 'size'],
    ['body.disks[1].tier.knd', 'unknown', 'ignored', undefined],
  ]);
  expect(await found({ disks: [{ size: 1 }, { size: 500 }] })).toEqual([['body.disks[1].size', 'bounds', 'refused', undefined]]);
  expect(await found({ disks: [{ size: '1' }] })).toEqual([['body.disks[0].size', 'type', 'refused', undefined]]);
  expect(await found({ disks: [{ size: 1 }, {}] })).toEqual([['body.disks[1].size', 'required', 'refused', undefined]]);
  expect(await found({ open: { a: 'b', c: 1 } })).toEqual([]);
  expect(await found({ closed: { a: 1 } })).toEqual([['body.closed.a', 'unknown', 'refused', undefined]]);
  expect(await found(JSON.parse('{"__proto__":{"constructor":1},"constructor":2}') as object)).toEqual([
    ['body.__proto__', 'unknown', 'ignored', undefined],
    ['body.constructor', 'unknown', 'ignored', undefined],
  ]);
});

test('the reason names twenty members at most, and so many violations are listed', async () => {
  const cloud = createCloud({ evotic });
  const ask = async (type: string, body: string) =>
    (await cloud.fetch('https://evotic.io/api/v1/servers', { method: 'POST', headers: { ...headers, 'Content-Type': type }, body }))?.status;
  expect(await ask('application/x-www-form-urlencoded', Array.from({ length: 900 }, (_, i) => `m${i}=1`).join('&'))).toBe(422);
  expect(cloud.journal.last()?.violations).toHaveLength(20);
  expect(cloud.journal.last()?.why?.length).toBeLessThan(1_000);
});

test('a request is held to the contract also where something else refuses it first', () => {
  const cloud = createCloud({ vpsorg });
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'refused', kind: 'unavailable' });
  const found = (method: string, path: string, query: string, body?: string, authorization = 'Bearer t') => {
    const request = { method, path, base: '', query, headers: { authorization, 'content-type': 'application/json' } };
    const { exchange } = cloud.serve('vpsorg', { ...request, body: body === undefined ? undefined : new TextEncoder().encode(body) });
    return [exchange.refused, ...exchange.violations.map(({ place, rule, effect }) => `${place} ${rule} ${effect}`)];
  };
  expect(found('GET', '/servers/', 'status=no')).toEqual(['unavailable', 'query.status enum refused']);
  expect(found('PATCH', '/servers/12345/', '', '{"name":7.5,"backups_enabled":"maybe"}')).toEqual([
    'unavailable',
    'body.name pattern refused',
    'body.backups_enabled type refused',
  ]);
  expect(found('GET', '/plans/', '', undefined, '')).toEqual(['unavailable', 'header.authorization credential refused']);
  expect(found('GET', '/servers/abc/', '')).toEqual(['unavailable', 'path.server_id type refused']);
});
