/**
 * What stale reads see: an account as it was when a fault that makes reads stale looked at it last.
 * Law: what a fault saw is kept for as long as it can strike, and stands in a snapshot: a copy of the cloud sees what the cloud sees.
 */
import type { CountedFault } from '../model/faults.ts';
import type { AccountSnapshot, AccountState } from './account.ts';

/** What a stale fault saw, as a snapshot holds it. */
export interface StaleSnapshot {
  /** The number of the fault. */
  readonly fault: number;
  /** When it looked, in milliseconds since the epoch. */
  readonly since: number;
  /** How often it was read from since. */
  readonly reads: number;
  readonly account: AccountSnapshot;
}

/** What the stale faults of a cloud have seen. */
export interface StaleReads {
  /** Looks at the account that a fault is at; nothing, for a fault of another outcome. */
  look(rule: CountedFault): void;
  /** Forgets what a fault saw. */
  forget(rule: CountedFault): void;
  /** The account as a read sees it that this fault strikes. */
  read(rule: CountedFault, now: number): AccountState;
  /** How many accounts are kept. */
  readonly size: number;
  snapshot(): StaleSnapshot[];
  /** Puts back what faults saw by an instant; one that looked later looks again when it is read from. */
  restore(saved: readonly StaleSnapshot[], now: number): void;
}

/** What a cloud offers to whoever looks. */
interface Lookable {
  account(vendor: string): AccountState;
  now(): number;
}

/** Makes the memory of a cloud's stale faults, which have seen nothing yet. */
export function staleReads({ account, now }: Lookable): StaleReads {
  const seen = new Map<number, { readonly vendor: string; readonly account: AccountState; readonly since: number; reads: number }>();
  const look = ({ id, fault }: CountedFault): void => {
    if (fault.outcome === 'stale') seen.set(id, { vendor: fault.vendor, account: account(fault.vendor).replica(), since: now(), reads: 0 });
  };
  return {
    look,
    forget: ({ id }) => void seen.delete(id),
    read(rule, instant) {
      const { reads = Infinity, ms = Infinity } = rule.fault.outcome === 'stale' ? rule.fault : {};
      let last = seen.get(rule.id);
      if (!last || last.reads >= reads || instant >= last.since + ms) {
        look(rule);
        last = seen.get(rule.id);
      }
      if (!last) throw new Error('A stale fault has nothing to look back at: a bug of stuntbox.');
      last.reads += 1;
      return last.account;
    },
    get size() {
      return seen.size;
    },
    snapshot: () => Array.from(seen, ([fault, { account: saw, since, reads }]) => ({ fault, since, reads, account: saw.snapshot() })),
    restore(saved, instant) {
      for (const { fault, since, reads, account: saw } of saved) {
        const own = seen.get(fault);
        if (!own) continue;
        if (since > instant) {
          seen.delete(fault);
          continue;
        }
        own.account.restore(saw);
        seen.set(fault, { ...own, since, reads });
      }
    },
  };
}
