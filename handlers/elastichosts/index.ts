/** ElasticHosts: ElasticStack's API, in KEY VALUE text and JSON. */
import { withScenarios, type WithScenarios } from '../../vendor/with-scenarios.ts';
import { fresh, USER } from '../../fixtures/elastichosts.ts';
import type { Problem } from '../../model/problem.ts';
import * as scenarios from '../../scenarios/elastichosts.ts';
import { basic } from '../../vendor/auth.ts';
import type { Provider, Refusal } from '../../vendor/provider.ts';
import { contract, schemas } from './contract.ts';
import { driveArrive, driveLifecycle, IMAGING } from './drive.ts';
import { operations } from './operations.ts';
import { arrive, lifecycle } from './server.ts';
import type { ElasticHosts } from './vendor.ts';
import { LARGEST_BODY, wire } from './text.ts';

/** One of the nine words for errors, in its header; the text is for people. */
const said =
  (status: number, token: string, text: (problem: Problem) => string, headers?: (problem: Problem) => Readonly<Record<string, string>>): Refusal =>
  (problem) => ({ status, body: text(problem), headers: { 'x-elastic-error': token, ...headers?.(problem) } });

const message = (problem: Problem): string => problem.message;

/** The PHP panel looks for "invalid" in the text. */
const invalid = ({ message: why, detail: { violations = [] } }: Problem): string =>
  violations.length === 0 ? `invalid input: ${why}` : violations.map(({ member, rule }) => `invalid ${member || 'input'} (${rule})`).join('\n');

const provider: Provider<ElasticHosts> = {
  name: 'elastichosts',
  title: 'ElasticHosts',
  contract,
  schemas,
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

export const elastichosts: WithScenarios<Provider<ElasticHosts>, typeof scenarios> = withScenarios(provider, scenarios);
export type { Drive } from './drive.ts';
export type { Resource } from './resource.ts';
export type { Server } from './server.ts';
export type { ElasticHosts, Settings } from './vendor.ts';
