/** Opens a new cloud that is going to be kept: as it is, and as what is stored of it first. */
import type { AnyCloud } from '../cloud/cloud.ts';
import { coreOf } from '../cloud/inside.ts';
import type { Providers } from '../cloud/options.ts';
import { keptClock, placed } from './keeping.ts';
import { bear, clockOf, type NewCloud, type SharedOptions } from './new-cloud.ts';
import type { Birth, Entry, Kept } from './store.ts';

/** A cloud that was just opened, and what is to be kept of it. */
export interface BornToKeep extends Kept {
  readonly cloud: AnyCloud;
}

/**
 * Opens a new cloud. Of its entries there is always one: a beginning without any is one that was never whole.
 * @param now the store's time.
 * @throws {Error} when an option is invalid; nothing is left of the cloud then.
 */
export function bearToKeep(providers: Providers, shared: SharedOptions, wanted: NewCloud, now: () => number): BornToKeep {
  const steps: Entry[] = [];
  let whole = wanted.link !== undefined || wanted.snapshot !== undefined;
  const { cloud, clock } = bear(providers, shared, wanted, (one) =>
    coreOf(one).timeline.watch((step) => {
      if (step) steps.push({ step });
      else whole = true;
    }),
  );
  const core = coreOf(cloud);
  const birth: Birth = {
    stuntbox: 1,
    vendors: Object.keys(cloud.vendors),
    seed: core.options.seed ?? core.seed,
    start: core.start,
    ...(core.options.settings && { settings: core.options.settings }),
    clock: keptClock(clockOf(clock, core.start), now()),
    created: now(),
  };
  return { cloud, birth, entries: [...(whole ? [{ snapshot: cloud.snapshot() }] : steps), ...placed(cloud.clock, now())] };
}
