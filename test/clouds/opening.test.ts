/** Clouds that are being opened from a store, and what comes meanwhile: more requests, a full store, the server's end. */
import { expect, test } from '@jest/globals';
import type { HeldCloud } from '../../clouds/clouds.ts';
import { CloudRefused } from '../../clouds/refused.ts';
import { openRegistry, type Registry, type RegistryOptions } from '../../clouds/registry.ts';
import { NotOwner, Unavailable, type Keeper, type Store } from '../../clouds/store.ts';
import { drone } from '../../handlers/drone/index.ts';
import { vpsorg } from '../../handlers/vpsorg/index.ts';
import { minutes, seconds } from '../../index.ts';
import { memoryStore, type MemoryStore } from './memory-store.ts';
import { processTime } from './process-time.ts';

const opened = (options: Partial<RegistryOptions>): Registry => openRegistry({ vendors: { vpsorg }, time: processTime(), ...options });

const refusal = async (asked: unknown): Promise<unknown> => {
  try {
    await asked;
  } catch (error) {
    if (error instanceof CloudRefused) return [error.kind, error.retryAfter, error.message];
    throw error;
  }
  return undefined;
};

/** A store whose openings wait until they are let go; it counts what it is asked, and what was not given back. */
function waitingStore(): { store: Store; memory: MemoryStore; go(): void; asked(): number; held(): number } {
  const memory = memoryStore();
  let [asked, held] = [0, 0];
  let go = (): void => {};
  const gate = new Promise<void>((resolve) => (go = resolve));
  const store: Store = {
    ...memory,
    async open(name) {
      asked += 1;
      await gate;
      const { keeper, ...rest } = await memory.open(name);
      held += 1;
      const release = (): Promise<void> => {
        held -= 1;
        return keeper.release();
      };
      return { ...rest, keeper: { ...keeper, release } };
    },
  };
  return { store, memory, go, asked: () => asked, held: () => held };
}

test.each(['new', 'kept'])('a cloud that is %s and still being opened when the server ends is given back', async (which) => {
  const { store, memory, go, held } = waitingStore();
  if (which === 'kept') await opened({ store: memory }).enter('job');
  const registry = opened({ store });
  const entering = refusal(registry.enter('job'));
  await new Promise(setImmediate);
  const closing = registry.close();
  go();
  expect(await entering).toEqual(['unavailable', 1, 'The server is ending.']);
  await closing;
  expect([held(), [...registry.living()]]).toEqual([0, []]);
});

test('a cloud whose first entries are being stored when the server ends is given back', async () => {
  const { store, memory, go, held } = waitingStore();
  go();
  let written = (): void => {};
  memory.slow = new Promise((resolve) => (written = resolve));
  const registry = opened({ store });
  const entering = refusal(registry.enter('job'));
  await new Promise(setImmediate);
  const closing = registry.close();
  written();
  expect(await entering).toEqual(['unavailable', 1, 'The server is ending.']);
  await closing;
  expect([held(), [...registry.living()]]).toEqual([0, []]);
});

test('a request that is one too many waits for no cloud, and asks the store for none', async () => {
  const { store, go, asked } = waitingStore();
  const registry = opened({ store, maxClouds: 2_000 });
  const waiting = Array.from({ length: 1_000 }, async (_, i) => registry.enter(`job-${i}`));
  await new Promise(setImmediate);
  expect(await refusal(registry.enter('one-more'))).toEqual(['unavailable', 1, '1000 requests already wait for clouds that are being opened.']);
  expect(asked()).toBe(1_000);
  go();
  await Promise.all(waiting);
  expect(await registry.enter('one-more')).toMatchObject({ name: 'one-more' });
});

