/** A JSON value as its single values, each by its place: `results[0].plan.id`. */
import { isPlainObject } from '../../model/plain.ts';

/** A single value. */
export type Leaf = string | number | boolean | null;

/** The deepest nesting and the most values that are read. */
const DEEPEST = 32;
const MOST = 200_000;

/** The single values of a JSON value, in its order, and its lists. */
export function leavesOf(value: unknown): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  const walk = (at: unknown, place: string, depth: number): void => {
    if (leaves.size >= MOST || depth > DEEPEST) return;
    if (Array.isArray(at)) {
      leaves.set(place, listLeaf(at));
      at.forEach((item, i) => walk(item, `${place}[${i}]`, depth + 1));
    }
    if (isPlainObject(at)) for (const [name, member] of Object.entries(at)) walk(member, place === '' ? name : `${place}.${name}`, depth + 1);
    else if (at === null || typeof at === 'string' || typeof at === 'number' || typeof at === 'boolean') leaves.set(place, at);
  };
  walk(value, '', 0);
  return leaves;
}

const LIST = '\u0000list ';

/** A list as one value, so that it can be found as a whole. */
export const listLeaf = (list: readonly unknown[]): string => LIST + JSON.stringify(list);

/** The list of such a value; undefined for any other. */
export const listOf = (leaf: Leaf): unknown => (typeof leaf === 'string' && leaf.startsWith(LIST) ? JSON.parse(leaf.slice(LIST.length)) : undefined);

/** The value at a place; undefined when there is none. */
export function at(value: unknown, place: string): unknown {
  if (place === '') return value;
  return place.split(/\.|(?=\[)/).reduce<unknown>((inner, step) => {
    const index = /^\[(\d+)\]$/.exec(step)?.[1];
    if (index !== undefined) return Array.isArray(inner) ? (inner[Number(index)] as unknown) : undefined;
    return isPlainObject(inner) && Object.hasOwn(inner, step) ? inner[step] : undefined;
  }, value);
}
