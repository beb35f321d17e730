/** HTTP/2, which Vite speaks with `server.https`: makes a request and its response look like those of HTTP/1.1, which the server is written for. */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { constants, type Http2ServerResponse } from 'node:http2';

/** The headers of a connection, of which HTTP/2 has none. */
const OF_CONNECTION = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** Prepares a request that we answer. Those of HTTP/1.1 stay as they are. */
export function likeHttp1(request: IncomingMessage, response: ServerResponse): void {
  if (request.httpVersionMajor < 2) return;
  const { ':authority': authority, ...all } = request.headers as Record<string, string | undefined>;
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(all)) if (!name.startsWith(':')) headers[name] = value;
  headers['host'] ??= authority;
  // A body needs no announcement in HTTP/2.
  if (headers['content-length'] === undefined && 'stream' in request && !(request.stream as { endAfterHeaders: boolean }).endAfterHeaders)
    headers['transfer-encoding'] = 'chunked';
  // `method` and `url` are read from elsewhere.
  Object.defineProperty(request, 'headers', { value: headers });
  Object.defineProperty(request, 'rawHeaders', { value: Object.entries(headers).flat() });
  const { stream } = response as unknown as Http2ServerResponse;
  const broken = (): void => stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  // Many requests share a connection, so what would destroy it breaks the stream alone, and with a code that no client takes for a good end.
  Object.defineProperty(response, 'socket', { value: { destroy: broken, setTimeout: (ms: number) => stream.setTimeout(ms, broken) } });
  const { writeHead, setHeader } = response;
  response.setHeader = (name, value) => (OF_CONNECTION.has(name.toLowerCase()) ? response : setHeader.call(response, name, value));
  response.writeHead = (status: number, given?: unknown) => writeHead.call(response, status, withoutConnection(given));
}

/** Headers as an object, since the list of names and values that node:http takes is another one there. */
function withoutConnection(given: unknown): OutgoingHttpHeaders {
  const pairs = Array.isArray(given)
    ? given.flatMap((name, i) => (i % 2 === 0 ? [[name, given[i + 1]] as const] : []))
    : Object.entries(Object(given) as object);
  return Object.fromEntries(pairs.filter(([name]) => !OF_CONNECTION.has(String(name).toLowerCase()))) as OutgoingHttpHeaders;
}
