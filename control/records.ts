/**
 * Records from outside: what a test in any language puts into a table, or changes in it.
 * Law: a record is checked in full before anything is changed. It must look like the records that the vendor has: the same members, of the same types, nested ones too.
 */
import type { AccountState } from '../cloud/account.ts';
import type { Collection, RecordKey } from '../model/collection.ts';
import { said } from '../model/plain.ts';
import { suggestion } from '../model/spelling.ts';
import { wrongStatus } from '../model/task.ts';
import { REDACTED } from '../vendor/redacted.ts';
import { wrongValue } from './likeness.ts';
import { Refused } from './problem.ts';

type Members = Readonly<Record<string, unknown>>;
type Table = Collection<object>;

/** How many records tell what a record looks like. */
const SAMPLES = 200;

/** A table by name. Its definition tells what is in it. */
export function tableOf({ tables, vendor }: AccountState, name: string): Table {
  const table = Object.hasOwn(tables, name) ? tables[name] : undefined;
  if (table) return table;
  throw new Refused('not-found', `${vendor.title} has no table ${said(name)}.${suggestion(name.slice(0, 60), Object.keys(tables))}`);
}

/** The record with a key, given as the text in a path. */
export function recordOf(table: Table, key: string): Readonly<object> {
  const number = /^-?\d{1,15}$/.test(key) ? Number(key) : undefined;
  if (table.has(key)) return table.get(key);
  if (number !== undefined && table.has(number)) return table.get(number);
  const some = table.all().slice(0, SAMPLES);
  throw new Refused(
    'not-found',
    `There is no ${said(key)} in ${table.name}.${suggestion(key.slice(0, 60), some.map((record) => String(keyOf(table, record))).slice(0, 20))}`,
  );
}

export const keyOf = (table: Table, record: object): RecordKey => (record as Members)[table.key] as RecordKey;

/** Checks a record that is to be added. */
export function checkNew(account: AccountState, table: Table, given: Members, now: number): void {
  const samples = samplesOf(account, table, now);
  const members = [...new Set(samples.flatMap((sample) => Object.keys(sample)))];
  checkMembers(account, table, given, samples, members);
  const missing = members.filter((member) => !Object.hasOwn(given, member) && samples.every((sample) => Object.hasOwn(sample, member)));
  if (missing.length > 0) throw new Refused('invalid', `A new record of ${table.name} also needs: ${missing.join(', ')}.`);
  const key = given[table.key];
  if (typeof key !== 'string' && typeof key !== 'number')
    throw new Refused('invalid', `A record of ${table.name} needs a key: the member ${table.key} must be a text or a number.`);
  if (table.has(key))
    throw new Refused('conflict', `${table.name} already has a record with the ${table.key} ${said(key)}. Choose another, or change that record with PATCH.`);
}

/** Checks members of a record that are to be changed. */
export function checkChange(account: AccountState, table: Table, record: Readonly<object>, given: Members, now: number): void {
  const own = Object.keys(record);
  checkMembers(account, table, given, [record as Members, ...samplesOf(account, table, now)], own);
  if (Object.hasOwn(given, table.key) && given[table.key] !== keyOf(table, record))
    throw new Refused('conflict', `The ${table.key} of a record of ${table.name} is its key and cannot change. Remove the record, and add another.`);
}

/** Refuses to remove a record that others refer to. */
export function checkUnused(account: AccountState, table: Table, record: Readonly<object>): void {
  const key = keyOf(table, record);
  for (const [name, { references = {} }] of Object.entries(account.vendor.tables)) {
    for (const [member, into] of Object.entries<string | undefined>(references)) {
      if (into !== table.name) continue;
      const user = account.tables[name]?.all().find((one) => (one as Members)[member] === key && one !== record);
      if (user)
        throw new Refused(
          'conflict',
          `${table.name} ${said(key)} is in use: ${member} of ${name} ${String((user as Members)[account.tables[name]?.key ?? ''])} refers to it.`,
        );
    }
  }
}

/** Records that tell what a record of the table looks like: those in it, and those of a fresh account. */
function samplesOf({ vendor }: AccountState, table: Table, now: number): Members[] {
  const fresh = (vendor.fresh(now).tables[table.name] ?? []) as readonly Members[];
  return [...(table.all().slice(0, SAMPLES) as Members[]), ...fresh.slice(0, SAMPLES)];
}

function checkMembers(account: AccountState, table: Table, given: Members, samples: readonly Members[], members: readonly string[]): void {
  const { lifecycle, references = {}, schema } = account.vendor.tables[table.name] ?? {};
  for (const [member, value] of Object.entries(given)) {
    const name = `The member '${member.slice(0, 60)}' of a record of ${table.name}`;
    if (samples.length > 0 && !members.includes(member))
      throw new Refused('invalid', `A record of ${table.name} has no member ${said(member)}.${suggestion(member.slice(0, 60), members)}`);
    if (member === '__proto__') throw new Refused('invalid', `A record of ${table.name} cannot have a member '__proto__'.`);
    if (lifecycle && member === 'task') {
      if (value !== null)
        throw new Refused('invalid', `${name} must be null: a record is busy only with what was begun. Send the vendor's own request, or play a scenario.`);
      continue;
    }
    const there = samples.map((sample) => sample[member]).filter((sample) => sample !== undefined);
    // The table itself holds a record to the schema that its vendor gives; without one, it is compared with the records that there are.
    const wrong = schema && value !== REDACTED ? undefined : wrongValue(value, there, member.slice(0, 60), `a record of ${table.name}`);
    if (wrong) throw new Refused('invalid', wrong);
    const status = lifecycle && member === 'status' ? wrongStatus(value, lifecycle) : undefined;
    if (status) throw new Refused('invalid', `${name} cannot be ${said(value)}: it ${status}`);
    const into: string | undefined = Object.hasOwn(references, member) ? (references as Readonly<Record<string, string | undefined>>)[member] : undefined;
    const other = into === undefined ? undefined : account.tables[into];
    if (other && value !== null && !other.has(value as RecordKey))
      throw new Refused(
        'invalid',
        `${name} cannot be ${said(value)}: there is no such record in ${into}.${suggestion(
          typeof value === 'string' ? value.slice(0, 60) : said(value),
          other
            .all()
            .slice(0, 20)
            .map((record) => String(keyOf(other, record))),
        )}`,
      );
  }
}
