/** What is told of a body or a query without its secrets: the same value or text, with each value replaced that a secret member has. */

/** Whether a member is secret, by its name. */
export type Secret = (member: string) => boolean;

/** What stands in place of a secret. */
export const REDACTED = '[redacted]';

/** How deep a value may be nested: what lies deeper is redacted whole, as no vendor's value does. */
const DEEPEST = 64;

/** A value without its secrets; the very same value when it has none. Nothing is no secret: null and the empty text stay. */
export function redactedValue(value: unknown, secret: Secret, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (depth > DEEPEST) return REDACTED;
  if (Array.isArray(value)) {
    const items = value.map((item) => redactedValue(item, secret, depth + 1));
    return items.some((item, i) => item !== value[i]) ? items : value;
  }
  let changed = false;
  const members = Object.entries(value).map(([name, member]: [string, unknown]) => {
    const nothing = member === null || member === undefined || member === '';
    const kept = secret(name) && !nothing ? REDACTED : redactedValue(member, secret, depth + 1);
    changed ||= kept !== member;
    return [name, kept] as const;
  });
  return changed ? Object.fromEntries(members) : value;
}

/** A text of JSON without its secrets, written anew, since of two members with one name a reader sees but the last; undefined when it is not JSON. */
export function redactedJson(text: string, secret: Secret): string | undefined {
  try {
    return JSON.stringify(redactedValue(JSON.parse(text), secret));
  } catch {
    return undefined;
  }
}

/** A query, or a form as browsers write it, without its secrets, and otherwise to the letter; `password[]` is a member `password`. */
export function redactedPairs(text: string, secret: Secret): string {
  return text
    .split('&')
    .map((pair) => {
      const [[name, value] = ['', '']] = new URLSearchParams(pair);
      return value !== '' && secret(name.replace(/\[.*$/s, '')) ? `${pair.slice(0, pair.indexOf('='))}=${REDACTED}` : pair;
    })
    .join('&');
}
