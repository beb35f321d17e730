/** Evotic's scenarios. */
import { scenarioFor } from '../vendor/scenario.ts';
import type { Evotic } from '../handlers/evotic/vendor.ts';
import { minutes, seconds } from '../model/clock.ts';
import { next, percent } from './sentence.ts';

const scenario = scenarioFor<Evotic>();

type Server = Evotic['tables']['servers'];

const CREATE = 'POST /servers';

// A create that is rejected, fails, or never ends.

export const outOfBalance = scenario({
  name: 'evotic/out-of-balance',
  description: 'The prepaid balance is used up: every create is refused with 402.',
  play({ evotic }) {
    evotic.settings.balance = 0;
  },
});

export const locationFull = scenario({
  name: 'evotic/location-full',
  description: 'Location 1 is full: every create there is refused with 422.',
  play: ({ evotic }) => void evotic.locations.update(evotic.locations.get(1), { available: false }),
});

export const systemGone = scenario({
  name: 'evotic/system-gone',
  description: 'Operating system 1 was withdrawn: every create with it is refused with 422; servers that have it keep it.',
  play: ({ evotic }) => void evotic.systems.remove(evotic.systems.get(1)),
});

export const createFailsHalfway = scenario.tunable({ at: 0.6 }, ({ at }) => ({
  name: 'evotic/create-fails-halfway',
  description: `Every create is accepted, then fails after ${percent(at)} of its time: the server ends up unavailable.`,
  play: ({ faults }) => faults.add({ vendor: 'evotic', on: CREATE, outcome: 'fails', at }),
}));

export const createSettlesStopped = scenario({
  name: 'evotic/create-settles-stopped',
  description: 'Every create is accepted and takes its minute, but the server ends up stopped: the API has no endpoint that starts it.',
  play: ({ faults }) => faults.add({ vendor: 'evotic', on: CREATE, outcome: 'settles', in: 'stopped' }),
});

export const stuck = scenario.tunable({ at: 0.99 }, ({ at }) => ({
  name: 'evotic/stuck',
  description: `Every create is accepted, then gets stuck at ${percent(at)}: the server stays processing and can never be deleted.`,
  play: ({ faults }) => faults.add({ vendor: 'evotic', on: CREATE, outcome: 'stuck', at }),
}));

export const slow = scenario.tunable({ factor: 10 }, ({ factor }) => ({
  name: 'evotic/slow',
  description: `Every create takes ${factor} times as long.`,
  play: ({ faults }) => faults.add({ vendor: 'evotic', on: CREATE, outcome: 'slow', factor }),
}));

export const progressGoesBack = scenario.tunable({ from: 0.6, to: 0.2 }, ({ from, to }) => ({
  name: 'evotic/progress-goes-back',
  description: `The progress of every create drops once, from ${percent(from)} to ${percent(to)}, and continues to the end from there.`,
  play: ({ faults }) => faults.add({ vendor: 'evotic', on: CREATE, outcome: 'progress', shape: { back: [from, to] } }),
}));

// A server that is busy or unusable.

export const creatingTheBackup = scenario.tunable({ at: 0.53 }, ({ at }) => ({
  name: 'evotic/creating-the-backup',
  description: `Server 1 is being backed up and is at ${percent(at)}: it stays started and cannot be deleted until the ten minutes have passed.`,
  play: ({ evotic }) => evotic.begin(evotic.servers.get(1), 'backup', { lasts: minutes(10), passed: at }),
}));

export const backupStuck = scenario.tunable({ at: 0.53 }, ({ at }) => ({
  name: 'evotic/backup-stuck',
  description: `The backup of server 1 is stuck at ${percent(at)}: the server stays started and can never be deleted.`,
  play: ({ evotic }) => evotic.begin(evotic.servers.get(1), 'backup', { passed: at, stuck: at }),
}));

export const reinstalling = scenario({
  name: 'evotic/reinstalling',
  description: 'Server 1 is being reinstalled: it is processing and cannot be deleted for two minutes, and then it is started again.',
  play: ({ evotic }) => evotic.begin(evotic.servers.get(1), 'reinstall'),
});

export const reinstallFails = scenario.tunable({ at: 0.6 }, ({ at }) => ({
  name: 'evotic/reinstall-fails',
  description: `Server 1 is being reinstalled, which fails after ${percent(at)} of its two minutes: the server ends up unavailable.`,
  play: ({ evotic }) => evotic.begin(evotic.servers.get(1), 'reinstall', { fails: at }),
}));

export const busyCreating = scenario({
  name: 'evotic/busy-creating',
  description: 'Server 1 is still being created: it is processing and cannot be deleted for a minute, and then it is started.',
  play({ evotic }) {
    const server = evotic.servers.get(1);
    evotic.servers.update(server, { status: 'processing', usage: usage(0) });
    evotic.begin(server, 'create');
  },
});

export const busyStarting = scenario({
  name: 'evotic/busy-starting',
  description: 'Server 1 is being started: it shows stopped and cannot be deleted for ten seconds, and then it is started.',
  play({ evotic }) {
    const server = evotic.servers.get(1);
    evotic.servers.update(server, { status: 'stopped' });
    evotic.begin(server, 'start');
  },
});

export const busyStopping = scenario({
  name: 'evotic/busy-stopping',
  description: 'Server 1 is being stopped: it shows started and cannot be deleted for ten seconds, and then it is stopped.',
  play: ({ evotic }) => evotic.begin(evotic.servers.get(1), 'stop'),
});

export const busyRestarting = scenario({
  name: 'evotic/busy-restarting',
  description: 'Server 1 is being restarted: it shows started and cannot be deleted for twenty seconds.',
  play: ({ evotic }) => evotic.begin(evotic.servers.get(1), 'restart'),
});

