/** What is held within bounds, in count and in bytes; each bound has an option or a sentence. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { drone } from '../handlers/drone/index.ts';
import { elastichosts } from '../handlers/elastichosts/index.ts';
import { evotic } from '../handlers/evotic/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { createCloud, Problem, type Link, type Step } from '../index.ts';
import { closest, suggestion } from '../model/spelling.ts';
import { sizeOf } from '../model/plain.ts';
import { digest } from '../model/random.ts';
import { client } from './client.ts';

const VPS = 'https://admin.vps.org/api/v1';
const ELASTICHOSTS = 'https://api-lon-p.elastichosts.com';
const EVOTIC = 'https://evotic.io/api/v1';
const headers = { authorization: 'Bearer t' };
const basic = { authorization: `Basic ${btoa('user:key')}` };
const wanted = { name: 'a', plan_id: 1, os_id: 5, location: 'us-west' };
const SPARE = 'c5a1f0e2-8b3d-4c67-a912-6e4d0b7f35a8';

describe('a table', () => {
  test('of VPS.org that is full refuses a create in words of its own, and nothing changes', async () => {
    const cloud = createCloud({ vpsorg }, { records: 5 });
    const vps = client(cloud, VPS, headers);
    const { servers } = cloud.vpsorg;
    for (let id = 1; servers.size < 5; id += 1) servers.add({ ...servers.get(12345), id });
    const before = cloud.snapshot();
    expect(await vps('POST', '/servers/', wanted)).toMatchObject({ status: 403, body: { detail: 'Server limit reached.' } });
    expect(cloud.journal.last()?.why).toBe('The table servers holds at most 5 records and 268435456 bytes. createCloud takes the option records for more.');
    expect(cloud.snapshot()).toEqual(before);
    servers.remove(1);
    expect((await vps('POST', '/servers/', wanted)).status).toBe(201);
  });

  test.each([
    [
      'evotic',
      () => createCloud({ evotic }, { records: 1 }),
      `${EVOTIC}/servers`,
      headers,
      { location_id: 1, os_id: 1, cpu: 1, ram: 1024, disk: 20, name: 'a', password: 'Secret-1', initialCommands: [] },
      403,
    ],
    ['drone', () => createCloud({ drone }, { records: 1 }), 'https://autoscaler.example.com/api/servers', headers, undefined, 403],
    ['elastichosts', () => createCloud({ elastichosts }, { records: 1 }), `${ELASTICHOSTS}/drives/create`, basic, { name: 'a', size: '1G' }, 507],
    [
      'elastichosts',
      () => createCloud({ elastichosts }, { records: 1 }),
      `${ELASTICHOSTS}/servers/create/stopped`,
      basic,
      { name: 'a', cpu: 1000, mem: 1024 },
      507,
    ],
    ['elastichosts', () => createCloud({ elastichosts }, { records: 1 }), `${ELASTICHOSTS}/drives/${SPARE}/write`, basic, new Uint8Array(100_000).fill(1), 507],
  ] as const)('of %s that is full refuses what would add to it, and nothing changes', async (_, open, url, auth, body, status) => {
    const cloud = open();
    const before = cloud.snapshot();
    const json = body && !(body instanceof Uint8Array);
    const reply = await cloud.fetch(url, {
      method: 'POST',
      headers: { ...auth, ...(json && { 'content-type': 'application/json' }) },
      ...(body && { body: json ? JSON.stringify(body) : (body as BodyInit) }),
    });
    expect([reply?.status, cloud.journal.last()?.why]).toEqual([status, expect.stringContaining('holds at most 1 records')]);
    expect(cloud.snapshot()).toEqual(before);
  });

  test('that is full is an error for a test', () => {
    const cloud = createCloud({ vpsorg }, { records: 3 });
    const { servers } = cloud.vpsorg;
    const template = servers.get(12345);
    servers.add({ ...template, id: 1 });
    const sentence = 'servers holds at most 3 records and 268435456 bytes. Remove some, or pass createCloud the option records: { entries: …, bytes: … }.';
    expect(() => servers.add({ ...template, id: 2 })).toThrow(new Error(sentence));
    expect(() => servers.restore([1, 2, 3, 4].map((id) => ({ ...template, id })))).toThrow(new Error(sentence));
    expect(servers.size).toBe(3);
  });

  test('holds so many bytes, and not one more', () => {
    const fresh = createCloud({ vpsorg }).vpsorg.servers.all();
    const template = { ...fresh[0], id: 1, name: '' } as (typeof fresh)[0];
    const size = fresh.reduce((sum, record) => sum + sizeOf({ ...record }), 0) + sizeOf(template);
    for (const [bytes, fits] of [
      [size + 10_000, true],
      [size + 9_999, false],
    ] as const) {
      const { servers } = createCloud({ vpsorg }, { records: { bytes } }).vpsorg;
      const add = () => servers.add({ ...template, name: 'x'.repeat(10_000) });
      if (fits) expect(add().name).toHaveLength(10_000);
      else expect(add).toThrow(`holds at most 10000 records and ${bytes} bytes`);
    }
    const { servers } = createCloud({ vpsorg }, { records: { bytes: size + 20_000 } }).vpsorg;
    const server = servers.add(template);
    expect(() => servers.update(server, { name: 'x'.repeat(20_001) })).toThrow('holds at most');
    servers.update(server, { name: 'x'.repeat(20_000) });
    servers.update(server, { name: '' });
    servers.update(server, { name: 'x'.repeat(20_000) });
    servers.remove(server);
    expect(servers.add(template).id).toBe(1);
  });

  test('cannot come larger from a snapshot', () => {
    const saved = createCloud({ vpsorg }).snapshot();
    createCloud({ vpsorg }, { records: 3 }).restore(saved);
    const small = createCloud({ vpsorg }, { records: 2 });
    expect(() => small.restore(saved)).toThrow(
      /^The snapshot has \d records in accounts\.vpsorg\.tables\.plans, and a table holds at most 2\. Pass createCloud the option records/,
    );
  });

  test('holds 10,000 records by default', () => {
    const { ssh_keys } = createCloud({ vpsorg }).vpsorg;
    for (let id = 1_000; ssh_keys.size < 10_000; id += 1) ssh_keys.add({ id, name: '' });
    expect(() => ssh_keys.add({ id: 1_000_000, name: '' })).toThrow('ssh_keys holds at most 10000 records');
  });
});

test('a create takes the next number that is free', async () => {
  const cloud = createCloud({ vpsorg });
  const { servers } = cloud.vpsorg;
  servers.add({ ...servers.get(12345), id: 12347 });
  expect(await client(cloud, VPS, headers)('POST', '/servers/', wanted)).toMatchObject({ status: 201, body: { id: 12348 } });
});

test('a copy of a record that is busy is busy, too, and ends', () => {
  const cloud = createCloud({ vpsorg });
  const { servers, begin } = cloud.vpsorg;
  begin(servers.get(12345), 'stop');
  const copy = servers.add({ ...servers.get(12345), id: 1 });
  cloud.clock.settle();
  expect([copy.status, copy.task]).toEqual(['stopped', null]);
});

describe('a departure', () => {
  const begin = (departure: object) => () => {
    const cloud = createCloud({ vpsorg });
    cloud.vpsorg.begin(cloud.vpsorg.servers.get(12345), 'stop', departure);
    cloud.clock.settle();
    return cloud.snapshot();
  };

  test('is within what a clock can reach', () => {
    for (const departure of [
      { lasts: 3e12 + 1 },
      { lasts: 1e300 },
      { slow: 1e6 + 1 },
      { lasts: '5' },
      { fail: 0.5 },
      { shape: { steps: 0 } },
      { shape: [] },
      { because: 5 },
    ])
      expect(begin(departure)).toThrow(/Invalid `|A departure has no member 'fail'. Did you mean 'fails'\?/);
    expect(begin({ lasts: 3e12, slow: 1e6 })).not.toThrow();
  });
});

describe('a name that is not known', () => {
  test('is compared with so many others, and each as long as a name is', () => {
    expect(closest('x'.repeat(201), ['x'.repeat(201)])).toBeUndefined();
    expect(closest('x'.repeat(200), ['x'.repeat(200)])).toBe('x'.repeat(200));
    const names = Array.from({ length: 1_001 }, (_, i) => `name-${String(i).padStart(20, '0')}`);
    expect(closest(`name-${'0'.repeat(17)}999`, names)).toBe(names[999]);
    expect(closest('a-name-1000', ['b', ...Array<string>(999).fill('c'), 'a-name-1000'])).toBeUndefined();
  });

  test('is answered with fifty of them, each at most 200 characters long', () => {
    const names = Array.from({ length: 60 }, (_, i) => `${'n'.repeat(300)}${i}`);
    const said = suggestion('x', names);
    expect(said).toHaveLength(' Available: .'.length + 50 * 200 + 49 * ', '.length + ' and 10 more'.length);
  });
});

describe('a body', () => {
  const cloud = createCloud({ vpsorg, evotic, elastichosts });
  const json = { 'content-type': 'application/json' };
  const status = async (url: string, body: string | Uint8Array, more: Record<string, string>): Promise<number | undefined> =>
    (await cloud.fetch(url, { method: 'POST', headers: more, body: body as BodyInit }))?.status;

  test('of JSON holds 10,000 values and not one more, commas in texts aside', async () => {
    const many = (count: number) => JSON.stringify({ name: 'a,"],[{\\', list: Array<string>(count - 1).fill(',') });
    expect(await status(`${VPS}/servers/`, many(10_000), { ...headers, ...json })).toBe(400);
    expect(await status(`${VPS}/servers/`, many(10_001), { ...headers, ...json })).toBe(413);
  });

  test('of JSON is nested 64 levels deep and not one more', async () => {
    const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    expect(await status(`${VPS}/servers/`, nested(64), { ...headers, ...json })).toBe(400);
    expect(cloud.journal.last()?.why).toBe('The body is not an object.');
    await status(`${VPS}/servers/`, nested(65), { ...headers, ...json });
    expect(cloud.journal.last()?.why).toBe('The body is not JSON: nested more than 64 levels deep');
  });

  test.each([
    ['a form', `${EVOTIC}/servers`, { ...headers, 'content-type': 'application/x-www-form-urlencoded' }, '&', '=', 422, 413],
    ['text', `${ELASTICHOSTS}/drives/create`, basic, '\n', ' ', 400, 400],
  ] as const)('of %s holds 1,000 pairs and not one more, each of 262,144 characters', async (_, url, more, separator, equals, accepted, refused) => {
    const pairs = (count: number) => Array.from({ length: count }, (__, i) => `user:${i}${equals}1`).join(separator);
    const why = async (body: string): Promise<[number | undefined, boolean]> => [
      await status(url, body, more),
      cloud.journal.last()?.why?.includes('holds more than 1000 pairs') ?? false,
    ];
    expect(await why(pairs(1_000))).toEqual([accepted, false]);
    expect(await why(pairs(1_001))).toEqual([refused, true]);
    expect(await why(`a${equals}${'x'.repeat(262_142)}`)).toEqual([accepted, false]);
    expect(await why(`a${equals}${'x'.repeat(262_143)}`)).toEqual([refused, true]);
  });

  test('that is not the contents of a drive holds a mebibyte, compressed or not', async () => {
    const why = async (body: Uint8Array, more = {}): Promise<string | undefined | null> => {
      expect(await status(`${ELASTICHOSTS}/drives/create`, body, { ...basic, ...more })).toBe(400);
      return cloud.journal.last()?.why;
    };
    const gzip = { 'content-encoding': 'gzip' };
    const large = 'The body holds more than 1048576 bytes.';
    const spaces = (length: number) => new Uint8Array(length).fill(0x0a);
    expect(await why(spaces(1_048_577))).toBe(large);
    expect(await why(gzipSync(spaces(1_048_577)), gzip)).toBe(large);
    expect(await why(gzipSync(spaces(130 * 1_048_576)), gzip)).toBe(large);
    expect(await why(gzipSync(spaces(1_048_576)), gzip)).not.toBe(large);
    expect(await status(`${ELASTICHOSTS}/drives/${SPARE}/write`, gzipSync(spaces(1_048_577)), { ...basic, ...gzip })).toBe(204);
  });

  test('of gzip whose checksum, length or end is wrong is refused, and the drive is unchanged', async () => {
    const write = (body: Uint8Array) => status(`${ELASTICHOSTS}/drives/${SPARE}/write`, body, { ...basic, 'content-encoding': 'gzip' });
    const [one, two] = [gzipSync('one'.repeat(1_000)), gzipSync('two'.repeat(1_000))];
    const altered = (at: number): Buffer => {
      const copy = Buffer.concat([one, two]);
      copy[at] = (copy[at] ?? 0) ^ 1;
      return copy;
    };
    const before = cloud.snapshot();
    const end = one.length + two.length;
    for (const at of [one.length - 1, one.length - 4, one.length - 5, one.length - 8, end - 1, end - 4, end - 5, end - 8])
      expect(await write(altered(at))).toBe(400);
    for (const missing of [1, 4, 8, 9]) expect(await write(one.subarray(0, one.length - missing))).toBe(400);
    expect(cloud.snapshot()).toEqual(before);
    expect(await write(Buffer.concat([one, two]))).toBe(204);
    expect(await write(gzipSync(''))).toBe(204);
    expect(await write(Buffer.concat([one, Buffer.alloc(512)]))).toBe(204);
  });
});

describe('a link', () => {
  const clears = (count: number, start: number): Step[] => Array.from({ length: count }, () => ({ at: start, clear: 'faults' }) as const);
  const { steps: _, ...empty } = createCloud({ vpsorg }).toLink();
  const link = (steps: unknown): Link => ({ ...empty, steps }) as Link;

  test('of 5,000 steps is replayed, and of one more with the option', () => {
    expect(createCloud.fromLink({ vpsorg }, link(clears(5_000, empty.start))).clock.now()).toBe(empty.at);
    const longer = link(clears(5_001, empty.start));
    expect(() => createCloud.fromLink({ vpsorg }, longer)).toThrow(
      'The link has 5001 steps, and at most 5000 steps of 1048576 bytes are replayed. Use a snapshot, or pass fromLink the option links: { entries: …, bytes: … }.',
    );
    expect(createCloud.fromLink({ vpsorg }, longer, { links: 5_001 }).clock.now()).toBe(empty.at);
    expect(() => createCloud.fromLink({ vpsorg }, link(clears(2, empty.start)), { links: { bytes: 10 } })).toThrow('at most 5000 steps of 10 bytes');
  });

  test('with a step that is none is refused, and says which member is wrong', () => {
    const ask = { at: empty.start, ask: 'vpsorg', method: 'GET', path: '/servers/' };
    for (const [step, message] of [
      [null, 'its step 1 is out of order'],
      [{ ...ask, body: 5 }, 'step 1.body is not a text'],
      [{ ...ask, bytes: {} }, 'step 1.bytes is not a text'],
      [{ ...ask, method: null }, 'step 1.method is not a text'],
      [{ ...ask, headers: {} }, 'step 1.headers is not a member'],
      [{ ...ask, stranger: 'yes' }, 'step 1.stranger is not one of true'],
      [{ at: empty.start, play: {} }, 'step 1.play is not a text'],
      [{ at: 0.5, clear: 'faults' }, 'its step 1 is out of order'],
      [{ at: empty.start, clear: 'all' }, 'step 1.clear is not one of faults'],
      [{ at: empty.start, fault: null }, 'A fault must be an object'],
      [{ at: empty.start, sequence: null }, 'Step 1 of the link cannot be replayed'],
      [Object.create({ at: empty.start, clear: 'faults' }), 'A value must be plain'],
    ] as const)
      expect(() => createCloud.fromLink({ vpsorg }, link([step]))).toThrow(message);
  });
});

describe('a setting', () => {
  test('takes the values that the vendor has, in code and in a snapshot', () => {
    const cloud = createCloud({ elastichosts });
    const saved = cloud.snapshot();
    for (const [name, value, message] of [
      ['startReply', 999, 'The setting startReply 999 is not one of 200, 204.'],
      ['serversList', 'all', "The setting serversList 'all' is not one of details, ids."],
      ['imagingTakes', -1, 'The setting imagingTakes -1 is not a number from 0.'],
      ['balance', 1e300, 'is not a number up to 2 ** 53'],
      ['user', 'x'.repeat(10_001), 'is not a text of at most 10000 characters'],
    ] as const) {
      expect(() => Object.assign(cloud.elastichosts.settings, { [name]: value })).toThrow(message);
      expect(() => createCloud({ elastichosts }, { settings: { elastichosts: { [name]: value } } })).toThrow(`settings.elastichosts.${name}`);
      const altered = structuredClone(saved);
      Object.assign(altered.accounts['elastichosts']?.settings ?? {}, { [name]: value });
      expect(() => cloud.restore(altered)).toThrow(`accounts.elastichosts.settings.${name} `);
    }
    expect(cloud.snapshot()).toEqual(saved);
  });
});

test('a vendor without words for a full table refuses by forbidding; any other refusal that it lacks is an error', async () => {
  const cloud = createCloud({ evotic }, { records: { bytes: 0 } });
  const reply = await client(cloud, EVOTIC, headers)('POST', '/servers', {
    location_id: 1,
    os_id: 1,
    cpu: 1,
    ram: 1024,
    disk: 20,
    name: 'a',
    password: 'Secret-1',
    initialCommands: [],
  });
  expect(reply).toMatchObject({ status: 403, body: { message: 'Server limit reached.' } });
  expect(new Problem('full', '').kind).toBe('full');
});

test('an imaging that takes longer than any clock runs takes as long as a task may', async () => {
  const cloud = createCloud({ elastichosts });
  cloud.elastichosts.settings.imagingTakes = 1e15;
  const { drives } = cloud.elastichosts;
  const source = drives.filter({ status: 'active' }).find(({ user, size }) => user !== cloud.elastichosts.settings.user && size <= drives.get(SPARE).size);
  const reply = await cloud.fetch(`${ELASTICHOSTS}/drives/${SPARE}/image/${source?.drive}`, { method: 'POST', headers: basic });
  expect([reply?.status, drives.get(SPARE).task?.lasts]).toEqual([204, [3e12]]);
  expect(() => createCloud({ elastichosts }).restore(cloud.snapshot())).not.toThrow();
});

test.each<[most: number, of: (length: number, at: number) => string | Uint8Array]>([
  [1_048_576, (length, at) => `${'x'.repeat(at)}y${'x'.repeat(length - at - 1)}`],
  [4_194_304, (length, at) => new Uint8Array(length).fill(1, at, at + 1)],
])('a hash reads all of %i characters or bytes, and of more evenly spread parts', (most, of) => {
  expect(digest(of(most, 1))).not.toBe(digest(of(most, 3)));
  expect(digest(of(most + 1, 1))).toBe(digest(of(most + 1, 3)));
  expect(digest(of(most + 1, 0))).not.toBe(digest(of(most + 1, 2)));
});
