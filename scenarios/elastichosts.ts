/** ElasticHosts' scenarios. */
import { scenarioFor } from '../handlers/scenario.ts';
import type { ElasticHosts } from '../handlers/elastichosts/index.ts';

const scenario = scenarioFor<ElasticHosts>();

const ACTIVE = 'b605ca90-c3e6-4cee-85f8-a8ebdf8f9903';
const STOPPED_DRIVE = '0012e24a-6eae-4279-9912-3432f698cec8';
const IMAGE = ['POST /drives/{drive}/image/{source}', 'POST /drives/{drive}/image/{source}/{conversion}'] as const;

export const imagingNeverEnds = scenario({
  name: 'elastichosts/imaging-never-ends',
  tells: 'Every imaging is accepted, and stands at 0 % for days.',
  play({ faults }) {
    for (const on of IMAGE) faults.add({ vendor: 'elastichosts', on, outcome: 'slow', factor: 1_000_000 });
  },
});

export const imagingFails = scenario({
  name: 'elastichosts/imaging-fails',
  tells: 'Every imaging is accepted, and stops after 60 % of its time: the drive then holds only the first part.',
  play({ faults }) {
    for (const on of IMAGE) faults.add({ vendor: 'elastichosts', on, outcome: 'fails', at: 0.6 });
  },
});

export const guestIgnoresShutdown = scenario({
  name: 'elastichosts/guest-ignores-shutdown',
  tells: 'Every shutdown is answered 204, and no guest takes any notice: the servers stay active.',
  play: ({ faults }) => faults.add({ vendor: 'elastichosts', on: 'POST /servers/{server}/shutdown', outcome: 'fails', at: 1 }),
});

export const serverPaused = scenario({
  name: 'elastichosts/server-paused',
  tells: 'The host has paused the server web-1: it keeps its address, and refuses start, shutdown and reset until it is stopped.',
  play: ({ elastichosts }) => elastichosts.begin(elastichosts.servers.get(ACTIVE), 'pause'),
});

export const serverDumped = scenario({
  name: 'elastichosts/server-dumped',
  tells: 'The server web-1 has crashed and was dumped: it refuses start, shutdown and reset until it is stopped.',
  play: ({ elastichosts }) => elastichosts.begin(elastichosts.servers.get(ACTIVE), 'dump'),
});

export const serverDead = scenario({
  name: 'elastichosts/server-dead',
  tells: 'The server web-1 is dead: it refuses start, shutdown and reset until it is stopped.',
  play: ({ elastichosts }) => elastichosts.begin(elastichosts.servers.get(ACTIVE), 'die'),
});

export const driveBusy = scenario({
  name: 'elastichosts/drive-busy',
  tells: 'The drive of the stopped server db-1 is being imaged for a minute: to start the server is refused with 409 until then.',
  play: ({ elastichosts }) => elastichosts.begin(elastichosts.drives.get(STOPPED_DRIVE), 'image'),
});

export const diskFull = scenario({
  name: 'elastichosts/disk-full',
  tells: 'There is no room left for drives: to create or to enlarge one is refused with 507.',
  play({ elastichosts }) {
    elastichosts.settings.space = 0;
  },
});

export const outOfBalance = scenario({
  name: 'elastichosts/out-of-balance',
  tells: 'The balance is used up: to create anything, or to start a server, is refused with 402.',
  play({ elastichosts }) {
    elastichosts.settings.balance = 0;
  },
});
