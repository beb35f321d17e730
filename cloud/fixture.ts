/**
 * What a fresh account holds, made once for all clouds that begin at the same instant.
 * Law: its records are deeply frozen and shared; a table that changes one copies it first.
 */
import { collection, rowsOf } from '../model/collection.ts';
import type { Stateful } from '../model/lifecycle.ts';
import type { CompiledVendor } from '../request/compile.ts';

/** The contents of a fresh account. */
export interface Fixture {
  readonly tables: Readonly<Record<string, readonly Stateful[]>>;
  readonly counters: Readonly<Record<string, number>>;
  /** Whether one of its records is busy, so that something is due in a fresh account. */
  readonly busy: boolean;
}

/** The fixture of each vendor at the last instant at which a cloud began: nearly all clouds begin at that of the examples. */
const latest = new WeakMap<CompiledVendor, { readonly start: number; readonly fixture: Fixture }>();

/**
 * The contents of an account that begins at an instant.
 * @throws {Error} when the vendor's records do not fit its tables.
 */
export function fixtureOf(vendor: CompiledVendor, start: number): Fixture {
  const known = latest.get(vendor);
  if (known?.start === start) return known.fixture;
  const { tables: given, counters } = vendor.fresh(start);
  const tables: Record<string, readonly Stateful[]> = {};
  for (const [name, definition] of Object.entries(vendor.tables)) {
    const table = collection(name, definition);
    table.restore((given[name] ?? []) as readonly Stateful[]);
    tables[name] = Array.from(rowsOf(table), ({ record }) => Object.freeze(record));
  }
  const busy = Object.values(tables).some((records) => records.some(({ task }) => Boolean(task)));
  const fixture = { tables, counters: { ...counters }, busy };
  latest.set(vendor, { start, fixture });
  return fixture;
}
