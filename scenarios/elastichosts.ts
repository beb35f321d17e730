/** ElasticHosts' scenarios. */
import { scenarioFor } from '../vendor/scenario.ts';
import type { ElasticHosts } from '../handlers/elastichosts/vendor.ts';
import { hours } from '../model/clock.ts';
import { next, percent } from './sentence.ts';

const scenario = scenarioFor<ElasticHosts>();

const ACTIVE = 'b605ca90-c3e6-4cee-85f8-a8ebdf8f9903';
const STOPPED_DRIVE = '0012e24a-6eae-4279-9912-3432f698cec8';
const SPARE = 'c5a1f0e2-8b3d-4c67-a912-6e4d0b7f35a8';
const IMAGE = ['POST /drives/{drive}/image/{source}', 'POST /drives/{drive}/image/{source}/{conversion}'] as const;

export const imagingNeverEnds = scenario({
  name: 'elastichosts/imaging-never-ends',
  description: 'Every imaging is accepted, and stays at 0% for days.',
  play({ faults }) {
    for (const on of IMAGE) faults.add({ vendor: 'elastichosts', on, outcome: 'slow', factor: 1_000_000 });
  },
});

export const imagingFails = scenario.tunable({ at: 0.6 }, ({ at }) => ({
  name: 'elastichosts/imaging-fails',
  description: `Every imaging is accepted, then stops after ${percent(at)} of its time: the drive holds only the first part.`,
  play({ faults }) {
    for (const on of IMAGE) faults.add({ vendor: 'elastichosts', on, outcome: 'fails', at });
  },
}));

export const imagingGoesBack = scenario({
  name: 'elastichosts/imaging-goes-back',
  description: 'The percentage of every imaging drops once, from 60% to 20%; the imaging still ends on time.',
  play({ faults }) {
    for (const on of IMAGE) faults.add({ vendor: 'elastichosts', on, outcome: 'progress', shape: { back: [0.6, 0.2] } });
  },
});

export const imagingQueued = scenario({
  name: 'elastichosts/imaging-queued',
  description: 'The drive spare is being imaged for a minute, and only one imaging runs at a time: the next is queued until then.',
  play({ elastichosts }) {
    elastichosts.settings.imagingAtOnce = 1;
    elastichosts.begin(elastichosts.drives.get(SPARE), 'image');
  },
});

export const stuck = scenario.tunable({ at: 0.6 }, ({ at }) => ({
  name: 'elastichosts/stuck',
  description: `Every imaging is accepted, then gets stuck at ${percent(at)}: the drive is busy forever.`,
  play({ faults }) {
    for (const on of IMAGE) faults.add({ vendor: 'elastichosts', on, outcome: 'stuck', at });
  },
}));

export const slow = scenario.tunable({ factor: 10 }, ({ factor }) => ({
  name: 'elastichosts/slow',
  description: `Every imaging and every shutdown takes ${factor} times as long.`,
  play({ faults }) {
    for (const on of [...IMAGE, 'POST /servers/{server}/shutdown']) faults.add({ vendor: 'elastichosts', on, outcome: 'slow', factor });
  },
}));

export const guestIgnoresShutdown = scenario({
  name: 'elastichosts/guest-ignores-shutdown',
  description: 'Every shutdown is answered with 204, but the guest ignores it: the server stays active.',
  play: ({ faults }) => faults.add({ vendor: 'elastichosts', on: 'POST /servers/{server}/shutdown', outcome: 'fails', at: 1 }),
});

export const busyShutdown = scenario({
  name: 'elastichosts/busy-shutdown',
  description: 'The guest of the server web-1 is powering down: the server stays active for ten more seconds, refuses nothing in the meantime, and then stops.',
  play: ({ elastichosts }) => elastichosts.begin(elastichosts.servers.get(ACTIVE), 'shutdown'),
});

export const serverPaused = scenario({
  name: 'elastichosts/server-paused',
  description: 'The host has paused the server web-1: it keeps its address and refuses start, shutdown and reset until it is stopped.',
  play: ({ elastichosts }) => elastichosts.begin(elastichosts.servers.get(ACTIVE), 'pause'),
});

export const serverDumped = scenario({
  name: 'elastichosts/server-dumped',
  description: 'The server web-1 has crashed and was dumped: it refuses start, shutdown and reset until it is stopped.',
  play: ({ elastichosts }) => elastichosts.begin(elastichosts.servers.get(ACTIVE), 'dump'),
});

