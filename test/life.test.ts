/** What servers use while nobody asks: it moves by itself, and is a function of the seed, the server and the instant. */
import { expect, test } from '@jest/globals';
import { elastichosts } from '../handlers/elastichosts/index.ts';
import { evotic } from '../handlers/evotic/index.ts';
import type { Usage as EvoticUsage } from '../handlers/evotic/usage.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import type { Usage } from '../handlers/vpsorg/usage.ts';
import { createCloud, days, hours, manualClock, minutes, seconds } from '../index.ts';
import { client } from './client.ts';

const ACTIVE = 'b605ca90-c3e6-4cee-85f8-a8ebdf8f9903';
const ACTIVE_DRIVE = 'b6049e7a-aa1b-47f9-b21d-cdf2354e28d3';
const SPARE = 'c5a1f0e2-8b3d-4c67-a912-6e4d0b7f35a8';
const STANDARD = '7fed7f41-7af7-42d9-bbf6-d96427757bc4';

const providers = { vpsorg, evotic, elastichosts };

function open(start?: string) {
  const cloud = createCloud(providers, { clock: manualClock(start) });
  return { cloud, ...asking(cloud) };
}

/** What is asked of a cloud, or of that cloud at another instant. */
function asking(cloud: Parameters<typeof client>[0]) {
  const vps = client(cloud, 'https://admin.vps.org/api/v1', { authorization: 'Bearer 1' });
  const evo = client(cloud, 'https://evotic.io/api/v1', { authorization: 'Bearer 1' });
  const elastic = client(cloud, 'https://api-lon-p.elastichosts.com', { authorization: `Basic ${btoa('u:k')}`, accept: 'application/json' });
  return {
    vps,
    evo,
    elastic,
    vpsUsage: async (id = 12345) => ((await vps('GET', `/servers/${id}/`)).body as { resource_usage: Usage }).resource_usage,
    evoUsage: async (id = 1) => ((await evo('GET', `/servers/${id}`)).body as { usage: EvoticUsage }).usage,
    counters: async (path: string) =>
      Object.fromEntries(
        Object.entries((await elastic('GET', path)).body as object)
          .filter(([key]) => /:(bytes|packets|requests)$/.test(key))
          .map(([key, value]) => [key, Number(value)]),
      ),
  };
}
const born = { name: 'web-2', plan_id: 1, os_id: 5, location: 'us-west' };
const ordered = { name: 'web-2', location_id: 1, os_id: 1, password: 'correct-horse', initialCommands: [], cpu: 1, ram: 1024, disk: 10 };
const nothing = { value: 0, prev: 0, is_exceeded: false };

test.each(['2025-01-16T15:30:00Z', '2026-02-28T23:59:59Z', '2031-12-31T12:00:00Z'])(
  'an account that is opened at %s shows the printed measurements, and moves from there',
  async (start) => {
    const { cloud, vps, vpsUsage, evoUsage } = open(start);
    const printed = { cpu_percent: 23.5, memory_used: 2048, disk_used: 35, bandwidth_used: 450 };
    expect(await vpsUsage()).toEqual(printed);
    const traffic = (await evoUsage()).traffic;
    expect(traffic).toMatchObject({ incoming: { value: 3930800510, prev: 213530096 }, outgoing: { value: 1467085038, prev: 158715701 } });
    cloud.clock.advance(minutes(5));
    const [later, evoticLater] = [await vpsUsage(), await evoUsage()];
    // A sample later it is another, and not far off.
    expect(later.cpu_percent).not.toBe(23.5);
    expect(Math.abs(later.cpu_percent - 23.5)).toBeLessThan(15);
    expect(Math.abs(later.memory_used - 2048)).toBeLessThan(400);
    expect(evoticLater.ram).not.toBe(1456);
    expect(evoticLater.traffic).not.toEqual(traffic);
    // The printed dates stay until something changes them.
    cloud.clock.advance(days(60));
    expect((await vps('GET', '/servers/12345/')).body).toMatchObject({ updated_at: '2025-01-16T15:45:00Z', created_at: '2025-01-10T14:30:00Z' });
  },
);

