/**
 * The controls on plain values: what a request asks for is found, checked and done, or refused with a problem.
 * Law: a refused request changes nothing, and no request throws.
 */
import { coreOf } from '../cloud/inside.ts';
import type { Clouds, HeldCloud } from '../clouds/clouds.ts';
import { CloudRefused, type CloudRefusal } from '../clouds/refused.ts';
import { said } from '../model/plain.ts';
import { suggestion } from '../model/spelling.ts';
import type { PlainReply } from '../vendor/wire.ts';
import { bodyOf, pathOf, queryOf } from './check.ts';
import { contract, schemas, type ControlRoute } from './contract.ts';
import { exportedControls } from './openapi.ts';
import type { Call, ControlOperations, Environment, Stream } from './operations.ts';
import { problemReply, refusalFor, Refused, type RefusalKind } from './problem.ts';
import { accounts } from './resources/accounts.ts';
import { clock } from './resources/clock.ts';
import { clouds } from './resources/clouds.ts';
import { events } from './resources/events.ts';
import { faults } from './resources/faults.ts';
import { journal } from './resources/journal.ts';
import { nextExchange } from './resources/next-exchange.ts';
import { records } from './resources/records.ts';
import { scenarios } from './resources/scenarios.ts';
import { wholeCloud } from './resources/whole-cloud.ts';
import { routed, type FoundControl } from './route.ts';

const operations: ControlOperations = {
  'GET /openapi.json': exportedControls,
  ...clouds,
  ...wholeCloud,
  ...clock,
  ...scenarios,
  ...faults,
  ...accounts,
  ...records,
  ...journal,
  ...nextExchange,
  ...events,
};

/** A request to the controls whose control is known, so that its body can be read. */
export interface FoundRequest {
  /** The largest body, in bytes; undefined for the usual one. */
  readonly largestBody: number | undefined;
  /** Does what the request asks for. Never throws: a mistake is a problem, and anything else is given to `bug`. */
  run(request: ControlRequest): Promise<PlainReply | Stream>;
}

/** What `run` needs of a request, besides its method and path. */
export interface ControlRequest {
  readonly query: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array | undefined;
  /** Aborted when nobody waits for the reply any more. */
  readonly signal: AbortSignal;
}

/** Finds the control for a method and a path. */
export type Controls = (method: string, path: string) => FoundRequest | PlainReply;

/**
 * Opens the controls of some clouds.
 * @param bug is called with internal errors: failures that the request did not cause.
 */
export function openControls(environment: Environment, bug: (thrown: unknown) => void): Controls {
  return (method, path) => {
    const found = routed(method, path);
    if ('allow' in found) return problemReply(notFound(method, path, found.allow));
    return {
      largestBody: found.control.operation['x-largest-body'],
      async run(request) {
        try {
          return await answered(found, request, environment);
        } catch (thrown) {
          return problemReply(refusalOf(thrown, `${method} ${path}`, bug));
        }
      },
    };
  };
}

async function answered(
  { control, values }: FoundControl,
  { query, headers, body, signal }: ControlRequest,
  environment: Environment,
): Promise<PlainReply | Stream> {
  const { operation, route } = control;
  const path = pathOf(operation, values);
  if (!path) throw new Refused('not-found', `There is nothing at ${control.path} with ${JSON.stringify(values).slice(0, 200)}.`);
  // One that only its name concerns, such as a deletion, is not opened for it.
  const held = values['cloud'] === undefined || route === 'DELETE /clouds/{cloud}' ? undefined : await heldBy(environment.clouds, values['cloud']);
  held?.check();
  const ended = held ? AbortSignal.any([signal, held.signal]) : signal;
  // The contract has checked everything that the types of a call say.
  const call = {
    path,
    query: queryOf(operation, query),
    body: bodyOf(operation, body),
    headers,
    cloud: held?.cloud,
    core: held && coreOf(held.cloud),
    environment,
    signal: ended,
  } as unknown as Call;
  const run = operations[route as ControlRoute] as (call: Call) => unknown;
  const answer = await using(held, () => run(call));
  if (isStream(answer)) return watched(answer, held);
  await held?.stored();
  const status = Number(Object.keys(operation.responses)[0]);
  return { status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(answer)}\n` };
}

async function heldBy(clouds: Clouds, name: string): Promise<HeldCloud> {
  const held = await clouds.find(name);
  if (held) return held;
  const known = Array.from(clouds.living(), (one) => one.name).slice(0, MOST_SUGGESTED);
  throw new Refused('not-found', `There is no cloud ${said(name)}.${suggestion(name.slice(0, 60), known)}`);
}

/** Names beyond these are not compared: there may be thousands. */
const MOST_SUGGESTED = 100;

/** Keeps a cloud while something is done with it, or waited for. */
async function using<T>(held: HeldCloud | undefined, run: () => T | Promise<T>): Promise<T> {
  const release = held?.hold();
  try {
    return await run();
  } finally {
    release?.();
  }
}

/** A stream that keeps its cloud, and ends with it. */
function watched({ stream, ended }: Stream, held: HeldCloud | undefined): Stream {
  return {
    ended,
    stream(send) {
      const stop = stream(send);
      const release = held?.hold();
      return () => {
        stop();
        release?.();
      };
    },
  };
}

const isStream = (answer: unknown): answer is Stream =>
  typeof answer === 'object' && answer !== null && 'stream' in answer && typeof answer.stream === 'function';

function notFound(method: string, path: string, allow: readonly string[]): Refused {
  if (allow.length > 0)
    return new Refused('method', `${path.slice(0, 200)} has no ${method.slice(0, 20)}. Available: ${allow.join(', ')}.`, { allow: allow.join(', ') });
  // Compared with the names that the path has where each control has a placeholder.
  const given = path.split('/');
  const paths = Object.keys(contract.paths).map((known) =>
    known
      .split('/')
      .map((part, index) => (part.startsWith('{') ? (given[index] ?? part) : part))
      .join('/'),
  );
  return new Refused('not-found', `There is no control at ${path.slice(0, 200)}.${suggestion(path.slice(0, 200), paths)}`);
}

/** What was thrown, as a refusal. A mistake is a plain Error or a Problem; anything else is a bug. */
export const refusalOf = (thrown: unknown, request: string, bug: (thrown: unknown) => void): Refused =>
  thrown instanceof CloudRefused ? refusedCloud(thrown) : refusalFor(thrown, request, bug);

const KIND_OF: Readonly<Record<CloudRefusal, RefusalKind>> = {
  invalid: 'invalid',
  conflict: 'conflict',
  gone: 'not-found',
  full: 'full',
  unavailable: 'unavailable',
  unreadable: 'unavailable',
};

const refusedCloud = ({ kind, message, retryAfter }: CloudRefused): Refused =>
  new Refused(KIND_OF[kind], message, retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) });

export { contract, schemas };
