/**
 * Keeps clouds in a folder, without a service: a file a cloud, to which is only added, and which is replaced as a whole when it is compacted.
 * Laws: what was answered is on the disk; a crash at any moment leaves the old or the new; one process uses a folder.
 */
import { join, resolve } from 'node:path';
import { NotOwner, Unavailable, Unreadable, type Opened, type Store } from '../clouds/store.ts';
import { turns } from '../clouds/turns.ts';
import { codeOf, disk as realDisk, ofExisting, type Disk, type DiskFile } from './disk.ts';
import { observer, type Observe } from './events.ts';
import { lockFolder } from './folder-lock.ts';
import { fileBytes, frame, LONGEST_FILE, readFrames } from './frames.ts';
import { keeperOf, type Backing, type Durability, type StoreKeeper } from './keeper.ts';
import { checkName, fileOf, nameOf } from './names.ts';

export interface FileStoreOptions {
  readonly durability?: Durability;
  /** What messages call this process. */
  readonly replica?: string | undefined;
  /** How long a write may take, in milliseconds; 30,000 by default. */
  readonly timeout?: number | undefined;
  /** After how many milliseconds without a sign of life a process of another container has lost the folder; 10,000 by default. */
  readonly patience?: number | undefined;
  readonly observe?: Observe | undefined;
  /** The file system; tests let it fail. */
  readonly disk?: Disk;
}

/** A file that holds a cloud: the number in its name is its owner's, and the highest holds. */
interface Found {
  readonly file: string;
  readonly epoch: number;
}

/**
 * Opens a folder; it is created when there is none.
 * @throws {NotOwner} when another process uses it.
 * @throws {Unavailable} when it cannot be read or written.
 */
export async function openFileStore(given: string, options: FileStoreOptions = {}): Promise<Store> {
  const { durability = 'reply', replica, timeout = 30_000, patience = 10_000, disk = realDisk } = options;
  const folder = resolve(given);
  const observe = observer(options.observe);
  const keepers = new Map<string, StoreKeeper>();
  const { alone } = turns();
  /** Clouds whose last write failed in a way that leaves the file in doubt: they are written anew when they are opened. */
  const doubtful = new Set<string>();
  const at = (file: string): string => join(folder, file);

  const lock = await reaching(folder, async () => {
    await disk.makeFolder(folder);
    return lockFolder(folder, { disk, replica, patience, lost: (error) => loseAll(error) });
  });
  const files = await reaching(folder, () => found(disk, folder));
  let closed: Promise<void> | undefined;

  function loseAll(error: Error): void {
    for (const keeper of keepers.values()) keeper.lose(error);
  }
  const check = async (name?: string): Promise<void> => {
    if (name !== undefined) checkName(name);
    if (closed) throw new Unavailable(`The store in ${folder} is closed.`);
    await reaching(folder, lock.check);
  };
  const settle = async (name: string): Promise<void> => {
    const before = keepers.get(name);
    if (!before) return;
    before.lose(new Unavailable(`The cloud '${name}' was opened anew.`));
    await before.release();
    keepers.delete(name);
  };

  /** Reads a file, cuts off what a crash has torn, and opens it for writing. */
  async function read(name: string, { file, epoch }: Found): Promise<{ opened: DiskFile; end: number; kept: Opened['kept'] } | undefined> {
    const length = await ofExisting(disk.length(at(file)));
    if (length === undefined) return undefined;
    if (length > LONGEST_FILE) throw unreadable(name, at(file), `it has ${length} bytes, and at most ${LONGEST_FILE} are read`);
    const bytes = await disk.read(at(file));
    let contents: ReturnType<typeof readFrames>;
    try {
      contents = readFrames(bytes);
    } catch (error) {
      throw unreadable(name, at(file), (error as Error).message, error);
    }
    const { kept, end } = contents;
    if (end < bytes.length) observe({ kind: 'cut', cloud: name, at: end, bytes: bytes.length - end });
    if ((lock.doubtful && epoch < lock.epoch) || doubtful.has(name)) {
      const opened = await replaceBy(name, bytes.subarray(0, end));
      doubtful.delete(name);
      return { opened, end, kept };
    }
    const opened = await disk.open(at(file));
    try {
      if (end < bytes.length) {
        await opened.truncate(end);
        await opened.sync();
      }
    } catch (error) {
      await opened.close().catch(() => {});
      throw error;
    }
    return { opened, end, kept };
  }

  /** Puts new contents in the place of a cloud's file: written beside it, on the disk, then renamed. */
  async function replaceBy(name: string, bytes: Uint8Array): Promise<DiskFile> {
    const before = files.get(name);
    const file = withEpoch(fileOf(name), lock.epoch);
    const beside = at(`${file}${NEW}`);
    const opened = await disk.create(beside, false);
    let renamed = false;
    try {
      await opened.write(bytes, 0);
      await opened.sync();
      await lock.check();
      await disk.rename(beside, at(file));
      renamed = true;
      await disk.syncFolder(folder);
      await lock.check();
    } catch (error) {
      await opened.close().catch(() => {});
      if (renamed) {
        // The new file is there, though perhaps not yet after a power failure.
        doubtful.add(name);
        files.set(name, { file, epoch: lock.epoch });
      } else await disk.remove(beside).catch(() => {});
      throw error;
    }
    files.set(name, { file, epoch: lock.epoch });
    // It no longer counts: the number of the new one is higher.
    if (before && before.file !== file) await disk.remove(at(before.file)).catch(() => {});
    return opened;
  }

  function backingOf(name: string, open: DiskFile | undefined, from: number): Backing {
    let [file, end] = [open, from];
    let busy = false;
    const working = async (run: () => Promise<void>): Promise<void> => {
      busy = true;
      try {
        await reaching(folder, run);
      } finally {
        busy = false;
      }
    };
    return {
      held: () => lock.held(),
      append: (record) =>
        working(async () => {
          const bytes = frame(record, end);
          try {
            await file?.write(bytes, end);
            await file?.sync();
          } catch (error) {
            const full = FULL.has(String(codeOf(error)));
            // What is not whole would be cut off by the next opening.
            await file?.truncate(end).catch(() => doubtful.add(name));
            // After another failure, the system may take for written what is not.
            if (!full) doubtful.add(name);
            throw error;
          }
          await lock.check();
          end += bytes.length;
        }),
      replace: (records) =>
        working(async () => {
          const bytes = fileBytes(records);
          const opened = await replaceBy(name, bytes);
          await file?.close().catch(() => {});
          [file, end] = [opened, bytes.length];
        }),
      async free() {
        // A write that has not come back may still arrive: not in what is opened next.
        if (busy) doubtful.add(name);
        await file?.close();
      },
    };
  }

  async function open(name: string): Promise<Opened> {
    await check(name);
    const began = performance.now();
    await settle(name);
    const there = files.get(name);
    const now = await reaching(folder, async () => there && (await read(name, there)));
    if (there && !now) files.delete(name);
    const backing = backingOf(name, now?.opened, now?.end ?? 0);
    const size = now && { entries: now.kept?.entries.length ?? 0, bytes: now.end };
    const keeper = keeperOf({ cloud: name, backing, durability, timeout, size, observe });
    keepers.set(name, keeper);
    // What was taken over while the file was read belongs to another.
    try {
      await check();
    } catch (error) {
      await settle(name);
      throw error;
    }
    observe({ kind: 'taken', cloud: name, seconds: (performance.now() - began) / 1_000 });
    const release = async (): Promise<void> => {
      await keeper.release();
      if (keepers.get(name) === keeper) keepers.delete(name);
    };
    return { kept: now?.kept, keeper: { ...keeper, release }, now: Date.now() };
  }

  async function remove(name: string): Promise<boolean> {
    await check(name);
    await settle(name);
    const there = files.get(name);
    if (!there) return false;
    await reaching(folder, async () => {
      await ofExisting(disk.remove(at(there.file)));
      await disk.syncFolder(folder);
      await lock.check();
    });
    files.delete(name);
    doubtful.delete(name);
    return true;
  }

  return {
    names: async () => {
      await check();
      return [...files.keys()];
    },
    open: (name) => alone(name, () => open(name)),
    delete: (name) => alone(name, () => remove(name)),
    async ready() {
      await check();
      await reaching(folder, async () => {
        const probe = await disk.create(at(PROBE), false);
        try {
          await probe.write(Buffer.alloc(1), 0);
        } finally {
          await probe.close();
          await ofExisting(disk.remove(at(PROBE)));
        }
      });
    },
    close: () =>
      (closed ??= (async () => {
        await Promise.all(Array.from(keepers.values(), (keeper) => keeper.release()));
        await lock.free();
      })()),
  };
}

