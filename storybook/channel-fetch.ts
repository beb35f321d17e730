/** A `fetch` for the controls of the story's cloud, from the manager: its requests and replies cross Storybook's channel. */
import { ABORT, ANSWER, ASK, END, PART, type Asked, type Channel } from './channel.ts';

interface Waiting {
  answered(response: Response): void;
  failed(error: Error): void;
  stream: ReadableStreamDefaultController<Uint8Array> | undefined;
}

/** Creates the `fetch`; what it is asked for must be under a URL of its own. */
export function channelFetch(channel: Channel): typeof fetch {
  const waiting = new Map<string, Waiting>();
  const encoder = new TextEncoder();
  let asked = 0;
  channel.on(ANSWER, ({ id, status, headers }: { readonly id: string; readonly status: number; readonly headers: Record<string, string> }) => {
    const one = waiting.get(id);
    if (!one) return;
    const empty = status === 204 || status === 205 || status === 304;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => void (one.stream = controller),
      cancel: () => channel.emit(ABORT, { id }),
    });
    one.answered(new Response(empty ? null : body, { status, headers }));
  });
  channel.on(PART, ({ id, text }: { readonly id: string; readonly text: string }) => waiting.get(id)?.stream?.enqueue(encoder.encode(text)));
  channel.on(END, ({ id, error }: { readonly id: string; readonly error?: string }) => {
    const one = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) return one?.stream?.close();
    const failure = new TypeError(error);
    one?.failed(failure);
    one?.stream?.error(failure);
  });
  return async (input, init) => {
    const request = new Request(input, init);
    const { pathname, search } = new URL(request.url);
    const body = await request.text();
    asked += 1;
    const id = `${channelNumber}-${asked}`;
    return new Promise<Response>((resolve, reject) => {
      const one: Waiting = { answered: resolve, failed: reject, stream: undefined };
      waiting.set(id, one);
      request.signal.addEventListener('abort', () => {
        if (!waiting.delete(id)) return;
        channel.emit(ABORT, { id });
        const why: unknown = request.signal.reason;
        reject(why);
        one.stream?.error(why);
      });
      channel.emit(ASK, {
        id,
        method: request.method,
        path: pathname + search,
        headers: Object.fromEntries(request.headers),
        body: body === '' ? null : body,
      } satisfies Asked);
    });
  };
}

/** Tells this manager's requests from those of another that is connected to the same preview. */
const channelNumber = /* @__PURE__ */ crypto.randomUUID();
