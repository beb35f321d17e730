/** A folder survives a crash at every byte of a write, and at every step of a compaction. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { NotOwner, Unavailable, Unreadable, type Entry, type Store } from '../../clouds/store.ts';
import { disk, type Disk, type DiskFile } from '../../store/disk.ts';
import type { StoreEvent } from '../../store/events.ts';
import { openFileStore, type FileStoreOptions } from '../../store/file.ts';
import { LONGEST_FILE } from '../../store/frames.ts';
import { reading } from '../../store/records.ts';
import { birth, entries, entry } from './contract.ts';

// Hundreds of openings that each wait for the disk.
jest.setTimeout(180_000);

let folder: string;
let stores: Store[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stuntbox-crash-'));
  stores = [];
});
afterEach(async () => {
  for (const store of stores) await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function opened(options?: FileStoreOptions): Promise<Store> {
  const store = await openFileStore(folder, options);
  stores.push(store);
  return store;
}

const cloudFiles = (): string[] => readdirSync(folder).filter((file) => !file.startsWith('lock.'));
const onlyFile = (): string => join(folder, cloudFiles()[0] ?? '');

async function read(store: Store, name = 'a'): Promise<readonly Entry[] | undefined> {
  const { kept, keeper } = await store.open(name);
  await keeper.release();
  return kept?.entries;
}

/** So that a record is longer than the next one, which does not cover what a crash has left of it. */
const LONG = 'é'.repeat(20);

/** A cloud with a birth and some records; returns the length of its file after each. */
async function written(count: number): Promise<number[]> {
  const store = await opened();
  const { keeper } = await store.open('a');
  await keeper.begin(birth);
  const lengths = [readFileSync(onlyFile()).length];
  for (let n = 1; n <= count; n += 1) {
    await keeper.append([entry(n, LONG)]);
    lengths.push(readFileSync(onlyFile()).length);
  }
  await store.close();
  return lengths;
}

test('cut at each byte of its last records, a file holds every record that was whole, and takes the next one', async () => {
  const lengths = await written(4);
  const whole = readFileSync(onlyFile());
  const file = onlyFile();
  const cuts: StoreEvent[] = [];
  const store = await opened({ observe: (event) => event.kind === 'cut' && cuts.push(event) });
  for (let length = lengths[1] ?? 0; length <= whole.length; length += 1) {
    writeFileSync(file, whole.subarray(0, length));
    const complete = lengths.filter((end) => end <= length).length - 1;
    const { kept, keeper } = await store.open('a');
    expect([length, kept?.entries]).toEqual([length, entries(1, complete).map((_, i) => entry(i + 1, LONG))]);
    await keeper.append([entry(99)]);
    await keeper.release();
    expect(await read(store)).toEqual([...entries(1, complete).map((_, i) => entry(i + 1, LONG)), entry(99)]);
  }
  expect(cuts).toHaveLength(whole.length - (lengths[1] ?? 0) + 1 - 4);
  expect(cuts[0]).toEqual({ kind: 'cut', cloud: 'a', at: lengths[1], bytes: 1 });
});

test('zeros that a file system has put where nothing was written yet are cut off', async () => {
  const lengths = await written(2);
  const whole = readFileSync(onlyFile());
  const store = await opened();
  for (let from = lengths[1] ?? 0; from < whole.length; from += 7) {
    writeFileSync(onlyFile(), Buffer.concat([whole.subarray(0, from), Buffer.alloc(whole.length - from)]));
    expect(await read(store)).toHaveLength(1);
  }
  writeFileSync(onlyFile(), Buffer.concat([whole, Buffer.alloc(4_096)]));
  expect(await read(store)).toHaveLength(2);
});

test('damage before the last record is refused with its place, whichever byte it is, and changes nothing', async () => {
  const lengths = await written(2);
  const whole = readFileSync(onlyFile());
  const store = await opened();
  for (let at = 0; at < (lengths[1] ?? 0); at += 1) {
    const damaged = Buffer.from(whole);
    damaged[at] = (damaged[at] ?? 0) ^ 0x10;
    writeFileSync(onlyFile(), damaged);
    await expect(store.open('a')).rejects.toThrow(Unreadable);
    expect(readFileSync(onlyFile())).toEqual(damaged);
  }
  const damaged = Buffer.from(whole);
  damaged[(lengths[0] ?? 0) + 30] = 0;
  writeFileSync(onlyFile(), damaged);
  await expect(store.open('a')).rejects.toThrow(
    `The cloud 'a' cannot be read: it is damaged at byte ${lengths[0]}: a record does not match its checksum, in ${onlyFile()}.`,
  );
  expect(await store.names()).toEqual(['a']);
  expect(await store.delete('a')).toBe(true);
});

