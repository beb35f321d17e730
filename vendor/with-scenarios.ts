/** How a user's own scenarios, and ours, come to a vendor. */
import type { AnyProvider } from './provider.ts';
import type { AnyScenario } from './scenario.ts';

/** Scenarios by the names that they are exported under. */
export type Scenarios = Readonly<Record<string, AnyScenario>>;

/** A vendor with more scenarios than it had. */
export type WithScenarios<P extends AnyProvider, S extends Scenarios> = Omit<P, 'scenarios'> & {
  readonly scenarios: (P extends { readonly scenarios: infer Had } ? Had : unknown) & S;
};

/**
 * Adds scenarios to a vendor: they are played by name then, completed in the editor, and known to links.
 * @throws {Error} when one is of another vendor, or has a name that is taken.
 * @example
 * const cloud = createCloud({ vpsorg: withScenarios(vpsorg, { emptyShelf }) });
 * cloud.play('vpsorg/empty-shelf');
 */
export function withScenarios<P extends AnyProvider, const S extends Scenarios>(provider: P, scenarios: S): WithScenarios<P, S> {
  const had = Object.values(provider.scenarios ?? {}).map(({ name }) => name);
  for (const { name } of Object.values(scenarios)) {
    if (!name.startsWith(`${provider.name}/`)) throw new Error(`The scenario '${name}' is not one of ${provider.title}'s. Name it '${provider.name}/…'.`);
    if (had.includes(name)) throw new Error(`${provider.title} has a scenario '${name}' already. Choose another name.`);
  }
  return { ...provider, scenarios: { ...provider.scenarios, ...scenarios } } as unknown as WithScenarios<P, S>;
}
