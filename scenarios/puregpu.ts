/** PureGPU's scenarios. Its API cannot create servers, so a rebuild takes the place of a create. */
import { scenarioFor } from '../vendor/scenario.ts';
import type { PureGpu } from '../handlers/puregpu/vendor.ts';
import { minutes } from '../model/clock.ts';
import { next, percent } from './sentence.ts';

const scenario = scenarioFor<PureGpu>();

type Server = PureGpu['tables']['servers'];

const REBUILD = 'POST /server/{serviceId}/rebuild';

// A server that is busy.

export const rebuildLocksTheServer = scenario({
  name: 'puregpu/rebuild-locks-the-server',
  description: 'Service 10 is being rebuilt: it is stopped and locked for two minutes and refuses every action.',
  play: ({ puregpu }) => puregpu.begin(puregpu.servers.get(10), 'rebuild'),
});

export const backupLock = scenario({
  name: 'puregpu/backup-lock',
  description: 'PureGPU is backing up service 10: it keeps running, but is locked for five minutes and refuses every action.',
  play: ({ puregpu }) => puregpu.lock(puregpu.servers.get(10), 'backup', minutes(5)),
});

export const busyRestarting = scenario({
  name: 'puregpu/busy-restarting',
  description: 'Service 10 is restarting: it is locked for fifteen seconds, shows stopped for the last five of them, and then runs again.',
  play: ({ puregpu }) => puregpu.begin(puregpu.servers.get(10), 'restart'),
});

export const busyShuttingDown = scenario({
  name: 'puregpu/busy-shutting-down',
  description: 'Service 10 is shutting down: it shows running and is locked for ten seconds, and then stops.',
  play: ({ puregpu }) => puregpu.begin(puregpu.servers.get(10), 'shutdown'),
});

// An action that is rejected, fails, or never ends.

export const serviceSuspended = scenario({
  name: 'puregpu/service-suspended',
  description: 'Service 10 is suspended: it is listed, but every request to its server is refused.',
  play: ({ puregpu }) => void puregpu.servers.update(puregpu.servers.get(10), { serviceStatus: 'Suspended', suspensionreason: 'Overdue on Payment' }),
});

export const serviceTerminated = scenario({
  name: 'puregpu/service-terminated',
  description: 'Service 10 was terminated: it is still listed, but its server can no longer be found.',
  play: ({ puregpu }) => void puregpu.servers.update(puregpu.servers.get(10), { serviceStatus: 'Terminated' }),
});

export const templateGone = scenario({
  name: 'puregpu/template-gone',
  description: 'Template 1021 was withdrawn: it is no longer listed, and a rebuild with it is refused.',
  play: ({ puregpu }) => void puregpu.templates.remove(puregpu.templates.get('1021')),
});

export const isoNotFound = scenario({
  name: 'puregpu/iso-not-found',
  description: 'The ISO drivers.iso was removed: inserting it is refused, although service 10 still shows it in its second drive.',
  play: ({ puregpu }) => void puregpu.isos.remove(puregpu.isos.get('drivers.iso')),
});

export const rebuildFailsHalfway = scenario.tunable({ at: 0.6 }, ({ at }) => ({
  name: 'puregpu/rebuild-fails-halfway',
  description: `Every rebuild is accepted, then fails after ${percent(at)} of its time: the server stays stopped.`,
  play: ({ faults }) => faults.add({ vendor: 'puregpu', on: REBUILD, outcome: 'fails', at }),
}));

export const guestIgnoresShutdown = scenario({
  name: 'puregpu/guest-ignores-shutdown',
  description: 'Every shutdown is accepted and locks the server for ten seconds, but the guest ignores it: the server keeps running.',
  play: ({ faults }) => faults.add({ vendor: 'puregpu', on: 'POST /server/{serviceId}/shutdown', outcome: 'fails', at: 1 }),
});

export const stuck = scenario.tunable({ at: 0.99 }, ({ at }) => ({
  name: 'puregpu/stuck',
  description: `Every rebuild is accepted, then gets stuck after ${percent(at)} of its time: the server stays stopped and locked forever.`,
  play: ({ faults }) => faults.add({ vendor: 'puregpu', on: REBUILD, outcome: 'stuck', at }),
}));

export const slow = scenario.tunable({ factor: 10 }, ({ factor }) => ({
  name: 'puregpu/slow',
  description: `Every rebuild, restart and shutdown takes ${factor} times as long.`,
  play: ({ faults }) => faults.add({ vendor: 'puregpu', outcome: 'slow', factor }),
}));

// A response that does not tell what happened.