test('a later version of the file, of a birth and of an entry is refused in words', async () => {
  await written(1);
  const file = onlyFile();
  const whole = readFileSync(file);
  const store = await opened();
  const later = Buffer.from(whole);
  later.write('stuntbox-cloud 2\n');
  writeFileSync(file, later);
  await expect(store.open('a')).rejects.toThrow('it has version 2, but this version of stuntbox reads only version 1. Open it with the stuntbox that wrote it');
  writeFileSync(file, 'hello\n');
  await expect(store.open('a')).rejects.toThrow("it is damaged at byte 0: it does not begin with 'stuntbox-cloud 1'");
  const { fileBytes } = await import('../../store/frames.ts');
  const records: readonly (readonly [text: string[], says: string])[] = [
    [[JSON.stringify({ birth: { ...birth, stuntbox: 2 } })], 'it has version 2'],
    [[JSON.stringify({ birth }), JSON.stringify({ entries: [{ jump: 1 }] })], "entry 1 has the member 'jump'"],
    [[JSON.stringify({ birth }), JSON.stringify({ entries: [], keys: [] })], "it has the member 'keys', which this version of stuntbox does not know"],
    [[JSON.stringify({ birth: { ...birth, credential: 'x' } })], 'birth.credential is not a member'],
    [[JSON.stringify({ entries: [] })], 'the cloud has not begun yet'],
    [[JSON.stringify({ birth }), JSON.stringify({ birth })], 'the cloud begins a second time'],
    [['[]'], 'it is not an object'],
    [['{'], 'it is not JSON'],
  ];
  for (const [text, says] of records) {
    writeFileSync(file, fileBytes(text));
    await expect(store.open('a')).rejects.toThrow(says);
    await expect(store.open('a')).rejects.toThrow(Unreadable);
  }
});

test('what is too large, or no file, is refused before it is read', async () => {
  const file = '@a.log.1';
  const store = await opened();
  await store.close();
  const untouched: Disk = { ...disk, read: (path) => (path.endsWith(file) ? Promise.reject(new Error('It was read.')) : disk.read(path)) };
  // A hole: it takes no place on the disk.
  writeFileSync(join(folder, file), '');
  truncateSync(join(folder, file), LONGEST_FILE + 1);
  const second = await opened({ disk: untouched });
  await expect(second.open('a')).rejects.toThrow(`it has ${LONGEST_FILE + 1} bytes, and at most ${LONGEST_FILE} are read`);
  await expect(second.open('a')).rejects.toThrow(Unreadable);
  rmSync(join(folder, file));
  mkdirSync(join(folder, file));
  await expect(second.open('a')).rejects.toThrow(`it is not a file: ${join(folder, file)}`);
  if (spawnSync('mkfifo', [join(folder, '@pipe.log.1')]).status !== 0) return;
  await second.close();
  // Reading it would wait for ever.
  await expect((await opened()).open('pipe')).rejects.toThrow('it is not a file');
});

test('a cloud of more than a million entries is refused', () => {
  const records = reading();
  records.add(JSON.stringify({ birth }), 'byte 17');
  const some = JSON.stringify({ entries: Array.from({ length: 100_000 }, () => ({ now: 1 })) });
  for (let n = 0; n < 10; n += 1) records.add(some, `record ${n}`);
  expect(records.kept().entries).toHaveLength(1_000_000);
  expect(() => records.add(JSON.stringify({ entries: [{ now: 1 }] }), 'the last')).toThrow('it has more than 1000000 entries');
});

/**
 * A disk that dies at its nth call that changes something: that call does half its work or none, and nothing works after it.
 * What was not yet synced is lost then, as in a power failure.
 */
