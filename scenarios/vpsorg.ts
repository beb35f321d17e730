/** VPS.org's scenarios. */
import { scenarioFor } from '../vendor/scenario.ts';
import type { VpsOrg } from '../handlers/vpsorg/vendor.ts';
import { minutes } from '../model/clock.ts';
import { next, percent } from './sentence.ts';

const scenario = scenarioFor<VpsOrg>();

type Server = VpsOrg['tables']['servers'];

const CREATE = 'POST /servers/';

// A create that is rejected, fails, or never ends.

export const outOfCredits = scenario({
  name: 'vpsorg/out-of-credits',
  description: 'The account has no credits left: every create is refused with 402.',
  play({ vpsorg }) {
    vpsorg.settings.credits = 0;
  },
});

export const planGone = scenario({
  name: 'vpsorg/plan-gone',
  description: 'Plan 3 was withdrawn and its servers moved to plan 1: it is no longer listed, and a create with it is refused with 400.',
  play({ vpsorg: { servers, plans } }) {
    for (const server of servers.filter({ plan_id: 3 })) servers.update(server, { plan_id: 1 });
    plans.remove(plans.get(3));
  },
});

export const locationClosed = scenario({
  name: 'vpsorg/location-closed',
  description: 'Location us-west takes no more servers: every create there is refused with 400.',
  play: ({ vpsorg }) => void vpsorg.locations.remove(vpsorg.locations.get('us-west')),
});

export const provisioningFails = scenario.tunable({ at: 0.6 }, ({ at }) => ({
  name: 'vpsorg/provisioning-fails',
  description: `Every create is accepted, then fails after ${percent(at)} of its time: the server ends up stopped, without an address.`,
  play: ({ faults }) => faults.add({ vendor: 'vpsorg', on: CREATE, outcome: 'fails', at }),
}));

export const provisioningSettlesStopped = scenario({
  name: 'vpsorg/provisioning-settles-stopped',
  description: 'Every create is accepted and takes its three minutes, but the server ends up stopped: it gets its address once it is started.',
  play: ({ faults }) => faults.add({ vendor: 'vpsorg', on: CREATE, outcome: 'settles', in: 'stopped' }),
});

export const stuck = scenario.tunable({ at: 0.99 }, ({ at }) => ({
  name: 'vpsorg/stuck',
  description: `Every create is accepted, then gets stuck after ${percent(at)} of its time: the server stays provisioning and busy forever.`,
  play: ({ faults }) => faults.add({ vendor: 'vpsorg', on: CREATE, outcome: 'stuck', at }),
}));

export const slow = scenario.tunable({ factor: 10 }, ({ factor }) => ({
  name: 'vpsorg/slow',
  description: `Every create, start, stop and reboot takes ${factor} times as long.`,
  play: ({ faults }) => faults.add({ vendor: 'vpsorg', outcome: 'slow', factor }),
}));

// A server that is busy or unusable.

export const serverSuspended = scenario({
  name: 'vpsorg/server-suspended',
  description: 'Server 12345 is suspended by the provider: it can be neither started, stopped nor rebooted.',
  play: ({ vpsorg }) => vpsorg.begin(vpsorg.servers.get(12345), 'suspend'),
});

export const restoring = scenario({
  name: 'vpsorg/restoring',
  description: 'Server 12345 is being restored from a snapshot: it is busy for ten minutes, and then active again.',
  play: ({ vpsorg }) => vpsorg.begin(vpsorg.servers.get(12345), 'restore'),
});

export const busyProvisioning = scenario({
  name: 'vpsorg/busy-provisioning',
  description: 'Server 12345 is still being provisioned: it has no address and is busy for three minutes, and then it is active.',
  play({ vpsorg }) {
    const server = vpsorg.servers.get(12345);
    vpsorg.servers.update(server, { status: 'provisioning', ip_address: null, ipv6_address: null });
    vpsorg.begin(server, 'provision');
  },
});

export const busyStarting = scenario({
  name: 'vpsorg/busy-starting',
  description: 'Server 12345 is starting: it is busy for ten seconds, and then active.',
  play({ vpsorg }) {
    const server = vpsorg.servers.get(12345);
    vpsorg.servers.update(server, { status: 'stopped' });
    vpsorg.begin(server, 'start');
  },
});

export const busyStopping = scenario({
  name: 'vpsorg/busy-stopping',
  description: 'Server 12345 is stopping: it is busy for twenty seconds, and then stopped.',
  play: ({ vpsorg }) => vpsorg.begin(vpsorg.servers.get(12345), 'stop'),
});

export const busyRebooting = scenario({
  name: 'vpsorg/busy-rebooting',
  description: 'Server 12345 is rebooting: it is busy for thirty seconds, and then active again.',
  play: ({ vpsorg }) => vpsorg.begin(vpsorg.servers.get(12345), 'reboot'),
});

export const rebootFails = scenario.tunable({ at: 0.6 }, ({ at }) => ({
  name: 'vpsorg/reboot-fails',
  description: `Every reboot is accepted, then fails after ${percent(at)} of its time: the server ends up stopped.`,
  play: ({ faults }) => faults.add({ vendor: 'vpsorg', on: 'POST /servers/{server_id}/reboot/', outcome: 'fails', at }),
}));

