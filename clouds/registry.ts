/**
 * Many clouds by name: born with their first request, bounded in number, and given up when idle; with a store, kept there.
 * Laws: a name has one cloud here at a time; none that lives is dropped for a new one; what was not stored is not seen again.
 */
import type { AnyCloud } from '../cloud/cloud.ts';
import { coreOf } from '../cloud/inside.ts';
import type { Providers } from '../cloud/options.ts';
import type { Clouds, HeldCloud } from './clouds.ts';
import { keeping, keptClock, placed, type Compaction, type Keeping } from './keeping.ts';
import { DEFAULT_CLOUD, isCloudName, notACloudName } from './names.ts';
import { bear, clockOf, type NewCloud, type SharedOptions } from './new-cloud.ts';
import { CloudRefused, refusedBy, unconfirmed } from './refused.ts';
import { reopen } from './reopen.ts';
import type { Birth, Entry, Keeper, Store } from './store.ts';

/** The time of the process that the clouds live in. */
export interface ProcessTime {
  /** Milliseconds by a clock that never goes back, from any instant. */
  now(): number;
  /** Calls a function after some milliseconds, without keeping the process alive; returns a function that cancels it. */
  after(ms: number, run: () => void): () => void;
}

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

/** How long a request waits for a cloud that is being opened, in milliseconds, and how many do at once. */
const LONGEST_OPENING = 10_000;
const MOST_WAITING = 1_000;

