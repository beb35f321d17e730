/**
 * A table of records: synchronous, in the order of insertion, with unique keys and declared indexes.
 * Law: a record changes only through `update`, so that the indexes are always right; nested values are replaced, never mutated.
 */
import { Rows, type Change, type CollectionDefinition, type Predicate, type RecordKey, type Row, type TableRules } from './rows.ts';

export type { Change, CollectionDefinition, Predicate, RecordKey, Row, TableRules } from './rows.ts';

/**
 * Values that a record's members must equal. A member that the record does not have is a compile error, since nothing would match.
 * `Match<{ id: number }, { id: number; name: string }>` is `{ id: number; name: never }`.
 */
export type Match<R, M> = M & { readonly [K in Exclude<keyof M, keyof R>]: never };

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

/** A table as users see it. Its verbs are its own, so that one can be passed on: `ids.map(cloud.vpsorg.servers.get)`. */
class Table<R extends object> implements Collection<R> {
  readonly name: string;
  readonly key: string;
  readonly all: Collection<R>['all'];
  readonly has: Collection<R>['has'];
  readonly holds: Collection<R>['holds'];
  readonly get: Collection<R>['get'];
  readonly find: Collection<R>['find'];
  readonly filter: Collection<R>['filter'];
  readonly add: Collection<R>['add'];
  readonly update: Collection<R>['update'];
  readonly remove: Collection<R>['remove'];
  readonly clear: Collection<R>['clear'];
  readonly snapshot: Collection<R>['snapshot'];
  readonly restore: Collection<R>['restore'];
  readonly #rows: Rows<R>;

  constructor(rows: Rows<R>) {
    this.name = rows.name;
    this.key = rows.key;
    this.all = () => rows.all();
    this.has = (key) => rows.rows.has(key);
    this.holds = (record) => rows.holds(record);
    this.get = (key) => rows.get(key);
    this.find = (match: Partial<R> | Predicate<R>) => {
      const { done, value } = rows.matching(match).next();
      return done ? undefined : value;
    };
    this.filter = (match: Partial<R> | Predicate<R>) => [...rows.matching(match)];
    this.add = (record) => rows.add(record);
    this.update = (record, members) => rows.update(record, members);
    this.remove = (which) => rows.remove(which);
    this.clear = () => rows.clear();
    this.snapshot = () => rows.snapshot();
    this.restore = (records) => rows.restore(records);
    this.#rows = rows;
  }

  get size(): number {
    return this.#rows.size;
  }

  /** The rows of a table, which users do not see. */
  static inside<R extends object>(table: object): Rows<R> | undefined {
    // It holds its own type of record, which the caller knows.
    return #rows in table ? (table.#rows as unknown as Rows<R>) : undefined;
  }
}

/** Creates an empty table. `changed` is called after each change, with the row that changed; without `rules`, anything plain is accepted, and any number of it. */
export const collection = <R extends object>(
  name: string,
  definition: CollectionDefinition<R>,
  changed?: (change: Change, row: Row<R>) => void,
  rules?: TableRules,
): Collection<R> => new Table(new Rows(name, definition, changed, rules));

/** The rows of a table in order, for the cloud's history. Not for users: rows are writable. */
export const rowsOf = <R extends object>(table: Collection<R>): Iterable<Row<R>> => (Table.inside<R>(table) as Rows<R>).rows.values();

/**
 * Fills a table with records that it shares with other tables, and copies when it changes them; nobody is told, as when a cloud is filled.
 * @param records deeply frozen, checked, and each with a key of its own.
 */
export const share = <R extends object>(table: Collection<R>, records: readonly R[]): void => Table.inside<R>(table)?.share(records);

/**
 * Refuses what would make a table larger than its limits. An operation calls it before it changes anything; `add` itself refuses, too.
 * @param bytes how many bytes the new records hold, approximately.
 * @throws {Problem} `full`; in code outside of an operation, an Error.
 */
export const requireRoom = (table: object, count = 1, bytes = 0): void => Table.inside(table)?.checkRoom(bytes, count);
