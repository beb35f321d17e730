/** The controls, beside the vendors: time, scenarios, faults, the journal and snapshots, for a test in any language. */
import type { PlainReply } from '../vendor/wire.ts';
import type { ManualClock } from '../model/clock.ts';
import type { Fault } from '../model/faults.ts';
import { Problem } from '../model/problem.ts';
import type { AnyCloud } from '../cloud/cloud.ts';
import type { Snapshot } from '../cloud/snapshot.ts';
import { put, remove, set, tableOf } from './records.ts';

/** The first segment of the controls' paths. */
export const CONTROL = '_stuntbox';

/** What the controls are, for the page and for whoever misses one. */
export const CONTROLS: Readonly<
  Record<string, { readonly description: string; readonly run: (cloud: AnyCloud, query: URLSearchParams, body: Uint8Array) => unknown }>
> = {
  'GET /_stuntbox/clock': { description: 'The time of the cloud.', run: (cloud) => time(cloud) },
  'POST /_stuntbox/clock/advance?ms=180000': {
    description: 'Moves a manual clock by so many milliseconds.',
    run(cloud, query) {
      manual(cloud).advance(Number(query.get('ms') ?? Number.NaN));
      return time(cloud);
    },
  },
  'POST /_stuntbox/clock/next': {
    description: 'Moves a manual clock to the next instant at which anything changes.',
    run(cloud) {
      manual(cloud).next();
      return time(cloud);
    },
  },
  'POST /_stuntbox/clock/settle': {
    description: 'Moves a manual clock until nothing is under way.',
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
  'GET /_stuntbox/faults': { description: 'The faults that can still strike.', run: (cloud) => cloud.faults.all() },
  'POST /_stuntbox/faults': {
    description: 'Adds the fault that the body holds as JSON.',
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
  'GET /_stuntbox/records?table=puregpu/isos': { description: 'The records of a table.', run: (cloud, query) => tableOf(cloud, query.get('table')).all() },
  'POST /_stuntbox/records?table=puregpu/isos': {
    description: 'Adds the record that the body holds as JSON; where there is one with its key, changes the members that it gives.',
    run: (cloud, query, body) => put(tableOf(cloud, query.get('table')), parsed(body)),
  },
  'DELETE /_stuntbox/records?table=puregpu/isos&key=ubuntu.iso': {
    description: 'Removes a record.',
    run: (cloud, query) => remove(tableOf(cloud, query.get('table')), query.get('key')),
  },
  'POST /_stuntbox/settings?vendor=evotic': {
    description: 'Sets the vendor\'s settings that the body holds as JSON, such as `{"balance": 0}`, and gives all of them.',
    run: (cloud, query, body) => set(cloud, query.get('vendor'), parsed(body)),
  },
  'GET /_stuntbox/journal': { description: 'What was asked and what was answered, the oldest first.', run: (cloud) => cloud.journal.all() },
  'POST /_stuntbox/reset': {
    description: 'Begins anew, with the examples of the documents.',
    run(cloud) {
      cloud.reset();
      return time(cloud);
    },
  },
  'GET /_stuntbox/snapshot': { description: 'All of the cloud as JSON.', run: (cloud) => cloud.snapshot() },
  'POST /_stuntbox/restore': {
    description: 'Makes the cloud what the snapshot in the body says.',
    run(cloud, _, body) {
      cloud.restore(parsed(body) as Snapshot);
      return time(cloud);
    },
  },
};

/** Each control by its method and its path. */
const ROUTES = new Map(Object.entries(CONTROLS).map(([route, { run }]) => [route.split('?')[0] ?? '', run]));

/**
 * One request to the controls. What its author did wrong is a 400 that says so.
 * @throws whatever is wrong with the cloud itself, or with its clock.
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

function manual({ clock }: AnyCloud): ManualClock {
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

/** A reply of the server's own, beside the vendors'. */
export const json = (status: number, body: unknown): PlainReply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: `${JSON.stringify(body)}\n`,
});
