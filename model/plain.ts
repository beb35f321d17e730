/**
 * Plain values: text, numbers, booleans, null, and arrays and objects of them. Records, settings and snapshots contain nothing else.
 * Law: the values of a record are deeply frozen, so that they can be shared, and only be replaced.
 */

/** How deeply a value may be nested. */
export const DEEPEST = 100;

/**
 * A deeply frozen copy of a plain value; the value itself when it is already deeply frozen.
 * @throws {Error} when it is not plain, or nested too deeply.
 */
export function frozen<T>(value: T): T {
  return typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint' ? (copied(value, 0) as T) : value;
}

/** @throws {Error} when a value is not plain, or nested too deeply. */
export const checkPlain = (value: unknown): void => void frozen(value);

function copied(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') throw notPlain(`a ${typeof value}`);
    return value;
  }
  if (depth > DEEPEST) throw new Error(`A value cannot be nested more than ${DEEPEST} levels deep, or contain itself.`);
  if (Array.isArray(value)) {
    const items: unknown[] = value.map((item) => copied(item, depth + 1));
    return Object.isFrozen(value) && items.every((item, index) => item === value[index]) ? value : Object.freeze(items);
  }
  if (!isPlainObject(value)) throw notPlain(`a ${value.constructor?.name ?? 'value of a class'}`);
  let same = Object.isFrozen(value);
  const copy: Record<string, unknown> = { ...value };
  for (const [member, nested] of Object.entries(copy)) {
    if (typeof nested !== 'object' && typeof nested !== 'function') continue;
    const inside = copied(nested, depth + 1);
    if (inside === nested) continue;
    same = false;
    copy[member] = inside;
  }
  return same ? value : Object.freeze(copy);
}

const notPlain = (what: string): Error =>
  new Error(`A value must be plain: text, a number, true, false, null, or an array or object of these. It cannot be ${what}.`);

/** Whether a value is a plain object. Checks the prototype's prototype, since another realm has its own `Object`. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The approximate size of a plain value in bytes: one for each character, and eight for each value. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 8;
  if (typeof value !== 'object' || value === null) return 8;
  let size = 8;
  if (Array.isArray(value)) for (const item of value) size += sizeOf(item);
  else for (const member of Object.keys(value)) size += member.length + sizeOf((value as Record<string, unknown>)[member]);
  return size;
}

/** The members that are not undefined: where a member may be missing, but not be undefined. */
export const present = <T extends object>(members: T): { [M in keyof T]?: Exclude<T[M], undefined> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as { [M in keyof T]?: Exclude<T[M], undefined> };

/** A deep copy of a plain value, as JSON has it: without members that are undefined. */
export const jsonCopy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** Deeply freezes a value in place. */
export function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const nested of Object.values(value)) freeze(nested);
  }
  return value;
}

/** A value for an error message: a short text in quotes, a number as it is, anything else by its type. */
export function said(value: unknown): string {
  if (typeof value === 'string') return `'${value.slice(0, 60)}'`;
  if (typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined) return `${value}`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
