/** The target and the body of an HTTP request, with a limit on the body's size. */
import type { IncomingMessage } from 'node:http';

/** The path and query of a request target: `/path?query`, or an absolute URL, as sent to a proxy. */
export function targetOf(url: string): { path: string; query: string } | undefined {
  const local = url.startsWith('/') ? url : /^https?:\/\/[^/?#]*([/?].*)?$/i.exec(url)?.[1];
  if (local === undefined) return undefined;
  const mark = local.indexOf('?');
  return mark < 0 ? { path: local, query: '' } : { path: local.slice(0, mark), query: local.slice(mark + 1) };
}

const EMPTY = new Uint8Array();

/** Reads the body of a request and calls `done` with it, or with undefined if it exceeds the limit. `done` is not called if the client disconnects. */
export function bodyOf(request: IncomingMessage, limit: number, done: (body: Uint8Array | undefined) => void): void {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  if (encoding === undefined && (length === undefined || length === '0')) return done(EMPTY);
  if (Number(length) > limit) return done(undefined);
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    if (size > limit) return;
    size += chunk.length;
    if (size > limit) done(undefined);
    else chunks.push(chunk);
  });
  request.on('end', () => {
    if (size <= limit) done(Buffer.concat(chunks));
  });
}
