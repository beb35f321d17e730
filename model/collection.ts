/**
 * A table of records: synchronous, in the order of insertion, with unique keys and declared indexes.
 * Law: a record changes only through `update`, so that the indexes are always right; nested values are replaced, never mutated.
 */
import type { Limits } from './limits.ts';
import { frozen, isPlainObject, said, sizeOf } from './plain.ts';
import { Problem } from './problem.ts';
import { viewOf, type TableNaming } from './record.ts';
import type { Wrong } from './schema.ts';
import { closest, suggestion } from './spelling.ts';

export type RecordKey = string | number;

/** Defines a table: its key, and the members that are looked up by value. */
export interface CollectionDefinition<R extends object> {
  readonly key: keyof R & string;
  /** Members with scalar values that are indexed, so that `filter({ member: value })` costs only what it returns. */
  readonly indexes?: readonly (keyof R & string)[];
  /** The values that a member may have, where they are limited: the statuses of a lifecycle. */
  readonly values?: Readonly<Record<string, readonly unknown[]>>;
}

/** A condition as a function. */
export type Predicate<R> = (record: Readonly<R>) => boolean;

/**
 * Values that a record's members must equal. A member that the record does not have is a compile error, since nothing would match.
 * `Match<{ id: number }, { id: number; name: string }>` is `{ id: number; name: never }`.
 */
export type Match<R, M> = M & { readonly [K in Exclude<keyof M, keyof R>]: never };

/** What happened to a record. `before` has the values that an update replaced and `after` the new ones; when a record was added, `after` has all of them. */
export interface Change {
  readonly table: string;
  readonly key: RecordKey;
  readonly kind: 'added' | 'changed' | 'removed';
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
}

/**
 * A table of records of one kind. Records are live: a record that you hold shows each later change.
 * They are read-only: assigning to a member throws; use `update`. A record has all its members from the start; a value that comes later starts as null.
 */
export interface Collection<R extends object> {
  readonly name: string;
  /** The name of the member that is the key. */
  readonly key: string;
  readonly size: number;
  /** All records, in the order in which they were added. */
  all(): Readonly<R>[];
  has(key: RecordKey): boolean;
  /** Whether this record object is in the table; false for a copy. */
  holds(record: object): boolean;
  /**
   * The record with this key. A number and its text are different keys: `get(12345)` is not `get('12345')`.
   * @throws {Problem} `not-found` when there is none; in an operation it becomes the vendor's 404.
   * @example
   * cloud.vpsorg.servers.get(12345).status;
   */
  get(key: RecordKey): Readonly<R>;
  /**
   * The first record that matches, or undefined.
   * @throws {Error} when no record has one of the given members.
   */
  find(match: Predicate<R>): Readonly<R> | undefined;
  find<M extends Partial<R>>(match: Match<R, M>): Readonly<R> | undefined;
  /**
   * All records that match, in the order in which they were added.
   * @throws {Error} when no record has one of the given members.
   * @example
   * cloud.vpsorg.servers.filter({ status: 'active' });
   */
  filter(match: Predicate<R>): Readonly<R>[];
  filter<M extends Partial<R>>(match: Match<R, M>): Readonly<R>[];
  /**
   * Adds a copy of a record, and returns the live record.
   * @throws {Error} when its key is missing or taken, its status is unknown, or one of its values is not plain.
   */
  add(record: R): Readonly<R>;
  /**
   * Changes members of a record in place: all of the given ones or, when it throws, none.
   * @throws {Error} when the key would change, a member or the status is unknown, or the record is not in this table.
   * @example
   * cloud.vpsorg.servers.update(server, { status: 'suspended' });
   */
  update(record: Readonly<R>, members: Partial<R>): Readonly<R>;
  /** Removes a record, given as a record or by its key; returns whether it was there. */
  remove(record: Readonly<R> | RecordKey): boolean;
  clear(): void;
  /** A deep copy of all records as plain JSON. */
  snapshot(): R[];
  /**
   * Replaces all records by copies of these, such as those of a snapshot.
   * @throws {Error} when one of them is invalid; the table is then unchanged.
   */
  restore(records: readonly R[]): void;
}

