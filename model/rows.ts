/**
 * The rows of a table: what a collection does, with its state. A class, since each cloud has many tables, and its methods are shared.
 * Law: a row's record is the table's own, or frozen and shared with other tables, and then copied before it changes.
 */
import type { Limits } from './limits.ts';
import { frozen, isPlainObject, jsonCopy, said, sizeOf } from './plain.ts';
import { Problem } from './problem.ts';
import { viewOf, type TableNaming } from './record.ts';
import { inWords, type Wrong } from './schema.ts';
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

/** What happened to a record. `before` has the values that an update replaced and `after` the new ones; when a record was added, `after` has all of them. */
export interface Change {
  readonly table: string;
  readonly key: RecordKey;
  readonly kind: 'added' | 'changed' | 'removed';
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
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

/** The state of one table, and everything that is done with it. */
export class Rows<R extends object> implements TableNaming {
  readonly name: string;
  readonly key: keyof R & string;
  readonly #indexes: readonly string[];
  readonly #values: readonly (readonly [string, readonly unknown[]])[];
  readonly #changed: Changed<R> | undefined;
  readonly #rules: TableRules | undefined;
  /** Shared records that are not entered yet: most tables of a cloud are never looked at. */
  #unentered: readonly R[] = [];
  // Maps, not objects, so that `__proto__` is a key like any other.
  #entered: Map<RecordKey, Kept<R>> | undefined;
  #indexed: Map<string, Map<unknown, Set<Kept<R>>>> | undefined;
  #added = 0;
  /** The approximate size of all records, counted when a limit first needs it, and kept from then on. */
  #bytes: number | undefined;

  constructor(name: string, { key, indexes = [], values }: CollectionDefinition<R>, changed?: Changed<R>, rules?: TableRules) {
    this.name = name;
    this.key = key;
    this.#indexes = indexes;
    this.#values = values ? Object.entries(values) : [];
    this.#changed = changed;
    this.#rules = rules;
  }

  /** Fills the table with records that it shares, without telling anybody. */
  share(records: readonly R[]): void {
    this.#entered = undefined;
    this.#indexed = undefined;
    this.#bytes = undefined;
    this.#unentered = records;
  }

  #keyOf(record: Readonly<R>): RecordKey {
    return record[this.key] as RecordKey;
  }

