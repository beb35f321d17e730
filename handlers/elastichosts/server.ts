/** ElasticHosts' server: the record, its statuses, its timetable, its address, and how long it has run. */
import { seconds } from '../../model/clock.ts';
import type { Arrive, Lifecycle, Stateful } from '../../model/lifecycle.ts';
import { NETWORKS } from '../../vendor/addresses.ts';
import { DEVICE, valuesOf, type Configuration } from './configuration.ts';

export type Status = 'active' | 'stopped' | 'paused' | 'dumped' | 'dead';
export type Action = 'start' | 'stop' | 'shutdown' | 'reset' | 'set' | 'destroy' | 'pause' | 'resume' | 'dump' | 'die';

export interface Server extends Stateful<Status, Action> {
  /** Its UUID. */
  readonly server: string;
  /** The UUID of its owner; what is another user's is not there for this account. */
  readonly user: string;
  /** The pairs that it was given: `name`, `cpu`, `mem`, `ide:0:0` …, all as text. */
  readonly config: Configuration;
  /** Which of the account's servers it is: the addresses that it leases follow from it. */
  readonly number: number;
  /** How often it was started. */
  readonly starts: number;
  /** Milliseconds since the epoch; null while it is stopped. */
  readonly started: number | null;
  /** How long it had run in all before it came to its status, in milliseconds. */
  readonly ran: number;
  /** Since when it runs, in milliseconds since the epoch; null while it does not. */
  readonly since: number | null;
  /** The address that it has leased; null without one. */
  readonly ip: string | null;
}

const EVERY: readonly Status[] = ['active', 'stopped', 'paused', 'dumped', 'dead'];

/** The document knows only what is done at once; that a guest takes ten seconds to power down is ours. The last four rows have no endpoint: the host does them. */
// prettier-ignore
export const lifecycle: Lifecycle<Status, Action> = {
  /** What is active stays so: fog's live test starts a server whose guest did not heed its shutdown. */
  start:    { from: ['stopped'], unchanged: ['active'], beside: ['shutdown'],                  to: 'active' },
  /** As a power failure; what is stopped stays so, which jclouds' live test relies on. */
  stop:     { from: ['active', 'paused', 'dumped', 'dead'], unchanged: ['stopped'], interrupts: 'any', to: 'stopped' },
  shutdown: { from: ['active'], unchanged: ['stopped'], interrupts: ['shutdown'], through: [[null, seconds(10)]], to: 'stopped' },
  reset:    { from: ['active'], interrupts: ['shutdown'] },
  set:      { from: EVERY, beside: 'any' },
  destroy:  { from: EVERY, interrupts: 'any',                                                  to: null },
  pause:    { from: ['active'], interrupts: ['shutdown'],                                      to: 'paused' },
  resume:   { from: ['paused'],                                                                to: 'active' },
  dump:     { from: ['active'], interrupts: ['shutdown'],                                      to: 'dumped' },
  die:      { from: ['active'], interrupts: ['shutdown'],                                      to: 'dead' },
};

/** How long it has run since it came to its status, in milliseconds. */
export const runSince = ({ since }: Readonly<Server>, now: number): number => (since === null ? 0 : Math.max(0, now - since));

/** How long it has run in all, in milliseconds. */
export const runFor = (server: Readonly<Server>, now: number): number => server.ran + runSince(server, now);

/** A start leases an address; a stop gives it back, and ends a server that is not persistent. */
export const arrive: Arrive<Server> = (server, status, { at, action }) => {
  const { config, number, starts } = server;
  const run = { ran: runFor(server, at), since: status === 'active' ? at : null };
  if (status === 'stopped') return config['persistent'] === 'true' ? { started: null, ip: null, ...run } : null;
  if (action !== 'start') return run;
  const dhcp = config['nic:0:model'] === undefined ? undefined : config['nic:0:dhcp'];
  const ip = dhcp === 'auto' ? leased(number, starts) : dhcp !== undefined && dhcp.includes('.') ? dhcp : null;
  return { started: at, starts: starts + 1, ip, ...run };
};

/** The hosts of a network that are leased; those above are for static addresses. */
export const LAST_LEASE = 199;

/**
 * A server's address at its next start: its own host, in another network each time, so that no two servers share one and none keeps its own.
 * From the two hundredth server on in the network for benchmarks (RFC 2544), which is routed nowhere either.
 */
export function leased(number: number, starts: number): string {
  if (number <= LAST_LEASE) return `${NETWORKS[starts % NETWORKS.length]}.${number}`;
  const host = (number - LAST_LEASE) % 65_536;
  return `198.${18 + (starts % 2)}.${host >> 8}.${host & 255}`;
}

/** The drives that a configuration names, by device. */
export const devicesOf = (config: Configuration): [string, string][] => Object.entries(config).filter(([key]) => DEVICE.test(key));

/** The devices that a server boots from and does not have: libcloud's list of nodes breaks on such a one. */
export const bootless = (config: Configuration): string[] => valuesOf(config['boot']).filter((device) => !Object.hasOwn(config, device));
