/** Requests are held to the contract, beside what the vendor answers. */
import { describe, expect, test } from '@jest/globals';
import { vendors } from '../handlers/index.ts';
import { createCloud, type Violation } from '../index.ts';
import { examples } from './documents/index.ts';
import { runningIn, type VendorName } from './hosts/index.ts';

const CREDENTIALS: Readonly<Record<VendorName, Readonly<Record<string, string>>>> = {
  puregpu: { 'X-API-Key': 'key-for-tests' },
  elastichosts: { Authorization: `Basic ${btoa('user:key-for-tests')}` },
  drone: { Authorization: 'Bearer token-for-tests' },
  evotic: { Authorization: 'Bearer token-for-tests' },
  vpsorg: { Authorization: 'Bearer token-for-tests' },
};
const JSON_TYPE = { 'Content-Type': 'application/json' };
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
const TEXT = { 'Content-Type': 'text/plain' };
const NEW_VPS = { name: 'web-1', plan_id: 1, os_id: 5, location: 'us-west' };
const NEW_EVOTIC = { name: 'evo-test', location_id: 1, os_id: 1, password: 'correct-horse', initialCommands: [], cpu: 1, ram: 1024, disk: 10 };
const EVOTIC_FORM = 'name=evo-test&location_id=1&os_id=1&password=correct-horse&initialCommands[]=&cpu=1&ram=1024&disk=10';

async function ask(vendor: VendorName, request: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) {
  const cloud = createCloud(vendors);
  const [method = '', path = ''] = request.split(' ');
  const reply = await cloud.fetch(vendors[vendor].contract.servers[0].url + path, {
    method,
    headers: { ...CREDENTIALS[vendor], ...headers },
    ...(body !== undefined && { body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body) }),
  });
  return { cloud, status: reply?.status, violations: cloud.journal.last()?.violations ?? [] };
}
const short = ({ place, rule, effect, sent, meant }: Violation): unknown[] => [place, rule, effect, sent, ...(meant === undefined ? [] : [meant])];

describe.each(Object.keys(examples) as VendorName[])('%s', (vendor) => {
  // The page's own curl posts to /servers/1, which takes no POST.
  const clean = examples[vendor].filter(({ heading }) => heading !== 'Create a server, with the curl that is printed');
  test.each(clean)('keeps its contract in its own example: $heading', async ({ request, before }) => {
    const cloud = createCloud(vendors);
    const running = runningIn(cloud);
    await before?.(running);
    await running.ask(vendor, request);
    expect(cloud.violations.all()).toEqual([]);
  });
});

