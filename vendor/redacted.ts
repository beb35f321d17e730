/** Redacts bodies and queries: replaces the values of secret members. */

/** Whether a member of this name is secret. */
export type Secret = (member: string) => boolean;

/** What replaces a secret. */
export const REDACTED = '[redacted]';

/** How deeply a value may be nested; deeper values, which no vendor has, are redacted completely. */
const DEEPEST = 64;

/**
 * A value without its secrets; the same value when it has none. Null and empty text are not redacted.
 * @param hide hides secrets in the texts that are left.
 */
export function redactedValue(value: unknown, secret: Secret, hide?: (text: string) => string, depth = 0): unknown {
  if (typeof value === 'string') return hide ? hide(value) : value;
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (depth > DEEPEST) return REDACTED;
  if (Array.isArray(value)) {
    const items = value.map((item) => redactedValue(item, secret, hide, depth + 1));
    return items.some((item, i) => item !== value[i]) ? items : value;
  }
  let changed = false;
  const members = Object.entries(value).map(([name, member]: [string, unknown]) => {
    const nothing = member === null || member === undefined || member === '';
    const kept = secret(name) && !nothing ? REDACTED : redactedValue(member, secret, hide, depth + 1);
    changed ||= kept !== member;
    return [name, kept] as const;
  });
  return changed ? Object.fromEntries(members) : value;
}

/** JSON text without its secrets, serialized again, since the parser sees only the last of several members with one name; undefined when it is not JSON. */
export function redactedJson(text: string, secret: Secret): string | undefined {
  try {
    return JSON.stringify(redactedValue(JSON.parse(text), secret));
  } catch {
    return undefined;
  }
}

/** A query or a URL-encoded form without its secrets, otherwise unchanged; `password[]` and `user[password]` are secret where `password` is. */
export function redactedPairs(text: string, secret: Secret): string {
  // All are parsed at once, which takes a hundredth of the time. The parser leaves out empty pairs; after `&`, it does not take away a leading question mark.
  const parsed = new URLSearchParams(`&${text}`).entries();
  return text
    .split('&')
    .map((pair) => {
      if (pair === '') return pair;
      const [name = '', value = ''] = parsed.next().value ?? [];
      const parts = name.replace(/^\?/, '').split(/[[\]]+/);
      return value !== '' && parts.some((part) => part !== '' && secret(part)) ? `${pair.slice(0, pair.indexOf('='))}=${REDACTED}` : pair;
    })
    .join('&');
}
