/** The Drone Autoscaler: a self-hosted Go service that creates and destroys the machines on which Drone's agents run. */
import type { Wire } from '../../vendor/wire.ts';
import { withScenarios, type WithScenarios } from '../../vendor/with-scenarios.ts';
import { fresh } from '../../fixtures/drone.ts';
import { Problem } from '../../model/problem.ts';
import * as scenarios from '../../scenarios/drone.ts';
import type { Authentication } from '../../vendor/auth.ts';
import type { Provider, Refusal } from '../../vendor/provider.ts';
import { contract, schemas } from './contract.ts';
import { operations } from './operations.ts';
import { records } from './records.ts';
import { arrive, lifecycle } from './server.ts';
import type { Drone } from './vendor.ts';

/** The token of a user who is not an administrator, which is rejected with 403. */
export const NOT_ADMIN = 'not-admin';

/**
 * A token, with or without the exact prefix `Bearer `. The rest is sent to Drone unchanged (drone/autoscaler, server/auth.go).
 * A token with a space, or that is the name of a scheme, is rejected, as Drone does.
 */
const authentication: Authentication = {
  header: 'authorization',
  credential({ authorization = '' }) {
    const token = authorization.replace(/^Bearer /, '').trim();
    if (token === '') return null;
    if (token === NOT_ADMIN) throw new Problem('forbidden', 'The user is not an admin.');
    return /\s|^(?:basic|bearer)$/i.test(token) ? 'invalid' : token;
  },
};

const NOSNIFF = { 'x-content-type-options': 'nosniff' } as const;

const ESCAPES: Readonly<Record<string, string>> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026', '\u2028': '\\u2028', '\u2029': '\\u2029' };

/** JSON as Go writes it: HTML characters are escaped, and a newline ends it. Strings are sent as plain text (server/writer.go). */
const wire: Wire = {
  read: () => undefined,
  write: (body) =>
    typeof body === 'string'
      ? { type: 'text/plain; charset=utf-8', body }
      : {
          type: 'application/json; charset=utf-8',
          body: `${JSON.stringify(body).replace(/[<>&\u2028\u2029]/g, (character) => ESCAPES[character] ?? '')}\n`,
          headers: NOSNIFF,
        },
};

const says =
  (status: number, message: string | ((problem: Problem) => string)): Refusal =>
  (problem) => ({ status, body: { message: typeof message === 'string' ? message : message(problem) } });

const provider: Provider<Drone> = {
  name: 'drone',
  title: 'Drone Autoscaler',
  contract,
  schemas,
  authentication,
  // A middleware checks the credential for everything under /api (cmd/drone-autoscaler/main.go).
  // Its router (chi) knows neither HEAD nor OPTIONS: both are 405 on a path that has GET.
  routing: { slash: 'exact', head: false, options: false, credentialFirst: (path) => /^\/api(?:\/|$)/.test(path) },
  wire,
  refusals: {
    'no-route': () => ({ status: 404, body: '404 page not found\n', headers: NOSNIFF }),
    method: () => ({ status: 405, body: undefined }),
    unauthenticated: says(401, ({ detail: { missing } }) => (missing ? 'Invalid or missing token' : 'Unauthorized')),
    forbidden: says(403, 'Forbidden'),
    // The store's error message, unchanged.
    'not-found': says(404, 'sql: no rows in result set'),
    // It never reads a body.
    malformed: null,
    'unsupported-media': null,
    'too-large': says(413, 'Request Entity Too Large'),
    invalid: null,
    'payment-required': null,
    // A delete is accepted in every state, and there is no other action.
    'wrong-state': null,
    locked: null,
    full: null,
    'rate-limited': null,
    unavailable: says(503, 'Service Unavailable'),
    broken: says(500, 'database is locked'),
  },
  tables: { servers: { key: 'name', schema: records.servers, indexes: ['status'], lifecycle, arrive } },
  found: { server: { parameter: 'name', table: 'servers' } },
  settings: {
    paused: false,
    lostDelete: false,
    addresses: true,
    prefix: 'agent-',
    capacity: 2,
    version: '1.9.0',
    commit: 'b22b870',
  },
  settingSchemas: { capacity: 'count' },
  fresh,
  operations,
};

/** The vendor with its scenarios, by a name that declarations can use. */
export interface DroneProvider extends WithScenarios<Provider<Drone>, typeof scenarios> {}

export const drone: DroneProvider = withScenarios(provider, scenarios);
export type { Contract } from './contract.ts';
export type { Action, Server, Status } from './server.ts';
export type { Drone, Settings } from './vendor.ts';
