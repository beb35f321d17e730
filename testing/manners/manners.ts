/** Finds bad manners in how a client has used a cloud: from the journal and the clock, so that an hour of polling is checked in a millisecond. */
import type { Providers } from '../../cloud/options.ts';
import type { Fault } from '../../model/faults.ts';
import type { Journal } from '../../model/journal.ts';
import { said } from '../../model/plain.ts';
import type { Finding } from './finding.ts';
import { limitsOf, type MannersLimits } from './limits.ts';
import { afterTheEnd, atOnce, budget, ignoresRetryAfter, noBackOff, repeatsUnchecked, sameAtOnce, tooOften, whileLocked, type Rule } from './rules.ts';

/** What is needed of a cloud. */
export interface MannersCloud {
  readonly journal: Pick<Journal, 'all'>;
  readonly faults: { all(): readonly Fault[] };
  readonly vendors: Providers;
}

const RULES: readonly Rule[] = [tooOften, noBackOff, ignoresRetryAfter, afterTheEnd, whileLocked, repeatsUnchecked, atOnce, sameAtOnce, budget];

/**
 * What a client did wrong so far, as far as the journal goes back; empty when it was polite.
 * It knows one client only: give clients that are checked apart a cloud each.
 * @throws {Error} when it is not given a cloud, a limit does not exist, cannot have its value, or is of a vendor that the cloud does not have.
 * @example
 * expect(manners(cloud)).toEqual([]);
 * expect(manners(cloud, { pause: seconds(5), rates: { evotic: { limit: 3_600, per: hours(1) } } })).toEqual([]);
 */
export function manners(cloud: MannersCloud, given?: MannersLimits): Finding[] {
  const { journal, faults, vendors } = (cloud ?? {}) as Partial<MannersCloud>;
  if (!journal || !faults || !vendors) throw new Error(`manners looks at a cloud, such as createCloud({ vpsorg }), not at ${said(cloud)}.`);
  const limits = limitsOf(given);
  const unknown = Object.keys(limits.rates ?? {}).find((vendor) => !Object.hasOwn(vendors, vendor));
  if (unknown !== undefined)
    throw new Error(`The rate limit is of '${unknown}', which this cloud does not have. Available: ${Object.keys(vendors).join(', ')}.`);
  const scene = { exchanges: journal.all(), limits, faults: faults.all() };
  return RULES.flatMap((rule) => rule(scene));
}