test('requests for a cloud that another server holds ask for it together, and are refused together', async () => {
  let asked = 0;
  let refuse: (why: Error) => void = () => {};
  const store: Store = { ...memoryStore(), open: () => ((asked += 1), new Promise<never>((_, reject) => (refuse = reject))) };
  const registry = opened({ store });
  const refused = Array.from({ length: 20 }, () => refusal(registry.enter('job')));
  await new Promise(setImmediate);
  refuse(new NotOwner('It is held by replica-2.', 'replica-2'));
  expect(new Set((await Promise.all(refused)).map(String)).size).toBe(1);
  expect(asked).toBe(1);
  // The next one asks again.
  const next = refusal(registry.enter('job'));
  await new Promise(setImmediate);
  expect(asked).toBe(2);
  refuse(new Unavailable('The store is gone.'));
  expect(await next).toMatchObject(['unavailable', 1, expect.stringContaining('The store is gone.')]);
});

test('of those who create a cloud of one name at once, one does; whoever comes after a request has entered it is refused', async () => {
  const registry = opened({ store: memoryStore() });
  const made = await Promise.all(Array.from({ length: 5 }, () => refusal(registry.create('job', { seed: 7 }))));
  expect(made.filter((one) => one === undefined)).toHaveLength(1);
  expect(made[1]).toEqual(['conflict', undefined, 'There is a cloud job already. Delete it first, or choose another name.']);
  const [entered, created] = await Promise.all([registry.enter('other'), refusal(registry.create('other', { seed: 7 }))]);
  expect([entered.cloud.snapshot().seed === 7, created]).toMatchObject([false, ['conflict', undefined, expect.any(String)]]);
});

test('a cloud that cannot be created is given back', async () => {
  const { store, go, held } = waitingStore();
  go();
  const registry = opened({ store });
  await expect(registry.create('job', { scenarios: ['vpsorg/out-of-credit'] })).rejects.toThrow("Did you mean 'vpsorg/out-of-credits'?");
  expect(await refusal(registry.create('job', { vendors: ['dron'] }))).toMatchObject(['invalid', undefined, expect.any(String)]);
  expect(held()).toBe(0);
});

test('a store that is full takes another cloud when some were deleted, by another server too', async () => {
  const time = processTime();
  const store = memoryStore();
  const registry = opened({ store, time, maxKept: 2 });
  await registry.enter('a');
  await registry.enter('b');
  const full = ['full', undefined, 'The store holds 2 clouds, the most that it may hold. Delete some: DELETE /clouds/{cloud}.'];
  expect(await refusal(registry.enter('c'))).toEqual(full);
  expect(await registry.delete('a')).toBe(true);
  expect(await registry.enter('c')).toMatchObject({ name: 'c' });
  // Another server deletes one.
  await store.delete('b');
  time.pass(seconds(5));
  expect(await registry.enter('d')).toMatchObject({ name: 'd' });
  // And creates one, which is counted at the next look.
  expect(await refusal(registry.enter('e'))).toEqual(full);
});

test('however many are refused, the clouds of a full store are counted now and then alone', async () => {
  const store = memoryStore();
  let counted = 0;
  const counting = { ...store, names: () => ((counted += 1), store.names()) };
  const time = processTime();
  const registry = opened({ store: counting, time, maxKept: 1 });
  await registry.enter('a');
  for (let n = 0; n < 20; n += 1) await refusal(registry.enter(`b-${n}`));
  expect(counted).toBe(1);
  time.pass(seconds(5));
  for (let n = 0; n < 20; n += 1) await refusal(registry.enter(`b-${n}`));
  expect(counted).toBe(2);
});

test('a default cloud that cannot be read can be deleted, and begins anew; one that can be is reset instead', async () => {
  const store = memoryStore();
  await opened({ store, vendors: { drone } }).enter('default');
  const registry = opened({ store });
  expect(await refusal(registry.enter('default'))).toEqual([
    'unreadable',
    undefined,
    "The cloud default cannot be opened from the store: This server has no vendor 'drone'. Available: vpsorg. To begin it anew, delete it: DELETE /clouds/default.",
  ]);
  expect(await registry.delete('default')).toBe(true);
  expect(Object.keys((await registry.enter('default')).cloud.vendors)).toEqual(['vpsorg']);
  expect(await refusal(registry.delete('default'))).toEqual(['conflict', undefined, 'The default cloud cannot be deleted. Reset it instead.']);
  store.gone = true;
  const other = opened({ store });
  expect(await refusal(other.delete('default'))).toMatchObject(['unavailable', 1, expect.any(String)]);
});