export const serverDead = scenario({
  name: 'elastichosts/server-dead',
  description: 'The server web-1 is dead: it refuses start, shutdown and reset until it is stopped.',
  play: ({ elastichosts }) => elastichosts.begin(elastichosts.servers.get(ACTIVE), 'die'),
});

export const driveBusy = scenario({
  name: 'elastichosts/drive-busy',
  description: 'The drive of the stopped server db-1 is being imaged for a minute: until then, starting the server is refused with 409.',
  play: ({ elastichosts }) => elastichosts.begin(elastichosts.drives.get(STOPPED_DRIVE), 'image'),
});

export const diskFull = scenario({
  name: 'elastichosts/disk-full',
  description: 'There is no room left for drives: creating or enlarging one is refused with 507.',
  play({ elastichosts }) {
    elastichosts.settings.space = 0;
  },
});

export const outOfBalance = scenario({
  name: 'elastichosts/out-of-balance',
  description: 'The balance is used up: creating anything, or starting a server, is refused with 402.',
  play({ elastichosts }) {
    elastichosts.settings.balance = 0;
  },
});

export const driveClaimed = scenario({
  name: 'elastichosts/drive-claimed',
  description: 'The active server web-1 also has the drive spare: creating a server with that drive, or destroying it, is refused with 409.',
  play({ elastichosts: { servers } }) {
    const server = servers.get(ACTIVE);
    servers.update(server, { config: { ...server.config, 'ide:0:1': SPARE } });
  },
});

export const addressTaken = scenario({
  name: 'elastichosts/address-taken',
  description: 'The server web-1 has the static address 203.0.113.200: creating and starting another server with it is refused with 409.',
  play({ elastichosts: { servers } }) {
    const server = servers.get(ACTIVE);
    servers.update(server, { config: { ...server.config, 'nic:0:dhcp': '203.0.113.200' }, ip: '203.0.113.200' });
  },
});

export const addressesFull = scenario({
  name: 'elastichosts/addresses-full',
  description: 'Every static address is taken: creating another is refused with 507.',
  play({ elastichosts: { resources, settings } }) {
    for (const network of ['203.0.113', '198.51.100', '192.0.2']) {
      for (let host = 200; host < 255; host += 1) {
        const resource = `${network}.${host}`;
        if (!resources.has(resource)) resources.add({ resource, type: 'ip', user: settings.user, config: {} });
      }
    }
  },
});

export const createFails = scenario({
  name: 'elastichosts/create-fails',
  description: 'Every create of a server is refused with 500 failed, and no server is created.',
  play({ faults }) {
    for (const on of ['POST /servers/create', 'POST /servers/create/stopped']) faults.add({ vendor: 'elastichosts', on, outcome: 'refused', kind: 'broken' });
  },
});

export const crashesAtStart = scenario({
  name: 'elastichosts/crashes-at-start',
  description: 'Every create and start of a server is accepted, but the server crashes at once and is dumped.',
  play({ faults }) {
    for (const on of ['POST /servers/create', 'POST /servers/{server}/start']) faults.add({ vendor: 'elastichosts', on, outcome: 'settles', in: 'dumped' });
  },
});

export const answerLost = scenario.tunable({ times: 1 }, ({ times }) => ({
  name: 'elastichosts/answer-lost',
  description: `${next(times, 'create')} of an active server is done, but the connection drops before the answer.`,
  play: ({ faults }) => faults.add({ vendor: 'elastichosts', on: 'POST /servers/create', times, outcome: 'answer-lost' }),
}));

export const doneButBroken = scenario.tunable({ times: 1 }, ({ times }) => ({
  name: 'elastichosts/done-but-broken',
  description: `${next(times, 'create')} of an active server is done, but answered with 500 failed.`,
  play: ({ faults }) => faults.add({ vendor: 'elastichosts', on: 'POST /servers/create', times, outcome: 'done-but-broken' }),
}));

export const doneTwice = scenario.tunable({ times: 1 }, ({ times }) => ({
  name: 'elastichosts/done-twice',
  description: `${next(times, 'create')} of a stopped server is done twice but answered once.`,
  play: ({ faults }) => faults.add({ vendor: 'elastichosts', on: 'POST /servers/create/stopped', times, outcome: 'done-twice' }),
}));