export const rebuildLosesItsPassword = scenario.tunable({ times: 1 }, ({ times }) => ({
  name: 'puregpu/rebuild-loses-its-password',
  description: `${next(times, 'rebuild')} is done, but the connection drops before the answer, which is the only place the password appears.`,
  play: ({ faults }) => faults.add({ vendor: 'puregpu', on: REBUILD, times, outcome: 'answer-lost' }),
}));

export const doneButBroken = scenario.tunable({ times: 1 }, ({ times }) => ({
  name: 'puregpu/done-but-broken',
  description: `${next(times, 'rebuild')} is done, but answered with 500 and without the password.`,
  play: ({ faults }) => faults.add({ vendor: 'puregpu', on: REBUILD, times, outcome: 'done-but-broken' }),
}));

export const statusLags = scenario.tunable({ reads: 2 }, ({ reads }) => ({
  name: 'puregpu/status-lags',
  description: `The status of servers comes from a cache that is refreshed after every ${reads} reads, so it may be out of date.`,
  play: ({ faults }) => faults.add({ vendor: 'puregpu', on: 'GET /server/{serviceId}/status', outcome: 'stale', reads }),
}));

// The account and the vendor.

export const rateLimit = scenario.tunable({ limit: 60, per: minutes(1) }, ({ limit, per }) => ({
  name: 'puregpu/rate-limit',
  description: `Only ${limit} requests are answered every ${per / 1000} seconds: any further request is refused with 429 until the window ends.`,
  play: ({ faults }) => faults.add({ vendor: 'puregpu', outcome: 'rate-limit', limit, per }),
}));

export const credentialExpired = scenario({
  name: 'puregpu/credential-expired',
  description: 'The API key has expired: every request is refused with 401.',
  play: ({ faults }) => faults.add({ vendor: 'puregpu', outcome: 'refused', kind: 'unauthenticated' }),
});

export const outage = scenario.tunable({ times: undefined as number | undefined }, ({ times }) => ({
  name: 'puregpu/outage',
  description: `PureGPU is down: ${times === undefined ? 'every request' : `every one of the next ${times} requests`} is answered with 503.`,
  play: ({ faults }) => faults.add({ vendor: 'puregpu', ...(times !== undefined && { times }), outcome: 'refused', kind: 'unavailable' }),
}));

export const emptyAccount = scenario({
  name: 'puregpu/empty-account',
  description: 'The account has no services.',
  play: ({ puregpu }) => puregpu.servers.clear(),
});

export const fleet = scenario.tunable({ count: 500 }, ({ count }) => ({
  name: 'puregpu/fleet',
  description: `The account has ${count} services: most run; in every ten, one is stopped, one is being rebuilt, one is being backed up and one is suspended.`,
  play({ puregpu, clock }) {
    for (const server of puregpu.servers.all().slice(count)) puregpu.servers.remove(server);
    for (let index = puregpu.servers.size; index < count; index += 1) {
      const server = puregpu.servers.add(member(index, clock.now()));
      const passed = (index % 100) / 100;
      if (index % 10 === 7) puregpu.begin(server, 'rebuild', { passed });
      if (index % 10 === 8) puregpu.begin(server, 'backup', { passed });
    }
  },
}));

/** The nth server of the fleet. Its ID is far above those of the fixtures. */
function member(index: number, now: number): Server {
  const serviceId = 5_000 + index;
  const running = index % 10 !== 6;
  const bootedAt = now - minutes(60 + index);
  return {
    serviceId,
    pid: 3,
    regdate: '2024-06-01',
    name: 'GPU VPS',
    domain: `gpu-${serviceId}.example.com`,
    dedicatedip: `${Math.floor(index / 254) % 2 === 0 ? '198.51.100' : '192.0.2'}.${(index % 254) + 1}`,
    suspensionreason: index % 10 === 9 ? 'Overdue on Payment' : '',
    serviceStatus: index % 10 === 9 ? 'Suspended' : 'Active',
    billingcycle: 'Monthly',
    billingamount: '49.00',
    meta: { gpu_name: 'RTX A4000', gpu_vram: '16', gpu_count: '1', cpu_cores: '4', ram: '16', disk_space: '160' },
    status: running ? 'running' : 'stopped',
    task: null,
    osid: '1057',
    sshkey: '',
    bootOrder: 'cda',
    iso: '',
    sec_iso: '',
    rebuilds: 0,
    bootedAt,
    power: running
      ? [[bootedAt, true]]
      : [
          [bootedAt, true],
          [now - minutes(30), false],
        ],
    load: { cpu: 0.1, mem: 2 ** 30, diskread: 4096, diskwrite: 8192, netin: 6000, netout: 100 },
  };
}
