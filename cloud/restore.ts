/**
 * Saves, restores and resets the whole cloud.
 * Law: all or nothing. What is restored is checked first, and tried in accounts that nobody sees; only then anything changes here.
 */
import { agenda } from '../model/agenda.ts';
import { openAccount, type AccountSnapshot } from './account.ts';
import { checkedSnapshot } from './check-snapshot.ts';
import { DEFAULT_SEED, type Core } from './core.ts';
import { checkSaved, restoreFaults, savedFaults } from './saved-faults.ts';
import type { Snapshot } from './snapshot.ts';

/** All of a cloud, brought up to date first. */
export function snapshotOf(core: Core): Snapshot {
  const now = core.settle();
  const accounts = Object.fromEntries([...core.accounts].map(([name, account]) => [name, account.snapshot()]));
  return { version: 1, now, seed: core.seed, tasks: core.agenda.begun(), accounts, ...savedFaults(core) };
}

/**
 * Makes a cloud what a snapshot from outside says.
 * @throws {Error} when it is none, of other vendors, or wrong in any member, which it names; the cloud is then what it was.
 */
export function restore(core: Core, given: unknown): void {
  const vendors = new Map(Array.from(core.accounts, ([name, { vendor }]) => [name, vendor]));
  const snapshot = checkedSnapshot(given, vendors, core.options.snapshots);
  checkSaved(core, snapshot);
  for (const [name, vendor] of vendors) {
    const tried = openAccount(vendor, {}, { agenda: agenda(), seed: () => snapshot.seed, now: () => snapshot.now, settle() {}, changed() {} });
    tried.restore(snapshot.accounts[name] as AccountSnapshot);
  }
  hold(core, snapshot);
}

/** Makes a cloud what a snapshot says that a cloud of ours gave just now. */
export function hold(core: Core, snapshot: Snapshot): void {
  core.movable?.reset(snapshot.now);
  core.seed = snapshot.seed;
  core.fill('restored', snapshot.tasks ?? 0, (account, vendor) => account.restore(snapshot.accounts[vendor] as AccountSnapshot));
  restoreFaults(core, snapshot, snapshot.now);
}

/** Begins a cloud anew: it is then what `createCloud` would give with the same options. */
export function reset(core: Core): void {
  if (core.movable) core.movable.reset(core.start);
  else core.start = core.clock.now();
  core.seed = core.options.seed ?? DEFAULT_SEED;
  core.faults.reset();
  core.journal.reset();
  core.fill('created', 0, (account) => account.reset(core.start));
}
