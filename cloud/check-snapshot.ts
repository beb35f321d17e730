/**
 * Validates a snapshot completely before anything in the cloud changes.
 * Law: a valid snapshot is one that a cloud with these vendors could have made; an error names the member, such as `accounts.vpsorg.tables.servers[3].status`.
 */
import type { CountedFault } from '../model/faults.ts';
import { stageEnd, type Stateful } from '../model/lifecycle.ts';
import type { Limits } from '../model/limits.ts';
import { DEEPEST, isPlainObject } from '../model/plain.ts';
import { inWords, misfit, misfits, type MemberSchemas, type Wrong } from '../model/schema.ts';
import { wrongRecord } from '../model/wrong-record.ts';
import { danglingReference } from '../request/reference.ts';
import type { CompiledVendor } from '../request/compile.ts';
import type { AccountSnapshot } from './account.ts';
import { wrongPace } from './pace.ts';
import { settingsSchema } from './settings.ts';
import { snapshotLimits, type Snapshot } from './snapshot.ts';
import type { StaleSnapshot } from './stale.ts';

// A new member of a snapshot does not compile until it is here.
const FAULT: MemberSchemas<CountedFault> = {
  // `checkSaved` reads it.
  fault: 'any',
  id: 'count',
  'follows?': 'count',
  matched: 'count',
  struck: 'count',
  'window?': { since: 'instant', requests: 'count' },
};
const STALE: MemberSchemas<StaleSnapshot> = { fault: 'count', since: 'instant', reads: 'count', account: 'any' };
const SNAPSHOT: MemberSchemas<Snapshot> = {
  version: 'count',
  now: 'instant',
  seed: 'seed',
  'clock?': wrongPace,
  'tasks?': 'count',
  accounts: { '*': 'any' },
  faults: [FAULT],
  'faultsAdded?': 'count',
  'stale?': [STALE],
};

/** The members of a vendor's account; its records are checked one by one. */
const accountSchema = (vendor: CompiledVendor): MemberSchemas<AccountSnapshot> => ({
  tables: Object.fromEntries(Object.keys(vendor.tables).map((name) => [name, ['any']])),
  settings: settingsSchema(vendor),
  counters: { '*': 'count' },
});

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
  const most = snapshotLimits(limits);
  checkPlain(given, most.bytes);
  refuse(misfits(given, SNAPSHOT, true));
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
  refuse(misfit(account, accountSchema(vendor), path));
  // The schema has established their types.
  const { tables } = account as AccountSnapshot;
  let count = 0;
  const keys = new Map<string, Set<unknown>>();
  for (const [name, definition] of Object.entries(vendor.tables)) {
    const records = tables[name] ?? [];
    count += records.length;
    keys.set(name, checkRecords(`${path}.tables.${name}`, records, definition));
  }
  const dangling = danglingReference(
    vendor.tables,
    (name) => tables[name] ?? [],
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

/** @throws {Error} when something is wrong. */
function refuse(found: Wrong | undefined): void {
  if (found) throw new Error(`The snapshot cannot be restored: ${inWords(found)}`);
}

/** The error for what no schema says. */
export const wrong = (member: string, value: unknown, why: string): Error => new Error(`The snapshot cannot be restored: ${inWords({ member, value, why })}`);
