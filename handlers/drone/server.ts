/** Drone's server: the record of an agent's machine, its states and lifecycle, and how it is shown. */
import { hours, minutes, seconds } from '../../model/clock.ts';
import type { Arrive, Lifecycle, Stateful } from '../../model/lifecycle.ts';
import type { Draw } from '../../model/random.ts';
import { documentationAddress } from '../../vendor/addresses.ts';
import type { ArrivalAccount } from '../../vendor/provider.ts';
import { certificates } from './certificates.ts';

/** In responses this is the `state`. */
export type Status = 'pending' | 'creating' | 'created' | 'staging' | 'running' | 'shutdown' | 'stopping' | 'stopped' | 'error';
export type Action = 'provision' | 'strand' | 'unreach' | 'terminate' | 'cancel' | 'stall' | 'lose' | 'purge';

export interface Server extends Stateful<Status, Action> {
  /** The key; `id` is the provider's ID for the instance. */
  readonly name: string;
  /** The sequence number, from which the address is derived. Not shown. */
  readonly number: number;
  /** Empty until the instance exists, like the next four members and the address. */
  readonly id: string;
  readonly provider: string;
  readonly image: string;
  readonly region: string;
  readonly size: string;
  readonly address: string;
  readonly capacity: number;
  /** Empty for a server that was created by POST; servers that the autoscaler created have one. */
  readonly secret: string;
  readonly error: string;
  /** A PEM text, base64-encoded, like the next three members; null until the instance exists. */
  readonly ca_key: string | null;
  readonly ca_cert: string | null;
  readonly tls_key: string | null;
  readonly tls_cert: string | null;
  /** Milliseconds since the epoch, like the next three members; 0 if it has not happened. Responses show seconds. */
  readonly created: number;
  readonly updated: number;
  readonly started: number;
  readonly stopped: number;
}

const EVERY: readonly Status[] = ['pending', 'creating', 'created', 'staging', 'running', 'shutdown', 'stopping', 'stopped', 'error'];

/**
 * The allocator, the installer and the collector run every ten seconds, which is the longest that pending, created and shutdown last;
 * how long the provider and Docker take is assumed (drone/autoscaler, engine).
 */
// prettier-ignore
export const lifecycle: Lifecycle<Status, Action> = {
  provision: { from: ['pending'], through: [['pending', seconds(10)], ['creating', minutes(1)], ['created', seconds(10)], ['staging', seconds(30)]], to: 'running', or: 'error' },
  /** The provider creates an instance, but it never gets an address. */
  strand:    { from: ['pending'], through: [['pending', seconds(10)], ['creating', minutes(1)]],                  to: 'error',   or: 'error' },
  /** The pinger, if enabled, gives up after five pings of one minute each. */
  unreach:   { from: ['running'], through: [[null, minutes(5)]],                                                  to: 'error' },
  terminate: { from: EVERY, interrupts: 'any', through: [['shutdown', seconds(10)], ['stopping', seconds(30)]],   to: 'stopped', or: 'error', then: 'purge' },
  /** Without an instance there is nothing to stop or destroy. */
  cancel:    { from: EVERY, interrupts: 'any', through: [['shutdown', seconds(10)]],                              to: 'stopped', or: 'error', then: 'purge' },
  /** Without certificates the collector cannot reach Docker, and gives up at this point. */
  stall:     { from: EVERY, interrupts: 'any', through: [['shutdown', seconds(10)]],                              to: 'stopping', or: 'stopping' },
  /** A delete while the provider or Docker is working: they overwrite the state when they finish. */
  lose:      { from: ['creating', 'staging', 'shutdown'], beside: 'any',                                          to: 'shutdown', or: 'shutdown' },
  purge:     { from: ['stopped'], through: [[null, hours(24)]],                                                   to: null, quiet: true },
};

