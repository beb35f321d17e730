/** cloud.restore(snapshot): all or nothing, whatever the snapshot is. */
import { describe, expect, jest, test } from '@jest/globals';
import { vendors } from '../handlers/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { createCloud, liveClock, minutes, systemClock, EXAMPLE_START, type Snapshot } from '../index.ts';
import { client } from './client.ts';

const VPS = 'https://admin.vps.org/api/v1';
const headers = { authorization: 'Bearer t' };
const wanted = { name: 'a', plan_id: 1, os_id: 5, location: 'us-west' };

/** A cloud in the middle of everything: a server on its way, a fault, a setting that changed. */
async function busy() {
  const cloud = createCloud(vendors);
  const vps = client(cloud, VPS, headers);
  await vps('POST', '/servers/', wanted);
  await vps('POST', '/servers/12345/stop/');
  cloud.faults.add({ vendor: 'vpsorg', on: 'GET /plans/', times: 5, outcome: 'refused', kind: 'unavailable' });
  cloud.faults.add({ vendor: 'vpsorg', outcome: 'rate-limit', limit: 1_000, per: minutes(1) });
  await vps('GET', '/plans/');
  cloud.clock.advance(5_000);
  cloud.vpsorg.settings.credits = 77;
  return { cloud, vps };
}

type Loose = Record<string, unknown>;
const at = (value: unknown, ...path: (string | number)[]): Loose => path.reduce((inside, step) => (inside as Loose)[step], value) as Loose;
/** A snapshot with one thing in it changed. */
function altered(snapshot: Snapshot, change: (loose: Loose) => void): Snapshot {
  const copy = JSON.parse(JSON.stringify(snapshot)) as Loose;
  change(copy);
  return copy as unknown as Snapshot;
}
const vps = (loose: unknown): Loose => at(loose, 'accounts', 'vpsorg');
const servers = (loose: unknown): Loose => at(vps(loose), 'tables', 'servers');
const task = (loose: unknown): Loose => at(servers(loose), 2, 'task');
const set = (target: unknown, members: object): void => void Object.assign(target as object, members);
const deep = (levels: number): object => {
  let value: object = {};
  for (let i = 0; i < levels; i += 1) value = { value };
  return value;
};

