/** What the compiler knows of Evotic: its records, its settings and its refusals. */
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
  /** What was paid in advance and is left, in cents: a create takes the price of the server. A test sets it: `cloud.evotic.settings.balance = 0`. */
  balance: number;
  prices: Prices;
  /** Takes the document's example to the letter: a create is answered with a server that is `started` and used already. */
  instantCreate: boolean;
  /** How many bytes a server may send, and how many receive, in a month: beyond it, `is_exceeded` is true. */
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
