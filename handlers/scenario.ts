/** A scenario: one sentence about an account, and the script that makes it true. */
import type { Clock } from '../model/clock.ts';
import type { Faults } from '../model/faults.ts';
import type { Account } from './account.ts';
import type { Vendor } from './provider.ts';

/** What a scenario acts on: its vendor's account, time and faults; nothing of HTTP or msw. */
export type Stage<V extends Vendor> = { readonly [N in V['name']]: Account<V> } & {
  readonly clock: Clock;
  readonly faults: Faults;
};

/** Some vendor's scenario. */
export interface AnyScenario {
  readonly name: string;
  readonly tells: string;
  readonly play: (stage: never) => void;
}

export interface Scenario<Name extends string, V extends Vendor> extends AnyScenario {
  /** The vendor's name, a slash, and its own: `vpsorg/out-of-credits`. */
  readonly name: Name;
  /** One sentence, true once it was played. */
  readonly tells: string;
  readonly play: (stage: Stage<V>) => void;
}

/**
 * Gives the function that defines a vendor's scenarios, so that they complete in the editor and keep their names.
 * @example
 * const scenario = scenarioFor<VpsOrg>();
 * export const outOfCredits = scenario({ name: 'vpsorg/out-of-credits', tells: '…', play({ vpsorg }) { vpsorg.settings.credits = 0; } });
 */
export const scenarioFor =
  <V extends Vendor>() =>
  <const Name extends `${V['name']}/${string}`>(scenario: Scenario<Name, V>): Scenario<Name, V> =>
    scenario;