/** What a table asks of its account. Operations and time are trusted: their records are not checked again. */
export interface TableRules {
  /** Whether a change comes from a test, a scenario or another machine. */
  outside(): boolean;
  /** The first member that is wrong of a record or, unless it is `whole`, of some of its members. */
  wrong(record: Readonly<Record<string, unknown>>, whole: boolean): Wrong | undefined;
  /** Which record refers to a key of this table, in words. */
  referrer(key: RecordKey): string | undefined;
  readonly limits: Limits;
}

/** How many bytes an update may add to a full table: more than time adds to a record, which is never refused. */
const SMALL_GROWTH = 4_096;

/** A record and its position: a later one has a higher order. */
export interface Row<R> {
  readonly record: R;
  readonly order: number;
}

/** A row and the read-only view of its record, which is created on first use since most are never read. A frozen record is shared, and copied before it changes. */
interface Kept<R extends object> extends Row<R> {
  record: R;
  view: Readonly<R> | undefined;
  readonly table: TableNaming;
}

/** Creates an empty table. `changed` is called after each change, with the row that changed; without `rules`, anything plain is accepted, and any number of it. */
export function collection<R extends object>(
  name: string,
  { key, indexes = [], values = {} }: CollectionDefinition<R>,
  changed?: (change: Change, row: Row<R>) => void,
  rules?: TableRules,
): Collection<R> {
  /** Shared records that are not entered yet: most tables of a cloud are never looked at. */
  let unentered: readonly R[] = [];
  // Maps, not objects, so that `__proto__` is a key like any other.
  let entered: Map<RecordKey, Kept<R>> | undefined;
  let indexed: Map<string, Map<unknown, Set<Kept<R>>>> | undefined;
  const limitedMembers = Object.entries(values);
  const naming: TableNaming = { name, key };
  let added = 0;
  /** The approximate size of all records, counted when a limit first needs it, and kept from then on. */
  let bytes: number | undefined;

  const keyOf = (record: Readonly<R>): RecordKey => record[key] as RecordKey;
  const enterAll = (): Map<RecordKey, Kept<R>> => {
    entered = new Map(unentered.map((record) => [keyOf(record), { record, order: (added += 1), view: undefined, table: naming }]));
    unentered = [];
    return entered;
  };
  const rows = (): Map<RecordKey, Kept<R>> => entered ?? enterAll();
  /** The rows by the values of the indexed members, entered when they are first asked for. */
  const byValue = (): Map<string, Map<unknown, Set<Kept<R>>>> => {
    if (indexed) return indexed;
    indexed = new Map(indexes.map((member) => [member, new Map()]));
    for (const row of rows().values()) for (const [member, index] of indexed) enter(index, row.record[member as keyof R], row);
    return indexed;
  };
  const viewFor = (row: Kept<R>): Readonly<R> => (row.view ??= viewOf(row));
  const liveRow = (record: Readonly<R>): Kept<R> => {
    if (typeof record !== 'object' || record === null) throw new Error(`update() takes a record of ${name}, not ${said(record)}: use get(…).`);
    const row = rows().get(keyOf(record));
    if (row && row.view === record) return row;
    const own = said(keyOf(record));
    throw new Error(`That record (${key} ${own}) is not in ${name}: it was removed, or it is a copy. Get the live record with get(${own}).`);
  };
  const checkFrom = (record: object, whole: boolean, which: unknown): void => {
    const wrong = rules?.outside() ? rules.wrong(record as Record<string, unknown>, whole) : undefined;
    if (!wrong) return;
    const value = wrong.value === undefined ? '' : ` ${said(wrong.value)}`;
    throw new Error(`Record ${said(which)} in ${name} is invalid: ${wrong.member}${value} ${wrong.why}${/[.?]$/.test(wrong.why) ? '' : '.'}`);
  };
  /** Refuses what would make the table larger than its limits. */
  const checkRoom = (grown: number, count: number): void => {
    if (!rules) return;
    bytes ??= Array.from(rows().values(), ({ record }) => sizeOf(record)).reduce((sum, size) => sum + size, 0);
    const { entries, bytes: most } = rules.limits;
    if (rows().size + count <= entries && bytes + grown <= most) return;
    const what = `${name} holds at most ${entries} records and ${most} bytes`;
    if (!rules.outside()) throw new Problem('full', `The table ${what}. createCloud takes the option records for more.`, { table: name });
    throw new Error(`${what}. Remove some, or pass createCloud the option records: { entries: …, bytes: … }.`);
  };
  /** Refuses to remove a record to which another one refers. */
  const checkUnreferred = (wanted: RecordKey): void => {
    const referrer = rules?.outside() ? rules.referrer(wanted) : undefined;
    if (referrer !== undefined) throw new Error(`${said(wanted)} cannot be removed from ${name}: ${referrer} refers to it. Remove or change that first.`);
  };
  const enter = (index: Map<unknown, Set<Kept<R>>>, value: unknown, row: Kept<R>): void => {
    const set = index.get(value);
    if (set) set.add(row);
    else index.set(value, new Set([row]));
  };
  const leave = (index: Map<unknown, Set<Kept<R>>>, value: unknown, row: Kept<R>): void => {
    const set = index.get(value);
    set?.delete(row);
    if (set?.size === 0) index.delete(value);
  };

  /** Refuses a member that no record has. The first row has nearly all of them; the other rows are checked only for those that it lacks. */
  const checkMatch = (wanted: readonly [string, unknown][]): void => {
    for (const [member] of wanted) {
      if (indexes.includes(member as never) || rows().size === 0) continue;
      let first: R | undefined;
      let known = false;
      for (const { record } of rows().values()) {
        first ??= record;
        if ((known = Object.hasOwn(record, member))) break;
      }
      if (!known) throw new Error(`No record in ${name} has a member ${said(member)}, so nothing can match.${suggestion(member, Object.keys(first ?? {}))}`);
    }
  };
  const candidates = (match: Partial<R>): { found: Iterable<Kept<R>>; rest: [string, unknown][] } => {
    if (typeof match !== 'object' || match === null)
      throw new Error(`Cannot filter ${name} by ${said(match)}. Give values of members, such as { ${key}: … }, or a function.`);
    const wanted = Object.entries(match);
    checkMatch(wanted);
    const first = wanted.find(([member]) => indexes.includes(member as never));
    if (!first) return { found: rows().values(), rest: wanted };
    const set = byValue().get(first[0])?.get(first[1]) ?? new Set();
    return { found: [...set].sort((a, b) => a.order - b.order), rest: wanted.filter((entry) => entry !== first) };
  };
  function* matching(match: Partial<R> | Predicate<R>): Generator<Readonly<R>> {
    if (typeof match === 'function') {
      for (const row of rows().values()) if (match(viewFor(row))) yield viewFor(row);
      return;
    }
    const { found, rest } = candidates(match);
    for (const row of found) if (rest.every(([member, value]) => row.record[member as keyof R] === value)) yield viewFor(row);
  }

  /** Refuses a value that a member may not have. */
  const checkValues = (record: Partial<R>, which: unknown): void => {
    for (const [member, known] of limitedMembers) {
      if (!Object.hasOwn(record, member)) continue;
      const value: unknown = record[member as keyof R];
      if (!known.includes(value))
        throw new Error(`Record ${said(which)} in ${name} cannot have the ${member} ${said(value)}.${suggestion(value, known.map(String))}`);
    }
  };

  /** Makes the table's own copy of a given record: checked, plain, and with frozen nested values. */
  const ownCopy = (given: R): R => {
    if (!isPlainObject(given)) throw new Error(`A record in ${name} must be an object with the member ${key}, not ${said(given)}.`);
    const wanted = keyOf(given);
    if (typeof wanted !== 'string' && typeof wanted !== 'number')
      throw new Error(`A record in ${name} needs a key: the member ${key} must be a string or a number, not ${said(wanted)}.`);
    if (Object.hasOwn(given, '__proto__')) throw new Error(`A record in ${name} cannot have a member '__proto__'.`);
    const record: R = { ...given };
    checkValues(record, wanted);
    checkFrom(record, true, wanted);
    for (const member in record) {
      const value = record[member];
      if (typeof value === 'object' || typeof value === 'function') record[member] = frozen(value);
    }
    return record;
  };
  const duplicate = (wanted: RecordKey): Error =>
    new Error(
      `${name} already has a record with the ${key} ${String(wanted).slice(0, 200)}. Choose another ${key}, or change the existing record with update().`,
    );
  const insert = (record: R): Kept<R> => {
    const row: Kept<R> = { record, order: (added += 1), view: undefined, table: naming };
    rows().set(keyOf(record), row);
    for (const [member, index] of indexed ?? []) enter(index, record[member as keyof R], row);
    changed?.({ table: name, key: keyOf(record), kind: 'added', after: { ...record } as Record<string, unknown> }, row);
    return row;
  };

  const empty = (): void => {
    const removed = [...rows()];
    rows().clear();
    bytes = undefined;
    indexed = undefined;
    for (const [wanted, row] of removed) changed?.({ table: name, key: wanted, kind: 'removed' }, row);
  };

  const table: Collection<R> = {
    name,
    key,
    get size() {
      return entered ? entered.size : unentered.length;
    },
    all: () => Array.from(rows().values(), viewFor),
    has: (wanted) => rows().has(wanted),
    holds: (record) => typeof record === 'object' && record !== null && rows().get(keyOf(record as R))?.view === record,
    get(wanted) {
      const row = (entered ?? enterAll()).get(wanted);
      if (row) return row.view ?? viewFor(row);
      if (typeof wanted !== 'string' && typeof wanted !== 'number') throw new Error(`get() takes the ${key} of a record of ${name}, not ${said(wanted)}.`);
      throw new Problem('not-found', notFound(name, wanted, rows()), { table: name, key: wanted });
    },
    find(match: Partial<R> | Predicate<R>) {
      const { done, value } = matching(match).next();
      return done ? undefined : value;
    },
    filter: (match: Partial<R> | Predicate<R>) => [...matching(match)],
    add(given) {
      const record = ownCopy(given);
      if (rows().has(keyOf(record))) throw duplicate(keyOf(record));
      const size = rules ? sizeOf(record) : 0;
      checkRoom(size, 1);
      const row = insert(record);
      if (bytes !== undefined) bytes += size;
      return viewFor(row);
    },
    update(which, given) {
      const row = liveRow(which);
      let { record } = row;
      if (!isPlainObject(given)) throw new Error(`update() takes the members to change, such as { ${key}: … }, not ${said(given)}.`);
      const members: Partial<R> = { ...given };
      if (Object.hasOwn(members, key) && members[key] !== record[key])
        throw new Error(
          `Cannot change the ${key} of a record in ${name} from ${said(record[key])} to ${said(members[key])}: it is the key. Remove the record and add another.`,
        );
      checkValues(members, record[key]);
      checkFrom(members, false, record[key]);
      const before: Record<string, unknown> = {};
      const after: Record<string, unknown> = {};
      for (const [member, value] of Object.entries(members)) {
        if (!Object.hasOwn(record, member))
          throw new Error(`Record ${said(record[key])} in ${name} has no member ${said(member)}.${suggestion(member, Object.keys(record))}`);
        after[member] = frozen(value);
      }
      let grown = 0;
      if (rules && bytes !== undefined) {
        for (const [member, value] of Object.entries(after)) grown += sizeOf(value) - sizeOf(record[member as keyof R]);
        if (grown > SMALL_GROWTH) checkRoom(grown, 0);
        bytes += grown;
      }
      let changes = false;
      for (const [member, value] of Object.entries(after)) {
        const old = record[member as keyof R];
        if (old === value) continue;
        if (!changes && Object.isFrozen(record)) row.record = record = { ...record };
        changes = true;
        before[member] = old;
        const index = indexed?.get(member);
        if (index) leave(index, old, row);
        record[member as keyof R] = value as R[keyof R];
        if (index) enter(index, value, row);
      }
      if (changed && changes) changed({ table: name, key: keyOf(record), kind: 'changed', before, after }, row);
      return which;
    },
    remove(which) {
      if (which === null) return false;
      const wanted = typeof which === 'object' ? keyOf(which) : which;
      const row = rows().get(wanted);
      if (!row || (typeof which === 'object' && row.view !== which)) return false;
      checkUnreferred(wanted);
      rows().delete(wanted);
      if (bytes !== undefined) bytes -= sizeOf(row.record);
      for (const [member, index] of indexed ?? []) leave(index, row.record[member as keyof R], row);
      changed?.({ table: name, key: wanted, kind: 'removed' }, row);
      return true;
    },
    clear() {
      for (const wanted of rows().keys()) checkUnreferred(wanted);
      empty();
    },
    snapshot: () => JSON.parse(JSON.stringify(entered ? Array.from(entered.values(), ({ record }) => record) : unentered)) as R[],
    restore(records) {
      if (!Array.isArray(records)) throw new Error(`restore() takes a list of records for ${name}, not ${said(records)}.`);
      const all = (records as readonly R[]).map(ownCopy);
      const keys = new Set<RecordKey>();
      for (const record of all) {
        if (keys.has(keyOf(record))) throw duplicate(keyOf(record));
        keys.add(keyOf(record));
      }
      if (rules?.outside()) {
        for (const wanted of rows().keys()) if (!keys.has(wanted)) checkUnreferred(wanted);
        if (all.length > rules.limits.entries) checkRoom(0, all.length);
      }
      empty();
      for (const record of all) insert(record);
    },
  };
  insides.set(table, {
    rows,
    checkRoom,
    share(records) {
      entered = undefined;
      indexed = undefined;
      bytes = undefined;
      // Any table's inside takes its own type of record.
      unentered = records as readonly R[];
    },
  });
  return table;
}

