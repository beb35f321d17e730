/** An account as tests and scenarios see it. */
import type { ActionOf, Departure, Stateful } from '../model/lifecycle.ts';
import type { Tables, Vendor } from './vendor.ts';

/** Whether an action would be accepted now, or the reply that would refuse it. The status is null where no request can be refused this way, only test code. */
export type Verdict = { readonly allowed: true } | { readonly allowed: false; readonly why: string; readonly status: number | null; readonly body: unknown };

/** An account as a test sees it: `cloud.vpsorg`. */
export type Account<V extends Vendor> = Tables<V> & {
  /** Settings of the whole account, such as its credits. Assign to a setting to change it. */
  readonly settings: V['settings'];
  /**
   * Begins an action as the vendor would, even one that has no endpoint.
   * @throws {Problem} when the vendor would refuse it.
   * @example
   * cloud.puregpu.begin(cloud.puregpu.servers.get(10), 'rebuild', { fails: 0.6 });
   */
  begin<R extends Stateful>(record: R, action: ActionOf<R>, departure?: Departure): void;
  /**
   * Keeps a record busy with an action.
   * @param ms how long, in milliseconds; by default, as long as the action takes.
   * @example
   * cloud.puregpu.lock(cloud.puregpu.servers.get(10), 'backup', minutes(2));
   */
  lock<R extends Stateful>(record: R, action: ActionOf<R>, ms?: number): void;
  /** The progress of its task, in whole percent from 0 to 99; null when it is idle. */
  progress(record: Stateful): number | null;
  /**
   * Returns for each action whether it would be accepted now, or the status and body that would refuse it.
   * @example
   * cloud.vpsorg.actions(cloud.vpsorg.servers.get(12345)).start; // { allowed: false, status: 400, body: { detail: 'Server is already running.' }, … }
   */
  actions<R extends Stateful>(record: R): Record<ActionOf<R>, Verdict>;
};