const wrongs: [string, (loose: Loose) => void, string][] = [
  ['no accounts', (s) => set(s, { accounts: null }), 'That is not a snapshot of a cloud'],
  ['another version', (s) => set(s, { version: 2 }), 'That is not a snapshot of a cloud'],
  [
    'an extra vendor',
    (s) => set(s['accounts'], { hetzner: vps(s) }),
    'The snapshot is of a cloud with puregpu, elastichosts, drone, evotic, vpsorg, hetzner, but this one has',
  ],
  ['an extra member', (s) => set(s, { sede: 1 }), "sede 1 is not a member. Did you mean 'seed'?"],
  ['no instant', (s) => set(s, { now: 'soon' }), "now 'soon' is not an instant"],
  ['an instant that no Date holds', (s) => set(s, { now: 8.64e15 + 1 }), 'now 8640000000000001 is not an instant'],
  ['no seed', (s) => set(s, { seed: null }), 'seed null is not a text or a number'],
  ['tasks below 0', (s) => set(s, { tasks: -1 }), 'tasks -1 is not a whole number from 0'],
  ['tasks and a half', (s) => set(s, { tasks: 1.5 }), 'tasks 1.5 is not a whole number from 0'],
  ['faults that are no list', (s) => set(s, { faults: {} }), 'faults is not a list'],
  ['an account that is none', (s) => set(s['accounts'], { vpsorg: 5 }), 'accounts.vpsorg 5 is not an object'],
  ['an account of empty objects', (s) => set(s['accounts'], { vpsorg: { tables: {}, counters: {} } }), 'accounts.vpsorg.tables.servers is missing'],
  ['no tables', (s) => set(vps(s), { tables: {} }), 'accounts.vpsorg.tables.servers is missing'],
  ['a table less', (s) => delete at(vps(s), 'tables')['plans'], 'accounts.vpsorg.tables.plans is missing'],
  ['an extra table', (s) => set(vps(s)['tables'], { severs: [] }), "accounts.vpsorg.tables.severs is not a member. Did you mean 'servers'?"],
  ['an extra member of an account', (s) => set(vps(s), { setings: {} }), "accounts.vpsorg.setings is not a member. Did you mean 'settings'?"],
  ['a table that is no list', (s) => set(vps(s)['tables'], { servers: {} }), 'accounts.vpsorg.tables.servers is not a list'],
  ['a record that is none', (s) => set(servers(s), { 1: 'x' }), "accounts.vpsorg.tables.servers[1] 'x' is not a record"],
  ['a record without its key', (s) => delete at(servers(s), 1)['id'], 'accounts.vpsorg.tables.servers[1].id is not a key'],
  ['a key twice', (s) => set(servers(s)[1], { id: 12345 }), 'accounts.vpsorg.tables.servers[1].id 12345 is also the key of another record'],
  [
    'a status that there is not',
    (s) => set(servers(s)[1], { status: 'activ' }),
    "accounts.vpsorg.tables.servers[1].status 'activ' is not a status. Did you mean 'active'?",
  ],
  ['a task that is none', (s) => set(servers(s)[1], { task: 'stop' }), "accounts.vpsorg.tables.servers[1].task 'stop' is neither null nor a task"],
  ['a task left out', (s) => delete at(servers(s), 1)['task'], 'accounts.vpsorg.tables.servers[1].task is neither null nor a task'],
  ['an action that there is not', (s) => set(task(s), { action: 'provison' }), "servers[2].task.action 'provison' is not an action. Did you mean 'provision'?"],
  ['a task from nowhere', (s) => set(task(s), { from: 'x' }), "servers[2].task.from 'x' is not a status."],
  ['a task that lasts nothing', (s) => set(task(s), { lasts: [0] }), 'servers[2].task.lasts is not a length for each of the 1 stages'],
  ['a task of no stages', (s) => set(task(s), { lasts: [] }), 'servers[2].task.lasts is not a length for each of the 1 stages'],
  ['a task that lasts less than nothing', (s) => set(task(s), { lasts: [-1] }), 'servers[2].task.lasts[0] -1 is not a whole number from 0'],
  ['a task that lasts for ever', (s) => set(task(s), { lasts: [Infinity] }), 'servers[2].task.lasts[0] Infinity is not a finite number'],
  [
    'stages that the action does not have',
    (s) => set(task(s), { lasts: [90_000, 90_000] }),
    'servers[2].task.lasts is not a length for each of the 1 stages of provision',
  ],
  ['a stage that there is not', (s) => set(task(s), { stage: 1 }), 'servers[2].task.stage 1 is beyond the 1 stages of provision'],
  ['an end that is none', (s) => set(task(s), { endsAt: 9e15 }), 'servers[2].task.endsAt 9000000000000000 is not an instant'],
  ['an end too late', (s) => set(task(s), { endsAt: EXAMPLE_START + minutes(3) + 1 }), 'is not the end of a task that began at'],
  ['an end too early', (s) => set(task(s), { endsAt: EXAMPLE_START + minutes(3) - 1 }), 'is not the end of a task that began at'],
  ['a failure before it began', (s) => set(task(s), { fails: true, endsAt: EXAMPLE_START - 1 }), 'is not the end of a task that began at'],
  ['an order below 0', (s) => set(task(s), { order: -1 }), 'servers[2].task.order -1 is not a whole number from 0'],
  ['a failure that is no truth value', (s) => set(task(s), { fails: 1 }), 'servers[2].task.fails 1 is not true or false'],
  ['a standstill beyond its end', (s) => set(task(s), { stuck: 1.1 }), 'servers[2].task.stuck 1.1 is not a share from 0 to 1'],
  ['an end in no status', (s) => set(task(s), { settles: 'gone' }), "servers[2].task.settles 'gone' is not a status."],
  ['a shape of no steps', (s) => set(task(s), { shape: { steps: 0 } }), 'servers[2].task.shape is not { steps: 4 }'],
  ['a shape that goes back ahead', (s) => set(task(s), { shape: { back: [0.2, 0.6] } }), 'servers[2].task.shape is not { steps: 4 }'],
  ['a member that no task has', (s) => set(task(s), { fail: true }), "servers[2].task.fail true is not a member. Did you mean 'fails'?"],
  ['a setting that there is not', (s) => set(vps(s)['settings'], { credit: 1 }), "accounts.vpsorg.settings.credit 1 is not a member. Did you mean 'credits'?"],
  ['a setting of another type', (s) => set(vps(s)['settings'], { credits: '5' }), "accounts.vpsorg.settings.credits '5' is not a number up to 2 ** 53"],
  ['a setting left out', (s) => set(vps(s), { settings: {} }), 'accounts.vpsorg.settings.credits is missing'],
  [
    'a setting that is incomplete',
    (s) => set(at(s, 'accounts', 'evotic', 'settings'), { prices: { cpu: 1 } }),
    'accounts.evotic.settings.prices.ram is missing',
  ],
  ['a counter that counts nothing', (s) => set(vps(s)['counters'], { server: 1.5 }), 'accounts.vpsorg.counters.server 1.5 is not a whole number from 0'],
  ['a reference to nothing', (s) => set(servers(s)[0], { plan_id: 99 }), 'accounts.vpsorg.tables.servers[0].plan_id 99 is not a key of plans'],
  ['a reference by text', (s) => set(servers(s)[0], { plan_id: '1' }), "accounts.vpsorg.tables.servers[0].plan_id '1' is not a whole number from 0"],
  ['a fault that is none', (s) => set(s['faults'], { 1: 5 }), 'faults[1] 5 is not an object'],
  ['a fault of no vendor', (s) => set(at(s, 'faults', 0, 'fault'), { vendor: 'vps' }), "faults[0] is invalid. A fault at 'vps' can never strike"],
  ['a fault that counts nothing', (s) => set(at(s, 'faults', 0), { matched: -1 }), 'faults[0].matched -1 is not a whole number from 0'],
  ['a fault number twice', (s) => set(at(s, 'faults', 1), { id: 1 }), 'faults[1].id 1 is not a number of its own from 1'],
  ['a window that is none', (s) => set(at(s, 'faults', 1), { window: { since: 'x' } }), "faults[1].window.since 'x' is not an instant"],
  ['a value nested 5,000 levels deep', (s) => set(servers(s)[0], { usage: deep(5_000) }), 'is nested more than 100 levels deep'],
  ['a value that holds itself', (s) => set(servers(s)[0], { usage: s }), 'accounts.vpsorg.tables.servers[0].usage contains itself'],
  ['a value that is no JSON', (s) => set(servers(s)[0], { created_at: new Date(0) }), 'accounts.vpsorg.tables.servers[0].created_at is not plain JSON'],
];

