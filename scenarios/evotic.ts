/** Evotic's scenarios. */
import { scenarioFor } from '../handlers/scenario.ts';
import type { Evotic } from '../handlers/evotic/index.ts';
import { minutes } from '../model/clock.ts';

const scenario = scenarioFor<Evotic>();

export const creatingTheBackup = scenario({
  name: 'evotic/creating-the-backup',
  tells: 'Server 1 is being backed up, and is at 53 %: it stays started, and cannot be deleted until the ten minutes have passed.',
  play: ({ evotic }) => evotic.begin(evotic.servers.get(1), 'backup', { lasts: minutes(10), passed: 0.53 }),
});

export const outOfBalance = scenario({
  name: 'evotic/out-of-balance',
  tells: 'The prepaid balance is used up: every create is refused with 402.',
  play({ evotic }) {
    evotic.settings.balance = 0;
  },
});

export const createFailsHalfway = scenario({
  name: 'evotic/create-fails-halfway',
  tells: 'Every create is accepted, and fails after 60 % of its time: the server settles unavailable.',
  play: ({ faults }) => faults.add({ vendor: 'evotic', on: 'POST /servers', outcome: 'fails', at: 0.6 }),
});

export const serverStopped = scenario({
  name: 'evotic/server-stopped',
  tells: 'Server 1 is stopped, and the API has no endpoint that starts it.',
  play: ({ evotic }) => void evotic.servers.update(evotic.servers.get(1), { status: 'stopped' }),
});

export const reinstalling = scenario({
  name: 'evotic/reinstalling',
  tells: 'Server 1 is being reinstalled: it is processing for two minutes, cannot be deleted until then, and is started again.',
  play: ({ evotic }) => evotic.begin(evotic.servers.get(1), 'reinstall'),
});

export const locationFull = scenario({
  name: 'evotic/location-full',
  tells: 'Nothing more fits at location 1: every create there is refused with 422.',
  play: ({ evotic }) => void evotic.locations.update(evotic.locations.get(1), { available: false }),
});