function dying(nth: number, half: boolean): { disk: Disk; calls(): number } {
  let calls = 0;
  const died = (): Error => Object.assign(new Error('the machine is off'), { code: 'EIO' });
  const step = async <T>(run: () => Promise<T>, part: () => Promise<unknown> = async () => {}): Promise<T> => {
    calls += 1;
    if (calls > nth) throw died();
    if (calls < nth) return run();
    if (half) await part();
    throw died();
  };
  const file = (real: DiskFile): DiskFile => {
    let unsynced: (() => Promise<void>)[] = [];
    const sync = async (): Promise<void> => {
      for (const write of unsynced) await write();
      unsynced = [];
      await real.sync();
    };
    return {
      write: (bytes, position) =>
        step(
          async () => void unsynced.push(() => real.write(bytes, position)),
          () => real.write(bytes.subarray(0, bytes.length / 2), position),
        ),
      sync: () => step(sync, sync),
      truncate: (length) => step(() => real.truncate(length)),
      close: () => real.close(),
    };
  };
  const both = <A extends unknown[]>(run: (...args: A) => Promise<void>) => {
    return (...args: A): Promise<void> =>
      step(
        () => run(...args),
        () => run(...args),
      );
  };
  return {
    calls: () => calls,
    disk: {
      ...disk,
      create: (path, exclusive) => (path.includes('lock.') ? disk.create(path, exclusive) : step(async () => file(await disk.create(path, exclusive)))),
      open: async (path) => file(await disk.open(path)),
      rename: both(disk.rename),
      remove: (path) => (path.includes('lock.') ? disk.remove(path) : both(disk.remove)(path)),
      syncFolder: both(disk.syncFolder),
    },
  };
}

/** The process that held the folder is gone. */
const kill = (): void => {
  for (const file of readdirSync(folder))
    if (file.startsWith('lock.')) writeFileSync(join(folder, file), '{"pid":1,"started":"","space":"","host":"","released":true}');
};

test.each([[false], [true]])('a crash at each step of writing and compacting loses nothing that was answered (half done: %p)', async (half) => {
  for (let nth = 1; ; nth += 1) {
    const fragile = dying(nth, half);
    const answered: Entry[] = [];
    const asked: Entry[] = [];
    let begun = false;
    const store = await openFileStore(folder, { disk: fragile.disk });
    try {
      const { keeper } = await store.open('a');
      await keeper.begin(birth);
      begun = true;
      for (let n = 1; n <= 6; n += 1) {
        asked.push(entry(n));
        await keeper.append([entry(n)]);
        answered.push(entry(n));
        if (n % 3 === 0) await keeper.compact({ birth, entries: entries(1, n) });
      }
    } catch (error) {
      expect(error).toBeInstanceOf(Unavailable);
    }
    kill();
    const after = await openFileStore(folder);
    const found = await read(after);
    if (begun) {
      expect([nth, found?.slice(0, answered.length)]).toEqual([nth, answered]);
      expect(asked.slice(0, found?.length)).toEqual(found);
    } else expect(found ?? []).toEqual([]);
    if (begun) {
      const again = await after.open('a');
      await again.keeper.append([entry(50)]);
      await again.keeper.release();
      expect((await read(after))?.at(-1)).toEqual(entry(50));
    }
    expect(cloudFiles().filter((file) => file.endsWith('.new'))).toEqual([]);
    await after.close();
    await store.close();
    rmSync(folder, { recursive: true });
    if (fragile.calls() < nth) break;
    expect(nth).toBeLessThan(100);
  }
});

test('a full disk refuses the change, leaves no torn end, and takes changes again when there is room', async () => {
  let room = Infinity;
  const full = (): Error => Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  const limited: Disk = {
    ...disk,
    async open(path) {
      const real = await disk.open(path);
      return {
        ...real,
        async write(bytes, position) {
          await real.write(bytes.subarray(0, room), position);
          if (bytes.length > room) throw full();
        },
      };
    },
  };
  await written(2);
  const before = readFileSync(onlyFile());
  const store = await opened({ disk: limited });
  const { keeper } = await store.open('a');
  room = 20;
  await expect(keeper.append([entry(3)])).rejects.toThrow('is full: the disk has no space left. Make room, then try again.');
  expect(keeper.lost.reason).toBeInstanceOf(Unavailable);
  await expect(keeper.append([entry(4)])).rejects.toThrow(Unavailable);
  expect(readFileSync(onlyFile())).toEqual(before);
  await keeper.release();
  room = Infinity;
  const again = await store.open('a');
  expect(again.kept?.entries).toHaveLength(2);
  await again.keeper.append([entry(5)]);
  await again.keeper.release();
  expect((await read(store))?.[2]).toEqual(entry(5));
});

