/** ElasticHosts' rules for drives: imaging, claims, and what drives hold. */
import { expect, test } from '@jest/globals';
import { gunzipSync, gzipSync } from 'node:zlib';
import { createCloud, days, minutes, seconds } from '../index.ts';
import { elastichosts } from '../handlers/elastichosts/index.ts';
import { aDrive } from '../fixtures/elastichosts-fleet.ts';
import { client } from './client.ts';

const URL = 'https://api-lon-p.elastichosts.com';
const ACTIVE = 'b605ca90-c3e6-4cee-85f8-a8ebdf8f9903';
const STOPPED = '7d4b7b1e-5a4f-4d39-9c0b-3f1c2a8e6d52';
const ACTIVE_DRIVE = 'b6049e7a-aa1b-47f9-b21d-cdf2354e28d3';
const STOPPED_DRIVE = '0012e24a-6eae-4279-9912-3432f698cec8';
const SPARE = 'c5a1f0e2-8b3d-4c67-a912-6e4d0b7f35a8';
const DEBIAN = '980cf63c-f21e-4382-997b-6541d5809629';
const CENTOS = '38df0986-4d85-4b76-b502-3878ffc80161';
const WINDOWS = 'b9d0eb72-d273-43f1-98e3-0d4b87d372c0';
const NOWHERE = '99999999-9999-4999-8999-999999999999';
const authorization = `Basic ${btoa('2164ce57-591a-43ee-ade5-e2fe0ee13c3f:SECRET')}`;
/** The images that libcloud has in its source. */
const HARD_CODED = [
  CENTOS,
  DEBIAN,
  'aee5589a-88c3-43ef-bb0a-9cab6e64192d',
  '62f512cd-82c7-498e-88d8-a09ac2ef20e7',
  WINDOWS,
  '30824e97-05a4-410c-946e-2ba5a92b07cb',
  '9ecf810e-6ad1-40ef-b360-d606f0444671',
  '10a88d1c-6575-46e3-8d2c-7744065ea530',
  '2567f25c-8fb8-45c7-95fc-bfe3c3d84c47',
];

const open = (settings: Partial<typeof elastichosts.settings> = {}) => {
  const cloud = createCloud({ elastichosts }, { settings: { elastichosts: settings } });
  const ask = client(cloud, URL, { authorization, accept: 'application/json' });
  const text = client(cloud, URL, { authorization });
  const info = async (drive: string) => (await ask('GET', `/drives/${drive}/info`)).body as Record<string, unknown>;
  const status = async (method: string, path: string, body?: unknown) => {
    const answer = await ask(method, path, body);
    return `${answer.status} ${answer.headers.get('x-elastic-error') ?? ''}`.trim();
  };
  const make = async (size: string, pairs: object = {}) => ((await ask('POST', '/drives/create', { size, ...pairs })).body as { drive: string }).drive;
  const write = async (drive: string, offset: number, bytes: Uint8Array, headers: Record<string, string> = {}) =>
    (
      await cloud.fetch(`${URL}/drives/${drive}/write/${offset}`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/octet-stream', ...headers },
        body: bytes as BodyInit,
      })
    )?.status;
  const read = async (drive: string, offset: number, size: number) =>
    Buffer.from(
      (await (await cloud.fetch(`${URL}/drives/${drive}/read/${offset}/${size}`, { headers: { authorization } }))?.arrayBuffer()) ?? new ArrayBuffer(0),
    );
  return { cloud, ask, text, info, status, make, write, read };
};
/** The same bytes: said in a word, since to print how a million of them differ takes minutes. */
const expectSame = (given: Buffer, wanted: Buffer): void =>
  expect({ length: given.length, same: given.equals(wanted) }).toEqual({ length: wanted.length, same: true });
/** Bytes that differ from place to place. */
const pattern = (length: number, from = 0): Buffer => Buffer.from(Uint8Array.from({ length }, (_, n) => (((n + from) * 7919 + ((n + from) >> 8)) % 255) + 1));

