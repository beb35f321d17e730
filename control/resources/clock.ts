/** The time of a cloud: read, moved, paused, and made to run faster. */
import type { Clock, MovableClock } from '../../model/clock.ts';
import { clockOf, type Running } from '../clock-state.ts';
import { durationOf } from '../duration.ts';
import type { ControlOperations } from '../operations.ts';
import { Refused } from '../problem.ts';
import { moved } from '../watch.ts';

type ClockRoute = Extract<keyof ControlOperations, `${string} /clouds/{cloud}/clock${string}`>;

export const clock: Pick<ControlOperations, ClockRoute> = {
  'GET /clouds/{cloud}/clock': ({ core }) => clockOf(core),
  'POST /clouds/{cloud}/clock/advance'({ cloud, core, body: { ms, by } }) {
    if ((ms === undefined) === (by === undefined))
      throw new Refused('invalid', 'Give how far to move, as ms or as by, and not both: {"ms": 180000} or {"by": "3m"}.');
    movable(core.clock).advance(ms ?? durationOf(by ?? ''));
    moved(cloud);
    return clockOf(core);
  },
  'POST /clouds/{cloud}/clock/next'({ cloud, core }) {
    movable(core.clock).next();
    moved(cloud);
    return clockOf(core);
  },
  'POST /clouds/{cloud}/clock/settle'({ cloud, core }) {
    movable(core.clock).settle();
    moved(cloud);
    return clockOf(core);
  },
  'POST /clouds/{cloud}/clock/speed'({ cloud, core, body }) {
    running(core.clock, 'setSpeed', 'has no speed')(body.speed);
    moved(cloud);
    return clockOf(core);
  },
  'POST /clouds/{cloud}/clock/pause'({ cloud, core }) {
    running(core.clock, 'pause', 'cannot be paused')();
    moved(cloud);
    return clockOf(core);
  },
  'POST /clouds/{cloud}/clock/resume'({ cloud, core }) {
    running(core.clock, 'resume', 'cannot be resumed')();
    moved(cloud);
    return clockOf(core);
  },
};

function movable(own: Clock): MovableClock {
  if (own.movable) return own;
  throw new Refused(
    'conflict',
    `The clock of this cloud is '${own.kind}' and moves by itself: it follows the time of the system. Use liveClock() or manualClock() to move it.`,
  );
}

/** A method that only running clocks have. */
function running<M extends 'setSpeed' | 'pause' | 'resume'>(own: Running & Clock, method: M, why: string): NonNullable<Running[M]> {
  const found = own[method];
  if (found) return found.bind(own) as NonNullable<Running[M]>;
  const what = own.movable ? 'it stands still until it is moved. Use liveClock()' : 'it follows the time of the system. Use liveClock()';
  throw new Refused('conflict', `The clock of this cloud is '${own.kind}' and ${why}: ${what}.`);
}
