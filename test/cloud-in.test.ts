/** `cloudIn` and `statesOf`: every state of every vendor, reached by its timetable. */
import { describe, expect, test } from '@jest/globals';
import { drone } from '../handlers/drone/index.ts';
import { elastichosts } from '../handlers/elastichosts/index.ts';
import { evotic } from '../handlers/evotic/index.ts';
import { vendors } from '../handlers/index.ts';
import { puregpu } from '../handlers/puregpu/index.ts';
import { vpsorg } from '../handlers/vpsorg/index.ts';
import { cloudIn, createCloud, liveClock, minutes, seconds, statesOf, systemClock, type Account, type Stateful, type Vendor } from '../index.ts';
import { wrongRecord } from '../model/wrong-record.ts';
import { compile } from '../request/compile.ts';
import type { AnyProvider } from '../vendor/provider.ts';

const providers: readonly AnyProvider[] = Object.values(vendors);

test('a server that is being provisioned has no address, and its timestamps fit the clock', () => {
  const cloud = cloudIn(vpsorg, { busy: 'provision', progress: 37 });
  const [server, ...others] = cloud.vpsorg.servers.all();
  expect(others).toEqual([]);
  expect(server).toMatchObject({ status: 'provisioning', ip_address: null, ipv6_address: null });
  expect(cloud.clock.now() - (server?.created_at ?? 0)).toBe(Math.ceil(0.37 * minutes(3)));
  expect(cloud.vpsorg.progress(server as Stateful)).toBe(37);
  cloud.clock.settle();
  expect(cloud.vpsorg.servers.all()).toMatchObject([{ status: 'active', ip_address: expect.any(String) }]);
});

test('an action begins in the status that is named, and what the server shows follows from both', () => {
  const running = cloudIn(puregpu, { status: 'running', busy: 'rebuild', progress: 37 });
  expect(running.puregpu.servers.all()).toMatchObject([{ status: 'stopped', task: { action: 'rebuild', from: 'running' } }]);
  const stopped = cloudIn(puregpu, { status: 'stopped', busy: 'rebuild', progress: 37 });
  expect(stopped.puregpu.servers.all()).toMatchObject([{ status: 'stopped', task: { action: 'rebuild', from: 'stopped' } }]);
});

test('a chain shows its stages: the instance is there once it was created, and the certificates with it', () => {
  const at = (progress: number) => cloudIn(drone, { busy: 'provision', progress }).drone.servers.all();
  expect(at(0)).toMatchObject([{ status: 'pending', id: '', address: '', ca_key: null }]);
  expect(at(37)).toMatchObject([{ status: 'creating', id: '', address: '', ca_key: null }]);
  expect(at(99)).toMatchObject([{ status: 'staging', id: expect.stringMatching(/^\d+$/), address: expect.stringMatching(/^\d/), ca_key: expect.any(String) }]);
});

test('an action that only an interruption, a scenario or the end of another begins is reached by that', () => {
  expect(cloudIn(drone, { busy: 'cancel' }).drone.servers.all()).toMatchObject([{ status: 'shutdown', id: '', task: { action: 'cancel' } }]);
  expect(cloudIn(drone, { busy: 'stall' }).drone.servers.all()).toMatchObject([{ status: 'shutdown', ca_cert: null, task: { action: 'stall' } }]);
  expect(cloudIn(drone, { busy: 'purge', progress: 37 }).drone.servers.all()).toMatchObject([{ status: 'stopped', task: { action: 'purge' } }]);
  expect(cloudIn(vpsorg, { status: 'suspended' }).vpsorg.servers.all()).toMatchObject([{ status: 'suspended', task: null }]);
});

test('a progress is shown from the instant that the clock stands at, and not before', () => {
  for (const progress of [1, 29, 37, 57, 99]) {
    const cloud = cloudIn(evotic, { busy: 'create', progress });
    const [server] = cloud.evotic.servers.all();
    expect(cloud.evotic.progress(server as Stateful)).toBe(progress);
    const before = cloudIn(evotic, { busy: 'create', progress: progress - 1 });
    expect(cloud.clock.now()).toBeGreaterThan(before.clock.now());
    before.clock.advance(cloud.clock.now() - before.clock.now() - 1);
    expect(before.evotic.progress(before.evotic.servers.all()[0] as Stateful)).toBe(progress - 1);
  }
});

