/** cloud.reset(): the same as a fresh cloud with the same options. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { vendors } from '../handlers/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { createCloud, days, liveClock, minutes, EXAMPLE_START, type Clock } from '../index.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import { client } from './client.ts';
import { live, lives, type AnyCloud } from './lives.ts';

const VPS = 'https://admin.vps.org/api/v1';
const headers = { authorization: 'Bearer t' };

describe.each(Object.values(vendors as Record<string, AnyProvider>))('$title', (provider) => {
  const { name } = provider;
  const open = (): AnyCloud => createCloud({ [name]: provider }, { seed: 'mine' });
  const fault = { vendor: name, chance: 0.5, outcome: 'network-error' } as never;

  test('after any life a reset cloud is a fresh one: in its snapshot, its link, its journal, its history, and in all that it answers and draws', () => {
    fc.assert(
      fc.property(lives(provider, 12), lives(provider, 10), fc.constantFrom(...Object.values(provider.scenarios ?? {})), (before, after, scenario) => {
        const cloud = open();
        cloud.faults.add(fault);
        for (const step of before) live(cloud, name, step);
        cloud.restore(createCloud({ [name]: provider }, { seed: 'another', start: EXAMPLE_START + days(1) }).snapshot());
        cloud.faults.add(fault);
        cloud.play(scenario);
        for (const step of before) live(cloud, name, step);
        cloud.reset();
        const fresh = open();
        const heard: unknown[][] = [[], []];
        for (const [i, one] of [cloud, fresh].entries()) {
          one.on('change', (change) => heard[i]?.push(change));
          one.faults.add(fault);
        }
        const looks = (one: AnyCloud): unknown => [one.clock.now(), one.snapshot(), one.toLink(), one.journal.all(), one.at(EXAMPLE_START).snapshot()];
        expect(looks(cloud)).toEqual(looks(fresh));
        expect(after.map((step) => live(cloud, name, step))).toEqual(after.map((step) => live(fresh, name, step)));
        expect(looks(cloud)).toEqual(looks(fresh));
        expect(heard[0]).toEqual(heard[1]);
      }),
      { seed: 2026, numRuns: 40 },
    );
  });
});

test('exchanges are numbered from 1 again, and links consist of steps again', async () => {
  const cloud = createCloud({ vpsorg });
  const ask = client(cloud, VPS, headers);
  await ask('GET', '/servers/');
  cloud.journal.clear();
  await ask('GET', '/servers/');
  expect(cloud.journal.last()?.n).toBe(2);
  cloud.vpsorg.settings.credits = 1;
  expect(cloud.toLink().snapshot).toBeDefined();
  cloud.reset();
  await ask('POST', '/servers/12345/stop/');
  expect(cloud.journal.all().map(({ n }) => n)).toEqual([1]);
  expect(cloud.toLink().steps).toHaveLength(1);
});

test('what came due before the reset is told of by no exchange after it', async () => {
  const cloud = createCloud({ vpsorg });
  const ask = client(cloud, VPS, headers);
  await ask('POST', '/servers/12345/stop/');
  cloud.clock.advance(minutes(1));
  cloud.reset();
  await ask('GET', '/servers/');
  expect(cloud.journal.last()?.changes).toEqual([]);
});

test('a read that lags sees the fresh account, not the one before the reset', async () => {
  const cloud = createCloud({ vpsorg });
  const ask = client(cloud, VPS, headers);
  const lag = () => cloud.faults.add({ vendor: 'vpsorg', on: 'GET /servers/', outcome: 'stale', ms: days(1) });
  cloud.vpsorg.servers.clear();
  lag();
  expect((await ask('GET', '/servers/')).body).toMatchObject({ count: 0 });
  cloud.reset();
  lag();
  expect((await ask('GET', '/servers/')).body).toMatchObject({ count: 2 });
});

test('a clock that only moves by itself runs on: the cloud begins where it is', () => {
  const clock: Clock = { kind: 'own', movable: false, now: () => now, tick() {}, until: () => Promise.resolve(), follow() {} };
  let now = EXAMPLE_START;
  const cloud = createCloud({ vpsorg }, { clock });
  now += minutes(1);
  cloud.reset();
  expect(cloud.toLink().start).toBe(now);
});

test('a live clock goes back to the start that it was given, or else to the current time', () => {
  const given = createCloud({ vpsorg }, { clock: liveClock({ start: EXAMPLE_START, paused: true }) });
  given.clock.advance(minutes(5));
  given.reset();
  expect([given.clock.now(), given.toLink().start]).toEqual([EXAMPLE_START, EXAMPLE_START]);
  const present = createCloud({ vpsorg }, { clock: liveClock({ paused: true }) });
  const began = present.clock.now();
  present.clock.advance(days(500));
  present.reset();
  expect(present.clock.now()).toBeGreaterThanOrEqual(began);
  expect(present.clock.now()).toBeLessThan(began + days(1));
  expect(present.toLink().start).toBe(present.clock.now());
});
