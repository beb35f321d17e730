/**
 * What stale reads see: a copy of the account that each stale fault refreshes from time to time.
 * Law: a copy is kept as long as its fault can strike, and is part of snapshots, so that a copy of the cloud reads the same.
 */
import type { CountedFault } from '../model/faults.ts';
import type { AccountSnapshot, AccountState } from './account.ts';

/** The copy of a stale fault, as in a snapshot. */
export interface StaleSnapshot {
  /** The id of the fault. */
  readonly fault: number;
  /** When the copy was made, in milliseconds since the epoch. */
  readonly since: number;
  /** How often it was read. */
  readonly reads: number;
  readonly account: AccountSnapshot;
}

/** The copies of a cloud's stale faults. */
export interface StaleReads {
  /** Copies the account for a stale fault; ignores faults with another outcome. */
  copy(rule: CountedFault): void;
  /** Drops the copy of a fault. */
  forget(rule: CountedFault): void;
  /** The account that a read struck by this fault sees. */
  read(rule: CountedFault, now: number): AccountState;
  /** How many copies are kept. */
  readonly size: number;
  snapshot(): StaleSnapshot[];
  /** Restores the copies made up to an instant; later ones are made again on the next read. */
  restore(saved: readonly StaleSnapshot[], now: number): void;
}

/** What the copies are made from. */
interface CopySource {
  account(vendor: string): AccountState;
  now(): number;
}

/** Creates the copies of a cloud's stale faults, at first none. */
export function staleReads({ account, now }: CopySource): StaleReads {
  const copies = new Map<number, { readonly vendor: string; readonly account: AccountState; readonly since: number; reads: number }>();
  const copy = ({ id, fault }: CountedFault): void => {
    if (fault.outcome === 'stale') copies.set(id, { vendor: fault.vendor, account: account(fault.vendor).replica(), since: now(), reads: 0 });
  };
  return {
    copy,
    forget: ({ id }) => void copies.delete(id),
    read(rule, instant) {
      const { reads = Infinity, ms = Infinity } = rule.fault.outcome === 'stale' ? rule.fault : {};
      let last = copies.get(rule.id);
      if (!last || last.reads >= reads || instant >= last.since + ms) {
        copy(rule);
        last = copies.get(rule.id);
      }
      if (!last) throw new Error('A stale fault has no copy to read from. This is a bug in stuntbox.');
      last.reads += 1;
      return last.account;
    },
    get size() {
      return copies.size;
    },
    snapshot: () => Array.from(copies, ([fault, { account: saved, since, reads }]) => ({ fault, since, reads, account: saved.snapshot() })),
    restore(snapshots, instant) {
      // A copy that is not among them is made again on the next read, too.
      const made = new Set(snapshots.map(({ fault }) => fault));
      for (const fault of copies.keys()) if (!made.has(fault)) copies.delete(fault);
      for (const { fault, since, reads, account: saved } of snapshots) {
        const own = copies.get(fault);
        if (!own) continue;
        if (since > instant) {
          copies.delete(fault);
          continue;
        }
        own.account.restore(saved);
        copies.set(fault, { ...own, since, reads });
      }
    },
  };
}
