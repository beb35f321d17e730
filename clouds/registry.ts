/**
 * Many clouds by name: born with their first request, bounded in number, and given up when idle; with a store, kept there.
 * Laws: a name has one cloud here at a time; none that lives is dropped for a new one; what was not stored is not seen again.
 */
import type { AnyCloud } from '../cloud/cloud.ts';
import type { Providers } from '../cloud/options.ts';
import { bearToKeep } from './birth.ts';
import type { Clouds, HeldCloud } from './clouds.ts';
import { idleWatch } from './idle.ts';
import { keeping, type Compaction } from './keeping.ts';
import { live, type Home, type Kept, type Living } from './living.ts';
import { DEFAULT_CLOUD, isCloudName, notACloudName } from './names.ts';
import { bear, type NewCloud, type SharedOptions } from './new-cloud.ts';
import { openings } from './openings.ts';
import type { ProcessTime } from './process-time.ts';
import { CloudRefused, refusedBy } from './refused.ts';
import { reopen } from './reopen.ts';
import type { Store } from './store.ts';
import { turns } from './turns.ts';

/** The options of a registry. */
export interface RegistryOptions {
  readonly vendors: Providers;
  /** As what a cloud is born that its caller says nothing of. */
  readonly born?: NewCloud;
  readonly shared?: SharedOptions;
  /** The most clouds at once, besides the default one; 1,000 by default. */
  readonly maxClouds?: number;
  /** The most clouds in the store; 100,000 by default. */
  readonly maxKept?: number;
  /** After how many milliseconds without a request a cloud is given up, or rests in the store; 30 minutes by default, Infinity for never. */
  readonly idle?: number;
  readonly store?: Store | undefined;
  readonly time: ProcessTime;
  /** Called with each cloud that is opened, before its first request: for a log. */
  readonly opened?: ((name: string, cloud: AnyCloud) => void) | undefined;
  /** Called with what nobody waits for, such as a cloud that could not be stored. */
  readonly told?: ((error: unknown) => void) | undefined;
  /** When what is kept is replaced by a snapshot. */
  readonly compaction?: Compaction | undefined;
}

/** The clouds of a server. */
export interface Registry extends Clouds {
  /** The cloud of a name, which is created if there is none; a promise where a store is asked. @throws {CloudRefused} */
  enter(name: string): HeldCloud | Promise<HeldCloud>;
  /** The cloud of a name, if it lives here. This is no use of it. */
  here(name: string): HeldCloud | undefined;
  /** Stores what is left, gives all clouds back, and takes no more. The store itself stays open. */
  close(): Promise<void>;
}

export const MOST_CLOUDS = 1_000;
export const MOST_KEPT = 100_000;
export const IDLE = 1_800_000;

/** For how long the number of clouds in a store is believed once they are too many, in milliseconds: other servers delete some. */
const RECOUNT = 5_000;

