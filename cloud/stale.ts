/** What stale reads see: an account as it was when a fault that makes reads stale looked at it last. */
import type { CountedFault } from '../model/faults.ts';
import type { ServedAccount } from '../request/serve.ts';

/** What the stale faults of a cloud have seen. */
export interface StaleReads {
  /** Looks at the account that a fault is at; nothing, for a fault of another outcome. */
  look(rule: CountedFault): void;
  /** The account as a read sees it that this fault strikes. */
  read(rule: CountedFault, now: number): ServedAccount;
}

/** `replicaOf` copies a vendor's account as it is now. */
export function staleReads(replicaOf: (vendor: string) => ServedAccount, now: () => number): StaleReads {
  const seen = new Map<number, { account: ServedAccount; since: number; reads: number }>();
  const look = ({ id, fault }: CountedFault): void => {
    if (fault.outcome === 'stale') seen.set(id, { account: replicaOf(fault.vendor), since: now(), reads: 0 });
  };
  return {
    look,
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
  };
}
