/** The faults of a cloud in its snapshots: what they are, how often they struck, and what stale reads saw. */
import { MOST_FAULTS, type CountedFault } from '../model/faults.ts';
import { MOST_STALE } from '../model/outcomes.ts';
import { checkAccount } from './check-snapshot.ts';
import type { Core } from './core.ts';
import { readFaultAt } from './possible.ts';
import type { Snapshot } from './snapshot.ts';

type SavedFaults = Pick<Snapshot, 'faults' | 'faultsAdded' | 'stale'>;

/** The faults of a cloud, as a snapshot holds them. */
export function savedFaults({ faults, stale }: Core): SavedFaults {
  const saw = stale.snapshot();
  return { faults: faults.snapshot(), ...(faults.added() > 0 && { faultsAdded: faults.added() }), ...(saw.length > 0 && { stale: saw }) };
}

/** Gives a cloud the faults of a snapshot that was checked; its accounts are restored already. */
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
 * Checks the faults of a snapshot whole, before anything is touched.
 * @throws {Error} that says which fault is wrong, and why.
 */
export function checkSaved(core: Core, { faults, faultsAdded, stale }: { readonly [M in keyof SavedFaults]?: unknown }): void {
  if (!Array.isArray(faults) || faults.length > MOST_FAULTS) throw wrong(`its faults are not a list of at most ${MOST_FAULTS}`);
  const counted = faults as readonly Partial<CountedFault>[];
  const ids = new Set<number>();
  for (const [i, one] of counted.entries()) {
    const { fault, id, follows, matched, struck, window } = isObject(one) ? one : {};
    if (!isCount(id, 1) || ids.has(id) || !isCount(matched) || !isCount(struck) || (follows !== undefined && !isCount(follows, 1)))
      throw wrong(`its fault ${i + 1} has no number of its own, or is not counted`);
    if (window !== undefined && !(isObject(window) && isInstant(window.since) && isCount(window.requests)))
      throw wrong(`the window of its fault ${i + 1} is not counted`);
    ids.add(id);
    try {
      readFaultAt(core.providers, fault);
    } catch (error) {
      throw wrong(`its fault ${i + 1} is wrong. ${(error as Error).message}`, error);
    }
  }
  if (faultsAdded !== undefined && !isCount(faultsAdded)) throw wrong('it does not say how many faults were added');
  if (stale === undefined) return;
  if (!Array.isArray(stale) || stale.length > MOST_STALE) throw wrong(`what stale reads saw is not a list of at most ${MOST_STALE}`);
  for (const [index, saw] of (stale as readonly unknown[]).entries()) {
    const { fault, since, reads, account } = isObject(saw) ? (saw as Record<string, unknown>) : {};
    const looking = counted.find(({ id, fault: one }) => id === fault && one?.outcome === 'stale');
    if (!looking || !isInstant(since) || !isCount(reads)) throw wrong('what stale reads saw does not belong to its faults');
    checkAccount(`stale[${index}].account`, account, core.account(looking.fault?.vendor ?? '').vendor);
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown, least = 0): value is number => Number.isSafeInteger(value) && (value as number) >= least;
const isInstant = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) <= 8.64e15;

const wrong = (why: string, cause?: unknown): Error => new Error(`That snapshot cannot be restored: ${why}${why.endsWith('.') ? '' : '.'}`, { cause });
