/** The registry of clouds, with and without a store. */
import { afterEach, expect, jest, test } from '@jest/globals';
import { openCloud } from '../../cloud/open.ts';
import { paceOf, setPace } from '../../cloud/pace.ts';
import type { HeldCloud } from '../../clouds/clouds.ts';
import type { NewClock } from '../../clouds/new-cloud.ts';
import type { ProcessTime } from '../../clouds/process-time.ts';
import { openRegistry, type Registry, type RegistryOptions } from '../../clouds/registry.ts';
import type { Entry } from '../../clouds/store.ts';
import { CloudRefused } from '../../clouds/refused.ts';
import { vendors } from '../../handlers/index.ts';
import { vpsorg } from '../../handlers/vpsorg/index.ts';
import { minutes, seconds, type Cloud } from '../../index.ts';
import { liveClock } from '../../model/clock.ts';
import { memoryStore } from './memory-store.ts';
import { processTime } from './process-time.ts';

const headers = { authorization: 'Bearer a-long-token-of-mine', 'content-type': 'application/json' };
const NEW = { name: 'web-1', plan_id: 1, os_id: 5, location: 'us-west' };

/** Sends a request as the listener does, and gives the body of the answer. */
async function ask(registry: Registry, name: string, method: string, path: string, body?: object): Promise<unknown> {
  const one = await registry.enter(name);
  one.check();
  const { reply } = one.cloud.serve('vpsorg', {
    method,
    path,
    base: '',
    query: '',
    headers,
    body: body && new TextEncoder().encode(JSON.stringify(body)),
  });
  await one.stored();
  return JSON.parse(String(reply?.body ?? 'null'));
}

const serverNames = async (registry: Registry, name: string): Promise<string[]> =>
  ((await ask(registry, name, 'GET', '/servers/')) as { results: { name: string }[] }).results.map((server) => server.name);

const opened = (options: Partial<RegistryOptions> = {}): Registry => openRegistry({ vendors: { vpsorg }, time: processTime(), ...options });

/** The account of a cloud that has VPS.org among its vendors. */
const vps = ({ cloud }: Pick<HeldCloud, 'cloud'>) => (cloud as unknown as Cloud<{ vpsorg: typeof vpsorg }>).vpsorg;
const refusal = async (run: () => unknown): Promise<unknown> => {
  try {
    await run();
  } catch (error) {
    if (error instanceof CloudRefused) return [error.kind, error.retryAfter, error.message];
    throw error;
  }
  return undefined;
};

test('a cloud is born with its first request, and is a cloud of its own', async () => {
  const registry = opened();
  const fresh = await serverNames(registry, 'b');
  await ask(registry, 'a', 'POST', '/servers/', NEW);
  expect(await serverNames(registry, 'a')).toEqual([...fresh, 'web-1']);
  expect(await serverNames(registry, 'b')).toEqual(fresh);
  expect(Array.from(registry.living(), ({ name }) => name)).toEqual(['b', 'a']);
});

test('over the bound a new cloud is refused, none that lives is dropped, and the default one has its place', async () => {
  const registry = opened({ maxClouds: 2, idle: minutes(30) });
  for (const name of ['a', 'b', 'default']) await ask(registry, name, 'POST', '/servers/', NEW);
  expect(await refusal(() => registry.enter('c'))).toEqual([
    'full',
    60,
    '2 clouds live here, the most that --max-clouds allows, so c cannot be one of them. Delete one, or wait until one was idle for 1800 seconds.',
  ]);
  expect(await serverNames(registry, 'a')).toContain('web-1');
  expect(await registry.delete('b')).toBe(true);
  expect(await serverNames(registry, 'c')).not.toContain('web-1');
});

