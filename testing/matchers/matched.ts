/** What a matcher finds: whether a cloud is as expected, and what to say if a test wanted it otherwise. */

/** The answer of a matcher. What is wrong with the question itself, such as a misspelt operation, is thrown, so that it fails under `.not` as well. */
export interface Matched {
  readonly pass: boolean;
  /** Why it passes or why it does not: what was found, and what was nearest. */
  readonly why: () => string;
  /** What was expected and what was nearest to it, for a runner that shows the difference. */
  readonly difference?: { readonly actual: unknown; readonly expected: unknown } | undefined;
}

/** How a call is written: `{ times: 1, body: { plan_id: 2 } }`. */
export function written(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (value instanceof RegExp) return String(value);
  if (typeof value === 'function') return value.name === '' ? 'a function' : value.name;
  if (typeof value !== 'object' || value === null) return String(value);
  if (isAsymmetric(value)) return nameOf(value);
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  const members = Object.entries(value).map(([name, member]) => `${/^[\w$]+$/.test(name) ? name : `'${name}'`}: ${written(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

/** A matcher of a test runner that stands for a value: `expect.any(Number)`. */
export interface Asymmetric {
  asymmetricMatch(value: unknown): boolean;
}

export const isAsymmetric = (value: unknown): value is Asymmetric =>
  typeof value === 'object' && value !== null && typeof (value as Partial<Asymmetric>).asymmetricMatch === 'function';

/** `Any<Number>`, `StringContaining "web"`: Jest, Vitest and Sinon name theirs in these ways. */
function nameOf(value: Asymmetric): string {
  const { toAsymmetricMatcher, sample } = value as { toAsymmetricMatcher?: unknown; sample?: unknown };
  const name = typeof toAsymmetricMatcher === 'function' ? String(toAsymmetricMatcher.call(value)) : (value.constructor?.name ?? 'a matcher');
  return sample === undefined || name.includes('<') ? name : `${name} ${written(sample)}`;
}
