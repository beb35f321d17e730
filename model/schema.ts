/**
 * The schema of a record: which type each of its members has. Records may come from a file, from another machine, or from code without types.
 * Law: a schema is plain and small, and is typed by its record, so that a member without a type does not compile.
 */
import { isClockInstant } from './instant.ts';
import { isPlainObject, said } from './plain.ts';
import { suggestion } from './spelling.ts';

/**
 * The type of a scalar: `text`; `flag` for true and false; `number`; `amount` for a number from 0; `count` for a whole number from 0;
 * `instant` for whole milliseconds since the epoch. `text|null` can also be null.
 * Outside of records also `share` for a number from 0 to 1, `seed` for a text or a number, and `any`.
 */
type Word<T> = [T] extends [string] ? 'text' : [T] extends [boolean] ? 'flag' : [T] extends [number] ? 'number' | 'amount' | 'count' | 'instant' : never;

/**
 * The schema of a value: a word for a scalar, or the set of its values; `[schema]` for a list, and one schema an item for a tuple; an object of schemas for an object.
 * An optional member's name ends in `?`, and `{ '*': schema }` is an object with any names.
 * `SchemaOf<{ id: number; tags?: readonly string[] }>` accepts `{ id: 'count', 'tags?': ['text'] }`.
 */
export type SchemaOf<T> = [T] extends [string | number | boolean | null]
  ? (null extends T ? `${Word<NonNullable<T>>}|null` : Word<T>) | ReadonlySet<T>
  : T extends readonly unknown[]
    ? number extends T['length']
      ? readonly [SchemaOf<T[number]>]
      : { readonly [I in keyof T]: SchemaOf<T[I]> }
    : T extends object
      ? string extends keyof T
        ? { readonly '*': SchemaOf<T[keyof T]> }
        : { readonly [M in keyof T & string as undefined extends T[M] ? `${M}?` : M]-?: SchemaOf<Exclude<T[M], undefined>> }
      : never;

/** The schema of a record. Its lifecycle says what its status and its task can be. */
export type RecordSchema<R> = SchemaOf<Omit<R, 'status' | 'task'>>;

/** A schema whose type is not known to the compiler; a function says what is wrong with a value, to follow its name: `is not …`. */
export type Schema = string | ReadonlySet<unknown> | readonly Schema[] | { readonly [member: string]: Schema } | ((value: unknown) => string | undefined);

/** A schema for each member of a type, so that a new member does not compile until it has one. */
export type MemberSchemas<T> = { readonly [M in keyof T & string as undefined extends T[M] ? `${M}?` : M]-?: Schema };

/** A member that is not as it should be. */
export interface Wrong {
  /** Its path: `usage.traffic`, `power[2][0]`. */
  readonly member: string;
  readonly value: unknown;
  /** Follows its name: `is not a text`. */
  readonly why: string;
}

/** The largest number: beyond it, whole numbers are not exact. */
const LARGEST = Number.MAX_SAFE_INTEGER;
/** The largest whole number from outside: much can be added to it. */
const LARGEST_COUNT = 1e15;
/** The longest duration, in milliseconds: about 95 years. Beyond it, an instant might no longer be a valid date. */
export const LONGEST = 3e12;

/** Whether a value is an instant in whole milliseconds at which a clock can stand. */
export const isInstant = (value: unknown): value is number => isClockInstant(value) && Number.isInteger(value);
/** Whether a value is a whole number from 0. */
export const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= LARGEST_COUNT;

const WORDS: ReadonlyMap<string, readonly [what: string, fits: (value: unknown) => boolean]> = new Map<string, [string, (value: unknown) => boolean]>([
  ['text', ['a text', (value) => typeof value === 'string']],
  ['flag', ['true or false', (value) => typeof value === 'boolean']],
  ['number', ['a number up to 2 ** 53', (value) => typeof value === 'number' && Math.abs(value) <= LARGEST]],
  ['amount', ['a number from 0', (value) => typeof value === 'number' && value >= 0 && value <= LARGEST]],
  ['count', ['a whole number from 0', isCount]],
  ['instant', ['an instant in milliseconds since the epoch', isInstant]],
  ['share', ['a share from 0 to 1', (value) => typeof value === 'number' && value >= 0 && value <= 1]],
  ['seed', ['a text or a number', (value) => typeof value === 'string' || Number.isFinite(value)]],
  ['any', ['a value', () => true]],
]);

/** What is wrong, in a sentence: `servers[3].status 'activ' is not a status. Did you mean 'active'?` */
export const inWords = ({ member, value, why }: Wrong): string =>
  `${[member, isScalar(value) ? said(value) : '', why].filter(Boolean).join(' ')}${/[.?]$/.test(why) ? '' : '.'}`;

const isScalar = (value: unknown): boolean => value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** What does not fit a schema: the first member, and why; undefined when everything fits. */
export function misfit(value: unknown, schema: Schema, member = ''): Wrong | undefined {
  if (typeof schema === 'string') {
    const [word = '', nullable] = schema.split('|');
    const [what, fits] = WORDS.get(word) ?? [word, () => false];
    return fits(value) || (nullable && value === null) ? undefined : { member, value, why: `is not ${what}${nullable ? ', or null' : ''}` };
  }
  if (typeof schema === 'function') {
    const why = schema(value);
    return why === undefined ? undefined : { member, value, why };
  }
  if (schema instanceof Set) return schema.has(value) ? undefined : { member, value, why: `is not one of ${[...schema].join(', ')}` };
  if (Array.isArray(schema)) {
    const forms = schema as readonly Schema[];
    if (!Array.isArray(value) || (forms.length > 1 && value.length !== forms.length))
      return { member, value, why: forms.length > 1 ? `is not a list of ${forms.length}` : 'is not a list' };
    for (const [index, item] of value.entries()) {
      const wrong = misfit(item, forms[forms.length > 1 ? index : 0] ?? '', `${member}[${index}]`);
      if (wrong) return wrong;
    }
    return undefined;
  }
  if (!isPlainObject(value)) return { member, value, why: 'is not an object' };
  return misfits(value, schema as { readonly [name: string]: Schema }, true, member);
}

/**
 * The first member of an object that does not fit its schema; `whole` says whether none may be missing.
 * @param others members that are checked elsewhere.
 */
export function misfits(
  value: Readonly<Record<string, unknown>>,
  schema: { readonly [member: string]: Schema },
  whole: boolean,
  within = '',
  others: readonly string[] = [],
): Wrong | undefined {
  const path = (name: string): string => (within === '' ? name : `${within}.${name}`);
  const any = Object.hasOwn(schema, '*') ? schema['*'] : undefined;
  for (const name of Object.keys(value)) {
    const nested = Object.hasOwn(schema, name) ? schema[name] : Object.hasOwn(schema, `${name}?`) ? schema[`${name}?`] : any;
    // JSON has no undefined: a member that is is not there.
    if (value[name] === undefined && !Object.hasOwn(schema, name)) continue;
    if (nested === undefined || name === '__proto__') {
      if (others.includes(name)) continue;
      const known = [...Object.keys(schema).map((one) => one.replace(/[?*]$/, '')), ...others].filter(Boolean);
      return { member: path(name.slice(0, 60)), value: value[name], why: `is not a member.${suggestion(name, known)}` };
    }
    const wrong = misfit(value[name], nested, path(name));
    if (wrong) return wrong;
  }
  if (!whole) return undefined;
  const missing = Object.keys(schema).find((name) => name !== '*' && !name.endsWith('?') && !Object.hasOwn(value, name));
  return missing === undefined ? undefined : { member: path(missing), value: undefined, why: 'is missing' };
}
