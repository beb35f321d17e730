/** Evotic's rules: each refusal, each cell of the state table, and each gap of the document that has a behaviour. */
import { describe, expect, test } from '@jest/globals';
import { createCloud, minutes, seconds, steppingClock } from '../index.ts';
import { evotic } from '../handlers/evotic/index.ts';
import { aServer, fleet } from '../fixtures/evotic-fleet.ts';
import type { Action, Server, Status } from '../handlers/evotic/server.ts';
import { client } from './client.ts';
import { evotic as examples } from './documents/evotic.ts';

const URL = 'https://evotic.io/api/v1';
const token = { authorization: 'Bearer token' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const open = (settings: Partial<typeof evotic.settings> = {}) => {
  const cloud = createCloud({ evotic }, { settings: { evotic: settings } });
  return { cloud, ask: client(cloud, URL, token), server: cloud.evotic.servers.get(1) };
};
const wanted = { name: 'evo-test', location_id: 1, os_id: 1, password: 'secret', initialCommands: ['apt update'], cpu: 1, ram: 1024, disk: 10 };
const error = (message: string, errors?: object) => ({
  type: 'invalid_request',
  message,
  documentation_url: 'https://docs.evotic.io/errors',
  ...(errors && { errors }),
});
const nothing = { value: 0, prev: 0, is_exceeded: false };
const idle = (status: Status) => ({ status, real_status: status, is_processing: false, progress: 100 });
const missing = Object.fromEntries(
  ['name', 'location id', 'os id', 'password', 'initial commands', 'cpu', 'ram', 'disk'].map((attribute, index) => [
    Object.keys(wanted)[index],
    [`The ${attribute} field is required.`],
  ]),
);

/** The same members as a form writes them. */
function formOf(members: Readonly<Record<string, unknown>>): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(members)) {
    if (Array.isArray(value)) for (const item of value.length > 0 ? value : ['']) form.append(`${name}[]`, String(item));
    else form.append(name, String(value));
  }
  return form.toString();
}

test.each(examples)('it answers as its document prints: $heading', async ({ before, request: { method, path, headers, body }, status, body: printed, but }) => {
  const cloud = createCloud({ evotic });
  await before?.({
    ask: () => Promise.reject(new Error('Not needed.')),
    advance: async (ms) => cloud.clock.advance(ms),
    play: async (scenario) => cloud.play(scenario as never),
    close: async () => {},
  });
  const answer = await client(cloud, URL, {})(method, path, body, headers);
  expect(answer.status).toBe(status);
  const document = JSON.parse(printed ?? 'null') as never;
  if (but) but(document, answer.body as never);
  else expect(answer.body).toEqual(document);
});

// Creating.

test('a new server is processing and uses nothing, and is started and used after a minute', async () => {
  const { cloud, ask } = open();
  const { status, body } = await ask('POST', '/servers', wanted);
  expect(status).toBe(201);
  expect(body).toMatchObject({ id: 2, hostname: 'evo-test', status: 'processing', os: 'Ubuntu 22.04', node: 'srv-compute-01' });
  expect(body).toMatchObject({ usage: { cpu: 0, disk: 0, ram: 0, traffic: { incoming: nothing, outgoing: nothing } } });
  expect((await ask('GET', '/servers/2/status')).body).toEqual({ status: 'creating the server', real_status: 'processing', is_processing: true, progress: 0 });
  cloud.clock.advance(minutes(1) - 1);
  expect((await ask('GET', '/servers/2/status')).body).toEqual({ status: 'creating the server', real_status: 'processing', is_processing: true, progress: 99 });
  cloud.clock.advance(1);
  expect((await ask('GET', '/servers/2/status')).body).toEqual(idle('started'));
  const started = (await ask('GET', '/servers/2')).body as ReturnType<typeof JSON.parse>;
  expect(started).toMatchObject({ ...(body as object), status: 'started', usage: expect.anything() });
  expect(started.usage.disk).toBeGreaterThan(0);
  expect(started.usage.disk).toBeLessThanOrEqual(10);
  expect(started.usage.ram).toBeGreaterThan(0);
  expect(started.usage.ram).toBeLessThanOrEqual(1024);
});

test('a create is answered with exactly the members of a server, and the password is nowhere', async () => {
  const { cloud, ask } = open();
  const { body } = await ask('POST', '/servers', { ...wanted, password: 'hunter2-hunter2' });
  expect(Object.keys(body as object)).toEqual(Object.keys((await ask('GET', '/servers/1')).body as object));
  expect(JSON.stringify([body, (await ask('GET', '/servers')).body, cloud.evotic.servers.get(2)])).not.toContain('hunter2');
});

