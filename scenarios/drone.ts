/** Drone's scenarios. */
import { allocated } from '../handlers/drone/server.ts';
import type { Drone } from '../handlers/drone/vendor.ts';
import { scenarioFor } from '../vendor/scenario.ts';
import { hours, minutes } from '../model/clock.ts';
import { next, percent } from './sentence.ts';

const scenario = scenarioFor<Drone>();

const RUNNING = 'agent-F8k8oMUP';
/** The operations that need a token. */
const UNDER_API = [
  'GET /api/servers/{name}',
  'DELETE /api/servers/{name}',
  'GET /api/servers',
  'POST /api/servers',
  'POST /api/pause',
  'POST /api/resume',
] as const;

export const provisioningFails = scenario({
  name: 'drone/provisioning-fails',
  description: 'Every create is accepted, but then the provider refuses: the server ends in error without an instance, and a delete removes it at once.',
  play: ({ faults }) => faults.add({ vendor: 'drone', on: 'POST /api/servers', outcome: 'fails', at: 0.5 }),
});

export const noAddress = scenario({
  name: 'drone/no-address',
  description: 'No new instance gets an address: the server ends in error with an id, and only a forced delete removes it at once.',
  play({ drone }) {
    drone.settings.addresses = false;
  },
});

export const installFails = scenario({
  name: 'drone/install-fails',
  description: 'Every new instance is created, but its Docker daemon is never reachable: the server goes from staging to error.',
  play: ({ faults }) => faults.add({ vendor: 'drone', on: 'POST /api/servers', outcome: 'fails', at: 0.9 }),
});

export const destroyFails = scenario({
  name: 'drone/destroy-fails',
  description: 'The provider fails to destroy instances: a server that has one and is deleted goes from stopping to error.',
  play: ({ faults }) => faults.add({ vendor: 'drone', on: 'DELETE /api/servers/{name}', outcome: 'fails', at: 0.9 }),
});

export const lostDelete = scenario({
  name: 'drone/lost-delete',
  description:
    'A delete of a server that is creating or staging is answered with shutdown and then lost, as on the real autoscaler: the server ends up running.',
  play({ drone }) {
    drone.settings.lostDelete = true;
  },
});

export const certificatesMissing = scenario({
  name: 'drone/certificates-missing',
  description: 'Server agent-F8k8oMUP runs without certificates (all four are null): once deleted, it stays in stopping.',
  play: ({ drone }) => void drone.servers.update(drone.servers.get('agent-F8k8oMUP'), { ca_key: null, ca_cert: null, tls_key: null, tls_cert: null }),
});

export const stuckCreating = scenario({
  name: 'drone/stuck-creating',
  description: 'Server agent-L4drTVz8 was being created when the autoscaler restarted, and stays in creating until it is deleted.',
  play: ({ drone, clock }) =>
    void drone.servers.add({
      ...allocated({ name: 'agent-L4drTVz8', number: 199, capacity: drone.settings.capacity, created: clock.now() - minutes(20) }),
      status: 'creating',
      updated: clock.now() - minutes(19),
    }),
});

export const unreachable = scenario({
  name: 'drone/unreachable',
  description: 'Server agent-F8k8oMUP no longer answers the pinger: after five minutes it is in error and counts as stopped.',
  play: ({ drone }) => drone.begin(drone.servers.get('agent-F8k8oMUP'), 'unreach'),
});

export const errorWithInstance = scenario({
  name: 'drone/error-with-instance',
  description: 'Server agent-F8k8oMUP is in error and has an instance: a delete shuts it down, and a forced delete removes the record at once.',
  play: ({ drone, clock }) =>
    void drone.servers.update(drone.servers.get(RUNNING), { status: 'error', error: 'context deadline exceeded', updated: clock.now() }),
});

