/** PureGPU's scenarios. */
import { scenarioFor } from '../handlers/scenario.ts';
import type { PureGpu } from '../handlers/puregpu/index.ts';
import { minutes } from '../model/clock.ts';

const scenario = scenarioFor<PureGpu>();

export const rebuildLocksTheServer = scenario({
  name: 'puregpu/rebuild-locks-the-server',
  tells: 'Service 10 is being rebuilt: it is stopped and locked for two minutes, and refuses every action.',
  play: ({ puregpu }) => puregpu.begin(puregpu.servers.get(10), 'rebuild'),
});

export const backupLock = scenario({
  name: 'puregpu/backup-lock',
  tells: 'PureGPU is backing up service 10: it runs on, but is locked for five minutes, and refuses every action.',
  play: ({ puregpu }) => puregpu.lock(puregpu.servers.get(10), 'backup', minutes(5)),
});

export const rebuildFailsHalfway = scenario({
  name: 'puregpu/rebuild-fails-halfway',
  tells: 'Every rebuild is accepted, and fails after 60 % of its time: the server stays stopped.',
  play: ({ faults }) => faults.add({ vendor: 'puregpu', on: 'POST /server/{serviceId}/rebuild', outcome: 'fails', at: 0.6 }),
});

export const serviceSuspended = scenario({
  name: 'puregpu/service-suspended',
  tells: 'Service 10 is suspended: it is listed, but every request to its server is refused.',
  play: ({ puregpu }) => void puregpu.servers.update(puregpu.servers.get(10), { serviceStatus: 'Suspended', suspensionreason: 'Overdue on Payment' }),
});
