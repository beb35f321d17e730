/** ElasticHosts' drive: the record, its imaging, who claims it, and how it is shown. */
import { minutes } from '../../model/clock.ts';
import type { Collection } from '../../model/collection.ts';
import { shareDone, type Arrive, type Lifecycle, type Stateful } from '../../model/lifecycle.ts';
import { DEVICE, severally, typed, valuesOf, type Configuration } from './configuration.ts';
import type { Server } from './server.ts';
import { shownUser, type Viewer } from './user.ts';

export type DriveStatus = 'active' | 'inactive';
export type DriveAction = 'image' | 'read' | 'write' | 'set' | 'destroy';

export interface Drive extends Stateful<DriveStatus, DriveAction> {
  /** Its UUID. */
  readonly drive: string;
  /** The UUID of its owner. */
  readonly user: string;
  /** In bytes. */
  readonly size: number;
  /** The pairs that it was given: `name`, `claim:type`, `readers`, `tags`, `user:*` …, all as text. */
  readonly config: Configuration;
  /** What it is being imaged from; null when it is not. */
  readonly source: string | null;
  /** The share of its imaging's time, from 0 to 1, that it waits for another to end. */
  readonly queued: number;
  /** What was written to it by the API. */
  readonly written: { readonly bytes: number; readonly requests: number };
  /** How long servers that had it had run, in milliseconds, before those that have it now came to run. */
  readonly ran: number;
}

/** Who owns the standard drives. */
export const STANDARD = '00000000-0000-4000-8000-000000000000';
/** Stands for every user among a drive's readers. */
export const EVERYONE = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const EVERY: readonly DriveStatus[] = ['active', 'inactive'];

/** How long an imaging takes at first; the account's setting says how long it really does. */
export const IMAGING = minutes(1);

/** While it is imaged it is locked; what it is claimed by besides is no task of its own, but follows from the servers and the other drives. */
// prettier-ignore
export const driveLifecycle: Lifecycle<DriveStatus, DriveAction> = {
  image:   { from: ['active'], through: [[null, IMAGING]], to: 'active', or: 'active' },
  read:    { from: EVERY },
  write:   { from: EVERY },
  set:     { from: EVERY, beside: 'any' },
  destroy: { from: EVERY,                                  to: null },
};

/** An imaging that ends, well or not, gives its source back. */
export const driveArrive: Arrive<Drive> = () => ({ source: null, queued: 0 });

/** True for a drive that this user may read: one's own, or one whose owner lets him. */
export const readable = ({ user, config }: Readonly<Drive>, by: string): boolean =>
  user === by || valuesOf(config['readers']).some((reader) => reader === EVERYONE || reader === by);

/** True for a drive that several servers may use at once. */
export const shared = ({ config }: Readonly<Drive>): boolean => config['claim:type'] === 'shared';

/** Where claims come from. */
export interface Claimants {
  readonly servers: Collection<Server>;
  readonly drives: Collection<Drive>;
}

/** Who claims these drives: the servers that are not stopped, and while one is imaged the drive at the other end. */
export function claims(which: readonly Readonly<Drive>[], { servers, drives }: Claimants): ReadonlyMap<string, readonly string[]> {
  const claimed = new Map<string, string[]>(which.map(({ drive }) => [drive, []]));
  for (const { server, status, config } of servers.all()) {
    if (status === 'stopped') continue;
    for (const [key, value] of Object.entries(config)) if (claimed.has(value) && DEVICE.test(key)) claimed.get(value)?.push(server);
  }
  for (const { drive, source, task } of which) {
    if (task?.action === 'image') claimed.get(drive)?.push(source ?? drive);
    for (const other of drives.filter({ source: drive })) claimed.get(drive)?.push(other.drive);
  }
  return claimed;
}

/**
 * How far its imaging is: `queued`, `NN%`, or undefined, since libcloud waits for the key to be absent and takes `false` for "still".
 * Psiphon waits for 90% and more first, so each percent up to 99 is shown.
 */
export function imaging({ task, queued }: Readonly<Drive>, now: number): string | undefined {
  if (task?.action !== 'image') return undefined;
  const passed = shareDone(task, now);
  if (passed < queued) return 'queued';
  return `${Math.min(99, Math.floor((100 * (passed - queued)) / (1 - queued)))}%`;
}

/** A drive as its info. */
export function shownDrive(
  drive: Readonly<Drive>,
  claimed: readonly string[],
  counters: Readonly<Record<string, string>>,
  moment: Viewer & { readonly now: number },
) {
  const { drive: uuid, user, size, status, config } = drive;
  const own = { ...typed(config), drive: uuid, name: config['name'] ?? uuid, size };
  // jclouds' list of standard drives has no more of them.
  if (user === STANDARD) return own;
  const progress = imaging(drive, moment.now);
  return {
    ...own,
    user: shownUser(user, moment),
    status,
    ...counters,
    ...(claimed.length > 0 && { claimed: severally(claimed) }),
    ...(progress !== undefined && { imaging: progress }),
  };
}
