/** What every store must do: run against each of them. */
import { expect, test } from '@jest/globals';
import { LONGEST_NAME, NotOwner, Unavailable, type Birth, type Entry, type Store } from '../../clouds/store.ts';

/** A cloud's beginning. */
export const birth: Birth = {
  stuntbox: 1,
  vendors: ['vpsorg'],
  seed: 'seed',
  start: 1_700_000_000_000,
  settings: { vpsorg: { credits: 5 } },
  clock: { kind: 'manual' },
  created: 1_800_000_000_000,
};

/** The n-th thing that happened. */
export const entry = (n: number, filler = ''): Entry => ({
  step: { at: 1_700_000_000_000 + n, ask: 'vpsorg', method: 'POST', path: '/servers/', body: JSON.stringify({ n, filler }) },
});
export const entries = (from: number, to: number): Entry[] => Array.from({ length: to - from + 1 }, (_, i) => entry(from + i));

/** Opens the store of a test; two calls in one test open the same one, for two owners. */
export type OpenStore = (options?: { durability?: 'reply' | 'batch' }) => Promise<Store>;

/** The same tests for each store. */
export function storeTests(openStore: OpenStore, canShare: boolean): void {
  const seen = async (store: Store, name: string): Promise<readonly Entry[] | undefined> => {
    const { kept, keeper } = await store.open(name);
    await keeper.release();
    return kept?.entries;
  };

  test('what was stored is read again, in its order', async () => {
    const store = await openStore();
    const first = await store.open('job-42');
    expect(first.kept).toBeUndefined();
    await first.keeper.begin(birth);
    await Promise.all([first.keeper.append(entries(1, 2)), first.keeper.append([entry(3)]), first.keeper.append(entries(4, 5))]);
    await first.keeper.append([{ now: 1_700_000_100_000 }, { clock: { kind: 'live', at: 5, wall: 6, speed: 60, paused: false } }]);
    await first.keeper.release();
    const { kept, keeper } = await store.open('job-42');
    expect(kept).toEqual({
      birth,
      entries: [...entries(1, 5), { now: 1_700_000_100_000 }, { clock: { kind: 'live', at: 5, wall: 6, speed: 60, paused: false } }],
    });
    expect(keeper.size()).toMatchObject({ entries: 7 });
    await keeper.release();
  });

  test('another store on the same place reads it after the first has ended', async () => {
    const store = await openStore();
    const { keeper } = await store.open('kept');
    await keeper.begin(birth);
    await keeper.append([entry(1)]);
    await store.close();
    const after = await openStore();
    expect(await after.names()).toEqual(['kept']);
    expect(await seen(after, 'kept')).toEqual([entry(1)]);
  });

  test('what is compacted replaces what was before, and goes on', async () => {
    const store = await openStore();
    const { keeper } = await store.open('a');
    await keeper.begin(birth);
    const appended = keeper.append(entries(1, 50));
    const compacted = keeper.compact({ birth, entries: [entry(100)] });
    await Promise.all([appended, compacted, keeper.append([entry(101)])]);
    expect(keeper.size().entries).toBe(2);
    await keeper.release();
    expect(await seen(store, 'a')).toEqual([entry(100), entry(101)]);
  });

  test('a snapshot replaces everything before it', async () => {
    const store = await openStore();
    const { keeper } = await store.open('a');
    const snapshot: Entry = { snapshot: { version: 1, now: 1_700_000_000_000, seed: 'seed', accounts: {}, faults: [] } };
    await keeper.begin(birth);
    await keeper.append([entry(1), snapshot, entry(2)]);
    await keeper.release();
    expect(await seen(store, 'a')).toEqual([snapshot, entry(2)]);
  });

  test('megabytes in one entry are kept, also when they are compacted', async () => {
    const store = await openStore();
    const { keeper } = await store.open('large');
    const large = entry(1, 'ü💾'.repeat(1_000_000));
    await keeper.begin(birth);
    await keeper.append([large]);
    await keeper.append([entry(2)]);
    await keeper.release();
    expect(await seen(store, 'large')).toEqual([large, entry(2)]);
    const again = await store.open('large');
    await again.keeper.compact({ birth, entries: [entry(0), large] });
    await again.keeper.append([entry(3)]);
    await again.keeper.release();
    expect(await seen(store, 'large')).toEqual([entry(0), large, entry(3)]);
  });

  test('names are what has begun, whatever they contain', async () => {
    const store = await openStore();
    const names = [
      'job-42',
      'JOB-42',
      'Job-42',
      '../escape',
      '..',
      '.',
      'a/b',
      'a\\b',
      '__proto__',
      'con',
      'a.log',
      'a.log.7',
      '\u202Ertl',
      'é',
      'e\u0301',
      ' ',
      '*',
      '{x}',
      '💾',
      'x'.repeat(LONGEST_NAME),
    ];
    for (const name of names) {
      const { keeper } = await store.open(name);
      await keeper.begin({ ...birth, seed: name });
    }
    const { keeper } = await store.open('never-begun');
    await keeper.release();
    expect([...(await store.names())].sort()).toEqual([...names].sort());
    for (const name of names) expect((await store.open(name)).kept?.birth.seed).toBe(name);
  });

  test.each([[''], ['x'.repeat(LONGEST_NAME + 1)], ['\uD800'], [42]])('%p is not a name', async (name) => {
    const store = await openStore();
    await expect(store.open(name as string)).rejects.toThrow(/^A cloud/);
    await expect(store.delete(name as string)).rejects.toThrow(/^A cloud/);
  });

  test('a deleted cloud is gone, and can begin anew', async () => {
    const store = await openStore();
    const { keeper } = await store.open('a');
    await keeper.begin(birth);
    expect(await store.delete('a')).toBe(true);
    expect(keeper.lost.aborted).toBe(true);
    expect(await store.delete('a')).toBe(false);
    expect(await store.names()).toEqual([]);
    const anew = await store.open('a');
    expect(anew.kept).toBeUndefined();
    await anew.keeper.begin(birth);
    await anew.keeper.append([entry(9)]);
    await anew.keeper.release();
    expect(await seen(store, 'a')).toEqual([entry(9)]);
  });

  test('opening a cloud again takes it from the keeper before', async () => {
    const store = await openStore();
    const first = await store.open('a');
    await first.keeper.begin(birth);
    const second = await store.open('a');
    expect(first.keeper.held()).toBe(false);
    await expect(first.keeper.append([entry(1)])).rejects.toThrow(Unavailable);
    await second.keeper.append([entry(2)]);
    await first.keeper.release();
    expect(second.keeper.held()).toBe(true);
    await second.keeper.append([entry(3)]);
    await second.keeper.release();
    expect(await seen(store, 'a')).toEqual([entry(2), entry(3)]);
  });

  test('many openings of one name at once leave one keeper', async () => {
    const store = await openStore();
    const before = await store.open('a');
    await before.keeper.begin(birth);
    await before.keeper.append(entries(1, 1_000));
    await before.keeper.release();
    const opened = await Promise.all(Array.from({ length: 5 }, () => store.open('a')));
    expect(opened.filter(({ keeper }) => keeper.held())).toHaveLength(1);
    expect(opened.at(-1)?.keeper.held()).toBe(true);
  });

  test('an entry that is not as its type says is refused, and nothing of the call is stored', async () => {
    const store = await openStore();
    const { keeper } = await store.open('a');
    await keeper.begin(birth);
    const refused = (given: unknown): Promise<void> => keeper.append([entry(1), given as Entry]);
    await expect(refused({ step: { ...('step' in entry(1) ? entry(1) : {}), at: 1 } })).rejects.toThrow('neither a request');
    await expect(refused({ step: { at: 1, ask: 'vpsorg', method: 'GET', path: '/', headers: { authorization: 'Bearer secret' } } })).rejects.toThrow(
      'entry 2.headers is not a member',
    );
    await expect(refused({ step: { at: 1, play: 'a/b' }, authorization: 'secret' })).rejects.toThrow("the member 'authorization'");
    await expect(refused({ stepp: {} })).rejects.toThrow("Did you mean 'step'?");
    await expect(refused({ now: 'soon' })).rejects.toThrow('entry 2.now is not an instant');
    await expect(refused({ clock: { kind: 'lve' } })).rejects.toThrow("Did you mean 'live'?");
    await expect(refused({ clock: { kind: 'manual', token: 'secret' } })).rejects.toThrow('entry 2.clock.token is not a member');
    await expect(refused({ snapshot: { version: 1, credentials: 'secret' } })).rejects.toThrow('snapshot.credentials is not a member');
    await expect(refused(null)).rejects.toThrow('entry 2 is null');
    let deep: unknown = 1;
    for (let n = 0; n < 100_000; n += 1) deep = [deep];
    await expect(refused({ step: { at: 1, fault: { body: deep } } })).rejects.toThrow('nested');
    await expect(refused({ step: { at: 1, fault: { body: () => 'secret' } } })).rejects.toThrow();
    await expect(keeper.append('all' as unknown as Entry[])).rejects.toThrow('is not a list of entries');
    await keeper.append([entry(2)]);
    await keeper.release();
    expect(await seen(store, 'a')).toEqual([entry(2)]);
  });

  test('a beginning that is not as its type says is refused', async () => {
    const store = await openStore();
    const { keeper } = await store.open('a');
    const refused = (other: object): Promise<void> => keeper.begin({ ...birth, ...other });
    await expect(refused({ credentials: 'secret' })).rejects.toThrow('birth.credentials is not a member');
    await expect(refused({ vendors: 'vpsorg' })).rejects.toThrow('birth.vendors is not a list');
    await expect(refused({ seed: null })).rejects.toThrow('birth.seed');
    await expect(refused({ settings: [] })).rejects.toThrow('birth.settings');
    await expect(refused({ clock: undefined })).rejects.toThrow('birth.clock.kind is undefined');
    await keeper.begin(birth);
    await expect(keeper.begin(birth)).rejects.toThrow('has begun already');
  });

  test('what has not begun takes no entries', async () => {
    const store = await openStore();
    const { keeper } = await store.open('a');
    await expect(keeper.append([entry(1)])).rejects.toThrow('has not begun');
    await expect(keeper.compact({ birth, entries: [] })).rejects.toThrow('has not begun');
  });

  test('a released keeper takes no more, and releasing waits for what was appended', async () => {
    const store = await openStore({ durability: 'batch' });
    const { keeper } = await store.open('a');
    await keeper.begin(birth);
    await keeper.append([entry(1)]);
    await keeper.append([entry(2)]);
    await keeper.release();
    await keeper.release();
    expect(keeper.held()).toBe(false);
    await expect(keeper.append([entry(3)])).rejects.toThrow(Unavailable);
    expect(await seen(store, 'a')).toEqual(entries(1, 2));
  });

  test('a closed store does nothing more', async () => {
    const store = await openStore();
    const { keeper } = await store.open('a');
    await keeper.begin(birth);
    await store.close();
    await store.close();
    await expect(store.open('a')).rejects.toThrow(Unavailable);
    await expect(store.names()).rejects.toThrow(Unavailable);
    await expect(store.delete('a')).rejects.toThrow(Unavailable);
    await expect(store.ready()).rejects.toThrow(Unavailable);
    await expect(keeper.append([entry(1)])).rejects.toThrow(Unavailable);
  });

  test('a store that can be written is ready', async () => {
    const store = await openStore();
    await store.ready();
    expect(await store.names()).toEqual([]);
  });

  (canShare ? test : test.skip)('a cloud has one owner at a time, and is free when it is released', async () => {
    const [one, two] = [await openStore(), await openStore()];
    const first = await one.open('a');
    await first.keeper.begin(birth);
    await expect(two.open('a')).rejects.toThrow(NotOwner);
    await expect(two.delete('a')).rejects.toThrow(NotOwner);
    await first.keeper.append([entry(1)]);
    await first.keeper.release();
    const second = await two.open('a');
    expect(second.kept?.entries).toEqual([entry(1)]);
    await expect(one.open('a')).rejects.toThrow(NotOwner);
  });
}