test.each(wrongs)('a snapshot with %s is refused with the member that is wrong, and changes nothing', async (_, change, message) => {
  const { cloud } = await busy();
  const before = [cloud.snapshot(), cloud.toLink(), cloud.journal.all()];
  const wrong = altered(cloud.snapshot(), change);
  expect(() => cloud.restore(wrong)).toThrow(message);
  expect([cloud.snapshot(), cloud.toLink(), cloud.journal.all()]).toEqual(before);
  expect(cloud.at(EXAMPLE_START).vpsorg.settings.credits).toBe(99_980);
});

test('a link with a snapshot in it is checked the same way', async () => {
  const { cloud } = await busy();
  const link = JSON.parse(JSON.stringify(cloud.toLink())) as ReturnType<typeof cloud.toLink>;
  expect(link.snapshot).toBeDefined();
  const wrong = altered(link.snapshot as Snapshot, (s) => set(task(s), { lasts: [0] }));
  expect(() => createCloud.fromLink(vendors, { ...link, snapshot: wrong })).toThrow('accounts.vpsorg.tables.servers[2].task.lasts');
  expect(createCloud.fromLink(vendors, link).snapshot()).toEqual(cloud.snapshot());
});

test.each([null, undefined, 5, 'x', [], {}, { version: 1 }, new Map()])('%p is no snapshot', (given) => {
  const cloud = createCloud({ vpsorg });
  expect(() => cloud.restore(given as never)).toThrow('That is not a snapshot of a cloud. Pass what cloud.snapshot() returned');
});

