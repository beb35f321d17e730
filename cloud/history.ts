/**
 * The history of a cloud: its latest changes with the values they replaced, so that a past instant can be read again.
 * Law: only changes are recorded, and nothing is copied, since values are replaced and never mutated.
 */
import { rowsOf, type RecordKey } from '../model/collection.ts';
import { limitsOf, type Limits } from '../model/limits.ts';
import { jsonCopy, sizeOf } from '../model/plain.ts';
import { Recent } from '../model/recent.ts';
import type { AccountSnapshot, AccountState, Undo } from './account.ts';

/** The accounts at a past instant. */
export interface Past {
  /** The instant of the last change included, in milliseconds since the epoch; after it, only time has passed. */
  readonly now: number;
  /** How many tasks had begun. */
  readonly tasks: number;
  readonly accounts: Readonly<Record<string, AccountSnapshot>>;
}

/** The changes of a cloud, oldest first. */
export interface History {
  /** Adds a change that was made at an instant; `tasks` is how many tasks have begun after it. */
  record(at: number, tasks: number, undo: Undo): void;
  /** Forgets everything, when a cloud begins or continues from a snapshot. */
  begin(at: number, tasks: number): void;
  /**
   * The accounts after the last change up to an instant.
   * @throws {Error} when the instant is before the cloud began, or before the start of the history.
   */
  past(instant: number, accounts: ReadonlyMap<string, AccountState>): Past;
  /** The earliest instant that `past` knows. */
  began(): number;
}

interface Entry {
  readonly at: number;
  readonly tasks: number;
  readonly undo: Undo;
}

/** The default limits. The bytes are those of replaced values, such as the overwritten blocks of a drive. */
export const HISTORY_LIMITS: Limits = { entries: 10_000, bytes: 16_777_216 };

/** Creates an empty history, limited to a number of changes, or to changes and bytes of what they replaced. */
export function history(limits?: number | Partial<Limits>): History {
  const most = limitsOf('history', 'changes', limits, HISTORY_LIMITS);
  /** The instant that undoing all entries leads to, and whether that is the beginning. */
  let oldest = { at: -Infinity, tasks: 0, birth: true };
  const entries = new Recent<Entry>(most, ({ at, tasks }) => {
    oldest = { at, tasks, birth: false };
  });
  const begin = (at: number, tasks: number): void => {
    entries.clear();
    oldest = { at, tasks, birth: true };
  };

  return {
    begin,
    began: () => oldest.at,
    record(at, tasks, undo) {
      // When the clock was set back, the history starts again.
      if (at < (entries.last() ?? oldest).at) begin(at, tasks);
      else entries.push({ at, tasks, undo }, sizeOfUndo(undo));
    },
    past(instant, accounts) {
      if (!(instant >= oldest.at)) throw tooEarly(instant, oldest, most);
      const all = entries.all();
      const drafts = new Map([...accounts].map(([vendor, account]) => [vendor, draft(account)]));
      while ((all.at(-1)?.at ?? -Infinity) > instant) {
        const { undo } = all.pop() as Entry;
        drafts.get(undo.vendor)?.undo(undo);
      }
      const { at: now, tasks } = all.at(-1) ?? oldest;
      return { now, tasks, accounts: Object.fromEntries([...drafts].map(([vendor, { snapshot }]) => [vendor, snapshot()])) };
    },
  };
}

/** A copy of an account on which changes are undone. Only tables with changes are copied. */
function draft(account: AccountState): { undo(undo: Undo): void; snapshot(): AccountSnapshot } {
  const values = { settings: { ...account.settings } as Record<string, unknown>, counters: { ...account.counters } as Record<string, unknown> };
  const tables = new Map<string, Map<RecordKey, { record: object; order: number }>>();
  const drafted = (name: string): Map<RecordKey, { record: object; order: number }> => {
    let rows = tables.get(name);
    const table = account.tables[name];
    if (!rows && table) {
      rows = new Map(Array.from(rowsOf(table), ({ record, order }) => [Reflect.get(record, table.key) as RecordKey, { record: { ...record }, order }]));
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
        Object.entries(account.tables).map(([name, table]) => {
          const rows = tables.get(name);
          return [name, rows ? jsonCopy([...rows.values()].sort((a, b) => a.order - b.order).map(({ record }) => record)) : table.snapshot()];
        }),
      ),
      settings: jsonCopy(values.settings),
      counters: values.counters as Record<string, number>,
    }),
  };
}

/** How many bytes a change keeps in memory. An added record still exists, or counts where it was removed. */
function sizeOfUndo(undo: Undo): number {
  if ('of' in undo) return sizeOf(undo.before);
  return undo.change.kind === 'added' ? 0 : sizeOf(undo.change.before ?? undo.row.record);
}

function tooEarly(instant: number, { at, birth }: { at: number; birth: boolean }, { entries, bytes }: Limits): Error {
  const [wanted, from] = [new Date(instant).toISOString(), new Date(at).toISOString()];
  return birth
    ? new Error(`The cloud did not exist yet at ${wanted}: it begins at ${from}. Give that instant or a later one.`)
    : new Error(
        `The cloud's state at ${wanted} is no longer known: its history goes back to ${from}. Give a later instant, or pass createCloud a history of more than ${entries} changes and ${bytes} bytes.`,
      );
}
