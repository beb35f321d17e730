/** The faults in a snapshot: their definitions, how often they struck, and what stale reads see. */
import { isCounted, MOST_FAULTS, type CountedFault } from '../model/faults.ts';
import { MOST_STALE } from '../model/outcomes.ts';
import { checkAccount, checkTasks, wrong } from './check-snapshot.ts';
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
  const own = saved.faults.map((rule): CountedFault => ({ ...rule, fault: readFaultAt(providers, rule.fault) }));
  faults.restore(own, saved.faultsAdded);
  stale.restore(saved.stale ?? [], now);
}

/**
 * Validates the faults of a snapshot whose members have their types, before anything changes.
 * @throws {Error} that says which fault is invalid, and why.
 */
export function checkSaved({ providers, account }: Core, { now, tasks, faults, faultsAdded, stale = [] }: Snapshot): void {
  if (faults.length > MOST_FAULTS) throw wrong('faults', undefined, `is not a list of at most ${MOST_FAULTS}`);
  const ids = new Set<number>();
  for (const [i, { fault, id }] of faults.entries()) {
    if (id === 0 || ids.has(id)) throw wrong(`faults[${i}].id`, id, 'is not a number of its own from 1');
    ids.add(id);
    try {
      readFaultAt(providers, fault);
    } catch (error) {
      throw wrong(`faults[${i}]`, undefined, `is invalid. ${(error as Error).message}`);
    }
  }
  if (faultsAdded !== undefined && faultsAdded < Math.max(0, ...ids)) throw wrong('faultsAdded', faultsAdded, 'is less than the largest id');
  if (stale.length > MOST_STALE) throw wrong('stale', undefined, `is not a list of at most ${MOST_STALE}`);
  for (const [index, { fault, since, account: saved }] of stale.entries()) {
    const looking = faults.find(({ id }) => id === fault)?.fault;
    // Each fault has one copy.
    if (looking?.outcome !== 'stale' || !ids.delete(fault) || since > now) throw wrong(`stale[${index}]`, undefined, 'does not match its fault');
    checkAccount(`stale[${index}].account`, saved, account(looking.vendor).vendor);
    checkTasks(`stale[${index}].account`, saved, tasks);
  }
}
