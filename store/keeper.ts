/**
 * Writes what happens to a cloud, in order, and several requests' entries at once while a write is under way.
 * Law: after a write that failed or whose fate is unknown nothing more is written, so that no entry ever follows a hole.
 */
import { MOST_KEPT_BYTES, Unavailable, type Keeper, type KeptSize } from '../clouds/store.ts';
import type { Observe } from './events.ts';
import { birthRecord, entriesRecord, entriesText, keptRecords, tooLarge } from './records.ts';

/** When an append resolves: when it is stored (`reply`), or at once, and it is stored within 10 ms (`batch`). */
export type Durability = 'reply' | 'batch';

/** Where one cloud is written. Its calls come one after the other; `signal` is aborted when the keeper no longer waits. */
export interface Backing {
  append(record: string, entries: number, signal: AbortSignal): Promise<void>;
  /** Replaces everything, at once or not at all. */
  replace(records: readonly string[], entries: number, signal: AbortSignal): Promise<void>;
  /** Whether this owner certainly still holds the cloud. */
  held(): boolean;
  /** Gives the cloud back, also when a call is still under way. */
  free(): Promise<void>;
}

export interface KeeperOptions {
  readonly cloud: string;
  readonly backing: Backing;
  readonly durability: Durability;
  /** How long a write may take, in milliseconds. */
  readonly timeout: number;
  /** What is kept; no entries when the cloud has not begun. */
  readonly size: KeptSize | undefined;
  readonly observe: Observe;
}

/** A keeper, as its store sees it. */
export interface StoreKeeper extends Keeper {
  /** Spends it: the cloud is held no more. */
  lose(error: Error): void;
  /** Tells whoever holds it that another owner asks for the cloud. */
  want(): void;
}

interface Write {
  readonly text: string;
  readonly entries: number;
  readonly bytes: number;
  /** Instead of the text: everything is replaced by these. */
  readonly records?: readonly string[];
  done(error?: Error): void;
}

/** In `batch`, how long entries are collected, in milliseconds: the rest of the 10 ms is for the write. */
const COLLECTED = 5;
/** The most that waits to be written, and that is written at once, in bytes. In `batch`, an append waits beyond it. */
const MOST_WAITING = 16_777_216;
/** A large write may take longer: the slowest store, in bytes a millisecond. */
const SLOWEST = 10_000;
/** More than this waiting for a slow store is refused. */
const MOST_QUEUED = 134_217_728;