/** What a table shows to the cloud, and not to users: rows are writable. */
interface Inside {
  rows(): ReadonlyMap<RecordKey, Row<object>>;
  checkRoom(grown: number, count: number): void;
  share(records: readonly object[]): void;
}

const insides = new WeakMap<object, Inside>();

/** The rows of a table in order, for the cloud's history. Not for users: rows are writable. */
export function rowsOf<R extends object>(table: Collection<R>): Iterable<Row<R>> {
  // Each table registers its own rows, so they hold its type of record.
  return (insides.get(table) as Inside).rows().values() as Iterable<Row<R>>;
}

/**
 * Fills a table with records that it shares with other tables, and copies when it changes them; nobody is told, as when a cloud is filled.
 * @param records deeply frozen, checked, and each with a key of its own.
 */
export const share = <R extends object>(table: Collection<R>, records: readonly R[]): void => insides.get(table)?.share(records);

/**
 * Refuses what would make a table larger than its limits. An operation calls it before it changes anything; `add` itself refuses, too.
 * @param bytes how many bytes the new records hold, approximately.
 * @throws {Problem} `full`; in code outside of an operation, an Error.
 */
export const requireRoom = (table: object, count = 1, bytes = 0): void => insides.get(table)?.checkRoom(bytes, count);

/** How many keys an error message lists, and how many are searched for a similar one. */
const [FEW, SOME] = [5, 200];

/** Explains why a key was not found: its type is wrong, it is misspelt, or it is simply none of the existing keys. */
function notFound(table: string, wanted: RecordKey, rows: ReadonlyMap<RecordKey, unknown>): string {
  const why = `There is no ${JSON.stringify(typeof wanted === 'string' ? wanted.slice(0, 200) : wanted)} in ${table}.`;
  const other = typeof wanted === 'string' && wanted.trim() !== '' ? Number(wanted) : String(wanted);
  if (rows.has(other)) return `${why} There is the ${typeof other} ${JSON.stringify(other)}: use get(${JSON.stringify(other)}).`;
  if (rows.size === 0) return `${why} The table is empty.`;
  const keys: string[] = [];
  for (const key of rows.keys()) if (keys.push(String(key)) === SOME) break;
  const near = typeof wanted === 'string' && wanted.length >= 3 ? closest(wanted, keys) : undefined;
  if (near !== undefined) return `${why} Did you mean '${near}'?`;
  return `${why} Available: ${keys.slice(0, FEW).join(', ')}${rows.size > FEW ? ` and ${rows.size - FEW} more` : ''}.`;
}
