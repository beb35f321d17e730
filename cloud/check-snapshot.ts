/**
 * Validates a snapshot completely before anything in the cloud changes.
 * Law: a valid snapshot is one that a cloud with these vendors could have made; an error names the member, such as `accounts.vpsorg.tables.servers[3].status`.
 */
import { stageEnd, type Stateful } from '../model/lifecycle.ts';
import { limitsOf, type Limits } from '../model/limits.ts';
import { DEEPEST, isPlainObject } from '../model/plain.ts';
import { suggestion } from '../model/spelling.ts';
import { isCount, isInstant } from '../model/schema.ts';
import { wrongRecord } from '../model/wrong-record.ts';
import { danglingReference } from '../request/reference.ts';
import type { CompiledVendor } from '../request/compile.ts';
import type { AccountSnapshot } from './account.ts';
import { isPace } from './pace.ts';
import { wrongSettings } from './settings.ts';
import { SNAPSHOT_LIMITS, type Snapshot } from './snapshot.ts';

// A new member of a snapshot does not compile until it has a check here.
const MEMBERS: Readonly<Record<keyof Snapshot, (value: unknown) => string | undefined>> = {
  version: () => undefined,
  now: (now) => (isInstant(now) ? undefined : 'is not an instant in milliseconds since the epoch'),
  seed: (seed) => (typeof seed === 'string' || (typeof seed === 'number' && Number.isFinite(seed)) ? undefined : 'is neither a text nor a number'),
  clock: (pace) => (isPace(pace) ? undefined : 'is not how a live clock runs, such as { speed: 60, paused: false }'),
  tasks: (tasks) => (tasks === undefined || isCount(tasks) ? undefined : 'is not a whole number from 0'),
  accounts: (accounts) => (isPlainObject(accounts) ? undefined : 'is not an object with a member for each vendor'),
  // `checkSaved` validates the faults and what belongs to them.
  faults: () => undefined,
  faultsAdded: () => undefined,
  stale: () => undefined,
};

/**
 * Validates a snapshot from outside, for a cloud with these vendors, whose tables hold at most `rows` records each.
 * @throws {Error} that names the invalid member.
 */
export function checkedSnapshot(
  value: unknown,
  vendors: ReadonlyMap<string, CompiledVendor>,
  limits: number | Partial<Limits> | undefined,
  { entries: rows }: Limits,
): Snapshot {
  const given = value;
  if (!isPlainObject(given) || given['version'] !== 1 || !isPlainObject(given['accounts']))
    throw new Error('That is not a snapshot of a cloud. Pass what cloud.snapshot() returned, after JSON.parse if it was stored as text.');
  const most = limitsOf('snapshot', 'records', limits, SNAPSHOT_LIMITS);
  checkPlain(given, most.bytes);
  for (const member of Object.keys(given))
    if (!Object.hasOwn(MEMBERS, member)) throw wrong(member, given[member], `is not a member of a snapshot.${suggestion(member, Object.keys(MEMBERS))}`);
  for (const [member, check] of Object.entries(MEMBERS)) {
    const why = check(given[member]);
    if (why) throw wrong(member, given[member], why);
  }
  // The checks above have established the types, except of what the rest of this file checks.
  const snapshot = value as Snapshot;
  checkVendors(snapshot.accounts, [...vendors.keys()]);
  let records = 0;
  for (const [name, vendor] of vendors) {
    // It is opened fresh.
    if (!Object.hasOwn(snapshot.accounts, name)) continue;
    records += checkAccount(`accounts.${name}`, snapshot.accounts[name], vendor);
    for (const [table, { length }] of Object.entries(snapshot.accounts[name]?.tables ?? {}))
      if (length > rows)
        throw new Error(
          `The snapshot has ${length} records in accounts.${name}.tables.${table}, and a table holds at most ${rows}. Pass createCloud the option records: { entries: … }.`,
        );
    checkTasks(`accounts.${name}`, snapshot.accounts[name] as AccountSnapshot, snapshot.tasks, snapshot.now);
    if (records > most.entries)
      throw new Error(`The snapshot has more than ${most.entries} records. Use a smaller one, or pass createCloud the option snapshots: { entries: … }.`);
  }
  return snapshot;
}

/** Refuses a task that a cloud would have ended by an instant, or whose number none of so many tasks has. */
export function checkTasks(path: string, { tables }: AccountSnapshot, tasks = Infinity, now = -Infinity): void {
  for (const [table, records] of Object.entries(tables)) {
    for (const [index, { task }] of (records as readonly Partial<Stateful>[]).entries()) {
      if (!task) continue;
      const where = `${path}.tables.${table}[${index}].task`;
      if (tasks !== Infinity && (task.order === 0 || task.order > tasks)) throw wrong(`${where}.order`, task.order, `is not a number from 1 to ${tasks}`);
      if (task.stuck === undefined && stageEnd(task) <= now)
        throw wrong(`${where}.stage`, task.stage, `ended at ${stageEnd(task)}, and the snapshot was taken at ${now}`);
    }
  }
}

