/** The clouds that there are: listed, created and deleted. */
import { coreOf } from '../../cloud/inside.ts';
import type { NewCloud } from '../../clouds/new-cloud.ts';
import { said } from '../../model/plain.ts';
import type { ControlOperations } from '../operations.ts';
import { Refused } from '../problem.ts';
import { described } from './whole-cloud.ts';

export const clouds: Pick<ControlOperations, 'GET /clouds' | 'POST /clouds' | 'DELETE /clouds/{cloud}'> = {
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
};

/** The most names of clouds in the store that are listed. */
const MOST_RESTING = 10_000;

function clockWanted(clock: 'system' | 'manual' | undefined, speed: number | undefined): Pick<NewCloud, 'clock'> {
  if (clock === 'manual' && speed !== undefined) throw new Refused('invalid', 'A manual clock has no speed. Leave out speed, or give "clock": "system".');
  if (clock === 'manual') return { clock: { kind: 'manual' } };
  return clock === undefined && speed === undefined ? {} : { clock: { kind: 'live', ...(speed !== undefined && { speed }) } };
}
