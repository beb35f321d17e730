/** The clock of a cloud as the controls show it. */
import type { Core } from '../cloud/core.ts';
import type { LiveClock } from '../model/clock.ts';

/** What a live clock can do besides; a custom one perhaps too. */
export type Running = Partial<Pick<LiveClock, 'speed' | 'paused' | 'setSpeed' | 'pause' | 'resume'>>;

/** A clock as the controls show it. */
export function clockOf(core: Core) {
  const { clock: own } = core;
  const { speed, paused } = own as Running;
  const now = core.settle();
  return {
    kind: own.kind,
    now,
    at: new Date(now).toISOString(),
    movable: own.movable,
    speed: speed ?? null,
    paused: paused ?? (own.kind === 'manual' || own.kind === 'stepping'),
    nextChange: core.agenda.due() ?? null,
    began: core.timeline.began(),
  };
}
