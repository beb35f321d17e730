/** A cloud as plain JSON. */
import type { CountedFault } from '../model/faults.ts';
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

/** @throws {Error} when it is none, or of other vendors. */
export function checkSnapshot(snapshot: Snapshot, vendors: readonly string[]): void {
  if (snapshot?.version !== 1)
    throw new Error('That is not a snapshot of a cloud. Give what cloud.snapshot() gave, after JSON.parse if it was stored as text.');
  const missing = vendors.filter((vendor) => !Object.hasOwn(snapshot.accounts, vendor));
  const extra = Object.keys(snapshot.accounts).filter((vendor) => !vendors.includes(vendor));
  if (missing.length + extra.length > 0)
    throw new Error(
      `The snapshot is of a cloud with ${Object.keys(snapshot.accounts).join(', ')}, and this one has ${vendors.join(', ')}. Restore it in a cloud with the same vendors.`,
    );
}