test('an idle cloud expires, one that is used or held does not, nor does the default one', async () => {
  const time = processTime();
  const registry = opened({ time, idle: minutes(30) });
  const all = new Map<string, HeldCloud>();
  for (const name of ['idle', 'used', 'held', 'default']) all.set(name, await registry.enter(name));
  const release = all.get('held')?.hold();
  for (let quarter = 0; quarter < 6; quarter += 1) {
    time.pass(minutes(10));
    await registry.enter('used');
  }
  expect(Array.from(registry.living(), ({ name }) => name).sort()).toEqual(['default', 'held', 'used']);
  await new Promise(setImmediate);
  expect(all.get('idle')?.signal.reason).toMatchObject({ kind: 'gone', message: 'The cloud idle was idle, and has expired.' });
  release?.();
  time.pass(minutes(60));
  expect(Array.from(registry.living(), ({ name }) => name)).toEqual(['default']);
});

test.each(['../', '..', '__proto__', 'x'.repeat(101), '\u202ejob', 'a/b', '', ' ', 'a\u0000', '.hidden', '-rf'])('the name %j is refused', async (name) => {
  const registry = opened();
  expect(await refusal(() => registry.enter(name))).toMatchObject(['invalid', undefined, expect.stringContaining('A cloud cannot be called')]);
  expect(await refusal(() => registry.create(name, {}))).toMatchObject(['invalid', undefined, expect.any(String)]);
  expect(registry.find(name)).toBeUndefined();
  expect(await registry.delete(name)).toBe(false);
});

test.each(['constructor', 'toString', 'valueOf', 'a'.repeat(100), 'A.b-c_9'])('the name %j is a name as any other', async (name) => {
  const registry = opened();
  expect(registry.find(name)).toBeUndefined();
  await ask(registry, name, 'POST', '/servers/', NEW);
  expect(await serverNames(registry, name)).toContain('web-1');
});

test('a change is answered when it is stored, and read again after a restart; reads store nothing', async () => {
  const store = memoryStore();
  const first = opened({ store });
  await ask(first, 'job', 'POST', '/servers/', NEW);
  const written = store.written;
  await serverNames(first, 'job');
  expect(store.written).toBe(written);
  // The process dies: nothing is given back.
  const second = opened({ store });
  expect(await serverNames(second, 'job')).toContain('web-1');
  expect(JSON.stringify(store.kept('job'))).not.toContain('a-long-token-of-mine');
});

test('a read never waits for a change that is being stored', async () => {
  const store = memoryStore();
  const registry = opened({ store });
  await serverNames(registry, 'job');
  let go = (): void => {};
  store.slow = new Promise((resolve) => (go = resolve));
  let answered = false;
  const changing = ask(registry, 'job', 'POST', '/servers/', NEW).then(() => (answered = true));
  await serverNames(registry, 'job');
  expect(answered).toBe(false);
  go();
  await changing;
  expect(answered).toBe(true);
});

test('what could not be stored is answered 503, and is not seen again', async () => {
  const store = memoryStore();
  const told: unknown[] = [];
  const registry = opened({ store, told: (error) => told.push(error) });
  await ask(registry, 'job', 'POST', '/servers/', { ...NEW, name: 'kept' });
  store.writesLeft = 0;
  const lost = [ask(registry, 'job', 'POST', '/servers/', { ...NEW, name: 'lost-1' }), ask(registry, 'job', 'POST', '/servers/', { ...NEW, name: 'lost-2' })];
  for (const one of lost)
    expect(await refusal(() => one)).toEqual([
      'unavailable',
      1,
      'The store did not confirm the change of the cloud job: The disk is full. Look whether it was made before you repeat it.',
    ]);
  store.writesLeft = Infinity;
  const names = await serverNames(registry, 'job');
  expect(names).toContain('kept');
  expect(names.filter((name) => name.startsWith('lost'))).toEqual([]);
  expect(told).toHaveLength(1);
  await ask(registry, 'job', 'POST', '/servers/', { ...NEW, name: 'again' });
  expect(await serverNames(registry, 'job')).toContain('again');
});

