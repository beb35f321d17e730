/** How a recorded reply and the double's differ: the status, the type, the members, and the values that are stable in the double. */
import { isPlainObject } from '../../model/plain.ts';
import { printable } from '../drift.ts';
import { typeOf } from '../schema.ts';

/** One difference. */
export interface Difference {
  readonly kind: 'status' | 'content type' | 'only the vendor' | 'only the double' | 'type' | 'value' | 'count';
  /** `status`, `body.results[0].plan.id` */
  readonly place: string;
  readonly vendor: string;
  readonly double: string;
}

/** A reply with its body as a value, where it is JSON. */
export interface ComparedReply {
  readonly status: number;
  readonly type: string;
  readonly body: unknown;
}

/** How deeply bodies are compared, how many items of a list, and how many differences of a reply are listed. */
const DEEPEST = 64;
const MOST_ITEMS = 1_000;
const MOST = 100;

/**
 * Compares a recorded reply with the double's.
 * @param again the double's reply from another seed and another time: where it is different, the value is one of chance or time, and is not compared.
 * @param renamed the double's key for one that the vendor chose.
 */
export function differencesOf(recorded: ComparedReply, own: ComparedReply, again: ComparedReply, renamed: ReadonlyMap<string, string>): Difference[] {
  const found: Difference[] = [];
  const add = (difference: Difference): void => {
    if (found.length < MOST) found.push(difference);
  };
  if (recorded.status !== own.status) return [{ kind: 'status', place: 'status', vendor: String(recorded.status), double: String(own.status) }];
  if (recorded.type !== own.type)
    return [{ kind: 'content type', place: 'header.content-type', vendor: printable(recorded.type) || 'none', double: own.type || 'none' }];
  const walk = (a: unknown, b: unknown, stable: unknown, place: string, depth: number): void => {
    if (depth > DEEPEST) return;
    const [vendor, double] = [typeOf(a), typeOf(b)];
    const number = (type: string): boolean => type === 'integer' || type === 'number';
    if (vendor !== double && !(number(vendor) && number(double))) {
      // Null is a value that a member can have, not another type, unless the double always says the same.
      if ((a === null || b === null) && JSON.stringify(b) !== JSON.stringify(stable)) return;
      return add({ kind: a === null || b === null ? 'value' : 'type', place, vendor: a === null ? 'null' : vendor, double: b === null ? 'null' : double });
    }
    if (Array.isArray(a) && Array.isArray(b)) {
      const other = Array.isArray(stable) ? (stable as readonly unknown[]) : [];
      if (a.length !== b.length && other.length === b.length) add({ kind: 'count', place, vendor: `${a.length} items`, double: `${b.length} items` });
      const key = keyOf(a, b);
      for (const [i, item] of a.slice(0, MOST_ITEMS).entries()) {
        const j = key === undefined ? i : indexOf(b, key, item);
        if (j >= 0 && j < b.length) walk(item, b[j], other[j], `${place}[${i}]`, depth + 1);
      }
    } else if (isPlainObject(a) && isPlainObject(b)) {
      const other = isPlainObject(stable) ? stable : {};
      for (const [name, value] of Object.entries(a)) {
        const inside = `${place}.${printable(name)}`;
        if (Object.hasOwn(b, name)) walk(value, b[name], Object.hasOwn(other, name) ? other[name] : undefined, inside, depth + 1);
        else add({ kind: 'only the vendor', place: inside, vendor: typeOf(value), double: 'nothing' });
      }
      for (const [name, value] of Object.entries(b))
        if (!Object.hasOwn(a, name)) add({ kind: 'only the double', place: `${place}.${name}`, vendor: 'nothing', double: typeOf(value) });
    } else if (a !== b && b === stable && renamed.get(String(a)) !== String(b)) add({ kind: 'value', place, vendor: shown(a), double: shown(b) });
  };
  walk(recorded.body, own.body, again.body, 'body', 0);
  return found;
}

/** The member by which the items of two lists can be told apart and belong together; undefined when there is none, and their order decides. */
function keyOf(a: readonly unknown[], b: readonly unknown[]): string | undefined {
  const [first] = a;
  if (!isPlainObject(first)) return undefined;
  return Object.keys(first).find((name) => {
    const [ours, theirs] = [a, b].map(
      (list) => new Set(list.slice(0, MOST_ITEMS).map((item) => (isPlainObject(item) && Object.hasOwn(item, name) ? item[name] : undefined))),
    );
    if (!ours || !theirs || ours.has(undefined) || typeof first[name] === 'object') return false;
    return ours.size === Math.min(a.length, MOST_ITEMS) && theirs.size === Math.min(b.length, MOST_ITEMS) && [...ours].some((one) => theirs.has(one));
  });
}

const indexOf = (list: readonly unknown[], key: string, item: unknown): number =>
  isPlainObject(item) ? list.findIndex((one) => isPlainObject(one) && Object.hasOwn(one, key) && one[key] === item[key]) : -1;

const shown = (value: unknown): string => (typeof value === 'string' ? `'${printable(value).slice(0, 60)}'` : JSON.stringify(value));