test('with instantCreate a create is answered as printed: started at once, and used', async () => {
  const { cloud, ask } = open({ instantCreate: true });
  const { status, body } = await ask('POST', '/servers', wanted);
  expect({ status, body }).toMatchObject({ status: 201, body: { id: 2, status: 'started' } });
  expect((body as { usage: { disk: number } }).usage.disk).toBeGreaterThan(0);
  expect((await ask('GET', '/servers/2/status')).body).toEqual(idle('started'));
  expect((await ask('DELETE', '/servers/2')).status).toBe(200);
  expect(cloud.clock.next()).toBeUndefined();
});

test('a create that fails leaves a server that is unavailable and unused, which can be deleted', async () => {
  const { cloud, ask } = open();
  cloud.play('evotic/create-fails-halfway');
  const { balance } = cloud.evotic.settings;
  expect((await ask('POST', '/servers', wanted)).status).toBe(201);
  cloud.clock.advance(seconds(36) - 1);
  expect((await ask('GET', '/servers/2/status')).body).toMatchObject({ is_processing: true, progress: 59 });
  cloud.clock.advance(1);
  expect((await ask('GET', '/servers/2/status')).body).toEqual(idle('unavailable'));
  expect((await ask('GET', '/servers/2')).body).toMatchObject({ status: 'unavailable', usage: { disk: 0 } });
  expect((await ask('DELETE', '/servers/2')).status).toBe(200);
  expect(cloud.evotic.settings.balance).toBeLessThan(balance);
});

test('a client that asks every five seconds until nothing is processed finds the server started', async () => {
  const { cloud, ask } = open();
  const { id } = (await ask('POST', '/servers', wanted)).body as { id: number };
  const progress: number[] = [];
  for (;;) {
    const { is_processing, real_status, progress: now } = (await ask('GET', `/servers/${id}/status`)).body as ReturnType<typeof JSON.parse>;
    progress.push(now);
    if (!is_processing) {
      expect(real_status).toBe('started');
      break;
    }
    cloud.clock.advance(seconds(5));
  }
  expect(progress).toEqual([0, 8, 16, 25, 33, 41, 50, 58, 66, 75, 83, 91, 100]);
});

test('progress never goes back, however slow the task and however small the step', async () => {
  const cloud = createCloud({ evotic }, { clock: steppingClock(777) });
  const ask = client(cloud, URL, token);
  cloud.faults.add({ vendor: 'evotic', on: 'POST /servers', outcome: 'slow', factor: 3 });
  await ask('POST', '/servers', wanted);
  let last = -1;
  for (let polls = 0; last < 100; polls += 1) {
    const { progress } = (await ask('GET', '/servers/2/status')).body as { progress: number };
    expect(Number.isInteger(progress)).toBe(true);
    expect(progress).toBeGreaterThanOrEqual(last);
    expect(polls).toBeLessThan(300);
    last = progress;
  }
  expect(cloud.evotic.servers.get(2).status).toBe('started');
});