test('names such as __proto__ are rejected and do not reach a prototype', () => {
  const cloud = createCloud({ vpsorg });
  const text = JSON.stringify(cloud.snapshot());
  for (const [at, message] of [
    ['{"version"', 'is not a member'],
    ['"vpsorg":{', '__proto__ is not a member'],
    ['"tables":{', '__proto__ is not a member'],
    ['"settings":{', '__proto__ is not a member'],
    ['"counters":{', '__proto__ is not a member'],
    ['{"id":12345', 'is not allowed as a member of a record'],
  ] as const) {
    const member = '"__proto__":{"polluted":true},';
    const wrong = text.replace(at, at.startsWith('{') ? `{${member}${at.slice(1)}` : `${at}${member}`);
    expect(wrong).not.toBe(text);
    expect(() => cloud.restore(JSON.parse(wrong) as Snapshot)).toThrow(message);
  }
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('a snapshot of the future is refused where the clock cannot go there, and nothing changes', () => {
  jest.useFakeTimers({ now: EXAMPLE_START });
  try {
    const saved = createCloud({ vpsorg }).snapshot();
    const cloud = createCloud({ vpsorg }, { clock: systemClock() });
    const before = cloud.snapshot();
    expect(() => cloud.restore({ ...saved, now: saved.now + 1 })).toThrow(
      'The snapshot is of 2025-01-16T15:30:00.001Z, but the clock of this cloud is at 2025-01-16T15:30:00.000Z and cannot be moved. Restore it in a cloud with manualClock() or liveClock().',
    );
    expect(cloud.snapshot()).toEqual(before);
    cloud.restore(saved);
    jest.advanceTimersByTime(1);
    cloud.restore({ ...saved, now: saved.now + 1 });
    createCloud({ vpsorg }, { clock: liveClock() }).restore({ ...saved, now: saved.now + 1 });
  } finally {
    jest.useRealTimers();
  }
});

describe('the size of a snapshot is bounded', () => {
  test('in records: as many as the option says, and not one more', () => {
    const saved = createCloud({ vpsorg }).snapshot();
    const records = Object.values(saved.accounts['vpsorg']?.tables ?? {}).reduce((sum, { length }) => sum + length, 0);
    createCloud({ vpsorg }, { snapshots: records }).restore(saved);
    expect(() => createCloud({ vpsorg }, { snapshots: records - 1 }).restore(saved)).toThrow(
      `The snapshot has more than ${records - 1} records. Use a smaller one, or pass createCloud the option snapshots: { entries: … }.`,
    );
  });

  test('in bytes: as many as the option says, and not one more; what stands in it twice counts twice', () => {
    const refusedAt = (snapshot: Snapshot, bytes: number): boolean => {
      try {
        createCloud({ vpsorg }, { snapshots: { bytes } }).restore(snapshot);
        return false;
      } catch (error) {
        expect((error as Error).message).toBe(
          `The snapshot is larger than ${bytes} bytes. Use a smaller one, or pass createCloud the option snapshots: { bytes: … }.`,
        );
        return true;
      }
    };
    const edge = (snapshot: Snapshot): number => {
      let [low, high] = [0, 1_000_000];
      while (low < high) {
        const middle = Math.floor((low + high) / 2);
        if (refusedAt(snapshot, middle)) low = middle + 1;
        else high = middle;
      }
      return low;
    };
    const saved = createCloud({ vpsorg }).snapshot();
    const longer = altered(saved, (s) => set(servers(s)[0], { name: `${String(at(servers(s), 0)['name'])}${'x'.repeat(1_000)}` }));
    expect(edge(longer) - edge(saved)).toBe(1_000);
    // Forty levels, each of which holds the next one twice, would be a million million values as JSON.
    let twice: object = { x: 1 };
    for (let i = 0; i < 40; i += 1) twice = { a: twice, b: twice };
    const bomb = altered(saved, () => {});
    set(servers(bomb)[0], { usage: twice });
    expect(() => createCloud({ vpsorg }).restore(bomb)).toThrow('The snapshot is larger than 268435456 bytes');
  });
});

test('the error of a restore that breaks on the way leaves the cloud whole: creates go on', async () => {
  const { cloud, vps: ask } = await busy();
  const wrong = altered(cloud.snapshot(), (s) => set(servers(s)[2], { status: 'runing' }));
  expect(() => cloud.restore(wrong)).toThrow("accounts.vpsorg.tables.servers[2].status 'runing'");
  expect((await ask('POST', '/servers/', wanted)).status).toBe(201);
  cloud.clock.settle();
  expect(cloud.vpsorg.servers.get(12348).status).toBe('active');
});
