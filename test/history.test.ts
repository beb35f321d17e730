/** cloud.at(instant): the cloud as it was, is or will be, without moving it. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { vendors } from '../handlers/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { createCloud, days, liveClock, minutes, seconds, EXAMPLE_START } from '../index.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import { client } from './client.ts';
import { live, lives, type AnyCloud } from './lives.ts';

const VPS = 'https://admin.vps.org/api/v1';
const wanted = { name: 'a', plan_id: 1, os_id: 5, location: 'us-west' };
const open = (options = {}) => {
  const cloud = createCloud({ vpsorg }, options);
  return { cloud, vps: client(cloud, VPS, { authorization: 'Bearer t' }) };
};
type Shown = { status: string };

describe.each(Object.values(vendors as Record<string, AnyProvider>))('$title', (provider) => {
  const { name } = provider;
  const born = (): AnyCloud => createCloud({ [name]: provider });

  test('at each past instant of a random life the accounts are what they were, and at the present one all is as it is', () => {
    fc.assert(
      fc.property(lives(provider, 20), (steps) => {
        const cloud = born();
        const was = new Map([[cloud.clock.now(), cloud.snapshot().accounts]]);
        for (const step of steps) {
          live(cloud, name, step);
          was.set(cloud.clock.now(), cloud.snapshot().accounts);
        }
        const before = cloud.snapshot();
        for (const [instant, accounts] of was) {
          const then = cloud.at(instant);
          expect(then.clock.now()).toBe(instant);
          expect(then.snapshot().accounts).toEqual(accounts);
        }
        expect(cloud.at(cloud.clock.now()).snapshot()).toEqual(before);
        expect(cloud.snapshot()).toEqual(before);
      }),
      { seed: 2026, numRuns: 60 },
    );
  });

  test('between two steps only time changes the cloud, and the future assumes no further requests', () => {
    fc.assert(
      fc.property(lives(provider, 12), fc.array(fc.integer({ min: 0, max: minutes(12) }), { maxLength: 6 }), (steps, gaps) => {
        const cloud = born();
        for (const step of steps) live(cloud, name, step);
        const began = cloud.clock.now();
        const instants = gaps.map((gap) => began + gap).sort((a, b) => a - b);
        const foreseen = instants.map((instant) => cloud.at(instant).snapshot());
        for (const [i, instant] of instants.entries()) {
          cloud.clock.advance(instant - cloud.clock.now());
          expect(cloud.snapshot()).toEqual(foreseen[i]);
        }
        // And once more from behind, with everything settled in between taken back.
        cloud.clock.advance(days(2));
        expect(instants.map((instant) => cloud.at(instant).snapshot().accounts)).toEqual(foreseen.map(({ accounts }) => accounts));
      }),
      { seed: 2027, numRuns: 60 },
    );
  });
});

test('a picture of 37% needs no waiting, and a slider runs both ways', async () => {
  const { cloud, vps } = open();
  await vps('POST', '/servers/', wanted);
  const lasts = cloud.vpsorg.servers.get(12347).task?.lasts.reduce((sum, ms) => sum + ms, 0) ?? 0;
  const shares = [37, 90, 0, 37].map((percent) => {
    const then = cloud.at(EXAMPLE_START + Math.ceil((lasts * percent) / 100));
    return then.vpsorg.progress(then.vpsorg.servers.get(12347));
  });
  expect(shares).toEqual([37, 90, 0, 37]);
  expect(cloud.clock.now()).toBe(EXAMPLE_START);
  expect(cloud.at(EXAMPLE_START + lasts).vpsorg.servers.get(12347).status).toBe('active');
});

test('what is done at another instant reaches nobody, and it has the options, the origins and the faults of now', async () => {
  const { cloud, vps } = open({ origins: { vpsorg: '/api' }, credentials: { vpsorg: 'mine' } });
  expect((await client(cloud, 'http://a/api', { authorization: 'Bearer mine' })('POST', '/servers/12345/stop/')).status).toBe(200);
  void vps;
  cloud.faults.add({ vendor: 'vpsorg', on: 'GET /plans/', outcome: 'refused', kind: 'unavailable' });
  const before = cloud.snapshot();
  const then = cloud.at('2025-01-16T15:35:00Z');
  const ask = client(then, 'http://a/api', { authorization: 'Bearer mine' });
  expect((await ask('GET', '/servers/12345/')).body).toMatchObject({ status: 'stopped' } satisfies Shown);
  expect((await ask('GET', '/plans/')).status).toBe(503);
  expect((await ask('POST', '/servers/', wanted)).status).toBe(201);
  expect((await client(then, 'http://a/api', { authorization: 'Bearer other' })('GET', '/servers/')).status).toBe(401);
  then.vpsorg.settings.credits = 0;
  then.vpsorg.servers.clear();
  then.clock.advance(days(1));
  expect(cloud.snapshot()).toEqual(before);
  expect(then.at('2025-01-16T15:35:00Z').vpsorg.servers.size).toBe(0);
});

test('what code changes directly is remembered too: records, settings, removals in their places', () => {
  const { cloud } = open();
  const instants = [
    () => cloud.vpsorg.servers.update(cloud.vpsorg.servers.get(12345), { name: 'renamed' }),
    () => cloud.vpsorg.servers.remove(12345),
    () => (cloud.vpsorg.settings.credits = 7),
    () => cloud.play('vpsorg/out-of-credits'),
    () => cloud.vpsorg.begin(cloud.vpsorg.servers.all()[0] as never, 'stop' as never),
    () => cloud.vpsorg.servers.clear(),
  ].map((change) => {
    change();
    const was = { at: cloud.clock.now(), accounts: cloud.snapshot().accounts };
    cloud.clock.advance(seconds(1));
    return was;
  });
  for (const { at, accounts } of instants) expect(cloud.at(at).snapshot().accounts).toEqual(accounts);
  expect(
    cloud
      .at(EXAMPLE_START + 1)
      .vpsorg.servers.all()
      .map(({ id }) => id),
  ).toEqual([12345, 12346]);
});

test('a value nested in a setting can be replaced but not changed, so that no change goes unnoticed', () => {
  const cloud = createCloud({ evotic: vendors.evotic });
  const { prices } = cloud.evotic.settings;
  expect(() => Object.assign(prices, { cpu: 1 })).toThrow(TypeError);
  expect(() => Object.assign(cloud.evotic.settings, { ballance: 1 })).toThrow(TypeError);
  cloud.evotic.settings.balance = 1;
  cloud.clock.advance(1);
  cloud.evotic.settings.balance = 2;
  expect([cloud.at(EXAMPLE_START).evotic.settings.balance, cloud.evotic.settings.balance]).toEqual([1, 2]);
});

test('an instant before the cloud began, was reset or was restored is an error that helps, and so is nonsense', async () => {
  const { cloud, vps } = open();
  const before = new Date(EXAMPLE_START - 1);
  expect(() => cloud.at(before)).toThrow(
    'The cloud did not exist yet at 2025-01-16T15:29:59.999Z: it begins at 2025-01-16T15:30:00.000Z. Give that instant or a later one.',
  );
  expect(() => cloud.at('yesterday')).toThrow("Give milliseconds since the epoch, a Date, or a date such as '2025-01-16T15:30:00Z'");
  cloud.clock.advance(minutes(1));
  cloud.restore(cloud.snapshot());
  expect(() => cloud.at(EXAMPLE_START)).toThrow('it begins at 2025-01-16T15:31:00.000Z');
  cloud.reset();
  await vps('POST', '/servers/', wanted);
  cloud.clock.advance(minutes(1));
  expect(cloud.at(EXAMPLE_START).vpsorg.servers.size).toBe(3);
  cloud.clock.reset(EXAMPLE_START - minutes(5));
  cloud.vpsorg.settings.credits = 1;
  expect(() => cloud.at(EXAMPLE_START - minutes(6))).toThrow('it begins at 2025-01-16T15:25:00.000Z');
});

test('the history is bounded: beyond it an error says from when on it is known', () => {
  const { cloud } = open({ history: 3 });
  for (let i = 0; i < 2_500; i += 1) {
    cloud.vpsorg.settings.credits = i;
    cloud.clock.advance(seconds(1));
  }
  const credits = (ago: number) => cloud.at(cloud.clock.now() - seconds(ago)).vpsorg.settings.credits;
  expect([credits(0), credits(1), credits(3), credits(4)]).toEqual([2_499, 2_499, 2_497, 2_496]);
  expect(() => credits(5)).toThrow(
    'its history goes back to 2025-01-16T16:11:36.000Z. Give a later instant, or pass createCloud a history of more than 3 changes and 16777216 bytes.',
  );
  expect(() => open({ history: -1 })).toThrow('A history cannot keep -1 changes');
  const { cloud: none } = open({ history: 0 });
  none.vpsorg.settings.credits = 5;
  expect(none.at(none.clock.now()).vpsorg.settings.credits).toBe(5);
});

test('a clock that runs by itself has a past and a future as well, and they stand still', async () => {
  const cloud = createCloud({ vpsorg }, { clock: liveClock({ speed: 1_000_000, start: EXAMPLE_START }) });
  const vps = client(cloud, VPS, { authorization: 'Bearer t' });
  await vps('POST', '/servers/12345/stop/');
  const asked = cloud.journal.last()?.at ?? 0;
  await new Promise((resolve) => setTimeout(resolve, 2));
  expect(cloud.vpsorg.servers.get(12345).status).toBe('stopped');
  const then = cloud.at(asked + seconds(10));
  expect([then.vpsorg.servers.get(12345).status, then.vpsorg.progress(then.vpsorg.servers.get(12345)), then.clock.kind]).toEqual(['stopping', 50, 'manual']);
  expect(then.clock.now()).toBe(asked + seconds(10));
  expect(cloud.at(cloud.clock.now() + days(400)).vpsorg.servers.get(12345).status).toBe('stopped');
});
