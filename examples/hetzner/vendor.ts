/** Hetzner Cloud's types: its records, settings and errors. */
import type { ProblemKind, Vendor } from 'stuntbox/vendor';
import type { Action } from './action.ts';
import type { Contract } from './contract.ts';
import type { Image, Server, ServerType } from './server.ts';

export interface Settings {
  /** The maximum number of servers in the project. */
  serverLimit: number;
}

export interface Hetzner extends Vendor {
  name: 'hetzner';
  contract: Contract;
  tables: { servers: Server; actions: Action; server_types: ServerType; images: Image };
  settings: Settings;
  found: { server: { parameter: 'id'; table: 'servers' }; action: { parameter: 'action_id'; table: 'actions' } };
  refuses: Exclude<ProblemKind, 'payment-required' | 'unsupported-media'>;
}