test('a cloud that another server asks for is given back with all that was done, and whoever watches it is told', async () => {
  const store = memoryStore();
  const registry = opened({ store });
  const one = await registry.enter('job');
  const answered = ask(registry, 'job', 'POST', '/servers/', NEW);
  await answered;
  store.want('job');
  expect(await refusal(() => one.check())).toEqual(['unavailable', 1, 'The cloud job was just closed here. Send the request again.']);
  const reason = await new Promise((resolve) => one.signal.addEventListener('abort', () => resolve(one.signal.reason)));
  expect(reason).toMatchObject({ kind: 'unavailable', retryAfter: 1, message: 'The cloud job goes to another server. Send the request again.' });
  expect([...registry.living()]).toEqual([]);
  const other = opened({ store });
  expect(await serverNames(other, 'job')).toContain('web-1');
});

test('a cloud that another server has taken is refused, reads included, and opened again when it is free', async () => {
  const store = memoryStore();
  const registry = opened({ store });
  const one = await registry.enter('job');
  await ask(registry, 'job', 'POST', '/servers/', NEW);
  store.takeOver('job');
  expect(await refusal(() => one.check())).toMatchObject(['unavailable', 1, expect.any(String)]);
  expect(await refusal(() => serverNames(registry, 'job'))).toEqual([
    'unavailable',
    1,
    'The cloud job belongs to another server now: It is held by replica-2.',
  ]);
  store.leave('job');
  expect(await serverNames(registry, 'job')).toContain('web-1');
});

test('a store that is gone refuses what it holds, and what lives goes on being read', async () => {
  const store = memoryStore();
  const registry = opened({ store });
  await ask(registry, 'job', 'POST', '/servers/', NEW);
  store.gone = true;
  expect(await serverNames(registry, 'job')).toContain('web-1');
  expect(await refusal(() => registry.enter('other'))).toMatchObject(['unavailable', 1, expect.stringContaining('The store is gone.')]);
  expect(await refusal(() => registry.resting())).toMatchObject(['unavailable', 1, expect.any(String)]);
  store.gone = false;
  expect(await serverNames(registry, 'other')).not.toContain('web-1');
});

test('requests that come while a cloud is opened wait for it together, and it is opened once', async () => {
  const store = memoryStore();
  await ask(opened({ store }), 'job', 'POST', '/servers/', NEW);
  let opens = 0;
  const counting = { ...store, open: (name: string) => ((opens += 1), store.open(name)) };
  const registry = opened({ store: counting });
  const all = await Promise.all(Array.from({ length: 20 }, async () => registry.enter('job')));
  expect([new Set(all).size, opens]).toEqual([1, 1]);
});

test('who waits for a cloud that does not open is told after ten seconds', async () => {
  const time = processTime();
  const store = { ...memoryStore(), open: () => new Promise<never>(() => {}) };
  const registry = opened({ store, time });
  const waiting = registry.enter('job');
  time.pass(seconds(10));
  expect(await refusal(() => waiting)).toEqual(['unavailable', 1, 'The cloud job could not be opened within 10 seconds.']);
});

test('with a store, an idle cloud rests there, and the next request opens it', async () => {
  const time = processTime();
  const store = memoryStore();
  const registry = opened({ store, time, idle: minutes(30) });
  await ask(registry, 'job', 'POST', '/servers/', NEW);
  time.pass(minutes(60));
  expect([...registry.living()]).toEqual([]);
  expect(await registry.resting()).toEqual(['job']);
  expect(await serverNames(registry, 'job')).toContain('web-1');
  expect(await registry.delete('job')).toBe(true);
  expect(await registry.delete('job')).toBe(false);
  expect(await registry.resting()).toEqual([]);
  expect(await serverNames(registry, 'job')).not.toContain('web-1');
});

test('there always is a default cloud', async () => {
  for (const store of [undefined, memoryStore()]) expect(await opened({ store }).find('default')).toMatchObject({ name: 'default' });
});

