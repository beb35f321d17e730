/** PureGPU's types: its records, settings and errors. */
import type { Vendor } from '../../vendor/vendor.ts';
import type { ProblemKind } from '../../model/problem.ts';
import type { Contract } from './contract.ts';
import type { Iso, Server, Template } from './server.ts';
import type { Edition } from './statistics.ts';

export interface Settings {
  /** The Proxmox VE version whose timeframes the statistics use: `pve8` (70 data points each) or `pve9`. */
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