test('CPU breathes, memory drifts, the disk fills, and each stays in its place over a month', async () => {
  const { cloud, vpsUsage, evoUsage } = open();
  const [vps, evo]: [Usage[], EvoticUsage[]] = [[], []];
  for (let hour = 0; hour < 24 * 30; hour += 3) {
    cloud.clock.advance(hours(3));
    vps.push(await vpsUsage());
    evo.push(await evoUsage());
  }
  const spread = (values: number[]): number => Math.max(...values) / Math.min(...values);
  expect(spread(vps.map(({ cpu_percent }) => cpu_percent))).toBeGreaterThan(2);
  expect(spread(evo.map(({ cpu }) => cpu))).toBeGreaterThan(2);
  expect(spread(vps.slice(8).map(({ memory_used }) => memory_used))).toBeGreaterThan(1.05);
  expect(spread(vps.slice(8).map(({ memory_used }) => memory_used))).toBeLessThan(1.6);
  expect(new Set(evo.map(({ disk }) => disk)).size).toBeGreaterThan(20);
  for (const { cpu_percent, memory_used, disk_used } of vps) {
    expect(cpu_percent).toBeLessThanOrEqual(100);
    expect(memory_used).toBeLessThanOrEqual(4096);
    expect(disk_used).toBeLessThanOrEqual(80);
  }
});

test("VPS.org's bandwidth grows within the month, and starts anew with it", async () => {
  const { cloud, vpsUsage } = open('2025-01-30T00:00:00Z');
  cloud.clock.advance(days(1));
  const january = (await vpsUsage()).bandwidth_used;
  expect(january).toBeGreaterThan(450);
  cloud.clock.advance(days(1) + minutes(5));
  expect((await vpsUsage()).bandwidth_used).toBe(0);
  cloud.clock.advance(days(2));
  expect((await vpsUsage()).bandwidth_used).toBeGreaterThan(0);
  expect((await vpsUsage()).bandwidth_used).toBeLessThan(100);
});

test('a server that is off uses neither CPU nor memory, and its disk and bandwidth stay until it is on again', async () => {
  const { cloud, vps, evo, vpsUsage, evoUsage } = open();
  cloud.clock.advance(days(3));
  await vps('POST', '/servers/12345/stop/');
  cloud.evotic.begin(cloud.evotic.servers.get(1), 'stop');
  cloud.clock.advance(seconds(20));
  const [off, offToo] = [await vpsUsage(), await evoUsage()];
  expect(off).toMatchObject({ cpu_percent: 0, memory_used: 0 });
  expect(offToo).toMatchObject({ cpu: 0, ram: 0 });
  cloud.clock.advance(days(5));
  expect(await vpsUsage()).toEqual(off);
  expect(await evoUsage()).toEqual(offToo);
  await vps('POST', '/servers/12345/start/');
  cloud.evotic.begin(cloud.evotic.servers.get(1), 'start');
  cloud.clock.advance(seconds(11));
  // A machine that boots is busy, and has its memory to fill.
  expect(await vpsUsage()).toEqual({ ...off, cpu_percent: 60, memory_used: 256 });
  expect(await evoUsage()).toEqual({ ...offToo, cpu: 60, ram: 256 });
  cloud.clock.advance(days(1));
  expect((await vpsUsage()).bandwidth_used).toBeGreaterThan(off.bandwidth_used);
  expect((await evoUsage()).traffic.incoming.value).toBeGreaterThan(offToo.traffic.incoming.value);
  expect((await evo('GET', '/servers/1')).body).toMatchObject({ status: 'started' });
});

test('a server that is born has moved nothing, and at Evotic no period before its birth', async () => {
  const { cloud, vps, evo, vpsUsage, evoUsage } = open('2025-03-20T00:00:00Z');
  await vps('POST', '/servers/', born);
  await evo('POST', '/servers', ordered);
  cloud.clock.settle();
  expect(await vpsUsage(12347)).toMatchObject({ bandwidth_used: 0 });
  expect((await evoUsage(2)).traffic).toEqual({ incoming: nothing, outgoing: nothing });
  cloud.clock.advance(days(2));
  const { incoming, outgoing } = (await evoUsage(2)).traffic;
  for (const { value, prev } of [incoming, outgoing]) {
    expect(value).toBeGreaterThan(0);
    expect(prev).toBe(0);
  }
});

