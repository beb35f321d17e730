/** VPS.org's server: the record, its statuses, its timetable, and the three ways in which it is shown. */
import { minutes, seconds } from '../../model/clock.ts';
import type { Arrive, Lifecycle, Stateful } from '../../model/lifecycle.ts';
import { documentationAddress } from '../../vendor/addresses.ts';
import { isoSecond } from '../../vendor/iso-second.ts';
import type { ArrivalAccount } from '../../vendor/provider.ts';
import { read, used, type Usage } from './usage.ts';
import type { Moment } from '../../vendor/measure.ts';

export type Status = 'provisioning' | 'active' | 'starting' | 'stopping' | 'stopped' | 'rebooting' | 'restoring' | 'suspended';
export type Action = 'provision' | 'start' | 'stop' | 'reboot' | 'restore' | 'suspend' | 'unsuspend' | 'update' | 'delete';

export interface Server extends Stateful<Status, Action> {
  readonly id: number;
  readonly name: string;
  readonly hostname: string | null;
  readonly ip_address: string | null;
  readonly ipv6_address: string | null;
  readonly location: string;
  readonly plan_id: number;
  readonly os_id: number;
  readonly ssh_key_id: number | null;
  readonly backups_enabled: boolean;
  readonly usage: Usage;
  /** Milliseconds since the epoch, as is `updated_at`. */
  readonly created_at: number;
  readonly updated_at: number;
  /** When its usage was sampled after that, which its detail shows as `updated_at`; null once anything has changed since. */
  readonly sampled_at: number | null;
}

export interface Plan {
  readonly id: number;
  readonly name: string;
  readonly slug: string;
  readonly vcpus: number;
  /** MB. */
  readonly memory: number;
  /** GB. */
  readonly storage: number;
  /** GB a month. */
  readonly bandwidth: number;
  readonly price_monthly: number;
  readonly price_hourly: number;
  readonly available: boolean;
  /** The codes of the locations that have it. */
  readonly locations: readonly string[];
  readonly description: string;
}

/**
 * An operating system that a create may name.
 * @example
 * cloud.vpsorg.systems.add({ id: 9, name: 'Alpine 3.21' });
 */
export interface System {
  readonly id: number;
  readonly name: string;
}

export interface Location {
  readonly code: string;
}

/**
 * A key that a create may name; no operation of the document adds one.
 * @example
 * cloud.vpsorg.ssh_keys.add({ id: 2, name: 'desk' });
 */
export interface SshKey {
  readonly id: number;
  readonly name: string;
}

/** Every status that a server rests in. */
const RESTING: readonly Status[] = ['active', 'stopped', 'suspended'];
const EVERY: readonly Status[] = [...RESTING, 'provisioning', 'starting', 'stopping', 'rebooting', 'restoring'];

/** Provisioning is inside the documented 2-5 minutes, restoring inside the 5-15 of the page on snapshots; the other durations are ours. */
// prettier-ignore
export const lifecycle: Lifecycle<Status, Action> = {
  provision: { from: ['provisioning'],      through: [['provisioning', minutes(3)]], to: 'active', or: 'stopped' },
  start:     { from: ['stopped'],           through: [['starting', seconds(10)]],    to: 'active', or: 'stopped' },
  stop:      { from: ['active'],            through: [['stopping', seconds(20)]],    to: 'stopped', or: 'active' },
  reboot:    { from: ['active'],            through: [['rebooting', seconds(30)]],   to: 'active', or: 'stopped' },
  /** Begun by a restore of a snapshot; ends in the status that the server had. */
  restore:   { from: ['active', 'stopped'], through: [['restoring', minutes(10)]], or: 'stopped' },
  /** Only the provider suspends, and lets go again. */
  suspend:   { from: ['active', 'stopped'],                                          to: 'suspended' },
  unsuspend: { from: ['suspended'],                                                  to: 'active' },
  update:    { from: EVERY, beside: 'any' },
  delete:    { from: EVERY, interrupts: 'any',                                       to: null },
};

/** An update, at an instant: what the list and the detail show is the same again. */
export const updatedAt = (at: number) => ({ updated_at: at, sampled_at: null });

/** The address is assigned when the server is active for the first time; each change of the status is an update, and its meters are read then. */
export const arrive =
  ({ draw }: ArrivalAccount): Arrive<Server> =>
  (server, status, { at }) => ({
    ...updatedAt(at),
    usage: read(server, status === 'active', { now: at, draw }),
    ...(status === 'active' && server.ip_address === null && addressesOf(server.id)),
  });

/** The addresses that a server is given. */
export const addressesOf = (id: number) => ({ ip_address: ipv4(id), ipv6_address: ipv6(id) });

/** The document gives 203.0.113.10 to server 12345. */
const ipv4 = (id: number): string => documentationAddress(id - 12_336);

/** The document gives `2001:0db8::1`, with its leading 0, to server 12345. */
const ipv6 = (id: number): string => `2001:0db8::${Math.max(1, id - 12_344).toString(16)}`;

/** `2025-01-16T15:30:00Z` */
const stamp = (at: number): string => `${isoSecond(at)}Z`;

/** What a server's plan and system are called, from the tables of the account. */
export interface Catalogue {
  readonly plans: { get(id: number): Plan };
  readonly systems: { get(id: number): System };
}

/** An item of the list. */
export function listed(
  { id, name, hostname, status, ip_address, location, plan_id, os_id, created_at, updated_at }: Readonly<Server>,
  { plans, systems }: Catalogue,
) {
  const plan = plans.get(plan_id);
  return {
    id,
    name,
    hostname,
    status,
    ip_address,
    location,
    plan: { id: plan.id, name: plan.name, vcpus: plan.vcpus, memory: plan.memory, storage: plan.storage },
    os: { id: os_id, name: systems.get(os_id).name },
    created_at: stamp(created_at),
    updated_at: stamp(updated_at),
  };
}

/** The answer to a create: no address yet. */
export function created(server: Readonly<Server>, catalogue: Catalogue) {
  const { created_at, updated_at, ...members } = listed(server, catalogue);
  return { ...members, backups_enabled: server.backups_enabled, created_at, updated_at, message: 'Server is being provisioned. This may take 2-5 minutes.' };
}

/** The server by itself, with what it uses at a moment. */
export function detailed(server: Readonly<Server>, catalogue: Catalogue & Moment) {
  const { id, name, hostname, status, ip_address, location, plan, os, created_at } = listed(server, catalogue);
  const { ipv6_address, backups_enabled, updated_at, sampled_at } = server;
  const whole = catalogue.plans.get(plan.id);
  return {
    id,
    name,
    hostname,
    status,
    ip_address,
    ipv6_address,
    location,
    // Not spread: V8 makes a new hidden class for each object that gets a member after a spread.
    plan: { id: plan.id, name: plan.name, vcpus: plan.vcpus, memory: plan.memory, storage: plan.storage, bandwidth: whole.bandwidth },
    os,
    backups_enabled,
    resource_usage: used(server, whole, catalogue),
    created_at,
    updated_at: stamp(sampled_at ?? updated_at),
  };
}

/** The answer to start, stop and reboot. */
export const acted = ({ id, name, status }: Readonly<Server>, message: string) => ({ status: 'success', message, server: { id, name, status } }) as const;
