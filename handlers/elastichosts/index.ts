/** ElasticHosts: ElasticStack's API, in KEY VALUE text and JSON. */
import { withScenarios, type WithScenarios } from '../../vendor/with-scenarios.ts';
import { fresh, USER } from '../../fixtures/elastichosts.ts';
import type { Problem, WrongMember } from '../../model/problem.ts';
import * as scenarios from '../../scenarios/elastichosts.ts';
import { basic } from '../../vendor/auth.ts';
import type { Provider, Refusal } from '../../vendor/provider.ts';
import { contract, schemas } from './contract.ts';
import { arrival } from './counters.ts';
import { driveArrive, driveLifecycle, IMAGING } from './drive.ts';
import { operations } from './operations.ts';
import { records, settingSchemas } from './records.ts';
import { lifecycle } from './server.ts';
import type { ElasticHosts } from './vendor.ts';
import { largestBody, wire } from './text.ts';

/** One of the nine words for errors, in its header; the text is for people. */
const said =
  (status: number, token: string, text: (problem: Problem) => string, headers?: (problem: Problem) => Readonly<Record<string, string>>): Refusal =>
  (problem) => ({ status, body: text(problem), headers: { 'x-elastic-error': token, ...headers?.(problem) } });

/** What an operation said of the objects concerned; where a fault refused, which names a path, the words are the service's own. */
const ownWords = ({ message, detail: { path } }: Problem, otherwise: string): string => (path === undefined ? message : otherwise);

function locked(problem: Problem): string {
  const { task } = problem.detail;
  if (task) return task.action === 'image' ? 'The drive is being imaged.' : 'The server is busy.';
  return ownWords(problem, 'The object is busy.');
}

/** What is wrong with a member, in the service's manner; the PHP panel looks for "invalid" in the text. */
function sentence({ member, rule, value }: WrongMember): string {
  if (member === '') return 'invalid input';
  if (rule === 'required') return `invalid ${member}: it is missing`;
  if (rule === 'additionalProperties') return `invalid key ${member}`;
  if (rule === 'settable') return `invalid key ${member}: it cannot be changed while the server is not stopped`;
  if (rule === 'maxLength') return `invalid ${member}: too long`;
  // A password is not told to whoever reads a log.
  if (member.endsWith('password')) return `invalid ${member}`;
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') return `invalid ${member}`;
  return `invalid ${member}: ${text.replace(/\s+/g, ' ').slice(0, 100)}`;
}

const invalid = ({ detail: { violations = [] } }: Problem): string => violations.map(sentence).join('\n') || 'invalid input';

const provider: Provider<ElasticHosts> = {
  name: 'elastichosts',
  title: 'ElasticHosts',
  contract,
  schemas,
  authentication: basic(),
  routing: { slash: 'optional', head: true, readsByPost: true },
  wire,
  largestBody,
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
    'not-found': said(404, 'missing', ({ detail: { key = 'The object' } }) => `${key} could not be found.`),
    malformed: said(400, 'usage', invalid),
    'unsupported-media': null,
    'too-large': said(400, 'usage', () => 'invalid input: the body is too large.'),
    invalid: said(400, 'usage', invalid),
    'payment-required': said(402, 'billing', () => 'The balance of the account does not cover this.'),
    'wrong-state': said(409, 'busy', ({ detail: { status = 'busy' } }) => `The server is ${status}.`),
    locked: said(409, 'busy', locked),
    full: said(507, 'full', (problem) => ownWords(problem, 'No space left.')),
    'rate-limited': null,
    unavailable: said(500, 'system', () => 'System error.'),
    broken: said(500, 'failed', (problem) => (problem.detail.key === undefined ? 'Command failed.' : problem.message)),
  },
  tables: {
    servers: { key: 'server', schema: records.servers, lifecycle, arrive: arrival },
    drives: {
      key: 'drive',
      schema: records.drives,
      indexes: ['user', 'source'],
      lifecycle: driveLifecycle,
      arrive: () => driveArrive,
      references: { source: 'drives' },
    },
    resources: { key: 'resource', schema: records.resources },
    blocks: { key: 'id', schema: records.blocks, indexes: ['drive'], references: { drive: 'drives' } },
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
  settingSchemas,
  fresh,
  operations,
};

/** The vendor with its scenarios, by a name that declarations can use. */
export interface ElasticHostsProvider extends WithScenarios<Provider<ElasticHosts>, typeof scenarios> {}

export const elastichosts: ElasticHostsProvider = withScenarios(provider, scenarios);
export type { Contract } from './contract.ts';
export type { Action, Server, Status } from './server.ts';
export type { Drive, DriveAction, DriveStatus } from './drive.ts';
export type { Resource } from './resource.ts';
export type { Block } from './storage.ts';
export type { Configuration } from './configuration.ts';
export type { ElasticHosts, Settings } from './vendor.ts';
