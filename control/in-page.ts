/**
 * The controls that a panel asks for, of a cloud in its own page: called as functions, so that a page needs nothing that writes, routes, checks and reads requests.
 * Law: an answer, a refusal and an event are those that the controls give over HTTP.
 */
import type { AnyCloud } from '../cloud/cloud.ts';
import { coreOf } from '../cloud/inside.ts';
import type { Given } from './client/send.ts';
import type { Answer } from './operations.ts';
import { refusalFor } from './problem.ts';
import { accounts } from './resources/accounts.ts';
import { clock } from './resources/clock.ts';
import { faults } from './resources/faults.ts';
import { journal } from './resources/journal.ts';
import { scenarios } from './resources/scenarios.ts';
import { wholeCloud } from './resources/whole-cloud.ts';
import { watch } from './watch.ts';

/** Any cloud, whose vendors the compiler may know. */
export type Controllable = Pick<AnyCloud, 'vendors' | 'on' | 'journal'>;

/** The others are for tests and other languages, over HTTP. */
const operations = { ...wholeCloud, ...clock, ...scenarios, ...faults, ...accounts, ...journal };

/** What can be asked without HTTP. */
export type AskedRoute = keyof typeof operations;
export type Ask = <R extends AskedRoute>(route: R, given: Given<R>) => Promise<Answer<R>>;

/** What happened, as the controls report it. */
export interface Happened {
  readonly event: string;
  readonly data: unknown;
}

/** The controls of one cloud. */
export interface Controls {
  readonly send: Ask;
  /** What happens from now on, until the signal is aborted. */
  events(signal: AbortSignal): Promise<AsyncIterable<Happened>>;
}

/**
 * The controls of a cloud in this page; the cloud is named `default`.
 * @param bug is called with internal errors: failures that nobody who asks caused.
 * @throws {Error} when the value is not a cloud that `createCloud` made.
 */
export function controlsInPage(given: Controllable, bug: (thrown: unknown) => void): Controls {
  // It throws what to give when this is not a cloud of ours; if it is, it has all members.
  const core = coreOf(given);
  const cloud = given as AnyCloud;
  return {
    async send(route, { path, query = {}, body = {} as never }) {
      try {
        // The compiler has checked what is asked, as the contract does over HTTP.
        const run = operations[route] as (call: object) => unknown;
        return copied(await run({ path, query, body: copied(body), cloud, core })) as never;
      } catch (thrown) {
        throw refusalFor(thrown, route, bug);
      }
    },
    async events(signal) {
      const waiting: Happened[] = [];
      let wake = (): void => {};
      const stop = watch(cloud, ({ type, data }) => {
        waiting.push({ event: type, data: copied(data) });
        wake();
      });
      signal.addEventListener('abort', () => {
        stop();
        wake();
      });
      return (async function* () {
        while (!signal.aborted) {
          yield* waiting.splice(0);
          if (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
        }
      })();
    },
  };
}

/** Nobody shares a value with the cloud. */
const copied = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