test('fifty creates at once give fifty ids, uuids and addresses', async () => {
  const { ask } = open();
  const made = await Promise.all(Array.from({ length: 50 }, (_, n) => ask('POST', '/servers', { ...wanted, name: `srv-${n}` })));
  const bodies = made.map(({ body }) => body as { id: number; uuid: string; ip_addresses: { ip: string }[] });
  expect(new Set(made.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(bodies.map(({ id }) => id)).size).toBe(50);
  expect(new Set(bodies.map(({ uuid }) => uuid)).size).toBe(50);
  expect(new Set(bodies.map(({ ip_addresses: [first] }) => first?.ip)).size).toBe(50);
  expect((await ask('GET', '/servers')).body).toHaveLength(51);
});

test('two clouds with one seed give a server the same uuid, and another seed another', async () => {
  const uuid = async (seed: number) =>
    ((await client(createCloud({ evotic }, { seed }), URL, token)('POST', '/servers', wanted)).body as { uuid: string }).uuid;
  expect(await uuid(1)).toBe(await uuid(1));
  expect(await uuid(1)).not.toBe(await uuid(2));
});

// Money.

test('a create takes the price of its cores, memory and disk from the balance', async () => {
  const { cloud, ask } = open();
  const before = cloud.evotic.settings.balance;
  await ask('POST', '/servers', { ...wanted, cpu: 2, ram: 1536, disk: 30 });
  expect(before - cloud.evotic.settings.balance).toBe(2 * 200 + 150 + 30 * 5);
});

test('a balance that does not cover the server is 402, and leaves nothing behind', async () => {
  const { cloud, ask } = open({ balance: 349 });
  expect(await ask('POST', '/servers', wanted)).toMatchObject({ status: 402, body: error('Insufficient balance.') });
  expect(cloud.evotic.settings.balance).toBe(349);
  expect(cloud.evotic.servers.size).toBe(1);
  cloud.evotic.settings.balance = 350;
  expect((await ask('POST', '/servers', wanted)).body).toMatchObject({ id: 2 });
  expect(cloud.evotic.settings.balance).toBe(0);
});

test('what is not valid is said before what cannot be paid', async () => {
  const { ask } = open({ balance: 0 });
  expect((await ask('POST', '/servers', { ...wanted, os_id: 9 })).status).toBe(422);
});

test('a fresh account pays for a hundred servers', async () => {
  const { ask } = open();
  for (let n = 0; n < 100; n += 1) expect((await ask('POST', '/servers', { ...wanted, cpu: 4, ram: 8192, disk: 100 })).status).toBe(201);
});

test("prices are the account's, and those of one cloud are not those of another", async () => {
  const { cloud, ask } = open({ prices: { cpu: 1, ram: 0, disk: 0 }, balance: 10 });
  await ask('POST', '/servers', wanted);
  expect(cloud.evotic.settings.balance).toBe(9);
  expect(open().cloud.evotic.settings.prices).toEqual({ cpu: 200, ram: 100, disk: 5 });
});

// What a create must hold, as JSON and as a form.

const invalid: readonly (readonly [string, object, string, Record<string, readonly string[]>])[] = [
  ['no name', { ...wanted, name: '' }, 'The name field is required.', { name: ['The name field is required.'] }],
  ['a name of blanks', { ...wanted, name: '   ' }, 'The name field is required.', { name: ['The name field is required.'] }],
  [
    'a long name',
    { ...wanted, name: 'x'.repeat(256) },
    'The name field must not be greater than 255 characters.',
    { name: ['The name field must not be greater than 255 characters.'] },
  ],
  [
    'a location in words',
    { ...wanted, location_id: 'mars' },
    'The location id field must be an integer.',
    { location_id: ['The location id field must be an integer.'] },
  ],
  ['an unknown location', { ...wanted, location_id: 9 }, 'The selected location id is invalid.', { location_id: ['The selected location id is invalid.'] }],
  ['a system in words', { ...wanted, os_id: 'debian' }, 'The os id field must be an integer.', { os_id: ['The os id field must be an integer.'] }],
  ['an unknown system', { ...wanted, os_id: 2 }, 'The selected os id is invalid.', { os_id: ['The selected os id is invalid.'] }],
  [
    'neither location nor system',
    { ...wanted, location_id: 0, os_id: 0 },
    'The selected location id is invalid. (and 1 more error)',
    { location_id: ['The selected location id is invalid.'], os_id: ['The selected os id is invalid.'] },
  ],
  ['an empty password', { ...wanted, password: '' }, 'The password field is required.', { password: ['The password field is required.'] }],
  [
    'commands that are no list',
    { ...wanted, initialCommands: 'ls' },
    'The initial commands field must be an array.',
    { initialCommands: ['The initial commands field must be an array.'] },
  ],
  ['half a core', { ...wanted, cpu: 1.5 }, 'The cpu field must be an integer.', { cpu: ['The cpu field must be an integer.'] }],
  ['no core', { ...wanted, cpu: 0 }, 'The cpu field must be at least 1.', { cpu: ['The cpu field must be at least 1.'] }],
  ['memory in words', { ...wanted, ram: '1 GB' }, 'The ram field must be an integer.', { ram: ['The ram field must be an integer.'] }],
  ['less than no memory', { ...wanted, ram: -1024 }, 'The ram field must be at least 1.', { ram: ['The ram field must be at least 1.'] }],
  ['a disk in words', { ...wanted, disk: 'big' }, 'The disk field must be an integer.', { disk: ['The disk field must be an integer.'] }],
  ['less memory than the system needs', { ...wanted, ram: 511 }, 'The ram field must be at least 512.', { ram: ['The ram field must be at least 512.'] }],
  ['a smaller disk than the system needs', { ...wanted, disk: 4 }, 'The disk field must be at least 5.', { disk: ['The disk field must be at least 5.'] }],
  ['a name that is no host name', { ...wanted, name: 'evo test!' }, 'The name field format is invalid.', { name: ['The name field format is invalid.'] }],
  ['a name that ends in a hyphen', { ...wanted, name: 'evo-' }, 'The name field format is invalid.', { name: ['The name field format is invalid.'] }],
  ['no disk', { ...wanted, disk: 0 }, 'The disk field must be at least 1.', { disk: ['The disk field must be at least 1.'] }],
  [
    'three things',
    { ...wanted, name: '', cpu: 'one', disk: '' },
    'The name field is required. (and 2 more errors)',
    { name: ['The name field is required.'], cpu: ['The cpu field must be an integer.'], disk: ['The disk field is required.'] },
  ],
];

test('the minimum requirements of the operating system are enough', async () => {
  expect((await open().ask('POST', '/servers', { ...wanted, ram: 512, disk: 5 })).status).toBe(201);
});

describe.each([
  ['JSON', (members: object) => [JSON.stringify(members), { 'content-type': 'application/json' }] as const],
  ['a form', (members: object) => [formOf(members as Record<string, unknown>), FORM] as const],
])('in %s', (_, write) => {
  test.each(invalid)('a create with %s is 422', async (__, members, message, errors) => {
    const { cloud, ask } = open();
    const before = cloud.snapshot().accounts;
    const answer = await ask('POST', '/servers', ...write(members));
    expect(answer.status).toBe(422);
    expect(answer.body).toEqual(error(message, errors));
    expect(cloud.snapshot().accounts).toEqual(before);
  });

  test.each(Object.keys(wanted))('a create without %s is 422', async (member) => {
    const { ask } = open();
    const { [member as keyof typeof wanted]: _gone, ...rest } = wanted;
    const [sentence] = missing[member] ?? [];
    const { status, body } = await ask('POST', '/servers', ...write(rest));
    expect({ status, body }).toEqual({ status: 422, body: error(sentence ?? '', { [member]: [sentence] }) });
  });

  test('a create with all members is 201, and keeps what was asked for', async () => {
    const { cloud, ask } = open();
    expect(await ask('POST', '/servers', ...write({ ...wanted, name: ' evo-test ', initialCommands: ['a b', 'c&d'] }))).toMatchObject({
      status: 201,
      body: { hostname: 'evo-test', specifications: { cpu: 1, ram: 1024, disk: 10 } },
    });
    expect(cloud.evotic.servers.get(2).initialCommands).toEqual(['a b', 'c&d']);
  });

  test('the commands must be there, and may be none', async () => {
    const { cloud, ask } = open();
    expect((await ask('POST', '/servers', ...write({ ...wanted, initialCommands: [] }))).status).toBe(201);
    expect(cloud.evotic.servers.get(2).initialCommands).toEqual([]);
  });

  test('a password is taken to the letter, blanks and all', async () => {
    const { ask } = open();
    expect((await ask('POST', '/servers', ...write({ ...wanted, password: '   ' }))).status).toBe(201);
  });

  test('a member that nobody knows is ignored', async () => {
    const { ask } = open();
    expect((await ask('POST', '/servers', ...write({ ...wanted, colour: 'red', __proto__: 'x' }))).status).toBe(201);
  });
});

test.each(['', '{}', '[]', '"x"', 'null', '7'])('JSON that holds no member (%s) says of each that it is required', async (body) => {
  const { ask } = open();
  const answer = await ask('POST', '/servers', body, { 'content-type': 'application/json' });
  expect(answer).toMatchObject({ status: 422, body: error('The name field is required. (and 7 more errors)', missing) });
});

test.each([
  ['text/plain', JSON.stringify(wanted)],
  ['application/xml', '<name>x</name>'],
  ['multipart/form-data; boundary=x', '--x--'],
])('a body of the type %s is as none', async (type, body) => {
  const { ask } = open();
  expect(await ask('POST', '/servers', body, { 'content-type': type })).toMatchObject({ status: 422, body: { errors: missing } });
});

test('JSON that is null at a member is as none there', async () => {
  const { ask } = open();
  expect((await ask('POST', '/servers', { ...wanted, cpu: null, initialCommands: null })).body).toEqual(
    error('The initial commands field is required. (and 1 more error)', {
      initialCommands: ['The initial commands field is required.'],
      cpu: ['The cpu field is required.'],
    }),
  );
});

test('a command that is no text is named by its place', async () => {
  const { ask } = open();
  expect(await ask('POST', '/servers', { ...wanted, initialCommands: ['a', 1, 'b', {}] })).toMatchObject({
    status: 422,
    body: error('The initialCommands.1 field must be a string. (and 1 more error)', {
      'initialCommands.1': ['The initialCommands.1 field must be a string.'],
      'initialCommands.3': ['The initialCommands.3 field must be a string.'],
    }),
  });
});

test('text where JSON has a list or an object is asked for', async () => {
  const { ask } = open();
  expect((await ask('POST', '/servers', { ...wanted, name: ['x'], password: {} })).body).toMatchObject({
    errors: { name: ['The name field must be a string.'], password: ['The password field must be a string.'] },
  });
});

test.each([
  ['initialCommands[]=a&initialCommands[]=b', ['a', 'b']],
  ['initialCommands[0]=a&initialCommands[1]=b', ['a', 'b']],
  ['initialCommands%5B%5D=a+b', ['a b']],
  ['initialCommands[1]=a&initialCommands[]=b', ['a', 'b']],
  ['initialCommands[0]=a&initialCommands[0]=b', ['b']],
  ['initialCommands[]=', []],
  ['initialCommands[]=%20a%20&initialCommands[]=', ['a']],
])('a form with %s has those commands', async (commands, expected) => {
  const { cloud, ask } = open();
  const { initialCommands: _commands, ...rest } = wanted;
  expect((await ask('POST', '/servers', `${formOf(rest)}&${commands}`, FORM)).status).toBe(201);
  expect(cloud.evotic.servers.get(2).initialCommands).toEqual(expected);
});

test('of two members of a form with one name the last one counts', async () => {
  const { ask } = open();
  expect(
    (await ask('POST', '/servers', `name=first&${formOf(wanted).replace('evo-test', 'last')}`, { 'content-type': `${FORM['content-type']}; charset=UTF-8` }))
      .body,
  ).toMatchObject({ hostname: 'last' });
});

test('JSON that is malformed is 400, in the form of the vendor', async () => {
  const { ask } = open();
  expect(await ask('POST', '/servers', '{"name":', { 'content-type': 'application/json' })).toMatchObject({
    status: 400,
    body: error('The request body is not valid JSON.'),
  });
});

test('locations and operating systems are tables to be filled', async () => {
  const { cloud, ask } = open();
  cloud.evotic.locations.add({ id: 7, name: 'Finland', node: 'hel-compute-01', available: true });
  cloud.evotic.systems.add({ id: 12, name: 'Debian 12' });
  expect((await ask('POST', '/servers', { ...wanted, location_id: 7, os_id: 12 })).body).toMatchObject({ node: 'hel-compute-01', os: 'Debian 12' });
});

test('a location that is full refuses a create at its field', async () => {
  const { cloud, ask } = open();
  cloud.play('evotic/location-full');
  expect(await ask('POST', '/servers', wanted)).toMatchObject({
    status: 422,
    body: error('The selected location id has no capacity left.', { location_id: ['The selected location id has no capacity left.'] }),
  });
});

// What a server is doing.

test('a backup has no endpoint: it is begun with lock, and 53% of it are reached by the clock', async () => {
  const { cloud, ask, server } = open();
  cloud.evotic.lock(server, 'backup', minutes(10));
  cloud.clock.advance(minutes(10) * 0.53);
  expect((await ask('GET', '/servers/1/status')).body).toEqual({ status: 'creating the backup', real_status: 'started', is_processing: true, progress: 53 });
  expect((await ask('GET', '/servers/1')).body).toMatchObject({ status: 'started', usage: { disk: 17.1 } });
  expect(await ask('DELETE', '/servers/1')).toMatchObject({ status: 423, body: error('Server is being processed.') });
  cloud.clock.settle();
  expect((await ask('GET', '/servers/1/status')).body).toEqual(idle('started'));
  expect((await ask('DELETE', '/servers/1')).status).toBe(200);
});

interface Life {
  readonly action: Action;
  readonly from: Status;
  readonly lasts: number;
  readonly phrase: string;
  readonly during: Status;
  readonly to: Status;
  readonly failed: Status;
}

const table: readonly Life[] = [
  { action: 'create', from: 'processing', lasts: minutes(1), phrase: 'creating the server', during: 'processing', to: 'started', failed: 'unavailable' },
  { action: 'backup', from: 'started', lasts: minutes(5), phrase: 'creating the backup', during: 'started', to: 'started', failed: 'started' },
  { action: 'backup', from: 'stopped', lasts: minutes(5), phrase: 'creating the backup', during: 'stopped', to: 'stopped', failed: 'stopped' },
  { action: 'start', from: 'stopped', lasts: seconds(10), phrase: 'starting the server', during: 'stopped', to: 'started', failed: 'stopped' },
  { action: 'stop', from: 'started', lasts: seconds(10), phrase: 'stopping the server', during: 'started', to: 'stopped', failed: 'started' },
  { action: 'restart', from: 'started', lasts: seconds(20), phrase: 'restarting the server', during: 'started', to: 'started', failed: 'stopped' },
  { action: 'reinstall', from: 'started', lasts: minutes(2), phrase: 'reinstalling the server', during: 'processing', to: 'started', failed: 'unavailable' },
  { action: 'reinstall', from: 'stopped', lasts: minutes(2), phrase: 'reinstalling the server', during: 'processing', to: 'started', failed: 'unavailable' },
];

describe.each(table)('$action from $from', ({ action, from, lasts, phrase, during, to, failed }) => {
  const begun = (departure = {}) => {
    const { cloud, ask } = open();
    const server = cloud.evotic.servers.add(aServer({ id: 5, status: from }));
    cloud.evotic.begin(server, action, departure);
    return { cloud, ask, server };
  };

  test(`shows '${phrase}' against ${during}, and ends as ${to}`, async () => {
    const { cloud, ask } = begun();
    expect((await ask('GET', '/servers/5/status')).body).toEqual({ status: phrase, real_status: during, is_processing: true, progress: 0 });
    expect((await ask('GET', '/servers/5')).body).toMatchObject({ status: during });
    cloud.clock.advance(lasts / 2);
    expect((await ask('GET', '/servers/5/status')).body).toMatchObject({ status: phrase, progress: 50 });
    cloud.clock.advance(lasts / 2 - 1);
    expect((await ask('GET', '/servers/5/status')).body).toMatchObject({ status: phrase, is_processing: true, progress: 99 });
    cloud.clock.advance(1);
    expect((await ask('GET', '/servers/5/status')).body).toEqual(idle(to));
    expect((await ask('GET', '/servers/5')).body).toMatchObject({ status: to });
  });

  test(`ends as ${failed} when it fails`, async () => {
    const { cloud, ask } = begun({ fails: 0.5 });
    cloud.clock.advance(lasts / 2);
    expect((await ask('GET', '/servers/5/status')).body).toEqual(idle(failed));
  });

  test('refuses to be deleted with 423 until it ends', async () => {
    const { cloud, ask } = begun();
    cloud.clock.advance(lasts - 1);
    expect(await ask('DELETE', '/servers/5')).toMatchObject({ status: 423, body: error('Server is being processed.') });
    expect((await ask('GET', '/servers/5')).status).toBe(200);
    cloud.clock.advance(1);
    expect((await ask('DELETE', '/servers/5')).status).toBe(200);
  });

  test('refuses every other action until it ends', () => {
    const { cloud, server } = begun();
    // Only a delete can be asked for: of the others the vendor says nothing.
    for (const [action, verdict] of Object.entries(cloud.evotic.actions(server)))
      expect(verdict).toMatchObject(
        action === 'delete' ? { allowed: false, status: 423, body: error('Server is being processed.') } : { allowed: false, status: null, body: undefined },
      );
  });
});

const starts: Readonly<Record<Action, readonly Status[]>> = {
  create: ['processing'],
  delete: ['started', 'stopped', 'processing', 'paused', 'unavailable'],
  backup: ['started', 'stopped'],
  start: ['stopped'],
  stop: ['started'],
  restart: ['started'],
  reinstall: ['started', 'stopped'],
};

test.each(['started', 'stopped', 'paused', 'unavailable'] as const)('what a server that is %s allows', (status) => {
  const { cloud } = open();
  const verdicts = cloud.evotic.actions(cloud.evotic.servers.add(aServer({ id: 5, status })));
  for (const [action, from] of Object.entries(starts))
    expect(verdicts[action as Action]).toMatchObject(
      from.includes(status) ? { allowed: true } : { allowed: false, status: null, body: undefined, why: expect.stringContaining(status) },
    );
});

test.each(['started', 'stopped', 'paused', 'unavailable'] as const)('a server that is %s and not processed is deleted at once', async (status) => {
  const { cloud, ask } = open();
  cloud.evotic.servers.add(aServer({ id: 5, status }));
  expect((await ask('GET', '/servers/5/status')).body).toEqual(idle(status));
  expect(await ask('DELETE', '/servers/5')).toMatchObject({ status: 200, body: { message: 'Server deleted successfully' } });
  for (const path of ['/servers/5', '/servers/5/status'])
    expect(await ask('GET', path)).toMatchObject({ status: 404, body: error('No query results for model [App\\Models\\Server] 5') });
  expect((await ask('GET', '/servers')).body).toHaveLength(1);
});

test('a deletion that takes its time is shown, and the server is gone when it ends', async () => {
  const { cloud, ask, server } = open();
  cloud.evotic.lock(server, 'delete', seconds(30));
  expect((await ask('GET', '/servers/1/status')).body).toEqual({ status: 'deleting the server', real_status: 'started', is_processing: true, progress: 0 });
  expect((await ask('DELETE', '/servers/1')).status).toBe(423);
  cloud.clock.advance(seconds(30));
  expect((await ask('GET', '/servers/1')).status).toBe(404);
});

test('a server that does not run uses neither CPU nor memory, and keeps its disk and traffic', async () => {
  const { cloud, ask, server } = open();
  cloud.play('evotic/server-stopped');
  expect((await ask('GET', '/servers/1')).body).toMatchObject({ status: 'stopped', usage: { cpu: 0, ram: 0, disk: 17.1, traffic: server.usage.traffic } });
});

test('of twenty deletions at once, one succeeds and the others find nothing', async () => {
  const { ask } = open();
  const statuses = (await Promise.all(Array.from({ length: 20 }, () => ask('DELETE', '/servers/1')))).map(({ status }) => status);
  expect(statuses).toEqual([200, ...Array.from({ length: 19 }, () => 404)]);
});

test('twenty deletions at once of a server that is processed are all refused', async () => {
  const { ask } = open();
  await ask('POST', '/servers', wanted);
  const statuses = (await Promise.all(Array.from({ length: 20 }, () => ask('DELETE', '/servers/2')))).map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([423]));
  expect((await ask('GET', '/servers/2')).status).toBe(200);
});

