/** A scenario: one sentence about an account, and the script that makes it true. */
import type { Account } from './account.ts';
import type { Clock } from '../model/clock.ts';
import type { Faults } from '../model/faults.ts';
import type { Vendor } from './vendor.ts';

/** What a scenario acts on: its vendor's account, the clock and the faults. It sees neither HTTP nor msw. */
export type Stage<V extends Vendor> = { readonly [N in V['name']]: Account<V> } & {
  readonly clock: Clock;
  readonly faults: Faults;
};

/** Some vendor's scenario. */
export interface AnyScenario {
  readonly name: string;
  readonly description: string;
  readonly play: (stage: never) => void;
}

export interface Scenario<Name extends string, V extends Vendor> extends AnyScenario {
  /** The vendor's name, a slash, and its own: `vpsorg/out-of-credits`. */
  readonly name: Name;
  /** One sentence that is true after the scenario was played. */
  readonly description: string;
  readonly play: (stage: Stage<V>) => void;
}

/** A scenario with parameters. Played directly, it uses its defaults; called with parameters, it returns a scenario that uses them. */
export interface TunableScenario<Name extends string, V extends Vendor, P extends object> extends Scenario<Name, V> {
  (parameters: Partial<P>): Scenario<Name, V>;
}

/** The function that defines a vendor's scenarios. */
export interface ScenarioDefiner<V extends Vendor> {
  <const Name extends `${V['name']}/${string}`>(scenario: Scenario<Name, V>): Scenario<Name, V>;
  /**
   * Defines a scenario with parameters and their defaults.
   * @example
   * export const provisioningFails = scenario.tunable({ at: 0.6 }, ({ at }) => ({ name: 'vpsorg/provisioning-fails', description: `… after ${100 * at}% …`, play… }));
   */
  tunable<const Name extends `${V['name']}/${string}`, P extends object>(defaults: P, make: (parameters: P) => Scenario<Name, V>): TunableScenario<Name, V, P>;
}

/**
 * Returns the function that defines a vendor's scenarios, so that the editor completes them and their names keep their types.
 * @example
 * const scenario = scenarioFor<VpsOrg>();
 * export const outOfCredits = scenario({ name: 'vpsorg/out-of-credits', description: '…', play({ vpsorg }) { vpsorg.settings.credits = 0; } });
 */
export function scenarioFor<V extends Vendor>(): ScenarioDefiner<V> {
  const define = <S extends AnyScenario>(scenario: S): S => scenario;
  const tunable = <P extends object>(defaults: P, make: (parameters: P) => AnyScenario): AnyScenario => {
    const { name, description, play } = make(defaults);
    const tuned = (parameters: Partial<P>): AnyScenario => make({ ...defaults, ...parameters });
    // A function has a name of its own, which can only be redefined, so the compiler does not see the new members.
    return Object.defineProperties(tuned, {
      name: { value: name, enumerable: true },
      description: { value: description, enumerable: true },
      play: { value: play, enumerable: true },
    }) as unknown as AnyScenario;
  };
  // At run time every scenario is an `AnyScenario`; `ScenarioDefiner` has the types of names and parameters.
  return Object.assign(define, { tunable }) as unknown as ScenarioDefiner<V>;
}