/** Makes the keeper of one cloud. */
export function keeperOf({ cloud, backing, durability, timeout, size, observe }: KeeperOptions): StoreKeeper {
  const lost = new AbortController();
  const wanted = new AbortController();
  let kept = size;
  let queue: Write[] = [];
  let queued = 0;
  let writing: Promise<void> | undefined;
  let released: Promise<void> | undefined;

  const lose = (error: Error): void => {
    if (lost.signal.aborted) return;
    lost.abort(error);
    observe({ kind: 'lost', cloud, error });
    const waiting = queue;
    queue = [];
    queued = 0;
    for (const { done } of waiting) done(error);
  };
  const refuse = (error: Error): never => {
    lose(error);
    throw error;
  };
  const check = (): void => {
    if (lost.signal.aborted) throw lost.signal.reason;
    if (released) throw new Unavailable(`The cloud '${cloud}' was released. Open it again.`);
  };

  /** Writes until nothing waits. */
  const run = async (): Promise<void> => {
    for (let next = queue[0]; next; next = queue[0]) {
      const group = next.records ? [next] : together(queue);
      queue = queue.slice(group.length);
      const entries = sum(group, (write) => write.entries);
      const bytes = sum(group, (write) => write.bytes);
      queued -= bytes;
      const began = performance.now();
      try {
        const { records } = next;
        await within(timeout + bytes / SLOWEST, (signal) =>
          records ? backing.replace(records, entries, signal) : backing.append(entriesRecord(group.map(({ text }) => text)), entries, signal),
        );
      } catch (error) {
        const reason = asError(error);
        lose(reason);
        for (const { done } of group) done(reason);
        return;
      }
      kept = next.records || !kept ? { entries, bytes } : { entries: kept.entries + entries, bytes: kept.bytes + bytes };
      observe({ kind: 'write', of: next.records ? 'replace' : 'append', seconds: (performance.now() - began) / 1_000, bytes, entries });
      for (const { done } of group) done();
    }
  };
  const start = (): Promise<void> =>
    (writing ??= (async () => {
      if (durability === 'batch') await new Promise((resolve) => setTimeout(resolve, COLLECTED));
      // Between the last look at the queue and this end, nothing else runs.
      while (queue.length > 0) await run();
      writing = undefined;
    })());
  const write = (what: Omit<Write, 'done'>): Promise<void> =>
    new Promise((resolve, reject) => {
      queue.push({ ...what, done: (error) => (error ? reject(error) : resolve()) });
      queued += what.bytes;
      void start();
    });
  const replace = (records: readonly string[], entries: number): Promise<void> => {
    const bytes = sum(records, (record) => Buffer.byteLength(record));
    if (bytes > MOST_KEPT_BYTES) refuse(new Unavailable(tooLarge(bytes)));
    return write({ text: '', records, entries, bytes });
  };

  return {
    lost: lost.signal,
    lose,
    wanted: wanted.signal,
    want: () => wanted.abort(),
    held: () => !lost.signal.aborted && !released && backing.held(),
    size: () => kept ?? { entries: 0, bytes: 0 },
    async begin(birth) {
      check();
      const record = birthRecord(birth);
      if (kept) throw new Error(`The cloud '${cloud}' has begun already. Append to it, or delete it first.`);
      kept = { entries: 0, bytes: 0 };
      await replace([record], 0);
    },
    async append(entries) {
      check();
      const text = entriesText(entries);
      if (!kept) throw new Error(`The cloud '${cloud}' has not begun. Call begin first.`);
      if (entries.length === 0) return;
      const bytes = Buffer.byteLength(text);
      if (kept.bytes + queued + bytes > MOST_KEPT_BYTES) refuse(new Unavailable(tooLarge(kept.bytes + queued + bytes)));
      if (queued > 0 && queued + bytes > MOST_QUEUED)
        refuse(new Unavailable(`More than ${MOST_QUEUED} bytes of the cloud '${cloud}' wait to be stored. The store is too slow.`));
      const full = queued > MOST_WAITING;
      const stored = write({ text, entries: entries.length, bytes });
      if (durability === 'reply' || full) return stored;
      // What goes wrong later is told by `lost`, and by the next call.
      stored.catch(() => {});
    },
    async compact(given) {
      check();
      const records = keptRecords(given);
      if (!kept) throw new Error(`The cloud '${cloud}' has not begun. Call begin first.`);
      await replace(records, given.entries.length);
    },
    release: () =>
      (released ??= (async () => {
        await writing;
        await backing.free().catch(() => {});
      })()),
  };
}

/** The first writes that are written as one. */
function together(queue: readonly Write[]): Write[] {
  let bytes = 0;
  const end = queue.findIndex((write, i) => write.records !== undefined || (i > 0 && (bytes += write.bytes) > MOST_WAITING));
  return queue.slice(0, end < 0 ? queue.length : end);
}

/** Runs what may take so long, and then no longer waits for it. */
async function within(milliseconds: number, run: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const given = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new Unavailable(`The store did not answer within ${Math.round(milliseconds)} ms, so it is unknown whether the change is stored.`);
      given.abort(error);
      reject(error);
    }, milliseconds);
  });
  try {
    await Promise.race([run(given.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
const sum = <T>(list: readonly T[], of: (one: T) => number): number => list.reduce((total, one) => total + of(one), 0);