test('a server deleted and another created never share an id', async () => {
  const { cloud, ask } = open();
  await ask('POST', '/servers', wanted);
  cloud.clock.settle();
  await ask('DELETE', '/servers/2');
  expect((await ask('POST', '/servers', wanted)).body).toMatchObject({ id: 3 });
});

// The shape of things.

test('the list is a bare array in the order of creation, and never in pages', async () => {
  const { cloud, ask } = open();
  for (const server of fleet(100)) cloud.evotic.servers.add(server);
  const { body, headers } = await ask('GET', '/servers?page=2&per_page=10');
  expect((body as Server[]).map(({ id }) => id)).toEqual(cloud.evotic.servers.all().map(({ id }) => id));
  expect(headers.get('link')).toBeNull();
});

test('an id is an integer, specifications and usage are objects, and an instant has six digits after the second', async () => {
  const { cloud, ask } = open();
  cloud.clock.advance(123);
  await ask('POST', '/servers', wanted);
  for (const path of ['/servers/1', '/servers/2'])
    expect((await ask('GET', path)).body).toMatchObject({
      id: expect.any(Number),
      specifications: { cpu: 1 },
      usage: { cpu: 0 },
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000000Z$/),
    });
});

test('a new server has an address for documentation; 0.0.0.0 is only the printed one', async () => {
  const { ask } = open();
  expect((await ask('POST', '/servers', wanted)).body).toMatchObject({ ip_addresses: [{ ip: '203.0.113.3', is_primary: true }] });
});

