/** How a task differs from its row in the lifecycle. A test gives it, so it is checked at run time. */
import { duration, factor, passed, shape, share, text, type Member, type Shape } from './member.ts';
import { checkNames } from './named-options.ts';
import { said } from './plain.ts';

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

/** What each member can be. */
const MEMBERS: { readonly [M in keyof Departure]-?: Member<NonNullable<Departure[M]>> } = {
  lasts: duration,
  slow: factor,
  fails: share,
  because: text,
  passed,
  stuck: share,
  settles: text,
  shape,
};

/**
 * Validates a departure from outside.
 * @throws {Error} that names the member that is unknown, of the wrong type or out of range.
 */
export function checkDeparture(given: unknown): void {
  checkNames('A departure', given, Object.keys(MEMBERS), 'member');
  for (const [name, { wants, read }] of Object.entries<Member<unknown>>(MEMBERS)) {
    const value: unknown = (given as Departure)[name as keyof Departure];
    if (value !== undefined && read(value) === undefined) throw new Error(`Invalid \`${name}\`: ${said(value)}; give ${wants}.`);
  }
}
