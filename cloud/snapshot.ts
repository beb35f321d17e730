/** A cloud as plain JSON. */
import type { CountedFault } from '../model/faults.ts';
import type { Limits } from '../model/limits.ts';
import type { AccountSnapshot } from './account.ts';
import type { StaleSnapshot } from './stale.ts';

/** A cloud as plain JSON: what `restore` takes. */
export interface Snapshot {
  readonly version: 1;
  /** The instant at which it was taken, in milliseconds since the epoch. */
  readonly now: number;
  readonly seed: string | number;
  /** How many tasks had begun: those that begin later come after them, where two end at the same instant. */
  readonly tasks?: number;
  readonly accounts: Readonly<Record<string, AccountSnapshot>>;
  readonly faults: readonly CountedFault[];
  /** How many faults were ever added: those that are added later are numbered after them. */
  readonly faultsAdded?: number;
  /** What stale reads saw. */
  readonly stale?: readonly StaleSnapshot[];
}

/** The largest snapshot that is restored when nobody says otherwise: records, and bytes. */
export const SNAPSHOT_LIMITS: Limits = { entries: 1_000_000, bytes: 268_435_456 };