test('the API is at /api/v1, and what the headings say, /v1, is not', async () => {
  const { cloud } = open();
  await expect(cloud.fetch('https://evotic.io/v1/servers', { headers: token })).resolves.toBeUndefined();
});

test('the status has a path of its own, and the server its body at its', async () => {
  const { ask } = open();
  expect(Object.keys((await ask('GET', '/servers/1/status')).body as object)).toEqual(['status', 'real_status', 'is_processing', 'progress']);
  expect((await ask('GET', '/servers/1')).body).not.toHaveProperty('real_status');
});

test('HEAD is answered as GET, and a slash at the end may be there', async () => {
  const { ask } = open();
  expect(await ask('HEAD', '/servers/1')).toMatchObject({ status: 200, body: null });
  expect((await ask('GET', '/servers/1/status/')).body).toEqual(idle('started'));
  expect(await ask('GET', '/servers/')).toMatchObject({ status: 200 });
});

// Refusals.

test.each([
  ['POST', '/servers/1', 'The POST method is not supported for route api/v1/servers/1. Supported methods: GET, HEAD, DELETE.', 'GET, HEAD, DELETE'],
  ['PUT', '/servers/1/', 'The PUT method is not supported for route api/v1/servers/1. Supported methods: GET, HEAD, DELETE.', 'GET, HEAD, DELETE'],
  ['DELETE', '/servers', 'The DELETE method is not supported for route api/v1/servers. Supported methods: GET, HEAD, POST.', 'GET, HEAD, POST'],
  ['POST', '/servers/99/status', 'The POST method is not supported for route api/v1/servers/99/status. Supported methods: GET, HEAD.', 'GET, HEAD'],
])('%s %s is 405, and says what is supported', async (method, path, message, allow) => {
  const { ask } = open();
  const answer = await ask(method, path);
  expect(answer).toMatchObject({ status: 405, body: error(message) });
  expect(answer.headers.get('allow')).toBe(allow);
});

