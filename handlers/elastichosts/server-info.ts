/** How ElasticHosts shows a server: its configuration, and what only an active one has. */
import type { Collection } from '../../model/collection.ts';
import { typed, type Configuration, type Value } from './configuration.ts';
import { deviceCounters, nicCounters, type Moment } from './counters.ts';
import type { Drive } from './drive.ts';
import type { Server } from './server.ts';
import { shownUser, type Viewer } from './user.ts';

/** How many cores `auto` comes to: one for each 2.5 GHz begun. */
const cores = ({ smp, cpu }: Configuration): number => (smp !== undefined && /^\d+$/.test(smp) ? Number(smp) : Math.max(1, Math.ceil(Number(cpu) / 2500)));

/** What showing needs of a request. */
export interface Shown extends Viewer, Moment {
  readonly drives: Collection<Drive>;
}

/** A server as its info. Each row has the keys that libcloud reads of each: `status server name cpu mem`, and `boot` if it boots at all. */
export function shown(server: Readonly<Server>, moment: Shown) {
  const { server: uuid, user, status, config, number } = server;
  return {
    ...(typed(config) as { cpu: number; mem: number }),
    server: uuid,
    user: shownUser(user, moment),
    status,
    name: config['name'] ?? uuid,
    ...(config['vnc:password'] !== undefined && { password: config['vnc:password'] }),
    ...macs(config, number),
    ...(status === 'active' && running(server, moment)),
  };
}

const nicsOf = (config: Configuration): number[] => [0, 1, 2, 3].filter((nic) => config[`nic:${nic}:model`] !== undefined);

function macs(config: Configuration, number: number): Record<string, string> {
  const hex = (number % 65_536).toString(16).padStart(4, '0');
  return Object.fromEntries(nicsOf(config).map((nic) => [`nic:${nic}:mac`, config[`nic:${nic}:mac`] ?? `6a:cc:00:${hex.slice(0, 2)}:${hex.slice(2)}:0${nic}`]));
}

/** What only an active server shows: when it was started, what it has moved, and where it is. */
function running(server: Readonly<Server>, moment: Shown): Record<string, Value> {
  const { config, started, ip } = server;
  const shows: Record<string, Value> = {
    started: Math.floor((started ?? moment.now) / 1000),
    'smp:cores': cores(config),
    ...deviceCounters(server, moment),
  };
  // The document's keys name no NIC; Open Hosting's do. Both are given, and the first are the sums of the second. Numbers, where those of drives are text.
  for (const nic of nicsOf(config)) {
    for (const direction of ['rx', 'tx']) {
      for (const [unit, value] of Object.entries(nicCounters(server, nic, direction, moment))) {
        const key = `${direction}:${unit}`;
        shows[`nic:${nic}:${key}`] = value;
        shows[key] = Number(shows[key] ?? 0) + value;
      }
    }
  }
  if (ip !== null) [shows['nic:0:dhcp:ip'], shows['nic:0:ip']] = [ip, ip];
  if (ip !== null && config['vnc'] !== undefined && config['password'] !== undefined) shows['vnc:ip'] = ip;
  return shows;
}
