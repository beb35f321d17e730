/** The scenarios of a cloud's vendors. */
import type { AnyCloud } from '../../cloud/cloud.ts';
import type { Shows } from '../../cloud/shows.ts';
import type { AnyProvider } from '../../vendor/provider.ts';
import type { AnyScenario } from '../../vendor/scenario.ts';
import type { ControlOperations } from '../operations.ts';

type ScenarioRoute = Extract<keyof ControlOperations, `${string} /clouds/{cloud}/scenarios${string}`>;

export const scenarios: Pick<ControlOperations, ScenarioRoute> = {
  'GET /clouds/{cloud}/scenarios': async ({ cloud }) => ({ scenarios: await told(scenariosOf(cloud)) }),
  async 'POST /clouds/{cloud}/scenarios/play'({ cloud, body: { scenario: name } }) {
    cloud.play(name);
    const [played] = await told(scenariosOf(cloud).filter(({ scenario }) => scenario.name === name));
    return played ?? { name, vendor: name.split('/')[0] ?? '', description: '', shows: 'at once' };
  },
};

type Told = Pick<AnyScenario, 'name' | 'description'> & { readonly vendor: string; readonly shows: Shows };
interface Found {
  readonly provider: AnyProvider;
  readonly scenario: AnyScenario;
}

const scenariosOf = ({ vendors }: AnyCloud): Found[] =>
  Object.values(vendors).flatMap((provider) => Object.values(provider.scenarios ?? {}).map((scenario) => ({ provider, scenario })));

async function told(found: readonly Found[]): Promise<Told[]> {
  // Loaded on demand: in a page, its table would be a twentieth of the panel.
  const { shownWhen } = await import('../shows.ts');
  return found.map(({ provider, scenario }) => ({
    name: scenario.name,
    vendor: provider.name,
    description: scenario.description,
    shows: shownWhen(provider, scenario),
  }));
}