test('drives are listed as bare UUIDs; the standard ones only among the standard ones', async () => {
  const { text, ask } = open();
  expect((await text('GET', '/drives/list')).body).toBe(`${ACTIVE_DRIVE}\n${STOPPED_DRIVE}\n${SPARE}\n`);
  expect((await ask('GET', '/drives/list')).body).toEqual([{ drive: ACTIVE_DRIVE }, { drive: STOPPED_DRIVE }, { drive: SPARE }]);
  const standard = ((await text('GET', '/drives/list/standard')).body as string).trim().split('\n');
  expect(standard).toEqual(expect.arrayContaining(HARD_CODED));
  expect(standard).not.toContain(SPARE);
  for (const path of ['/drives/info', '/drives/info/full']) expect((await ask('GET', path)).body).toHaveLength(3);
});

test('a standard drive shows what jclouds parses; a CD has neither format nor rawsize', async () => {
  const { ask, info } = open();
  const debian = {
    drive: DEBIAN,
    name: 'Debian Linux 5.0',
    size: 184549376,
    rawsize: 2 ** 30,
    format: 'gzip',
    media: 'disk',
    'claim:type': 'shared',
    readers: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
  };
  expect(await info(DEBIAN)).toEqual(debian);
  const all = (await ask('GET', '/drives/info/standard')).body as { media: string }[];
  expect(all).toContainEqual(debian);
  const cds = all.filter(({ media }) => media === 'cdrom');
  expect(cds).toHaveLength(1);
  expect(Object.keys(cds[0] ?? {}).sort()).toEqual(['claim:type', 'drive', 'media', 'name', 'readers', 'size']);
});

test('a standard drive can be read, but neither set, written, imaged to nor destroyed', async () => {
  const { status, read } = open();
  for (const path of [`/drives/${DEBIAN}/set`, `/drives/${DEBIAN}/write`, `/drives/${DEBIAN}/image/${SPARE}`, `/drives/${DEBIAN}/destroy`])
    expect(await status('POST', path)).toBe('404 missing');
  expectSame(await read(DEBIAN, 0, 16), Buffer.alloc(16));
});

test.each([
  ['10G', 10737418240],
  ['10g', 10737418240],
  ['1690G', 1690 * 2 ** 30],
  ['512M', 2 ** 29],
  ['4k', 4096],
  ['1T', 2 ** 40],
  ['10737418240', 10737418240],
])('a size of %s is %i bytes', async (size, bytes) => {
  const { ask } = open();
  expect((await ask('POST', '/drives/create', { size })).body).toMatchObject({ size: bytes });
});

test('a created drive is active, encrypted, unclaimed and needs no name', async () => {
  const { ask } = open();
  const { body } = await ask('POST', '/drives/create', {
    name: 'test',
    size: 2 ** 30,
    tags: 'a b',
    'user:x': 'y',
    'claim:type': 'shared',
    readers: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
  });
  expect(body).toEqual({
    drive: expect.any(String),
    name: 'test',
    size: 2 ** 30,
    status: 'active',
    user: elastichosts.settings.user,
    tags: ['a', 'b'],
    'user:x': 'y',
    'claim:type': 'shared',
    readers: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
    'encryption:cipher': 'aes-xts-plain',
    tier: 'disk',
    'read:bytes': '4096',
    'read:requests': '1',
    'write:bytes': '0',
    'write:requests': '0',
  });
  const nameless = (await ask('POST', '/drives/create', { size: '1G' })).body as { drive: string; name: string };
  expect(nameless.name).toBe(nameless.drive);
});

test('no size, an odd one, none at all, or an odd key is 400; more than there is room for is 507 full', async () => {
  const { cloud, status, info } = open();
  for (const body of [{}, { size: 'big' }, { size: '-1' }, { size: 0 }, { size: '1.5G' }, { size: '1G', 'claim:type': 'mine' }, { size: '1G', colour: 'red' }])
    expect(await status('POST', '/drives/create', body)).toBe('400 usage');
  expect(await status('POST', '/drives/create', { size: '2000T' })).toBe('507 full');
  cloud.play('elastichosts/disk-full');
  expect(await status('POST', '/drives/create', { size: '1G' })).toBe('507 full');
  expect(await status('POST', `/drives/${SPARE}/set`, { size: '3G' })).toBe('507 full');
  expect(await status('POST', `/drives/${SPARE}/set`, { size: '1G' })).toBe('200');
  expect(await status('POST', '/drives/create', { size: '1G' })).toBe('200');
  expect(await info(SPARE)).toMatchObject({ size: 2 ** 30 });
  expect(cloud.elastichosts.drives.filter({ user: elastichosts.settings.user })).toHaveLength(4);
  expect(await status('POST', '/drives/create', { size: '1G' })).toBe('507 full');
  await status('POST', `/drives/${SPARE}/destroy`);
  expect(await status('POST', '/drives/create', { size: '1G' })).toBe('200');
});

