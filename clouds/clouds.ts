/** The clouds of a server, by name, as its listeners and controls see them: one cloud, or a registry of many. */
import type { AnyCloud } from '../cloud/cloud.ts';
import { DEFAULT_CLOUD } from './names.ts';
import type { NewCloud } from './new-cloud.ts';
import { CloudRefused } from './refused.ts';

/** A cloud that lives in this process. */
export interface HeldCloud {
  readonly name: string;
  readonly cloud: AnyCloud;
  /** Aborted, with a `CloudRefused`, when this is no longer the cloud of that name: it was deleted, has expired, or was dropped since it could not be stored. */
  readonly signal: AbortSignal;
  /**
   * Call it before each answer, reads included.
   * @throws {CloudRefused} when another server may hold the cloud by now.
   */
  check(): void;
  /**
   * Stores what was done since the last call; undefined when nothing was. Answer when it resolves, and not before.
   * Rejects with a `CloudRefused` when it is not stored: the cloud is then dropped, and the next request opens it as it is stored.
   */
  stored(): Promise<void> | undefined;
  /** Keeps the cloud from expiring until the returned function is called. */
  hold(): () => void;
}

/** The clouds of a server. */
export interface Clouds {
  /** Those that live in this process. */
  living(): Iterable<HeldCloud>;
  /** The names of those that are kept in a store and do not live here. */
  resting(): Promise<readonly string[]>;
  /** The cloud of a name; a promise where it is first opened from a store. It is never created. @throws {CloudRefused} */
  find(name: string): HeldCloud | undefined | Promise<HeldCloud | undefined>;
  /** Creates a cloud. @throws {CloudRefused} (rejects) when there is one of that name already, or too many. */
  create(name: string, options: NewCloud): Promise<HeldCloud>;
  /** Deletes a cloud, also from the store; false when there is none. @throws {CloudRefused} (rejects) for the default one. */
  delete(name: string): Promise<boolean>;
}

const NOTHING = (): void => {};

/** Clouds that were made elsewhere: neither created nor deleted by a caller. The map is looked up each time, so that its owner can put another cloud in its place. */
export function fixedClouds(clouds: ReadonlyMap<string, AnyCloud>): Clouds {
  const { signal } = new AbortController();
  const held = new WeakMap<AnyCloud, HeldCloud>();
  const heldBy = (name: string, cloud: AnyCloud): HeldCloud => {
    const known = held.get(cloud);
    if (known?.name === name) return known;
    const made: HeldCloud = { name, cloud, signal, check: NOTHING, stored: () => undefined, hold: () => NOTHING };
    held.set(cloud, made);
    return made;
  };
  const refuse = (): Promise<never> =>
    Promise.reject(
      new CloudRefused('conflict', 'This server has one cloud for all callers, and creates and deletes none. Start many with stuntbox serve or serveClouds().'),
    );
  return {
    living: () => Array.from(clouds, ([name, cloud]) => heldBy(name, cloud)),
    resting: () => Promise.resolve([]),
    find(name) {
      const cloud = clouds.get(name);
      return cloud && heldBy(name, cloud);
    },
    create: refuse,
    delete: refuse,
  };
}

/** One cloud, for every caller. */
export const oneCloud = (cloud: AnyCloud): Clouds => fixedClouds(new Map([[DEFAULT_CLOUD, cloud]]));
