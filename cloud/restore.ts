/** Saves, restores and resets the whole cloud. */
import type { AccountSnapshot } from './account.ts';
import type { Core } from './core.ts';
import { checkSaved, restoreFaults, savedFaults } from './saved-faults.ts';
import { checkSnapshot, type Snapshot } from './snapshot.ts';

/** All of a cloud, brought up to date first. */
export function snapshotOf(core: Core): Snapshot {
  const now = core.settle();
  const accounts = Object.fromEntries([...core.accounts].map(([name, account]) => [name, account.snapshot()]));
  return { version: 1, now, seed: core.seed, tasks: core.agenda.begun(), accounts, ...savedFaults(core) };
}

/**
 * Makes a cloud what a snapshot says.
 * @throws {Error} when it is none, or of other vendors.
 */
export function restore(core: Core, snapshot: Snapshot): void {
  checkSnapshot(snapshot, [...core.accounts.keys()]);
  checkSaved(core, snapshot);
  core.seed = snapshot.seed;
  core.movable?.reset(snapshot.now);
  core.fill('restored', snapshot.tasks ?? 0, (account, vendor) => account.restore(snapshot.accounts[vendor] as AccountSnapshot));
  restoreFaults(core, snapshot, snapshot.now);
}

/** Begins a cloud anew, with what a fresh account holds. */
export function reset(core: Core): void {
  core.movable?.reset(core.start);
  core.faults.reset();
  core.journal.journal.clear();
  core.fill('created', 0, (account) => account.reset(core.start));
}