test('a drive is set; a size of 0 is ignored, a smaller one loses the end, and that of a claimed drive cannot change', async () => {
  const { ask, status, write, read } = open();
  expect((await ask('POST', `/drives/${SPARE}/set`, { name: 'new', size: 0, tags: 'x', 'user:a': 'b' })).body).toMatchObject({
    name: 'new',
    size: 2 ** 31,
    tags: 'x',
    'user:a': 'b',
  });
  await write(SPARE, 0, pattern(200_000));
  await ask('POST', `/drives/${SPARE}/set`, { size: 100_000 });
  await ask('POST', `/drives/${SPARE}/set`, { size: '1G' });
  expectSame(await read(SPARE, 0, 200_000), Buffer.concat([pattern(100_000), Buffer.alloc(100_000)]));
  expect(await status('POST', `/drives/${ACTIVE_DRIVE}/set`, { size: '20G' })).toBe('409 busy');
  expect(await status('POST', `/drives/${ACTIVE_DRIVE}/set`, { name: 'fine' })).toBe('200');
});

test('a drive in use says by whom, can be neither written nor destroyed; that of a stopped server can', async () => {
  const { info, status, write } = open();
  expect(await info(ACTIVE_DRIVE)).toMatchObject({ claimed: ACTIVE });
  expect(await status('POST', `/drives/${ACTIVE_DRIVE}/destroy`)).toBe('409 busy');
  expect(await write(ACTIVE_DRIVE, 0, pattern(3))).toBe(409);
  expect(await status('POST', `/drives/${ACTIVE_DRIVE}/image/${DEBIAN}/gunzip`)).toBe('409 busy');
  expect(await info(STOPPED_DRIVE)).not.toHaveProperty('claimed');
  expect(await status('POST', `/drives/${STOPPED_DRIVE}/destroy`)).toBe('204');
  expect(await status('GET', `/drives/${STOPPED_DRIVE}/info`)).toBe('404 missing');
  expect(await status('POST', `/servers/${STOPPED}/start`)).toBe('500 failed');
});

test('imaging shows NN% from 0 to 99 in both infos, and the key is gone at the end; so it is in text', async () => {
  const { cloud, ask, text, info, status } = open();
  expect(await status('POST', `/drives/${SPARE}/image/${DEBIAN}/gunzip`)).toBe('204');
  const seen: string[] = [];
  for (let second = 0; second < 60; second += 1) {
    const { imaging } = await info(SPARE);
    expect((await ask('GET', `/drives/${SPARE}/info/full`)).body).toMatchObject({ imaging });
    expect((await text('GET', `/drives/${SPARE}/info`)).body).toContain(`\nimaging ${String(imaging)}\n`);
    seen.push(imaging as string);
    cloud.clock.advance(seconds(1));
  }
  const percents = seen.map((shown) => Number(/^(\d{1,2})%$/.exec(shown)?.[1]));
  expect(percents).toEqual([...percents].sort((a, b) => a - b));
  expect(percents[0]).toBe(0);
  expect(percents.at(-1)).toBe(98);
  expect(await info(SPARE)).not.toHaveProperty('imaging');
  expect((await text('GET', `/drives/${SPARE}/info`)).body).not.toContain('imaging');
});

