/** A store in memory, which can be told to fail, to be slow, and to have a new owner. Everything goes through JSON, as in a real one. */
import type { Birth, Entry, Keeper, Kept, Opened, Store } from '../../clouds/store.ts';
import { NotOwner, Unavailable } from '../../clouds/store.ts';

interface Cell {
  kept: { birth: Birth; entries: Entry[] } | undefined;
  /** The number of the owner; that of a former one is refused. */
  owner: number;
}

export interface MemoryStore extends Store {
  /** Its time, in milliseconds since the epoch. */
  time: number;
  /** What each write waits for. */
  slow: Promise<void> | undefined;
  /** From now on, nothing can be reached. */
  gone: boolean;
  /** Writes are refused after so many more. */
  writesLeft: number;
  /** Gives a cloud to another owner, which holds it until `leave`. */
  takeOver(name: string): void;
  leave(name: string): void;
  /** Whether owners are uncertain of what they hold, as after a time without a reply; nothing is lost yet. */
  uncertain: boolean;
  /** Asks for a cloud as another owner. */
  want(name: string): void;
  kept(name: string): Kept | undefined;
  /** How many entries and beginnings were written. */
  written: number;
}

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

export function memoryStore(): MemoryStore {
  const cells = new Map<string, Cell>();
  const others = new Set<string>();
  const lost = new Map<string, AbortController>();
  const wanted = new Map<string, AbortController>();
  const cellOf = (name: string): Cell => {
    const cell = cells.get(name) ?? { kept: undefined, owner: 0 };
    cells.set(name, cell);
    return cell;
  };
  const reach = (): void => {
    if (store.gone) throw new Unavailable('The store is gone.');
  };
  const store: MemoryStore = {
    time: Date.parse('2026-01-01T00:00:00Z'),
    slow: undefined,
    gone: false,
    uncertain: false,
    writesLeft: Infinity,
    written: 0,
    async names() {
      reach();
      return [...cells].filter(([, { kept }]) => kept).map(([name]) => name);
    },
    async open(name): Promise<Opened> {
      reach();
      if (others.has(name)) throw new NotOwner('It is held by replica-2.', 'replica-2', store.time + 10_000);
      const cell = cellOf(name);
      const owner = (cell.owner += 1);
      const ended = new AbortController();
      lost.set(name, ended);
      const asked = new AbortController();
      wanted.set(name, asked);
      let before: Promise<unknown> = Promise.resolve();
      let spent = false;
      const write = (run: (cell: Cell) => void): Promise<void> => {
        const given = before.then(async () => {
          await store.slow;
          try {
            if (spent) throw new Unavailable('This keeper is spent.');
            if (others.has(name) || cell.owner !== owner) throw new NotOwner('It is held by replica-2.', 'replica-2');
            reach();
            if (store.writesLeft <= 0) throw new Unavailable('The disk is full.');
            store.writesLeft -= 1;
            store.written += 1;
            run(cell);
          } catch (error) {
            spent = true;
            throw error;
          }
        });
        before = given.catch(() => {});
        return given;
      };
      const keeper: Keeper = {
        begin: (birth) => write((one) => void (one.kept = { birth: copy(birth), entries: [] })),
        append: (entries) => {
          const own = copy(entries);
          return write((one) => one.kept?.entries.push(...own));
        },
        compact: (kept) => {
          const own = copy(kept);
          return write((one) => void (one.kept = { birth: own.birth, entries: [...own.entries] }));
        },
        size: () => ({ entries: cell.kept?.entries.length ?? 0, bytes: 0 }),
        held: () => !store.uncertain && cell.owner === owner && !others.has(name),
        lost: ended.signal,
        wanted: asked.signal,
        async release() {
          await before;
          if (cell.owner === owner) cell.owner += 1;
        },
      };
      return { kept: cell.kept && copy(cell.kept), keeper, now: store.time };
    },
    async delete(name) {
      reach();
      const had = cells.get(name)?.kept !== undefined;
      cells.delete(name);
      return had;
    },
    async ready() {
      reach();
    },
    async close() {},
    takeOver(name) {
      others.add(name);
      lost.get(name)?.abort(new NotOwner('It was taken over by replica-2.', 'replica-2'));
    },
    leave: (name) => void others.delete(name),
    want: (name) => wanted.get(name)?.abort(),
    kept: (name) => cells.get(name)?.kept,
  };
  return store;
}
