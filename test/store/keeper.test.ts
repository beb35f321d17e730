/** The laws of every keeper: order, bounds, and nothing after a failure. */
import { expect, test } from '@jest/globals';
import { MOST_KEPT_BYTES, Unavailable } from '../../clouds/store.ts';
import { keeperOf, type Backing, type Durability, type StoreKeeper } from '../../store/keeper.ts';
import { birth, entries, entry } from './contract.ts';

/** A keeper over a backing whose writes a test ends, one after the other. */
function held(durability: Durability = 'reply', bytes = 100): { keeper: StoreKeeper; written: string[]; end(error?: Error): Promise<void>; freed(): number } {
  const written: string[] = [];
  const under: ((error?: Error) => void)[] = [];
  let freed = 0;
  const wait = (text: string): Promise<void> => {
    written.push(text);
    return new Promise((resolve, reject) => under.push((error) => (error ? reject(error) : resolve())));
  };
  const backing: Backing = {
    append: wait,
    replace: (records) => wait(records.join('\n')),
    held: () => true,
    free: async () => void (freed += 1),
  };
  const keeper = keeperOf({ cloud: 'a', backing, durability, timeout: 60_000, size: { entries: 1, bytes }, observe: () => {} });
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    keeper,
    written,
    freed: () => freed,
    async end(error) {
      while (under.length === 0) await turn();
      under.shift()?.(error);
      await turn();
    },
  };
}

const count = (record: string | undefined): number => (JSON.parse(record ?? '{}') as { entries?: unknown[] }).entries?.length ?? 0;

test('one write at a time: what comes meanwhile is written together, but not across a compaction', async () => {
  const { keeper, written, end } = held();
  const all = [
    keeper.append([entry(1)]),
    keeper.append(entries(2, 3)),
    keeper.append([entry(4)]),
    keeper.compact({ birth, entries: [] }),
    keeper.append([entry(5)]),
  ];
  await end();
  await end();
  await end();
  await end();
  await Promise.all(all);
  expect(written.map((text) => (text.includes('birth') ? 'compacted' : count(text)))).toEqual([1, 3, 'compacted', 1]);
  expect(keeper.size()).toMatchObject({ entries: 1 });
});

test('after a write that failed, what waited is refused too, and nothing more is written', async () => {
  const { keeper, written, end, freed } = held();
  const all = [keeper.append([entry(1)]), keeper.append([entry(2)]), keeper.compact({ birth, entries: [] })];
  const settled = Promise.allSettled(all);
  await end(new Unavailable('gone'));
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  await expect(keeper.append([entry(3)])).rejects.toThrow('gone');
  expect(keeper.held()).toBe(false);
  expect(keeper.lost.reason).toEqual(new Unavailable('gone'));
  expect(written).toHaveLength(1);
  await keeper.release();
  expect(freed()).toBe(1);
});

test('releasing waits for the writes, and takes no more', async () => {
  const { keeper, end, freed } = held();
  const stored = keeper.append([entry(1)]);
  const released = keeper.release();
  await expect(keeper.append([entry(2)])).rejects.toThrow('was released');
  expect(freed()).toBe(0);
  await end();
  await Promise.all([stored, released]);
  expect(freed()).toBe(1);
});

test('in batch, an append is answered before it is written; a failure is told by the next one, and by lost', async () => {
  const { keeper, written, end } = held('batch');
  await keeper.append([entry(1)]);
  await keeper.append([entry(2)]);
  expect(written).toEqual([]);
  await end(new Unavailable('gone'));
  expect(written.map(count)).toEqual([2]);
  expect(keeper.lost.aborted).toBe(true);
  await expect(keeper.append([entry(3)])).rejects.toThrow('gone');
});

test('a cloud that would be too large is refused, up to the last byte', async () => {
  const length = Buffer.byteLength(JSON.stringify(entry(1)));
  const fits = held('reply', MOST_KEPT_BYTES - length);
  const stored = fits.keeper.append([entry(1)]);
  await fits.end();
  await stored;
  const full = held('reply', MOST_KEPT_BYTES - length + 1);
  await expect(full.keeper.append([entry(1)])).rejects.toThrow(
    `The cloud is full: at most ${MOST_KEPT_BYTES} bytes are kept of one, and this would make ${MOST_KEPT_BYTES + 1}.`,
  );
  expect(full.keeper.lost.reason).toBeInstanceOf(Unavailable);
});

test('what waits for a slow store is bounded', async () => {
  const { keeper, end } = held();
  const large = entry(1, 'x'.repeat(40_000_000));
  const settled = Promise.allSettled([1, 2, 3, 4].map(() => keeper.append([large])));
  await expect(keeper.append([large])).rejects.toThrow("More than 134217728 bytes of the cloud 'a' wait to be stored. The store is too slow.");
  await end();
  expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
});
