/**
 * One cloud that lives in this process, from its opening to its end.
 * Law: whoever has it may ask at any time whether it still is the cloud of its name; when it is not, no answer of it is sent.
 */
import type { AnyCloud } from '../cloud/cloud.ts';
import type { HeldCloud } from './clouds.ts';
import type { Keeping } from './keeping.ts';
import type { ProcessTime } from './process-time.ts';
import { CloudRefused, refusedBy, unconfirmed } from './refused.ts';
import type { Keeper } from './store.ts';
import type { Turns } from './turns.ts';

/** A cloud that lives here. */
export interface Living extends HeldCloud {
  /** When it was last used, by the time of the process. */
  used: number;
  /** How many watch it, or wait for it. */
  holds: number;
  /** Ends it here: for others, the reason is why. Resolves when it is given back. */
  readonly end: (reason: Error) => Promise<void>;
}

/** What clouds live in. */
export interface Home {
  /** Those that live, by name. */
  readonly living: Map<string, Living>;
  readonly turns: Turns;
  readonly time: ProcessTime;
  /** Called with what nobody waits for. */
  told(error: unknown): void;
}

/** How a cloud is kept. */
export interface Kept {
  readonly keeper: Keeper;
  keep(lost: (error: unknown) => void): Keeping;
}

/** Adds a cloud to those that live. */
export function live({ living, turns, time, told }: Home, name: string, cloud: AnyCloud, kept?: Kept): Living {
  const ended = new AbortController();
  const drop = (error: unknown): void => {
    // It was given back already.
    if (living.get(name) !== one) return;
    told(error);
    void end(refusedBy(error, name));
  };
  const keeper = kept?.keeper;
  const own = kept?.keep(drop);
  const end = (reason: Error): Promise<void> => {
    if (living.get(name) !== one) return Promise.resolve();
    living.delete(name);
    return turns.alone(name, async () => {
      await own?.end();
      ended.abort(reason);
    });
  };
  const one: Living = {
    name,
    cloud,
    signal: ended.signal,
    used: time.now(),
    holds: 0,
    end,
    check() {
      if (living.get(name) !== one) throw new CloudRefused('unavailable', `The cloud ${name} was just closed here. Send the request again.`, 1);
      if (keeper && !keeper.held())
        throw new CloudRefused('unavailable', `It is not certain that the cloud ${name} is still this server's. Send the request again.`, 1);
    },
    stored() {
      const stored = own?.stored();
      return stored?.catch((error: unknown) => {
        throw unconfirmed(error, name);
      });
    },
    hold() {
      one.holds += 1;
      let held = true;
      return () => {
        if (held) one.holds -= 1;
        held = false;
        one.used = time.now();
      };
    },
  };
  living.set(name, one);
  if (!keeper) return one;
  const lose = (): void => drop(keeper.lost.reason);
  const leave = (): void => void end(new CloudRefused('unavailable', `The cloud ${name} goes to another server. Send the request again.`, 1));
  if (keeper.lost.aborted) lose();
  else keeper.lost.addEventListener('abort', lose, { once: true });
  // The request for which it was opened is answered first.
  if (keeper.wanted.aborted) time.after(1, leave);
  else keeper.wanted.addEventListener('abort', leave, { once: true });
  return one;
}
