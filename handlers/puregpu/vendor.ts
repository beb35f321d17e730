/** What the compiler knows of PureGPU: its records, its settings and its refusals. */
import type { Vendor } from '../../vendor/vendor.ts';
import type { ProblemKind } from '../../model/problem.ts';
import type { Contract } from './contract.ts';
import type { Iso, Server, Template } from './server.ts';
import type { Edition } from './statistics.ts';

export interface Settings {
  /** Whose timeframes the statistics have: those of Proxmox VE 8 (70 points each), or of 9. */
  statistics: Edition;
}

export interface PureGpu extends Vendor {
  name: 'puregpu';
  contract: Contract;
  tables: { servers: Server; templates: Template; isos: Iso };
  settings: Settings;
  found: { server: { parameter: 'serviceId'; table: 'servers' } };
  refuses: Exclude<ProblemKind, 'full' | 'payment-required' | 'unsupported-media'>;
}
