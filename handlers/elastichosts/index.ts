/** ElasticHosts: ElasticStack's API, in KEY VALUE text and JSON. */
import { fresh, USER } from '../../fixtures/elastichosts.ts';
import type { Problem, ProblemKind } from '../../model/problem.ts';
import { basic } from '../auth.ts';
import type { Provider, Refusal, Vendor } from '../provider.ts';
import { contract, type Contract } from './contract.ts';
import { driveArrive, driveLifecycle, IMAGING, type Drive } from './drive.ts';
import { operations } from './operations.ts';
import type { Resource } from './resource-operations.ts';
import { arrive, lifecycle, type Server } from './server.ts';
import type { Block } from './storage.ts';
import { LARGEST_BODY, wire } from './text.ts';

export interface Settings {
  /** The UUID of the account's user: what belongs to another is not there. */
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

/** One of the nine words for errors, in its header; the text is for people. */
const said =
  (status: number, token: string, text: (problem: Problem) => string, headers?: (problem: Problem) => Readonly<Record<string, string>>): Refusal =>
  (problem) => ({ status, body: text(problem), headers: { 'x-elastic-error': token, ...headers?.(problem) } });

const message = (problem: Problem): string => problem.message;

/** The PHP panel looks for "invalid" in the text. */
const invalid = ({ message: why, detail: { violations = [] } }: Problem): string =>
  violations.length === 0 ? `invalid input: ${why}` : violations.map(({ member, rule }) => `invalid ${member || 'input'} (${rule})`).join('\n');

export const elastichosts: Provider<ElasticHosts> = {
  name: 'elastichosts',
  title: 'ElasticHosts',
  contract,
  authentication: basic(),
  routing: { slash: 'optional', head: true, readsByPost: true },
  wire,
  largestBody: LARGEST_BODY,
  refusals: {
    'no-route': said(404, 'missing', () => 'Command not found.'),
    method: said(
      405,
      'method',
      ({ detail: { allow = [] } }) => `Use ${allow.join(' or ') || 'another method'}.`,
      ({ detail: { allow = [] } }) => ({ allow: allow.join(', ') }),
    ),
    unauthenticated: said(
      401,
      'auth',
      () => 'Authentication failed.',
      () => ({ 'www-authenticate': 'Basic realm="ElasticHosts"' }),
    ),
    forbidden: null,
    'not-found': said(404, 'missing', ({ detail: { key = '' } }) => `${key} could not be found.`),
    malformed: said(400, 'usage', invalid),
    'unsupported-media': null,
    'too-large': said(400, 'usage', () => 'invalid input: the body is too large.'),
    invalid: said(400, 'usage', invalid),
    'payment-required': said(402, 'billing', () => 'The balance of the account does not cover this.'),
    'wrong-state': said(409, 'busy', message),
    locked: said(409, 'busy', message),
    full: said(507, 'full', message),
    'rate-limited': null,
    unavailable: said(500, 'system', () => 'System error.'),
    broken: said(500, 'failed', message),
  },
  tables: {
    servers: { key: 'server', lifecycle, arrive: () => arrive },
    drives: { key: 'drive', indexes: ['user', 'source'], lifecycle: driveLifecycle, arrive: () => driveArrive },
    resources: { key: 'resource' },
    blocks: { key: 'id', indexes: ['drive'] },
  },
  found: {
    server: { parameter: 'server', table: 'servers' },
    drive: { parameter: 'drive', table: 'drives' },
    source: { parameter: 'source', table: 'drives' },
  },
  settings: {
    user: USER,
    balance: 10_000,
    space: 2 ** 50,
    imagingTakes: IMAGING,
    imagingAtOnce: 2,
    startReply: 204,
    imageReply: 204,
    serversList: 'details',
  },
  fresh,
  operations,
};
