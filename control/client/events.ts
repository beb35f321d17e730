/**
 * The events of a remote cloud: one connection for all listeners, opened with the first and closed with the last.
 * Law: an event is delivered once and in order. After a lost connection, the exchanges in between come first.
 */
import { ControlError } from './error.ts';
import type { RemoteEvents } from './remote.ts';
import { asked, type Server } from './send.ts';

type Listener = (event: never) => void;

interface Listening {
  readonly event: string;
  readonly listener: Listener;
  readonly lost: (error: Error) => void;
}

/** The listeners of a remote cloud. */
export interface EventSource {
  on<E extends keyof RemoteEvents>(event: E, listener: (event: RemoteEvents[E]) => void, lost?: (error: Error) => void): Promise<() => void>;
  close(): void;
}

/** Creates the listeners, at first none. */
export function eventSource(server: Server, cloud: string): EventSource {
  const listening = new Set<Listening>();
  let connection: { readonly opened: Promise<void>; readonly end: AbortController } | undefined;

  const close = (): void => {
    connection?.end.abort();
    connection = undefined;
    listening.clear();
  };
  const open = (): NonNullable<typeof connection> => {
    const end = new AbortController();
    const lost = (error: Error): void => {
      if (end.signal.aborted) return;
      // Listeners that share a function hear of it once.
      const all = new Set([...listening].map((one) => one.lost));
      close();
      for (const tell of all) tell(new ControlError(`No more events come from ${server.url}. ${error.message}`, { cause: error }));
    };
    const first = stream(server, cloud, undefined, end.signal);
    first.then(
      (response) => read(response, end.signal).catch(lost),
      () => {},
    );
    return { opened: first.then(() => {}), end };
  };
  /** Reads until the connection ends; opens it again as long as it gives anything. */
  const read = async (response: Response, signal: AbortSignal): Promise<void> => {
    let last: string | undefined;
    for (let body = response.body; ;) {
      let gave = false;
      try {
        for await (const { event, id, data } of eventsIn(body)) {
          gave = true;
          last = id;
          deliver(event, data);
        }
      } catch (error) {
        if (signal.aborted) return;
        if (!gave) throw error;
      }
      if (signal.aborted) return;
      ({ body } = await stream(server, cloud, last, signal));
    }
  };
  const deliver = (event: string, data: string): void => {
    for (const one of listening) if (one.event === event) one.listener(JSON.parse(data) as never);
  };

  return {
    async on(event, listener, lost = printed) {
      const one: Listening = { event, listener, lost };
      listening.add(one);
      connection ??= open();
      try {
        await connection.opened;
      } catch (error) {
        listening.delete(one);
        if (listening.size === 0) connection = undefined;
        throw error;
      }
      return () => {
        listening.delete(one);
        if (listening.size === 0) close();
      };
    },
    close,
  };
}

const printed = (error: Error): void => console.error(error.message);

const stream = (server: Server, cloud: string, last: string | undefined, signal: AbortSignal): Promise<Response> =>
  asked(server, 'GET /clouds/{cloud}/events', { path: { cloud }, signal }, last === undefined ? {} : { 'last-event-id': last });

/** An event as it was sent. */
export interface Sent {
  readonly event: string;
  readonly id: string;
  readonly data: string;
}

/** The events in a body, as server-sent events are written: fields on lines, and an empty line after each event. */
export async function* eventsIn(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Sent> {
  if (!body) throw new ControlError('The server sent no events.');
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const fields = new Map(text.slice(0, end).split('\n').map(fieldOf));
        text = text.slice(end + 2);
        const [event, data, id = ''] = [fields.get('event'), fields.get('data'), fields.get('id')];
        if (event !== undefined && data !== undefined) yield { event, id, data };
      }
    }
  } finally {
    // The connection is not needed any more, whether it ended or the reader was left.
    reader.cancel().catch(() => {});
  }
}

/** `data: {…}` as a name and a value; a comment has no name. */
function fieldOf(line: string): [name: string, value: string] {
  const colon = line.indexOf(': ');
  return colon < 0 ? ['', line] : [line.slice(0, colon), line.slice(colon + 2)];
}
