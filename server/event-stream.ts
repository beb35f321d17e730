/**
 * Writes server-sent events to a response.
 * Law: what waits to be read is bounded. Whoever does not read is dropped, and can come back with `Last-Event-ID`.
 */
import type { ServerResponse } from 'node:http';
import type { Stream } from '../control/operations.ts';

/** The most bytes that wait for one watcher. */
const MOST_UNREAD = 4_194_304;
/** How often a comment keeps the connection alive, in milliseconds. */
const HEARTBEAT = 15_000;

/** Sends a stream until the connection ends, or the client does not read. */
export function streamed(response: ServerResponse, headers: Readonly<Record<string, string>>, { stream, ended }: Stream): void {
  if (response.destroyed || ended.aborted) return void response.destroy();
  let stop = (): void => {};
  const early: string[] = [];
  let started = false;
  const send = (text: string): void => {
    if (!started) return void early.push(text);
    if (response.destroyed || response.writableEnded) return;
    if (response.writableLength + text.length > MOST_UNREAD) return void response.destroy();
    response.write(text);
  };
  // It throws when there are too many; nothing is sent by then.
  stop = stream(send);
  const heartbeat = setInterval(() => send(': \n\n'), HEARTBEAT);
  heartbeat.unref();
  const end = (): void => void response.end();
  ended.addEventListener('abort', end);
  response.once('close', () => {
    ended.removeEventListener('abort', end);
    clearInterval(heartbeat);
    stop();
  });
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8' });
  if (response.req.method === 'HEAD') return void response.end();
  response.flushHeaders();
  started = true;
  for (const text of early) send(text);
}
