/** Whether a value from outside looks like the values that records have in its place: of the same type, nested ones too, and in range. */
import { isPlainObject, said } from '../model/plain.ts';
import { suggestion } from '../model/spelling.ts';
import { REDACTED } from '../vendor/redacted.ts';

/** The latest instant of a Date; no number in a record is larger. */
const LARGEST = 8.64e15;
/** A number that only an instant in milliseconds is as large as. */
const LEAST_INSTANT = 1e11;

/**
 * What is wrong with a value, compared with the values that others have there; undefined when nothing is.
 * @param name the path of its member, which the sentence begins with: `usage.traffic`.
 * @param whose what the member belongs to: `a record of servers`.
 */
export function wrongValue(value: unknown, others: readonly unknown[], name: string, whose: string): string | undefined {
  const called = `The member '${name}' of ${whose}`;
  if (value === REDACTED) return `${called} cannot be '${REDACTED}', which stands for a secret here. Leave it out, or give the secret.`;
  if (typeof value === 'number' && Math.abs(value) > LARGEST) return `${called} cannot be ${value}: that is beyond every instant.`;
  const kinds = new Set(others.map(kindOf));
  const kind = kindOf(value);
  // Where all others are null, the type is not known.
  const known = [...kinds].filter((one) => one !== 'null');
  if (others.length > 0 && !kinds.has(kind) && (kind === 'null' || known.length > 0)) return `${called} is ${known.join(' or ') || 'null'}, not ${kind}.`;
  const some = others.filter((one) => one !== null);
  if (typeof value === 'number' && some.length > 0 && some.every(isInstantLike) && !Number.isInteger(value))
    return `${called} cannot be ${value}: give an instant in whole milliseconds since the epoch.`;
  if (typeof value === 'string' && some.length > 0 && some.every(isDateText) && Number.isNaN(Date.parse(value)))
    return `${called} cannot be ${said(value)}: give a date such as ${said(some[0])}.`;
  if (Array.isArray(value)) return wrongItem(value, others, name, whose);
  return isPlainObject(value) ? wrongMember(value, others.filter(isPlainObject), name, whose) : undefined;
}

function wrongItem(list: readonly unknown[], others: readonly unknown[], name: string, whose: string): string | undefined {
  const items = others.flatMap((one) => (Array.isArray(one) ? (one as unknown[]) : []));
  for (const [index, item] of list.entries()) {
    const wrong = wrongValue(item, items, `${name}[${index}]`, whose);
    if (wrong) return wrong;
  }
  return undefined;
}

function wrongMember(
  object: Readonly<Record<string, unknown>>,
  others: readonly Readonly<Record<string, unknown>>[],
  name: string,
  whose: string,
): string | undefined {
  const members = [...new Set(others.flatMap((other) => Object.keys(other)))];
  for (const [member, nested] of Object.entries(object)) {
    if (member === '__proto__') return `The member '${name}' of ${whose} cannot have a member '__proto__'.`;
    if (others.length > 0 && !members.includes(member))
      return `The member '${name}' of ${whose} has no member ${said(member)}.${suggestion(member.slice(0, 60), members)}`;
    const there = others.map((other) => other[member]).filter((one) => one !== undefined);
    const wrong = wrongValue(nested, there, `${name}.${member.slice(0, 60)}`, whose);
    if (wrong) return wrong;
  }
  const missing = members.find((member) => !Object.hasOwn(object, member) && others.every((other) => Object.hasOwn(other, member)));
  return missing === undefined ? undefined : `The member '${name}' of ${whose} also needs '${missing}'.`;
}

const isInstantLike = (value: unknown): boolean => typeof value === 'number' && Math.abs(value) > LEAST_INSTANT;
const isDateText = (value: unknown): boolean => typeof value === 'string' && /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d|$)/.test(value);

const kindOf = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'a list'
      : typeof value === 'object'
        ? 'an object'
        : typeof value === 'string'
          ? 'a text'
          : `a ${typeof value}`;
