/**
 * The controls of a cloud in the same process, as a `fetch`: whoever knows a cloud only by its controls, like the panel, need not know where it runs.
 * Law: nothing leaves the process, and an answer is the one that the controls give over HTTP.
 */
import type { AnyCloud } from '../cloud/cloud.ts';
import { coreOf } from '../cloud/inside.ts';
import { oneCloud } from '../clouds/clouds.ts';
import { alarm } from '../model/alarm.ts';
import type { PlainReply } from '../vendor/wire.ts';
import { openControls, refusalOf } from './controls.ts';
import type { Controllable } from './in-page.ts';
import type { Environment, Stream } from './operations.ts';
import { problemReply, Refused } from './problem.ts';

/** The URL of the controls in the process. Nothing can listen there (RFC 2606). */
export const IN_PROCESS = 'http://stuntbox.invalid';

/** The most bytes of events that wait for a watcher who does not read. */
const MOST_UNREAD = 4_194_304;

/**
 * The controls of a cloud as a `fetch`, which `connect` takes; the cloud is named `default`, and any token will do.
 * @param bug is called with internal errors: failures that no request caused.
 * @throws {Error} when the value is not a cloud that `createCloud` made.
 * @example
 * const remote = await connect({ url: IN_PROCESS, token: 'none', fetch: controlFetch(cloud) });
 */
export function controlFetch(cloud: Controllable, bug: (thrown: unknown) => void = () => {}): typeof fetch {
  // It throws what to give when this is not a cloud of ours; if it is, it has all members.
  coreOf(cloud);
  const environment: Environment = {
    clouds: oneCloud(cloud as AnyCloud),
    waiting: 100,
    watchers: 32,
    after(ms, run) {
      const timer = alarm(() => ms, run);
      timer.awaited(0);
      return () => timer.unawaited();
    },
  };
  const controls = openControls(environment, bug);
  return async (input, init) => {
    const request = new Request(input, init);
    const { pathname, search } = new URL(request.url);
    const { signal } = request;
    signal.throwIfAborted();
    const found = controls(request.method, pathname);
    if ('status' in found) return response(found);
    const bytes = new Uint8Array(await request.arrayBuffer());
    const reply = await found.run({
      query: search.slice(1),
      headers: Object.fromEntries(request.headers),
      body: bytes.length === 0 ? undefined : bytes,
      signal,
    });
    signal.throwIfAborted();
    if ('status' in reply) return response(reply);
    try {
      return streaming(reply, signal);
    } catch (thrown) {
      // There are too many watchers.
      return response(problemReply(refusalOf(thrown, `${request.method} ${pathname}`, bug)));
    }
  };
}

const response = ({ status, headers, body }: PlainReply): Response =>
  new Response(typeof body === 'object' ? new Uint8Array(body) : (body ?? null), { status, headers: { ...headers } });

/** Server-sent events as the body of a response, which ends when it is cancelled, aborted or not read. */
function streaming({ stream }: Stream, signal: AbortSignal): Response {
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let stop = (): void => {};
  const body = new ReadableStream<Uint8Array>(
    {
      start: (given) => void (controller = given),
      cancel: () => stop(),
    },
    { highWaterMark: MOST_UNREAD, size: (chunk) => chunk?.byteLength ?? 0 },
  );
  const end = (reason: unknown): void => {
    stop();
    controller?.error(reason);
  };
  const abort = (): void => end(signal.reason);
  const unwatch = stream((text) => {
    const chunk = encoder.encode(text);
    if ((controller?.desiredSize ?? 0) < chunk.byteLength) return end(new Refused('busy', 'The events were not read in time.'));
    controller?.enqueue(chunk);
  });
  stop = () => {
    stop = () => {};
    signal.removeEventListener('abort', abort);
    unwatch();
  };
  signal.addEventListener('abort', abort, { once: true });
  return new Response(body, { status: 200, headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
}
