/** The few calls of a file system that a store makes, so that tests can let each of them fail. */
import { mkdir, open, readdir, readFile, rename, stat, unlink, utimes } from 'node:fs/promises';

/** A file that is open for writing. */
export interface DiskFile {
  /** Writes all bytes at a position. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Returns when what was written survives a power failure. */
  sync(): Promise<void>;
  /** Cuts the file off at a length. */
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

export interface Disk {
  makeFolder(path: string): Promise<void>;
  list(folder: string): Promise<string[]>;
  /** The length of a file in bytes; undefined when there is none. */
  length(path: string): Promise<number | undefined>;
  read(path: string): Promise<Buffer>;
  /** Creates an empty file; `exclusive` fails when there is one, else it is emptied. */
  create(path: string, exclusive: boolean): Promise<DiskFile>;
  open(path: string): Promise<DiskFile>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Returns when the names in a folder survive a power failure. */
  syncFolder(path: string): Promise<void>;
  /** Sets the time of a file, as a sign of life. */
  touch(path: string): Promise<void>;
  /** The time of a file in milliseconds; undefined when there is none. */
  touched(path: string): Promise<number | undefined>;
}

type Handle = Awaited<ReturnType<typeof open>>;

/** The real one. */
export const disk: Disk = {
  makeFolder: async (path) => void (await mkdir(path, { recursive: true })),
  list: (folder) => readdir(folder),
  length: (path) =>
    ofExisting(
      stat(path).then((found) => {
        // Reading a pipe would never end.
        if (!found.isFile()) throw new Error(`it is not a file: ${path}`);
        return found.size;
      }),
    ),
  read: (path) => readFile(path),
  create: async (path, exclusive) => file(await open(path, exclusive ? 'wx' : 'w', 0o600)),
  open: async (path) => file(await open(path, 'r+')),
  rename,
  remove: unlink,
  async syncFolder(path) {
    // Windows cannot open a folder; its renames are in a journal of their own.
    if (process.platform === 'win32') return;
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
  async touch(path) {
    const now = new Date();
    await utimes(path, now, now);
  },
  touched: (path) => ofExisting(stat(path).then(({ mtimeMs }) => mtimeMs)),
};

const file = (handle: Handle): DiskFile => ({
  async write(bytes, position) {
    let done = 0;
    while (done < bytes.length) done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  },
  sync: () => handle.datasync(),
  truncate: (length) => handle.truncate(length),
  close: () => handle.close(),
});

/** Undefined instead of the error that there is no such file. */
export async function ofExisting<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** The system's code of an error: `ENOSPC`. Not by `instanceof`, since a test runner's errors of the system are of another realm. */
export const codeOf = (error: unknown): unknown => (typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined);
