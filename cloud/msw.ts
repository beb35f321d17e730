/** createCloud(): a cloud with its msw handlers. The only file that knows msw; every way into a cloud ends in the same `serve`. */
import { http, type HttpHandler } from 'msw';
import { turn } from '../model/arrivals.ts';
import type { Clock, ManualClock } from '../model/clock.ts';
import type { Accounts, AnyCloud, CloudMembers } from './cloud.ts';
import { connectionDropped, plainRequest, respond } from './fetch.ts';
import type { Link } from './link.ts';
import { openCloud } from './open.ts';
import type { CloudOptions, Providers } from './options.ts';
import { originAt, type Origin, type Origins } from './origin.ts';

/** A cloud: an account at each of its vendors, one time for all, and the ways in. */
export type Cloud<P extends Providers, C extends Clock = ManualClock> = Accounts<P> &
  CloudMembers<P, C> & {
    /** The msw handlers, one a vendor: `setupServer(...cloud.handlers)`, `setupWorker(...cloud.handlers)`. */
    readonly handlers: readonly HttpHandler[];
    /**
     * The cloud as it is, was or will be at an instant, without moving it: another cloud, whose clock stands there, and whose changes never reach this one.
     * The future assumes no further requests. It keeps the current faults: they belong to a test, not to a time.
     * @param instant milliseconds since the epoch, a Date, or a date such as `2025-01-16T15:31:00Z`.
     * @throws {Error} when the instant is before the cloud began or was restored, or beyond what its history holds.
     * @example
     * const later = cloud.at(cloud.clock.now() + minutes(2));
     * later.vpsorg.progress(later.vpsorg.servers.get(12347)); // 37
     */
    at(instant: number | string | Date): Cloud<P>;
  };

/**
 * Makes a cloud: an account at each vendor, filled with the examples of its documents. Shares nothing with any other.
 * @throws {Error} when an option names a vendor, a setting or an instant that does not exist.
 * @example
 * const cloud = createCloud({ vpsorg, puregpu });
 * const network = setupServer(...cloud.handlers);
 */
export function createCloud<const P extends Providers, C extends Clock = ManualClock>(providers: P, options: CloudOptions<P, C> = {}): Cloud<P, C> {
  return openCloud(providers, options, { extend: addHandlers }) as unknown as Cloud<P, C>;
}

/**
 * Makes the cloud that a link describes: the same screen at the same moment, whoever opens it.
 * @param link what `cloud.toLink()` gave: the value, its JSON, or the fragment of `linkFragment`.
 * @param options as `createCloud`'s, except what the link says itself. A clock that runs by itself should stand at `linkOf(link).at`: `scaledClock(1, linkOf(link).at)`.
 * @throws {Error} when it is no link, of another version, or of other vendors.
 * @example
 * const cloud = createCloud.fromLink({ vpsorg }, location.hash);
 */
createCloud.fromLink = function fromLink<const P extends Providers, C extends Clock = ManualClock>(
  providers: P,
  link: Link | string,
  options: Omit<CloudOptions<P, C>, 'seed' | 'start' | 'settings'> = {},
): Cloud<P, C> {
  return openCloud(providers, options, { link, extend: addHandlers }) as Cloud<P, C>;
};

function addHandlers(cloud: AnyCloud, origins: Origins): void {
  let handlers: readonly HttpHandler[] | undefined;
  Object.defineProperty(cloud, 'handlers', {
    enumerable: true,
    // Made when they are first asked for: a cloud that is only fetched from needs none.
    get: () =>
      (handlers ??= Array.from(origins.values(), (origin) =>
        // A predicate, not a pattern: `*/api/*` would also take `/src/api/client.ts`, and knows nothing of a longer base of another vendor.
        http.all(
          ({ request }) => originAt(origins, new URL(request.url)) === origin,
          ({ request }) => answer(cloud, origin, request),
        ),
      )),
  });
}

/** Answers a request through msw, which must never see an error: it would print it, and answer 500. */
async function answer(cloud: AnyCloud, origin: Origin, request: Request): Promise<Response> {
  const plain = plainRequest(origin, new URL(request.url), request);
  try {
    return (await respond(cloud, origin, plain, request.signal)) ?? dropped();
  } catch (error) {
    // A client that gave up, or whose body broke off, knows by itself; all else is the test's to know.
    const isRead = await plain.then(
      () => true,
      () => false,
    );
    if (isRead && !request.signal.aborted) await failTest(error);
    return Response.error();
  }
}

/**
 * Rejects where nobody can catch it, so that the error fails the test and not the request: a client would take a 500 for the vendor's, and try again.
 * Of an unhandled rejection, unlike of an uncaught exception, Jest and node:test know which test it belongs to; Vitest fails the run and names the test; a browser reports it.
 * The test must not be over by then, so the client hears of it a turn later.
 */
async function failTest(error: unknown): Promise<void> {
  void Promise.reject(error);
  await turn();
}

const IN_NODE = (globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node !== undefined;

/**
 * A dropped connection. From `Response.error()` alone no client gets a code, and those that try again do so by the code.
 * In Node msw hands an error that has `code` and `errno` on to whichever client asked, of `fetch` or of node:http; but what the handler itself throws it prints first.
 * So this reply throws as msw reads its status, right after the handler. In a browser the service worker sends a plain network error.
 */
function dropped(): Response {
  const reply = Response.error();
  if (!IN_NODE) return reply;
  return Object.defineProperty(reply, 'status', {
    get() {
      // In Jest, Node's own fetch is of another realm than this error, and takes only what is named Error for one; of anything else it keeps the text alone.
      throw Object.defineProperty(connectionDropped(), 'constructor', { value: Error, configurable: true, writable: true });
    },
  });
}
