/** PureGPU: a GPU host that answers most errors with HTTP 200 and `"result": "error"`. */
import { withScenarios, type WithScenarios } from '../../vendor/with-scenarios.ts';
import { fresh } from '../../fixtures/puregpu.ts';
import type { Problem, WrongMember } from '../../model/problem.ts';
import * as scenarios from '../../scenarios/puregpu.ts';
import { apiKey } from '../../vendor/auth.ts';
import type { Provider, Refusal } from '../../vendor/provider.ts';
import { json } from '../../vendor/wire.ts';
import { contract, schemas } from './contract.ts';
import { operations } from './operations.ts';
import { records } from './records.ts';
import { arrive, lifecycle } from './server.ts';
import type { PureGpu } from './vendor.ts';

const says =
  (status: number, message: string | ((problem: Problem) => string)): Refusal =>
  (problem) => ({
    status,
    body: { result: 'error', message: typeof message === 'string' ? message : message(problem) },
    ...(problem.detail.retryAfter !== undefined && { headers: { 'retry-after': String(Math.ceil(problem.detail.retryAfter / 1000)) } }),
  });

/** The first violation, in Virtualizor's words where known. A missing property follows the vendor's example, "Amount is required". */
function invalid({ detail: { violations = [] } }: Problem): string {
  const { member, rule }: WrongMember = violations[0] ?? { member: 'request', rule: 'type' };
  if (rule === 'required' || rule === 'minLength') return `${member.charAt(0).toUpperCase()}${member.slice(1)} is required`;
  if (member === 'osid') return 'The OS submitted is invalid';
  if (member === 'iso' || member === 'sec_iso') return 'The ISO you selected is invalid';
  if (member === 'order') return 'There was an error while setting the boot order';
  return `Invalid ${member || 'request'}`;
}

const provider: Provider<PureGpu> = {
  name: 'puregpu',
  title: 'PureGPU',
  contract,
  schemas,
  authentication: apiKey('X-API-Key'),
  // Express: a trailing slash is optional, HEAD is answered like GET, and a body with any media type other than JSON is ignored.
  routing: { slash: 'optional', head: true },
  wire: json({ type: 'application/json; charset=utf-8', other: 'ignored' }),
  refusals: {
    'no-route': says(404, 'Not found'),
    method: says(404, 'Not found'),
    unauthenticated: says(401, 'Unauthorized'),
    forbidden: says(200, 'This VPS is suspended. You cannot perform any operations for the VPS !'),
    'not-found': says(200, 'Service not found'),
    malformed: says(400, 'Malformed JSON'),
    'unsupported-media': null,
    'too-large': says(413, 'Request entity too large'),
    invalid: says(200, invalid),
    'payment-required': null,
    'wrong-state': says(200, ({ detail: { action, path = '' } }) =>
      // When a fault asks for this error, only the path tells which action was requested.
      action === 'start' || path.endsWith('/start') ? 'VM already running' : 'VM not running',
    ),
    locked: says(200, ({ detail: { task } }) =>
      task?.action === 'backup'
        ? 'A Backup or Restore process is already running for this VPS. Please wait for it to complete'
        : 'VPS is locked, hence no actions are allowed to perform',
    ),
    full: null,
    'rate-limited': says(429, 'Too many requests'),
    unavailable: says(503, 'Service unavailable'),
    broken: says(500, 'Internal server error'),
  },
  tables: {
    servers: { key: 'serviceId', schema: records.servers, lifecycle, arrive: () => arrive },
    templates: { key: 'osid', schema: records.templates },
    isos: { key: 'name', schema: records.isos },
  },
  found: { server: { parameter: 'serviceId', table: 'servers' } },
  settings: { statistics: 'pve8' },
  settingSchemas: { statistics: new Set(['pve8', 'pve9'] as const) },
  fresh,
  operations,
};

/** The vendor with its scenarios, by a name that declarations can use. */
export interface PureGpuProvider extends WithScenarios<Provider<PureGpu>, typeof scenarios> {}

export const puregpu: PureGpuProvider = withScenarios(provider, scenarios);
export type { Contract } from './contract.ts';
export type { Action, Iso, Load, Server, Status, Template } from './server.ts';
export type { Edition } from './statistics.ts';
export type { PureGpu, Settings } from './vendor.ts';
