/** A cloud at rest holds what its vendors' fixtures hold, and shares it with other clouds: nobody can tell. */
import { expect, test } from '@jest/globals';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { puregpu } from '../handlers/puregpu/index.ts';
import { createCloud, minutes } from '../index.ts';

/** VPS.org, which counts how often its fixture is made, and the lifecycle of its servers bound to a table. */
function counted() {
  const count = { bound: 0, made: 0 };
  const { servers } = vpsorg.tables;
  const provider: typeof vpsorg = {
    ...vpsorg,
    tables: {
      ...vpsorg.tables,
      servers: {
        ...servers,
        arrive(account) {
          count.bound += 1;
          return servers.arrive?.(account) ?? (() => undefined);
        },
      },
    },
    fresh(start) {
      count.made += 1;
      return vpsorg.fresh(start);
    },
  };
  return { count, provider };
}

const GET = (path: string) => ({ method: 'GET', path, base: '', query: '', headers: { authorization: 'Bearer t' }, body: undefined });

test('the fixture is made once for all clouds that begin at the same instant, and a lifecycle is bound when something first begins', () => {
  const { count, provider } = counted();
  const clouds = Array.from({ length: 10 }, () => createCloud({ vpsorg: provider, puregpu }));
  const [one, other] = clouds as [(typeof clouds)[0], (typeof clouds)[0]];
  const snapshot = one.snapshot();
  one.clock.advance(minutes(1));
  one.reset();
  one.puregpu.servers.all();
  expect(Object.keys(one)).toContain('vpsorg');
  expect(count).toEqual({ bound: 0, made: 1 });
  expect(other.serve('vpsorg', GET('/servers/12345/')).reply?.status).toBe(200);
  expect(other.snapshot()).toEqual(snapshot);
  expect(count).toEqual({ bound: 0, made: 1 });
  other.vpsorg.begin(other.vpsorg.servers.get(12345), 'stop');
  expect(other.vpsorg.servers.get(12345).task?.action).toBe('stop');
  expect(one.snapshot()).toEqual(snapshot);
  expect(count).toEqual({ bound: 1, made: 1 });
  createCloud({ vpsorg: provider }, { start: '2026-01-01T00:00:00Z' });
  expect(count).toEqual({ bound: 1, made: 2 });
});

test('a record that a cloud changes is its own: other clouds, and the same one after a reset, have that of the fixture', () => {
  const [one, other] = [createCloud({ vpsorg }), createCloud({ vpsorg })];
  const [mine, theirs] = [one.vpsorg.servers.get(12345), other.vpsorg.servers.get(12345)];
  one.vpsorg.servers.update(mine, { name: 'mine' });
  one.vpsorg.servers.update(mine, { name: 'mine-again' });
  one.vpsorg.servers.remove(12346);
  expect([mine.name, theirs.name, createCloud({ vpsorg }).vpsorg.servers.get(12345).name]).toEqual(['mine-again', 'web-server-01', 'web-server-01']);
  expect([one.vpsorg.servers.has(12346), other.vpsorg.servers.has(12346)]).toEqual([false, true]);
  one.reset();
  expect(one.vpsorg.servers.get(12345).name).toBe('web-server-01');
  expect(one.snapshot()).toEqual(other.snapshot());
});

test('opening an account is no change: nobody is told, and a link has no step of it', () => {
  const cloud = createCloud({ vpsorg });
  const told: unknown[] = [];
  cloud.on('change', (change) => told.push(change));
  const { version } = cloud;
  cloud.vpsorg.servers.all();
  expect([told, cloud.version, cloud.toLink().steps]).toEqual([[], version, []]);
  const another = createCloud({ vpsorg });
  expect(another.serve('vpsorg', GET('/servers/')).exchange.changes).toEqual([]);
  expect(another.toLink().steps).toEqual([]);
});

test('settings are those that were given when the cloud began, or was reset, whenever it is looked at', () => {
  const given = { credits: 7 };
  const cloud = createCloud({ vpsorg }, { settings: { vpsorg: given } });
  given.credits = 8;
  expect(cloud.snapshot().accounts['vpsorg']?.settings).toMatchObject({ credits: 7 });
  expect(cloud.vpsorg.settings.credits).toBe(7);
  cloud.reset();
  expect(cloud.vpsorg.settings.credits).toBe(8);
});

test('a task in a fixture is under way from the start, whether anybody looks or not', () => {
  const begun = createCloud({ vpsorg });
  begun.vpsorg.begin(begun.vpsorg.servers.get(12345), 'restore');
  const { accounts } = begun.snapshot();
  const provider: typeof vpsorg = {
    ...vpsorg,
    fresh: (start) => ({ ...vpsorg.fresh(start), tables: { ...vpsorg.fresh(start).tables, ...(accounts['vpsorg']?.tables as object) } }),
  };
  const cloud = createCloud({ vpsorg: provider });
  expect(cloud.snapshot().tasks).toBe(1);
  expect(cloud.clock.nextChange()).toBe(begun.clock.nextChange());
  cloud.clock.settle();
  expect(cloud.vpsorg.servers.get(12345).task).toBeNull();
});

test('a record of a fixture that does not fit is refused when the cloud is created, each time', () => {
  const provider: typeof vpsorg = {
    ...vpsorg,
    fresh: (start) => ({ ...vpsorg.fresh(start), tables: { ...vpsorg.fresh(start).tables, plans: [{ name: 'no key' }] as never } }),
  };
  for (let i = 0; i < 2; i += 1) expect(() => createCloud({ vpsorg: provider })).toThrow('needs a key');
});
