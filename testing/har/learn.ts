/**
 * Learns how a vendor shows its records, so that what a real vendor shows can be read back into records.
 * Law: nothing is guessed from names. A member of a record is changed in a cloud, and where the change appears in a reply is where the member is shown.
 */
import { openCloud } from '../../cloud/open.ts';
import type { Providers } from '../../cloud/options.ts';
import { isPlainObject } from '../../model/plain.ts';
import { compile, type CompiledVendor } from '../../request/compile.ts';
import type { AnyProvider } from '../../vendor/provider.ts';
import { credentialHeader } from '../../request/credential.ts';
import { leavesOf, listLeaf, listOf, type Leaf } from './leaves.ts';

/** How a value of a record is written in a reply. */
type Writing = 'same' | 'iso' | 'unix' | 'text' | 'number' | 'list';

/** Where a member of a record is shown. */
export interface Shown {
  readonly table: string;
  /** The member that refers to the record, where it is not the shown record itself. */
  readonly by: string | undefined;
  /** `name`, or `specifications.cpu`. */
  readonly member: string;
  /** The place in the item: `plan.id`. */
  readonly place: string;
  readonly writing: Writing;
}

/** A reply that shows records of a table. */
export interface View {
  readonly route: string;
  readonly table: string;
  /** The place of the list in the reply; undefined when it shows a single record. */
  readonly list: string | undefined;
  readonly shows: readonly Shown[];
}

type Members = Record<string, unknown>;

/** How far a number is moved: by a whole day, so that a timestamp of any resolution moves too. */
const DAY = 86_400_000;
/** The most members of a record that are tried. */
const MOST_MEMBERS = 200;

const learned = new WeakMap<AnyProvider, readonly View[]>();

/** How the operations of a vendor that read show its records. */
export function viewsOf(provider: AnyProvider): readonly View[] {
  const known = learned.get(provider);
  if (known) return known;
  const vendor = compile(provider);
  const views = Array.from(vendor.operations.values()).flatMap(({ route, finds }) => {
    if (!route.startsWith('GET ')) return [];
    if (finds.length === 1 && finds[0]) return viewOf(provider, vendor, route, finds[0].table, finds[0].parameter);
    if (route.includes('{')) return [];
    // A list of drives may show the key of a server too: what it lists is what it shows most of.
    const candidates = Object.keys(vendor.tables).flatMap((table) => viewOf(provider, vendor, route, table, undefined));
    return candidates.sort((a, b) => b.shows.length - a.shows.length).slice(0, 1);
  });
  learned.set(provider, views);
  return views;
}

function viewOf(provider: AnyProvider, vendor: CompiledVendor, route: string, table: string, parameter: string | undefined): View[] {
  const { name } = provider;
  const definition = vendor.tables[table];
  const cloud = openCloud<Providers>({ [name]: provider }, { journal: 1, history: 0 });
  const fresh = cloud.snapshot();
  const record = fresh.accounts[name]?.tables[table]?.[0] as Members | undefined;
  if (!definition || !record) return [];
  const [, template = ''] = route.split(' ');

  // Records that refer to it would dangle.
  const referring = Object.entries(vendor.tables).filter(([one, { references }]) => one !== table && Object.values(references ?? {}).includes(table));
  const without = Object.fromEntries(referring.map(([one]) => [one, []]));

  /** What the reply shows when the table has only this record, and another table's record is changed. */
  const ask = (shown: Members, other?: { readonly table: string; readonly records: readonly object[] }): Map<string, Leaf> | undefined => {
    const account = fresh.accounts[name];
    if (!account) return undefined;
    const tables = { ...account.tables, ...without, [table]: [shown], ...(other && { [other.table]: other.records }) };
    try {
      cloud.restore({ ...fresh, accounts: { [name]: { ...account, tables } } });
    } catch {
      // The record cannot be so: its status is no status, or it refers to nothing.
      return undefined;
    }
    const path = parameter === undefined ? template : template.replace(`{${parameter}}`, encodeURIComponent(String(shown[definition.key])));
    const request = { method: 'GET', path, base: '', query: '', headers: { accept: 'application/json', ...credentialHeader(provider) }, body: undefined };
    const { reply } = cloud.serve(name, request);
    if (reply?.status !== 200 || typeof reply.body !== 'string' || !/json/.test(reply.headers['content-type'] ?? '')) return undefined;
    return leavesOf(JSON.parse(reply.body) as unknown);
  };

  const base = ask(record);
  if (!base) return [];
  const shows: Shown[] = [];
  const note = (changed: Map<string, Leaf> | undefined, value: unknown, part: Omit<Shown, 'place' | 'writing'>): void => {
    for (const [place, leaf] of changed ?? []) {
      if (base.has(place) && base.get(place) === leaf) continue;
      const writing = writingOf(value, leaf);
      if (writing && !shows.some((one) => one.place === place && one.member === part.member && one.by === part.by)) shows.push({ ...part, place, writing });
    }
  };
  for (const member of membersIn(record)) {
    for (const value of otherValues(definition, member, valueAt(record, member), fresh.accounts[name]?.tables ?? {}))
      note(ask(withValue(record, member, value)), value, { table, by: undefined, member });
  }
  for (const [by, target] of Object.entries((definition.references ?? {}) as Readonly<Record<string, string>>)) {
    const records = (fresh.accounts[name]?.tables[target] ?? []) as readonly Members[];
    const key = vendor.tables[target]?.key ?? '';
    const referred = records.find((one) => one[key] === record[by]);
    for (const member of referred ? membersIn(referred) : []) {
      if (member === key || !referred) continue;
      for (const value of otherValues(undefined, member, valueAt(referred, member), {})) {
        const changed = records.map((one) => (one === referred ? withValue(one, member, value) : one));
        note(ask(record, { table: target, records: changed }), value, { table: target, by, member });
      }
    }
  }
  // A list shows the key of what it lists; a reply that does not is of something else.
  const keyed = shows.find(({ member, by, writing }) => by === undefined && member === definition.key && writing === 'same');
  if (parameter !== undefined) return shows.length === 0 ? [] : [{ route, table, list: undefined, shows }];
  const list = keyed && /^(.*?)\[0\]/.exec(keyed.place)?.[1];
  if (list === undefined) return [];
  const within = `${list}[0].`;
  const items = shows.filter(({ place }) => place.startsWith(within)).map((one) => ({ ...one, place: one.place.slice(within.length) }));
  return [{ route, table, list, shows: items }];
}

