/** VPS.org's scenarios. */
import { scenarioFor } from '../handlers/scenario.ts';
import type { VpsOrg } from '../handlers/vpsorg/index.ts';

const scenario = scenarioFor<VpsOrg>();

export const outOfCredits = scenario({
  name: 'vpsorg/out-of-credits',
  tells: 'The account has no credits left: every create is refused with 402.',
  play({ vpsorg }) {
    vpsorg.settings.credits = 0;
  },
});

export const provisioningFails = scenario({
  name: 'vpsorg/provisioning-fails',
  tells: 'Every create is accepted, and fails after 60 % of its time: the server settles stopped, without an address.',
  play: ({ faults }) => faults.add({ vendor: 'vpsorg', on: 'POST /servers/', outcome: 'fails', at: 0.6 }),
});

export const serverSuspended = scenario({
  name: 'vpsorg/server-suspended',
  tells: 'Server 12345 is suspended by the provider: it can be neither started, stopped nor rebooted.',
  play: ({ vpsorg }) => vpsorg.begin(vpsorg.servers.get(12345), 'suspend'),
});

export const restoring = scenario({
  name: 'vpsorg/restoring',
  tells: 'Server 12345 is being restored from a snapshot: it is busy for ten minutes, and active again then.',
  play: ({ vpsorg }) => vpsorg.begin(vpsorg.servers.get(12345), 'restore'),
});