test('a manual clock stands while nobody holds its cloud', async () => {
  const store = memoryStore();
  const first = opened({ store });
  await ask(first, 'job', 'POST', '/servers/', NEW);
  const one = await first.enter('job');
  if (one.cloud.clock.movable) one.cloud.clock.advance(minutes(2));
  await one.stored();
  const now = one.cloud.clock.now();
  store.time += minutes(60);
  const again = await opened({ store }).enter('job');
  expect(again.cloud.clock.now()).toBe(now);
});

test('a clock that runs goes on by the time of the store while nobody holds its cloud, at its speed; a paused one stands', async () => {
  const store = memoryStore();
  const registry = opened({ store, born: { clock: { kind: 'live', speed: 60, paused: true }, start: '2026-01-01T00:00:00Z' } });
  const clockOf = async (from: Registry) => {
    const { clock } = (await from.enter('job')).cloud;
    if (!clock.movable || clock.kind !== 'live') throw new Error('It is not a live clock.');
    return clock;
  };
  const one = await registry.enter('job');
  const start = one.cloud.clock.now();
  store.time += minutes(60);
  expect((await clockOf(opened({ store }))).now()).toBe(start);
  const third = opened({ store });
  const clock = await clockOf(third);
  clock.resume();
  await (await third.enter('job')).stored();
  store.time += minutes(1);
  const later = await clockOf(opened({ store }));
  expect([later.speed, later.paused]).toEqual([60, false]);
  expect(later.now() - start).toBeGreaterThanOrEqual(minutes(60));
  expect(later.now() - start).toBeLessThan(minutes(90));
});

/** Real time that passes when a test says so, for live clocks and for the process; that of a store is its own. */
function stopped(): { readonly time: ProcessTime; pass(ms: number): void } {
  jest.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00Z'), doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  return { time: { now: () => performance.now(), after: () => () => {} }, pass: (ms) => jest.advanceTimersByTime(ms) };
}
afterEach(() => void jest.useRealTimers());

const LIVE = { clock: { kind: 'live', speed: 60 }, start: '2026-01-01T00:00:00Z' } as const;

test('a clock that runs stands where it would be by the time of the store, to the millisecond', async () => {
  const store = memoryStore();
  const { time, pass } = stopped();
  const one = await opened({ store, time, born: LIVE }).enter('job');
  const start = one.cloud.clock.now();
  pass(1_001);
  store.time += 1_001;
  expect(one.cloud.clock.now()).toBe(start + 60_060);
  // The process dies here: since its birth, nothing was stored. The store alone knows how long nobody held the cloud.
  store.time += 5_000;
  const again = await opened({ store, time, born: LIVE }).enter('job');
  expect(again.cloud.clock.now()).toBe(start + 360_060);
  pass(10);
  expect(again.cloud.clock.now()).toBe(start + 360_660);
});

test('time never runs backwards for a cloud, though the clock of its store does: it goes on from what was kept last', async () => {
  const store = memoryStore();
  const { time, pass } = stopped();
  const first = opened({ store, time, born: LIVE });
  const one = await first.enter('job');
  const start = one.cloud.clock.now();
  if (one.cloud.clock.movable) one.cloud.clock.advance(minutes(30));
  await ask(first, 'job', 'POST', '/servers/', NEW);
  // Too soon for another mark: what is kept of this instant is the step alone.
  pass(900);
  store.time += 900;
  await ask(first, 'job', 'POST', '/servers/', { ...NEW, name: 'web-2' });
  expect(store.kept('job')?.entries.at(-1)).toMatchObject({ step: { at: start + minutes(30) + 54_000 } });
  store.time -= minutes(60);
  const again = await opened({ store, time, born: LIVE }).enter('job');
  expect(again.cloud.clock.now()).toBe(start + minutes(30) + 54_000);
  pass(1_000);
  expect(again.cloud.clock.now()).toBe(start + minutes(31) + 54_000);
});