/** Creates a registry without clouds. */
export function openRegistry(options: RegistryOptions): Registry {
  const {
    vendors,
    born = {},
    shared = {},
    maxClouds = MOST_CLOUDS,
    maxKept = MOST_KEPT,
    idle = IDLE,
    store,
    time,
    opened,
    told = () => {},
    compaction,
  } = options;
  const living = new Map<string, Living>();
  const { alone, busy, over } = turns();
  const home: Home = { living, turns: { alone, busy, over }, time, told };
  const waitFor = openings(time);
  const watch = idleWatch({
    living,
    time,
    idle,
    // Without a store, the default cloud would be lost.
    stays: (name) => !store && name === DEFAULT_CLOUD,
    reason: (name) => new CloudRefused('gone', `The cloud ${name} was idle, and has ${store ? 'gone to the store' : 'expired'}.`, store && 1),
  });
  /** Those that are entered now: who comes meanwhile waits for the same opening, and shares its failure. */
  const entering = new Map<string, Promise<HeldCloud>>();
  let kept: { count: number; readonly at: number } | undefined;
  let closed = false;

  const checkOpen = (): void => {
    if (closed) throw new CloudRefused('unavailable', 'The server is ending.', 1);
  };
  const checkRoom = (name: string): void => {
    checkOpen();
    const others =
      living.size - (living.has(DEFAULT_CLOUD) ? 1 : 0) + [...busy()].filter((one) => one !== name && one !== DEFAULT_CLOUD && !living.has(one)).length;
    if (name === DEFAULT_CLOUD || others < maxClouds) return;
    const seconds = Math.min(60, Math.max(1, Math.ceil(idle / 1_000)));
    throw new CloudRefused(
      'full',
      `${others} clouds live here, the most that --max-clouds allows, so ${name} cannot be one of them. ${idle === Infinity ? 'Delete one' : `Delete one, or wait until one was idle for ${Math.round(idle / 1_000)} seconds`}.`,
      seconds,
    );
  };
  const checkKept = async (from: Store): Promise<void> => {
    if (!kept || (kept.count >= maxKept && time.now() - kept.at >= RECOUNT)) kept = { count: (await from.names()).length, at: time.now() };
    if (kept.count >= maxKept)
      throw new CloudRefused('full', `The store holds ${kept.count} clouds, the most that it may hold. Delete some: DELETE /clouds/{cloud}.`);
  };

  const here = (name: string, cloud: AnyCloud, how?: Kept): Living => {
    const one = live(home, name, cloud, how);
    opened?.(name, cloud);
    watch.begin();
    return one;
  };

  /** Creates a cloud that is in no store. */
  const bornHere = (name: string, wanted: NewCloud): Living => {
    checkRoom(name);
    return here(name, bear(vendors, shared, wanted, ignore).cloud);
  };

  /** Opens a cloud from the store; creates it if it has not begun, and `wanted` says how; undefined otherwise. */
  const openKept = async (from: Store, name: string, wanted: NewCloud | undefined, must: 'be new' | 'be'): Promise<Living | undefined> => {
    const there = living.get(name);
    if (there && must === 'be new') throw takenName(name);
    if (there) return there;
    checkRoom(name);
    const { kept: found, keeper, now: atOpening } = await from.open(name);
    const began = time.now();
    const now = (): number => Math.round(atOpening + time.now() - began);
    const settled = found !== undefined && found.entries.length > 0;
    try {
      // It may have been closed meanwhile.
      checkOpen();
      if (settled && must === 'be new') throw takenName(name);
      if (settled) {
        const cloud = reopen(name, found, vendors, shared, atOpening);
        return here(name, cloud, { keeper, keep: (lost) => keeping({ cloud, birth: found.birth, keeper, now, lost, compaction }) });
      }
      if (!wanted) {
        await keeper.release();
        return undefined;
      }
      if (!found) await checkKept(from);
      const { cloud, birth, entries } = bearToKeep(vendors, shared, wanted, now);
      await Promise.all(found ? [keeper.compact({ birth, entries })] : [keeper.begin(birth), keeper.append(entries)]);
      if (!found && kept) kept.count += 1;
      checkOpen();
      return here(name, cloud, { keeper, keep: (lost) => keeping({ cloud, birth, keeper, now, lost, compaction }) });
    } catch (error) {
      await keeper.release();
      throw error;
    }
  };

  const throughStore = async (from: Store, name: string, wanted: NewCloud | undefined, must: 'be new' | 'be' = 'be'): Promise<Living | undefined> => {
    try {
      return await alone(name, () => openKept(from, name, wanted, must));
    } catch (error) {
      throw refusedBy(error, name);
    }
  };

  /** Enters a cloud through the store, with all who enter it meanwhile. */
  const enterTogether = (from: Store, name: string): Promise<HeldCloud> => {
    const under = entering.get(name);
    if (under) return under;
    const made = throughStore(from, name, born)
      .then((cloud) => {
        if (cloud) return cloud;
        throw new CloudRefused('unavailable', `The cloud ${name} was closed while it was opened. Send the request again.`, 1);
      })
      .finally(() => entering.delete(name));
    entering.set(name, made);
    return made;
  };

  const checkName = (name: unknown): void => {
    if (typeof name !== 'string' || !isCloudName(name)) throw new CloudRefused('invalid', notACloudName(String(name)));
  };

  const isUnreadable = async (name: string): Promise<boolean> => {
    try {
      await registry.find(name);
      return false;
    } catch (error) {
      if (error instanceof CloudRefused && error.kind === 'unreadable') return true;
      throw error;
    }
  };

  const registry: Registry = {
    living: () => living.values(),
    async resting() {
      if (!store) return [];
      try {
        return (await store.names()).filter((name) => !living.has(name));
      } catch (error) {
        throw refusedBy(error, undefined);
      }
    },
    find(name) {
      const one = living.get(name);
      if (one) {
        one.used = time.now();
        return one;
      }
      // There always is a default one.
      if (name === DEFAULT_CLOUD) return registry.enter(name);
      return store && isCloudName(name) ? waitFor(name, () => throughStore(store, name, undefined)) : undefined;
    },
    enter(name) {
      const one = living.get(name);
      if (one) {
        one.used = time.now();
        return one;
      }
      checkName(name);
      if (!store) return bornHere(name, born);
      return waitFor(name, () => enterTogether(store, name));
    },
    async create(name, wanted) {
      checkName(name);
      if (living.has(name)) throw takenName(name);
      const all = { ...bornBeside(born, wanted), ...wanted };
      if (!store) return bornHere(name, all);
      const one = await waitFor(name, () => throughStore(store, name, all, 'be new'));
      if (!one) throw takenName(name);
      return one;
    },
    async delete(name) {
      // One that cannot be read cannot be reset either, and is asked for by everybody who names none.
      if (name === DEFAULT_CLOUD && !(await isUnreadable(name))) throw new CloudRefused('conflict', 'The default cloud cannot be deleted. Reset it instead.');
      if (!isCloudName(name)) return false;
      const one = living.get(name);
      const gone = new CloudRefused('gone', `The cloud ${name} was deleted.`);
      const ended = one?.end(gone);
      if (!store) {
        await ended;
        return one !== undefined;
      }
      try {
        await ended;
        const deleted = await alone(name, () => store.delete(name));
        if (deleted && kept) kept.count -= 1;
        return deleted;
      } catch (error) {
        throw refusedBy(error, name);
      }
    },
    here: (name) => living.get(name),
    async close() {
      closed = true;
      watch.end();
      await Promise.all(Array.from(living.values(), (one) => one.end(new CloudRefused('unavailable', 'The server is ending.', 1))));
      await over();
    },
  };
  return registry;
}

const ignore = (): void => {};

const takenName = (name: string): CloudRefused => new CloudRefused('conflict', `There is a cloud ${name} already. Delete it first, or choose another name.`);

/** What a cloud has of the usual birth beside what is wanted of it: a beginning of its own replaces that. */
function bornBeside(born: NewCloud, { link, snapshot, seed, start, vendors }: NewCloud): NewCloud {
  const { clock } = born;
  if (link ?? snapshot) return clock ? { clock } : {};
  if (!born.link) return born;
  // Those options contradict a link.
  if (seed === undefined && start === undefined && vendors === undefined) return born;
  const { link: _, ...others } = born;
  return others;
}
