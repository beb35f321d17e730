/**
 * References between the records of an account, and what it means that one leads nowhere.
 * Law: a `not-found` that the path did not name is no refusal by the vendor, but a state that no operation leads to: whoever made it is told.
 */
import { Problem } from '../model/problem.ts';

/** Where records refer to others: the definitions of a vendor's tables. */
type Definitions = Readonly<Record<string, { readonly key: string; readonly references?: Readonly<Record<string, string | undefined>> }>>;
/** The records of an account, by table. */
type Records = (table: string) => Iterable<object>;

/** A reference to nothing. */
export interface Dangling {
  readonly table: string;
  /** The record that has it: its place in the table, and its key. */
  readonly index: number;
  readonly key: unknown;
  readonly member: string;
  readonly value: unknown;
  /** The table that it leads into. */
  readonly into: string;
}

/** The first reference to nothing, of those that lead into a table at a key, or of all. */
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

/** What is thrown in place of an error of an operation: itself, unless it missed a record that the path does not name. */
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
      `${kindOf(where)} ${String(which)} of ${vendor.title} has ${member} ${String(value)}, and there is no ${String(value)} in ${table}. No operation of the vendor leads there: add it to ${account}.${table}, or give the record another with ${account}.${where}.update().`,
      { cause: error },
    );
  }
  return new Error(
    `An operation of ${vendor.title} needs ${String(key)} in ${table}, which is not there and which the request's path does not name. Add it to ${account}.${table}; an operation that may miss it asks with has() first.`,
    { cause: error },
  );
}

interface Table {
  all(): readonly object[];
}

/** `Server`, of `servers`. */
const kindOf = (table: string): string => (table.charAt(0).toUpperCase() + table.slice(1)).replace(/s$/, '');
