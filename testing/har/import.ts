/** Records read back from what a vendor showed: fixtures, as far as a record of ours can hold them. */
import { openCloud } from '../../cloud/open.ts';
import type { Providers } from '../../cloud/options.ts';
import type { Snapshot } from '../../cloud/snapshot.ts';
import { isPlainObject, said } from '../../model/plain.ts';
import { compile } from '../../request/compile.ts';
import type { AnyProvider } from '../../vendor/provider.ts';
import { documentedOperations } from '../document.ts';
import { isDocumented, membersOf, schemaAt } from '../schema.ts';
import type { Schema } from '../../vendor/contract.ts';
import { at as valueOf, leavesOf, listLeaf, type Leaf } from './leaves.ts';
import { readBack, viewsOf, withValue, type View } from './learn.ts';

/** A reply that shows records. */
export interface SeenReply {
  readonly route: string;
  readonly body: unknown;
  /** The key of the record that its path names. */
  readonly key?: unknown;
}

/** Records by table, and what could not be had. */
export interface Imported {
  readonly tables: Readonly<Record<string, readonly object[]>>;
  /** The same, with other numbers in the members that no reply showed: what changes with them cannot be compared. */
  readonly loose: Readonly<Record<string, readonly object[]>>;
  /** The members of the records that no reply showed, by table: they are those of the double's own example. */
  readonly assumed: Readonly<Record<string, readonly string[]>>;
  /** Records that the double does not take, and why. */
  readonly refused: readonly { readonly table: string; readonly key: string; readonly because: string }[];
}

type Members = Record<string, unknown>;
/** A record in the making: the values that were seen, by member. */
type Made = Map<string, unknown>;

/** A member that is shown where there is one, and was not. */
const ABSENT = Symbol('absent');

/** The most records that are made of a recording. */
const MOST_RECORDS = 10_000;

/** Makes records of all that the replies show. */
export function importedFrom(provider: AnyProvider, replies: readonly SeenReply[]): Imported {
  const vendor = compile(provider);
  const views = viewsOf(provider);
  const made = new Map<string, Map<unknown, Made>>();
  /** The keys of each table that was listed, in the order of the list. */
  const listed = new Map<string, unknown[]>();
  const strange = new Map<string, Imported['refused'][number]>();
  /** The record with a key, as far as it is known. */
  const partsOf = (table: string, key: unknown): Made => {
    const records = made.get(table) ?? new Map<unknown, Made>();
    made.set(table, records);
    const known = records.get(key) ?? new Map<string, unknown>();
    if (records.size < MOST_RECORDS) records.set(key, known);
    return known;
  };
  const take = (view: View, item: unknown, schema: Schema | undefined, called?: unknown): unknown => {
    const leaves = leavesOf(item);
    const read = (place: string): Leaf | undefined => {
      const value = valueOf(item, place);
      return Array.isArray(value) ? listLeaf(value) : leaves.get(place);
    };
    const key = vendor.tables[view.table]?.key ?? '';
    const own = view.shows.find(({ by, member }) => by === undefined && member === key);
    const value = called ?? (own && read(own.place));
    if (value === undefined || value === null) return undefined;
    const references = new Map<string, unknown>();
    for (const { by, member, place, writing, table } of view.shows) {
      const leaf = read(place);
      // A part of an object, such as a device that a server does not have.
      const absent = leaf === undefined && member.includes('.') ? ABSENT : undefined;
      const back = leaf === undefined ? absent : readBack(writing, leaf);
      if (back === undefined) continue;
      const shown = valueOf(item, place);
      // A status that the double does not have is refused with its record: there is no other to take in its place.
      const essential = by === undefined && member === 'status';
      if (back !== ABSENT && !essential && !isDocumented(schemaAt(schema, item, place), shown)) {
        const of = by === undefined ? value : references.get(by);
        strange.set(`${table} ${named(of)} ${member}`, {
          table,
          key: named(of),
          because: `${member} is ${said(shown)} where the contract has no such value: it is left out`,
        });
        continue;
      }
      if (by === undefined) {
        const record = partsOf(view.table, value);
        // The first that shows it stays: a list and a record by itself may differ in their timestamps.
        if (!record.has(member) || record.get(member) === ABSENT) record.set(member, back);
        references.set(member, back);
      } else if (references.has(by)) {
        const record = partsOf(table, references.get(by));
        record.set(vendor.tables[table]?.key ?? '', references.get(by));
        if (!record.has(member) && back !== ABSENT) record.set(member, back);
      }
    }
    return value;
  };
  for (const { route, body, key } of replies) {
    const schema = documentedOperations(provider).get(route)?.responses['200']?.content?.['application/json']?.schema;
    for (const view of views.filter((one) => one.route === route)) {
      if (view.list === undefined) {
        take(view, body, schema, key);
        continue;
      }
      const items = valueOf(body, view.list);
      const itemSchema = membersOf(schemaAt(schema, body, view.list)).items;
      if (!Array.isArray(items)) continue;
      const keys = items.map((item: unknown) => take(view, item, itemSchema)).filter((key) => key !== undefined);
      listed.set(view.table, [...new Set([...(listed.get(view.table) ?? []), ...keys])]);
    }
  }
  return accepted(provider, made, listed, [...strange.values()]);
}

