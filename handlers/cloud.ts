/** createCloud(): a cloud as msw and `fetch` see it. The only file that knows msw; both ways in end in the same `serve`. */
import { http, type HttpHandler } from 'msw';
import type { Clock, ManualClock } from '../model/clock.ts';
import { originOf, plainRequest, type Origin } from './fetch.ts';
import type { PlainReply } from './provider.ts';
import { openWorld, type CloudOptions, type Providers, type World } from './world.ts';

/** A cloud: an account at each of its vendors, one time for all, and the ways in. */
export type Cloud<P extends Providers, C extends Clock = ManualClock> = World<P, C> & {
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
  const world = openWorld(providers, options);
  const origins = new Map(
    Object.keys(providers).map((name) => [name, originOf(options.origins?.[name] ?? (providers[name] as P[string]).contract.servers[0].url)]),
  );
  const respond = async (vendor: string, origin: Origin, url: URL, request: Request): Promise<PlainReply | null> => {
    const { reply, arrives } = world.serve(vendor, await plainRequest(origin, url, request));
    if (arrives !== undefined) await world.clock.until(arrives);
    return reply;
  };

  let handlers: readonly HttpHandler[] | undefined;
  return Object.defineProperties(world, {
    origins: { enumerable: true, value: Object.fromEntries([...origins].map(([vendor, { text }]) => [vendor, text])) },
    handlers: {
      enumerable: true,
      // Made when they are first asked for: a cloud that is only fetched from needs none.
      get: () =>
        (handlers ??= [...origins].map(([vendor, origin]) =>
          http.all(`${origin.pattern}/*`, async ({ request }) => {
            const reply = await respond(vendor, origin, new URL(request.url), request);
            return reply ? response(reply) : Response.error();
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
          if (reply) return response(reply);
          throw new TypeError('fetch failed', { cause: new Error('A fault of the cloud dropped the connection.') });
        }
        return undefined;
      },
    },
  }) as Cloud<P, C>;
}

const response = ({ status, headers, body }: PlainReply): Response =>
  new Response((body ?? null) as BodyInit | null, { status, headers: headers as Record<string, string> });