/** The request, what is sent with it, the status, and the violations: place, rule, effect, what was sent, and what was meant. */
const DEPARTURES: readonly (readonly [VendorName, string, unknown, Readonly<Record<string, string>>, number, readonly unknown[]])[] = [
  // A query parameter that is not documented, given twice, outside its enum, or missing.
  ['vpsorg', 'GET /servers/?page=2', undefined, {}, 200, [['query.page', 'unknown', 'ignored', "'2'"]]],
  ['vpsorg', 'GET /servers/?stat=active', undefined, {}, 200, [['query.stat', 'unknown', 'ignored', "'active'", 'status']]],
  ['drone', 'GET /api/servers?force=1', undefined, {}, 200, [['query.force', 'unknown', 'ignored', "'1'"]]],
  ['vpsorg', 'GET /servers/?location=a&location=b', undefined, {}, 200, [['query.location', 'duplicate', 'ignored', "'b'"]]],
  ['puregpu', 'GET /server/10/stats?timeframe=day&timeframe=week', undefined, {}, 200, [['query.timeframe', 'duplicate', 'ignored', "'week'"]]],
  ['puregpu', 'GET /server/10/stats?timeframe=days', undefined, {}, 200, [['query.timeframe', 'enum', 'refused', "'days'"]]],
  ['vpsorg', 'GET /servers/?status=running', undefined, {}, 400, [['query.status', 'enum', 'refused', "'running'"]]],
  ['puregpu', 'GET /server/10/stats', undefined, {}, 200, [['query.timeframe', 'required', 'refused', null]]],
  // A member that is not documented, of another type, missing, or out of bounds.
  ['vpsorg', 'POST /servers/', { ...NEW_VPS, os: 5 }, JSON_TYPE, 201, [['body.os', 'unknown', 'ignored', '5', 'os_id']]],
  ['evotic', 'POST /servers', { ...NEW_EVOTIC, tags: { a: 1 } }, JSON_TYPE, 201, [['body.tags', 'unknown', 'ignored', 'an object']]],
  ['evotic', 'POST /servers', `${EVOTIC_FORM}&extra=1`, FORM, 201, [['body.extra', 'unknown', 'ignored', "'1'"]]],
  ['elastichosts', 'POST /drives/create', 'name x\nsize 1G\nreader y', TEXT, 400, [['body.reader', 'unknown', 'refused', "'y'", 'readers']]],
  ['vpsorg', 'POST /servers/', { ...NEW_VPS, plan_id: '1' }, JSON_TYPE, 201, [['body.plan_id', 'type', 'coerced', "'1'"]]],
  ['puregpu', 'POST /server/10/rebuild', { osid: 1021, sshkey: 'ssh-rsa AAAA' }, JSON_TYPE, 200, [['body.osid', 'type', 'coerced', '1021']]],
  ['elastichosts', 'POST /drives/create', { name: 5, size: '1G' }, JSON_TYPE, 200, [['body.name', 'type', 'coerced', '5']]],
  ['vpsorg', 'POST /servers/', { ...NEW_VPS, plan_id: 'one' }, JSON_TYPE, 400, [['body.plan_id', 'type', 'refused', "'one'"]]],
  ['evotic', 'POST /servers', { ...NEW_EVOTIC, initialCommands: ['a', 2] }, JSON_TYPE, 422, [['body.initialCommands[1]', 'type', 'refused', '2']]],
  ['vpsorg', 'POST /servers/', [NEW_VPS], JSON_TYPE, 400, [['body', 'type', 'refused', 'a list']]],
  ['vpsorg', 'PUT /servers/12345/', { name: 'a', backups_enabled: true }, JSON_TYPE, 400, [['body.hostname', 'required', 'refused', null]]],
  [
    'puregpu',
    'POST /server/10/insertIso',
    undefined,
    {},
    200,
    [
      ['body', 'required', 'refused', null],
      ['body.iso', 'required', 'refused', null],
    ],
  ],
  ['puregpu', 'POST /server/10/setBootOrder', { order: 'abc' }, JSON_TYPE, 200, [['body.order', 'enum', 'refused', "'abc'"]]],
  ['elastichosts', 'POST /servers/create', 'cpu 499\nmem 256', TEXT, 400, [['body.cpu', 'bounds', 'refused', '499']]],
  ['evotic', 'POST /servers', { ...NEW_EVOTIC, name: 'n'.repeat(256) }, JSON_TYPE, 422, [['body.name', 'bounds', 'refused', `'${'n'.repeat(60)}'`]]],
  ['vpsorg', 'POST /servers/', { ...NEW_VPS, name: 'web 1' }, JSON_TYPE, 400, [['body.name', 'pattern', 'refused', "'web 1'"]]],
  ['elastichosts', 'POST /servers/create', 'cpu 500\nmem 256\npersistent yes', TEXT, 400, [['body.persistent', 'pattern', 'refused', "'yes'"]]],
  // What refers to nothing.
  ['vpsorg', 'POST /servers/', { ...NEW_VPS, location: 'mars' }, JSON_TYPE, 400, [['body.location', 'reference', 'refused', "'mars'"]]],
  ['evotic', 'POST /servers', { ...NEW_EVOTIC, os_id: 77 }, JSON_TYPE, 422, [['body.os_id', 'reference', 'refused', '77']]],
  // A member that is sent twice, in a form and in text.
  ['evotic', 'POST /servers', `${EVOTIC_FORM}&cpu=2`, FORM, 201, [['body.cpu', 'duplicate', 'ignored', null]]],
  ['elastichosts', 'POST /drives/create', 'name x\nname y\nsize 1G', TEXT, 200, [['body.name', 'duplicate', 'ignored', null]]],
  // The media type of a body, and of the reply.
  ['vpsorg', 'POST /servers/', NEW_VPS, TEXT, 415, [['header.content-type', 'content-type', 'refused', "'text/plain'"]]],
  [
    'elastichosts',
    'POST /drives/create',
    'name x\nsize 1G',
    FORM,
    200,
    [['header.content-type', 'content-type', 'accepted', "'application/x-www-form-urlencoded'"]],
  ],
  [
    'puregpu',
    'POST /server/10/setBootOrder',
    'order=cda',
    FORM,
    200,
    [
      ['header.content-type', 'content-type', 'ignored', "'application/x-www-form-urlencoded'"],
      ['body.order', 'required', 'refused', null],
    ],
  ],
  ['vpsorg', 'POST /servers/', new TextEncoder().encode('{}'), {}, 415, [['header.content-type', 'content-type', 'refused', null]]],
  ['elastichosts', 'GET /servers/list', undefined, { Accept: 'application/xml' }, 200, [['header.accept', 'accept', 'ignored', "'application/xml'"]]],
  [
    'elastichosts',
    'GET /servers/info',
    undefined,
    { Accept: 'text/html;q=0.9, image/*' },
    200,
    [['header.accept', 'accept', 'ignored', "'text/html;q=0.9, image/*'"]],
  ],
  // A body where none is documented, and one that cannot be read.
  ['drone', 'POST /api/servers', {}, JSON_TYPE, 200, [['body', 'body', 'ignored', '2']]],
  ['vpsorg', 'POST /servers/12345/stop/', { force: true }, JSON_TYPE, 200, [['body', 'body', 'ignored', '14']]],
  ['vpsorg', 'POST /servers/', '{"name": ', JSON_TYPE, 400, [['body', 'malformed', 'refused', null]]],
  ['puregpu', 'POST /server/10/rebuild', '{"osid"', JSON_TYPE, 400, [['body', 'malformed', 'refused', null]]],
  // Paths and methods.
  ['vpsorg', 'GET /servers', undefined, {}, 301, [['path', 'slash', 'redirected', "'/servers'"]]],
  ['evotic', 'GET /servers/', undefined, {}, 200, [['path', 'slash', 'accepted', "'/servers/'"]]],
  ['puregpu', 'GET /server/10/status/', undefined, {}, 200, [['path', 'slash', 'accepted', "'/server/10/status/'"]]],
  ['elastichosts', 'POST /servers/list', undefined, {}, 200, [['method', 'undocumented', 'accepted', "'POST'", 'GET /servers/list']]],
  ['vpsorg', 'POST /servers/12345/', undefined, {}, 405, [['method', 'undocumented', 'refused', "'POST'", 'PUT /servers/{server_id}/']]],
  ['evotic', 'POST /servers/1', undefined, {}, 405, [['method', 'undocumented', 'refused', "'POST'", 'POST /servers']]],
  ['vpsorg', 'GET /server/12345/', undefined, {}, 404, [['path', 'undocumented', 'refused', "'/server/12345/'", 'GET /servers/{server_id}/']]],
  ['drone', 'GET /api/servers/', undefined, {}, 404, [['path', 'undocumented', 'refused', "'/api/servers/'", 'GET /api/servers']]],
  ['vpsorg', 'GET /servers/abc/', undefined, {}, 404, [['path.server_id', 'type', 'refused', "'abc'"]]],
  ['puregpu', 'GET /server/010/status', undefined, {}, 200, [['path.serviceId', 'type', 'refused', "'010'"]]],
  // Credentials.
  [
    'puregpu',
    'GET /server/10/status',
    undefined,
    { 'X-API-Key': '', Authorization: 'Bearer token' },
    401,
    [['header.x-api-key', 'credential', 'refused', null]],
  ],
  ['vpsorg', 'GET /plans/', undefined, { Authorization: 'Basic dXNlcjprZXk=' }, 401, [['header.authorization', 'credential', 'refused', '[redacted]']]],
];

