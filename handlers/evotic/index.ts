/** Evotic: an API in the style of Laravel, on top of SolusVM 2. */
import { withScenarios, type WithScenarios } from '../../vendor/with-scenarios.ts';
import { fresh, prices } from '../../fixtures/evotic.ts';
import type { Problem, WrongMember } from '../../model/problem.ts';
import * as scenarios from '../../scenarios/evotic.ts';
import { bearer } from '../../vendor/auth.ts';
import type { Provider, Refusal } from '../../vendor/provider.ts';
import { json } from '../../vendor/wire.ts';
import { contract, schemas } from './contract.ts';
import { formsAnd } from './form.ts';
import { operations } from './operations.ts';
import { records } from './records.ts';
import { arrive, lifecycle } from './server.ts';
import type { Evotic } from './vendor.ts';

type Headers = Readonly<Record<string, string>>;

/** An error with the vendor's three properties (its page on errors) and, for invalid input, Laravel's `errors`. */
const says =
  (
    status: number,
    message: string | ((problem: Problem) => string),
    more: { errors?: typeof errorsOf; headers?: (problem: Problem) => Headers } = {},
  ): Refusal =>
  (problem) => ({
    status,
    body: {
      type: status < 500 ? 'invalid_request' : 'api_error',
      message: typeof message === 'string' ? message : message(problem),
      documentation_url: 'https://docs.evotic.io/errors',
      ...(more.errors && { errors: more.errors(problem) }),
    },
    ...(more.headers && { headers: more.headers(problem) }),
  });

/** The error message for a field, in the words of Laravel. */
function sentence({ member, rule, value, limit = 1 }: WrongMember): string {
  // `initialCommands` becomes `initial commands`, `os_id` becomes `os id`.
  const attribute = member.replace(/_/g, ' ').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  if (rule === 'required' || value === null || value === '') return `The ${attribute} field is required.`;
  if (rule === 'exists') return `The selected ${attribute} is invalid.`;
  if (rule === 'available') return `The selected ${attribute} has no capacity left.`;
  if (rule === 'minimum') return `The ${attribute} field must be at least ${limit}.`;
  if (rule === 'maxLength') return `The ${attribute} field must not be greater than 255 characters.`;
  if (rule === 'pattern') return `The ${attribute} field format is invalid.`;
  if (member === 'initialCommands') return `The ${attribute} field must be an array.`;
  return `The ${attribute} field must be ${member === 'name' || member === 'password' ? 'a string' : 'an integer'}.`;
}

/** Laravel's map from a field to its messages. A list item that is not a string is listed under its index. */
function errorsOf({ detail: { violations = [] } }: Problem): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    violations.flatMap((violation) => {
      const { member, value } = violation;
      if (member !== 'initialCommands' || !Array.isArray(value)) return [[member, [sentence(violation)]]];
      return value.flatMap((item, index) => (typeof item === 'string' ? [] : [[`${member}.${index}`, [`The ${member}.${index} field must be a string.`]]]));
    }),
  );
}

/** Laravel's summary: the first message, and how many more there are. */
function summary(problem: Problem): string {
  const [first, ...others] = Object.values(errorsOf(problem)).flat();
  if (first === undefined) return 'The given data was invalid.';
  return others.length === 0 ? first : `${first} (and ${others.length} more ${others.length === 1 ? 'error' : 'errors'})`;
}

/** The full path as Laravel prints it, without leading and trailing slashes. */
const route = ({ detail: { path = '' } }: Problem): string => `api/v1${path.replace(/(?<!\/)\/+$/, '')}`;

/** The allowed methods as Laravel lists them: with HEAD after GET. */
const allowed = ({ detail: { allow = [] } }: Problem): string =>
  allow
    .filter((method) => method !== 'HEAD')
    .flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
    .join(', ');

const retryAfter = ({ detail: { retryAfter: ms = 60_000 } }: Problem): number => Math.ceil(ms / 1000);

const provider: Provider<Evotic> = {
  name: 'evotic',
  title: 'Evotic',
  contract,
  schemas,
  authentication: bearer(),
  routing: { slash: 'optional', head: true },
  wire: formsAnd(json({ type: 'application/json', other: 'ignored' })),
  // Laravel's throttle sends its headers with every response, and the reset time only once the limit is exceeded.
  rateHeaders: ({ limit, remaining, resetsAt }) => ({
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(Math.max(0, remaining)),
    ...(remaining < 0 && { 'x-ratelimit-reset': String(Math.ceil(resetsAt / 1000)) }),
  }),
  refusals: {
    'no-route': says(404, (problem) => `The route ${route(problem)} could not be found.`),
    method: says(
      405,
      (problem) => `The ${problem.detail.method} method is not supported for route ${route(problem)}. Supported methods: ${allowed(problem)}.`,
      {
        headers: (problem) => ({ allow: allowed(problem) }),
      },
    ),
    unauthenticated: says(401, 'Unauthenticated.'),
    forbidden: says(403, ({ detail: { table } }) => (table ? 'Server limit reached.' : 'This action is unauthorized.')),
    'not-found': says(404, ({ detail: { key } }) => `No query results for model [App\\Models\\Server]${key === undefined ? '.' : ` ${key}`}`),
    malformed: says(400, 'The request body is not valid JSON.'),
    'unsupported-media': null,
    'too-large': says(413, 'The POST data is too large.'),
    invalid: says(422, summary, { errors: errorsOf }),
    'payment-required': says(402, 'Insufficient balance.'),
    'wrong-state': says(409, ({ detail: { status } }) => (status === undefined ? 'Conflict.' : `Server is ${status}.`)),
    locked: says(423, 'Server is being processed.'),
    full: null,
    'rate-limited': says(429, 'Too Many Attempts.', {
      headers: (problem) => ({
        'x-ratelimit-limit': String(problem.detail.rate?.limit ?? 60),
        'x-ratelimit-remaining': '0',
        'retry-after': String(retryAfter(problem)),
      }),
    }),
    unavailable: says(503, 'Service Unavailable'),
    broken: says(500, 'Server Error'),
  },
  tables: {
    servers: { key: 'id', schema: records.servers, indexes: ['status'], lifecycle, arrive, references: { location_id: 'locations' } },
    locations: { key: 'id', schema: records.locations },
    systems: { key: 'id', schema: records.systems },
  },
  found: { server: { parameter: 'id', table: 'servers' } },
  settings: { balance: 1_000_000, prices, instantCreate: false, trafficLimit: 2 ** 40 },
  settingSchemas: { prices: { cpu: 'amount', ram: 'amount', disk: 'amount' }, trafficLimit: 'amount' },
  fresh,
  operations,
};

/** The vendor with its scenarios, by a name that declarations can use. */
export interface EvoticProvider extends WithScenarios<Provider<Evotic>, typeof scenarios> {}

export const evotic: EvoticProvider = withScenarios(provider, scenarios);
export type { Contract } from './contract.ts';
export type { Action, Location, Server, Specifications, Status, System } from './server.ts';
export type { Traffic, Usage } from './usage.ts';
export type { Evotic, Settings } from './vendor.ts';