/** The members of a record that hold a single value, a list, or an object of single values. */
function membersIn(record: Members): string[] {
  return Object.entries(record)
    .flatMap(([name, value]) => (isPlainObject(value) ? Object.keys(value).map((inner) => `${name}.${inner}`) : [name]))
    .filter((name) => name !== 'task')
    .slice(0, MOST_MEMBERS);
}

export const valueAt = (record: Members, member: string): unknown =>
  member.split('.').reduce<unknown>((value, name) => (isPlainObject(value) && Object.hasOwn(value, name) ? value[name] : undefined), record);

/** The record with another value for a member. */
export function withValue(record: Members, member: string, value: unknown): Members {
  const dot = member.indexOf('.');
  if (dot < 0) return { ...record, [member]: value };
  const [outer, inner] = [member.slice(0, dot), member.slice(dot + 1)];
  return { ...record, [outer]: { ...(record[outer] as Members), [inner]: value } };
}

/** Other values that a member may have, to see where a change appears. */
function otherValues(
  definition: CompiledVendor['tables'][string] | undefined,
  member: string,
  value: unknown,
  tables: Readonly<Record<string, readonly object[]>>,
): unknown[] {
  const listed = definition?.values?.[member];
  if (listed) return listed.filter((one) => one !== value);
  const target = (definition?.references as Readonly<Record<string, string>> | undefined)?.[member];
  if (target !== undefined) return (tables[target] ?? []).map((one) => Object.values(one)[0] as unknown).filter((one) => one !== value);
  if (typeof value === 'number') return [value + DAY];
  if (typeof value === 'string') return [...(/^\d{1,9}$/.test(value) ? [String(Number(value) + 1)] : []), `${value}-other`];
  if (typeof value === 'boolean') return [!value];
  if (value === null) return ['another', DAY];
  return Array.isArray(value) && value.length > 0 ? [[...(value as unknown[]), value[0] as unknown]] : [];
}

/** How a value of a record stands in a reply; undefined when it is not the value that stands there. */
function writingOf(value: unknown, leaf: Leaf): Writing | undefined {
  if (leaf === value) return 'same';
  if (Array.isArray(value)) return leaf === listLeaf(value) ? 'list' : undefined;
  if (typeof value === 'string' && typeof leaf === 'number' && String(leaf) === value) return 'number';
  if (typeof value !== 'number') return undefined;
  if (typeof leaf === 'number' && leaf === Math.floor(value / 1000)) return 'unix';
  if (typeof leaf === 'string' && leaf === String(value)) return 'text';
  return typeof leaf === 'string' && Math.floor(Date.parse(leaf) / 1000) === Math.floor(value / 1000) ? 'iso' : undefined;
}

/** Reads a value of a reply back into that of a record; undefined when it cannot be. */
export function readBack(writing: Writing, leaf: Leaf): unknown {
  if (writing === 'same') return leaf;
  if (writing === 'list') return listOf(leaf);
  if (writing === 'number') return typeof leaf === 'number' ? String(leaf) : leaf;
  if (writing === 'unix') return typeof leaf === 'number' ? leaf * 1000 : undefined;
  if (typeof leaf !== 'string') return leaf === null ? null : undefined;
  const value = writing === 'text' ? Number(leaf) : Date.parse(leaf);
  return Number.isNaN(value) ? undefined : value;
}
