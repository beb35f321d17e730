/** How a task differs from its row in the lifecycle. A test gives it, so it is checked at run time. */
import { shape, text, type Member, type Shape } from './member.ts';
import { isPlainObject, said } from './plain.ts';
import { suggestion } from './spelling.ts';

/** How a task differs from its row. */
export interface Departure {
  /** How long it takes in total, in milliseconds. */
  readonly lasts?: number;
  /** How many times as long as usual it takes. */
  readonly slow?: number;
  /** The share of its time, from 0 to 1, after which it fails. */
  readonly fails?: number;
  /** Why it fails, for a vendor that shows the reason. */
  readonly because?: string;
  /** The share of its time, from 0 to 1, that has already passed, for a task that began earlier. */
  readonly passed?: number;
  /** The share of its time, from 0 to 1, after which it is stuck: it never ends, and locks its record forever. */
  readonly stuck?: number;
  /** The final status, instead of the row's. */
  readonly settles?: string;
  /** How its progress is shown, if not linearly. */
  readonly shape?: Shape;
}

const number: Member<number> = { wants: 'a number', read: (value) => (typeof value === 'number' ? value : undefined) };

/** The type of each member; the lifecycle checks its range. */
const MEMBERS: { readonly [M in keyof Departure]-?: Member<NonNullable<Departure[M]>> } = {
  lasts: number,
  slow: number,
  fails: number,
  because: text,
  passed: number,
  stuck: number,
  settles: text,
  shape,
};

/**
 * Validates a departure from outside.
 * @throws {Error} that names the member that is unknown or has the wrong type.
 */
export function checkDeparture(given: unknown): void {
  if (!isPlainObject(given)) throw new Error(`A departure must be an object such as { lasts: minutes(2) }, not ${said(given)}.`);
  for (const [name, value] of Object.entries(given)) {
    const member = Object.hasOwn(MEMBERS, name) ? MEMBERS[name as keyof Departure] : undefined;
    if (!member) throw new Error(`A departure has no member '${name.slice(0, 60)}'.${suggestion(name, Object.keys(MEMBERS))}`);
    if (value !== undefined && member.read(value) === undefined) throw new Error(`Invalid \`${name}\`: ${said(value)}; give ${member.wants}.`);
  }
}
