/** What the compiler knows of VPS.org: its records, its settings and its refusals. */
import type { Vendor } from '../../vendor/vendor.ts';
import type { ProblemKind } from '../../model/problem.ts';
import type { Contract } from './contract.ts';
import type { Location, Plan, Server, SshKey, System } from './server.ts';

export interface Settings {
  /** What the account can spend, in dollars: a create takes the price of a month. */
  credits: number;
}

export interface VpsOrg extends Vendor {
  name: 'vpsorg';
  contract: Contract;
  tables: { servers: Server; plans: Plan; systems: System; locations: Location; ssh_keys: SshKey };
  settings: Settings;
  found: { server: { parameter: 'server_id'; table: 'servers' }; plan: { parameter: 'id'; table: 'plans' } };
  refuses: Exclude<ProblemKind, 'full'>;
}
