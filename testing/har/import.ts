/** Records read back from what a vendor showed: fixtures, as far as a record of ours can hold them. */
import { openCloud } from '../../cloud/open.ts';
import type { Providers } from '../../cloud/options.ts';
import type { Snapshot } from '../../cloud/snapshot.ts';
import { isPlainObject } from '../../model/plain.ts';
import { compile } from '../../request/compile.ts';
import type { AnyProvider } from '../../vendor/provider.ts';
import { typeOf } from '../schema.ts';
import { at as valueOf, leavesOf, listLeaf, type Leaf } from './leaves.ts';
import { readBack, valueAt, viewsOf, withValue, type View } from './learn.ts';

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
  /** The record with a key, as far as it is known. */
  const recordOf = (table: string, key: unknown): Made => {
    const records = made.get(table) ?? new Map<unknown, Made>();
    made.set(table, records);
    const known = records.get(key) ?? new Map<string, unknown>();
    if (records.size < MOST_RECORDS) records.set(key, known);
    return known;
  };
  const take = (view: View, item: unknown, named?: unknown): unknown => {
    const leaves = leavesOf(item);
    const read = (place: string): Leaf | undefined => {
      const value = valueOf(item, place);
      return Array.isArray(value) ? listLeaf(value) : leaves.get(place);
    };
    const key = vendor.tables[view.table]?.key ?? '';
    const own = view.shows.find(({ by, member }) => by === undefined && member === key);
    const value = named ?? (own && read(own.place));
    if (value === undefined || value === null) return undefined;
    const references = new Map<string, unknown>();
    for (const { by, member, place, writing, table } of view.shows) {
      const leaf = read(place);
      // A part of an object, such as a device that a server does not have.
      const absent = leaf === undefined && member.includes('.') ? ABSENT : undefined;
      const back = leaf === undefined ? absent : readBack(writing, leaf);
      if (back === undefined) continue;
      if (by === undefined) {
        const record = recordOf(view.table, value);
        // The first that shows it stays: a list and a record by itself may differ in their timestamps.
        if (!record.has(member) || record.get(member) === ABSENT) record.set(member, back);
        references.set(member, back);
      } else if (references.has(by)) {
        const record = recordOf(table, references.get(by));
        record.set(vendor.tables[table]?.key ?? '', references.get(by));
        if (!record.has(member) && back !== ABSENT) record.set(member, back);
      }
    }
    return value;
  };
  for (const { route, body, key } of replies) {
    for (const view of views.filter((one) => one.route === route)) {
      if (view.list === undefined) {
        take(view, body, key);
        continue;
      }
      const items = valueOf(body, view.list);
      if (!Array.isArray(items)) continue;
      const keys = items.map((item: unknown) => take(view, item)).filter((key) => key !== undefined);
      listed.set(view.table, [...new Set([...(listed.get(view.table) ?? []), ...keys])]);
    }
  }
  return accepted(provider, made, listed);
}

/** The records that the double takes, in complete tables. */
function accepted(provider: AnyProvider, made: ReadonlyMap<string, ReadonlyMap<unknown, Made>>, listed: ReadonlyMap<string, readonly unknown[]>): Imported {
  const { name } = provider;
  const vendor = compile(provider);
  const cloud = openCloud<Providers>({ [name]: provider }, { journal: 1, history: 0 });
  const fresh = cloud.snapshot();
  const account = fresh.accounts[name];
  const assumed = new Map<string, Set<string>>();
  const refused: { table: string; key: string; because: string }[] = [];
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
    const records: Members[] = [];
    const others: Members[] = [];
    const seen = made.get(table) ?? new Map<unknown, Made>();
    for (const value of new Set([...(listed.get(table) ?? []), ...seen.keys()])) {
      const members = seen.get(value) ?? new Map<string, unknown>();
      const base = examples.find((one) => one[key] === value) ?? example;
      let record: Members = { ...base, [key]: value, ...(lifecycle && { task: null }) };
      for (const [member, one] of members) {
        if (one === ABSENT) {
          record = withoutPart(record, member);
          continue;
        }
        const strange = otherType(member, one, examples);
        if (strange === undefined) record = withValue(record, member, one);
        else refused.push({ table, key: String(value).slice(0, 100), because: strange });
      }
      const because = refusal(table, record);
      if (because !== undefined) {
        refused.push({ table, key: String(value).slice(0, 100), because });
        continue;
      }
      records.push(record);
      const unseen = Object.keys(base).filter(
        (member) => member !== 'task' && member !== key && ![...members.keys()].some((one) => one === member || one.startsWith(`${member}.`)),
      );
      if (unseen.length > 0) assumed.set(table, new Set([...(assumed.get(table) ?? []), ...unseen]));
      others.push(
        unseen.reduce((one, member) => {
          const altered = { ...one, [member]: halved(one[member]) };
          return refusal(table, altered) === undefined ? altered : one;
        }, record),
      );
    }
    // What the account is sold, and was not listed, stays on offer beside what was seen.
    const kept = lifecycle || listed.has(table) ? [] : examples.filter((one) => !records.some((record) => record[key] === one[key]));
    tables[table] = [...records, ...kept];
    loose[table] = [...others, ...kept];
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

  /** Why the double does not take a record; undefined if it does. */
  function refusal(table: string, record: Members): string | undefined {
    const others = Object.fromEntries(
      Object.entries(vendor.tables)
        .filter(([one, { references }]) => one !== table && Object.values(references ?? {}).some((to) => to === table || Object.hasOwn(tables, to)))
        .map(([one]) => [one, []]),
    );
    try {
      cloud.restore({ ...fresh, accounts: { [name]: { ...account, tables: { ...account?.tables, ...tables, ...others, [table]: [record] } } } } as Snapshot);
      return undefined;
    } catch (error) {
      return (error as Error).message.replace(/^The snapshot cannot be restored: accounts\.\w+\.tables\.\w+\[0\]\.?/, '');
    }
  }
  return { tables, loose, assumed: Object.fromEntries(Array.from(assumed, ([table, members]) => [table, [...members]])), refused };
}

/** Why a member is left as the example has it: its value is of a type that no example of the table has. Undefined when it is not. */
function otherType(member: string, value: unknown, examples: readonly Members[]): string | undefined {
  const named = (one: unknown): string => typeOf(one).replace('integer', 'number');
  const types = new Set(examples.map((example) => named(valueAt(example, member))));
  // Where the examples have null or nothing, it is not known what else there can be.
  if (types.has('null') || types.has('undefined') || types.has(named(value))) return undefined;
  return `${member} is of the type ${named(value)}, not ${[...types].join(' or ')}: it is left out`;
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