function checkVendors(accounts: Snapshot['accounts'], vendors: readonly string[]): void {
  const there = Object.keys(accounts);
  // One without any would restore nothing.
  if (there.every((vendor) => vendors.includes(vendor)) && (there.length > 0 || vendors.length === 0)) return;
  throw new Error(
    `The snapshot is of a cloud with ${there.join(', ').slice(0, 200) || 'no vendors'}, but this one has ${vendors.join(', ') || 'no vendors'}. Restore it in a cloud with the same vendors.`,
  );
}

/** Refuses a value that is not JSON, too deeply nested, cyclic or too large. A shared value counts each time. */
function checkPlain(snapshot: object, most: number): void {
  const sizes = new Map<object, number>();
  const within = new Set<object>();
  const trail: (string | number)[] = [];
  const path = (): string => trail.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');
  const sizeAt = (value: unknown): number => {
    if (typeof value === 'string') return value.length + 8;
    if (value === null || value === undefined || typeof value === 'boolean') return 8;
    if (typeof value === 'number') {
      if (Number.isFinite(value)) return 8;
      throw wrong(path(), value, 'is not a finite number');
    }
    if (typeof value !== 'object' || !(Array.isArray(value) || isPlainObject(value))) throw wrong(path(), value, 'is not plain JSON');
    if (within.has(value)) throw wrong(path(), value, 'contains itself');
    if (trail.length > DEEPEST) throw wrong(path().slice(0, 200), value, `is nested more than ${DEEPEST} levels deep`);
    const known = sizes.get(value);
    if (known !== undefined) return known;
    within.add(value);
    let size = 8;
    const entries = Array.isArray(value) ? value.entries() : Object.entries(value);
    for (const [member, nested] of entries) {
      trail.push(member);
      size += (typeof member === 'number' ? 0 : member.length) + sizeAt(nested);
      trail.pop();
      if (size > most) throw new Error(`The snapshot is larger than ${most} bytes. Use a smaller one, or pass createCloud the option snapshots: { bytes: … }.`);
    }
    within.delete(value);
    sizes.set(value, size);
    return size;
  };
  sizeAt(snapshot);
}

/**
 * Validates one account, and returns the number of its records.
 * @param path its path in the snapshot.
 */
export function checkAccount(path: string, account: unknown, vendor: CompiledVendor): number {
  if (!isPlainObject(account)) throw wrong(path, account, 'is not an account');
  const { tables, settings, counters, ...others } = account;
  const extra = Object.keys(others)[0];
  if (extra !== undefined)
    throw wrong(`${path}.${extra}`, others[extra], `is not a member of an account.${suggestion(extra, ['tables', 'settings', 'counters'])}`);
  if (!isPlainObject(tables)) throw wrong(`${path}.tables`, tables, 'is not an object with a member for each table');
  for (const name of Object.keys(tables))
    if (!Object.hasOwn(vendor.tables, name))
      throw wrong(`${path}.tables.${name}`, undefined, `is not a table of ${vendor.title}.${suggestion(name, Object.keys(vendor.tables))}`);
  const settingsFault = wrongSettings(settings, vendor, true);
  if (settingsFault) throw wrong(`${path}.settings${settingsFault.member && `.${settingsFault.member}`}`, undefined, settingsFault.why);
  if (!isPlainObject(counters)) throw wrong(`${path}.counters`, counters, 'is not an object of counters');
  for (const [series, number] of Object.entries(counters))
    if (series === '__proto__' || !isCount(number)) throw wrong(`${path}.counters.${series}`, number, 'is not a whole number from 0');

  let count = 0;
  const keys = new Map<string, Set<unknown>>();
  for (const [name, definition] of Object.entries(vendor.tables)) {
    const records = Object.hasOwn(tables, name) ? tables[name] : undefined;
    const where = `${path}.tables.${name}`;
    if (records === undefined) throw wrong(where, undefined, 'is missing. Every table must be present, even an empty one: []');
    if (!Array.isArray(records)) throw wrong(where, records, 'is not a list of records');
    count += records.length;
    keys.set(name, checkRecords(where, records, definition));
  }
  const dangling = danglingReference(
    vendor.tables,
    (name) => tables[name] as object[],
    (table, key) => keys.get(table)?.has(key) ?? false,
  );
  if (dangling) throw wrong(`${path}.tables.${dangling.table}[${dangling.index}].${dangling.member}`, dangling.value, `is not a key of ${dangling.into}`);
  return count;
}

/** Validates the records of a table, and returns their keys. */
function checkRecords(path: string, records: readonly unknown[], definition: CompiledVendor['tables'][string]): Set<unknown> {
  const keys = new Set<unknown>();
  for (const [index, record] of records.entries()) {
    const found = wrongRecord(record, definition, true);
    if (found) throw wrong(`${path}[${index}]${found.member && `.${found.member}`}`, found.value, found.why);
    const own = (record as Readonly<Record<string, unknown>>)[definition.key];
    if (keys.has(own)) throw wrong(`${path}[${index}].${definition.key}`, own, 'is also the key of another record');
    keys.add(own);
  }
  return keys;
}

function wrong(path: string, value: unknown, why: string): Error {
  const shown =
    typeof value === 'string' ? `: '${value.slice(0, 60)}'` : typeof value === 'number' || typeof value === 'boolean' || value === null ? `: ${value}` : '';
  return new Error(`The snapshot cannot be restored: ${path}${shown} ${why}${why.endsWith('?') || why.endsWith('.') ? '' : '.'}`);
}
