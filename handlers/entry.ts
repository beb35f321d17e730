/** What a user imports of a vendor: the provider and its scenarios. */
import type { Provider, Vendor } from './provider.ts';
import type { AnyScenario } from './scenario.ts';

/** A vendor with its scenarios: `vpsorg.scenarios.outOfCredits`. */
export interface Entry<V extends Vendor, S extends Readonly<Record<string, AnyScenario>>> extends Provider<V> {
  readonly scenarios: S;
}

export const withScenarios = <V extends Vendor, S extends Readonly<Record<string, AnyScenario>>>(provider: Provider<V>, scenarios: S): Entry<V, S> => ({
  ...provider,
  scenarios,
});
