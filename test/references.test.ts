/** What a test or a scenario leaves undone: a state that no operation leads to is an error of its own, and never a vendor's 404. */
import { expect, test } from '@jest/globals';
import { vendors } from '../handlers/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { createCloud } from '../index.ts';
import { collection } from '../model/collection.ts';
import { Problem } from '../model/problem.ts';
import { explained } from '../request/reference.ts';
import { client } from './client.ts';

const VPS = 'https://admin.vps.org/api/v1';
const open = () => {
  const cloud = createCloud({ vpsorg });
  return { cloud, vps: client(cloud, VPS, { authorization: 'Bearer t' }) };
};

/** VPS.org with an operation that removes what it should not: what operations do is not checked. */
const careless = {
  ...vpsorg,
  operations: {
    ...vpsorg.operations,
    'GET /plans/': ({ plans, reply }: { plans: { remove(key: number): boolean }; reply(status: number, body: unknown): never }) => {
      plans.remove(1);
      return reply(200, { count: 0, results: [] });
    },
  },
} as unknown as typeof vpsorg;

test('a server whose plan an operation removed is named, with its plan and what to do; the request has no other answer', async () => {
  const cloud = createCloud({ vpsorg: careless });
  const vps = client(cloud, VPS, { authorization: 'Bearer t' });
  await vps('GET', '/plans/');
  const sentence =
    'Server 12345 of VPS.org has plan_id 1, but there is no 1 in plans. No operation of the vendor leads to this state: add it to cloud.vpsorg.plans, or change the reference with cloud.vpsorg.servers.update().';
  for (const path of ['/servers/', '/servers/12345/']) {
    const error = await vps('GET', path).catch((thrown: unknown) => thrown);
    expect(error).toEqual(new Error(sentence));
    expect(error).not.toBeInstanceOf(Problem);
  }
  expect((await vps('GET', '/servers/12346/')).status).toBe(200);
});

test('what a record refers to cannot be removed: the error says which record it is, and nothing changes', () => {
  const { cloud } = open();
  const { plans, servers } = cloud.vpsorg;
  const before = cloud.snapshot();
  const sentence = '1 cannot be removed from plans: the record 12345 in servers (plan_id) refers to it. Remove or change that first.';
  for (const attempt of [() => plans.remove(1), () => plans.remove(plans.get(1)), () => plans.clear(), () => plans.restore([])])
    expect(attempt).toThrow(new Error(sentence));
  expect(cloud.snapshot()).toEqual(before);
  expect(plans.remove(3)).toBe(true);
  servers.clear();
  plans.clear();
  expect(plans.size).toBe(0);
});

test('a record cannot come to refer to what does not exist', () => {
  const { cloud } = open();
  const { servers } = cloud.vpsorg;
  const before = cloud.snapshot();
  const server = servers.get(12345);
  expect(() => servers.update(server, { plan_id: 99 })).toThrow('Record 12345 in servers is invalid: plan_id 99 is not a key of plans. Add it there first.');
  expect(() => servers.add({ ...server, id: 1, os_id: 99 })).toThrow('Record 1 in servers is invalid: os_id 99 is not a key of systems.');
  expect(() => servers.restore([{ ...server, plan_id: 99 }])).toThrow('plan_id 99 is not a key of plans');
  expect(cloud.snapshot()).toEqual(before);
});

test('what the path or the body names and is not there is the vendor refusing, as ever', async () => {
  const { cloud, vps } = open();
  expect((await vps('GET', '/servers/99/')).status).toBe(404);
  expect((await vps('GET', '/plans/99/')).status).toBe(404);
  expect((await vps('POST', '/servers/', { name: 'a', plan_id: 99, os_id: 5, location: 'us-west' })).status).toBe(400);
  cloud.vpsorg.servers.clear();
  cloud.vpsorg.plans.clear();
  expect((await vps('GET', '/servers/99/')).status).toBe(404);
  expect((await vps('GET', '/plans/1/')).status).toBe(404);
});

test('an operation that misses what nothing refers to is told so', () => {
  const vendor = { name: 'acme', title: 'Acme', tables: { servers: { key: 'id' }, images: { key: 'id' } } };
  const tables = { servers: collection<{ id: number }>('servers', { key: 'id' }), images: collection<{ id: number }>('images', { key: 'id' }) };
  const missed = new Problem('not-found', '', { table: 'images', key: 7 });
  expect(explained(missed, { vendor, tables }, { server_id: 1 })).toEqual(
    new Error(
      "An operation of Acme needs 7 in images, which does not exist and is not in the request's path. Add it to cloud.acme.images; if it is optional, have the operation check has() first.",
    ),
  );
  for (const other of [new Problem('not-found', '', { key: 7 }), new Problem('locked', '', { table: 'images', key: 7 }), new Error('x')])
    expect(explained(other, { vendor, tables }, {})).toBe(other);
  expect(explained(missed, { vendor, tables }, { image_id: 7 })).toBe(missed);
});

test.each(Object.values(vendors))('$title refers only to its own tables, and its examples refer to what is there', ({ name }) => {
  const cloud = createCloud(vendors);
  const saved = cloud.snapshot();
  expect(() => cloud.restore(saved)).not.toThrow();
  expect(Object.keys(saved.accounts)).toContain(name);
});

test('an account brought up to date by looking at it says what is missing in words that help', () => {
  const { cloud } = open();
  expect(() => cloud.vpsorg.servers.get('12345')).toThrow('There is no "12345" in servers. There is the number 12345: use get(12345).');
  expect(() => cloud.vpsorg.servers.get(1)).toThrow('There is no 1 in servers. Available: 12345, 12346.');
});

test('a status that VPS.org does not have is refused, by add and by update', () => {
  const { cloud } = open();
  const server = cloud.vpsorg.servers.get(12345);
  expect(() => cloud.vpsorg.servers.update(server, { status: 'runing' as never })).toThrow("Record 12345 in servers cannot have the status 'runing'.");
  expect(() => cloud.vpsorg.servers.add({ ...server, id: 1, status: 'stoped' as never })).toThrow("Did you mean 'stopped'?");
  expect(() => Object.assign(server, { status: 'stopped' })).toThrow('records are read-only');
  expect([server.status, cloud.vpsorg.servers.filter({ status: 'active' }).length]).toEqual(['active', 2]);
});
