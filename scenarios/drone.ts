/** Drone's scenarios. */
import { allocated, type Drone } from '../handlers/drone/index.ts';
import { scenarioFor } from '../handlers/scenario.ts';
import { minutes } from '../model/clock.ts';

const scenario = scenarioFor<Drone>();

export const provisioningFails = scenario({
  name: 'drone/provisioning-fails',
  tells: 'Every create is accepted, and the provider then refuses: the server ends in error, without an instance, and a delete removes it at once.',
  play: ({ faults }) => faults.add({ vendor: 'drone', on: 'POST /api/servers', outcome: 'fails', at: 0.5 }),
});

export const noAddress = scenario({
  name: 'drone/no-address',
  tells: 'Every new instance stays without an address: the server ends in error with an id, and only a forced delete removes it at once.',
  play({ drone }) {
    drone.settings.addresses = false;
  },
});

export const installFails = scenario({
  name: 'drone/install-fails',
  tells: 'Every new instance is created, and its docker is never reached: the server goes from staging to error.',
  play: ({ faults }) => faults.add({ vendor: 'drone', on: 'POST /api/servers', outcome: 'fails', at: 0.9 }),
});

export const destroyFails = scenario({
  name: 'drone/destroy-fails',
  tells: 'The provider destroys no instance: a server that has one and is deleted goes from stopping to error.',
  play: ({ faults }) => faults.add({ vendor: 'drone', on: 'DELETE /api/servers/{name}', outcome: 'fails', at: 0.9 }),
});

export const lostDelete = scenario({
  name: 'drone/lost-delete',
  tells: 'A delete of a server that is creating or staging is answered with shutdown and then lost, as on the real autoscaler: the server comes to run.',
  play({ drone }) {
    drone.settings.lostDelete = true;
  },
});

export const certificatesMissing = scenario({
  name: 'drone/certificates-missing',
  tells: 'Server agent-F8k8oMUP runs without certificates, all four null: once it is deleted, it stays stopping.',
  play: ({ drone }) => void drone.servers.update(drone.servers.get('agent-F8k8oMUP'), { ca_key: null, ca_cert: null, tls_key: null, tls_cert: null }),
});

export const stuckCreating = scenario({
  name: 'drone/stuck-creating',
  tells: 'Server agent-L4drTVz8 is creating since the autoscaler was restarted meanwhile, and stays so until it is deleted.',
  play: ({ drone, clock }) =>
    void drone.servers.add({
      ...allocated({ name: 'agent-L4drTVz8', number: 199, capacity: drone.settings.capacity, created: clock.now() - minutes(20) }),
      status: 'creating',
      updated: clock.now() - minutes(19),
    }),
});

export const unreachable = scenario({
  name: 'drone/unreachable',
  tells: 'Server agent-F8k8oMUP no longer answers the pinger: in five minutes it is in error, and counts as stopped from then.',
  play: ({ drone }) => drone.begin(drone.servers.get('agent-F8k8oMUP'), 'unreach'),
});
