/** A cloud at another instant: a new cloud from the current or a past state, moved to that instant. */
import { instantOf, type ManualClock } from '../model/clock.ts';
import type { Core } from './core.ts';
import type { CloudOptions, Providers } from './options.ts';
import { forward } from './replay.ts';
import { snapshotOf } from './restore.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * The cloud at an instant, as a new cloud created by `open`.
 * @throws {Error} when the instant is before the cloud began, or before the start of its history.
 */
export function cloudAt<T extends { readonly clock: ManualClock }>(
  core: Core,
  instant: number | string | Date,
  open: (options: CloudOptions<Providers>, holds: Snapshot) => T,
): T {
  const wanted = instantOf(instant);
  const snapshot = snapshotOf(core);
  const { clock: _, ...others } = core.options;
  const made = open({ ...others, start: core.start }, wanted < snapshot.now ? { ...snapshot, ...core.timeline.past(wanted, core.accounts) } : snapshot);
  forward(made.clock, wanted);
  return made;
}