// A response that does not tell what happened.

export const answerLost = scenario.tunable({ times: 1 }, ({ times }) => ({
  name: 'vpsorg/answer-lost',
  description: `${next(times, 'create')} is done, but the connection drops before the answer: the server exists and is paid for.`,
  play: ({ faults }) => faults.add({ vendor: 'vpsorg', on: CREATE, times, outcome: 'answer-lost' }),
}));

export const doneButBroken = scenario.tunable({ times: 1 }, ({ times }) => ({
  name: 'vpsorg/done-but-broken',
  description: `${next(times, 'create')} is done, but answered with 500: the server exists and is paid for.`,
  play: ({ faults }) => faults.add({ vendor: 'vpsorg', on: CREATE, times, outcome: 'done-but-broken' }),
}));

export const doneTwice = scenario.tunable({ times: 1 }, ({ times }) => ({
  name: 'vpsorg/done-twice',
  description: `${next(times, 'create')} is done twice but answered once: there are two servers with one name.`,
  play: ({ faults }) => faults.add({ vendor: 'vpsorg', on: CREATE, times, outcome: 'done-twice' }),
}));

export const listLags = scenario.tunable({ reads: 2 }, ({ reads }) => ({
  name: 'vpsorg/list-lags',
  description: `The list of servers comes from a cache that is refreshed after every ${reads} reads, so a new server may be missing from it.`,
  play: ({ faults }) => faults.add({ vendor: 'vpsorg', on: 'GET /servers/', outcome: 'stale', reads }),
}));

// The account and the vendor.

export const rateLimit = scenario.tunable({ limit: 60, per: minutes(1) }, ({ limit, per }) => ({
  name: 'vpsorg/rate-limit',
  description: `Only ${limit} requests are answered every ${per / 1000} seconds: any further request is refused with 429 until the window ends.`,
  play: ({ faults }) => faults.add({ vendor: 'vpsorg', outcome: 'rate-limit', limit, per }),
}));

export const credentialExpired = scenario({
  name: 'vpsorg/credential-expired',
  description: 'The token has expired: every request is refused with 401.',
  play: ({ faults }) => faults.add({ vendor: 'vpsorg', outcome: 'refused', kind: 'unauthenticated' }),
});

export const outage = scenario.tunable({ times: undefined as number | undefined }, ({ times }) => ({
  name: 'vpsorg/outage',
  description: `VPS.org is down: ${times === undefined ? 'every request' : `every one of the next ${times} requests`} is answered with 503.`,
  play: ({ faults }) => faults.add({ vendor: 'vpsorg', ...(times !== undefined && { times }), outcome: 'refused', kind: 'unavailable' }),
}));

export const emptyAccount = scenario({
  name: 'vpsorg/empty-account',
  description: 'The account has no servers.',
  play: ({ vpsorg }) => vpsorg.servers.clear(),
});

export const fleet = scenario.tunable({ count: 500 }, ({ count }) => ({
  name: 'vpsorg/fleet',
  description: `The account has ${count} servers: in every twelve, five are active, and one is in each of the other statuses.`,
  play({ vpsorg, clock }) {
    for (const server of vpsorg.servers.all().slice(count)) vpsorg.servers.remove(server);
    for (let index = vpsorg.servers.size; index < count; index += 1) {
      const [status, action] = STATES[index % 12] ?? ['active'];
      const server = vpsorg.servers.add(member(index, status, clock.now()));
      if (action) vpsorg.begin(server, action, { passed: (index % 100) / 100 });
    }
  },
}));

type State = readonly [status: Server['status'], action?: 'provision' | 'start' | 'stop' | 'reboot' | 'restore'];

/** The status of each of twelve servers, and the action it begins; the rest are active. */
const STATES: Readonly<Record<number, State>> = {
  5: ['stopped'],
  6: ['suspended'],
  7: ['provisioning', 'provision'],
  8: ['stopped', 'start'],
  9: ['active', 'stop'],
  10: ['active', 'reboot'],
  11: ['active', 'restore'],
};

/** The nth server of the fleet. Its ID is far above those of the fixtures and those that a create assigns. */
function member(index: number, status: Server['status'], now: number): Server {
  const id = 50_000 + index;
  const addressed = status !== 'provisioning';
  return {
    id,
    name: `fleet-${index}`,
    hostname: null,
    status,
    task: null,
    ip_address: addressed ? `${Math.floor(index / 254) % 2 === 0 ? '198.51.100' : '192.0.2'}.${(index % 254) + 1}` : null,
    ipv6_address: addressed ? `2001:0db8::${id.toString(16)}` : null,
    location: index % 2 === 0 ? 'us-west' : 'us-east',
    plan_id: (index % 2) + 1,
    os_id: index % 3 === 0 ? 3 : 5,
    ssh_key_id: null,
    backups_enabled: index % 4 === 0,
    usage: { cpu_percent: index % 100, memory_used: 1024, disk_used: 20, bandwidth_used: index, at: now },
    created_at: now - minutes(60 + index),
    updated_at: now - minutes(30),
    sampled_at: null,
  };
}