test('while it images, the drive and its own source are claimed, and the drive can be neither read, written, imaged, started from nor destroyed', async () => {
  const { cloud, info, status, make, write } = open();
  const source = await make('1G');
  expect(await status('POST', `/drives/${STOPPED_DRIVE}/image/${source}`)).toBe('204');
  expect(await info(STOPPED_DRIVE)).toMatchObject({ claimed: source, imaging: '0%', status: 'active' });
  expect(await info(source)).toMatchObject({ claimed: STOPPED_DRIVE });
  expect(await info(source)).not.toHaveProperty('imaging');
  for (const [method, path] of [
    ['GET', `/drives/${STOPPED_DRIVE}/read/0/1`],
    ['POST', `/drives/${STOPPED_DRIVE}/destroy`],
    ['POST', `/drives/${STOPPED_DRIVE}/image/${DEBIAN}`],
    ['POST', `/drives/${SPARE}/image/${STOPPED_DRIVE}`],
    ['POST', `/servers/${STOPPED}/start`],
    ['POST', `/drives/${source}/destroy`],
    ['POST', `/drives/${source}/image/${DEBIAN}`],
  ] as const)
    expect(await status(method, path)).toBe('409 busy');
  expect(await write(source, 0, pattern(1))).toBe(409);
  expect(await status('POST', `/drives/${STOPPED_DRIVE}/set`, { name: 'still' })).toBe('200');
  cloud.clock.settle();
  for (const drive of [STOPPED_DRIVE, source]) expect(await info(drive)).not.toHaveProperty('claimed');
  expect(await status('POST', `/servers/${STOPPED}/start`)).toBe('204');
});

test('a third imaging is queued until one of the first two ends', async () => {
  const { cloud, info, status, make } = open();
  const [one, two, three] = [await make('5G'), await make('5G'), await make('5G')];
  await status('POST', `/drives/${one}/image/${DEBIAN}/gunzip`);
  cloud.clock.advance(seconds(30));
  await status('POST', `/drives/${two}/image/${DEBIAN}/gunzip`);
  await status('POST', `/drives/${three}/image/${DEBIAN}/gunzip`);
  expect([await info(one), await info(two), await info(three)]).toMatchObject([{ imaging: '50%' }, { imaging: '0%' }, { imaging: 'queued', claimed: DEBIAN }]);
  cloud.clock.advance(seconds(29));
  expect(await info(three)).toMatchObject({ imaging: 'queued' });
  cloud.clock.advance(seconds(1));
  expect(await info(one)).not.toHaveProperty('imaging');
  expect(await info(three)).toMatchObject({ imaging: '0%' });
  cloud.clock.advance(seconds(59));
  expect(await info(three)).toMatchObject({ imaging: '98%' });
  cloud.clock.advance(seconds(1));
  expect(await info(three)).not.toHaveProperty('imaging');
});

test('how long an imaging takes can be set, to nothing too, and how it answers', async () => {
  const long = open({ imagingTakes: minutes(10), imageReply: 200 });
  expect(await long.ask('POST', `/drives/${SPARE}/image/${DEBIAN}/gunzip`)).toMatchObject({ status: 200, body: { drive: SPARE, imaging: '0%' } });
  long.cloud.clock.advance(minutes(9));
  expect(await long.info(SPARE)).toMatchObject({ imaging: '90%' });
  const none = open({ imagingTakes: 0 });
  await none.status('POST', `/drives/${SPARE}/image/${DEBIAN}/gunzip`);
  expect(await none.info(SPARE)).not.toHaveProperty('imaging');
  expect(await none.info(SPARE)).not.toHaveProperty('claimed');
});

test.each(HARD_CODED)('the image %s that libcloud names can be imaged from', async (image) => {
  const { status, make } = open();
  expect(await status('POST', `/drives/${await make('160G')}/image/${image}/gunzip`)).toBe('204');
});

test('an imaging from nothing is 404, with an odd conversion too, from itself 400, and to a drive that is too small 507', async () => {
  const { status, info } = open();
  expect(await status('POST', `/drives/${SPARE}/image/${NOWHERE}`)).toBe('404 missing');
  expect(await status('POST', `/drives/${SPARE}/image/${DEBIAN}/bzip2`)).toBe('404 missing');
  expect(await status('POST', `/drives/${SPARE}/image/${SPARE}`)).toBe('400 usage');
  expect(await status('POST', `/drives/${SPARE}/image/${WINDOWS}/gunzip`)).toBe('507 full');
  expect(await status('POST', `/drives/${SPARE}/image/${WINDOWS}`)).toBe('507 full');
  expect(await status('GET', `/drives/${SPARE}/image/${DEBIAN}`)).toBe('405 method');
  expect(await info(SPARE)).not.toHaveProperty('imaging');
});

