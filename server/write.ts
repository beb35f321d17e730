/** Writes replies to HTTP responses, each with the date of the cloud's clock. */
import type { ServerResponse } from 'node:http';
import type { AnyCloud } from '../cloud/cloud.ts';
import type { PlainReply } from '../vendor/wire.ts';
import type { Budget } from './budget.ts';
import { json } from './json.ts';

/** Writes a reply with its date. With `cut`, it writes only that many bytes and then drops the connection. */
export type Write = (date: () => string, response: ServerResponse, reply: PlainReply, cut?: number) => void;

/** A body from here on counts among the bytes in memory, since it may have to wait for a slow reader. */
const LARGE = 65_536;

/** How long a client may read nothing of a large reply, in milliseconds. */
const LONGEST_STALL = 30_000;

/** Returns a function that writes replies, and holds large ones in a budget until they are sent. */
export function writing(held: Budget): Write {
  const write: Write = (date, response, reply, cut) => {
    if (response.destroyed) return;
    const length = reply.body === undefined ? (reply.length ?? 0) : Buffer.byteLength(reply.body);
    if (reply.body !== undefined && length > LARGE && !hold(response, held, length))
      return write(date, response, busy('Too many bytes of bodies are under way.'));
    response.writeHead(reply.status, headerList(date(), reply, length));
    if (cut === undefined || reply.body === undefined) response.end(reply.body);
    else response.write(Buffer.from(reply.body).subarray(0, cut), () => response.socket?.destroy());
  };
  return write;
}

/** Holds the bytes of a reply until it is sent, or its client is gone or has stopped reading. */
function hold(response: ServerResponse, held: Budget, length: number): boolean {
  if (!held.take(length)) return false;
  response.once('close', () => held.give(length));
  // Node destroys a socket that times out, and sets its own timeout again when the response is finished.
  response.socket?.setTimeout(LONGEST_STALL);
  return true;
}

/** The headers of a reply with its date and content-length, as a flat list, which node:http writes without creating an object. */
function headerList(date: string, { status, headers, body, length: ofGet }: PlainReply, length: number): string[] {
  const list = ['date', date];
  for (const name in headers) list.push(name, headers[name] ?? '');
  // Neither a 204 nor a 304 has a length (RFC 9110, 8.6); the reply to a HEAD has that of the GET, if it is known.
  if (body !== undefined || ofGet !== undefined || (status !== 204 && status !== 304)) list.push('content-length', String(length));
  return list;
}

/** The date of a cloud's replies: the time of its clock, like every time in a body. It is formatted once per second. */
export function dates(clock: Pick<AnyCloud['clock'], 'now'>): () => string {
  let second = Number.NaN;
  let text = '';
  return () => {
    try {
      const now = Math.floor(clock.now() / 1000);
      if (now !== second) [second, text] = [now, new Date(now * 1000).toUTCString()];
    } catch {
      // A custom clock that fails is reported where it was first read; the error response has the last known date.
    }
    return text;
  };
}

/** The server's own refusal of a request that it has no room for now. */
export const busy = (why: string): PlainReply => json(503, { error: `${why} Try again in a second.` }, { 'retry-after': '1' });