test.each(DEPARTURES)(
  '%s: %s with %j, %j is answered with %i as the vendor does, and is not as documented',
  async (vendor, request, body, headers, status, expected) => {
    const answer = await ask(vendor, request, body, headers);
    expect([answer.status, ...answer.violations.map(short)]).toEqual([status, ...expected]);
    expect(answer.cloud.violations.all().map(short)).toEqual(expected);
  },
);

test.each([
  ['vpsorg', 'HEAD /servers/', undefined, {}],
  ['vpsorg', 'GET /servers/?status=active&location=us-west', undefined, { Accept: 'text/html' }],
  ['elastichosts', 'GET /servers/list', undefined, { Accept: 'text/*' }],
  ['elastichosts', 'GET /servers/list', undefined, { Accept: 'application/json;q=0.5, image/png' }],
  ['elastichosts', 'POST /servers/create', 'cpu 500\nmem 256\nuser:note x\npersistent true', TEXT],
  ['elastichosts', 'POST /drives/create', '{"name":"x","size":1073741824,"user:note":null}', JSON_TYPE],
  ['evotic', 'POST /servers', EVOTIC_FORM.replace('initialCommands[]=', 'initialCommands[]=a&initialCommands[]=b'), FORM],
  ['evotic', 'POST /servers', NEW_EVOTIC, { 'Content-Type': 'Application/JSON; charset=utf-8' }],
  ['puregpu', 'POST /server/10/start', undefined, JSON_TYPE],
  ['drone', 'DELETE /api/servers/agent-F8k8oMUP?force=true', undefined, {}],
  ['drone', 'GET /healthz', undefined, { Authorization: '' }],
] as const)('%s: %s with %j, %j keeps the contract', async (vendor, request, body, headers) => {
  expect((await ask(vendor, request, body, headers)).violations.map(short)).toEqual([]);
});

test('a violation says what was expected, on what evidence, and all of it in a sentence', async () => {
  const { violations } = await ask('vpsorg', 'POST /servers/', { ...NEW_VPS, plan_id: '1', os: 5 }, JSON_TYPE);
  expect(violations).toEqual([
    {
      vendor: 'vpsorg',
      operation: 'POST /servers/',
      place: 'body.plan_id',
      rule: 'type',
      expected: 'an integer',
      sent: "'1'",
      effect: 'coerced',
      source: 'documented',
      message: "POST /servers/: body.plan_id must be an integer, not '1'. VPS.org converts it.",
    },
    {
      vendor: 'vpsorg',
      operation: 'POST /servers/',
      place: 'body.os',
      rule: 'unknown',
      expected: 'one of name, plan_id, os_id, location, hostname, ssh_key_id, backups_enabled',
      sent: '5',
      effect: 'ignored',
      source: 'documented',
      meant: 'os_id',
      message: "POST /servers/: body.os is not documented. VPS.org ignores it. Did you mean 'os_id'?",
    },
  ]);
});
