/** Leases and fencing at a server, and what happens when it, the way to it, or an owner fails. */
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { NotOwner, Unavailable, Unreadable, type Entry, type Store } from '../../clouds/store.ts';
import type { StoreEvent } from '../../store/events.ts';
import { openValkeyStore, type ValkeyStoreOptions } from '../../store/valkey.ts';
import { birth, entries, entry } from './contract.ts';
import { program, startProxy, startServer, type Proxy, type TestServer } from './server.ts';

(program === undefined ? describe.skip : describe)('a server', () => {
  let server: TestServer;
  let proxy: Proxy;
  let stores: Store[];
  let events: StoreEvent[];
  let wake: (() => void)[];
  let count = 0;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.end());
  beforeEach(async () => {
    proxy = await startProxy(server.port);
    [stores, events, wake] = [[], [], []];
    count += 1;
  });
  afterEach(async () => {
    server.resume();
    for (const store of stores) await store.close();
    proxy.end();
  });

  const prefix = (): string => `test-${count}`;
  async function opened(options: ValkeyStoreOptions = {}, url = server.url): Promise<Store> {
    const observe = (event: StoreEvent): void => {
      events.push(event);
      for (const one of wake.splice(0)) one();
    };
    const store = await openValkeyStore(new URL(url), { prefix: prefix(), lease: 60_000, timeout: 4_000, patience: 0, observe, ...options });
    stores.push(store);
    return store;
  }
  async function told(kind: StoreEvent['kind'], which: (event: StoreEvent) => boolean = () => true): Promise<StoreEvent> {
    for (;;) {
      const found = events.find((event) => event.kind === kind && which(event));
      if (found) return found;
      await new Promise<void>((resolve) => wake.push(resolve));
    }
  }
  async function read(name = 'a'): Promise<readonly Entry[] | undefined> {
    const store = await opened();
    for (;;) {
      try {
        const { kept, keeper } = await store.open(name);
        await keeper.release();
        return kept?.entries;
      } catch (error) {
        if (!(error instanceof NotOwner)) throw error;
      }
    }
  }
  const aborted = (signal: AbortSignal): Promise<unknown> =>
    new Promise((resolve) => (signal.aborted ? resolve(signal.reason) : signal.addEventListener('abort', () => resolve(signal.reason))));

  test('who asks for a cloud that is held is told by whom, and until when', async () => {
    const one = await opened({ replica: 'one' });
    const first = await one.open('a');
    const two = await opened({ replica: 'two' });
    const error = await two.open('a').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NotOwner);
    expect(error).toMatchObject({ owner: 'one', message: expect.stringMatching(/^The cloud 'a' is held by one until \d{4}-.*Z at least\./) });
    const { until = 0 } = error as NotOwner;
    expect(until - first.now).toBeLessThanOrEqual(60_000);
    expect(until).toBeGreaterThan(first.now);
  });

  test('an owner is told that another asks for its cloud; who asks waits for a moment, and has it when it is given back', async () => {
    const one = await opened({ replica: 'one' });
    const first = await one.open('a');
    await first.keeper.begin(birth);
    await first.keeper.append([entry(1)]);
    const two = await opened({ replica: 'two', patience: 60_000 });
    const second = two.open('a');
    await aborted(first.keeper.wanted);
    expect(first.keeper.held()).toBe(true);
    await first.keeper.append([entry(2)]);
    await first.keeper.release();
    const { kept, keeper } = await second;
    expect(kept?.entries).toEqual(entries(1, 2));
    expect(keeper.wanted.aborted).toBe(false);
    // Whoever deletes waits, too.
    const deleted = one.delete('a');
    await expect(deleted).rejects.toThrow(NotOwner);
    await aborted(keeper.wanted);
    await keeper.release();
    expect(await one.delete('a')).toBe(true);
  });

  test('a cloud that is given back while the connection breaks is free as soon as there is one again', async () => {
    const one = await opened({ timeout: 2_000 }, proxy.url);
    const { keeper } = await one.open('a');
    await keeper.begin(birth);
    proxy.drop();
    const released = keeper.release();
    await told('connection', (event) => event.kind === 'connection' && !event.up);
    proxy.mend();
    await released;
    const two = await opened();
    expect((await two.open('a')).kept).toBeDefined();
  });

  test('a lease is renewed as long as its owner lives', async () => {
    const store = await opened({ lease: 3_000 });
    const { keeper } = await store.open('a');
    await keeper.begin(birth);
    const until = (): number => Number(server.command('HGET', `${prefix()}:lease:a`, 'until'));
    const two = await opened({ lease: 3_000 });
    for (let last = until(), renewed = 0; renewed < 3;) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      const now = until();
      if (now > last) renewed += 1;
      last = now;
      await expect(two.open('a')).rejects.toThrow(NotOwner);
    }
    expect(keeper.held()).toBe(true);
    await keeper.append([entry(1)]);
  });

  test('an owner that is cut off loses its cloud when the lease has expired; the server itself refuses what it then writes', async () => {
    const one = await opened({ lease: 1_500, timeout: 10_000, replica: 'one' }, proxy.url);
    const first = await one.open('a');
    await first.keeper.begin(birth);
    await first.keeper.append([entry(1)]);
    proxy.cut();
    const two = await opened({ lease: 60_000, replica: 'two' });
    let second;
    for (;;) {
      const held = first.keeper.held();
      try {
        second = await two.open('a');
        break;
      } catch (error) {
        expect(error).toBeInstanceOf(NotOwner);
        // Whoever asks it meanwhile gets an answer only while nobody else can have the cloud.
        if (!held) expect(first.keeper.held()).toBe(false);
      }
    }
    expect(first.keeper.held()).toBe(false);
    expect(await told('taken', (event) => 'from' in event)).toMatchObject({ cloud: 'a', from: 'one' });
    await second.keeper.append([entry(2)]);
    const late = first.keeper.append([entry(99)]);
    proxy.mend();
    await expect(late).rejects.toThrow(NotOwner);
    expect(first.keeper.lost.aborted).toBe(true);
    await second.keeper.append([entry(3)]);
    await second.keeper.release();
    expect(await read()).toEqual(entries(1, 3));
  });

  test('an owner that learns of a takeover while it writes nothing loses its keeper', async () => {
    const one = await opened({ lease: 1_000, timeout: 2_000 }, proxy.url);
    const { keeper } = await one.open('a');
    await keeper.begin(birth);
    proxy.cut();
    const two = await opened({ replica: 'two' });
    for (;;)
      try {
        await two.open('a');
        break;
      } catch (error) {
        expect(error).toBeInstanceOf(NotOwner);
      }
    proxy.mend();
    expect(await aborted(keeper.lost)).toMatchObject({ name: 'NotOwner', message: "The cloud 'a' was taken over by two." });
  });

  test('a lease that expired while nobody else asked goes on', async () => {
    const one = await opened({ lease: 3_000, timeout: 2_000 }, proxy.url);
    const { keeper } = await one.open('a');
    await keeper.begin(birth);
    proxy.cut();
    await told('connection', (event) => event.kind === 'connection' && !event.up);
    while (keeper.held()) await new Promise((resolve) => setImmediate(resolve));
    events.length = 0;
    proxy.mend();
    await told('connection', (event) => event.kind === 'connection' && event.up);
    await keeper.append([entry(1)]);
    expect(keeper.held()).toBe(true);
  });

  test('a write whose reply was lost is sent again, and done once', async () => {
    const store = await opened({ timeout: 5_000 }, proxy.url);
    const { keeper } = await store.open('a');
    await keeper.begin(birth);
    for (let n = 1; n <= 5; n += 1) {
      proxy.loseNextReply();
      await keeper.append([entry(n)]);
    }
    proxy.loseNextReply();
    await keeper.compact({ birth, entries: entries(1, 5) });
    proxy.loseNextReply();
    await keeper.append([entry(6, 'x'.repeat(3_000_000)), entry(7)]);
    await keeper.release();
    expect(await read()).toEqual([...entries(1, 5), entry(6, 'x'.repeat(3_000_000)), entry(7)]);
  });

  test('a server that stands still makes writes unavailable in time; what is opened anew then is what happened', async () => {
    const store = await opened({ timeout: 2_000 });
    const { keeper } = await store.open('a');
    await keeper.begin(birth);
    await keeper.append([entry(1)]);
    server.pause();
    // In time: it goes on only when this has failed.
    await expect(keeper.append([entry(2)])).rejects.toThrow(Unavailable);
    await expect(keeper.append([entry(3)])).rejects.toThrow(Unavailable);
    await expect(store.open('a')).rejects.toThrow(Unavailable);
    await expect(store.ready()).rejects.toThrow(Unavailable);
    events.length = 0;
    server.resume();
    await told('connection', (event) => event.kind === 'connection' && event.up);
    await store.ready();
    const again = await store.open('a');
    // Whether the second one is stored was unknown; there is no third one in any case.
    expect([[entry(1)], entries(1, 2)]).toContainEqual(again.kept?.entries);
    await again.keeper.append([entry(4)]);
    await again.keeper.release();
    expect((await read())?.filter((one) => JSON.stringify(one) === JSON.stringify(entry(3)))).toEqual([]);
  });

  test('a server that is killed and starts again from its file has everything that was answered, and the owner goes on', async () => {
    const store = await opened({ timeout: 20_000 });
    const { keeper } = await store.open('a');
    await keeper.begin(birth);
    await keeper.append(entries(1, 20));
    await server.kill();
    const during = keeper.append([entry(21)]);
    await server.start();
    await during;
    await keeper.append([entry(22)]);
    expect(keeper.held()).toBe(true);
    await keeper.release();
    expect(await read()).toEqual(entries(1, 22));
  });

  test('a server that lost what it had confirmed is told so, and is given nothing more', async () => {
    const store = await opened();
    const { keeper } = await store.open('a');
    await keeper.begin(birth);
    await keeper.append([entry(1)]);
    // As after a restart from an older file.
    server.command('HSET', `${prefix()}:lease:a`, 'seq', '1');
    await keeper.append([entry(2)]).catch(() => {});
    server.command('HSET', `${prefix()}:lease:a`, 'seq', '0');
    const second = await store.open('a');
    server.command('HSET', `${prefix()}:lease:a`, 'seq', '-1');
    await expect(second.keeper.append([entry(3)])).rejects.toThrow('has lost changes of the cloud');
    const third = await store.open('a');
    server.command('FLUSHALL');
    await expect(third.keeper.append([entry(4)])).rejects.toThrow('was deleted or given back, or the store has lost its lease');
    expect((await store.open('a')).kept).toBeUndefined();
  });

  test('what was put into a log from elsewhere is refused, and the cloud given back', async () => {
    const store = await opened();
    const { keeper } = await store.open('a');
    await keeper.begin(birth);
    await keeper.release();
    const log = `${prefix()}:log:a`;
    for (const [piece, says] of [
      ['hello', 'it is not a piece of a record'],
      ['.hello', 'it is not JSON'],
      ['.{"entries":[{"step":{"at":1,"play":"a/b","token":"secret"}}]}', 'entry 1.token is not a member'],
      ['+{"entries":', 'its last record is not complete'],
    ] as const) {
      server.command('RPUSH', log, piece);
      await expect(store.open('a')).rejects.toThrow(Unreadable);
      await expect((await opened()).open('a')).rejects.toThrow(says);
      server.command('RPOP', log);
    }
    expect((await store.open('a')).kept?.entries).toEqual([]);
  });

  test('a cloud that never began leaves nothing', async () => {
    const store = await opened();
    const { keeper } = await store.open('a');
    const expires = (): number => Number(server.command('PTTL', `${prefix()}:lease:a`));
    // Also when its owner dies before it begins.
    expect(expires()).toBeGreaterThan(0);
    const other = await store.open('b');
    await other.keeper.begin(birth);
    expect(Number(server.command('PTTL', `${prefix()}:lease:b`))).toBe(-1);
    await other.keeper.release();
    await store.delete('b');
    await keeper.release();
    expect(server.command('KEYS', `${prefix()}:*`).trim().split('\n')).toEqual([`${prefix()}:fences`]);
  });

  test('a server that was started without a file is warned about, and one that keeps everything is not', async () => {
    await opened();
    expect(events.filter(({ kind }) => kind === 'warning')).toEqual([]);
    const careless = await startServer('--appendonly', 'no', '--maxmemory-policy', 'allkeys-lru');
    try {
      await opened({}, careless.url);
      expect(events.flatMap((event) => (event.kind === 'warning' ? [event.message.replace(/:\d+/, ':PORT')] : []))).toEqual([
        'The store at redis://127.0.0.1:PORT/0 keeps nothing on disk (appendonly no): when it restarts, answered changes are lost. Set appendonly yes and appendfsync always.',
        'The store at redis://127.0.0.1:PORT/0 may drop clouds when its memory is full (maxmemory-policy allkeys-lru). Set maxmemory-policy noeviction.',
      ]);
    } finally {
      await careless.end();
    }
  });

  test('a user of the server who may do what docs/stores.md says, and nothing else, can keep clouds', async () => {
    const page = readFileSync(new URL('../../docs/stores.md', import.meta.url), 'utf8');
    const [, list = ''] = /and the commands ([^]*?) All keys begin with `stuntbox:`/.exec(page) ?? [];
    const commands = [...list.matchAll(/`([A-Z]+)`/g)].map(([, command = '']) => `+${command.toLowerCase()}`);
    expect(commands.length).toBeGreaterThan(20);
    server.command('ACL', 'SETUSER', 'limited', 'reset', 'on', '>secret', '~stuntbox:*', ...commands);
    const url = (database: number): string => `redis://limited:secret@127.0.0.1:${server.port}/${database}`;
    for (const database of [0, 3]) {
      const store = await opened({ prefix: 'stuntbox' }, url(database));
      await store.ready();
      const { keeper } = await store.open('a');
      await keeper.begin(birth);
      await keeper.append([entry(1)]);
      await keeper.append([entry(2, 'x'.repeat(2_000_000))]);
      await keeper.compact({ birth, entries: entries(1, 2) });
      // Another one asks for it.
      const two = await opened({ prefix: 'stuntbox', patience: 60_000 }, url(database));
      const second = two.open('a');
      await aborted(keeper.wanted);
      await keeper.release();
      expect((await second).kept?.entries).toEqual(entries(1, 2));
      await (await second).keeper.release();
      expect(await store.names()).toEqual(['a']);
      expect(await store.delete('a')).toBe(true);
      const short = await opened({ prefix: 'stuntbox', lease: 600 }, url(database));
      const renewed = await short.open('b');
      const until = (): string => server.command('-n', `${database}`, 'HGET', 'stuntbox:lease:b', 'until');
      for (const first = until(); until() === first;) await new Promise((resolve) => setTimeout(resolve, 20));
      await renewed.keeper.release();
    }
  });

  test('a password is sent, and appears in no message and no event', async () => {
    const guarded = await startServer('--requirepass', 'hunter2');
    try {
      await (await opened({}, `redis://:hunter2@127.0.0.1:${guarded.port}`)).ready();
      const refused = await opened({}, `redis://:hunter3@127.0.0.1:${guarded.port}`).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(Unavailable);
      await guarded.kill();
      const gone = await opened({}, `redis://user:hunter2@127.0.0.1:${guarded.port}`).catch((error: unknown) => error);
      expect(gone).toBeInstanceOf(Unavailable);
      expect(String(refused) + String(gone) + JSON.stringify(events)).not.toMatch(/hunter/);
    } finally {
      await guarded.end();
    }
  });
});
