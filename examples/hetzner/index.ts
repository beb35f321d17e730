/** A part of Hetzner Cloud: `createCloud({ hetzner })`. */
import { bearer, json, withScenarios, type Problem, type Provider, type Refusal, type WrongMember, type WithScenarios } from 'stuntbox/vendor';
import { contract, schemas } from './contract.ts';
import { fresh } from './fixtures.ts';
import { operations } from './operations.ts';
import * as scenarios from './scenarios.ts';
import { lifecycle } from './server.ts';
import type { Hetzner } from './vendor.ts';

/** An error in the vendor's format: `{ error: { code, message, details } }`. */
const says =
  (status: number, code: string, message: string | ((problem: Problem) => string), details: (problem: Problem) => object | null = () => null): Refusal =>
  (problem) => ({ status, body: { error: { code, message: typeof message === 'string' ? message : message(problem), details: details(problem) } } });

/** The message for one violation. */
function sentence({ rule }: WrongMember): string {
  if (rule === 'required') return 'Missing data for required field.';
  if (rule === 'exists') return 'not found';
  if (rule === 'maxLength') return 'is too long';
  return 'is invalid';
}

const violationsOf = ({ detail: { violations = [] } }: Problem): readonly WrongMember[] => violations;
const invalidInput = says(
  422,
  'invalid_input',
  (problem) => violationsOf(problem).map((violation) => `invalid input in field '${violation.member}': ${sentence(violation)}`)[0] ?? 'invalid input',
  (problem) => ({ fields: violationsOf(problem).map((violation) => ({ name: violation.member, messages: [sentence(violation)] })) }),
);
const nameTaken = says(409, 'uniqueness_error', 'server name is already used', () => ({ fields: [{ name: 'name' }] }));

/** `server with ID '42' not found` */
const notFound = ({ detail: { table, key } }: Problem): string =>
  key === undefined ? 'not found' : `${table === 'actions' ? 'action' : 'server'} with ID '${key}' not found`;

const provider: Provider<Hetzner> = {
  name: 'hetzner',
  title: 'Hetzner Cloud',
  contract,
  schemas,
  authentication: bearer(),
  routing: { slash: 'exact', head: true },
  wire: json({ type: 'application/json', other: 'ignored' }),
  rateHeaders: ({ limit, remaining, resetsAt }) => ({
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': String(Math.max(0, remaining)),
    'ratelimit-reset': String(Math.ceil(resetsAt / 1000)),
  }),
  refusals: {
    'no-route': says(404, 'not_found', 'not found'),
    method: says(404, 'not_found', 'not found'),
    unauthenticated: says(401, 'unauthorized', 'unable to authenticate'),
    forbidden: says(403, 'forbidden', 'insufficient permissions for this request'),
    'not-found': says(404, 'not_found', notFound),
    malformed: says(400, 'json_error', 'invalid JSON input in your request'),
    'unsupported-media': null,
    'too-large': says(413, 'invalid_input', 'request body is too large'),
    invalid: (problem) => (violationsOf(problem).some(({ rule }) => rule === 'unique') ? nameTaken : invalidInput)(problem),
    'payment-required': null,
    'wrong-state': says(409, 'conflict', ({ detail: { status } }) => `cannot perform operation because server is ${status}`),
    locked: says(423, 'locked', 'cannot perform operation because server is locked'),
    full: says(403, 'resource_limit_exceeded', 'server limit reached', () => ({ limits: [{ name: 'server_limit' }] })),
    'rate-limited': says(429, 'rate_limit_exceeded', ({ detail: { rate } }) => `Limit of '${rate?.limit ?? 3600}' requests per hour reached.`),
    unavailable: says(503, 'unavailable', 'service is currently not available'),
    broken: says(500, 'server_error', 'internal server error'),
  },
  tables: {
    servers: { key: 'id', indexes: ['name', 'status'], lifecycle },
    actions: { key: 'id', indexes: ['server_id'] },
    server_types: { key: 'id' },
    images: { key: 'id' },
  },
  found: { server: { parameter: 'id', table: 'servers' }, action: { parameter: 'action_id', table: 'actions' } },
  settings: { serverLimit: 100 },
  fresh,
  operations,
};

export const hetzner: WithScenarios<Provider<Hetzner>, typeof scenarios> = withScenarios(provider, scenarios);
export type { Action } from './action.ts';
export type { Command, Server, Status } from './server.ts';
export type { Hetzner, Settings } from './vendor.ts';
