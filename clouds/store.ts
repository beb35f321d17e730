/**
 * What keeps clouds over restarts and between machines: the interface between the registry of clouds and a store.
 * Laws: a cloud has one owner at a time, and the store itself refuses a former one; what was answered is stored;
 * nothing is half-applied; a lease is decided by the store's time alone. See `decisions/stores.md`.
 */
import type { Step } from '../cloud/link.ts';
import type { Snapshot } from '../cloud/snapshot.ts';

/** A clock as it is kept. A live one stood at `at` when the store's time was `wall`, both in milliseconds since the epoch. */
export type KeptClock =
  | { readonly kind: 'manual' }
  | { readonly kind: 'system' }
  | { readonly kind: 'live'; readonly at: number; readonly wall: number; readonly speed: number; readonly paused: boolean };

/** How a cloud began. */
export interface Birth {
  /** The version of the format. */
  readonly stuntbox: 1;
  readonly vendors: readonly string[];
  readonly seed: string | number;
  /** The cloud's first instant, in milliseconds since the epoch. */
  readonly start: number;
  readonly settings?: object;
  readonly clock: KeptClock;
  /** When it was created, by the store's time, in milliseconds since the epoch. */
  readonly created: number;
}

/** What happened, in order: a step; a manual clock was moved to an instant; the clock was set; or, what no step can describe, a snapshot that replaces all before it. */
export type Entry = { readonly step: Step } | { readonly now: number } | { readonly clock: KeptClock } | { readonly snapshot: Snapshot };

/** What is kept of a cloud: what a link is made of. It holds no credential. */
export interface Kept {
  readonly birth: Birth;
  readonly entries: readonly Entry[];
}

/**
 * Where clouds are kept. A name is any well-formed text of 1 to `LONGEST_NAME` bytes. Names are shown in lists, file names and logs,
 * so a name is never a credential: whoever names clouds by credential gives a digest of it.
 */
export interface Store {
  /** The names of all clouds that have begun, in no order. No cloud is read. @throws {Unavailable} */
  names(): Promise<readonly string[]>;
  /**
   * Takes a cloud for this owner, and reads it. A keeper that this store gave out for it before is lost.
   * Another owner is asked for it (`wanted`), and for a moment its release is waited for.
   * @throws {NotOwner} when another owner holds it.
   * @throws {Unavailable} when the store cannot be reached; trying again is right.
   * @throws {Unreadable} when what is kept is damaged or of a later version; trying again is useless, and nothing was changed.
   */
  open(name: string): Promise<Opened>;
  /**
   * Deletes a cloud; false when there was none. A keeper that this store gave out for it is lost. What is unreadable can be deleted.
   * @throws {NotOwner} when another owner holds it.
   * @throws {Unavailable} when it is unknown whether the cloud was deleted; trying again is right.
   */
  delete(name: string): Promise<boolean>;
  /** Resolves when the store can be read and written. @throws {Unavailable} otherwise, soon. */
  ready(): Promise<void>;
  /** Releases what is held, and ends. Everything afterwards throws `Unavailable`. */
  close(): Promise<void>;
}

/** A cloud that was taken. */
export interface Opened {
  /** Undefined when no cloud of this name has begun: `keeper.begin` is next. Checked whole, but not that the vendors accept it. */
  readonly kept: Kept | undefined;
  readonly keeper: Keeper;
  /** The store's time, in milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Writes what happens to one cloud, for its one owner.
 *
 * After a rejection, the cloud in memory may be ahead of what is kept, and it may be unknown whether the last entries are stored. The keeper is then
 * spent: it rejects everything except `release`. Drop the cloud, release, and open it again: what is read then is what happened, and
 * a write that is still on its way can no longer arrive.
 */
export interface Keeper {
  /**
   * Keeps the beginning; nothing was kept before. Resolves when it is stored.
   * @throws {NotOwner | Unavailable} as `append`.
   */
  begin(birth: Birth): Promise<void>;
  /**
   * Adds what happened, all of it or nothing. Resolves when it is stored as the durability says: answer the request then, and not before.
   * Calls are stored in their order; a later one need not wait for an earlier one.
   * @throws {NotOwner} when another owner has taken the cloud over. The store itself refused it.
   * @throws {Unavailable} when the store is gone, full or too slow: answer 503.
   * @throws {Error} when an entry is not as its type says, such as one with an unknown member. Nothing was stored, and the keeper goes on.
   */
  append(entries: readonly Entry[]): Promise<void>;
  /** Replaces all that is kept by something that opens faster and leads to the same cloud, after the appends before it. @throws as `append`. */
  compact(kept: Kept): Promise<void>;
  /** What is kept now, to decide when to compact. */
  size(): KeptSize;
  /**
   * Whether this owner certainly still holds the cloud: false from the moment at which another may have taken it.
   * Synchronous and cheap: ask before each answer, reads included, and answer 503 when it is false. It may become true again while the keeper is not `lost`.
   */
  held(): boolean;
  /** Aborted when the cloud is held no more for good; its reason is the error, a `NotOwner` or an `Unavailable`. Drop the cloud then. */
  readonly lost: AbortSignal;
  /** Aborted when another owner asks for the cloud: finish what is under way, and release it, so that the other need not wait until this one ends. */
  readonly wanted: AbortSignal;
  /** Waits for what was appended, and gives the cloud back. Never rejects; what is gone already is no error. */
  release(): Promise<void>;
}

/** How much is kept of a cloud, its birth included. */
export interface KeptSize {
  readonly entries: number;
  readonly bytes: number;
}

/** The longest name of a cloud, in bytes of UTF-8: a file of that name can exist everywhere. */
export const LONGEST_NAME = 140;
/** The most that is kept of one cloud, in bytes of JSON; the largest snapshot fits. An append beyond it is refused as `Unavailable`. */
export const MOST_KEPT_BYTES = 402_653_184;

/** Another owner holds the cloud. */
export class NotOwner extends Error {
  override readonly name = 'NotOwner';
  /** Who holds it: a replica's name, or a process. */
  readonly owner: string;
  /** Until when at least, by the store's time, in milliseconds since the epoch; undefined where the owner holds it until it ends. */
  readonly until: number | undefined;
  constructor(message: string, owner: string, until?: number, options?: ErrorOptions) {
    super(message, options);
    this.owner = owner;
    this.until = until;
  }
}

/** The store is gone, full or too slow: a later attempt can succeed. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** What is kept is damaged, or of a later version: only another stuntbox, or deleting it, helps. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}
