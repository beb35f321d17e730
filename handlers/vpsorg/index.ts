/** VPS.org: an API in the style of Django REST Framework. */
import { withScenarios, type WithScenarios } from '../../vendor/with-scenarios.ts';
import { fresh } from '../../fixtures/vpsorg.ts';
import type { Problem, WrongMember } from '../../model/problem.ts';
import * as scenarios from '../../scenarios/vpsorg.ts';
import { bearer } from '../../vendor/auth.ts';
import type { Decision, Provider, Refusal } from '../../vendor/provider.ts';
import { json } from '../../vendor/wire.ts';
import { contract, schemas } from './contract.ts';
import { operations } from './operations.ts';
import { records } from './records.ts';
import { arrive, lifecycle } from './server.ts';
import type { VpsOrg } from './vendor.ts';

const detail =
  (status: number, text: string | ((problem: Problem) => string), headers?: (problem: Problem) => Readonly<Record<string, string>>): Refusal =>
  (problem) => ({ status, body: { detail: typeof text === 'string' ? text : text(problem) }, ...(headers && { headers: headers(problem) }) });

/** The error message for a field, in the words of Django REST Framework. */
function sentence({ member, rule, value }: WrongMember): string {
  if (rule === 'required') return 'This field is required.';
  if (value === null) return 'This field may not be null.';
  if (value === '') return 'This field may not be blank.';
  if (rule === 'exists') return `Invalid pk "${value as number}" - object does not exist.`;
  if (rule === 'enum') return `"${value as string}" is not a valid choice.`;
  if (rule === 'maxLength') return `Ensure this field has no more than ${member === 'hostname' ? 253 : 255} characters.`;
  if (rule !== 'type') return 'Enter a valid value.';
  if (member === 'backups_enabled') return 'Must be a valid boolean.';
  return member.endsWith('_id') ? 'A valid integer is required.' : 'Not a valid string.';
}

function invalid({ detail: { violations = [] } }: Problem): Decision {
  const whole = violations.find(({ member }) => member === '');
  if (whole) return { status: 400, body: { non_field_errors: [`Invalid data. Expected a dictionary, but got ${pythonType(whole.value)}.`] } };
  if (violations.length === 0) return { status: 400, body: { detail: 'Invalid input.' } };
  return { status: 400, body: Object.fromEntries(violations.map((violation) => [violation.member, [sentence(violation)]])) };
}

/** The Python type of a JSON value. */
function pythonType(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  if (value === null) return 'NoneType';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return { string: 'str', boolean: 'bool' }[typeof value as string] ?? 'dict';
}

const retryAfter = ({ detail: { retryAfter: ms = 60_000 } }: Problem): number => Math.ceil(ms / 1000);

const provider: Provider<VpsOrg> = {
  name: 'vpsorg',
  title: 'VPS.org',
  contract,
  schemas,
  authentication: bearer(),
  routing: { slash: 'redirect', head: true },
  wire: json({ type: 'application/json', other: 'refused' }),
  refusals: {
    'no-route': detail(404, 'Not found.'),
    method: detail(
      405,
      ({ detail: { method = '' } }) => `Method "${method}" not allowed.`,
      ({ detail: { allow = [] } }) => ({ allow: allow.join(', ') }),
    ),
    unauthenticated: detail(
      401,
      ({ detail: { missing } }) => (missing ? 'Authentication credentials were not provided.' : 'Invalid token.'),
      () => ({ 'www-authenticate': 'Bearer' }),
    ),
    forbidden: detail(403, ({ detail: { table } }) => (table ? 'Server limit reached.' : 'You do not have permission to perform this action.')),
    'not-found': detail(404, 'Not found.'),
    malformed: detail(
      400,
      ({ message }) => `JSON parse error - ${/^The body is not JSON: (.*)$/s.exec(message)?.[1] ?? 'Expecting value: line 1 column 1 (char 0)'}`,
    ),
    'unsupported-media': detail(415, ({ detail: { type = '' } }) => `Unsupported media type "${type}" in request.`),
    'too-large': detail(413, 'Request body is too large.'),
    invalid,
    'payment-required': detail(402, 'Insufficient credits.'),
    // When a fault asks for this error, only the path tells which action was requested.
    'wrong-state': detail(400, ({ detail: { action, status, path = '' } }) => {
      if (status === 'suspended') return 'Server is suspended.';
      return action === 'start' || path.endsWith('/start/') ? 'Server is already running.' : 'Server is not running.';
    }),
    locked: detail(400, ({ detail: { status } }) => (status === undefined ? 'Server is busy.' : `Server is busy (${status}).`)),
    full: null,
    'rate-limited': detail(
      429,
      (problem) => `Request was throttled. Expected available in ${retryAfter(problem)} seconds.`,
      (problem) => ({ 'retry-after': String(retryAfter(problem)) }),
    ),
    unavailable: detail(503, 'Service temporarily unavailable, try again later.'),
    broken: detail(500, 'A server error occurred.'),
  },
  tables: {
    servers: {
      key: 'id',
      schema: records.servers,
      indexes: ['status', 'location'],
      lifecycle,
      arrive,
      // A location that is closed keeps its servers.
      references: { plan_id: 'plans', os_id: 'systems' },
    },
    plans: { key: 'id', schema: records.plans },
    systems: { key: 'id', schema: records.systems },
    locations: { key: 'code', schema: records.locations },
    ssh_keys: { key: 'id', schema: records.ssh_keys },
  },
  found: { server: { parameter: 'server_id', table: 'servers' }, plan: { parameter: 'id', table: 'plans' } },
  settings: { credits: 100_000 },
  fresh,
  operations,
};

/** The vendor with its scenarios, by a name that declarations can use. */
export interface VpsOrgProvider extends WithScenarios<Provider<VpsOrg>, typeof scenarios> {}

export const vpsorg: VpsOrgProvider = withScenarios(provider, scenarios);
export type { Contract } from './contract.ts';
export type { Action, Location, Plan, Server, SshKey, Status, System } from './server.ts';
export type { Usage } from './usage.ts';
export type { VpsOrg, Settings } from './vendor.ts';
