/** The internals of a cloud, for the rooms above that need more than users do: its seed, what is due, the definitions of its tables. */
import type { Core } from './core.ts';

const cores = new WeakMap<object, Core>();

/** Remembers the internals of a cloud. */
export const keepCore = (cloud: object, core: Core): void => void cores.set(cloud, core);

/**
 * The internals of a cloud.
 * @throws {Error} when the value is not a cloud that `createCloud` made.
 */
export function coreOf(cloud: object): Core {
  const core = cores.get(cloud);
  if (core) return core;
  throw new Error('That is not a cloud. Give what createCloud() returned.');
}