test('a write that does not come back is given up, and when it does, it reaches no file that was opened since', async () => {
  let goOn = (): void => {};
  let late: Promise<void> | undefined;
  const slow: Disk = {
    ...disk,
    async open(path) {
      const real = await disk.open(path);
      return {
        ...real,
        // The descriptor stays open, as long as the write is under way.
        close: async () => void (late ?? (await real.close())),
        write(bytes, position) {
          if (late) return real.write(bytes, position);
          late = new Promise<void>((resolve) => (goOn = resolve)).then(() => real.write(bytes, position));
          return late;
        },
      };
    },
  };
  await written(1);
  const store = await opened({ disk: slow, timeout: 1_000 });
  const { keeper } = await store.open('a');
  await expect(keeper.append([entry(2)])).rejects.toThrow('did not answer within 1000 ms, so it is unknown whether the change is stored');
  const again = await store.open('a');
  expect(again.kept?.entries).toHaveLength(1);
  await again.keeper.append([entry(3)]);
  goOn();
  await late;
  await again.keeper.append([entry(4)]);
  await again.keeper.release();
  expect((await read(store))?.slice(1)).toEqual(entries(3, 4));
});

test('appends that come while one is written are written together', async () => {
  const writes: number[] = [];
  const store = await opened({ observe: (event) => event.kind === 'write' && writes.push(event.entries) });
  const { keeper } = await store.open('a');
  await keeper.begin(birth);
  await Promise.all(entries(1, 100).map((one) => keeper.append([one])));
  expect(writes).toEqual([0, 1, 99]);
});

test('two stores on one folder: the second is refused, and told who has it', async () => {
  const store = await opened({ replica: 'one' });
  const refused = openFileStore(folder);
  await expect(refused).rejects.toThrow(NotOwner);
  await expect(refused).rejects.toThrow(`is in use by replica one, process ${process.pid} on `);
  await store.close();
  await (await openFileStore(folder)).close();
});

test('the folder of an owner of another container is taken when it gives no sign of life, and what that one still writes is refused', async () => {
  const store = await opened({ patience: 1_000_000 });
  const { keeper } = await store.open('a');
  await keeper.begin(birth);
  await keeper.append([entry(1)]);
  // As if it had been signed in another container, and then stood still.
  const lock = readdirSync(folder).find((file) => file.startsWith('lock.')) ?? '';
  const signed = JSON.parse(readFileSync(join(folder, lock), 'utf8')) as object;
  writeFileSync(join(folder, lock), JSON.stringify({ ...signed, space: 'another' }));
  const second = await opened({ patience: 200 });
  const taken = await second.open('a');
  expect(taken.kept?.entries).toEqual([entry(1)]);
  await taken.keeper.append([entry(2)]);
  await expect(keeper.append([entry(99)])).rejects.toThrow(NotOwner);
  expect(keeper.held()).toBe(false);
  await expect(store.open('a')).rejects.toThrow(NotOwner);
  await expect(store.names()).rejects.toThrow('which has taken it over');
  await taken.keeper.append([entry(3)]);
  await taken.keeper.release();
  expect(await read(second)).toEqual(entries(1, 3));
});

test('a process whose number was given to another one is dead, and its folder is free at once', async () => {
  await opened();
  const lock = readdirSync(folder).find((file) => file.startsWith('lock.')) ?? '';
  const signed = JSON.parse(readFileSync(join(folder, lock), 'utf8')) as object;
  writeFileSync(join(folder, lock), JSON.stringify({ ...signed, started: '1' }));
  const second = await opened({ patience: 1_000_000 });
  expect(await second.names()).toEqual([]);
});

test('an owner of another container that gives signs of life keeps its folder', async () => {
  await opened({ patience: 500 });
  const lock = readdirSync(folder).find((file) => file.startsWith('lock.')) ?? '';
  const signed = JSON.parse(readFileSync(join(folder, lock), 'utf8')) as object;
  writeFileSync(join(folder, lock), JSON.stringify({ ...signed, space: 'another' }));
  await expect(openFileStore(folder, { patience: 60_000 })).rejects.toThrow(NotOwner);
});

test('ten thousand names are read from the folder alone: no cloud is opened for them', async () => {
  const names = Array.from({ length: 10_000 }, (_, n) => `@job-${n}.log.1`);
  writeFileSync(join(folder, '@job-5.log.1'), '');
  const touched: string[] = [];
  const note = (path: string): void => void (path.includes('@') && touched.push(path));
  const watched: Disk = {
    ...disk,
    list: async (path) => [...names, ...(await disk.list(path)).filter((file) => file.startsWith('lock.'))],
    length: (path) => (note(path), disk.length(path)),
    read: (path) => (note(path), disk.read(path)),
    open: (path) => (note(path), disk.open(path)),
    touched: (path) => (note(path), disk.touched(path)),
  };
  const store = await opened({ disk: watched });
  expect(await store.names()).toHaveLength(10_000);
  expect(touched).toEqual([]);
  await expect(store.open('job-5')).rejects.toThrow(Unreadable);
  expect(touched).not.toEqual([]);
});
