/**
 * A table of records: synchronous, in the order of insertion, with unique keys and declared indexes.
 * Law: a record changes only through `update`, so that the indexes are never wrong; its nested values are replaced, never changed.
 */
import { Problem } from './problem.ts';

export type RecordKey = string | number;

/** What makes a table: the member that is the key, and the members that are looked up by value. */
export interface CollectionDefinition<R extends object> {
  readonly key: keyof R & string;
  /** Members with scalar values for which `filter({ member: value })` costs what it returns. */
  readonly indexes?: readonly (keyof R & string)[];
}

/** Values that a record's members must equal, or a predicate. */
export type Match<R> = Partial<R> | ((record: Readonly<R>) => boolean);

/** What happened to a record. `before` holds the members that an update replaced, `after` those that it has now: all of them when it was added. */
export interface Change {
  readonly table: string;
  readonly key: RecordKey;
  readonly kind: 'added' | 'changed' | 'removed';
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
}

/** A table of records of one kind. Records are live: one that is held shows each later change. */
export interface Collection<R extends object> {
  readonly name: string;
  /** The member that is the key. */
  readonly key: string;
  readonly size: number;
  /** All records, in the order in which they were added. */
  all(): Readonly<R>[];
  has(key: RecordKey): boolean;
  /** Whether this very record is in the table; false for a copy. */
  holds(record: object): boolean;
  /**
   * The record with this key.
   * @throws {Problem} `not-found` when there is none: in an operation it becomes the vendor's 404.
   * @example
   * cloud.vpsorg.servers.get(12345).status;
   */
  get(key: RecordKey): Readonly<R>;
  /** The first record that matches, or undefined. */
  find(match: Match<R>): Readonly<R> | undefined;
  /** All records that match, in the order in which they were added. */
  filter(match: Match<R>): Readonly<R>[];
  /**
   * Adds a record, and gives the live one.
   * @throws {Error} when its key is missing or taken.
   */
  add(record: R): Readonly<R>;
  /**
   * Replaces members of a record, in place.
   * @throws {Error} when the key would change, or the record is of another table or gone.
   * @example
   * cloud.vpsorg.servers.update(server, { status: 'suspended' });
   */
  update(record: Readonly<R>, members: Partial<R>): Readonly<R>;
  /** Removes a record, by itself or by its key; says whether it was there. */
  remove(record: Readonly<R> | RecordKey): boolean;
  clear(): void;
  /** The records with their places, for whoever keeps the table's history. */
  rows(): Iterable<Row<R>>;
  /** A deep copy of all records as plain JSON. */
  snapshot(): R[];
  /** Replaces everything by the records of a snapshot. */
  restore(records: readonly R[]): void;
}

/** A record and its place: a later one has a higher order. */
export interface Row<R> {
  readonly record: R;
  readonly order: number;
}

