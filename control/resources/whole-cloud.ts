/** What concerns the whole of a cloud: its snapshot, link and reset. */
import type { Snapshot } from '../../cloud/snapshot.ts';
import type { Core } from '../../cloud/core.ts';
import type { AnyCloud } from '../../cloud/cloud.ts';
import { clockOf } from '../clock-state.ts';
import type { ControlOperations } from '../operations.ts';

type CloudRoute =
  'GET /clouds/{cloud}' | 'GET /clouds/{cloud}/snapshot' | 'POST /clouds/{cloud}/restore' | 'GET /clouds/{cloud}/link' | 'POST /clouds/{cloud}/reset';

export const wholeCloud: Pick<ControlOperations, CloudRoute> = {
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

export const described = (name: string, { vendors, origins }: AnyCloud, core: Core) => ({
  name,
  vendors: Object.values(vendors).map(({ name: vendor, title }) => ({ name: vendor, title, origin: origins[vendor] ?? '' })),
  seed: core.seed,
  clock: clockOf(core),
});