export const listLags = scenario.tunable({ reads: 3 }, ({ reads }) => ({
  name: 'elastichosts/list-lags',
  description: `The list of servers and the list of their infos lag behind: each shows the old state for ${reads} reads before it catches up.`,
  play({ faults }) {
    for (const on of ['GET /servers/list', 'GET /servers/info']) faults.add({ vendor: 'elastichosts', on, outcome: 'stale', reads });
  },
}));

export const outage = scenario({
  name: 'elastichosts/outage',
  description: 'The whole API is down: every request is refused with 500 system.',
  play: ({ faults }) => faults.add({ vendor: 'elastichosts', outcome: 'refused', kind: 'unavailable' }),
});

export const credentialExpired = scenario({
  name: 'elastichosts/credential-expired',
  description: 'The secret API key is no longer valid: every request is refused with 401.',
  play: ({ faults }) => faults.add({ vendor: 'elastichosts', outcome: 'refused', kind: 'unauthenticated' }),
});

export const emptyAccount = scenario({
  name: 'elastichosts/empty-account',
  description: 'The account has no servers, drives, addresses or VLANs of its own; only the standard drives are there.',
  play({ elastichosts: { servers, drives, resources, blocks, settings } }) {
    servers.clear();
    resources.clear();
    blocks.clear();
    for (const drive of drives.filter({ user: settings.user })) drives.remove(drive);
  },
});

export const fleet = scenario.tunable({ count: 500 }, ({ count }) => ({
  name: 'elastichosts/fleet',
  description: `The account has ${count} servers with a drive each, in mixed states: in every ten, six are active, two are stopped, one is paused, and one is dumped or dead.`,
  play({ elastichosts: { servers, drives, blocks, settings }, clock }) {
    servers.clear();
    blocks.clear();
    for (const drive of drives.filter({ user: settings.user })) drives.remove(drive);
    for (let index = 0; index < count; index += 1) {
      const member = { index, user: settings.user, started: clock.now() - hours(1 + (index % 100)) };
      drives.add(driveOf(member));
      servers.add(serverOf(member));
    }
  },
}));

/** A server of a fleet. */
interface Member {
  readonly index: number;
  readonly user: string;
  /** When it was started, in milliseconds since the epoch. */
  readonly started: number;
}

type Server = ElasticHosts['tables']['servers'];

/** The statuses of a fleet's servers, which repeat after twenty. */
const MIXED: readonly Server['status'][] = (['dumped', 'dead'] as const).flatMap((last) => [
  'active',
  'active',
  'stopped',
  'active',
  'paused',
  'active',
  'active',
  'stopped',
  'active',
  last,
]);

/** The first number of a fleet's servers: far above those that a create assigns, so that addresses do not collide. */
const FIRST = 1000;

const uuidOf = (group: string, index: number): string => `${group}-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
const driveIn = (index: number): string => uuidOf('d0000000', index);

function driveOf({ index, user }: Member): ElasticHosts['tables']['drives'] {
  return {
    drive: driveIn(index),
    user,
    size: 10 * 2 ** 30,
    config: { name: `node-${index + 1}`, 'encryption:cipher': 'aes-xts-plain', tier: 'disk' },
    status: 'active',
    task: null,
    source: null,
    queued: 0,
    written: { bytes: 4096, requests: 1 },
    ran: 0,
  };
}

function serverOf({ index, user, started }: Member): Server {
  const status = MIXED[index % MIXED.length] ?? 'active';
  const stopped = status === 'stopped';
  return {
    server: uuidOf('5e000000', index),
    user,
    config: {
      name: `node-${index + 1}`,
      cpu: String(1000 + 500 * (index % 4)),
      mem: String(512 * 2 ** (index % 3)),
      smp: 'auto',
      persistent: 'true',
      boot: 'ide:0:0',
      'ide:0:0': driveIn(index),
      'ide:0:0:media': 'disk',
      'nic:0:model': 'virtio',
      'nic:0:dhcp': 'auto',
    },
    number: FIRST + index,
    starts: 1,
    started: stopped ? null : started,
    ran: 0,
    since: status === 'active' ? started : null,
    // From the network reserved for benchmarks, like leases for numbers this high.
    ip: stopped ? null : `198.18.${100 + Math.floor(index / 250)}.${1 + (index % 250)}`,
    status,
    task: null,
  };
}
