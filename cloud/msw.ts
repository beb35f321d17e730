/** createCloud(): a cloud with its msw handlers. The only file that knows msw; every way into a cloud ends in the same `serve`. */
import { http, type HttpHandler } from 'msw';
import type { Clock, ManualClock } from '../model/clock.ts';
import type { Accounts, AnyCloud, CloudMembers } from './cloud.ts';
import { respond } from './fetch.ts';
import type { Link } from './link.ts';
import { openCloud } from './open.ts';
import type { CloudOptions, Providers } from './options.ts';
import type { Origin } from './origin.ts';

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

function addHandlers(cloud: AnyCloud, origins: ReadonlyMap<string, Origin>): void {
  let handlers: readonly HttpHandler[] | undefined;
  Object.defineProperty(cloud, 'handlers', {
    enumerable: true,
    // Made when they are first asked for: a cloud that is only fetched from needs none.
    get: () =>
      (handlers ??= Array.from(origins, ([vendor, origin]) =>
        http.all(`${origin.pattern}/*`, async ({ request }) => (await respond(cloud, vendor, origin, new URL(request.url), request)) ?? Response.error()),
      )),
  });
}
