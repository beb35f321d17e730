/**
 * Records what all clouds of this process, or test file, walk.
 * Law: a fact that is new is on disk before the request that walked it is answered, so a process that is killed loses nothing but counts.
 */
import { observeClouds } from '../cloud/observe.ts';
import { collector } from '../testing/coverage/tally.ts';
import { walker } from '../testing/coverage/walk.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import { folderAt, shelf } from './folder.ts';

/** A repeated fact is written after so many others: only its count can be lost. */
const EVERY = 1_000;

/** One recording for each global scope, however often its modules are loaded. */
const RECORDING = Symbol.for('stuntbox.coverage/1');
const shared = globalThis as { [RECORDING]?: () => void };

/** Begins to record, if nothing does yet. Returns the function that writes what is not written. */
export function record(): () => void {
  return (shared[RECORDING] ??= begin());
}

function begin(): () => void {
  const facts = collector();
  const place = shelf(folderAt(undefined));
  const kept = new Set<AnyProvider>();
  let waiting = 0;
  let fresh = false;
  const flush = (): void => {
    waiting = 0;
    place.append(facts.take());
  };
  const walk = walker(
    (provider, what) => {
      waiting += 1;
      if (!kept.has(provider)) {
        kept.add(provider);
        place.keep(provider);
      }
      if (facts.see(provider.name, what)) fresh = true;
    },
    () => {
      if (fresh || waiting >= EVERY) flush();
      fresh = false;
    },
  );
  observeClouds(walk);
  return flush;
}
