/** A cloud as `fetch` sees it: from a `Request` to plain values, and from the plain answer to a `Response`. */
import type { PlainReply, PlainRequest } from '../vendor/wire.ts';
import type { AnyCloud } from './cloud.ts';
import type { Origin } from './origin.ts';

/**
 * Answers a request by the vendor whose base it is under; undefined when it is under none.
 * @throws {TypeError} as `fetch` does, when a fault drops the connection.
 */
export async function fetchFrom(
  cloud: AnyCloud,
  origins: ReadonlyMap<string, Origin>,
  input: string | URL | Request,
  init?: RequestInit,
): Promise<Response | undefined> {
  const request = input instanceof Request && init === undefined ? input : new Request(input, init);
  const url = new URL(request.url);
  for (const [vendor, origin] of origins) {
    if (!origin.covers(url)) continue;
    const response = await respond(cloud, vendor, origin, url, request);
    if (response) return response;
    throw new TypeError('fetch failed', { cause: new Error('A fault of the cloud dropped the connection.') });
  }
  return undefined;
}

/** Answers a request; null when the connection drops instead. */
export async function respond(cloud: AnyCloud, vendor: string, origin: Origin, url: URL, request: Request): Promise<Response | null> {
  const { reply, arrives, cut } = cloud.serve(vendor, await plainRequest(origin, url, request));
  if (arrives !== undefined) await Promise.race([cloud.clock.until(arrives), aborted(request.signal)]);
  return reply && response(reply, cut);
}

/** A request as plain values. Only here anything is awaited: its body. */
async function plainRequest({ base }: Origin, url: URL, request: Request): Promise<PlainRequest> {
  const body = request.body ? new Uint8Array(await request.arrayBuffer()) : undefined;
  return {
    method: request.method.toUpperCase(),
    path: url.pathname.slice(base.length) || '/',
    base,
    query: url.search.slice(1),
    headers: Object.fromEntries(request.headers),
    body,
  };
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