export const busyDeleting = scenario({
  name: 'evotic/busy-deleting',
  description: 'Server 1 is being deleted: it shows started for thirty seconds, during which another delete is refused with 423, and then it is gone.',
  play: ({ evotic }) => evotic.lock(evotic.servers.get(1), 'delete', seconds(30)),
});

export const serverStopped = scenario({
  name: 'evotic/server-stopped',
  description: 'Server 1 is stopped, and the API has no endpoint that starts it.',
  // A stop that was all but done before anybody looked: it ends at once, and what the server has used stays.
  play: ({ evotic }) => evotic.begin(evotic.servers.get(1), 'stop', { lasts: 1, passed: 0.999 }),
});

// A response that does not tell what happened.

export const answerLost = scenario.tunable({ times: 1 }, ({ times }) => ({
  name: 'evotic/answer-lost',
  description: `${next(times, 'create')} is done, but the connection drops before the answer: the server exists and is paid for.`,
  play: ({ faults }) => faults.add({ vendor: 'evotic', on: CREATE, times, outcome: 'answer-lost' }),
}));

export const doneButBroken = scenario.tunable({ times: 1 }, ({ times }) => ({
  name: 'evotic/done-but-broken',
  description: `${next(times, 'create')} is done, but answered with 500: the server exists and is paid for.`,
  play: ({ faults }) => faults.add({ vendor: 'evotic', on: CREATE, times, outcome: 'done-but-broken' }),
}));

export const doneTwice = scenario.tunable({ times: 1 }, ({ times }) => ({
  name: 'evotic/done-twice',
  description: `${next(times, 'create')} is done twice but answered once: there are two servers with one name.`,
  play: ({ faults }) => faults.add({ vendor: 'evotic', on: CREATE, times, outcome: 'done-twice' }),
}));

export const listLags = scenario.tunable({ reads: 2 }, ({ reads }) => ({
  name: 'evotic/list-lags',
  description: `The list of servers comes from a cache that is refreshed after every ${reads} reads, so a new server may be missing from it.`,
  play: ({ faults }) => faults.add({ vendor: 'evotic', on: 'GET /servers', outcome: 'stale', reads }),
}));

// The account and the vendor.

export const rateLimit = scenario.tunable({ limit: 60, per: minutes(1) }, ({ limit, per }) => ({
  name: 'evotic/rate-limit',
  description: `Only ${limit} requests are answered every ${per / 1000} seconds: any further request is refused with 429 until the window ends.`,
  play: ({ faults }) => faults.add({ vendor: 'evotic', outcome: 'rate-limit', limit, per }),
}));

export const credentialExpired = scenario({
  name: 'evotic/credential-expired',
  description: 'The token has expired: every request is refused with 401.',
  play: ({ faults }) => faults.add({ vendor: 'evotic', outcome: 'refused', kind: 'unauthenticated' }),
});

export const outage = scenario.tunable({ times: undefined as number | undefined }, ({ times }) => ({
  name: 'evotic/outage',
  description: `Evotic is down: ${times === undefined ? 'every request' : `every one of the next ${times} requests`} is answered with 503.`,
  play: ({ faults }) => faults.add({ vendor: 'evotic', ...(times !== undefined && { times }), outcome: 'refused', kind: 'unavailable' }),
}));

export const emptyAccount = scenario({
  name: 'evotic/empty-account',
  description: 'The account has no servers.',
  play: ({ evotic }) => evotic.servers.clear(),
});

export const fleet = scenario.tunable({ count: 500 }, ({ count }) => ({
  name: 'evotic/fleet',
  description: `The account has ${count} servers: most are started; in every twelve, one is stopped, one paused, one unavailable, and four are busy.`,
  play({ evotic, clock }) {
    for (const server of evotic.servers.all().slice(count)) evotic.servers.remove(server);
    for (let index = evotic.servers.size; index < count; index += 1) {
      const [status, action] = STATES[index % 12] ?? ['started'];
      const server = evotic.servers.add(member(index, status, clock.now()));
      if (action) evotic.begin(server, action, { passed: (index % 100) / 100 });
    }
  },
}));

type State = readonly [status: Server['status'], action?: 'create' | 'backup' | 'restart' | 'reinstall'];

/** The status of each of twelve servers, and the action it begins; the rest are started. */
const STATES: Readonly<Record<number, State>> = {
  5: ['stopped'],
  6: ['paused'],
  7: ['unavailable'],
  8: ['processing', 'create'],
  9: ['started', 'backup'],
  10: ['started', 'restart'],
  11: ['started', 'reinstall'],
};

/** The nth server of the fleet. Its ID is far above those of the fixtures and those that a create assigns. */
function member(index: number, status: Server['status'], now: number): Server {
  const id = 50_000 + index;
  return {
    id,
    hostname: `fleet-${index}`,
    uuid: `00000000-0000-4000-8000-${id.toString(16).padStart(12, '0')}`,
    status,
    task: null,
    node: 'srv-compute-01',
    os: 'Ubuntu 22.04',
    specifications: { cpu: 1, ram: 2048, disk: 20 },
    ip_addresses: [{ ip: `${Math.floor(index / 254) % 2 === 0 ? '198.51.100' : '192.0.2'}.${(index % 254) + 1}`, is_primary: true }],
    usage: { ...usage(status === 'processing' ? 0 : index), at: now },
    location_id: 1,
    initialCommands: [],
    created_at: now - minutes(60 + index),
  };
}

/** What the nth server uses; nothing for 0. */
function usage(index: number): Server['usage'] {
  const traffic = { value: index * 1_000_000, prev: 0, is_exceeded: false };
  return { cpu: index % 100, disk: index % 20, ram: index % 2048, traffic: { incoming: traffic, outgoing: traffic } };
}