/** A cloud that lives here. */
interface Living extends HeldCloud {
  used: number;
  holds: number;
  /** Ends it here: for others, the reason is why. */
  readonly end: (reason: Error) => Promise<void>;
}

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
  /** Those that are opened, closed or deleted now, by name: one thing at a time. */
  const busy = new Map<string, Promise<unknown>>();
  let waiting = 0;
  let kept: number | undefined;
  let closed = false;
  let cancelSweep: (() => void) | undefined;

  /** Does something with a name that nothing else is done with meanwhile. */
  const alone = <T>(name: string, run: () => Promise<T>): Promise<T> => {
    const before = busy.get(name) ?? Promise.resolve();
    const after = before.then(run, run);
    const ended = after.then(ignore, ignore).then(() => {
      if (busy.get(name) === ended) busy.delete(name);
    });
    busy.set(name, ended);
    return after;
  };

  const bounded = async <T>(name: string, opening: Promise<T>): Promise<T> => {
    opening.catch(ignore);
    if (waiting >= MOST_WAITING) throw new CloudRefused('unavailable', `${waiting} requests already wait for clouds that are being opened.`, 1);
    waiting += 1;
    let cancel = ignore;
    try {
      const late = new Promise<never>((_, reject) => {
        cancel = time.after(LONGEST_OPENING, () =>
          reject(new CloudRefused('unavailable', `The cloud ${name} could not be opened within ${LONGEST_OPENING / 1_000} seconds.`, 1)),
        );
      });
      return await Promise.race([opening, late]);
    } finally {
      waiting -= 1;
      cancel();
    }
  };

  const checkRoom = (name: string): void => {
    if (closed) throw new CloudRefused('unavailable', 'The server is ending.', 1);
    const others =
      living.size - (living.has(DEFAULT_CLOUD) ? 1 : 0) + [...busy.keys()].filter((one) => one !== name && one !== DEFAULT_CLOUD && !living.has(one)).length;
    if (name === DEFAULT_CLOUD || others < maxClouds) return;
    const seconds = Math.min(60, Math.max(1, Math.ceil(idle / 1_000)));
    throw new CloudRefused(
      'full',
      `${others} clouds live here, the most that --max-clouds allows, so ${name} cannot be one of them. ${idle === Infinity ? 'Delete one' : `Delete one, or wait until one was idle for ${Math.round(idle / 1_000)} seconds`}.`,
      seconds,
    );
  };

  /** Adds a cloud to those that live here. */
  const live = (name: string, cloud: AnyCloud, keeper: Keeper | undefined, keep: ((lost: (error: unknown) => void) => Keeping) | undefined): Living => {
    const ended = new AbortController();
    const drop = (error: unknown): void => {
      // It was given back already.
      if (living.get(name) !== one) return;
      told(error);
      void end(refusedBy(error, name));
    };
    const own = keep?.(drop);
    const end = (reason: Error): Promise<void> => {
      if (living.get(name) !== one) return Promise.resolve();
      living.delete(name);
      return alone(name, async () => {
        await (own?.end() ?? keeper?.release());
        ended.abort(reason);
      });
    };
    const one: Living = {
      name,
      cloud,
      signal: ended.signal,
      used: time.now(),
      holds: 0,
      end,
      check() {
        if (living.get(name) !== one) throw new CloudRefused('unavailable', `The cloud ${name} was just closed here. Send the request again.`, 1);
        if (keeper && !keeper.held())
          throw new CloudRefused('unavailable', `It is not certain that the cloud ${name} is still this server's. Send the request again.`, 1);
      },
      stored() {
        const stored = own?.stored();
        return stored?.catch((error: unknown) => {
          throw unconfirmed(error, name);
        });
      },
      hold() {
        one.holds += 1;
        let held = true;
        return () => {
          if (held) one.holds -= 1;
          held = false;
          one.used = time.now();
        };
      },
    };
    keeper?.lost.addEventListener('abort', () => drop(keeper.lost.reason), { once: true });
    const leave = (): void => void end(new CloudRefused('unavailable', `The cloud ${name} goes to another server. Send the request again.`, 1));
    // The request for which it was opened is answered first.
    if (keeper?.wanted.aborted) time.after(1, leave);
    else keeper?.wanted.addEventListener('abort', leave, { once: true });
    living.set(name, one);
    opened?.(name, cloud);
    sweepLater();
    return one;
  };

  /** Ends the clouds that nobody has used for long. */
  const sweep = (): void => {
    const before = time.now() - idle;
    for (const one of living.values()) {
      // Without a store, the default cloud would be lost.
      if (one.holds > 0 || one.used > before || (!store && one.name === DEFAULT_CLOUD)) continue;
      void one.end(new CloudRefused('gone', `The cloud ${one.name} was idle, and has ${store ? 'gone to the store' : 'expired'}.`, store && 1));
    }
    cancelSweep = undefined;
    sweepLater();
  };
  const sweepLater = (): void => {
    if (idle === Infinity || closed || cancelSweep || living.size === 0) return;
    cancelSweep = time.after(Math.min(Math.max(idle / 4, 10), 60_000), sweep);
  };

  /** Creates a cloud that is in no store. */
  const bornHere = (name: string, wanted: NewCloud): Living => {
    checkRoom(name);
    return live(name, bear(vendors, shared, wanted, ignore).cloud, undefined, undefined);
  };

  const checkKept = async (): Promise<void> => {
    kept ??= (await store?.names())?.length ?? 0;
    if (kept >= maxKept) throw new CloudRefused('full', `The store holds ${kept} clouds, the most that it may hold. Delete some: DELETE /clouds/{cloud}.`);
  };

  /** Opens a cloud from the store; creates it if it has not begun, and `wanted` says how; undefined otherwise. */
  const openKept = async (from: Store, name: string, wanted: NewCloud | undefined, must: 'be new' | 'be'): Promise<Living | undefined> => {
    const there = living.get(name);
    if (there) return there;
    checkRoom(name);
    const { kept: found, keeper, now: atOpening } = await from.open(name);
    const began = time.now();
    const now = (): number => Math.round(atOpening + time.now() - began);
    const settled = found !== undefined && found.entries.length > 0;
    try {
      if (settled && must === 'be new') throw new CloudRefused('conflict', `There is a cloud ${name} already. Delete it first, or choose another name.`);
      if (settled) {
        const cloud = reopen(name, found, vendors, shared, atOpening);
        return live(name, cloud, keeper, (lost) => keeping({ cloud, birth: found.birth, keeper, now, lost, compaction }));
      }
      if (!wanted) {
        await keeper.release();
        return undefined;
      }
      if (!found) await checkKept();
      const steps: Entry[] = [];
      let whole = wanted.link !== undefined || wanted.snapshot !== undefined;
      const { cloud, clock } = bear(vendors, shared, wanted, (one) =>
        coreOf(one).timeline.watch((step) => {
          if (step) steps.push({ step });
          else whole = true;
        }),
      );
      const core = coreOf(cloud);
      const birth: Birth = {
        stuntbox: 1,
        vendors: Object.keys(cloud.vendors),
        seed: core.options.seed ?? core.seed,
        start: core.start,
        ...(core.options.settings && { settings: core.options.settings }),
        clock: keptClock(clockOf(clock, core.start), now()),
        created: now(),
      };
      const entries: Entry[] = [...(whole ? [{ snapshot: cloud.snapshot() }] : steps), ...placed(cloud.clock, now())];
      // A beginning without entries is one that was never whole.
      await Promise.all(found ? [keeper.compact({ birth, entries })] : [keeper.begin(birth), keeper.append(entries)]);
      if (!found && kept !== undefined) kept += 1;
      return live(name, cloud, keeper, (lost) => keeping({ cloud, birth, keeper, now, lost, compaction }));
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

  const checkName = (name: unknown): void => {
    if (typeof name !== 'string' || !isCloudName(name)) throw new CloudRefused('invalid', notACloudName(String(name)));
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
      return store && isCloudName(name) ? bounded(name, throughStore(store, name, undefined)) : undefined;
    },
    enter(name) {
      const one = living.get(name);
      if (one) {
        one.used = time.now();
        return one;
      }
      checkName(name);
      if (!store) return bornHere(name, born);
      return bounded(
        name,
        throughStore(store, name, born).then((cloud) => {
          if (cloud) return cloud;
          throw new CloudRefused('unavailable', `The cloud ${name} was closed while it was opened. Send the request again.`, 1);
        }),
      );
    },
    async create(name, wanted) {
      checkName(name);
      const taken = (): CloudRefused => new CloudRefused('conflict', `There is a cloud ${name} already. Delete it first, or choose another name.`);
      if (living.has(name)) throw taken();
      const all = { ...bornBeside(born, wanted), ...wanted };
      if (!store) return bornHere(name, all);
      const one = await bounded(name, throughStore(store, name, all, 'be new'));
      if (!one) throw taken();
      return one;
    },
    async delete(name) {
      if (name === DEFAULT_CLOUD) throw new CloudRefused('conflict', 'The default cloud cannot be deleted. Reset it instead.');
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
        if (deleted && kept !== undefined) kept -= 1;
        return deleted;
      } catch (error) {
        throw refusedBy(error, name);
      }
    },
    here: (name) => living.get(name),
    async close() {
      closed = true;
      cancelSweep?.();
      await Promise.all(Array.from(living.values(), (one) => one.end(new CloudRefused('unavailable', 'The server is ending.', 1))));
      await Promise.all(busy.values());
    },
  };
  return registry;
}

const ignore = (): void => {};

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
