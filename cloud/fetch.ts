/** A cloud behind `fetch`: converts a `Request` to plain values, and the plain reply to a `Response`. */
import type { PlainReply, PlainRequest } from '../vendor/wire.ts';
import type { AnyCloud } from './cloud.ts';
import { arrival } from './latency.ts';
import { originAt, type Origin, type Origins } from './origin.ts';

/**
 * Answers a request with the vendor whose base URL it is under; undefined when it is under none.
 * @throws {TypeError} when a fault drops the connection, like `fetch`.
 */
export async function fetchFrom(cloud: AnyCloud, origins: Origins, input: string | URL | Request, init?: RequestInit): Promise<Response | undefined> {
  const request = input instanceof Request && init === undefined ? input : new Request(input, init);
  const url = new URL(request.url);
  const origin = originAt(origins, url);
  if (!origin) return undefined;
  const response = await respond(cloud, origin, plainRequest(origin, url, request), request.signal);
  if (response) return response;
  throw connectionDropped();
}

/**
 * Answers a request; null when the connection drops instead. A request that is aborted before it is read is not served.
 * A delay counts from the call, so it includes the time in which the body was read.
 */
export async function respond(cloud: AnyCloud, origin: Origin, request: Promise<PlainRequest>, signal: AbortSignal): Promise<Response | null> {
  const { clock } = cloud;
  const called = clock.now();
  origin.waiting += 1;
  try {
    const plain = await request;
    signal.throwIfAborted();
    const late = Math.max(0, clock.now() - called);
    const answer = cloud.serve(origin.vendor, { ...plain, beside: origin.waiting - 1 });
    const { reply, cut } = answer;
    const arrived = arrival(clock, answer, signal, late);
    if (arrived) await arrived;
    return reply && response(reply, cut);
  } finally {
    origin.waiting -= 1;
  }
}

/**
 * What `fetch` throws in Node when the server drops the connection. Clients that retry look for a `code`: undici and ky in the cause, got and axios in the error itself.
 * A new object each time, since the catcher may modify it.
 */
export function connectionDropped(): TypeError {
  const reset = { errno: -104, code: 'ECONNRESET', syscall: 'read' };
  const cause = Object.assign(new Error('read ECONNRESET: a fault of the cloud dropped the connection.'), reset);
  return Object.assign(new TypeError('fetch failed', { cause }), reset);
}

/** A request as plain values. Only its body is awaited. Rejects when the body cannot be read. */
export async function plainRequest({ base }: Origin, url: URL, request: Request): Promise<PlainRequest> {
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

/** A reply as a `Response`; with `cut`, its body breaks off. */
function response({ status, headers, body }: PlainReply, cut: number | undefined): Response {
  const init = { status, headers: headers as Record<string, string> };
  if (cut === undefined || body === undefined) return new Response((body ?? null) as BodyInit | null, init);
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const part = bytes.subarray(0, cut);
  const broken = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        if (part.length > 0) controller.enqueue(part);
      },
      // On the next pull, not at once: an error would discard what was enqueued.
      pull: (controller) => controller.error(new TypeError('terminated')),
    },
    { highWaterMark: 0 },
  );
  // Without its length, a client could not tell a truncated body from a complete one: msw 3 replies through a socket, and closes it either way.
  const cutHeaders = new Headers(init.headers);
  cutHeaders.set('content-length', String(bytes.length));
  return new Response(broken, { status, headers: cutHeaders });
}
