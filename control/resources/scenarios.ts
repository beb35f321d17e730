/** The scenarios of a cloud's vendors. */
import type { AnyCloud } from '../../cloud/cloud.ts';
import type { Shows } from '../../cloud/shows.ts';
import type { AnyProvider } from '../../vendor/provider.ts';
import type { AnyScenario } from '../../vendor/scenario.ts';
import type { ControlOperations } from '../operations.ts';
import { shownWhen } from '../shows.ts';

type ScenarioRoute = Extract<keyof ControlOperations, `${string} /clouds/{cloud}/scenarios${string}`>;

export const scenarios: Pick<ControlOperations, ScenarioRoute> = {
  'GET /clouds/{cloud}/scenarios': ({ cloud }) => ({ scenarios: scenariosOf(cloud).map(({ provider, scenario }) => told(provider, scenario)) }),
  'POST /clouds/{cloud}/scenarios/play'({ cloud, body: { scenario: name } }) {
    cloud.play(name);
    const played = scenariosOf(cloud).find(({ scenario }) => scenario.name === name);
    return played ? told(played.provider, played.scenario) : { name, vendor: name.split('/')[0] ?? '', description: '', shows: 'at once' };
  },
};

type Told = Pick<AnyScenario, 'name' | 'description'> & { readonly vendor: string; readonly shows: Shows };

const scenariosOf = ({ vendors }: AnyCloud): { readonly provider: AnyProvider; readonly scenario: AnyScenario }[] =>
  Object.values(vendors).flatMap((provider) => Object.values(provider.scenarios ?? {}).map((scenario) => ({ provider, scenario })));

const told = (provider: AnyProvider, scenario: AnyScenario): Told => ({
  name: scenario.name,
  vendor: provider.name,
  description: scenario.description,
  shows: shownWhen(provider, scenario),
});
