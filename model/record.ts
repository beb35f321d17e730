/**
 * The read-only view of a record: its members show the row's current values, and assigning to one throws.
 * Law: a row changes only through `update`; nested values are frozen, and replaced rather than mutated.
 */

/** The name of a table, and the member that is its key. */
export interface TableNaming {
  readonly name: string;
  readonly key: string;
}

/** What a view reads from: its record, and its table's name for errors. */
interface Source<R extends object> {
  readonly record: R;
  readonly table: TableNaming;
}

const SOURCE = Symbol('source');
type View = { readonly [SOURCE]: Source<Record<string, unknown>> };

/** Node's `util.inspect`, which would print each member as `[Getter/Setter]`. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');
const inspected = {
  value(this: object): object {
    return { ...this };
  },
};

// One accessor for each member name, shared by all tables: records with the same members then have the same shape, and stay fast to read.
const accessors = new Map<string, PropertyDescriptor>();
/** The most names that are cached, since names may come from a snapshot. */
const MOST_NAMES = 2_000;

/** The view of a row, created once for each row: `get(1) === get(1)`. */
export function viewOf<R extends object>(row: Source<R>): Readonly<R> {
  const view: object = {};
  Object.defineProperty(view, SOURCE, { value: row });
  Object.defineProperty(view, INSPECT, inspected);
  for (const member in row.record) Object.defineProperty(view, member, accessorOf(member));
  // It has the members of the record, each of which reads from it.
  return Object.preventExtensions(view) as Readonly<R>;
}

function accessorOf(member: string): PropertyDescriptor {
  const known = accessors.get(member);
  if (known) return known;
  const made: PropertyDescriptor = {
    enumerable: true,
    get(this: View) {
      return this[SOURCE].record[member];
    },
    set(this: View) {
      const { record, table } = this[SOURCE];
      const which = JSON.stringify(record[table.key]);
      throw new TypeError(
        `Cannot assign to '${member}' of record ${which} in ${table.name}: records are read-only. Use ${table.name}.update(${table.name}.get(${which}), { ${member}: … }).`,
      );
    },
  };
  if (accessors.size < MOST_NAMES) accessors.set(member, made);
  return made;
}