test('a drive of an active server can be imaged from only where it is shared', async () => {
  const { status, make } = open();
  const copy = await make('20G');
  expect(await status('POST', `/drives/${copy}/image/${ACTIVE_DRIVE}`)).toBe('409 busy');
  await status('POST', `/drives/${ACTIVE_DRIVE}/set`, { 'claim:type': 'shared' });
  expect(await status('POST', `/drives/${copy}/image/${ACTIVE_DRIVE}`)).toBe('204');
});

test('bytes are read where they were written, across blocks, over others, and as zeros elsewhere; whole sectors are counted', async () => {
  const { status, write, read, info } = open();
  expect(await write(SPARE, 65_000, pattern(140_000))).toBe(204);
  expect(await write(SPARE, 70_000, Buffer.from('over'))).toBe(204);
  const expected = Buffer.alloc(300_000);
  pattern(140_000).copy(expected, 65_000);
  expected.write('over', 70_000);
  expectSame(await read(SPARE, 0, 300_000), expected);
  expectSame(await read(SPARE, 69_998, 8), expected.subarray(69_998, 70_006));
  expect(await status('POST', `/drives/${SPARE}/write`, 'start')).toBe('204');
  expect((await read(SPARE, 0, 6)).toString()).toBe('start\0');
  expect(await info(SPARE)).toMatchObject({ 'write:bytes': String(4096 + 512 * (275 + 1 + 1)), 'write:requests': '4' });
});

test('a read gives at most 4 MiB, and fewer bytes where the drive ends; it works by POST too', async () => {
  const { status, text, read, make, write } = open();
  const small = await make('100000');
  await write(small, 99_990, Buffer.from('0123456789'));
  expect((await read(small, 99_995, 1000)).toString()).toBe('56789');
  expect(await read(small, 100_000, 10)).toHaveLength(0);
  expect(await read(small, 5_000_000, 10)).toHaveLength(0);
  expect(await read(SPARE, 0, 4 * 1024 * 1024)).toHaveLength(4 * 1024 * 1024);
  expect(await status('GET', `/drives/${SPARE}/read/0/4194305`)).toBe('400 usage');
  expect(await status('GET', `/drives/${SPARE}/read/x/1`)).toBe('404 missing');
  const { headers, body } = await text('POST', `/drives/${small}/read/99990/3`);
  expect({ type: headers.get('content-type'), body }).toEqual({ type: 'application/octet-stream', body: '012' });
});

test('a write past the end is 507 full and writes nothing; an empty one is fine; JSON is written as it is', async () => {
  const { status, write, read, make } = open();
  const small = await make('4k');
  expect(await write(small, 4090, pattern(7))).toBe(507);
  expectSame(await read(small, 0, 4096), Buffer.alloc(4096));
  expect(await write(small, 4090, pattern(6))).toBe(204);
  expect(await status('POST', `/drives/${small}/write/0`)).toBe('204');
  expect(await status('POST', `/drives/${small}/write`, { a: 1 })).toBe('204');
  expect((await read(small, 0, 7)).toString()).toBe('{"a":1}');
});