export const errorWithoutInstance = scenario({
  name: 'drone/error-without-instance',
  description: 'Server agent-Vn3pKs0d is in error and never had an instance: a delete removes the record at once.',
  play: ({ drone, clock }) =>
    void drone.servers.add({
      ...allocated({ name: 'agent-Vn3pKs0d', number: 198, capacity: drone.settings.capacity, created: clock.now() - minutes(10) }),
      status: 'error',
      error: 'POST https://api.digitalocean.com/v2/droplets: 422 creating this/these droplet(s) will exceed your droplet limit',
      updated: clock.now() - minutes(9),
    }),
});

export const createFails = scenario({
  name: 'drone/create-fails',
  description: 'The database is locked: every create is refused with 500, and no server is created.',
  play: ({ faults }) => faults.add({ vendor: 'drone', on: 'POST /api/servers', outcome: 'refused', kind: 'broken' }),
});

export const busyProvision = scenario.tunable({ passed: 0.3 }, ({ passed }) => ({
  name: 'drone/busy-provision',
  description: `Server agent-Hq2wYb7e is ${percent(passed)} through its provisioning, which takes 110 seconds; it runs once the rest is done.`,
  play({ drone, clock }) {
    const created = clock.now() - Math.round(110_000 * passed);
    drone.begin(drone.servers.add(allocated({ name: 'agent-Hq2wYb7e', number: 197, capacity: drone.settings.capacity, created })), 'provision', { passed });
  },
}));

export const busyTerminate = scenario({
  name: 'drone/busy-terminate',
  description: 'Server agent-F8k8oMUP is being deleted: it is in shutdown for ten seconds, stopping for thirty, and then stopped.',
  play: ({ drone }) => drone.begin(drone.servers.get(RUNNING), 'terminate'),
});

export const stuck = scenario.tunable({ at: 0.5 }, ({ at }) => ({
  name: 'drone/stuck',
  description: `Every create is accepted, then gets stuck after ${percent(at)} of its time: the server never runs.`,
  play: ({ faults }) => faults.add({ vendor: 'drone', on: 'POST /api/servers', outcome: 'stuck', at }),
}));

export const slow = scenario.tunable({ factor: 10 }, ({ factor }) => ({
  name: 'drone/slow',
  description: `Every create and every delete takes ${factor} times as long, in each of its states.`,
  play({ faults }) {
    for (const on of ['POST /api/servers', 'DELETE /api/servers/{name}']) faults.add({ vendor: 'drone', on, outcome: 'slow', factor });
  },
}));

export const answerLost = scenario.tunable({ times: 1 }, ({ times }) => ({
  name: 'drone/answer-lost',
  description: `${next(times, 'create')} is done, but the connection drops before the answer: the client never learns the name.`,
  play: ({ faults }) => faults.add({ vendor: 'drone', on: 'POST /api/servers', times, outcome: 'answer-lost' }),
}));

export const doneButBroken = scenario.tunable({ times: 1 }, ({ times }) => ({
  name: 'drone/done-but-broken',
  description: `${next(times, 'create')} is done, but answered with 500.`,
  play: ({ faults }) => faults.add({ vendor: 'drone', on: 'POST /api/servers', times, outcome: 'done-but-broken' }),
}));

export const doneTwice = scenario.tunable({ times: 1 }, ({ times }) => ({
  name: 'drone/done-twice',
  description: `${next(times, 'create')} is done twice but answered once.`,
  play: ({ faults }) => faults.add({ vendor: 'drone', on: 'POST /api/servers', times, outcome: 'done-twice' }),
}));

export const listLags = scenario.tunable({ reads: 3 }, ({ reads }) => ({
  name: 'drone/list-lags',
  description: `The list of servers lags behind: it shows the old state for ${reads} reads before it catches up.`,
  play: ({ faults }) => faults.add({ vendor: 'drone', on: 'GET /api/servers', outcome: 'stale', reads }),
}));

export const paused = scenario({
  name: 'drone/paused',
  description: 'The autoscaler is paused, as /varz says; a requested server is still created.',
  play({ drone }) {
    drone.settings.paused = true;
  },
});

export const outage = scenario({
  name: 'drone/outage',
  description: 'The autoscaler is down: every request is refused with 503, the health check included.',
  play: ({ faults }) => faults.add({ vendor: 'drone', outcome: 'refused', kind: 'unavailable' }),
});