test.each(['/locations', '/servers/1/start', '/servers/1/backups', '/balance/', '/v1.0'])('%s is no route of the document', async (path) => {
  const { ask } = open();
  expect(await ask('GET', path)).toMatchObject({ status: 404, body: error(`The route api/v1${path.replace(/\/$/, '')} could not be found.`) });
});

test.each(['2', 'abc', '99999', '1.5', '-1', '1%20'])('a server %s is 404 by every method, and its id is named', async (id) => {
  const { ask } = open();
  const body = error(`No query results for model [App\\Models\\Server] ${decodeURIComponent(id)}`);
  for (const [method, path] of [
    ['GET', ''],
    ['DELETE', ''],
    ['GET', '/status'],
  ] as const)
    expect(await ask(method, `/servers/${id}${path}`)).toMatchObject({ status: 404, body });
});

test.each([undefined, 'Bearer invalid', 'Bearer', 'Basic dG9rZW4=', 'token'])(
  'the credential %s is 401 everywhere, in JSON, whatever the client accepts',
  async (authorization) => {
    const { cloud } = open();
    const ask = client(cloud, URL, authorization === undefined ? {} : { authorization });
    for (const [method, path] of [
      ['GET', '/servers'],
      ['POST', '/servers'],
      ['GET', '/servers/99'],
      ['DELETE', '/servers/1'],
      ['GET', '/servers/1/status'],
    ] as const) {
      const { status, headers, body } = await ask(method, path, undefined, { accept: 'text/html' });
      expect({ status, body }).toEqual({ status: 401, body: error('Unauthenticated.') });
      expect(headers.get('content-type')).toBe('application/json');
      expect(headers.get('location')).toBeNull();
    }
    expect(cloud.evotic.servers.has(1)).toBe(true);
  },
);

