/** Hetzner Cloud's scenarios. */
import { scenarioFor } from 'stuntbox/vendor';
import type { Hetzner } from './vendor.ts';

const scenario = scenarioFor<Hetzner>();

export const limitReached = scenario({
  name: 'hetzner/limit-reached',
  description: 'The project has reached its server limit: every create is rejected with 403.',
  play({ hetzner }) {
    hetzner.settings.serverLimit = hetzner.servers.size;
  },
});

export const rebuildFails = scenario.tunable({ at: 0.6 }, ({ at }) => ({
  name: 'hetzner/rebuild-fails',
  description: `Every rebuild is accepted, but fails after ${Math.round(100 * at)}% of its time: its action ends in error, and the server is off.`,
  play: ({ faults }) => faults.add({ vendor: 'hetzner', on: 'POST /servers/{id}/actions/rebuild', outcome: 'fails', at }),
}));

export const createStuck = scenario({
  name: 'hetzner/create-stuck',
  description: 'Every create is accepted, but stays at 99% forever: its server is locked and cannot even be deleted.',
  play: ({ faults }) => faults.add({ vendor: 'hetzner', on: 'POST /servers', outcome: 'stuck', at: 0.99 }),
});
