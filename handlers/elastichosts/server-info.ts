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
  const shows = {
    ...(typed(config) as { cpu: number; mem: number }),
    server: uuid,
    user: shownUser(user, moment),
    status,
    name: config['name'] ?? uuid,
    ...(config['vnc:password'] !== undefined && { password: config['vnc:password'] }),
  };
  const nics = NICS.filter(({ model }) => config[model] !== undefined);
  // A list of thousands of servers is shown at once: what follows is added in place, by names that are made once.
  const more: Record<string, Value> = shows;
  addMacs(more, nics, config, number);
  if (status === 'active') addRunning(more, nics, server, moment);
  return shows;
}

const nicOf = (nic: number) => ({
  nic,
  model: `nic:${nic}:model`,
  mac: `nic:${nic}:mac`,
  counters: (['rx', 'tx'] as const).map((direction) => ({
    direction,
    units: (['bytes', 'packets'] as const).map((unit) => ({ unit, own: `nic:${nic}:${direction}:${unit}`, sum: `${direction}:${unit}` })),
  })),
});
type Nic = ReturnType<typeof nicOf>;
const NICS: readonly Nic[] = /* @__PURE__ */ [0, 1, 2, 3].map(nicOf);

function addMacs(shows: Record<string, Value>, nics: readonly Nic[], config: Configuration, number: number): void {
  const hex = (number % 65_536).toString(16).padStart(4, '0');
  for (const { nic, mac } of nics) shows[mac] = config[mac] ?? `6a:cc:00:${hex.slice(0, 2)}:${hex.slice(2)}:0${nic}`;
}

/** What only an active server shows: when it was started, what it has moved, and where it is. */
function addRunning(shows: Record<string, Value>, nics: readonly Nic[], server: Readonly<Server>, moment: Shown): void {
  const { config, started, ip } = server;
  shows['started'] = Math.floor((started ?? moment.now) / 1000);
  shows['smp:cores'] = cores(config);
  Object.assign(shows, deviceCounters(server, moment));
  // The document's keys name no NIC; Open Hosting's do. Both are given, and the first are the sums of the second. Numbers, where those of drives are text.
  const sums: Record<string, number> = {};
  for (const { nic, counters } of nics) {
    for (const { direction, units } of counters) {
      const counted = nicCounters(server, nic, direction, moment);
      for (const { unit, own, sum } of units) {
        shows[own] = counted[unit];
        shows[sum] = sums[sum] = (sums[sum] ?? 0) + counted[unit];
      }
    }
  }
  if (ip !== null) [shows['nic:0:dhcp:ip'], shows['nic:0:ip']] = [ip, ip];
  if (ip !== null && config['vnc'] !== undefined && config['password'] !== undefined) shows['vnc:ip'] = ip;
}
