/** Tells an observer, such as a coverage report of a whole suite, of each cloud that user code opens. */
import type { AnyCloud } from './cloud.ts';

type Observer = (cloud: AnyCloud) => void;

/**
 * Where the observers are. They belong to the process or page, not to this module:
 * a test runner that loads modules again (`jest.resetModules`, `vi.resetModules`) must not lose them.
 */
const OBSERVERS = Symbol.for('stuntbox.observers/1');
const shared = globalThis as { [OBSERVERS]?: Set<Observer> };

/**
 * Calls a listener with each cloud that user code opens from now on, before anything happens in it; not with clouds at other instants, or with trial replays.
 * Returns a function that ends the observation.
 * @example
 * const stop = observeClouds((cloud) => cloud.on('exchange', ({ operation }) => console.log(operation)));
 */
export function observeClouds(listener: (cloud: AnyCloud) => void): () => void {
  if (typeof listener !== 'function') throw new Error('The listener of `observeClouds` is not a function.');
  const observers = (shared[OBSERVERS] ??= new Set());
  observers.add(listener);
  return () => void observers.delete(listener);
}

/** Tells the observers of a cloud that user code has opened, and returns it. */
export function observed<C>(cloud: C): C {
  // Every cloud is an `AnyCloud` to whoever does not know its vendors.
  for (const observer of shared[OBSERVERS] ?? []) observer(cloud as unknown as AnyCloud);
  return cloud;
}