/** The records that the double takes, in complete tables. */
function accepted(
  provider: AnyProvider,
  made: ReadonlyMap<string, ReadonlyMap<unknown, Made>>,
  listed: ReadonlyMap<string, readonly unknown[]>,
  strange: Imported['refused'],
): Imported {
  const { name } = provider;
  const vendor = compile(provider);
  const cloud = openCloud<Providers>({ [name]: provider }, { journal: 1, history: 0 });
  const fresh = cloud.snapshot();
  const account = fresh.accounts[name];
  const assumed = new Map<string, Set<string>>();
  const refused: { table: string; key: string; because: string }[] = [...strange];
  if (!account) return { tables: {}, loose: {}, assumed: {}, refused };
  const tables: Record<string, readonly object[]> = {};
  const loose: Record<string, readonly object[]> = {};
  // What others refer to comes first.
  const order = [...made.keys()].sort(
    (a, b) => Object.keys(vendor.tables[a]?.references ?? {}).length - Object.keys(vendor.tables[b]?.references ?? {}).length,
  );
  for (const table of order) {
    const examples = account.tables[table] as readonly Members[];
    const { key = '', lifecycle } = vendor.tables[table] ?? {};
    const [example] = examples;
    if (!example) continue;
    const seen = made.get(table) ?? new Map<unknown, Made>();
    const keys = [...new Set([...(listed.get(table) ?? []), ...seen.keys()])];
    const built = keys.map((value) => recordOf(examples, example, key, value, seen.get(value) ?? new Map<string, unknown>(), lifecycle !== undefined));
    // All at once; one by one only where one of them is not taken.
    const whole =
      refusal(
        table,
        built.map(({ record }) => record),
      ) === undefined;
    const taken = whole
      ? built
      : built.filter(({ record }, i) => {
          const because = refusal(table, [record]);
          if (because !== undefined) refused.push({ table, key: named(keys[i]), because });
          return because === undefined;
        });
    const records = taken.map(({ record }) => record);
    const unseen = new Set(taken.flatMap((one) => one.unseen));
    if (unseen.size > 0) assumed.set(table, unseen);
    let others = taken;
    for (const member of unseen) {
      const altered = others.map((one) => (one.unseen.includes(member) ? { ...one, record: { ...one.record, [member]: halved(one.record[member]) } } : one));
      if (
        refusal(
          table,
          altered.map(({ record }) => record),
        ) === undefined
      )
        others = altered;
    }
    // What the account is sold, and was not listed, stays on offer beside what was seen.
    const kept = lifecycle || listed.has(table) ? [] : examples.filter((one) => !records.some((record) => record[key] === one[key]));
    tables[table] = [...records, ...kept];
    loose[table] = [...others.map(({ record }) => record), ...kept];
  }

  // Examples that refer to what the vendor does not have cannot stay.
  for (const [table, { references = {} }] of Object.entries(vendor.tables)) {
    const all = (tables[table] ?? account.tables[table] ?? []) as readonly Members[];
    const held = all.filter((record) =>
      Object.entries(references as Readonly<Record<string, string>>).every(([member, to]) => {
        const target = (tables[to] ?? account.tables[to] ?? []) as readonly Members[];
        return record[member] === null || target.some((one) => one[vendor.tables[to]?.key ?? ''] === record[member]);
      }),
    );
    if (held.length === all.length) continue;
    tables[table] = held;
    loose[table] = held;
  }

  /** Why the double does not take records; undefined if it does. */
  function refusal(table: string, records: readonly Members[]): string | undefined {
    const others = Object.fromEntries(
      Object.entries(vendor.tables)
        .filter(([one, { references }]) => one !== table && Object.values(references ?? {}).some((to) => to === table || Object.hasOwn(tables, to)))
        .map(([one]) => [one, []]),
    );
    try {
      cloud.restore({ ...fresh, accounts: { [name]: { ...account, tables: { ...account?.tables, ...tables, ...others, [table]: records } } } } as Snapshot);
      return undefined;
    } catch (error) {
      return (error as Error).message.replace(/^The snapshot cannot be restored: accounts\.\w+\.tables\.\w+\[0\]\.?/, '');
    }
  }
  return { tables, loose, assumed: Object.fromEntries(Array.from(assumed, ([table, members]) => [table, [...members]])), refused };
}

const named = (key: unknown): string => String(key).slice(0, 100);

/** A record: what was seen of it, over what the example has; and what of it was not seen. */
function recordOf(
  examples: readonly Members[],
  example: Members,
  key: string,
  value: unknown,
  members: Made,
  lives: boolean,
): { readonly record: Members; readonly unseen: readonly string[] } {
  const base = examples.find((one) => one[key] === value) ?? example;
  let record: Members = { ...base, [key]: value, ...(lives && { task: null }) };
  for (const [member, one] of members) record = one === ABSENT ? withoutPart(record, member) : withValue(record, member, one);
  const shown = new Set([...members.keys()].flatMap((member) => [member, member.split('.')[0] ?? '']));
  return { record, unseen: Object.keys(base).filter((member) => member !== 'task' && member !== key && !shown.has(member)) };
}

/** A record without a part of one of its objects. */
function withoutPart(record: Members, member: string): Members {
  const [outer, inner] = [member.slice(0, member.indexOf('.')), member.slice(member.indexOf('.') + 1)];
  const parts = record[outer];
  return isPlainObject(parts) ? { ...record, [outer]: Object.fromEntries(Object.entries(parts).filter(([name]) => name !== inner)) } : record;
}

/** A value with its numbers halved; a time stays. */
function halved(value: unknown): unknown {
  if (typeof value === 'number') return Math.abs(value) > 1e11 ? value : value / 2;
  if (Array.isArray(value) || !isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, halved(one)]));
}
