/** What a request over HTTP asks for, and its body, bounded. */
import type { IncomingMessage } from 'node:http';

/** The path and the query of a request target: `/path?query`, or a whole URL as a proxy's clients send it. */
export function targetOf(url: string): { path: string; query: string } | undefined {
  const local = url.startsWith('/') ? url : /^https?:\/\/[^/?#]*([/?].*)?$/i.exec(url)?.[1];
  if (local === undefined) return undefined;
  const mark = local.indexOf('?');
  return mark < 0 ? { path: local, query: '' } : { path: local.slice(0, mark), query: local.slice(mark + 1) };
}

const EMPTY = new Uint8Array();

/** Reads the body of a request, and gives it on; undefined when it is over the limit. Nothing is given on when the client went away. */
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