/** Whether DELETE removes the record immediately: only in error, and only with force if there is an instance, which is then left behind. */
export const removable = ({ status, id }: Readonly<Server>, force: boolean): boolean => status === 'error' && (id === '' || force);

/** The action that any other DELETE begins. If `lost`, a delete during background work is lost, as with the real autoscaler. */
export function deletion(server: Readonly<Server>, lost: boolean): Action {
  const { id, ca_cert, tls_key, tls_cert } = server;
  if (lost && inBackground(server)) return 'lose';
  if (id === '') return 'cancel';
  return ca_cert && tls_key && tls_cert ? 'terminate' : 'stall';
}

/** Whether the provider is creating the instance or Docker is starting the agent: the second and fourth stages. */
const inBackground = ({ task }: Readonly<Server>): boolean => (task?.action === 'provision' || task?.action === 'strand') && task.stage % 2 === 1;

/** Every change of state sets `updated`. A new instance sets its members and certificates; an end sets its time or error text. */
export const arrive =
  ({ draw }: ArrivalAccount): Arrive<Server> =>
  (server, status, { at, action, failed, because }) => {
    const born = server.id === '' && (status === 'created' || (status === 'error' && action === 'strand' && !failed));
    return {
      updated: at,
      ...(born && instance(server, draw(server.name, 'instance'), at)),
      ...(action === 'strand' && { address: '' }),
      ...(status === 'error' && { error: because ?? failure(server, action, failed) }),
      // The pinger sets it too (engine/pinger.go).
      ...((status === 'stopped' || (status === 'error' && action === 'unreach')) && { stopped: at }),
    };
  };

/** The default error text, in the words of DigitalOcean's API, the autoscaler and Go. */
function failure({ id }: Readonly<Server>, action: Action, failed: boolean): string {
  if (action === 'unreach') return 'Failed to ping the server';
  if (action === 'strand' && !failed) return 'server not assigned ip';
  if (action === 'terminate') return `DELETE https://api.digitalocean.com/v2/droplets/${id}: 503 Service Unavailable`;
  if (action === 'provision' && id === '')
    return 'POST https://api.digitalocean.com/v2/droplets: 422 creating this/these droplet(s) will exceed your droplet limit';
  return 'context deadline exceeded';
}

/** A new server, as POST creates it. */
export const allocated = (members: Pick<Server, 'name' | 'number' | 'capacity' | 'created'>): Server => ({
  ...members,
  status: 'pending',
  task: null,
  id: '',
  provider: '',
  image: '',
  region: '',
  size: '',
  address: '',
  secret: '',
  error: '',
  ca_key: null,
  ca_cert: null,
  tls_key: null,
  tls_cert: null,
  updated: members.created,
  started: 0,
  stopped: 0,
});

/** The members that are set once the instance exists, with DigitalOcean's defaults (drivers/digitalocean). */
export const instance = ({ number }: Pick<Server, 'number'>, draw: Draw, started: number) => ({
  id: String(draw.integer(141_000_000, 498_999_999)),
  provider: 'digitalocean',
  image: 'docker-18-04',
  region: 'nyc1',
  size: 's-2vcpu-4gb',
  address: documentationAddress(number + 7),
  ...certificates(draw),
  started,
});

/** Go's Unix time. */
const unix = (at: number): number => Math.floor(at / 1000);

/** The server object: always all twenty properties, in the order in which the autoscaler writes them. */
export function shown(server: Readonly<Server>) {
  const { id, provider, status, name, image, region, size, address, capacity, secret, error, ca_key, ca_cert, tls_key, tls_cert } = server;
  return {
    id,
    provider,
    state: status,
    name,
    image,
    region,
    size,
    platform: '',
    address,
    capacity,
    secret,
    error,
    ca_key,
    ca_cert,
    tls_key,
    tls_cert,
    created: unix(server.created),
    updated: unix(server.updated),
    started: unix(server.started),
    stopped: unix(server.stopped),
  };
}
