/** Evotic's server: the record, its statuses, its timetable, and the two ways in which it is shown. */
import { minutes, seconds } from '../../model/clock.ts';
import { progress, type Arrive, type Lifecycle, type Stateful } from '../../model/lifecycle.ts';
import { documentationAddress } from '../../vendor/addresses.ts';
import { isoSecond } from '../../vendor/iso-second.ts';
import type { ArrivalAccount } from '../../vendor/provider.ts';
import { read, used, type Traffic, type Usage } from './usage.ts';
import type { Moment } from '../../vendor/measure.ts';

/** `started` is the document's; the others are those of SolusVM 2, on which Evotic runs. */
export type Status = 'started' | 'stopped' | 'processing' | 'paused' | 'unavailable';
export type Action = 'create' | 'delete' | 'backup' | 'start' | 'stop' | 'restart' | 'reinstall';

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
  /** The status stays what it is: the document's example is `started` at 53%. */
  backup:    { from: ['started', 'stopped'], through: [[null, minutes(5)]] },
  start:     { from: ['stopped'],            through: [[null, seconds(10)]],        to: 'started' },
  stop:      { from: ['started'],            through: [[null, seconds(10)]],        to: 'stopped' },
  restart:   { from: ['started'],            through: [[null, seconds(20)]],        to: 'started', or: 'stopped' },
  reinstall: { from: ['started', 'stopped'], through: [['processing', minutes(2)]], to: 'started', or: 'unavailable' },
};

/** Each change of the status reads the meters; a server has a disk from the moment that its system is installed. */
export const arrive =
  ({ draw }: ArrivalAccount): Arrive<Server> =>
  (server, status, { at, action }) => ({ usage: begun(server, status, action, { now: at, draw }) });

/** What a server uses as it comes to a status by an action. */
export const begun = (server: Readonly<Server>, status: Status, action: Action, moment: Moment): Usage =>
  read(server, { on: status === 'started', installed: status === 'started' && (action === 'create' || action === 'reinstall') }, moment);

const noTraffic: Traffic = Object.freeze({ value: 0, prev: 0, is_exceeded: false });

/** What a new server uses. */
export const unused: Usage = Object.freeze({ cpu: 0, disk: 0, ram: 0, traffic: Object.freeze({ incoming: noTraffic, outgoing: noTraffic }) });

/** The address that belongs to an id. The document's `0.0.0.0` is only server 1's. */
export const addressOf = (id: number): string => documentationAddress(id);

/** `2023-11-03T18:23:02.000000Z`: Laravel keeps an instant to the second and writes it to the microsecond. */
const stamp = (at: number): string => `${isoSecond(at)}.000000Z`;

/** What showing a server needs of the account. */
interface Shown extends Moment {
  readonly settings: { readonly trafficLimit: number };
}

/** The server as the list, its own page and the create show it. */
export function shown(server: Readonly<Server>, moment: Shown) {
  const { id, hostname, uuid, status, node, os, specifications, ip_addresses, created_at } = server;
  return {
    id,
    hostname,
    uuid,
    status,
    node,
    os,
    specifications,
    ip_addresses,
    usage: used(server, moment.settings.trafficLimit, moment),
    created_at: stamp(created_at),
  };
}

/** What the server is doing; one that does nothing has done it all, so that a client that waits for 100 comes to an end. */
export function doing({ status, task }: Readonly<Server>, now: number) {
  return { status: task ? phrases[task.action] : status, real_status: status, is_processing: task !== null, progress: progress({ task }, now) ?? 100 };
}
