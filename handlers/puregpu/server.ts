/** PureGPU's server: a service of the account's, the machine behind it, its timetable, and how it is shown. */
import { minutes, seconds } from '../../model/clock.ts';
import type { Arrive, Lifecycle, Stateful } from '../../model/lifecycle.ts';
import { Problem } from '../../model/problem.ts';

/** Proxmox has no status between the two: a server that shuts down is running until it is off. */
export type Status = 'running' | 'stopped';
export type Action = 'start' | 'stop' | 'restart' | 'shutdown' | 'rebuild' | 'setBootOrder' | 'insertIso' | 'backup';

/** What the machine does on an ordinary day, around which its statistics move. */
export interface Load {
  /** Fraction of the CPUs, 0 to 1. */
  readonly cpu: number;
  /** Bytes. */
  readonly mem: number;
  /** Bytes a second, as are the rest. */
  readonly diskread: number;
  readonly diskwrite: number;
  readonly netin: number;
  readonly netout: number;
}

export interface Server extends Stateful<Status, Action> {
  readonly serviceId: number;
  readonly pid: number;
  /** `2024-06-01` */
  readonly regdate: string;
  readonly name: string;
  readonly domain: string;
  readonly dedicatedip: string;
  readonly suspensionreason: string;
  /** The status of the service, which billing decides; `status` is that of the machine. */
  readonly serviceStatus: 'Active' | 'Suspended' | 'Cancelled' | 'Terminated';
  readonly billingcycle: string;
  readonly billingamount: string;
  readonly meta: Readonly<Record<string, string>>;
  readonly osid: string;
  readonly sshkey: string;
  readonly bootOrder: 'cda' | 'dca';
  /** The names of the images in the two drives; empty for an empty drive. */
  readonly iso: string;
  readonly sec_iso: string;
  /** How often it was rebuilt: each time has a password of its own. */
  readonly rebuilds: number;
  /** When it booted last, in milliseconds since the epoch. */
  readonly bootedAt: number;
  /** When it went on and off, the oldest first: its statistics are null while it was off. */
  readonly power: readonly (readonly [at: number, on: boolean])[];
  readonly load: Load;
}

export interface Template {
  readonly osid: string;
  readonly name: string;
  readonly distro: string;
  readonly version: string;
  readonly drivers: string;
}

/**
 * An image that the account uploaded: the document does so by its ISO endpoints, which it does not print.
 * @example
 * cloud.puregpu.isos.add({ name: 'alpine.iso' });
 */
export interface Iso {
  readonly name: string;
}

/** Durations are ours; that start and stop are done at once, and what the others pass through, is Proxmox's. */
// prettier-ignore
export const lifecycle: Lifecycle<Status, Action> = {
  start:        { from: ['stopped'],                                                                              to: 'running' },
  stop:         { from: ['running'], unchanged: ['stopped'],                                                      to: 'stopped' },
  restart:      { from: ['running'],                         through: [[null, seconds(10)], ['stopped', seconds(5)]], to: 'running' },
  shutdown:     { from: ['running'], unchanged: ['stopped'], through: [[null, seconds(10)]],                      to: 'stopped' },
  rebuild:      { from: ['running', 'stopped'],              through: [['stopped', minutes(2)]],                  to: 'running', or: 'stopped' },
  setBootOrder: { from: ['running', 'stopped'] },
  insertIso:    { from: ['running', 'stopped'] },
  /** Has no endpoint: PureGPU begins it by itself, and the server is locked meanwhile. */
  backup:       { from: ['running', 'stopped'],              through: [[null, minutes(5)]] },
};

/** The most changes of power that a server remembers. */
const LONGEST_POWER = 500;

/** The uptime counts from each boot; the statistics know when it was off. */
export const arrive: Arrive<Server> = ({ power }, status, { at }) => ({
  ...(status === 'running' && { bootedAt: at }),
  power: [...power, [at, status === 'running'] as const].slice(-LONGEST_POWER),
});

/** A server that may be used: one of a suspended service is refused, one of an ended service is not there. */
export function usable(server: Readonly<Server>): Readonly<Server> {
  const { serviceId, serviceStatus } = server;
  if (serviceStatus === 'Suspended') throw new Problem('forbidden', `Service ${serviceId} is suspended.`);
  if (serviceStatus !== 'Active') throw new Problem('not-found', `Service ${serviceId} is ${serviceStatus}.`, { key: serviceId });
  return server;
}

/** The `server` member of GET /server/:serviceId/status. */
export const shown = ({ status, bootedAt, task }: Readonly<Server>, now: number) => ({
  status,
  uptime: status === 'running' ? Math.floor((now - bootedAt) / 1000) : 0,
  locked: task !== null,
});

/** What both pages of services show. */
const part = ({ serviceId, pid, regdate, name, domain, dedicatedip, suspensionreason, serviceStatus }: Readonly<Server>) => ({
  id: serviceId,
  pid,
  regdate,
  name,
  domain,
  dedicatedip,
  suspensionreason,
  status: serviceStatus,
});

/** An item of GET /services. */
export const listed = (server: Readonly<Server>) => ({ ...part(server), billingcycle: server.billingcycle, billingamount: server.billingamount });

/** The `service` member of GET /services/:serviceId. */
export const detailed = (server: Readonly<Server>) => ({ ...part(server), meta: server.meta });
