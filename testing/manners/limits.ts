/** The limits of what is polite, and how they are checked. */
import { seconds } from '../../model/clock.ts';
import { isPlainObject, said } from '../../model/plain.ts';
import { suggestion } from '../../model/spelling.ts';

/** A vendor's rate limit. */
export interface RateLimit {
  readonly limit: number;
  /** In milliseconds. */
  readonly per: number;
}

/** The limits of what is polite. Times are in milliseconds of the cloud's clock. */
export interface MannersLimits {
  /** The shortest pause between two polls of the same thing; 2 seconds by default. */
  readonly pause?: number;
  /** A pause that needs no back-off; 30 seconds by default. */
  readonly steady?: number;
  /** How many polls without back-off, or too often, or after the end, are too many; 5 by default. */
  readonly polls?: number;
  /** How many requests that a lock refuses are tolerated; none by default. */
  readonly locked?: number;
  /** How many requests to a vendor may wait for an answer at once; 6 by default, as in a browser. */
  readonly atOnce?: number;
  /** The share of a rate limit that may be used, from 0 to 1; 0.8 by default. */
  readonly budget?: number;
  /** The rate limits, by vendor: `{ evotic: { limit: 3_600, per: hours(1) } }`; by default, those of the cloud's faults. */
  readonly rates?: Readonly<Record<string, RateLimit>>;
}

export const DEFAULT_LIMITS: Required<Omit<MannersLimits, 'rates'>> & Pick<MannersLimits, 'rates'> = {
  pause: /* @__PURE__ */ seconds(2),
  steady: /* @__PURE__ */ seconds(30),
  polls: 5,
  locked: 0,
  atOnce: 6,
  budget: 0.8,
};

/** Every limit, with its value. */
export type AllLimits = typeof DEFAULT_LIMITS;

/** How each limit is checked, and what it should be. */
const CHECKS: Readonly<Record<keyof MannersLimits, readonly [(value: unknown) => boolean, string]>> = {
  pause: [isLength, 'milliseconds, such as seconds(2)'],
  steady: [isLength, 'milliseconds, such as seconds(30)'],
  polls: [(value) => Number.isInteger(value) && (value as number) >= 2, 'a whole number from 2'],
  locked: [(value) => Number.isInteger(value) && (value as number) >= 0, 'a whole number from 0'],
  atOnce: [(value) => Number.isInteger(value) && (value as number) >= 1, 'a whole number from 1'],
  budget: [(value) => typeof value === 'number' && value > 0 && value <= 1, 'a share above 0 and up to 1, such as 0.8'],
  rates: [isRates, 'the limit of each vendor, such as { evotic: { limit: 3600, per: 3600000 } }'],
};

/**
 * The limits, with the defaults for those that were not given.
 * @throws {Error} when there is no such limit, or its value is not one that it can have.
 */
export function limitsOf(given: MannersLimits = {}): AllLimits {
  if (!isPlainObject(given)) throw new Error(`The limits of manners cannot be ${said(given)}. Give an object, such as { pause: seconds(5) }.`);
  for (const [name, value] of Object.entries(given)) {
    const check = Object.hasOwn(CHECKS, name) ? CHECKS[name as keyof MannersLimits] : undefined;
    if (!check) throw new Error(`There is no limit of manners '${name}'.${suggestion(name, Object.keys(CHECKS))}`);
    if (value !== undefined && !check[0](value)) throw new Error(`The limit '${name}' cannot be ${said(value)}. Give ${check[1]}.`);
  }
  const own = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...DEFAULT_LIMITS, ...own };
}

function isLength(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isRates(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).every((rate: unknown) => {
    const { limit, per } = (rate ?? {}) as Partial<RateLimit>;
    return typeof limit === 'number' && limit > 0 && typeof per === 'number' && per > 0 && Number.isFinite(limit) && Number.isFinite(per);
  });
}