test('a clock that was moved, and the clock of the store then set back: it stands where it was moved to', async () => {
  const store = memoryStore();
  const { time } = stopped();
  const one = await opened({ store, time, born: LIVE }).enter('job');
  const start = one.cloud.clock.now();
  if (one.cloud.clock.movable) one.cloud.clock.advance(minutes(30));
  await one.stored();
  store.time -= minutes(60);
  expect((await opened({ store, time, born: LIVE }).enter('job')).cloud.clock.now()).toBe(start + minutes(30));
});

test('the journal and the violations begin anew when a cloud is opened from the store', async () => {
  const store = memoryStore();
  const first = opened({ store });
  await ask(first, 'job', 'POST', '/servers/', { ...NEW, colour: 'red' });
  const one = await first.enter('job');
  expect([one.cloud.journal.size, one.cloud.violations.all().length]).toEqual([1, 1]);
  const { cloud } = await opened({ store }).enter('job');
  expect([cloud.journal.size, cloud.violations.all().length]).toEqual([0, 0]);
});

test('an owner that is uncertain refuses reads too, and goes on when it is certain again', async () => {
  const store = memoryStore();
  const registry = opened({ store });
  await ask(registry, 'job', 'POST', '/servers/', NEW);
  store.uncertain = true;
  expect(await refusal(() => ask(registry, 'job', 'GET', '/servers/'))).toEqual([
    'unavailable',
    1,
    "It is not certain that the cloud job is still this server's. Send the request again.",
  ]);
  store.uncertain = false;
  expect(await serverNames(registry, 'job')).toContain('web-1');
});

test('who entered a cloud before it was closed is refused afterwards', async () => {
  for (const store of [undefined, memoryStore()]) {
    const registry = opened({ store });
    const one = await registry.enter('job');
    await registry.delete('job');
    expect(await refusal(() => one.check())).toEqual(['unavailable', 1, 'The cloud job was just closed here. Send the request again.']);
    expect(one.signal.aborted).toBe(true);
  }
});

test('a registry that was closed opens nothing more', async () => {
  for (const store of [undefined, memoryStore()]) {
    const registry = opened({ store });
    await registry.enter('job');
    await registry.close();
    for (const name of ['job', 'other', 'default']) expect(await refusal(() => registry.enter(name))).toEqual(['unavailable', 1, 'The server is ending.']);
    expect([...registry.living()]).toEqual([]);
  }
});

test('what was done and not yet stored is stored when a cloud is given back', async () => {
  const store = memoryStore();
  const first = opened({ store });
  const one = await first.enter('job');
  if (one.cloud.clock.movable) one.cloud.clock.advance(minutes(5));
  vps(one).servers.update(vps(one).servers.get(12345), { name: 'renamed' });
  await first.close();
  const again = await opened({ store }).enter('job');
  expect(again.cloud.snapshot()).toEqual(one.cloud.snapshot());
});

test('a clock that runs is kept where it stood when its cloud was given back, though the clock of the store is slow', async () => {
  const store = memoryStore();
  const { time, pass } = stopped();
  const first = opened({ store, time, born: LIVE });
  const { cloud } = await first.enter('job');
  const start = cloud.clock.now();
  pass(10_000);
  await first.close();
  // By the store's time, none has passed.
  const second = opened({ store, time, born: LIVE });
  expect((await second.enter('job')).cloud.clock.now()).toBe(start + minutes(10));
});

test('a name is taken also by a cloud that rests in the store', async () => {
  const store = memoryStore();
  const first = opened({ store });
  await ask(first, 'job', 'POST', '/servers/', NEW);
  await first.close();
  const second = opened({ store });
  expect(await refusal(() => second.create('job', {}))).toEqual(['conflict', undefined, expect.stringMatching(/^There is a cloud job already\./)]);
  expect(await serverNames(second, 'job')).toContain('web-1');
});

