/** Reads a catalogue that another process has written. */
import { isPlainObject } from '../../model/plain.ts';
import { MEASURES, type Catalogue } from './catalogue.ts';

/** The catalogue in a text; undefined when it is none, or of another version. */
export function readCatalogue(text: string): Catalogue | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isPlainObject(value) || !isText(value['vendor']) || !isText(value['title'])) return undefined;
  const { items, common, machines } = value;
  const right = areAll(items, isItem) && areAll(common, isText) && areAll(machines, isMachine);
  // The checks above have established its type.
  return right ? (value as unknown as Catalogue) : undefined;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isTextOrNull = (value: unknown): boolean => value === null || isText(value);
const areAll = (list: unknown, is: (one: unknown) => boolean): boolean => Array.isArray(list) && list.every(is);

const isItem = (one: unknown): boolean =>
  isPlainObject(one) &&
  isText(one['fact']) &&
  isText(one['what']) &&
  (MEASURES as readonly unknown[]).includes(one['measure']) &&
  (one['lines'] === undefined || isText(one['lines']));

const isMachine = (one: unknown): boolean =>
  isPlainObject(one) && isText(one['table']) && areAll(one['statuses'], isText) && areAll(one['edges'], isEdge) && areAll(one['actions'], isAction);

const isEdge = (one: unknown): boolean =>
  isPlainObject(one) &&
  isTextOrNull(one['from']) &&
  isTextOrNull(one['to']) &&
  isText(one['label']) &&
  isText(one['fact']) &&
  typeof one['regular'] === 'boolean';

const isAction = (one: unknown): boolean =>
  isPlainObject(one) &&
  isText(one['action']) &&
  isTextOrNull(one['locked']) &&
  isPlainObject(one['cells']) &&
  Object.values(one['cells']).every((cell) => isPlainObject(cell) && isText(cell['fact']) && typeof cell['accepted'] === 'boolean');