test('a stuck server stays at 99%, and a failed one is where its timetable leaves it', () => {
  const stuck = cloudIn(vpsorg, { stuck: 'provision' });
  stuck.clock.advance(minutes(60));
  expect(stuck.vpsorg.progress(stuck.vpsorg.servers.all()[0] as Stateful)).toBe(99);
  expect(stuck.faults.all()).toEqual([]);
  expect(cloudIn(evotic, { failed: 'create' }).evotic.servers.all()).toMatchObject([{ status: 'unavailable', task: null }]);
  expect(cloudIn(vpsorg, { failed: 'provision' }).vpsorg.servers.all()).toMatchObject([{ status: 'stopped', ip_address: null }]);
});

/** How many servers the account in a state has. */
const sizeIn = (provider: AnyProvider, state: object): number =>
  (cloudIn(provider, state) as unknown as Record<string, Account<Vendor>>)[provider.name]?.servers.size ?? -1;

test('an account can be empty, or have as many servers as asked for', () => {
  expect(cloudIn(elastichosts, { empty: true }).elastichosts.servers.size).toBe(0);
  for (const provider of providers) for (const many of [1, 2, 60]) expect([provider.name, sizeIn(provider, { many })]).toEqual([provider.name, many]);
});

test('a refusal goes with a state', async () => {
  const cloud = cloudIn(vpsorg, { status: 'stopped', refused: 'unavailable' });
  expect(cloud.vpsorg.servers.all()).toMatchObject([{ status: 'stopped' }]);
  const reply = await cloud.fetch('https://admin.vps.org/api/v1/servers/', { headers: { authorization: 'Bearer token' } });
  expect(reply?.status).toBe(503);
});

test('the options of createCloud hold: the start, the seed, the settings and a clock that can be moved', () => {
  const start = Date.UTC(2030, 0, 1);
  const cloud = cloudIn(vpsorg, { busy: 'provision' }, { start, settings: { vpsorg: { credits: 500 } } });
  expect(cloud.clock.now()).toBe(start);
  expect(cloud.vpsorg.servers.all()).toMatchObject([{ created_at: start }]);
  expect(cloud.vpsorg.settings.credits).toBeLessThan(500);
  expect(cloudIn(drone, { busy: 'provision' }, { seed: 7 }).drone.servers.all()[0]?.name).not.toBe(
    cloudIn(drone, { busy: 'provision' }).drone.servers.all()[0]?.name,
  );
  const live = cloudIn(vpsorg, { busy: 'provision', progress: 37 }, { clock: liveClock({ paused: true, start }) });
  expect(live.clock.now()).toBe(start + Math.ceil(0.37 * minutes(3)));
  expect(() => cloudIn(vpsorg, { status: 'active' }, { clock: systemClock() } as object)).toThrow('cannot be reached with a system clock');
});

test('nothing of the walk is left: no exchange, no fault, and reset gives the fresh account', () => {
  const cloud = cloudIn(vpsorg, { busy: 'provision', progress: 37 });
  expect(cloud.journal.all()).toEqual([]);
  expect(cloud.faults.all()).toEqual([]);
  cloud.reset();
  expect(cloud.snapshot()).toEqual(createCloud({ vpsorg }).snapshot());
});

