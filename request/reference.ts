/**
 * References between the records of an account, and how dangling ones are reported.
 * Law: a `not-found` for a record that the path does not name is not a refusal by the vendor but an inconsistent state, and an error for the test's author.
 */
import { Problem } from '../model/problem.ts';

/** The definitions of a vendor's tables, with their references. */
type Definitions = Readonly<Record<string, { readonly key: string; readonly references?: Readonly<Record<string, string | undefined>> }>>;
/** The records of an account, by table. */
type Records = (table: string) => Iterable<object>;

/** A reference to a record that does not exist. */
export interface Dangling {
  readonly table: string;
  /** The record that has the reference: its index in the table, and its key. */
  readonly index: number;
  readonly key: unknown;
  readonly member: string;
  readonly value: unknown;
  /** The table that it refers to. */
  readonly into: string;
}

/** The first reference for which `has` finds no record. */
export function danglingReference(definitions: Definitions, records: Records, has: (table: string, key: unknown) => boolean): Dangling | undefined {
  for (const [table, { key, references }] of Object.entries(definitions)) {
    const members = Object.entries<string | undefined>(references ?? {});
    if (members.length === 0) continue;
    let index = -1;
    for (const record of records(table) as Iterable<Record<string, unknown>>) {
      index += 1;
      for (const [member, into] of members) {
        const value = record[member];
        if (into === undefined || value === null || value === undefined || has(into, value)) continue;
        return { table, index, key: record[key], member, value, into };
      }
    }
  }
  return undefined;
}

/** Explains an error thrown by an operation: the same error, unless a record is missing that the path does not name. */
export function explained(
  error: unknown,
  {
    vendor,
    tables,
  }: { readonly vendor: { readonly name: string; readonly title: string; readonly tables: Definitions }; readonly tables: Readonly<Record<string, Table>> },
  path: Readonly<Record<string, unknown>>,
): unknown {
  if (!(error instanceof Problem) || error.kind !== 'not-found') return error;
  const { table, key } = error.detail;
  if (table === undefined || Object.values(path).includes(key)) return error;
  const found = danglingReference(
    vendor.tables,
    (name) => tables[name]?.all() ?? [],
    (into, value) => into !== table || value !== key,
  );
  const account = `cloud.${vendor.name}`;
  if (found) {
    const { table: where, key: which, member, value } = found;
    return new Error(
      `${kindOf(where)} ${String(which)} of ${vendor.title} has ${member} ${String(value)}, but there is no ${String(value)} in ${table}. No operation of the vendor leads to this state: add it to ${account}.${table}, or change the reference with ${account}.${where}.update().`,
      { cause: error },
    );
  }
  return new Error(
    `An operation of ${vendor.title} needs ${String(key)} in ${table}, which does not exist and is not in the request's path. Add it to ${account}.${table}; if it is optional, have the operation check has() first.`,
    { cause: error },
  );
}

interface Table {
  all(): readonly object[];
}

/** `Server`, of `servers`. */
const kindOf = (table: string): string => (table.charAt(0).toUpperCase() + table.slice(1)).replace(/s$/, '');
