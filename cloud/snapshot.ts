/** The format of a snapshot. */
import type { CountedFault } from '../model/faults.ts';
import { limitsOf, type Limits } from '../model/limits.ts';
import type { AccountSnapshot } from './account.ts';
import type { Pace } from './pace.ts';
import type { StaleSnapshot } from './stale.ts';

/** A cloud as plain JSON: what `snapshot` returns and `restore` accepts. */
export interface Snapshot {
  readonly version: 1;
  /** The instant at which it was taken, in milliseconds since the epoch. */
  readonly now: number;
  readonly seed: string | number;
  /** How a live clock ran; absent for other clocks. */
  readonly clock?: Pace;
  /** How many tasks had begun, which orders later tasks that end at the same instant. */
  readonly tasks?: number;
  readonly accounts: Readonly<Record<string, AccountSnapshot>>;
  readonly faults: readonly CountedFault[];
  /** How many faults were ever added, which numbers the next one. */
  readonly faultsAdded?: number;
  /** What stale reads see. */
  readonly stale?: readonly StaleSnapshot[];
}

/** The limits of a snapshot that is restored: records and bytes. @throws {Error} when a limit is not a whole number, or a member is unknown. */
export const snapshotLimits = (limits: number | Partial<Limits> | undefined): Limits =>
  limitsOf('snapshot', 'records', limits, { entries: 1_000_000, bytes: 268_435_456 });
