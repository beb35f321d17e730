/** The clouds of a server, from the other side of its controls: listed, created and deleted. */
import type { Link } from '../../cloud/link.ts';
import type { Providers } from '../../cloud/options.ts';
import type { Snapshot } from '../../cloud/snapshot.ts';
import { connect, serverOf, type ConnectOptions } from './connect.ts';
import type { ClockState, RemoteCloud } from './remote.ts';
import { sender } from './send.ts';

/** A cloud in a list. */
export interface ListedCloud {
  readonly name: string;
  readonly vendors: readonly { readonly name: string; readonly title: string }[];
  readonly seed: string | number;
  readonly clock: ClockState;
}

/** What a new cloud is like; what is not given is as the server was started. */
export interface NewCloudOptions {
  /** Only these of the server's vendors. */
  readonly vendors?: readonly string[];
  readonly seed?: string | number;
  readonly clock?: 'manual' | 'system';
  /** How many times faster than real time its clock runs. */
  readonly speed?: number;
  /** Its first instant: a date, or milliseconds since the epoch. */
  readonly start?: string | number;
  /** Played in this order before anybody sees the cloud. */
  readonly scenarios?: readonly string[];
  /** Begins from a link. */
  readonly link?: Link;
  /** Begins from a snapshot. */
  readonly snapshot?: Snapshot;
}

/** The clouds of a server. */
export interface RemoteClouds<P extends Providers = Providers> {
  /** Those that live in the server, and the names of those that rest in its store. */
  list(): Promise<{ readonly clouds: readonly ListedCloud[]; readonly resting: readonly string[] }>;
  /**
   * Creates a cloud, and connects to it.
   * @throws {ControlError} when there is one of that name already, an option is invalid, or there are too many clouds; nothing is created then.
   * @example
   * const cloud = await clouds.create('job-42', { clock: 'manual', scenarios: ['vpsorg/out-of-credits'] });
   */
  create(name: string, options?: NewCloudOptions): Promise<RemoteCloud<P>>;
  /** Deletes a cloud; false when there is none. */
  delete(name: string): Promise<boolean>;
}

/**
 * The clouds of a running server, where each caller has its own.
 * @throws {ControlError} when the URL or the token is missing.
 * @example
 * const clouds = connectClouds({ url, token, vendors: { vpsorg } });
 * const cloud = await clouds.create('job-42', { clock: 'manual' });
 */
export function connectClouds<const P extends Providers = Providers>(options: Omit<ConnectOptions<P>, 'cloud'>): RemoteClouds<P> {
  const server = serverOf(options);
  const send = sender(server);
  return {
    async list() {
      const { clouds, resting = [] } = await send('GET /clouds', {});
      return { clouds, resting };
    },
    async create(name, wanted = {}) {
      await send('POST /clouds', { body: { ...wanted, name } as never });
      return connect<P>({ ...options, cloud: name });
    },
    async delete(name) {
      try {
        await send('DELETE /clouds/{cloud}', { path: { cloud: name } });
        return true;
      } catch (error) {
        if ((error as { readonly status?: number }).status === 404) return false;
        throw error;
      }
    },
  };
}
