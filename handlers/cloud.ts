/** createCloud(): a cloud as msw and `fetch` see it. The only file that knows msw; both ways in end in the same `serve`. */
import { http, type HttpHandler } from 'msw';
import type { Clock, ManualClock } from '../model/clock.ts';
import { originOf, plainRequest, type Origin } from './fetch.ts';
import type { Link } from './link.ts';
import type { PlainReply } from './provider.ts';
import { fromLink, openPresent, type Opened, type Present } from './world.ts';
import type { CloudOptions, Providers } from './options.ts';

/** A cloud: an account at each of its vendors, one time for all, and the ways in. */
export type Cloud<P extends Providers, C extends Clock = ManualClock> = Present<P, C> & {
  /**
   * The cloud as it is, was or will be at an instant, without moving it: another cloud, whose clock stands there, and whose changes never reach this one.
   * The future is what becomes of it when nothing else is asked. The faults are those of now: they belong to a test, not to a time.
   * @param instant milliseconds since the epoch, a Date, or a date such as `2025-01-16T15:31:00Z`.
   * @throws {Error} when the instant is before the cloud began or was restored, or beyond what its history holds.
   * @example
   * const later = cloud.at(cloud.clock.now() + minutes(2));
   * later.vpsorg.progress(later.vpsorg.servers.get(12347)); // 37
   */
  at(instant: number | string | Date): Cloud<P>;
  /** Where each vendor is: its own base, or the one that it was moved to. */
  readonly origins: { readonly [N in keyof P]: string };
  /** The msw handlers, one a vendor: `setupServer(...cloud.handlers)`, `setupWorker(...cloud.handlers)`. */
  readonly handlers: readonly HttpHandler[];
  /**
   * Answers a request by itself, without msw: fast, and for any host. Undefined when it is for none of the cloud's vendors.
   * @throws {TypeError} as `fetch` does, when a fault drops the connection.
   * @example
   * const reply = await cloud.fetch('https://api.puregpu.com/server/10/status', { headers: { 'X-API-Key': 'key' } });
   */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response | undefined>;
};

/**
 * Makes a cloud: an account at each vendor, filled with the examples of its documents. Shares nothing with any other.
 * @throws {Error} when an option names a vendor, a setting or an instant that does not exist.
 * @example
 * const cloud = createCloud({ vpsorg, puregpu });
 * const network = setupServer(...cloud.handlers);
 */
export function createCloud<const P extends Providers, C extends Clock = ManualClock>(providers: P, options: CloudOptions<P, C> = {}): Cloud<P, C> {
  return withWaysIn(providers, options, openPresent(providers, options));
}

/**
 * Makes the cloud that a link tells of: the same screen at the same moment, whoever opens it.
 * @param link what `cloud.toLink()` gave: the value, its JSON, or the fragment of `linkFragment`.
 * @param options as `createCloud`'s, but for what the link says itself. A clock that runs by itself should stand at `linkOf(link).at`: `scaledClock(1, linkOf(link).at)`.
 * @throws {Error} when it is no link, of another version, or of other vendors.
 * @example
 * const cloud = createCloud.fromLink({ vpsorg }, location.hash);
 */
createCloud.fromLink = function fromTheLink<const P extends Providers, C extends Clock = ManualClock>(
  providers: P,
  link: Link | string,
  options: Omit<CloudOptions<P, C>, 'seed' | 'start' | 'settings'> = {},
): Cloud<P, C> {
  return withWaysIn(providers, options, fromLink(providers, link, options));
};

function withWaysIn<P extends Providers, C extends Clock>(providers: P, options: CloudOptions<P, C>, { world, at }: Opened<P, C>): Cloud<P, C> {
  const origins = new Map(
    Object.keys(providers).map((name) => [name, originOf(options.origins?.[name] ?? (providers[name] as P[string]).contract.servers[0].url)]),
  );
  const respond = async (vendor: string, origin: Origin, url: URL, request: Request): Promise<Response | null> => {
    const { reply, arrives, cut } = world.serve(vendor, await plainRequest(origin, url, request));
    if (arrives !== undefined) await Promise.race([world.clock.until(arrives), aborted(request.signal)]);
    return reply && response(reply, cut);
  };

  let handlers: readonly HttpHandler[] | undefined;
  return Object.defineProperties(world, {
    at: { enumerable: true, value: (instant: number | string | Date) => at(instant, (its) => createCloud(providers, its)) },
    origins: { enumerable: true, value: Object.fromEntries([...origins].map(([vendor, { text }]) => [vendor, text])) },
    handlers: {
      enumerable: true,
      // Made when they are first asked for: a cloud that is only fetched from needs none.
      get: () =>
        (handlers ??= [...origins].map(([vendor, origin]) =>
          http.all(`${origin.pattern}/*`, async ({ request }) => {
            const reply = await respond(vendor, origin, new URL(request.url), request);
            return reply ?? Response.error();
          }),
        )),
    },
    fetch: {
      enumerable: true,
      async value(input: string | URL | Request, init?: RequestInit) {
        const request = input instanceof Request && init === undefined ? input : new Request(input, init);
        const url = new URL(request.url);
        for (const [vendor, origin] of origins) {
          if (!origin.covers(url)) continue;
          const reply = await respond(vendor, origin, url, request);
          if (reply) return reply;
          throw new TypeError('fetch failed', { cause: new Error('A fault of the cloud dropped the connection.') });
        }
        return undefined;
      },
    },
  }) as Cloud<P, C>;
}

/** A reply as `fetch` gives it; where it is cut, its body breaks off. */
function response({ status, headers, body }: PlainReply, cut: number | undefined): Response {
  const init = { status, headers: headers as Record<string, string> };
  if (cut === undefined || body === undefined) return new Response((body ?? null) as BodyInit | null, init);
  const part = (typeof body === 'string' ? new TextEncoder().encode(body) : body).subarray(0, cut);
  const broken = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        if (part.length > 0) controller.enqueue(part);
      },
      // In the next pull, not at once: what was enqueued before an error would be lost with it.
      pull: (controller) => controller.error(new TypeError('terminated')),
    },
    { highWaterMark: 0 },
  );
  return new Response(broken, init);
}

/** Rejects when whoever asks gives up. */
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const give = (): void => reject(signal.reason as Error);
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
