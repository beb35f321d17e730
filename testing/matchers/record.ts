/** Whether a cloud has a record: a server, or one of another table, with the members that are expected of it. */
import type { AnyCloud } from '../../cloud/cloud.ts';
import type { Collection, RecordKey } from '../../model/collection.ts';
import type { Stateful } from '../../model/lifecycle.ts';
import { isPlainObject, said } from '../../model/plain.ts';
import { suggestion } from '../../model/spelling.ts';
import type { CompiledVendor } from '../../request/compile.ts';
import { isAsymmetric, written, type Matched } from './matched.ts';
import { instant } from './exchange-lines.ts';
import { cloudOf, vendorsOf } from './subject.ts';
import { differences } from './subset.ts';

/** How many other records a failure names. */
const MOST = 20;

/** Looks for a server: `12347`, or `{ vpsorg: 12347 }` where the cloud has several vendors. */
export function server(given: unknown, where: unknown, members?: unknown): Matched {
  const cloud = cloudOf(given);
  const [vendor, key] = addressed(cloud, where, 'a server', '12347');
  return inTable(cloud, vendor, 'servers', key, members);
}

/** Looks for a record of any table: `'drives'`, or `{ elastichosts: 'drives' }` where the cloud has several vendors. */
export function record(given: unknown, where: unknown, key: unknown, members?: unknown): Matched {
  const cloud = cloudOf(given);
  const [vendor, table] = addressed(cloud, where, 'a table', "'servers'");
  return inTable(cloud, vendor, table, key, members);
}

/** The vendor that is meant, and what of it. */
function addressed(cloud: AnyCloud, where: unknown, what: string, example: string): [CompiledVendor, unknown] {
  const vendors = vendorsOf(cloud);
  if (isPlainObject(where)) {
    const [name = '', ...others] = Object.keys(where);
    const vendor = vendors.get(name);
    if (!vendor || others.length > 0)
      throw new Error(`Give ${what} of one vendor, as { ${[...vendors.keys()][0]}: ${example} }.${vendor ? '' : suggestion(name, vendors.keys())}`);
    return [vendor, where[name]];
  }
  const [vendor, ...others] = vendors.values();
  if (!vendor || others.length > 0)
    throw new Error(`This cloud has several vendors (${[...vendors.keys()].join(', ')}). Say which: { ${vendor?.name}: ${written(where)} }.`);
  return [vendor, where];
}

function inTable(cloud: AnyCloud, vendor: CompiledVendor, name: unknown, key: unknown, members: unknown): Matched {
  if (typeof name !== 'string' || !Object.hasOwn(vendor.tables, name))
    throw new Error(`${vendor.title} has no table ${said(name)}.${suggestion(name, Object.keys(vendor.tables))}`);
  const table = (cloud as unknown as Readonly<Record<string, Readonly<Record<string, Collection<Stateful>>>>>)[vendor.name]?.[name] as Collection<Stateful>;
  const keys = table.all().map((one) => (one as unknown as Readonly<Record<string, RecordKey>>)[table.key] as RecordKey);
  checkKey(vendor, name, key, keys);
  checkMembers(vendor, name, members, table);

  if (!table.has(key)) {
    const listed = keys.slice(0, MOST).map(written).join(', ');
    const others = `${listed || 'none'}${keys.length > MOST ? ` and ${keys.length - MOST} more` : ''}`;
    return { pass: false, why: () => `${vendor.title} has no ${written(key)} in ${name}. It has: ${others}.` };
  }
  const found = table.get(key);
  const differs = differences('', members ?? {}, found);
  const why = (): string => {
    const there = `${vendor.title} has ${written(key)} in ${name}`;
    const what =
      differs.length > 0
        ? [`${there}, but not as expected:`, ...differs.map((difference) => `  ${difference}`)]
        : [`${there}${members === undefined ? '' : ', as it is written there'}.`];
    return [...what, ...taskOf(cloud, vendor, found)].join('\n');
  };
  const wanted = isPlainObject(members) ? members : {};
  const actual = Object.fromEntries(Object.keys(wanted).map((member) => [member, (found as unknown as Readonly<Record<string, unknown>>)[member]]));
  return { pass: differs.length === 0, why, difference: differs.length === 0 ? undefined : { actual, expected: wanted } };
}

/** What a record is busy with: a test that did not wait long enough sees how long it would have been. */
function taskOf(cloud: AnyCloud, { name }: CompiledVendor, record: Stateful): string[] {
  if (!record.task) return [];
  const { progress } = cloud[name] as { progress(of: Stateful): number | null };
  return [
    `Its task '${record.task.action}' is at ${progress(record)}% and ends at ${instant(record.task.endsAt)}; the clock is at ${instant(cloud.clock.now())}.`,
  ];
}

/** @throws {Error} when no record of the table could have such a key: `'12345'` is not 12345. */
function checkKey(vendor: CompiledVendor, table: string, key: unknown, keys: readonly RecordKey[]): asserts key is RecordKey {
  if (typeof key !== 'string' && typeof key !== 'number') throw new Error(`The key of a record cannot be ${said(key)}. Give a text or a number.`);
  const fresh = (vendor.fresh(0).tables[table] ?? []) as readonly Readonly<Record<string, unknown>>[];
  const member = vendor.tables[table]?.key ?? '';
  const known = [...keys, ...fresh.map((one) => one[member])];
  if (known.length > 0 && known.every((one) => typeof one !== typeof key))
    throw new Error(
      `The keys of ${vendor.title}'s ${table} are ${typeof known[0] === 'number' ? 'numbers' : 'texts'}, such as ${written(known[0])}; ${written(key)} is not one.`,
    );
}

/** @throws {Error} when no record of the table has such a member, or such a status. */
function checkMembers(vendor: CompiledVendor, name: string, members: unknown, table: Collection<Stateful>): void {
  if (members === undefined || isAsymmetric(members)) return;
  if (!isPlainObject(members)) throw new Error(`The members of a record cannot be ${said(members)}. Give an object, such as { status: 'active' }.`);
  const { schema, values, lifecycle } = vendor.tables[name] ?? {};
  const whole = { ...(schema as Readonly<Record<string, unknown>> | undefined), ...(lifecycle && { status: new Set(values?.['status']), task: '' }) };
  // A vendor of one's own may have no schema: then the records that there are tell the members.
  const sample = schema ? [] : table.all().flatMap(Object.keys);
  checkNames(`${vendor.title}'s ${name}`, members, { ...Object.fromEntries(sample.map((member) => [member, ''])), ...whole }, '');
}

function checkNames(what: string, members: Readonly<Record<string, unknown>>, schema: Readonly<Record<string, unknown>>, place: string): void {
  const known = new Map(Object.entries(schema).map(([name, of]) => [name.replace(/\?$/, ''), of]));
  if (known.size === 0) return;
  for (const [name, value] of Object.entries(members)) {
    const of = known.get(name) ?? known.get('*');
    const path = place === '' ? name : `${place}.${name}`;
    if (of === undefined) throw new Error(`${what} have no member '${path}'.${suggestion(name, known.keys())}`);
    if (of instanceof Set && typeof value === 'string' && !of.has(value))
      throw new Error(`The ${path} of ${what} cannot be '${value}'.${suggestion(value, [...of].map(String))}`);
    if (isPlainObject(value) && isPlainObject(of)) checkNames(what, value, of, path);
  }
}