  #enterAll(): Map<RecordKey, Kept<R>> {
    this.#entered = new Map(this.#unentered.map((record) => [this.#keyOf(record), { record, order: (this.#added += 1), view: undefined, table: this }]));
    this.#unentered = [];
    return this.#entered;
  }

  /** The rows by their keys, in order. */
  get rows(): Map<RecordKey, Kept<R>> {
    return this.#entered ?? this.#enterAll();
  }

  /** The rows by the values of the indexed members, entered when they are first asked for. */
  #byValue(): Map<string, Map<unknown, Set<Kept<R>>>> {
    if (this.#indexed) return this.#indexed;
    this.#indexed = new Map(this.#indexes.map((member) => [member, new Map()]));
    for (const row of this.rows.values()) for (const [member, index] of this.#indexed) enter(index, row.record[member as keyof R], row);
    return this.#indexed;
  }

  #liveRow(record: Readonly<R>): Kept<R> {
    if (typeof record !== 'object' || record === null) throw new Error(`update() takes a record of ${this.name}, not ${said(record)}: use get(…).`);
    const row = this.rows.get(this.#keyOf(record));
    if (row && row.view === record) return row;
    const own = said(this.#keyOf(record));
    throw new Error(`That record (${this.key} ${own}) is not in ${this.name}: it was removed, or it is a copy. Get the live record with get(${own}).`);
  }

  #checkFrom(record: object, whole: boolean, which: unknown): void {
    const wrong = this.#rules?.outside() ? this.#rules.wrong(record as Record<string, unknown>, whole) : undefined;
    if (wrong) throw new Error(`Record ${said(which)} in ${this.name} is invalid: ${inWords(wrong)}`);
  }

  /** Refuses what would make the table larger than its limits. */
  checkRoom(grown: number, count: number): void {
    if (!this.#rules) return;
    this.#bytes ??= Array.from(this.rows.values(), ({ record }) => sizeOf(record)).reduce((sum, size) => sum + size, 0);
    const { entries, bytes: most } = this.#rules.limits;
    if (this.rows.size + count <= entries && this.#bytes + grown <= most) return;
    const what = `${this.name} holds at most ${entries} records and ${most} bytes`;
    if (!this.#rules.outside()) throw new Problem('full', `The table ${what}. createCloud takes the option records for more.`, { table: this.name });
    throw new Error(`${what}. Remove some, or pass createCloud the option records: { entries: …, bytes: … }.`);
  }

  /** Refuses to remove a record to which another one refers. */
  #checkUnreferred(wanted: RecordKey): void {
    const referrer = this.#rules?.outside() ? this.#rules.referrer(wanted) : undefined;
    if (referrer !== undefined) throw new Error(`${said(wanted)} cannot be removed from ${this.name}: ${referrer} refers to it. Remove or change that first.`);
  }

  /** Refuses a member that no record has. The first row has nearly all of them; the other rows are checked only for those that it lacks. */
  #checkMatch(wanted: readonly [string, unknown][]): void {
    for (const [member] of wanted) {
      if (this.#indexes.includes(member) || this.rows.size === 0) continue;
      let first: R | undefined;
      let known = false;
      for (const { record } of this.rows.values()) {
        first ??= record;
        if ((known = Object.hasOwn(record, member))) break;
      }
      if (!known)
        throw new Error(`No record in ${this.name} has a member ${said(member)}, so nothing can match.${suggestion(member, Object.keys(first ?? {}))}`);
    }
  }

  #candidates(match: Partial<R>): { found: Iterable<Kept<R>>; rest: [string, unknown][] } {
    if (typeof match !== 'object' || match === null)
      throw new Error(`Cannot filter ${this.name} by ${said(match)}. Give values of members, such as { ${this.key}: … }, or a function.`);
    const wanted = Object.entries(match);
    this.#checkMatch(wanted);
    const first = wanted.find(([member]) => this.#indexes.includes(member));
    if (!first) return { found: this.rows.values(), rest: wanted };
    const set = this.#byValue().get(first[0])?.get(first[1]) ?? new Set();
    return { found: [...set].sort((a, b) => a.order - b.order), rest: wanted.filter((entry) => entry !== first) };
  }

  *matching(match: Partial<R> | Predicate<R>): Generator<Readonly<R>> {
    if (typeof match === 'function') {
      for (const row of this.rows.values()) if (match(viewFor(row))) yield viewFor(row);
      return;
    }
    const { found, rest } = this.#candidates(match);
    for (const row of found) if (rest.every(([member, value]) => row.record[member as keyof R] === value)) yield viewFor(row);
  }

  /** Refuses a value that a member may not have. */
  #checkValues(record: Partial<R>, which: unknown): void {
    for (const [member, known] of this.#values) {
      if (!Object.hasOwn(record, member)) continue;
      const value: unknown = record[member as keyof R];
      if (!known.includes(value))
        throw new Error(`Record ${said(which)} in ${this.name} cannot have the ${member} ${said(value)}.${suggestion(value, known.map(String))}`);
    }
  }

  /** Makes the table's own copy of a given record: checked, plain, and with frozen nested values. */
  #ownCopy(given: R): R {
    if (!isPlainObject(given)) throw new Error(`A record in ${this.name} must be an object with the member ${this.key}, not ${said(given)}.`);
    const wanted = this.#keyOf(given);
    if (typeof wanted !== 'string' && typeof wanted !== 'number')
      throw new Error(`A record in ${this.name} needs a key: the member ${this.key} must be a string or a number, not ${said(wanted)}.`);
    if (Object.hasOwn(given, '__proto__')) throw new Error(`A record in ${this.name} cannot have a member '__proto__'.`);
    const record: R = { ...given };
    this.#checkValues(record, wanted);
    this.#checkFrom(record, true, wanted);
    for (const member in record) {
      const value = record[member];
      if (typeof value === 'object' || typeof value === 'function') record[member] = frozen(value);
    }
    return record;
  }

  #duplicate(wanted: RecordKey): Error {
    return new Error(
      `${this.name} already has a record with the ${this.key} ${String(wanted).slice(0, 200)}. Choose another ${this.key}, or change the existing record with update().`,
    );
  }

  #insert(record: R): Kept<R> {
    const row: Kept<R> = { record, order: (this.#added += 1), view: undefined, table: this };
    this.rows.set(this.#keyOf(record), row);
    for (const [member, index] of this.#indexed ?? []) enter(index, record[member as keyof R], row);
    this.#changed?.({ table: this.name, key: this.#keyOf(record), kind: 'added', after: { ...record } as Record<string, unknown> }, row);
    return row;
  }

  #empty(): void {
    const removed = [...this.rows];
    this.rows.clear();
    this.#bytes = undefined;
    this.#indexed = undefined;
    for (const [wanted, row] of removed) this.#changed?.({ table: this.name, key: wanted, kind: 'removed' }, row);
  }

  get size(): number {
    return this.#entered ? this.#entered.size : this.#unentered.length;
  }

  all(): Readonly<R>[] {
    return Array.from(this.rows.values(), viewFor);
  }

  holds(record: unknown): boolean {
    return typeof record === 'object' && record !== null && this.rows.get(this.#keyOf(record as R))?.view === record;
  }

  get(wanted: RecordKey): Readonly<R> {
    const row = this.rows.get(wanted);
    if (row) return row.view ?? viewFor(row);
    if (typeof wanted !== 'string' && typeof wanted !== 'number')
      throw new Error(`get() takes the ${this.key} of a record of ${this.name}, not ${said(wanted)}.`);
    throw new Problem('not-found', notFound(this.name, wanted, this.rows), { table: this.name, key: wanted });
  }

  add(given: R): Readonly<R> {
    const record = this.#ownCopy(given);
    if (this.rows.has(this.#keyOf(record))) throw this.#duplicate(this.#keyOf(record));
    const size = this.#rules ? sizeOf(record) : 0;
    this.checkRoom(size, 1);
    const row = this.#insert(record);
    if (this.#bytes !== undefined) this.#bytes += size;
    return viewFor(row);
  }

  update(which: Readonly<R>, given: Partial<R>): Readonly<R> {
    const row = this.#liveRow(which);
    let { record } = row;
    if (!isPlainObject(given)) throw new Error(`update() takes the members to change, such as { ${this.key}: … }, not ${said(given)}.`);
    const members: Partial<R> = { ...given };
    if (Object.hasOwn(members, this.key) && members[this.key] !== record[this.key])
      throw new Error(
        `Cannot change the ${this.key} of a record in ${this.name} from ${said(record[this.key])} to ${said(members[this.key])}: it is the key. Remove the record and add another.`,
      );
    this.#checkValues(members, record[this.key]);
    this.#checkFrom(members, false, record[this.key]);
    const before: Record<string, unknown> = {};
    const after: Record<string, unknown> = {};
    for (const [member, value] of Object.entries(members)) {
      if (!Object.hasOwn(record, member))
        throw new Error(`Record ${said(record[this.key])} in ${this.name} has no member ${said(member)}.${suggestion(member, Object.keys(record))}`);
      after[member] = frozen(value);
    }
    let grown = 0;
    if (this.#rules && this.#bytes !== undefined) {
      for (const [member, value] of Object.entries(after)) grown += sizeOf(value) - sizeOf(record[member as keyof R]);
      if (grown > SMALL_GROWTH) this.checkRoom(grown, 0);
      this.#bytes += grown;
    }
    let changes = false;
    for (const [member, value] of Object.entries(after)) {
      const old = record[member as keyof R];
      if (old === value) continue;
      if (!changes && Object.isFrozen(record)) row.record = record = { ...record };
      changes = true;
      before[member] = old;
      const index = this.#indexed?.get(member);
      if (index) leave(index, old, row);
      record[member as keyof R] = value as R[keyof R];
      if (index) enter(index, value, row);
    }
    if (this.#changed && changes) this.#changed({ table: this.name, key: this.#keyOf(record), kind: 'changed', before, after }, row);
    return which;
  }

  remove(which: Readonly<R> | RecordKey): boolean {
    if (which === null) return false;
    const wanted = typeof which === 'object' ? this.#keyOf(which) : which;
    const row = this.rows.get(wanted);
    if (!row || (typeof which === 'object' && row.view !== which)) return false;
    this.#checkUnreferred(wanted);
    this.rows.delete(wanted);
    if (this.#bytes !== undefined) this.#bytes -= sizeOf(row.record);
    for (const [member, index] of this.#indexed ?? []) leave(index, row.record[member as keyof R], row);
    this.#changed?.({ table: this.name, key: wanted, kind: 'removed' }, row);
    return true;
  }

  clear(): void {
    for (const wanted of this.rows.keys()) this.#checkUnreferred(wanted);
    this.#empty();
  }

  snapshot(): R[] {
    return jsonCopy(this.#entered ? Array.from(this.#entered.values(), ({ record }) => record) : [...this.#unentered]);
  }

  restore(records: unknown): void {
    if (!Array.isArray(records)) throw new Error(`restore() takes a list of records for ${this.name}, not ${said(records)}.`);
    const all = (records as readonly R[]).map((record) => this.#ownCopy(record));
    const keys = new Set<RecordKey>();
    for (const record of all) {
      if (keys.has(this.#keyOf(record))) throw this.#duplicate(this.#keyOf(record));
      keys.add(this.#keyOf(record));
    }
    if (this.#rules?.outside()) {
      for (const wanted of this.rows.keys()) if (!keys.has(wanted)) this.#checkUnreferred(wanted);
      if (all.length > this.#rules.limits.entries) this.checkRoom(0, all.length);
    }
    this.#empty();
    for (const record of all) this.#insert(record);
  }
}

/** Called after each change, with the row that changed. */
export type Changed<R extends object> = (change: Change, row: Row<R>) => void;

const viewFor = <R extends object>(row: Kept<R>): Readonly<R> => (row.view ??= viewOf(row));

function enter<R extends object>(index: Map<unknown, Set<Kept<R>>>, value: unknown, row: Kept<R>): void {
  const set = index.get(value);
  if (set) set.add(row);
  else index.set(value, new Set([row]));
}

function leave<R extends object>(index: Map<unknown, Set<Kept<R>>>, value: unknown, row: Kept<R>): void {
  const set = index.get(value);
  set?.delete(row);
  if (set?.size === 0) index.delete(value);
}

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
