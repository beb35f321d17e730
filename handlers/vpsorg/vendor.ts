/** VPS.org's types: its records, settings and errors. */
import type { Vendor } from '../../vendor/vendor.ts';
import type { ProblemKind } from '../../model/problem.ts';
import type { Contract } from './contract.ts';
import type { Location, Plan, Server, SshKey, System } from './server.ts';

export interface Settings {
  /** The credits of the account, in dollars. Creating a server deducts one month of its price. */
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