export const credentialExpired = scenario({
  name: 'drone/credential-expired',
  description: 'The token is no longer valid: everything under /api is refused with 401; the health check, the version and /varz are still answered.',
  play({ faults }) {
    for (const on of UNDER_API) faults.add({ vendor: 'drone', on, outcome: 'refused', kind: 'unauthenticated' });
  },
});

export const notAdmin = scenario({
  name: 'drone/not-admin',
  description: 'The user of the token is no longer an admin: everything under /api is refused with 403.',
  play({ faults }) {
    for (const on of UNDER_API) faults.add({ vendor: 'drone', on, outcome: 'refused', kind: 'forbidden' });
  },
});

export const emptyAccount = scenario({
  name: 'drone/empty-account',
  description: 'The account has no servers.',
  play: ({ drone }) => drone.servers.clear(),
});

export const fleet = scenario.tunable({ count: 500 }, ({ count }) => ({
  name: 'drone/fleet',
  description: `There are ${count} servers in mixed states: in every sixteen, seven run, and the rest cover every other state, among them error with and without an instance.`,
  play({ drone, clock }) {
    drone.servers.clear();
    for (let index = 0; index < count; index += 1) {
      const created = clock.now() - hours(1) - minutes(index);
      const name = `agent-${index.toString(36).padStart(8, '0')}`;
      const server = drone.servers.add(allocated({ name, number: FIRST + index, capacity: 2, created }));
      MIXED[index % MIXED.length]?.({ drone, server, now: clock.now() });
    }
  },
}));

/** Gives a pending server its instance immediately, as when it becomes created. */
const BORN = { settles: 'created', lasts: 0.001 } as const;

/** The first number of a fleet's servers: far above those that a create assigns, so that addresses do not collide. */
const FIRST = 1000;

interface Member {
  readonly drone: Account;
  readonly server: Drone['tables']['servers'];
  readonly now: number;
}
type Account = Parameters<typeof emptyAccount.play>[0]['drone'];

/** Gives a server its instance and its final state. */
function born({ drone, server }: Member, status: Drone['tables']['servers']['status']): Drone['tables']['servers'] {
  drone.begin(server, 'provision', BORN);
  const started = server.created + minutes(1);
  return drone.servers.update(server, { status, started, updated: started + minutes(1) });
}

const runs = (member: Member): void => void born(member, 'running');
/** A server that is being provisioned, after a fraction of the time that this takes. */
const provisioning =
  (passed: number) =>
  ({ drone, server, now }: Member): void =>
    drone.begin(drone.servers.update(server, { created: now - Math.round(110_000 * passed) }), 'provision', { passed });
/** A server that is being stopped, after a fraction of the time that this takes. */
const terminating =
  (passed: number) =>
  (member: Member): void =>
    member.drone.begin(born(member, 'running'), 'terminate', { passed });
const failed = (member: Member): void => void member.drone.servers.update(born(member, 'error'), { error: 'context deadline exceeded' });
const failedUnborn = ({ drone, server }: Member): void =>
  void drone.servers.update(server, {
    status: 'error',
    error: 'POST https://api.digitalocean.com/v2/droplets: 422 creating this/these droplet(s) will exceed your droplet limit',
    updated: server.created + minutes(1),
  });
/** A server that was stopped half an hour ago, and is purged a day after that. */
const rests = (member: Member): void => {
  const { drone, now } = member;
  const stopped = now - minutes(30);
  drone.begin(drone.servers.update(born(member, 'stopped'), { stopped, updated: stopped }), 'purge', { passed: 0.5 / 24 });
};

/** The states of a fleet's servers, which repeat after sixteen. */
const MIXED: readonly ((member: Member) => void)[] = [
  runs,
  runs,
  provisioning(0.05),
  runs,
  failed,
  provisioning(0.3),
  runs,
  rests,
  runs,
  provisioning(0.68),
  runs,
  provisioning(0.9),
  terminating(0.1),
  runs,
  terminating(0.5),
  failedUnborn,
];
