/** Ends the clouds that nobody has used for long. Law: one that somebody watches, or waits for, is used. */
import type { Living } from './living.ts';
import type { ProcessTime } from './process-time.ts';

export interface IdleOptions {
  readonly living: ReadonlyMap<string, Living>;
  readonly time: ProcessTime;
  /** After how many milliseconds without a request; Infinity for never. */
  readonly idle: number;
  /** Whether one of this name stays, however long nobody uses it. */
  stays(name: string): boolean;
  /** Why it ends, for who still has it. */
  reason(name: string): Error;
}

/** Looks for idle clouds. */
export interface IdleWatch {
  /** Looks from now on, until none lives. */
  begin(): void;
  end(): void;
}

/** The time between two looks, in milliseconds: a quarter of what is allowed, within these. */
const [SHORTEST, LONGEST] = [10, 60_000];

export function idleWatch({ living, time, idle, stays, reason }: IdleOptions): IdleWatch {
  let ended = false;
  let cancel: (() => void) | undefined;
  const look = (): void => {
    const before = time.now() - idle;
    for (const one of living.values()) if (one.holds === 0 && one.used <= before && !stays(one.name)) void one.end(reason(one.name));
    cancel = undefined;
    begin();
  };
  const begin = (): void => {
    if (idle === Infinity || ended || cancel || living.size === 0) return;
    cancel = time.after(Math.min(Math.max(idle / 4, SHORTEST), LONGEST), look);
  };
  return {
    begin,
    end() {
      ended = true;
      cancel?.();
    },
  };
}
