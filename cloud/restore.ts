/**
 * Saves, restores and resets the whole cloud.
 * Law: all or nothing. A snapshot is validated and tried in separate accounts before anything in the cloud changes.
 */
import { agenda } from '../model/agenda.ts';
import { unseen, type AccountSnapshot } from './account.ts';
import { checkedSnapshot } from './check-snapshot.ts';
import { DEFAULT_SEED, type Core } from './core.ts';
import { paceOf, setPace } from './pace.ts';
import { RestingAccount } from './resting-account.ts';
import { checkSaved, restoreFaults, savedFaults } from './saved-faults.ts';
import type { Snapshot } from './snapshot.ts';

/** The whole cloud, brought up to date first. */
export function snapshotOf(core: Core): Snapshot {
  const now = core.settle();
  const accounts = Object.fromEntries([...core.accounts].map(([name, account]) => [name, account.snapshot()]));
  const clock = paceOf(core.clock);
  return { version: 1, now, seed: core.seed, ...(clock && { clock }), tasks: core.agenda.begun(), accounts, ...savedFaults(core) };
}

/**
 * Restores a cloud from a snapshot from outside.
 * @throws {Error} when it is not a snapshot, is of other vendors, or has an invalid member, which the error names; the cloud is then unchanged.
 */
export function restore(core: Core, given: unknown): void {
  const vendors = new Map(Array.from(core.accounts, ([name, { vendor }]) => [name, vendor]));
  const snapshot = checkedSnapshot(given, vendors, core.options.snapshots, core.records);
  checkSaved(core, snapshot);
  checkReached(core, snapshot);
  for (const [name, vendor] of vendors) {
    const saved = accountIn(snapshot, name);
    if (!saved) continue;
    const tried = new RestingAccount(vendor, {}, { agenda: agenda(), seed: () => snapshot.seed, now: () => snapshot.now, ...unseen(core.records) });
    tried.restore(saved);
  }
  hold(core, snapshot);
}

/** Refuses a snapshot of the future for a clock that cannot go there: what happened then would be ahead of the cloud's time. */
function checkReached({ movable, clock }: Core, snapshot: Snapshot): void {
  const now = clock.now();
  if (movable || snapshot.now <= now) return;
  throw new Error(
    `The snapshot is of ${dated(snapshot.now)}, but the clock of this cloud is at ${dated(now)} and cannot be moved. Restore it in a cloud with manualClock() or liveClock().`,
  );
}

const dated = (instant: number): string => new Date(instant).toISOString();

/** Restores a cloud from a snapshot that needs no validation. */
export function hold(core: Core, snapshot: Snapshot): void {
  setPace(core.clock, snapshot.clock);
  core.movable?.reset(snapshot.now);
  core.seed = snapshot.seed;
  core.fill('restored', snapshot.tasks ?? 0, (account, vendor) => {
    const saved = accountIn(snapshot, vendor);
    if (saved) account.restore(saved);
    else account.reset(snapshot.now);
  });
  restoreFaults(core, snapshot, snapshot.now);
}

/** The account of a vendor in a snapshot; undefined when the snapshot was made without that vendor. */
const accountIn = ({ accounts }: Snapshot, vendor: string): AccountSnapshot | undefined => (Object.hasOwn(accounts, vendor) ? accounts[vendor] : undefined);

/** Resets a cloud to what `createCloud` with the same options returns. */
export function reset(core: Core): void {
  const { movable } = core;
  if (movable && movable.kind !== 'live') movable.reset(core.start);
  else {
    movable?.reset();
    core.start = core.clock.now();
  }
  begin(core);
}

/** Fills a cloud, at the instant at which it starts. */
export function begin(core: Core): void {
  core.seed = core.options.seed ?? DEFAULT_SEED;
  core.faults.reset();
  core.journal.reset();
  core.violations.violations.clear();
  core.fill('created', 0, (account) => account.reset(core.start));
}
