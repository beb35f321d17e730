/** Evotic's server: the record, its statuses, its timetable, and the two ways in which it is shown. */
import { minutes, seconds } from '../../model/clock.ts';
import { progress, type Arrive, type Lifecycle, type Stateful } from '../../model/lifecycle.ts';
import { documentationAddress } from '../../vendor/addresses.ts';
import { isoSecond } from '../../vendor/iso-second.ts';
import type { ArrivalAccount } from '../../vendor/provider.ts';

/** `started` is the document's; the others are those of SolusVM 2, on which Evotic runs. */
export type Status = 'started' | 'stopped' | 'processing' | 'paused' | 'unavailable';
export type Action = 'create' | 'delete' | 'backup' | 'start' | 'stop' | 'restart' | 'reinstall';

/** Bytes of this period and of the one before. */
export interface Traffic {
  readonly value: number;
  readonly prev: number;
  readonly is_exceeded: boolean;
}

export interface Usage {
  /** Percent. */
  readonly cpu: number;
  /** GB. */
  readonly disk: number;
  /** MB. */
  readonly ram: number;
  readonly traffic: { readonly incoming: Traffic; readonly outgoing: Traffic };
}

export interface Specifications {
  /** Cores. */
  readonly cpu: number;
  /** MB. */
  readonly ram: number;
  /** GB. */
  readonly disk: number;
}

export interface Server extends Stateful<Status, Action> {
  readonly id: number;
  readonly hostname: string;
  readonly uuid: string;
  /** The name of the machine that it runs on, from its location. */
  readonly node: string;
  /** The name of its operating system, as it was when it was installed. */
  readonly os: string;
  readonly specifications: Specifications;
  readonly ip_addresses: readonly { readonly ip: string; readonly is_primary: boolean }[];
  readonly usage: Usage;
  readonly location_id: number;
  /** Asked for in the create, and never shown. */
  readonly initialCommands: readonly string[];
  /** Milliseconds since the epoch. */
  readonly created_at: number;
}

export interface Location {
  readonly id: number;
  readonly name: string;
  /** The machine on which its servers run. */
  readonly node: string;
  /** False when nothing more fits there. */
  readonly available: boolean;
}

export interface System {
  readonly id: number;
  readonly name: string;
  /** What it needs at least: MB of RAM, and GB of disk. */
  readonly requires?: { readonly ram: number; readonly disk: number };
}

/** The phrase by which the status endpoint calls a task; the backup's is the document's, the others follow it. */
const phrases: Readonly<Record<Action, string>> = {
  create: 'creating the server',
  delete: 'deleting the server',
  backup: 'creating the backup',
  start: 'starting the server',
  stop: 'stopping the server',
  restart: 'restarting the server',
  reinstall: 'reinstalling the server',
};

const EVERY: readonly Status[] = ['started', 'stopped', 'processing', 'paused', 'unavailable'];

/** Which action starts from where is read from SolusVM's module for WHMCS; the durations are ours. Only create and delete have an endpoint. */
// prettier-ignore
export const lifecycle: Lifecycle<Status, Action> = {
  create:    { from: ['processing'],         through: [['processing', minutes(1)]], to: 'started', or: 'unavailable' },
  /** Gone at once, unless somebody locks a server with it. */
  delete:    { from: EVERY,                                                         to: null },
  /** The status stays what it is: the document's example is `started` at 53 %. */
  backup:    { from: ['started', 'stopped'], through: [[null, minutes(5)]] },
  start:     { from: ['stopped'],            through: [[null, seconds(10)]],        to: 'started' },
  stop:      { from: ['started'],            through: [[null, seconds(10)]],        to: 'stopped' },
  restart:   { from: ['started'],            through: [[null, seconds(20)]],        to: 'started', or: 'stopped' },
  reinstall: { from: ['started', 'stopped'], through: [['processing', minutes(2)]], to: 'started', or: 'unavailable' },
};

/** A server is used from the moment that it was created. */
export const arrive =
  ({ draw }: ArrivalAccount): Arrive<Server> =>
  ({ id, specifications }, status, { action }) =>
    action === 'create' && status === 'started' ? { usage: used(specifications, draw(id, 'usage')) } : undefined;

const noTraffic: Traffic = Object.freeze({ value: 0, prev: 0, is_exceeded: false });

/** What a new server uses. */
export const unused: Usage = Object.freeze({ cpu: 0, disk: 0, ram: 0, traffic: Object.freeze({ incoming: noTraffic, outgoing: noTraffic }) });

/** What a server uses, inside what it has. */
export function used({ ram, disk }: Specifications, draw: ReturnType<ArrivalAccount['draw']>): Usage {
  const traffic = (most: number): Traffic => ({ value: draw.integer(1_000_000, most), prev: draw.integer(1_000_000, most), is_exceeded: false });
  return {
    cpu: draw.integer(0, 400) / 10,
    disk: Math.max(1, Math.round(disk * draw.integer(10, 60))) / 100,
    ram: Math.max(1, Math.floor((ram * draw.integer(10, 80)) / 100)),
    traffic: { incoming: traffic(4_000_000_000), outgoing: traffic(1_500_000_000) },
  };
}

/** The address that belongs to an id. The document's `0.0.0.0` is only server 1's. */
export const addressOf = (id: number): string => documentationAddress(id);

/** `2023-11-03T18:23:02.000000Z`: Laravel keeps an instant to the second and writes it to the microsecond. */
const stamp = (at: number): string => `${isoSecond(at)}.000000Z`;

/** The server as the list, its own page and the create show it. One that does not run uses neither CPU nor memory. */
export function shown({ id, hostname, uuid, status, node, os, specifications, ip_addresses, usage, created_at }: Readonly<Server>) {
  return {
    id,
    hostname,
    uuid,
    status,
    node,
    os,
    specifications,
    ip_addresses,
    usage: status === 'started' ? usage : { ...usage, cpu: 0, ram: 0 },
    created_at: stamp(created_at),
  };
}

/** What the server is doing; one that does nothing has done it all, so that a client that waits for 100 comes to an end. */
export function doing({ status, task }: Readonly<Server>, now: number) {
  return { status: task ? phrases[task.action] : status, real_status: status, is_processing: task !== null, progress: progress({ task }, now) ?? 100 };
}