test("Evotic's period rolls over with the month: value becomes prev, and starts anew", async () => {
  const { cloud, evoUsage } = open('2025-01-16T15:30:00Z');
  cloud.clock.advance(days(15));
  const before = (await evoUsage()).traffic.incoming;
  expect(before.prev).toBe(213530096);
  cloud.clock.advance(days(1));
  const after = (await evoUsage()).traffic.incoming;
  expect(after.prev).toBeGreaterThan(before.value);
  expect(after.value).toBeLessThan(before.value);
  // However long nobody looks: a month is a month's traffic.
  cloud.clock.advance(days(300));
  const later = (await evoUsage()).traffic.incoming;
  expect(later.prev).toBeGreaterThan(30 * 40e6 * 0.8);
  expect(later.prev).toBeLessThan(31 * 400e6 * 1.2);
});

test('is_exceeded says that the month has more traffic than the setting trafficLimit, until it ends', async () => {
  const { cloud, evoUsage } = open('2025-01-30T00:00:00Z');
  cloud.evotic.settings.trafficLimit = 2_000_000_000;
  expect((await evoUsage()).traffic).toMatchObject({ incoming: { is_exceeded: true }, outgoing: { is_exceeded: false } });
  // What a test says is exceeded is so until the month ends.
  const server = cloud.evotic.servers.get(1);
  const { usage } = server;
  cloud.evotic.servers.update(server, { usage: { ...usage, traffic: { ...usage.traffic, outgoing: { ...usage.traffic.outgoing, is_exceeded: true } } } });
  expect((await evoUsage()).traffic).toMatchObject({ outgoing: { is_exceeded: true } });
  cloud.clock.advance(days(2) + minutes(5));
  expect((await evoUsage()).traffic).toMatchObject({ incoming: { is_exceeded: false }, outgoing: { is_exceeded: false } });
});

test('usage that a test sets without an instant stays as it is set', async () => {
  const { cloud, vpsUsage } = open();
  const usage = { cpu_percent: 99, memory_used: 4000, disk_used: 79, bandwidth_used: 2000 };
  cloud.vpsorg.servers.update(cloud.vpsorg.servers.get(12345), { usage });
  cloud.clock.advance(days(90));
  expect(await vpsUsage()).toEqual(usage);
});

test('updated_at stays for a request that changes nothing, and moves for one that does', async () => {
  const { cloud, vps } = open();
  const updated = async () => ((await vps('GET', '/servers/12345/')).body as { updated_at: string }).updated_at;
  await vps('PATCH', '/servers/12345/', { name: 'web-server-01', backups_enabled: true });
  expect(await updated()).toBe('2025-01-16T15:45:00Z');
  cloud.clock.advance(days(1));
  await vps('PATCH', '/servers/12345/', { name: 'web-server-1' });
  expect(await updated()).toBe('2025-01-17T15:30:00Z');
  cloud.clock.advance(days(1));
  expect(await updated()).toBe('2025-01-17T15:30:00Z');
});

test('what is used does not depend on who looks when: a snapshot, cloud.at and a cloud that nobody asks agree', async () => {
  const { cloud, ...one } = open();
  const all = async ({ vpsUsage, evoUsage, counters }: ReturnType<typeof asking>) => [
    await vpsUsage(),
    await evoUsage(),
    await counters(`/servers/${ACTIVE}/info`),
    await counters(`/drives/${ACTIVE_DRIVE}/info`),
  ];
  await one.vps('POST', '/servers/12345/reboot/');
  await one.elastic('POST', `/servers/${ACTIVE}/stop`);
  cloud.clock.advance(hours(7));
  await one.elastic('POST', `/servers/${ACTIVE}/start`);
  const instant = cloud.clock.now() + days(20);
  const foreseen = await all(asking(cloud.at(instant)));
  const saved = cloud.snapshot();
  for (let day = 0; day < 20; day += 1) {
    cloud.clock.advance(days(1));
    await all(one);
  }
  const seen = await all(one);
  expect(foreseen).toEqual(seen);
  const other = open();
  other.cloud.restore(saved);
  other.cloud.clock.advance(days(20));
  expect(await all(other)).toEqual(seen);
});

