/** Whether a value has everything that is expected of it: objects may have more members, anything else must be equal. */
import { isPlainObject } from '../../model/plain.ts';
import { isAsymmetric, written } from './matched.ts';

/** What differs, a line for each member: `body.plan_id: expected 2, but it is 1`. Empty when nothing does. */
export function differences(place: string, expected: unknown, actual: unknown): string[] {
  if (isAsymmetric(expected)) return expected.asymmetricMatch(actual) ? [] : [differs(place, expected, actual)];
  if (expected instanceof RegExp) return typeof actual === 'string' && actual.search(expected) >= 0 ? [] : [differs(place, expected, actual)];
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return [differs(place, expected, actual)];
    return expected.flatMap((item, index) => differences(`${place}[${index}]`, item, actual[index]));
  }
  if (isPlainObject(expected)) {
    if (!isPlainObject(actual)) return [differs(place, expected, actual)];
    return Object.entries(expected).flatMap(([name, member]) =>
      differences(place === '' ? name : `${place}.${name}`, member, Object.hasOwn(actual, name) ? actual[name] : undefined),
    );
  }
  return Object.is(expected, actual) ? [] : [differs(place, expected, actual)];
}

const differs = (place: string, expected: unknown, actual: unknown): string =>
  `${place}: expected ${written(expected)}, but ${actual === undefined ? 'there is none' : `it is ${abridged(written(actual))}`}`;

const abridged = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text);