test('a gzip body that is damaged or cut off is 400, in its first member or its last, and nothing is written', async () => {
  const { cloud, write } = open();
  const gzip = { 'content-encoding': 'gzip' };
  const [one, two] = [gzipSync(pattern(2_000)), gzipSync(pattern(50))];
  const changed = (bytes: Buffer, at: number): Buffer => {
    const copy = Buffer.from(bytes);
    copy[at < 0 ? copy.length + at : at] = ((copy.at(at) ?? 0) + 1) % 256;
    return copy;
  };
  const before = cloud.snapshot();
  const damaged: [string, Buffer][] = [
    ['a wrong checksum', changed(one, -8)],
    ['a wrong length', changed(one, -4)],
    ['another byte in its data', changed(one, 20)],
    ['no trailer', one.subarray(0, -8)],
    ['half a trailer', one.subarray(0, -3)],
    ['a first member with a wrong checksum', Buffer.concat([changed(one, -7), two])],
    ['a last member with a wrong checksum', Buffer.concat([one, changed(two, -7)])],
    ['a last member without a trailer', Buffer.concat([one, two.subarray(0, -8)])],
    ['something else behind it', Buffer.concat([one, Buffer.from('something else')])],
    ['a byte behind it', Buffer.concat([one, Buffer.from('x')])],
  ];
  for (const [what, bytes] of damaged) expect([what, await write(SPARE, 0, new Uint8Array(bytes), gzip)]).toEqual([what, 400]);
  expect(cloud.snapshot()).toEqual(before);
  const whole: [string, Buffer][] = [
    ['one member', one],
    ['many members', Buffer.concat(Array<Buffer>(20).fill(two))],
    ['an empty member', gzipSync('')],
    ['an empty member last', Buffer.concat([one, gzipSync('')])],
    ['zeros behind it', Buffer.concat([one, Buffer.alloc(100)])],
    ['stored data', gzipSync(pattern(70_000), { level: 0 })],
    ['256 zeros, so that its length ends in zeros', gzipSync(Buffer.alloc(256))],
  ];
  for (const [what, bytes] of whole) expect([what, await write(SPARE, 0, new Uint8Array(bytes), gzip)]).toEqual([what, 204]);
});

test('a gzip body is unpacked, member after member; one that is no gzip is 400', async () => {
  const { write, read } = open();
  const gzip = { 'content-encoding': 'gzip' };
  const [one, two] = [pattern(100_000), pattern(50_000, 9)];
  expect(await write(SPARE, 3, new Uint8Array(Buffer.concat([gzipSync(one), gzipSync(two)])), gzip)).toBe(204);
  expectSame(await read(SPARE, 3, 150_000), Buffer.concat([one, two]));
  expect(await write(SPARE, 0, pattern(100), gzip)).toBe(400);
  expect(await write(SPARE, 0, new Uint8Array(gzipSync(one)).subarray(0, 50), gzip)).toBe(400);
  expectSame(await read(SPARE, 3, 10), one.subarray(0, 10));
});

test('a small body that would unpack to more than the limit is refused', async () => {
  const { write, cloud } = open();
  const bomb = new Uint8Array(gzipSync(Buffer.alloc(130 * 1024 * 1024)));
  expect(bomb.length).toBeLessThan(200_000);
  expect(await write(SPARE, 0, bomb, { 'content-encoding': 'gzip' })).toBe(400);
  expect(cloud.elastichosts.blocks.size).toBe(0);
});

test('a drive of 1690G costs nothing, and only what is not zero is kept', async () => {
  const { cloud, make, write, read } = open();
  const large = await make('1690G');
  await write(large, 1689 * 2 ** 30, Buffer.from('far'));
  expect((await read(large, 1689 * 2 ** 30, 3)).toString()).toBe('far');
  await write(large, 0, Buffer.alloc(4 * 1024 * 1024));
  expect(cloud.elastichosts.blocks.size).toBe(1);
  await write(large, 1689 * 2 ** 30, Buffer.alloc(3));
  expect(cloud.elastichosts.blocks.size).toBe(0);
  expect(JSON.stringify(cloud.snapshot()).length).toBeLessThan(20_000);
});

test('what a drive holds goes with it', async () => {
  const { cloud, status, write } = open();
  await write(SPARE, 0, pattern(200_000));
  expect(cloud.elastichosts.blocks.size).toBe(4);
  await status('POST', `/drives/${SPARE}/destroy`);
  expect(cloud.elastichosts.blocks.size).toBe(0);
});

test('imaging copies what the source holds, and nothing of what was there before', async () => {
  const { cloud, status, make, write, read } = open();
  const source = await make('1G');
  await write(source, 100, pattern(70_000));
  await write(SPARE, 500_000, pattern(10));
  await status('POST', `/drives/${SPARE}/image/${source}`);
  cloud.clock.settle();
  const expected = Buffer.alloc(600_000);
  pattern(70_000).copy(expected, 100);
  expectSame(await read(SPARE, 0, 600_000), expected);
  expectSame(await read(source, 0, 600_000), expected);
});

