/** What this application needs of a vendor; each file beside this one says how its vendor does it. */
import type { Activity, Power, Server, ServerDetails } from './server.ts';

export interface VendorModel {
  readonly list: (signal?: AbortSignal) => Promise<readonly Server[]>;
  readonly details: (id: number, signal?: AbortSignal) => Promise<ServerDetails>;
  /** What is being done to one server, where the list does not say it. */
  readonly activity?: (id: number, signal?: AbortSignal) => Promise<Activity>;
  readonly powers: readonly Power[];
  /** Deletes a server, and returns what to say of it; absent where the API cannot. */
  readonly remove?: (id: number) => Promise<string>;
  /** Gives a server another name, and returns the one that it has then; absent where the API cannot. */
  readonly rename?: (id: number, name: string) => Promise<string>;
  /** Whether another system can be installed, whether the boot order can be set, and whether there are statistics. */
  readonly rebuilds?: boolean;
  readonly bootOrder?: boolean;
  readonly statistics?: boolean;
}