test("ElasticHosts' counters are whole sectors, at least one a request, and packets of at most 1,514 bytes", async () => {
  const { cloud, counters } = open();
  for (const ms of [seconds(1), hours(1), days(30)]) {
    cloud.clock.advance(ms);
    const shown = await counters(`/servers/${ACTIVE}/info`);
    for (const direction of ['ide:0:0:read', 'ide:0:0:write']) {
      expect((shown[`${direction}:bytes`] ?? 1) % 512).toBe(0);
      expect(shown[`${direction}:bytes`]).toBeGreaterThanOrEqual(512 * (shown[`${direction}:requests`] ?? 0));
      expect(shown[`${direction}:requests`]).toBeGreaterThan(0);
    }
    for (const direction of ['rx', 'tx']) expect(shown[`${direction}:bytes`]).toBeLessThanOrEqual(1514 * (shown[`${direction}:packets`] ?? 0));
  }
});

test("a drive's own counters are those that its server shows, and outlive the server", async () => {
  const { cloud, elastic, counters } = open();
  cloud.clock.advance(days(2));
  const onServer = await counters(`/servers/${ACTIVE}/info`);
  const own = await counters(`/drives/${ACTIVE_DRIVE}/info`);
  for (const [counter, value] of Object.entries(own)) expect([counter, onServer[`ide:0:0:${counter}`]]).toEqual([counter, value]);
  await elastic('POST', `/servers/${ACTIVE}/destroy`);
  expect(await counters(`/drives/${ACTIVE_DRIVE}/info`)).toEqual(own);
  cloud.clock.advance(days(2));
  expect(await counters(`/drives/${ACTIVE_DRIVE}/info`)).toEqual(own);
  // Another server goes on with them; one that is not persistent, and gone when it shuts down, leaves them too.
  const { server } = (await elastic('POST', '/servers/create', { cpu: 1000, mem: 512, 'ide:0:0': ACTIVE_DRIVE })).body as { server: string };
  cloud.clock.advance(days(1));
  const more = await counters(`/drives/${ACTIVE_DRIVE}/info`);
  expect(more['read:bytes']).toBeGreaterThan(own['read:bytes'] ?? 0);
  await elastic('POST', `/servers/${server}/shutdown`);
  cloud.clock.settle();
  expect((await elastic('GET', `/servers/${server}/info`)).status).toBe(404);
  expect((await counters(`/drives/${ACTIVE_DRIVE}/info`))['read:bytes']).toBeGreaterThanOrEqual(more['read:bytes'] ?? 0);
});

test('a drive that several servers share counts for all of them, and nobody writes to a standard drive', async () => {
  const { cloud, elastic, counters } = open();
  await elastic('POST', `/drives/${SPARE}/set`, { 'claim:type': 'shared' });
  const created = async () =>
    (
      (await elastic('POST', '/servers/create', { cpu: 1000, mem: 512, 'ide:0:0': SPARE, 'ide:1:0': STANDARD, 'ide:1:0:media': 'cdrom' })).body as {
        server: string;
      }
    ).server;
  const [one, two] = [await created(), await created()];
  cloud.clock.advance(days(1));
  const [first, second, own] = [await counters(`/servers/${one}/info`), await counters(`/servers/${two}/info`), await counters(`/drives/${SPARE}/info`)];
  expect([first['ide:0:0:read:bytes'], second['ide:0:0:read:bytes']]).toEqual([own['read:bytes'], own['read:bytes']]);
  expect([first['ide:1:0:write:bytes'], first['ide:1:0:write:requests']]).toEqual([0, 0]);
  expect(first['ide:1:0:read:bytes']).toBeGreaterThan(0);
  // Two move about twice as much in a day as one.
  await elastic('POST', `/servers/${two}/stop`);
  cloud.clock.advance(days(1));
  const alone = await counters(`/drives/${SPARE}/info`);
  expect((own['read:bytes'] ?? 0) / ((alone['read:bytes'] ?? 0) - (own['read:bytes'] ?? 0))).toBeGreaterThan(1.5);
});

test('a server that is paused counts nothing, and goes on where it was when it is resumed', async () => {
  const { cloud, counters } = open();
  const server = cloud.elastichosts.servers.get(ACTIVE);
  const before = await counters(`/servers/${ACTIVE}/info`);
  cloud.elastichosts.begin(server, 'pause');
  cloud.clock.advance(days(1));
  expect(await counters(`/servers/${ACTIVE}/info`)).toEqual({});
  cloud.elastichosts.begin(cloud.elastichosts.servers.get(ACTIVE), 'resume');
  expect(await counters(`/servers/${ACTIVE}/info`)).toEqual(before);
});
