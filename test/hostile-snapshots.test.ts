/** Snapshots that somebody altered: refused whole, or as good as a cloud's own. `test/hostile/` makes them. */
import { expect, test } from '@jest/globals';
import { vendors } from '../handlers/index.ts';
import { watchers } from '../request/serve.ts';
import { attack } from './hostile/snapshots.ts';

// Texts are not held to the contract: a name may be anything.
watchers.clear();

test.each(Object.keys(vendors) as (keyof typeof vendors)[])(
  '%s: an altered snapshot is refused and changes nothing, or every read and every move of the clock works',
  (name) => {
    const { tried, accepted, defects } = attack(name, 1);
    expect(defects).toEqual([]);
    expect(tried).toBeGreaterThan(1_000);
    expect(accepted).toBeGreaterThan(100);
  },
);