test('imaging with gunzip unpacks the source, with gzip packs it', async () => {
  const { cloud, status, make, write, read } = open();
  const [packed, raw, again] = [await make('1G'), await make('1G'), await make('1G')];
  const bytes = pattern(150_000);
  await write(packed, 0, new Uint8Array(gzipSync(bytes)));
  await status('POST', `/drives/${raw}/image/${packed}/gunzip`);
  cloud.clock.settle();
  expectSame(await read(raw, 0, 200_000), Buffer.concat([bytes, Buffer.alloc(50_000)]));
  await status('POST', `/drives/${again}/image/${raw}/gzip`);
  cloud.clock.settle();
  const member = await read(again, 0, 300_000);
  const unpacked = gunzipSync(member);
  expectSame(unpacked.subarray(0, 150_000), bytes);
  expect(unpacked.subarray(150_000).every((byte) => byte === 0)).toBe(true);
  expect(await status('POST', `/drives/${packed}/image/${raw}/gunzip`)).toBe('500 failed');
});

test('an imaging that fails leaves only its first part, and a drive that can be imaged again', async () => {
  const { cloud, info, status, make, write, read } = open();
  const source = await make('1000000');
  await write(source, 0, pattern(1_000_000));
  cloud.play('elastichosts/imaging-fails');
  await status('POST', `/drives/${SPARE}/image/${source}`);
  cloud.clock.advance(seconds(35));
  expect(await info(SPARE)).toMatchObject({ imaging: '58%' });
  cloud.clock.advance(seconds(1));
  expect(await info(SPARE)).not.toHaveProperty('imaging');
  expectSame(await read(SPARE, 0, 1_000_000), Buffer.concat([pattern(600_000), Buffer.alloc(400_000)]));
  cloud.faults.clear();
  expect(await status('POST', `/drives/${SPARE}/image/${source}`)).toBe('204');
});

test('an imaging that never ends stands at 0% for days', async () => {
  const { cloud, info, status } = open();
  cloud.play('elastichosts/imaging-never-ends');
  await status('POST', `/drives/${SPARE}/image/${DEBIAN}/gunzip`);
  await status('POST', `/drives/${STOPPED_DRIVE}/image/${DEBIAN}`);
  cloud.clock.advance(days(5));
  for (const drive of [SPARE, STOPPED_DRIVE]) expect(await info(drive)).toMatchObject({ imaging: '0%' });
});

test('a snapshot taken during an imaging goes on where it was', async () => {
  const { cloud, status, make, write } = open();
  const source = await make('1G');
  await write(source, 0, pattern(100));
  await status('POST', `/drives/${SPARE}/image/${source}`);
  cloud.clock.advance(seconds(30));
  const saved = JSON.parse(JSON.stringify(cloud.snapshot())) as ReturnType<typeof cloud.snapshot>;
  const other = open();
  other.cloud.restore(saved);
  expect(await other.info(SPARE)).toMatchObject({ imaging: '50%', claimed: source });
  other.cloud.clock.advance(seconds(30));
  expectSame(await other.read(SPARE, 0, 100), pattern(100));
});

test("a drive whose owner lets everybody read it is found by its UUID, and is in nobody else's list", async () => {
  const { cloud, ask, info, status } = open();
  const user = '11111111-1111-4111-8111-111111111111';
  cloud.elastichosts.drives.add(
    aDrive({ drive: 'public', user, size: 2 ** 30, config: { name: 'public', 'claim:type': 'shared', readers: 'ffffffff-ffff-ffff-ffff-ffffffffffff' } }),
  );
  expect(await info('public')).toMatchObject({ name: 'public', user });
  expect((await ask('GET', '/drives/list')).body).toHaveLength(3);
  expect(await status('POST', `/drives/${SPARE}/image/public`)).toBe('204');
  expect(await status('POST', '/drives/public/destroy')).toBe('404 missing');
});