test('what is kept is checked as a link is: a step before the one before is refused in words', async () => {
  const store = memoryStore();
  const first = opened({ store });
  await ask(first, 'job', 'POST', '/servers/', NEW);
  const entries = (store.kept('job')?.entries ?? []) as Entry[];
  const [step] = entries.flatMap((entry) => ('step' in entry ? [entry.step] : []));
  if (!step) throw new Error('Nothing is kept.');
  entries.push({ step: { ...step, at: step.at - 1 } });
  expect(await refusal(() => opened({ store }).enter('job'))).toEqual([
    'unreadable',
    undefined,
    expect.stringMatching(/^The cloud job cannot be opened from the store: /),
  ]);
});

test('a paused clock stands where it was paused, also after what no step describes', async () => {
  const store = memoryStore();
  const { time, pass } = stopped();
  const one = await opened({ store, time, born: LIVE }).enter('job');
  one.cloud.restore(one.cloud.snapshot());
  await one.stored();
  setPace(one.cloud.clock, { speed: 60, paused: true });
  const at = one.cloud.clock.now();
  await one.stored();
  store.time += minutes(60);
  const { clock } = (await opened({ store, time, born: LIVE }).enter('job')).cloud;
  pass(1_000);
  expect([clock.now(), paceOf(clock)]).toEqual([at, { speed: 60, paused: true }]);
});

test('a clock stands while what happened is repeated, though a snapshot says that it ran', async () => {
  const store = memoryStore();
  // At this speed a millisecond is eleven days.
  const born = { clock: { kind: 'live', speed: 1e9 }, start: '2026-01-01T00:00:00Z' } as const;
  const first = opened({ store, born });
  const one = await first.enter('job');
  one.cloud.restore(one.cloud.snapshot());
  await one.stored();
  setPace(one.cloud.clock, { speed: 1e9, paused: true });
  for (let n = 0; n < 3; n += 1) await ask(first, 'job', 'POST', '/servers/', { ...NEW, name: `web-${n}` });
  const again = await opened({ store, born }).enter('job');
  expect(again.cloud.snapshot()).toEqual(one.cloud.snapshot());
});

test('a change by a very large body is kept as a snapshot', async () => {
  const store = memoryStore();
  // Not since it is much.
  const first = opened({ store, compaction: { entries: 500, bytes: 1e9 } });
  await first.enter('job');
  await ask(first, 'job', 'POST', '/servers/', { ...NEW, tags: ['x'.repeat(1_100_000)] });
  expect(store.kept('job')?.entries.flatMap(Object.keys)).toEqual(['snapshot', 'now']);
  expect(await serverNames(opened({ store }), 'job')).toContain('web-1');
});

test('a cloud from a link or snapshot runs as that says, unless another speed is wanted', async () => {
  stopped();
  const made = openCloud({ vpsorg }, { clock: liveClock({ speed: 7 }) });
  const [link, snapshot] = [made.toLink(), made.snapshot()];
  for (const from of [{ link }, { snapshot }]) {
    const registry = opened();
    const paceAs = async (name: string, clock?: NewClock) => paceOf((await registry.create(name, { ...from, ...(clock && { clock }) })).cloud.clock);
    expect(await paceAs('as-made', { kind: 'live' })).toEqual({ speed: 7, paused: false });
    expect(await paceAs('as-wanted', { kind: 'live', speed: 60 })).toEqual({ speed: 60, paused: false });
    expect(await paceAs('standing')).toBeUndefined();
  }
});

test('counts of faults alone are kept, though no record has changed', async () => {
  const store = memoryStore();
  const first = opened({ store });
  const one = await first.enter('job');
  one.cloud.faults.add({ vendor: 'vpsorg', on: 'GET /servers/', outcome: 'latency', ms: 1, after: 3 });
  await one.stored();
  for (let n = 0; n < 3; n += 1) await ask(first, 'job', 'GET', '/servers/');
  expect(store.kept('job')?.entries.at(-1)).toMatchObject({ step: { counts: [[expect.any(Number), 3, expect.any(Number)]] } });
  const again = await opened({ store }).enter('job');
  expect(again.cloud.snapshot().faults).toEqual(one.cloud.snapshot().faults);
});

