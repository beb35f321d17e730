/** The faults in a snapshot: their definitions, how often they struck, and what stale reads see. */
import { isCounted, MOST_FAULTS, type CountedFault } from '../model/faults.ts';
import { MOST_STALE } from '../model/outcomes.ts';
import type { AccountSnapshot } from './account.ts';
import { checkAccount, checkTasks } from './check-snapshot.ts';
import { isCount as isWhole, isInstant } from '../model/schema.ts';
import type { Core } from './core.ts';
import { readFaultAt } from './possible.ts';
import type { Snapshot } from './snapshot.ts';

type SavedFaults = Pick<Snapshot, 'faults' | 'faultsAdded' | 'stale'>;

/** The faults of a cloud, as in a snapshot. */
export function savedFaults({ faults, stale }: Core): SavedFaults {
  const saw = stale.snapshot();
  const counted = faults.snapshot().map((rule) => (isCounted(rule.fault) ? rule : { ...rule, matched: 0, struck: 0 }));
  return { faults: counted, ...(faults.added() > 0 && { faultsAdded: faults.added() }), ...(saw.length > 0 && { stale: saw }) };
}

/** Restores the faults of a validated snapshot, after the accounts. */
export function restoreFaults({ faults, stale, providers }: Core, saved: SavedFaults, now: number): void {
  const own = saved.faults.map(({ fault, id, follows, matched, struck, window }): CountedFault => ({
    fault: readFaultAt(providers, fault),
    id,
    ...(follows !== undefined && { follows }),
    matched,
    struck,
    ...(window && { window: { since: window.since, requests: window.requests } }),
  }));
  faults.restore(own, saved.faultsAdded);
  stale.restore(saved.stale ?? [], now);
}

/**
 * Validates all faults of a snapshot before anything changes.
 * @throws {Error} that says which fault is invalid, and why.
 */
export function checkSaved(
  core: Core,
  { now, tasks, faults, faultsAdded, stale }: Pick<Snapshot, 'now' | 'tasks'> & { readonly [M in keyof SavedFaults]?: unknown },
): void {
  if (!Array.isArray(faults) || faults.length > MOST_FAULTS) throw wrong(`faults is not a list of at most ${MOST_FAULTS}`);
  const counted = faults as readonly Partial<CountedFault>[];
  const ids = new Set<number>();
  for (const [i, one] of counted.entries()) {
    const { fault, id, follows, matched, struck, window } = isObject(one) ? one : {};
    if (!isCount(id, 1) || ids.has(id) || !isCount(matched) || !isCount(struck) || (follows !== undefined && !isCount(follows, 1)))
      throw wrong(`its fault ${i + 1} has an invalid or duplicate id, or invalid counts`);
    if (window !== undefined && !(isObject(window) && isInstant(window.since) && isCount(window.requests)))
      throw wrong(`its fault ${i + 1} has an invalid window`);
    ids.add(id);
    try {
      readFaultAt(core.providers, fault);
    } catch (error) {
      throw wrong(`its fault ${i + 1} is invalid. ${(error as Error).message}`, error);
    }
  }
  if (faultsAdded !== undefined && !isCount(faultsAdded, Math.max(0, ...ids))) throw wrong('faultsAdded is not a whole number from the largest id on');
  if (stale === undefined) return;
  if (!Array.isArray(stale) || stale.length > MOST_STALE) throw wrong(`stale is not a list of at most ${MOST_STALE}`);
  for (const [index, saw] of (stale as readonly unknown[]).entries()) {
    const { fault, since, reads, account } = isObject(saw) ? (saw as Record<string, unknown>) : {};
    const looking = counted.find(({ id, fault: one }) => id === fault && one?.outcome === 'stale');
    // Each fault has one copy.
    if (!looking || !ids.delete(fault as number) || !isInstant(since) || since > now || !isCount(reads)) throw wrong('stale does not match its faults');
    const path = `stale[${index}].account`;
    checkAccount(path, account, core.account(looking.fault?.vendor ?? '').vendor);
    checkTasks(path, account as AccountSnapshot, tasks);
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown, least = 0): value is number => isWhole(value) && value >= least;

const wrong = (why: string, cause?: unknown): Error => new Error(`The snapshot cannot be restored: ${why}${/[.?]$/.test(why) ? '' : '.'}`, { cause });
