/** A browser context ⇄ a cloud: its pages' requests to the vendors are answered by the cloud, without msw and without a service worker. */
import type { BrowserContext, Request, Route } from '@playwright/test';
import type { AnyCloud } from '../cloud/cloud.ts';
import { respond } from '../cloud/fetch.ts';
import { originAt, type Origin, type Origins } from '../cloud/origin.ts';
import { said } from '../model/plain.ts';
import type { PlainRequest } from '../vendor/wire.ts';

/** A cloud that can be routed to. */
export interface Routable {
  readonly cloud: AnyCloud;
  readonly origins: Origins;
  /** The contexts that it answers; its clock moves theirs. */
  readonly contexts: Set<BrowserContext>;
  /** The origin of the pages, at which a vendor's path is; undefined when the project has no `baseURL`. */
  readonly base: string | undefined;
  /** Called with an error that belongs to the test, such as one of `violations: 'throw'`. */
  failed(error: unknown): void;
}

const routables = new WeakMap<object, Routable>();

/** Remembers how a cloud is routed to. */
export const keepRoutable = (cloud: object, routable: Routable): void => void routables.set(cloud, routable);

/**
 * Has a cloud answer another context's pages, such as those of a second user. The test's own context needs no call.
 * @returns ends that; a context that is closed ends it by itself.
 * @throws {Error} when the cloud is not one of the fixture; the promise rejects.
 * @example
 * const second = await browser.newContext();
 * await routeCloud(second, cloud);
 */
export async function routeCloud(context: BrowserContext, cloud: object): Promise<() => Promise<void>> {
  const routable = routables.get(cloud);
  if (!routable) throw new Error('routeCloud needs the fixture `cloud` of a test made by stuntbox(…), since only its clock moves the pages along.');
  if (typeof context?.route !== 'function') throw new Error(`routeCloud needs a browser context, such as await browser.newContext(), not ${said(context)}.`);
  const ended = new AbortController();
  const meant = (url: URL): Origin | undefined => {
    const origin = originAt(routable.origins, url);
    // A path is meant at the pages' own origin.
    return origin?.text.startsWith('/') && routable.base !== undefined && url.origin !== routable.base ? undefined : origin;
  };
  const isMeant = (url: URL): boolean => meant(url) !== undefined;
  const answer = async (route: Route): Promise<void> => {
    const url = new URL(route.request().url());
    const origin = meant(url);
    if (origin) await answered(routable, origin, url, route, ended.signal);
    else await route.fallback();
  };
  // Before any page loads: its `Date` begins at the cloud's time, and then runs as usual.
  await context.clock.install({ time: routable.cloud.clock.now() });
  await context.route(isMeant, answer);
  routable.contexts.add(context);
  context.once('close', () => {
    ended.abort();
    routable.contexts.delete(context);
  });
  return async () => {
    ended.abort();
    routable.contexts.delete(context);
    await context.unroute(isMeant, answer);
  };
}

async function answered({ cloud, failed }: Routable, origin: Origin, url: URL, route: Route, signal: AbortSignal): Promise<void> {
  const request = route.request();
  const cors = corsFor(request, url);
  try {
    if (cors && request.method() === 'OPTIONS' && request.headers()['access-control-request-method'] !== undefined) {
      await route.fulfill({ status: 204, headers: preflight(request, cors) });
      return;
    }
    const reply = await respond(cloud, origin, plain(origin, url, request), signal);
    if (!reply) {
      await route.abort('connectionreset');
      return;
    }
    // A body that breaks off rejects here: Playwright knows no answer that is cut.
    const body = await reply.arrayBuffer().catch(() => undefined);
    if (body === undefined) await route.abort('connectionreset');
    else
      await route.fulfill({
        status: reply.status,
        headers: { ...Object.fromEntries(reply.headers), ...(cors && readable(reply.headers, cors)) },
        body: Buffer.from(body),
      });
  } catch (error) {
    // The test has ended, and with it the page; nobody waits for the answer.
    if (!signal.aborted && !isClosed(error)) failed(error);
    await route.abort('failed').catch(() => {});
  }
}

async function plain({ base }: Origin, url: URL, request: Request): Promise<PlainRequest> {
  const body = request.postDataBuffer();
  return {
    method: request.method().toUpperCase(),
    path: url.pathname.slice(base.length) || '/',
    base,
    query: url.search.slice(1),
    // HTTP/2 has pseudo headers, which are none to a vendor.
    headers: Object.fromEntries(Object.entries(await request.allHeaders()).filter(([name]) => !name.startsWith(':'))),
    body: body === null ? undefined : new Uint8Array(body),
  };
}

const isClosed = (error: unknown): boolean =>
  error instanceof Error && /closed|Target page|already handled|Fetch response has been disposed/i.test(error.message);

/** The page's origin, when it is not the vendor's. The vendor is taken to allow it, as msw's worker does: what a real one allows is the subject of no test here. */
function corsFor(request: Request, url: URL): string | undefined {
  const { origin } = request.headers();
  return origin === undefined || origin === url.origin ? undefined : origin;
}

const readable = (headers: Headers, origin: string): Record<string, string> => ({
  'access-control-allow-origin': origin,
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': [...headers.keys()].join(', '),
  vary: [headers.get('vary'), 'Origin'].filter((name) => name !== null).join(', '),
});

const preflight = (request: Request, origin: string): Record<string, string> => {
  const { 'access-control-request-method': method = '', 'access-control-request-headers': headers } = request.headers();
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': method,
    ...(headers !== undefined && { 'access-control-allow-headers': headers }),
    vary: 'Origin',
  };
};