test('a change that a link cannot tell after many steps is still kept, step by step', async () => {
  const store = memoryStore();
  const first = opened({ store, compaction: { entries: 100_000, bytes: 1e9 } });
  const one = await first.enter('job');
  one.cloud.restore(one.cloud.snapshot());
  await ask(first, 'job', 'POST', '/servers/', NEW);
  await ask(first, 'job', 'POST', '/servers/', { ...NEW, name: 'web-2' });
  expect(store.kept('job')?.entries.flatMap(Object.keys)).toEqual(['snapshot', 'now', 'step']);
  expect(await serverNames(opened({ store }), 'job')).toEqual(expect.arrayContaining(['web-1', 'web-2']));
});

test('what no step describes is kept as a snapshot, and what follows it as steps', async () => {
  const store = memoryStore();
  const first = opened({ store });
  const one = await first.enter('job');
  vps(one).servers.update(vps(one).servers.get(12345), { name: 'renamed' });
  await one.stored();
  await ask(first, 'job', 'POST', '/servers/', NEW);
  expect(store.kept('job')?.entries.map((entry) => Object.keys(entry)[0])).toEqual(['snapshot', 'now', 'step']);
  const names = await serverNames(opened({ store }), 'job');
  expect(names).toEqual(expect.arrayContaining(['renamed', 'web-1']));
});

test('what is kept is replaced by a snapshot now and then', async () => {
  const store = memoryStore();
  const first = opened({ store, compaction: { entries: 10, bytes: 1_000_000 } });
  for (let n = 0; n < 25; n += 1) await ask(first, 'job', 'POST', '/servers/', { ...NEW, name: `web-${n}` });
  await new Promise(setImmediate);
  expect(store.kept('job')?.entries.length).toBeLessThan(15);
  const names = await serverNames(first, 'job');
  expect(names).toHaveLength(27);
  expect(await serverNames(opened({ store }), 'job')).toEqual(names);
});

test('a cloud is created with options, or not at all; a name is taken once', async () => {
  for (const store of [undefined, memoryStore()]) {
    const registry = openRegistry({ vendors, time: processTime(), store });
    const { cloud } = await registry.create('job', { vendors: ['vpsorg'], seed: 7, clock: { kind: 'live', speed: 60 }, scenarios: ['vpsorg/out-of-credits'] });
    expect([Object.keys(cloud.vendors), cloud.clock.kind, cloud.snapshot().seed]).toEqual([['vpsorg'], 'live', 7]);
    expect(vps({ cloud }).settings.credits).toBe(0);
    expect(await refusal(() => registry.create('job', {}))).toEqual([
      'conflict',
      undefined,
      'There is a cloud job already. Delete it first, or choose another name.',
    ]);
    await expect(registry.create('bad', { scenarios: ['vpsorg/out-of-credit'] })).rejects.toThrow("Did you mean 'vpsorg/out-of-credits'?");
    expect(await registry.find('bad')).toBeUndefined();
    const copied = await registry.create('copy', { snapshot: cloud.snapshot() });
    expect(vps(copied).settings.credits).toBe(0);
    const linked = await registry.create('linked', { link: copied.cloud.toLink() });
    expect(vps(linked).settings.credits).toBe(0);
    expect(await refusal(() => registry.delete('default'))).toMatchObject(['conflict', undefined, expect.any(String)]);
    if (store) {
      const again = await openRegistry({ vendors, time: processTime(), store }).enter('job');
      expect([vps(again).settings.credits, again.cloud.snapshot().seed, Object.keys(again.cloud.vendors)]).toEqual([0, 7, ['vpsorg']]);
    }
  }
});
