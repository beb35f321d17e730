/** What a cloud reports as it happens: `cloud.on(…)`. */
import { expect, test } from '@jest/globals';
import { createCloud, minutes, type CloudChange, type CloudViolation, type Exchange } from 'stuntbox';
import { vpsorg } from 'stuntbox/vpsorg';

const headers = { Authorization: 'Bearer key', 'Content-Type': 'application/json' };
const url = (path: string): string => `https://admin.vps.org/api/v1${path}`;
const BODY = { name: 'web-1', plan_id: 1, os_id: 5, location: 'us-west' };
const create = (body: object = BODY) => ({ method: 'POST', headers, body: JSON.stringify(body) });

test('each exchange is reported once it is in the journal, until the listener is stopped', async () => {
  const cloud = createCloud({ vpsorg });
  const seen: Exchange[] = [];
  const stop = cloud.on('exchange', (exchange) => {
    expect(cloud.journal.last()).toEqual(exchange);
    seen.push(exchange);
  });
  await cloud.fetch(url('/servers/'), { headers });
  await cloud.fetch(url('/nothing/'), { headers });
  stop();
  await cloud.fetch(url('/servers/'), { headers });
  expect(seen.map(({ n, operation, reply }) => [n, operation, reply?.status])).toEqual([
    [1, 'GET /servers/', 200],
    [2, null, 404],
  ]);
});

test('a change says what made it: a request, time, a scenario, or code', async () => {
  const cloud = createCloud({ vpsorg });
  const seen: CloudChange[] = [];
  cloud.on('change', (change) => seen.push(change));
  await cloud.fetch(url('/servers/'), create());
  cloud.clock.advance(minutes(3));
  cloud.play('vpsorg/server-suspended');
  cloud.vpsorg.servers.update(cloud.vpsorg.servers.get(12346), { name: 'other' });
  const by = (wanted: string) => seen.filter((change) => change.by === wanted).map(({ key, kind }) => [key, kind]);
  expect(by('request')[0]).toEqual([12347, 'added']);
  expect(by('time')).toEqual([[12347, 'changed']]);
  expect(by('scenario')).toEqual([[12345, 'changed']]);
  expect(by('code')).toEqual([[12346, 'changed']]);
});

test('a record that is added is in the change, whole', async () => {
  const cloud = createCloud({ vpsorg });
  const added: CloudChange[] = [];
  cloud.on('change', (change) => void (change.kind === 'added' && added.push(change)));
  await cloud.fetch(url('/servers/'), create());
  expect(added[0]?.after).toMatchObject({ id: 12347, name: 'web-1', status: 'provisioning', plan_id: 1 });
});

test('a listener is called when the cloud is whole: it may ask and change things, and what it changes is reported too', async () => {
  const cloud = createCloud({ vpsorg });
  const names: string[] = [];
  cloud.on('change', ({ key, kind }) => {
    const server = cloud.vpsorg.servers.get(key);
    names.push(server.name);
    expect(cloud.journal.size).toBe(1);
    if (kind === 'added') cloud.vpsorg.servers.update(server, { name: 'renamed' });
  });
  const reply = await cloud.fetch(url('/servers/'), create());
  expect(reply?.status).toBe(201);
  expect(names[0]).toBe('web-1');
  expect(names).toContain('renamed');
});

test('each member that the vendor refuses as not documented is a violation', async () => {
  const cloud = createCloud({ vpsorg });
  const seen: CloudViolation[] = [];
  cloud.on('violation', (violation) => seen.push(violation));
  await cloud.fetch(url('/servers/'), create({ plan_id: 'one' }));
  expect(seen.map(({ vendor, place, rule, effect, exchange }) => [vendor, place, rule, effect, exchange.n])).toEqual([
    ['vpsorg', 'body.name', 'required', 'refused', 1],
    ['vpsorg', 'body.plan_id', 'type', 'refused', 1],
    ['vpsorg', 'body.os_id', 'required', 'refused', 1],
    ['vpsorg', 'body.location', 'required', 'refused', 1],
  ]);
});

test('a misspelled event and an invalid listener are rejected with helpful errors', () => {
  const cloud = createCloud({ vpsorg });
  expect(() => cloud.on('exchanges' as 'exchange', () => {})).toThrow("A cloud has no event 'exchanges'. Available: exchange, change, violation, scenario.");
  expect(() => cloud.on('exchange', undefined as unknown as () => void)).toThrow('is not a function');
});
