/**
 * What ElasticHosts counts: a function of the seed, the object and how long it has run in all, in milliseconds.
 * Law: it only grows. A stop hides the counters and a start goes on with them, since the document calls them cumulative and resets them nowhere.
 */
import type { Collection } from '../../model/collection.ts';
import type { Arrive } from '../../model/lifecycle.ts';
import type { Draw, Key } from '../../model/random.ts';
import { curve, LIVELY } from '../../vendor/measure.ts';
import { DEVICE } from './configuration.ts';
import { shared, STANDARD, type Drive } from './drive.ts';
import { arrive, devicesOf, runFor, runSince, type Server } from './server.ts';

/** What counting needs of a cloud. */
export interface Moment {
  readonly now: number;
  readonly draw: (...key: readonly Key[]) => Draw;
  readonly servers: Collection<Server>;
}

/** In bytes. */
export const SECTOR = 512;

/** How many sectors so many bytes from an offset are on. */
export const sectorsOf = (offset: number, length: number): number => (length === 0 ? 0 : Math.ceil((offset + length) / SECTOR) - Math.floor(offset / SECTOR));

/** What a server's run adds to its drives is theirs when it ends. */
export const arrival =
  ({ drives }: { readonly drives: Collection<Drive> }): Arrive<Server> =>
  (server, status, at) => {
    settleDrives(server, drives, at.at);
    return arrive(server, status, at);
  };

/** Gives the drives of a server the time that it has run; its own record is to forget it, or goes. */
export function settleDrives(server: Readonly<Server>, drives: Collection<Drive>, now: number): void {
  const ms = runSince(server, now);
  if (ms === 0) return;
  for (const uuid of new Set(devicesOf(server.config).map(([, drive]) => drive))) {
    if (!drives.has(uuid)) continue;
    const drive = drives.get(uuid);
    drives.update(drive, { ran: (drive.ran ?? 0) + ms });
  }
}

/** How long each of these drives has been in a server that runs, one after the other or side by side. A single one that is not shared is only in the server that is given. */
export function driveRuns(which: readonly Readonly<Drive>[], servers: readonly Readonly<Server>[], now: number): ReadonlyMap<string, number> {
  const runs = new Map(which.map(({ drive, ran = 0 }) => [drive, ran]));
  for (const server of servers) {
    const ms = runSince(server, now);
    if (ms === 0) continue;
    const own = new Set(Object.entries(server.config).flatMap(([key, value]) => (runs.has(value) && DEVICE.test(key) ? [value] : [])));
    for (const uuid of own) runs.set(uuid, (runs.get(uuid) ?? 0) + ms);
  }
  return runs;
}

/** A drive's own counters, as text: so in libcloud's fixtures and Open Hosting's replies. One that was never used has been read once, as in libcloud's. */
export function driveCounters({ drive, user, written }: Readonly<Drive>, ms: number, draw: Moment['draw']) {
  const own = draw(drive, 'io');
  const seconds = curve(LIVELY, own).between(0, ms) / 1000;
  const moved = (bytes: number, requests: number) => {
    const sectors = Math.floor(seconds * (own.integer(20, 3000) / 10));
    return { bytes: String(bytes + sectors * SECTOR), requests: String(requests + Math.ceil(sectors / own.integer(8, 64))) };
  };
  const read = moved(4096, 1);
  // Nobody writes to a standard drive.
  const write = user === STANDARD ? { bytes: '0', requests: '0' } : moved(written.bytes, written.requests);
  return { 'read:bytes': read.bytes, 'read:requests': read.requests, 'write:bytes': write.bytes, 'write:requests': write.requests };
}

/** The counters of a server's devices: those of its drives. */
export function deviceCounters(
  server: Readonly<Server>,
  { drives, servers, now, draw }: Moment & { readonly drives: Collection<Drive> },
): Record<string, string> {
  const found = devicesOf(server.config).flatMap(([device, uuid]) => (drives.has(uuid) ? [{ device, drive: drives.get(uuid) }] : []));
  const own = found.map(({ drive }) => drive);
  const runs = driveRuns(own, own.some((drive) => shared(drive) && drive.user !== STANDARD) ? servers.all() : [server], now);
  return Object.fromEntries(
    found.flatMap(({ device, drive }) =>
      Object.entries(driveCounters(drive, runs.get(drive.drive) ?? 0, draw)).map(([counter, value]) => [`${device}:${counter}`, value]),
    ),
  );
}

/** What a server's NIC has received or sent since the server first ran. No packet is larger than 1,514 bytes, an Ethernet frame. */
export function nicCounters(
  server: Readonly<Server>,
  nic: number,
  direction: string,
  { now, draw }: Moment,
): { readonly bytes: number; readonly packets: number } {
  const own = draw(server.server, direction, nic);
  const packets = Math.floor((curve(LIVELY, own).between(0, runFor(server, now)) / 1000) * own.integer(1, 120));
  return { bytes: Math.floor(packets * (90 + 1300 * own.number())), packets };
}
