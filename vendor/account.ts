/** An account as tests and scenarios see it. */
import type { ActionOf, Departure, Stateful } from '../model/lifecycle.ts';
import type { Tables, Vendor } from './vendor.ts';

/** What an action would meet now: it would be accepted, or refused with this reply; the status is null where the vendor never refuses so, and only a script can ask. */
export type Verdict = { readonly allowed: true } | { readonly allowed: false; readonly why: string; readonly status: number | null; readonly body: unknown };

/** An account as a test sees it: `cloud.vpsorg`. */
export type Account<V extends Vendor> = Tables<V> & {
  /** What is true of the account as a whole, such as its credits. Assign to it to change it. */
  readonly settings: V['settings'];
  /**
   * Begins an action as the vendor would, whether or not it has an endpoint.
   * @throws {Problem} when the vendor would refuse it.
   * @example
   * cloud.puregpu.begin(cloud.puregpu.servers.get(10), 'rebuild', { fails: 0.6 });
   */
  begin<R extends Stateful>(record: R, action: ActionOf<R>, departure?: Departure): void;
  /**
   * Keeps a record busy with an action for so many milliseconds; as long as the action takes when left out.
   * @example
   * cloud.puregpu.lock(cloud.puregpu.servers.get(10), 'backup', minutes(2));
   */
  lock<R extends Stateful>(record: R, action: ActionOf<R>, ms?: number): void;
  /** Whole percent of its task's time that has passed, 0–99; null when it is idle. */
  progress(record: Stateful): number | null;
  /**
   * What each action would meet now: accepted, or refused with this status and body.
   * @example
   * cloud.vpsorg.actions(cloud.vpsorg.servers.get(12345)).start; // { allowed: false, status: 400, body: { detail: 'Server is already running.' }, … }
   */
  actions<R extends Stateful>(record: R): Record<ActionOf<R>, Verdict>;
};
