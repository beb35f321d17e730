/**
 * A record as everybody sees it: its members read what its row holds now, and assigning to one throws.
 * Law: there is no way from a record to its row but `update`; what a record shows is nested, frozen and replaced.
 */

/** What a table is called, and which member is its key. */
export interface TableNaming {
  readonly name: string;
  readonly key: string;
}

/** Where a view reads: the record behind it, and what its table is called in an error. */
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

// One pair for each name of a member, whatever its table: records with the same members then have the same shape, and stay fast to read.
const accessors = new Map<string, PropertyDescriptor>();
/** The most names for which a pair is kept: they may come from a snapshot. */
const MOST_NAMES = 2_000;

/** The view of a row. It reads nothing until it is asked, and is never made twice: `get(1) === get(1)`. */
export function viewOf<R extends object>(row: Source<R>): Readonly<R> {
  const view: object = {};
  Object.defineProperty(view, SOURCE, { value: row });
  Object.defineProperty(view, INSPECT, inspected);
  for (const member in row.record) Object.defineProperty(view, member, accessorOf(member));
  // Its members are those of the record, each read from it.
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
        `Cannot assign to '${member}' of the record ${which} of ${table.name}: records are read-only. Change it with ${table.name}.update(${table.name}.get(${which}), { ${member}: … }).`,
      );
    },
  };
  if (accessors.size < MOST_NAMES) accessors.set(member, made);
  return made;
}
