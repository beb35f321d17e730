/** Records through the controls: a record from outside looks like those that the vendor has, or is refused whole. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { vendors } from '../handlers/index.ts';
import { wrongValue } from '../control/likeness.ts';
import { startServer } from '../server/index.ts';
import { askingControl, refusedWith, type AskControl } from './control.ts';

const open = () => startServer(vendors, { port: 0, control: { port: 0 }, onBug: (bug) => bugs.push(bug) });
let bugs: unknown[] = [];
let server: Awaited<ReturnType<typeof open>>;
let control: AskControl;
beforeEach(async () => {
  bugs = [];
  server = await open();
  control = askingControl(server.control);
});
afterEach(async () => {
  await server.close();
  expect(bugs).toEqual([]);
});

const json = { authorization: 'Bearer t', 'content-type': 'application/json', 'x-api-key': 'k' };
const post = async (path: string, body: object) => {
  const reply = await fetch(server.url + path, { method: 'POST', headers: json, body: JSON.stringify(body) });
  return [reply.status, await reply.json()];
};

test('an image is added, used, and removed', async () => {
  expect(await control('POST', 'accounts/puregpu/isos', { name: 'mine.iso' })).toEqual([201, { name: 'mine.iso' }]);
  expect(await control('GET', 'accounts/puregpu/isos')).toEqual([200, { total: 3, records: expect.arrayContaining([{ name: 'mine.iso' }]) }]);
  expect(await control('GET', 'accounts/puregpu/isos/mine.iso')).toEqual([200, { name: 'mine.iso' }]);
  const inserted = await post('/puregpu/server/10/insertIso', { iso: 'mine.iso', sec_iso: '' });
  expect(await control('DELETE', 'accounts/puregpu/isos/drivers.iso')).toEqual([200, { name: 'drivers.iso' }]);
  expect(await post('/puregpu/server/10/insertIso', { iso: 'drivers.iso', sec_iso: '' })).not.toEqual(inserted);
});

test('systems and keys are added and changed, and a server is made of them', async () => {
  expect((await control('POST', 'accounts/vpsorg/ssh_keys', { id: 7, name: 'desk' }))[0]).toBe(201);
  expect((await control('POST', 'accounts/vpsorg/systems', { id: 9, name: 'Alpine' }))[0]).toBe(201);
  expect(await control('PATCH', 'accounts/vpsorg/systems/9', { name: 'Alpine 3' })).toEqual([200, { id: 9, name: 'Alpine 3' }]);
  const wanted = { name: 'web', plan_id: 1, os_id: 9, ssh_key_id: 7, location: 'us-west' };
  expect(await post('/vpsorg/servers/', wanted)).toMatchObject([201, { os: { id: 9, name: 'Alpine 3' } }]);
});

test('a server is shown with what it is busy with, and with what it accepts and refuses', async () => {
  await post('/vpsorg/servers/12345/stop/', {});
  server.cloud.clock.advance(5_000);
  const [status, body] = await control('GET', 'accounts/vpsorg/servers/12345');
  expect([status, body]).toMatchObject([
    200,
    {
      key: 12345,
      status: 'stopping',
      task: { action: 'stop', startedAt: server.cloud.clock.now() - 5_000, endsAt: server.cloud.clock.now() + 15_000, fails: false },
      progress: 25,
      allowed: expect.arrayContaining(['delete']),
    },
  ]);
  const { refused } = body as { refused: { action: string; status: number; why: string }[] };
  expect(refused).toContainEqual({ action: 'start', why: expect.stringContaining('Locked by stop'), status: 400, body: expect.anything() });
  expect(await control('GET', 'accounts/vpsorg/servers?limit=1')).toMatchObject([200, { total: 2, servers: [{ key: 12345, progress: 25 }] }]);
  expect(await control('GET', 'accounts/vpsorg/servers?limit=101')).toEqual(refusedWith(400, expect.stringContaining('a whole number from 1 to 100.')));
  expect(await control('GET', 'accounts/vpsorg/servers?offset=1')).toMatchObject([200, { total: 2, servers: [{ key: 12346, task: null, progress: null }] }]);
});

test('a task that is stuck has no end', async () => {
  server.cloud.vpsorg.begin(server.cloud.vpsorg.servers.get(12345), 'stop', { stuck: 0.5 });
  expect(await control('GET', 'accounts/vpsorg/servers/12345')).toMatchObject([200, { task: { action: 'stop', endsAt: null } }]);
});

test('an account has its settings and its tables', async () => {
  const [status, { accounts }] = (await control('GET', 'accounts')) as [number, { accounts: { vendor: string }[] }];
  expect([status, accounts.map(({ vendor }) => vendor)]).toEqual([200, Object.keys(vendors)]);
  expect(await control('GET', 'accounts/vpsorg')).toEqual([
    200,
    {
      vendor: 'vpsorg',
      title: 'VPS.org',
      settings: { ...server.cloud.vpsorg.settings },
      tables: expect.arrayContaining([
        { name: 'servers', key: 'id', size: 2 },
        { name: 'plans', key: 'id', size: 3 },
      ]),
    },
  ]);
});

const added: [string, unknown, number, string][] = [
  ['vpsorg/ssh_keys', { id: 8 }, 400, 'A new record of ssh_keys also needs: name.'],
  ['vpsorg/ssh_keys', { id: 8, nmae: 'a' }, 400, "A record of ssh_keys has no member 'nmae'. Did you mean 'name'?"],
  ['vpsorg/ssh_keys', { id: '8', name: 'a' }, 400, "id '8' is not a whole number from 0."],
  ['vpsorg/ssh_keys', { id: 8, name: null }, 400, 'name null is not a text.'],
  ['vpsorg/ssh_keys', { id: 8, name: ['a'] }, 400, 'name is not a text.'],
  ['vpsorg/ssh_keys', { id: 1, name: 'a' }, 409, 'ssh_keys already has a record with the id 1.'],
  ['vpsorg/ssh_keys', '{"id":8,"name":"a","__proto__":{"x":1}}', 400, "has no member '__proto__'"],
  ['vpsorg/ssh_keys', '{"id":8,"name":"a","constructor":1}', 400, "has no member 'constructor'"],
  ['vpsorg/ssh_keys', '[]', 400, 'The body must be a JSON object, not a list.'],
  ['vpsorg/servers', {}, 400, 'A new record of servers also needs: id, name'],
];
test.each(added)('a new record of %s is refused: %j', async (table, body, status, sentence) => {
  const before = server.cloud.snapshot();
  expect(await control('POST', `accounts/${table}`, body)).toEqual(refusedWith(status, expect.stringContaining(sentence)));
  expect(server.cloud.snapshot()).toEqual(before);
});

const changed: [string, unknown, number, string][] = [
  ['vpsorg/servers/12345', { status: 'runing' }, 400, "cannot be 'runing': it is not a status."],
  ['vpsorg/servers/12345', { status: 'constructor' }, 400, 'it is not a status.'],
  ['vpsorg/servers/12345', { name: 'a', plan_id: 99 }, 400, "The member 'plan_id' of a record of servers cannot be 99: there is no such record in plans."],
  ['vpsorg/servers/12345', { plan_id: null }, 400, 'plan_id null is not a whole number from 0.'],
  ['vpsorg/servers/12345', { id: 3 }, 409, 'The id of a record of servers is its key and cannot change.'],
  ['vpsorg/servers/12345', { created_at: 1e17 }, 400, 'is not an instant in milliseconds since the epoch.'],
  ['vpsorg/servers/12345', { created_at: 1.5 }, 400, 'created_at 1.5 is not an instant'],
  ['vpsorg/servers/12345', { created_at: '2025-01-01' }, 400, "created_at '2025-01-01' is not an instant"],
  ['vpsorg/servers/12345', '{"created_at":1e999}', 400, 'is not an instant'],
  ['vpsorg/servers/12345', { usage: { cpu_percent: 'x' } }, 400, "usage.cpu_percent 'x' is not a number from 0."],
  ['vpsorg/servers/12345', { usage: { cpu_percent: 1 } }, 400, 'usage.memory_used is missing.'],
  ['vpsorg/servers/12345', { usage: [] }, 400, 'usage is not an object.'],
  ['vpsorg/servers/12345', { backups_enabled: 'true' }, 400, "backups_enabled 'true' is not true or false."],
  ['vpsorg/servers/12345', { task: { action: 'stop' } }, 400, "The member 'task' of a record of servers must be null"],
  ['vpsorg/servers/12345', { hostnme: 'a' }, 400, "Did you mean 'hostname'?"],
  ['vpsorg/servers/12345', { name: '[redacted]' }, 400, "cannot be '[redacted]', which stands for a secret here"],
  ['puregpu/servers/10', { meta: { gpu_name: 7 } }, 400, 'meta.gpu_name 7 is not a text.'],
  ['evotic/servers/1', { ip_addresses: [{ ip: 7, is_primary: true }] }, 400, 'ip_addresses[0].ip 7 is not a text.'],
  ['evotic/servers/1', { specifications: { cpu: 1, ram: 1, disk: 1, gpu: 1 } }, 400, 'specifications.gpu 1 is not a member.'],
];
describe('a change is refused, and nothing changes', () => {
  test.each(changed)('%s: %j', async (record, body, status, sentence) => {
    const before = server.cloud.snapshot();
    expect(await control('PATCH', `accounts/${record}`, body)).toEqual(refusedWith(status, expect.stringContaining(sentence)));
    expect(server.cloud.snapshot()).toEqual(before);
  });
});

test('a record that others refer to is not removed, a server is', async () => {
  expect(await control('DELETE', 'accounts/vpsorg/plans/1')).toEqual(refusedWith(409, 'plans 1 is in use: plan_id of servers 12345 refers to it.'));
  expect((await control('DELETE', 'accounts/vpsorg/servers/12345'))[0]).toBe(200);
  expect((await control('DELETE', 'accounts/vpsorg/plans/1'))[0]).toBe(200);
  expect(await control('DELETE', 'accounts/vpsorg/plans/1')).toEqual(refusedWith(404, "There is no '1' in plans. Did you mean '2'?"));
});

test("a copy of a server's record is a server that lives", async () => {
  const [, { record }] = (await control('GET', 'accounts/vpsorg/servers/12345')) as [number, { record: object }];
  expect((await control('POST', 'accounts/vpsorg/servers', { ...record, id: 500, name: 'copy' }))[0]).toBe(201);
  await post('/vpsorg/servers/500/stop/', {});
  server.cloud.clock.settle();
  expect(server.cloud.vpsorg.servers.get(500).status).toBe('stopped');
  // What the controls take, a snapshot holds.
  expect((await control('POST', 'restore', server.cloud.snapshot()))[0]).toBe(200);
});

test('every record of every fresh account may be sent back as it is', async () => {
  for (const [vendor, { tables }] of Object.entries(server.cloud.snapshot().accounts)) {
    for (const [table, records] of Object.entries(tables)) {
      const { key } = (server.cloud as never as Record<string, Record<string, { key: string }>>)[vendor]?.[table] ?? { key: '' };
      for (const record of records as Record<string, unknown>[]) {
        const { task: _, ...members } = record;
        const path = `accounts/${vendor}/${table}/${encodeURIComponent(String(record[key]))}`;
        expect([path, (await control('PATCH', path, members))[0]]).toEqual([path, 200]);
      }
    }
  }
});

test('a vendor without schemas has its records compared with those that there are', () => {
  const wrong = (value: unknown, ...others: unknown[]) => wrongValue(value, others, 'a', 'a record of machines');
  expect([wrong('x', 'y'), wrong(null, null), wrong(7, null), wrong({ b: 1 }, { b: 2 }), wrong([1], [])]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(wrong(7, 'y')).toBe("The member 'a' of a record of machines is a text, not a number.");
  expect(wrong(null, 'y')).toBe("The member 'a' of a record of machines is a text, not null.");
  expect(wrong(1e17, 1)).toContain('that is beyond every instant');
  expect(wrong(1.5, Date.UTC(2025, 0))).toContain('give an instant in whole milliseconds');
  expect(wrong('soon', '2024-01-15')).toContain("give a date such as '2024-01-15'.");
  expect(wrong({ b: 'x' }, { b: 2 })).toBe("The member 'a.b' of a record of machines is a number, not a text.");
  expect(wrong([{ b: 'x' }], [{ b: 2 }])).toBe("The member 'a[0].b' of a record of machines is a number, not a text.");
  expect(wrong({ bb: 1 }, { bc: 2 })).toContain("Did you mean 'bc'?");
  expect(wrong({}, { b: 2 })).toContain("also needs 'b'.");
});
