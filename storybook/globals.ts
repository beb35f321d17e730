/** The globals of Storybook that the toolbar sets, which are part of a story's URL. */
import type { Providers } from '../cloud/options.ts';

/** The scenario that the toolbar plays, by its alias; empty for none. */
export const SCENARIO = 'cloudScenario';
/** How far the toolbar has moved the clock, in milliseconds. */
export const ADVANCED = 'cloudAdvanced';

/** A scenario's name in a URL: Storybook drops values with a slash. */
export const aliasOf = (scenario: string): string => scenario.replace('/', '__');

/** The scenario with an alias. */
export const scenarioFor = (providers: Providers, alias: unknown): string | undefined =>
  Object.values(providers)
    .flatMap(({ scenarios = {} }) => Object.values(scenarios))
    .find(({ name }) => aliasOf(name) === alias)?.name;
