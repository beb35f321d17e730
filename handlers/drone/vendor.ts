/** What the compiler knows of the Drone Autoscaler: its records, its settings and its refusals. */
import type { Vendor } from '../../vendor/vendor.ts';
import type { ProblemKind } from '../../model/problem.ts';
import type { Contract } from './contract.ts';
import type { Server } from './server.ts';

export interface Settings {
  /** Whether its planner is paused: `/varz` shows it. Creating by hand goes on, as does what is under way. */
  paused: boolean;
  /** Whether a delete of a server that is creating or staging is lost, as it is on the real autoscaler. */
  lostDelete: boolean;
  /** Whether a new instance gets an address; without one its creation ends in an error, with an instance. */
  addresses: boolean;
  /** What the names begin with: DRONE_AGENT_NAME_PREFIX. */
  prefix: string;
  /** How many builds a server takes at a time: DRONE_AGENT_CONCURRENCY. */
  capacity: number;
  /** What `/version` says; empty to leave it out. */
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
