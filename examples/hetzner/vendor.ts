/** What the compiler knows of Hetzner Cloud: its records, its settings and its refusals. */
import type { ProblemKind, Vendor } from 'stuntbox/vendor';
import type { Action } from './action.ts';
import type { Contract } from './contract.ts';
import type { Image, Server, ServerType } from './server.ts';

export interface Settings {
  /** How many servers the project may have. */
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
