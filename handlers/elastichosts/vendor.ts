/** ElasticHosts' types: its records, settings and errors. */
import type { Vendor } from '../../vendor/vendor.ts';
import type { ProblemKind } from '../../model/problem.ts';
import type { Contract } from './contract.ts';
import type { Drive } from './drive.ts';
import type { Resource } from './resource.ts';
import type { Server } from './server.ts';
import type { Block } from './storage.ts';

export interface Settings {
  /** The UUID of the account's user; objects of other users are not found. A client that authenticates with its own UUID sees that UUID instead. */
  user: string;
  /** The balance of the account. At 0, nothing can be created or started. */
  balance: number;
  /** The free space for drives, in bytes. Creating a drive takes from it; destroying a drive returns it. */
  space: number;
  /** How long imaging a drive takes, in milliseconds. */
  imagingTakes: number;
  /** How many drives can be imaged at the same time; further ones are queued. */
  imagingAtOnce: number;
  /** The status that a start answers with: 204, as documented, or 200 with the info, as ElasticHosts did from 2013 on (fog serverlove, basingse). */
  startReply: 200 | 204;
  /** The status that an imaging answers with: 204, as documented, or 200 with the info (libcloud's LIBCLOUD-363). */
  imageReply: 200 | 204;
  /** The format of each line of `servers/list`: `details` is SERVER CPU MEM, as documented; `ids` is SERVER alone, as jclouds and shell scripts expect. */
  serversList: 'details' | 'ids';
}

export interface ElasticHosts extends Vendor {
  name: 'elastichosts';
  contract: Contract;
  tables: { servers: Server; drives: Drive; resources: Resource; blocks: Block };
  settings: Settings;
  found: {
    server: { parameter: 'server'; table: 'servers' };
    drive: { parameter: 'drive'; table: 'drives' };
    source: { parameter: 'source'; table: 'drives' };
  };
  refuses: Exclude<ProblemKind, 'forbidden' | 'unsupported-media' | 'rate-limited'>;
}