test('a cloud that was lost before anybody could be told is dropped, and opened anew by the next request', async () => {
  const memory = memoryStore();
  const told: unknown[] = [];
  let lost: AbortController | undefined = new AbortController();
  lost.abort(new Unavailable('It was opened anew.'));
  const store: Store = {
    ...memory,
    async open(name) {
      const { keeper, ...rest } = await memory.open(name);
      const spent: Keeper | undefined = lost && { ...keeper, lost: lost.signal, held: () => false };
      lost = undefined;
      return { ...rest, keeper: spent ?? keeper };
    },
  };
  const registry = opened({ store, told: (error) => told.push(error) });
  const first = await registry.enter('job');
  expect(await refusal(Promise.resolve().then(() => first.check()))).toMatchObject(['unavailable', 1, expect.any(String)]);
  const second = await registry.enter('job');
  expect(second).not.toBe(first);
  second.check();
  expect(told).toEqual([expect.objectContaining({ message: 'It was opened anew.' })]);
});

test('a cloud that another server asks for before it is open answers the request for which it was opened, and goes then', async () => {
  const memory = memoryStore();
  const time = processTime();
  const store: Store = {
    ...memory,
    async open(name) {
      const found = await memory.open(name);
      memory.want(name);
      return found;
    },
  };
  const registry = opened({ store, time });
  const one = await registry.enter('job');
  one.check();
  expect([...registry.living()]).toEqual([one]);
  time.pass(1);
  expect([...registry.living()]).toEqual([]);
  await registry.close();
  expect(one.signal.reason).toMatchObject({ kind: 'unavailable', retryAfter: 1 });
});

test('a change that the store refuses since another server has the cloud is answered with that: it was not made', async () => {
  const store = memoryStore();
  const registry = opened({ store });
  const one = await registry.enter('job');
  let go = (): void => {};
  store.slow = new Promise((resolve) => (go = resolve));
  one.cloud.play('vpsorg/out-of-credits');
  const changed = refusal(one.stored());
  store.takeOver('job');
  go();
  expect(await changed).toEqual(['unavailable', 1, 'The cloud job belongs to another server now: It is held by replica-2.']);
});

test('a cloud that is deleted while it changes: the change is answered or refused, and the next request sees a new cloud', async () => {
  for (const store of [undefined, memoryStore()]) {
    const registry = opened({ store });
    const one = await registry.enter('job');
    const change = (held: HeldCloud): Promise<unknown> => {
      held.check();
      held.cloud.play('vpsorg/out-of-credits');
      return refusal(held.stored());
    };
    const changed = change(one);
    const deleted = registry.delete('job');
    expect(await changed).toBeUndefined();
    // Its body comes only now.
    expect(await refusal(Promise.resolve().then(() => change(one)))).toMatchObject(['unavailable', 1, expect.stringContaining('was just closed here')]);
    expect(await deleted).toBe(true);
    const fresh = await registry.enter('job');
    expect(JSON.stringify(fresh.cloud.snapshot())).not.toContain('"credits":0');
  }
});

test('a cloud that somebody watches is idle from the moment at which they leave, not before', async () => {
  const time = processTime();
  const registry = opened({ store: memoryStore(), time, idle: minutes(30) });
  const one = await registry.enter('job');
  const releases = [one.hold(), one.hold()];
  time.pass(minutes(90));
  releases[0]?.();
  releases[0]?.();
  time.pass(minutes(90));
  expect([...registry.living()]).toEqual([one]);
  releases[1]?.();
  time.pass(minutes(29));
  expect([...registry.living()]).toEqual([one]);
  time.pass(minutes(16));
  expect([...registry.living()]).toEqual([]);
});