const NEW = '.new';
const PROBE = 'probe';
/** The codes of a disk, or a share of it, that is full. */
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** `@job-42.log` of the owner 7 is `@job-42.log.7`. */
const withEpoch = (file: string, epoch: number): string => `${file}.${epoch}`;

/** The clouds of a folder, by their names. What a crash has left beside them is removed. */
async function found(disk: Disk, folder: string): Promise<Map<string, Found>> {
  const clouds = new Map<string, Found>();
  const rest: string[] = [];
  for (const file of await disk.list(folder)) {
    const [, base = '', number, beside] = /^([@=].+)\.(\d{1,15})(\.new)?$/.exec(file) ?? [];
    const name = nameOf(base);
    if (name === undefined) continue;
    const epoch = Number(number);
    const other = clouds.get(name);
    if (beside !== undefined || (other && other.epoch > epoch)) rest.push(file);
    else {
      if (other) rest.push(other.file);
      clouds.set(name, { file, epoch });
    }
  }
  for (const file of rest) await disk.remove(join(folder, file)).catch(() => {});
  return clouds;
}

/** Runs what uses the disk; its errors become ours. */
async function reaching<T>(folder: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof NotOwner || error instanceof Unavailable || error instanceof Unreadable) throw error;
    const code = codeOf(error);
    throw new Unavailable(`The store in ${folder} ${WHY.get(code) ?? `cannot be used: ${(error as Error).message}`}.`, { cause: error });
  }
}

const WHY: ReadonlyMap<unknown, string> = new Map([
  ['ENOSPC', 'is full: the disk has no space left. Make room, then try again'],
  ['EDQUOT', 'is full: its quota is used up. Make room, then try again'],
  ['EACCES', 'cannot be written: permission denied. Give a folder that this user may write'],
  ['EROFS', 'cannot be written: the file system is read-only. Give another folder'],
  ['ENOTDIR', 'is not a folder. Give another path'],
  ['EEXIST', 'is not a folder. Give another path'],
  ['EMFILE', 'has too many files open. Raise the limit (ulimit -n), or hold fewer clouds at once'],
]);

const unreadable = (name: string, path: string, why: string, cause?: unknown): Unreadable =>
  new Unreadable(`The cloud '${name}' cannot be read: ${why}, in ${path}.`, { cause });
