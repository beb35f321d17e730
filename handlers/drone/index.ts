/** The Drone Autoscaler: a Go service of one's own, which makes and destroys the machines that Drone's agents run on. */
import { fresh } from '../../fixtures/drone.ts';
import { Problem, type ProblemKind } from '../../model/problem.ts';
import type { Authentication } from '../auth.ts';
import type { Provider, Refusal, Vendor, Wire } from '../provider.ts';
import { contract, type Contract } from './contract.ts';
import { operations } from './operations.ts';
import { arrive, lifecycle, type Server } from './server.ts';

/** What a scenario makes a server with. */
export { allocated } from './server.ts';

export interface Settings {
  /** Whether its planner is paused: `/varz` shows it. Creating by hand goes on, as does what is under way. */
  paused: boolean;
  /** Whether a delete of a server that is creating or staging is lost, as it is on the real autoscaler. */
  lostDelete: boolean;
  /** Whether a new instance gets an address; without one its creation ends in an error, with an instance. */
  addresses: boolean;
  /** What the names begin with: DRONE_AGENT_NAME_PREFIX. */
  prefix: string;
  /** How many builds a server takes at a time: DRONE_AGENT_CONCURRENCY. */
  capacity: number;
  /** What `/version` says; empty to leave it out. */
  version: string;
  commit: string;
}

export interface Drone extends Vendor {
  name: 'drone';
  contract: Contract;
  tables: { servers: Server };
  settings: Settings;
  found: { server: { parameter: 'name'; table: 'servers' } };
  refuses: Exclude<ProblemKind, 'full' | 'malformed' | 'unsupported-media' | 'invalid' | 'payment-required' | 'wrong-state' | 'locked' | 'rate-limited'>;
}

/** The credential of a user who is no admin: it is refused with 403. */
export const NOT_ADMIN = 'not-admin';

/**
 * A token, with or without `Bearer ` before it, to the letter; what is left is sent to Drone as it is (drone/autoscaler, server/auth.go).
 * No token has a space in it, nor is it the name of a scheme: Drone refuses those.
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

/** Go's JSON: HTML is escaped, and a line ends it. A text is a text (server/writer.go). */
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

export const drone: Provider<Drone> = {
  name: 'drone',
  title: 'Drone Autoscaler',
  contract,
  authentication,
  // The credential is asked for by a middleware of all that is under /api (cmd/drone-autoscaler/main.go).
  routing: { slash: 'exact', head: false, credentialFirst: (path) => /^\/api(?:\/|$)/.test(path) },
  wire,
  refusals: {
    'no-route': () => ({ status: 404, body: '404 page not found\n', headers: NOSNIFF }),
    method: () => ({ status: 405, body: undefined }),
    unauthenticated: says(401, ({ detail: { missing } }) => (missing ? 'Invalid or missing token' : 'Unauthorized')),
    forbidden: says(403, 'Forbidden'),
    // The store's raw error.
    'not-found': says(404, 'sql: no rows in result set'),
    // It never reads a body.
    malformed: null,
    'unsupported-media': null,
    'too-large': says(413, 'Request Entity Too Large'),
    invalid: null,
    'payment-required': null,
    // A delete is accepted in every state, and nothing else is asked of a server.
    'wrong-state': null,
    locked: null,
    full: null,
    'rate-limited': null,
    unavailable: says(503, 'Service Unavailable'),
    broken: says(500, 'database is locked'),
  },
  tables: { servers: { key: 'name', indexes: ['status'], lifecycle, arrive } },
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
  fresh,
  operations,
};
