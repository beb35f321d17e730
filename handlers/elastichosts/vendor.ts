/** What the compiler knows of ElasticHosts: its records, its settings and its refusals. */
import type { Vendor } from '../../vendor/vendor.ts';
import type { ProblemKind } from '../../model/problem.ts';
import type { Contract } from './contract.ts';
import type { Drive } from './drive.ts';
import type { Resource } from './resource.ts';
import type { Server } from './server.ts';
import type { Block } from './storage.ts';

export interface Settings {
  /** The UUID of the account's user: what belongs to another is not there. Who authenticates with a UUID of his own is shown that one in its place. */
  user: string;
  /** What the account can spend: with nothing left, nothing is created or started. */
  balance: number;
  /** How many bytes of drives there is room for; a create takes them, a destroy gives them back. */
  space: number;
  /** How long an imaging takes, in milliseconds. */
  imagingTakes: number;
  /** How many imagings go on at once; the others are queued. */
  imagingAtOnce: number;
  /** What a start answers: 204, as the document says, or 200 with the info, as ElasticHosts did from 2013 on (fog serverlove, basingse). */
  startReply: 200 | 204;
  /** What an imaging answers: 204, as the pages say, or 200 with the info (libcloud's LIBCLOUD-363). */
  imageReply: 200 | 204;
  /** What a line of `servers/list` holds: SERVER CPU MEM, as the document says, or SERVER alone, as jclouds and shell scripts read it. */
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
