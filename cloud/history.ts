/**
 * What a cloud was: each change of the last while with what it replaced, so that an instant that has passed can be read again.
 * Law: what changes nothing records nothing; and nothing is copied as it is recorded, since values are replaced and never changed.
 */
import { rowsOf, type RecordKey } from '../model/collection.ts';
import { limitsOf, type Limits } from '../model/limits.ts';
import { sizeOf } from '../model/plain.ts';
import type { AccountSnapshot, AccountState, Undo } from './account.ts';

/** The accounts as they were. */
export interface Past {
  /** The instant of the last change that is in them, in milliseconds since the epoch: from then on, only time has passed. */
  readonly now: number;
  /** How many tasks had begun. */
  readonly tasks: number;
  readonly accounts: Readonly<Record<string, AccountSnapshot>>;
}

/** The changes of a cloud, the oldest first. */
export interface History {
  /** Adds a change that was made at an instant, after which so many tasks have begun. */
  record(at: number, tasks: number, undo: Undo): void;
  /** Forgets everything: a life begins, or goes on from a snapshot. */
  begin(at: number, tasks: number): void;
  /**
   * The accounts as the last change by an instant left them.
   * @throws {Error} when the instant is before the cloud began, or before what is remembered.
   */
  past(instant: number, ledgers: ReadonlyMap<string, AccountState>): Past;
}

interface Entry {
  readonly at: number;
  readonly tasks: number;
  readonly undo: Undo;
}

/** What is kept when nobody says otherwise. The bytes are those of what is gone, such as the blocks of a drive that was written over. */
export const HISTORY_LIMITS: Limits = { entries: 10_000, bytes: 16_777_216 };

/** Makes an empty history, which keeps so many changes, or so many and so many bytes of what they replaced. */
export function history(limits?: number | Partial<Limits>): History {
  const most = limitsOf('history', 'changes', limits, HISTORY_LIMITS);
  let entries: (Entry | undefined)[] = [];
  let first = 0;
  let bytes = 0;
  /** What taking back all entries leads to, and whether that is the beginning. */
  let oldest = { at: -Infinity, tasks: 0, birth: true };

  const begin = (at: number, tasks: number): void => {
    entries = [];
    first = 0;
    bytes = 0;
    oldest = { at, tasks, birth: true };
  };
  const forget = (): void => {
    const { at, tasks, undo } = entries[first] as Entry;
    oldest = { at, tasks, birth: false };
    bytes -= sizeOfUndo(undo);
    // What is forgotten is let go at once; its place now and then, since an array that loses its first element is copied.
    entries[first] = undefined;
    first += 1;
    if (first < 1_000 || first < entries.length / 2) return;
    entries = entries.slice(first);
    first = 0;
  };

  return {
    begin,
    record(at, tasks, undo) {
      // A clock that was put back begins another life.
      if (at < (entries.at(-1)?.at ?? oldest.at)) return begin(at, tasks);
      entries.push({ at, tasks, undo });
      bytes += sizeOfUndo(undo);
      while (entries.length - first > most.entries || bytes > most.bytes) forget();
    },
    past(instant, ledgers) {
      if (!(instant >= oldest.at)) throw tooEarly(instant, oldest, most);
      let next = entries.length;
      while (next > first && (entries[next - 1] as Entry).at > instant) next -= 1;
      const drafts = new Map([...ledgers].map(([vendor, ledger]) => [vendor, draft(ledger)]));
      for (let i = entries.length - 1; i >= next; i -= 1) {
        const { undo } = entries[i] as Entry;
        drafts.get(undo.vendor)?.undo(undo);
      }
      const { at: now, tasks } = next > first ? (entries[next - 1] as Entry) : oldest;
      return { now, tasks, accounts: Object.fromEntries([...drafts].map(([vendor, { snapshot }]) => [vendor, snapshot()])) };
    },
  };
}

/** An account on which changes are taken back. Only the tables that had any are copied. */
function draft(ledger: AccountState): { undo(undo: Undo): void; snapshot(): AccountSnapshot } {
  const values = { settings: { ...ledger.settings } as Record<string, unknown>, counters: { ...ledger.counters } as Record<string, unknown> };
  const tables = new Map<string, Map<RecordKey, { record: object; order: number }>>();
  const drafted = (name: string): Map<RecordKey, { record: object; order: number }> => {
    let rows = tables.get(name);
    const table = ledger.tables[name];
    if (!rows && table) {
      rows = new Map(Array.from(rowsOf(table), ({ record, order }) => [record[table.key as never], { record: { ...record }, order }]));
      tables.set(name, rows);
    }
    return rows ?? new Map();
  };
  return {
    undo(undo) {
      if ('of' in undo) {
        if (undo.before === undefined) delete values[undo.of][undo.name];
        else values[undo.of][undo.name] = undo.before;
        return;
      }
      const { change, row } = undo;
      const rows = drafted(change.table);
      if (change.kind === 'added') rows.delete(change.key);
      else if (change.kind === 'removed') rows.set(change.key, { record: { ...row.record }, order: row.order });
      else Object.assign(rows.get(change.key)?.record ?? {}, change.before);
    },
    snapshot: () => ({
      tables: Object.fromEntries(
        Object.entries(ledger.tables).map(([name, table]) => {
          const rows = tables.get(name);
          return [name, rows ? plain([...rows.values()].sort((a, b) => a.order - b.order).map(({ record }) => record)) : table.snapshot()];
        }),
      ),
      settings: plain(values.settings),
      counters: values.counters as Record<string, number>,
    }),
  };
}

const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** How many bytes a change keeps from being forgotten. What was added is there still, or counts where it was removed. */
function sizeOfUndo(undo: Undo): number {
  if ('of' in undo) return sizeOf(undo.before);
  return undo.change.kind === 'added' ? 0 : sizeOf(undo.change.before ?? undo.row.record);
}

function tooEarly(instant: number, { at, birth }: { at: number; birth: boolean }, { entries, bytes }: Limits): Error {
  const [wanted, from] = [new Date(instant).toISOString(), new Date(at).toISOString()];
  return birth
    ? new Error(`The cloud was not there at ${wanted}: it begins at ${from}. Give an instant from then on.`)
    : new Error(
        `The cloud no longer knows what it was at ${wanted}: its history goes back to ${from}. Give a later instant, or createCloud a history of more than ${entries} changes and ${bytes} bytes.`,
      );
}
