/** Adds scenarios to a vendor. */
import { checkScenario, checkVendor } from './check-vendor.ts';
import { isPlainObject, said } from '../model/plain.ts';
import type { AnyProvider } from './provider.ts';
import type { AnyScenario } from './scenario.ts';

/** Scenarios by the name under which they are exported. */
export type Scenarios = Readonly<Record<string, AnyScenario>>;

/** A vendor with more scenarios than it had. */
export type WithScenarios<P extends AnyProvider, S extends Scenarios> = Omit<P, 'scenarios'> & {
  readonly scenarios: (P extends { readonly scenarios: infer Had } ? Had : unknown) & S;
};

/**
 * Adds scenarios to a vendor. They can then be played by name, the editor completes them, and links can replay them.
 * @throws {Error} when it is not given a vendor, a scenario belongs to another vendor, or its name is taken.
 * @example
 * const cloud = createCloud({ vpsorg: withScenarios(vpsorg, { emptyShelf }) });
 * cloud.play('vpsorg/empty-shelf');
 */
export function withScenarios<P extends AnyProvider, const S extends Scenarios>(provider: P, scenarios: S): WithScenarios<P, S> {
  checkVendor(provider);
  if (!isPlainObject(scenarios)) throw new Error(`withScenarios takes scenarios, such as { emptyShelf }, not ${said(scenarios)}.`);
  for (const one of Object.values(scenarios)) checkScenario('withScenarios', one);
  const had = Object.values(provider.scenarios ?? {}).map(({ name }) => name);
  for (const { name } of Object.values(scenarios)) {
    if (!name.startsWith(`${provider.name}/`)) throw new Error(`The scenario '${name}' does not belong to ${provider.title}. Name it '${provider.name}/…'.`);
    if (had.includes(name)) throw new Error(`${provider.title} already has a scenario '${name}'. Choose another name.`);
  }
  // The compiler cannot relate a spread of a generic provider to the type without its scenarios.
  return { ...provider, scenarios: { ...provider.scenarios, ...scenarios } } as unknown as WithScenarios<P, S>;
}
