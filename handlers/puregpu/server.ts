/** PureGPU's server: a service of the account and the machine behind it, its lifecycle, and how it is shown. */
import { minutes, seconds } from '../../model/clock.ts';
import type { Arrive, Lifecycle, Stateful } from '../../model/lifecycle.ts';
import { Problem } from '../../model/problem.ts';

/** Proxmox has no status in between: a server that is shutting down is `running` until it is off. */
export type Status = 'running' | 'stopped';
export type Action = 'start' | 'stop' | 'restart' | 'shutdown' | 'rebuild' | 'setBootOrder' | 'insertIso' | 'backup';

/** The machine's average load; its statistics vary around these values. */
export interface Load {
  /** CPU usage, from 0 to 1. */
  readonly cpu: number;
  /** Bytes. */
  readonly mem: number;
  /** Bytes per second, like the members below. */
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
  /** The billing status of the service; `status` is the power status of the machine. */
  readonly serviceStatus: 'Active' | 'Suspended' | 'Cancelled' | 'Terminated';
  readonly billingcycle: string;
  readonly billingamount: string;
  readonly meta: Readonly<Record<string, string>>;
  readonly osid: string;
  readonly sshkey: string;
  readonly bootOrder: 'cda' | 'dca';
  /** The names of the images in the two drives; an empty string if a drive is empty. */
  readonly iso: string;
  readonly sec_iso: string;
  /** How often it was rebuilt. Each rebuild generates a new password. */
  readonly rebuilds: number;
  /** The time of the last boot, in milliseconds since the epoch. */
  readonly bootedAt: number;
  /** When it was switched on and off, oldest first. Its statistics are null while it was off. */
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

/** The durations are assumed. That start and stop take effect immediately, and the steps of the other actions, are taken from Proxmox. */
// prettier-ignore
export const lifecycle: Lifecycle<Status, Action> = {
  start:        { from: ['stopped'],                                                                              to: 'running' },
  stop:         { from: ['running'], unchanged: ['stopped'],                                                      to: 'stopped' },
  restart:      { from: ['running'],                         through: [[null, seconds(10)], ['stopped', seconds(5)]], to: 'running' },
  shutdown:     { from: ['running'], unchanged: ['stopped'], through: [[null, seconds(10)]],                      to: 'stopped' },
  rebuild:      { from: ['running', 'stopped'],              through: [['stopped', minutes(2)]],                  to: 'running', or: 'stopped' },
  setBootOrder: { from: ['running', 'stopped'] },
  insertIso:    { from: ['running', 'stopped'] },
  /** Has no endpoint: PureGPU starts backups itself. The server is locked meanwhile. */
  backup:       { from: ['running', 'stopped'],              through: [[null, minutes(5)]] },
};

/** The maximum number of power changes that a server remembers. */
const LONGEST_POWER = 500;

/** A boot restarts the uptime; every power change is recorded for the statistics. */
export const arrive: Arrive<Server> = ({ power }, status, { at }) => ({
  ...(status === 'running' && { bootedAt: at }),
  power: [...power, [at, status === 'running'] as const].slice(-LONGEST_POWER),
});

/** Throws unless the service is active: a suspended service is `forbidden`, and one that has ended is `not-found`. */
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

/** The properties that the list and the details of services share, to be added to. (Not by a spread: V8 makes a new hidden class for each object that gets a member after one.) */
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
export const listed = (server: Readonly<Server>) => Object.assign(part(server), { billingcycle: server.billingcycle, billingamount: server.billingamount });

/** The `service` member of GET /services/:serviceId. */
export const detailed = (server: Readonly<Server>) => Object.assign(part(server), { meta: server.meta });
