/** createCloud(): a cloud with its msw handlers. The only file that imports msw; every way into a cloud leads to the same `serve`. */
import { http, type HttpHandler } from 'msw';
import { turn } from '../model/arrivals.ts';
import type { Clock, ManualClock } from '../model/clock.ts';
import type { Accounts, AnyCloud, CloudMembers } from './cloud.ts';
import { connectionDropped, plainRequest, respond } from './fetch.ts';
import type { Link } from './link.ts';
import { observed } from './observe.ts';
import { openCloud } from './open.ts';
import type { CloudOptions, Providers } from './options.ts';
import { originAt, type Origin, type Origins } from './origin.ts';

/** A cloud: an account at each of its vendors, with one clock for all. */
export type Cloud<P extends Providers, C extends Clock = ManualClock> = Accounts<P> &
  CloudMembers<P, C> & {
    /** The msw handlers, one for each vendor: `setupServer(...cloud.handlers)`, `setupWorker(...cloud.handlers)`. */
    readonly handlers: readonly HttpHandler[];
    /**
     * The cloud at another instant, past or future: a separate cloud whose clock stands there, and whose changes do not affect this one.
     * The future assumes no further requests. It keeps the current faults: they belong to a test, not to a time.
     * @param instant milliseconds since the epoch, a Date, or a date such as `2025-01-16T15:31:00Z`.
     * @throws {Error} when the instant is before the cloud began or was restored, or before the start of its history.
     * @example
     * const later = cloud.at(cloud.clock.now() + minutes(2));
     * later.vpsorg.progress(later.vpsorg.servers.get(12347)); // 37
     */
    at(instant: number | string | Date): Cloud<P>;
  };

/** `createCloud`, and what belongs to it. */
export interface CreateCloud {
  /**
   * Creates a cloud: an account at each vendor, filled with the examples of its documents. It shares nothing with other clouds.
   * @throws {Error} when an option is invalid, or names a vendor or setting that does not exist.
   * @example
   * const cloud = createCloud({ vpsorg, puregpu });
   * const network = setupServer(...cloud.handlers);
   */
  <const P extends Providers, C extends Clock = ManualClock>(providers: P, options?: CloudOptions<P, C>): Cloud<P, C>;
  /**
   * Creates the cloud that a link describes, in the same state at the same instant. A vendor that the link lacks is fresh, and so is the whole cloud when there is no link: `''`, `'#'`, or an address without one.
   * @param link what `cloud.toLink()` returned: the value, its JSON, or the fragment from `linkFragment`.
   * @param options those of `createCloud`, except what the link sets. A clock that can be moved goes to the instant of the link; a live clock runs on from there, at the link's speed, and paused if it was.
   * @throws {Error} when it is not a link, or is of another version or of other vendors, or the clock runs by itself and stands earlier than the link.
   * @example
   * const cloud = createCloud.fromLink({ vpsorg }, location.hash);
   */
  fromLink<const P extends Providers, C extends Clock = ManualClock>(
    providers: P,
    link: Link | string,
    options?: Omit<CloudOptions<P, C>, 'seed' | 'start' | 'settings'>,
  ): Cloud<P, C>;
}

/**
 * Creates a cloud: an account at each vendor, filled with the examples of its documents. It shares nothing with other clouds.
 * @throws {Error} when an option is invalid, or names a vendor or setting that does not exist.
 * @example
 * const cloud = createCloud({ vpsorg, puregpu });
 * const network = setupServer(...cloud.handlers);
 */
// One expression without effects, so that a bundler drops it from a page that imports something else of the package.
export const createCloud: CreateCloud = /* @__PURE__ */ Object.assign(
  <const P extends Providers, C extends Clock = ManualClock>(providers: P, options: CloudOptions<P, C> = {}): Cloud<P, C> =>
    observed(openCloud(providers, options, { extend: addHandlers }) as Cloud<P, C>),
  {
    fromLink: <const P extends Providers, C extends Clock = ManualClock>(
      providers: P,
      link: Link | string,
      options: Omit<CloudOptions<P, C>, 'seed' | 'start' | 'settings'> = {},
    ): Cloud<P, C> => observed(openCloud(providers, options, { link, extend: addHandlers }) as Cloud<P, C>),
  },
);

function addHandlers(cloud: AnyCloud, origins: Origins): void {
  let handlers: readonly HttpHandler[] | undefined;
  Object.defineProperty(cloud, 'handlers', {
    enumerable: true,
    // Created on first use: a cloud that is used only through `fetch` needs none.
    get: () =>
      (handlers ??= Array.from(origins.values(), (origin) =>
        // A predicate, not a pattern: `*/api/*` would also match `/src/api/client.ts`, and ignore another vendor's longer base.
        http.all(
          ({ request }) => originAt(origins, new URL(request.url)) === origin,
          ({ request }) => answer(cloud, origin, request),
        ),
      )),
  });
}

/** Answers a request through msw, which must never see an error: it would print it and answer 500. */
async function answer(cloud: AnyCloud, origin: Origin, request: Request): Promise<Response> {
  const plain = plainRequest(origin, new URL(request.url), request);
  try {
    return (await respond(cloud, origin, plain, request.signal)) ?? dropped();
  } catch (error) {
    // A client that aborted, or whose body broke off, already knows; any other error belongs to the test.
    const isRead = await plain.then(
      () => true,
      () => false,
    );
    if (isRead && !request.signal.aborted) await failTest(cloud, error);
    return Response.error();
  }
}

/** Who fails the test of a cloud: the tests that run with it, the innermost last. */
const failing = new WeakMap<object, ((error: unknown) => void)[]>();

/**
 * Gives the errors that belong to the test of a cloud, such as those of `violations: 'throw'`, to whoever runs it.
 * @returns ends that.
 */
export function onFailedTest(cloud: object, fail: (error: unknown) => void): () => void {
  const all = failing.get(cloud) ?? [];
  failing.set(cloud, [...all, fail]);
  return () => {
    failing.set(
      cloud,
      (failing.get(cloud) ?? []).filter((other) => other !== fail),
    );
  };
}

/**
 * Fails the test rather than the request: a client would take a 500 for the vendor's, and retry.
 * The test is that of `withCloud`, or else the one that an unhandled rejection finds:
 * Jest and node:test know which test it belongs to, unlike an uncaught exception; Vitest fails the run and names the test; a browser reports it.
 * The test must still be running by then, so the client gets its reply one turn later.
 */
async function failTest(cloud: object, error: unknown): Promise<void> {
  const fail = failing.get(cloud)?.at(-1);
  if (fail) fail(error);
  else void Promise.reject(error);
  await turn();
}

const IN_NODE = (globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node !== undefined;

/**
 * A dropped connection. `Response.error()` alone gives clients no error code, and they decide by the code whether to retry.
 * In Node, msw passes an error with `code` and `errno` on to the client, whether it uses `fetch` or node:http, but prints an error that the handler throws.
 * So this reply throws when msw reads its status, right after the handler. In a browser, the service worker sends a plain network error.
 */
function dropped(): Response {
  const reply = Response.error();
  if (!IN_NODE) return reply;
  return Object.defineProperty(reply, 'status', {
    get() {
      // In Jest, Node's fetch lives in another realm: it recognizes an error by its constructor's name, and keeps only the text of anything else.
      throw Object.defineProperty(connectionDropped(), 'constructor', { value: Error, configurable: true, writable: true });
    },
  });
}