test('what cannot be is an error that says what can', () => {
  const wrong =
    (state: object, provider: AnyProvider = vpsorg) =>
    () =>
      cloudIn(provider, state);
  expect(wrong({ status: 'activ' })).toThrow("A server of VPS.org is never 'activ'. Did you mean 'active'?");
  expect(wrong({ busy: 'restart' })).toThrow(/VPS\.org has no action 'restart'\./);
  expect(wrong({ busy: 'start' }, puregpu)).toThrow(
    "No server of PureGPU is ever busy with 'start': it is done at once, or nothing begins it. Actions that keep a server busy: restart, shutdown, rebuild, backup.",
  );
  expect(wrong({ status: 'paused' }, evotic)).toThrow("No action leads a server of Evotic to 'paused'. Statuses that can be reached: ");
  expect(wrong({ status: 'stopped', busy: 'stop' })).toThrow("A server of VPS.org that is stopped cannot be busy with 'stop', which begins in: active.");
  expect(wrong({ busy: 'provision', progress: 100 })).toThrow('Invalid `progress`: 100. Give a whole number from 0 to 99.');
  expect(wrong({ progress: 37 })).toThrow('Give `busy`, too.');
  expect(wrong({ busy: 'start', stuck: 'stop' })).toThrow('not busy and stuck');
  expect(wrong({ status: 'active', empty: true })).toThrow('Leave one of them out.');
  expect(wrong({ state: 'active' })).toThrow("A state has no member 'state'.");
  expect(wrong({ many: 1e9 })).toThrow('Give a whole number from 1 to 10,000.');
  expect(wrong({ refused: 'full' })).toThrow("VPS.org cannot refuse with 'full'.");
  expect(wrong({ refused: 'unavailble' })).toThrow("VPS.org cannot refuse with 'unavailble'. Did you mean 'unavailable'?");
  expect(wrong({ failed: 'purge' }, drone)).toThrow("'purge' of Drone Autoscaler cannot fail or get stuck");
  expect(wrong([] as object)).toThrow('A state must be an object');
});

describe.each(providers.map((provider) => [provider.name, provider] as const))('%s', (name, provider) => {
  const states = statesOf(provider);
  const open = (state: object) => {
    const cloud = cloudIn(provider, state);
    return { cloud, account: (cloud as unknown as Record<string, Account<Vendor>>)[name] as Account<Vendor> };
  };

  test('its states have names of their own, and a sentence', () => {
    expect(new Set(states.map((one) => one.name)).size).toBe(states.length);
    for (const { description, steps } of states) {
      expect(description).toMatch(/^[A-Z'].*\.$/s);
      expect(steps.length).toBeGreaterThan(0);
    }
  });

  test.each(states.map((one) => [one.name, one] as const))('%s is as it says, and its record is as a record may be', (_, { state }) => {
    const { cloud, account } = open(state);
    const servers = account.servers.all();
    const [server] = servers;
    const { status, busy, stuck, failed, progress, empty, many } = state;
    expect(servers).toHaveLength(empty ? 0 : (many ?? 1));
    if (busy !== undefined || stuck !== undefined) {
      expect(server?.task?.action).toBe(busy ?? stuck);
      expect(account.progress(server as Stateful)).toBe(stuck === undefined ? progress : 99);
    } else if (status !== undefined) expect(server?.status).toBe(status);
    if (failed !== undefined) expect(server?.task ?? null).toBeNull();
    // No record tells of a time that has not come, or from before the cloud's own start.
    const { tables } = compile(provider);
    for (const one of servers) expect(wrongRecord(one, tables['servers'] as never, true)).toBeUndefined();
    for (const member of ['created', 'created_at', 'updated', 'updated_at', 'started', 'bootedAt']) {
      const at = (server as Readonly<Record<string, unknown>> | undefined)?.[member];
      if (typeof at === 'number') expect(at).toBeLessThanOrEqual(cloud.clock.now());
    }
  });

  test('every action that takes time is there, busy, stuck and failed; and every status that an action leads to', () => {
    const names = states.map((one) => one.name);
    const lifecycle = compile(provider).tables['servers']?.lifecycle ?? {};
    for (const [action, { through = [], quiet }] of Object.entries(lifecycle)) {
      if (through.length === 0) continue;
      for (const progress of [0, 37, 99]) expect(names).toContain(`busy: ${action} ${progress}%`);
      if (!quiet) for (const how of ['stuck', 'failed']) expect(names).toContain(`${how}: ${action}`);
    }
    const ends = new Set(Object.values(lifecycle).flatMap(({ through = [], to, or }) => [...through.map(([status]) => status), to, or]));
    for (const status of ends) if (typeof status === 'string') expect(names).toContain(status);
  });
});

test('a state is the same each time', () => {
  expect(cloudIn(drone, { busy: 'provision', progress: 99 }).snapshot()).toEqual(cloudIn(drone, { busy: 'provision', progress: 99 }).snapshot());
});

test('time goes on from there', () => {
  const cloud = cloudIn(puregpu, { busy: 'restart', progress: 99 });
  cloud.clock.advance(seconds(15));
  expect(cloud.puregpu.servers.all()).toMatchObject([{ status: 'running', task: null }]);
});
