/**
 * What ElasticHosts counts: a function of the seed, the object and how long it has run in all, in milliseconds.
 * Law: it only grows. A stop hides the counters and a start goes on with them, since the document calls them cumulative and resets them nowhere.
 */
import type { Collection } from '../../model/collection.ts';
import type { Arrive } from '../../model/lifecycle.ts';
import type { Draw, Key } from '../../model/random.ts';
import { area, curve, LIVELY } from '../../vendor/measure.ts';
import { claims, shared, STANDARD, type Claimants, type Drive } from './drive.ts';
import { arrive, devicesOf, runFor, runSince, type Server } from './server.ts';

/** What counting needs of a cloud. */
export interface Moment {
  readonly now: number;
  readonly draw: (...key: readonly Key[]) => Draw;
  readonly servers: Collection<Server>;
}

/** The least that a disk moves, in bytes. */
export const SECTOR = 512;

/** What a server's run adds to its drives is theirs when it ends. */
export const arrival =
  ({ drives }: { readonly drives: Collection<Drive> }): Arrive<Server> =>
  (server, status, at) => {
    settleDrives(server, drives, at.at);
    return arrive(server, status, at);
  };

/** Gives the drives of a server the time that it has run; its own record is to forget it, or goes. */
export function settleDrives(server: Readonly<Server>, drives: Collection<Drive>, now: number): void {
  for (const uuid of new Set(devicesOf(server.config).map(([, drive]) => drive))) {
    if (!drives.has(uuid)) continue;
    const drive = drives.get(uuid);
    drives.update(drive, { ran: drive.ran + runSince(server, now) });
  }
}

/** A drive's own counters, as text: so in libcloud's fixtures and Open Hosting's replies. `claimed` names the servers that it is in, and they count side by side. */
export function driveCounters({ drive, user, written, ran }: Readonly<Drive>, claimed: readonly string[], { servers, now, draw }: Moment) {
  const own = draw(drive, 'io');
  let ms = ran;
  for (const server of new Set(claimed)) if (servers.has(server)) ms += runSince(servers.get(server), now);
  const seconds = area(curve(LIVELY, own), 0, ms) / 1000;
  const moved = (bytes: number, requests: number, direction: string) => {
    // Nobody writes to a standard drive.
    const sectors = direction === 'write' && user === STANDARD ? 0 : Math.floor((seconds * own.integer(20, 3000)) / 10);
    return { bytes: String(bytes + sectors * SECTOR), requests: String(requests + Math.ceil(sectors / own.integer(8, 64))) };
  };
  // What was never used has been read once, as in libcloud's fixtures.
  const read = moved(SECTOR * 8, 1, 'read');
  const write = moved(written.bytes, written.requests, 'write');
  return { 'read:bytes': read.bytes, 'read:requests': read.requests, 'write:bytes': write.bytes, 'write:requests': write.requests };
}

/** The counters of a server's devices: those of its drives. */
export function deviceCounters({ server, config }: Readonly<Server>, moment: Moment & Claimants): Record<string, string> {
  const shows: Record<string, string> = {};
  for (const [device, uuid] of devicesOf(config)) {
    if (!moment.drives.has(uuid)) continue;
    const drive = moment.drives.get(uuid);
    // Of a standard drive, which any number of servers share, each counts its own.
    const claimed = shared(drive) && drive.user !== STANDARD ? claims([drive], moment).get(uuid) : [server];
    for (const [counter, value] of Object.entries(driveCounters(drive, claimed ?? [], moment))) shows[`${device}:${counter}`] = value;
  }
  return shows;
}

/** What a server's NIC has received or sent since the server first ran. No packet is larger than 1,514 bytes, an Ethernet frame. */
export function nicCounters(
  server: Readonly<Server>,
  nic: number,
  direction: string,
  { now, draw }: Moment,
): { readonly bytes: number; readonly packets: number } {
  const own = draw(server.server, direction, nic);
  const packets = Math.floor((area(curve(LIVELY, own), 0, runFor(server, now)) * own.integer(1, 120)) / 1000);
  return { bytes: packets * own.integer(90, 1390), packets };
}
