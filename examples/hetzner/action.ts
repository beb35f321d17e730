/** Hetzner Cloud's action: a command on a server, its progress and its result. It outlives its server. */
import { progress, type Task } from 'stuntbox/vendor';
import { stamp, type Command, type Server, type Status } from './server.ts';

export interface Action {
  readonly id: number;
  readonly command: Command;
  readonly server_id: number;
  /** Milliseconds since the epoch. */
  readonly started: number;
  /** The server's task when it began, from which the rest is computed at any time; null if there was nothing to do. */
  readonly began: Task<Status, Command> | null;
}

/** The action that a server has begun at `now`. */
export const begun = (id: number, command: Command, { id: server_id, task }: Readonly<Server>, now: number): Action => ({
  id,
  command,
  server_id,
  started: now,
  began: task,
});

/** When it ended; null while it is running. A stuck task never ends. */
function finished({ began, started }: Readonly<Action>, now: number): number | null {
  if (!began) return started;
  return began.stuck === undefined && began.endsAt <= now ? began.endsAt : null;
}

/** The action as every operation shows it. */
export function shownAction(action: Readonly<Action>, now: number) {
  const { id, command, server_id, started, began } = action;
  const at = finished(action, now);
  const failed = at !== null && began !== null && began.fails;
  return {
    id,
    command,
    status: at === null ? 'running' : failed ? 'error' : 'success',
    progress: at === null || failed ? (progress({ task: began }, at ?? now) ?? 0) : 100,
    started: stamp(started),
    finished: at === null ? null : stamp(at),
    resources: [{ id: server_id, type: 'server' }],
    error: failed ? { code: 'action_failed', message: began.because ?? 'Action failed' } : null,
  } as const;
}
