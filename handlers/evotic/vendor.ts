/** Evotic's types: its records, settings and errors. */
import type { Vendor } from '../../vendor/vendor.ts';
import type { ProblemKind } from '../../model/problem.ts';
import type { Contract } from './contract.ts';
import type { Location, Server, System } from './server.ts';

/** What a server costs, in cents. */
export interface Prices {
  /** A core. */
  readonly cpu: number;
  /** 1024 MB. */
  readonly ram: number;
  /** A GB. */
  readonly disk: number;
}

export interface Settings {
  /** The prepaid balance, in cents. Creating a server deducts its price. A test can set it: `cloud.evotic.settings.balance = 0`. */
  balance: number;
  prices: Prices;
  /** Follow the document's example exactly: a new server is `started` immediately and already has usage. */
  instantCreate: boolean;
  /** The monthly limit of bytes that a server can send, and of bytes that it can receive. Above it, `is_exceeded` is true. */
  trafficLimit: number;
}

export interface Evotic extends Vendor {
  name: 'evotic';
  contract: Contract;
  tables: { servers: Server; locations: Location; systems: System };
  settings: Settings;
  found: { server: { parameter: 'id'; table: 'servers' } };
  refuses: Exclude<ProblemKind, 'full' | 'unsupported-media'>;
}
