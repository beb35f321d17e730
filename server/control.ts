/** The controls, which let tests in any language use time, scenarios, faults, the journal and snapshots. */
import type { PlainReply } from '../vendor/wire.ts';
import type { MovableClock } from '../model/clock.ts';
import type { Fault } from '../model/faults.ts';
import { Problem } from '../model/problem.ts';
import type { AnyCloud } from '../cloud/cloud.ts';
import type { Snapshot } from '../cloud/snapshot.ts';
import { put, remove, set, tableOf } from './records.ts';

/** The first path segment of every control. */
export const CONTROL = '_stuntbox';

/** The controls and their descriptions, also for the page and for errors. */
export const CONTROLS: Readonly<
  Record<string, { readonly description: string; readonly run: (cloud: AnyCloud, query: URLSearchParams, body: Uint8Array) => unknown }>
> = {
  'GET /_stuntbox/clock': { description: "Returns the cloud's time.", run: (cloud) => time(cloud) },
  'POST /_stuntbox/clock/advance?ms=180000': {
    description: 'Advances a manual clock by the given number of milliseconds.',
    run(cloud, query) {
      manual(cloud).advance(Number(query.get('ms') ?? Number.NaN));
      return time(cloud);
    },
  },
  'POST /_stuntbox/clock/next': {
    description: 'Advances a manual clock to the next change.',
    run(cloud) {
      manual(cloud).next();
      return time(cloud);
    },
  },
  'POST /_stuntbox/clock/settle': {
    description: 'Advances a manual clock until no task is running.',
    run(cloud) {
      manual(cloud).settle();
      return time(cloud);
    },
  },
  'POST /_stuntbox/play?scenario=vpsorg/out-of-credits': {
    description: 'Plays a scenario.',
    run(cloud, query) {
      cloud.play(query.get('scenario') ?? '');
      return { played: query.get('scenario') };
    },
  },
  'GET /_stuntbox/faults': { description: 'Lists the faults that can still strike.', run: (cloud) => cloud.faults.all() },
  'POST /_stuntbox/faults': {
    description: 'Adds the fault in the body, as JSON.',
    run(cloud, _, body) {
      cloud.faults.add(parsed(body) as Fault);
      return cloud.faults.all();
    },
  },
  'DELETE /_stuntbox/faults': {
    description: 'Removes all faults.',
    run(cloud) {
      cloud.faults.clear();
      return [] as Fault[];
    },
  },
  'GET /_stuntbox/records?table=puregpu/isos': {
    description: 'Lists the records of a table.',
    run: (cloud, query) => tableOf(cloud, query.get('table')).all(),
  },
  'POST /_stuntbox/records?table=puregpu/isos': {
    description: 'Adds the record in the body, as JSON. If a record with its key exists, the given members are changed.',
    run: (cloud, query, body) => put(tableOf(cloud, query.get('table')), parsed(body)),
  },
  'DELETE /_stuntbox/records?table=puregpu/isos&key=ubuntu.iso': {
    description: 'Removes a record.',
    run: (cloud, query) => remove(tableOf(cloud, query.get('table')), query.get('key')),
  },
  'POST /_stuntbox/settings?vendor=evotic': {
    description: 'Changes the vendor\'s settings in the body, such as `{"balance": 0}`, and returns all of them.',
    run: (cloud, query, body) => set(cloud, query.get('vendor'), parsed(body)),
  },
  'GET /_stuntbox/journal': { description: 'Lists the requests and their responses, oldest first.', run: (cloud) => cloud.journal.all() },
  'POST /_stuntbox/reset': {
    description: "Resets the cloud to its initial state, with the documents' examples.",
    run(cloud) {
      cloud.reset();
      return time(cloud);
    },
  },
  'GET /_stuntbox/snapshot': { description: 'Returns the whole cloud as JSON.', run: (cloud) => cloud.snapshot() },
  'POST /_stuntbox/restore': {
    description: 'Restores the snapshot in the body.',
    run(cloud, _, body) {
      cloud.restore(parsed(body) as Snapshot);
      return time(cloud);
    },
  },
};

/** The controls by method and path. */
const ROUTES = new Map(Object.entries(CONTROLS).map(([route, { run }]) => [route.split('?')[0] ?? '', run]));

/**
 * Handles a request to the controls. A mistake in the request is answered with 400 and an explanation.
 * @throws internal errors of the cloud or its clock.
 */
export function control(cloud: AnyCloud, method: string, path: string, query: string, body: Uint8Array): PlainReply {
  const run = ROUTES.get(`${method} ${path.replace(/\/$/, '')}`);
  if (!run) return json(404, { error: `There is no control ${method} ${path}. Available: ${Object.keys(CONTROLS).join(', ')}.` });
  try {
    return json(200, run(cloud, new URLSearchParams(query), body));
  } catch (error) {
    // A mistake is a plain Error; a TypeError or a RangeError is a bug.
    if (error instanceof Problem || (error instanceof Error && error.name === 'Error')) return json(400, { error: error.message });
    throw error;
  }
}

const time = (cloud: AnyCloud): object => ({ clock: cloud.clock.kind, now: new Date(cloud.clock.now()).toISOString() });

function manual({ clock }: AnyCloud): MovableClock {
  if (clock.movable) return clock;
  throw new Error(`This cloud's clock is ${clock.kind} and moves by itself. Start the server with --clock manual to move it by hand.`);
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch (error) {
    throw new Error(`The body is not JSON: ${(error as Error).message}`, { cause: error });
  }
}

/** A response from the server itself, not from a vendor. */
export const json = (status: number, body: unknown): PlainReply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: `${JSON.stringify(body)}\n`,
});
