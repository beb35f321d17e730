/** The Drone Autoscaler's types: its records, settings and errors. */
import type { Vendor } from '../../vendor/vendor.ts';
import type { ProblemKind } from '../../model/problem.ts';
import type { Contract } from './contract.ts';
import type { Server } from './server.ts';

export interface Settings {
  /** Whether the planner is paused, as shown by `/varz`. Servers can still be created, and tasks under way continue. */
  paused: boolean;
  /** Whether deleting a server that is creating or staging is lost, as it is on the real autoscaler. */
  lostDelete: boolean;
  /** Whether a new instance gets an address. Without one, the server ends in error, with an instance. */
  addresses: boolean;
  /** The prefix of server names: DRONE_AGENT_NAME_PREFIX. */
  prefix: string;
  /** How many builds a server runs at a time: DRONE_AGENT_CONCURRENCY. */
  capacity: number;
  /** The version that `/version` reports; an empty string omits it. */
  version: string;
  commit: string;
}

export interface Drone extends Vendor {
  name: 'drone';
  contract: Contract;
  tables: { servers: Server };
  settings: Settings;
  found: { server: { parameter: 'name'; table: 'servers' } };
  refuses: Exclude<ProblemKind, 'full' | 'malformed' | 'unsupported-media' | 'invalid' | 'payment-required' | 'wrong-state' | 'locked' | 'rate-limited'>;
}