/** Makes an empty table. `changed` hears of each change, after it was made, with the row that it is of. */
export function collection<R extends object>(
  name: string,
  { key, indexes = [] }: CollectionDefinition<R>,
  changed?: (change: Change, row: Row<R>) => void,
): Collection<R> {
  // Maps, not objects: a key such as `__proto__` is a key like any other.
  const rows = new Map<RecordKey, Row<R>>();
  const byValue = new Map<string, Map<unknown, Set<Row<R>>>>(indexes.map((member) => [member, new Map()]));
  let added = 0;

  const keyOf = (record: Readonly<R>): RecordKey => record[key] as RecordKey;
  const own = (record: Readonly<R>): Row<R> => {
    const row = rows.get(keyOf(record));
    if (row?.record === record) return row;
    throw new Error(
      `That record (${key} ${String(keyOf(record))}) is not in ${name}: it was removed, or it is a copy. Take the live one with get(${JSON.stringify(keyOf(record))}).`,
    );
  };
  const enter = (index: Map<unknown, Set<Row<R>>>, value: unknown, row: Row<R>): void => {
    const set = index.get(value);
    if (set) set.add(row);
    else index.set(value, new Set([row]));
  };
  const leave = (index: Map<unknown, Set<Row<R>>>, value: unknown, row: Row<R>): void => {
    const set = index.get(value);
    set?.delete(row);
    if (set?.size === 0) index.delete(value);
  };
  const candidates = (match: Partial<R>): { records: Iterable<R>; rest: [string, unknown][] } => {
    const wanted = Object.entries(match);
    const indexed = wanted.find(([member]) => byValue.has(member));
    if (!indexed) return { records: each(rows.values()), rest: wanted };
    const set = byValue.get(indexed[0])?.get(indexed[1]) ?? new Set();
    return { records: each([...set].sort((a, b) => a.order - b.order)), rest: wanted.filter((entry) => entry !== indexed) };
  };
  function* matching(match: Match<R>): Generator<Readonly<R>> {
    if (typeof match === 'function') {
      for (const { record } of rows.values()) if (match(record)) yield record;
      return;
    }
    const { records, rest } = candidates(match);
    for (const record of records) if (rest.every(([member, value]) => record[member as keyof R] === value)) yield record;
  }

  const table: Collection<R> = {
    name,
    key,
    get size() {
      return rows.size;
    },
    all: () => Array.from(rows.values(), ({ record }) => record),
    has: (wanted) => rows.has(wanted),
    holds: (record) => rows.get(keyOf(record as R))?.record === record,
    get(wanted) {
      const row = rows.get(wanted);
      if (row) return row.record;
      throw new Problem('not-found', `There is no ${String(wanted)} in ${name}.`, { table: name, key: wanted });
    },
    find(match) {
      const { done, value } = matching(match).next();
      return done ? undefined : value;
    },
    filter: (match) => [...matching(match)],
    add(given) {
      const wanted = keyOf(given);
      if (typeof wanted !== 'string' && typeof wanted !== 'number')
        throw new Error(`A record of ${name} needs a ${key}: a string or a number, not ${String(wanted)}.`);
      if (rows.has(wanted))
        throw new Error(
          `There is already a record with the ${key} ${String(wanted)} in ${name}. Choose another ${key}, or change the one there with update().`,
        );
      const row = { record: { ...given }, order: (added += 1) };
      rows.set(wanted, row);
      for (const [member, index] of byValue) enter(index, row.record[member as keyof R], row);
      changed?.({ table: name, key: wanted, kind: 'added', after: { ...row.record } as Record<string, unknown> }, row);
      return row.record;
    },
    update(record, members) {
      const row = own(record);
      if (key in members && members[key] !== record[key])
        throw new Error(
          `The ${key} of a record of ${name} is its key and cannot change (${String(record[key])} to ${String(members[key])}). Remove the record and add another.`,
        );
      const before: Record<string, unknown> = {};
      for (const [member, value] of Object.entries(members)) {
        const old = row.record[member as keyof R];
        if (old === value) continue;
        before[member] = old;
        const index = byValue.get(member);
        if (index) leave(index, old, row);
        row.record[member as keyof R] = value as R[keyof R];
        if (index) enter(index, value, row);
      }
      if (changed && Object.keys(before).length > 0) changed({ table: name, key: keyOf(record), kind: 'changed', before, after: members }, row);
      return row.record;
    },
    remove(which) {
      const wanted = typeof which === 'object' ? keyOf(which) : which;
      const row = rows.get(wanted);
      if (!row || (typeof which === 'object' && row.record !== which)) return false;
      rows.delete(wanted);
      for (const [member, index] of byValue) leave(index, row.record[member as keyof R], row);
      changed?.({ table: name, key: wanted, kind: 'removed' }, row);
      return true;
    },
    clear() {
      const gone = [...rows];
      rows.clear();
      for (const index of byValue.values()) index.clear();
      for (const [wanted, row] of gone) changed?.({ table: name, key: wanted, kind: 'removed' }, row);
    },
    rows: () => rows.values(),
    snapshot: () => JSON.parse(JSON.stringify(table.all())) as R[],
    restore(records) {
      table.clear();
      for (const record of JSON.parse(JSON.stringify(records)) as R[]) table.add(record);
    },
  };
  return table;
}

function* each<R>(rows: Iterable<Row<R>>): Generator<R> {
  for (const { record } of rows) yield record;
}
