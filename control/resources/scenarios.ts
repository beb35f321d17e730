/** The scenarios of a cloud's vendors. */
import type { AnyCloud } from '../../cloud/cloud.ts';
import { showsOf } from '../../cloud/shows.ts';
import type { ControlOperations } from '../operations.ts';
import { moved, replaced } from '../watch.ts';

type ScenarioRoute = Extract<keyof ControlOperations, `${string} /clouds/{cloud}/scenarios${string}`>;

export const scenarios: Pick<ControlOperations, ScenarioRoute> = {
  'GET /clouds/{cloud}/scenarios': ({ cloud }) => ({ scenarios: scenariosOf(cloud) }),
  'POST /clouds/{cloud}/scenarios/play'({ cloud, body: { scenario } }) {
    cloud.play(scenario);
    moved(cloud);
    // A scenario may add faults.
    replaced(cloud, 'faults');
    const [vendor = ''] = scenario.split('/');
    return scenariosOf(cloud).find(({ name }) => name === scenario) ?? { name: scenario, vendor, description: '', shows: 'at once' as const };
  },
};

const scenariosOf = ({ vendors }: AnyCloud) =>
  Object.values(vendors).flatMap((provider) =>
    Object.values(provider.scenarios ?? {}).map((scenario) => ({
      name: scenario.name,
      vendor: provider.name,
      description: scenario.description,
      shows: showsOf(provider, scenario),
    })),
  );
