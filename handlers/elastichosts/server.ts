/** ElasticHosts' server: the record, its statuses, its timetable, and how it is shown. */
import { seconds } from '../../model/clock.ts';
import type { Arrive, Lifecycle, Stateful } from '../../model/lifecycle.ts';
import type { Draw, Key } from '../../model/random.ts';
import { NETWORKS } from '../../vendor/addresses.ts';
import { DEVICE, typed, valuesOf, type Configuration, type Value } from './configuration.ts';
import { shownUser, type Viewer } from './user.ts';

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

/** A start leases an address; a stop gives it back, and ends a server that is not persistent. */
export const arrive: Arrive<Server> = ({ config, number, starts }, status, { at, action }) => {
  if (status === 'stopped') return config['persistent'] === 'true' ? { started: null, ip: null } : null;
  if (action !== 'start') return undefined;
  const dhcp = config['nic:0:model'] === undefined ? undefined : config['nic:0:dhcp'];
  const ip = dhcp === 'auto' ? leased(number, starts) : dhcp !== undefined && dhcp.includes('.') ? dhcp : null;
  return { started: at, starts: starts + 1, ip };
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

/** How many cores `auto` comes to: one for each 2.5 GHz begun. */
const cores = ({ smp, cpu }: Configuration): number => (smp !== undefined && /^\d+$/.test(smp) ? Number(smp) : Math.max(1, Math.ceil(Number(cpu) / 2500)));

/** What showing needs of a request. */
export interface Moment extends Viewer {
  readonly now: number;
  readonly draw: (...key: readonly Key[]) => Draw;
}

/** A server as its info. Each row has the keys that libcloud reads of each: `status server name cpu mem`, and `boot` if it boots at all. */
export function shown(server: Readonly<Server>, moment: Moment) {
  const { now, draw } = moment;
  const { server: uuid, user, status, config, number } = server;
  return {
    ...(typed(config) as { cpu: number; mem: number }),
    server: uuid,
    user: shownUser(user, moment),
    status,
    name: config['name'] ?? uuid,
    ...(config['vnc:password'] !== undefined && { password: config['vnc:password'] }),
    ...macs(config, number),
    ...(status === 'active' && running(server, now, draw(uuid, 'load', server.starts))),
  };
}

const nicsOf = (config: Configuration): number[] => [0, 1, 2, 3].filter((nic) => config[`nic:${nic}:model`] !== undefined);

function macs(config: Configuration, number: number): Record<string, string> {
  const hex = (number % 65_536).toString(16).padStart(4, '0');
  return Object.fromEntries(nicsOf(config).map((nic) => [`nic:${nic}:mac`, config[`nic:${nic}:mac`] ?? `6a:cc:00:${hex.slice(0, 2)}:${hex.slice(2)}:0${nic}`]));
}

/** What only an active server shows: counters that grow with the time since its start. */
function running({ config, started, ip }: Readonly<Server>, now: number, load: Draw): Record<string, Value> {
  const elapsed = Math.max(0, now - (started ?? now)) / 1000;
  const transferred = (): [bytes: number, parts: number] => {
    const [rate, part] = [load.integer(2_000, 200_000), load.integer(200, 4_000)];
    const bytes = Math.floor(rate * elapsed);
    return [bytes, Math.ceil(bytes / part)];
  };
  const shows: Record<string, Value> = { started: Math.floor((started ?? now) / 1000), 'smp:cores': cores(config) };
  // Text in JSON for drives, numbers for NICs: so in libcloud's fixtures and Open Hosting's replies.
  for (const [device] of devicesOf(config)) {
    for (const direction of ['read', 'write']) {
      const [bytes, requests] = transferred();
      shows[`${device}:${direction}:bytes`] = String(bytes);
      shows[`${device}:${direction}:requests`] = String(requests);
    }
  }
  // The document's keys name no NIC; Open Hosting's do. Both are given, and the first are the sums of the second.
  const nics = nicsOf(config);
  for (const direction of nics.length > 0 ? ['rx', 'tx'] : []) {
    const [total, totalPackets] = [`${direction}:bytes`, `${direction}:packets`];
    let [sum, packetSum] = [0, 0];
    for (const nic of nics) {
      const [bytes, packets] = transferred();
      [sum, packetSum] = [sum + bytes, packetSum + packets];
      shows[`nic:${nic}:${total}`] = bytes;
      shows[`nic:${nic}:${totalPackets}`] = packets;
    }
    [shows[total], shows[totalPackets]] = [sum, packetSum];
  }
  if (ip !== null) [shows['nic:0:dhcp:ip'], shows['nic:0:ip']] = [ip, ip];
  if (ip !== null && config['vnc'] !== undefined && config['password'] !== undefined) shows['vnc:ip'] = ip;
  return shows;
}

/** The devices that a server boots from and does not have: libcloud's list of nodes breaks on such a one. */
export const bootless = (config: Configuration): string[] => valuesOf(config['boot']).filter((device) => config[device] === undefined);
