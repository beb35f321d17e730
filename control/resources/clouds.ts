/** The clouds, and what concerns the whole of one: its snapshot, link and reset. */
import type { Snapshot } from '../../cloud/snapshot.ts';
import type { Core } from '../../cloud/core.ts';
import type { AnyCloud } from '../../cloud/cloud.ts';
import { clockOf } from '../clock-state.ts';
import type { ControlOperations } from '../operations.ts';
import { coreOf } from '../../cloud/inside.ts';
import type { NewCloud } from '../../clouds/new-cloud.ts';
import { said } from '../../model/plain.ts';
import { Refused } from '../problem.ts';

type CloudRoute =
  | 'GET /clouds'
  | 'POST /clouds'
  | 'DELETE /clouds/{cloud}'
  | 'GET /clouds/{cloud}'
  | 'GET /clouds/{cloud}/snapshot'
  | 'POST /clouds/{cloud}/restore'
  | 'GET /clouds/{cloud}/link'
  | 'POST /clouds/{cloud}/reset';

export const clouds: Pick<ControlOperations, CloudRoute> = {
  async 'GET /clouds'({ environment: { clouds: all } }) {
    const resting = await all.resting();
    return {
      clouds: Array.from(all.living(), ({ name, cloud }) => described(name, cloud, coreOf(cloud))),
      ...(resting.length > 0 && { resting: resting.slice(0, MOST_RESTING) }),
    };
  },
  async 'POST /clouds'({ environment, body: { name, speed, clock, ...wanted } }) {
    const held = await environment.clouds.create(name, { ...(wanted as unknown as NewCloud), ...clockWanted(clock, speed) });
    return described(name, held.cloud, coreOf(held.cloud));
  },
  async 'DELETE /clouds/{cloud}'({ environment, path: { cloud: name } }) {
    if (!(await environment.clouds.delete(name))) throw new Refused('not-found', `There is no cloud ${said(name)}.`);
    return { deleted: name };
  },
  'GET /clouds/{cloud}': ({ path, cloud, core }) => described(path.cloud, cloud, core),
  'GET /clouds/{cloud}/snapshot': ({ cloud }) => cloud.snapshot(),
  'POST /clouds/{cloud}/restore'({ path, cloud, core, body }) {
    // The cloud checks it in full before anything changes.
    cloud.restore(body as unknown as Snapshot);
    return described(path.cloud, cloud, core);
  },
  'GET /clouds/{cloud}/link': ({ cloud }) => cloud.toLink(),
  'POST /clouds/{cloud}/reset'({ path, cloud, core }) {
    cloud.reset();
    return described(path.cloud, cloud, core);
  },
};

/** The most names of clouds in the store that are listed. */
const MOST_RESTING = 10_000;

function clockWanted(clock: 'system' | 'manual' | undefined, speed: number | undefined): Pick<NewCloud, 'clock'> {
  if (clock === 'manual' && speed !== undefined) throw new Refused('invalid', 'A manual clock has no speed. Leave out speed, or give "clock": "system".');
  if (clock === 'manual') return { clock: { kind: 'manual' } };
  return clock === undefined && speed === undefined ? {} : { clock: { kind: 'live', ...(speed !== undefined && { speed }) } };
}

const described = (name: string, { vendors, origins }: AnyCloud, core: Core) => ({
  name,
  vendors: Object.values(vendors).map(({ name: vendor, title }) => ({ name: vendor, title, origin: origins[vendor] ?? '' })),
  seed: core.seed,
  clock: clockOf(core),
});