test("too many requests are 429 with Laravel's headers, and no other answer has them", async () => {
  const { cloud, ask } = open();
  expect((await ask('GET', '/servers')).headers.get('x-ratelimit-limit')).toBeNull();
  cloud.faults.add({ vendor: 'evotic', times: 1, outcome: 'refused', kind: 'rate-limited', retryAfter: seconds(30) });
  const { status, body, headers } = await ask('GET', '/servers');
  expect({ status, body }).toEqual({ status: 429, body: error('Too Many Attempts.') });
  expect([headers.get('retry-after'), headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining')]).toEqual(['30', '60', '0']);
  expect((await ask('GET', '/servers')).status).toBe(200);
});

test.each([
  ['broken', 500, 'Server Error'],
  ['unavailable', 503, 'Service Unavailable'],
] as const)('the type of its own failure (%s) is api_error', async (kind, status, message) => {
  const { cloud, ask } = open();
  cloud.faults.add({ vendor: 'evotic', times: 1, outcome: 'refused', kind });
  expect(await ask('GET', '/servers')).toMatchObject({ status, body: { ...error(message), type: 'api_error' } });
});

test.each([
  ['forbidden', 403, 'This action is unauthorized.'],
  ['too-large', 413, 'The POST data is too large.'],
  ['not-found', 404, 'No query results for model [App\\Models\\Server].'],
  ['wrong-state', 409, 'Conflict.'],
  ['invalid', 422, 'The given data was invalid.'],
] as const)('a fault refuses as %s', async (kind, status, message) => {
  const { cloud, ask } = open();
  cloud.faults.add({ vendor: 'evotic', times: 1, on: 'POST /servers', outcome: 'refused', kind });
  expect(await ask('POST', '/servers', wanted)).toMatchObject({ status, body: error(message) });
});

// Fixtures.

test('a snapshot taken in the middle of a create goes on where it was', async () => {
  const { cloud, ask } = open();
  await ask('POST', '/servers', wanted);
  cloud.clock.advance(seconds(30));
  const saved = JSON.parse(JSON.stringify(cloud.snapshot())) as ReturnType<typeof cloud.snapshot>;
  cloud.clock.settle();
  const ended = (await ask('GET', '/servers/2')).body;
  cloud.restore(saved);
  expect((await ask('GET', '/servers/2/status')).body).toMatchObject({ progress: 50 });
  cloud.clock.settle();
  expect((await ask('GET', '/servers/2')).body).toEqual(ended);
});

test('a fleet is the same for a seed, in mixed states, and each server is as documented', async () => {
  expect(fleet(30)).toEqual(fleet(30));
  expect(fleet(30, { seed: 2 })).not.toEqual(fleet(30));
  expect(new Set(fleet(100).map(({ status }) => status))).toEqual(new Set(['started', 'stopped', 'paused', 'unavailable']));
  expect(aServer({ id: 7, status: 'stopped' })).toMatchObject({ id: 7, status: 'stopped', task: null });
  const { cloud, ask } = open();
  for (const server of fleet(40)) cloud.evotic.servers.add(server);
  expect((await ask('GET', '/servers')).status).toBe(200);
});

test('a reply that is our own choice is refused in a cloud that leans on documents only', async () => {
  const cloud = createCloud({ evotic }, { strict: 'documented' });
  const ask = client(cloud, URL, token);
  expect((await ask('GET', '/servers/1')).status).toBe(200);
  await expect(ask('POST', '/servers', wanted)).rejects.toThrow(
    "the evidence for that reply is 'inferred', and this cloud was created with strict: 'documented'",
  );
});
