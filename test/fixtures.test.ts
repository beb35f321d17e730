/** Servers to fill an account with: as many as a test wants, and none with the key of another. */
import { describe, expect, test } from '@jest/globals';
import { drone, elastichosts, evotic, puregpu, vpsorg } from '../fixtures/index.ts';
import { vendors } from '../handlers/index.ts';
import { createCloud } from '../index.ts';

const fixtures = { drone, elastichosts, evotic, puregpu, vpsorg };
type Fixtures = { aServer(members?: object, options?: object): object; fleet(count: number): object[] };
const keys = { drone: 'name', elastichosts: 'server', evotic: 'id', puregpu: 'serviceId', vpsorg: 'id' } as const;

describe.each(Object.keys(keys) as (keyof typeof keys)[])('%s', (name) => {
  const { aServer, fleet } = fixtures[name] as Fixtures;

  test('a server, another one, a fleet and the examples live in one account', () => {
    const { servers } = createCloud(vendors)[name];
    const before = servers.size;
    for (const server of [...fleet(300), aServer(), aServer(), ...Array.from({ length: 50 }, () => aServer({ status: servers.all()[0]?.status }))])
      servers.add(server as never);
    expect(servers.size).toBe(before + 352);
  });

  test('everything except keys is the same each time, whatever was created before; members and seeds are respected', () => {
    const [one, other] = [aServer(), aServer()] as Record<string, unknown>[];
    expect(one?.[keys[name]]).not.toBe(other?.[keys[name]]);
    expect(one?.['status']).toBe(other?.['status']);
    expect(aServer({ status: 'stopped' })).toMatchObject({ status: 'stopped' });
    expect(aServer({ [keys[name]]: 'mine' })).toMatchObject({ [keys[name]]: 'mine' });
  });
});

test('a record with a given key is the same each time', () => {
  expect(fixtures.vpsorg.aServer({ id: 7 })).toEqual(fixtures.vpsorg.aServer({ id: 7 }));
  expect(fixtures.puregpu.aServer({ serviceId: 7 })).toEqual(fixtures.puregpu.aServer({ serviceId: 7 }));
  expect(fixtures.evotic.aServer({ id: 7 })).toEqual(fixtures.evotic.aServer({ id: 7 }));
  expect(fixtures.drone.aServer({ number: 7 })).toEqual(fixtures.drone.aServer({ number: 7 }));
});

test('a server of ElasticHosts has a drive of its own: that of the next drive', () => {
  const { aServer, aDrive, fleet, drives } = fixtures.elastichosts;
  const [server, other, drive] = [aServer(), aServer(), aDrive()];
  expect(server.config['ide:0:0']).not.toBe(other.config['ide:0:0']);
  expect(fleet(3).map(({ config }) => config['ide:0:0'])).toEqual(drives(3).map((one) => one.drive));
  const { elastichosts } = createCloud(vendors);
  for (const one of [drive, aDrive(), ...drives(300)]) elastichosts.drives.add(one);
});
