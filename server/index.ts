/** The standalone server: node:http on one side, the core's plain values on the other. `import { startServer } from 'stuntbox/server'` */
import type { PlainReply, PlainRequest } from '../vendor/wire.ts';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../model/clock.ts';
import type { Exchange } from '../model/journal.ts';
import { Problem } from '../model/problem.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import type { Answer } from '../request/serve.ts';
import type { Link } from '../cloud/link.ts';
import type { AnyCloud, CoreCloud } from '../cloud/cloud.ts';
import { openCloud } from '../cloud/open.ts';
import type { CloudOptions, Providers } from '../cloud/options.ts';
import { CONTROL, control, json } from './control.ts';
import { hostGuard } from './host.ts';
import { page } from './page.ts';

/** How the server is to be; everything has a default. */
export interface ServerOptions<P extends Providers, C extends Clock> extends CloudOptions<P, C> {
  /** 4010 by default; 0 for any free one. */
  readonly port?: number;
  /** Where it listens: `127.0.0.1` by default. */
  readonly host?: string;
  /** Names besides the loopback's, and the host's own, that a request may be addressed to. */
  readonly allowedHosts?: readonly string[];
  /** The largest body of a request, in bytes; 1 MiB by default. */
  readonly largestBody?: number;
  /** Adds the header `x-stuntbox-why` to each reply that was refused or struck; without it, who asks for it by a header of that name gets it. */
  readonly why?: boolean;
  /** A link of `cloud.toLink()`: the cloud does what it tells, with the link's own seed, start and settings. */
  readonly from?: Link;
  /** Hears of each request once it is answered. */
  readonly onExchange?: (exchange: Exchange) => void;
  /** Hears of our own bugs; they are printed to the standard error by default. */
  readonly onBug?: (bug: unknown) => void;
}

/** A server that listens. */
export interface RunningServer<P extends Providers, C extends Clock> {
  /** `http://127.0.0.1:4010` */
  readonly url: string;
  /** The cloud behind it, to arrange and to look at. */
  readonly cloud: CoreCloud<P, C>;
  /** Stops listening and drops all connections. */
  close(): Promise<void>;
}

export const DEFAULT_PORT = 4010;
export const DEFAULT_HOST = '127.0.0.1';
const LARGEST_BODY = 1_048_576;

/**
 * Serves vendors over HTTP, each under its name (`/vpsorg/servers/`); a single one at the root as well.
 * @throws {Error} from the promise, when the port is taken or the host is not this machine's.
 * @example
 * const { url, cloud, close } = await startServer({ vpsorg }, { port: 0 });
 */
export async function startServer<const P extends Providers, C extends Clock>(providers: P, options: ServerOptions<P, C> = {}): Promise<RunningServer<P, C>> {
  const { port = DEFAULT_PORT, host = DEFAULT_HOST } = options;
  const cloud = openCloud(providers, options, options.from ? { link: options.from } : {});
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 5_000 });
  const handle = handler(cloud, providers, options);
  server.on('request', handle);
  // A client may expect what it likes (some send nonsense): it gets its answer all the same.
  server.on('checkExpectation', handle);
  server.on('clientError', (_, socket) => socket.writable && socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'));
  await listening(server, port, host);
  const address = server.address() as AddressInfo;
  return {
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    cloud,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(readable(error, port, host)));
    server.listen(port, host, resolve);
  });
}

function readable(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code === 'EADDRINUSE') return new Error(`Port ${port} is taken. Choose another with --port, or --port 0 for any that is free.`, { cause: error });
  if (error.code === 'EACCES') return new Error(`Port ${port} may not be opened by this user. Choose one above 1023 with --port.`, { cause: error });
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new Error(`This machine does not have the address ${host}. Choose another with --host.`, { cause: error });
  return error;
}

/** What each request goes through: the guard, then the page, the controls, or a vendor. */
function handler(
  cloud: AnyCloud,
  providers: Providers,
  options: ServerOptions<Providers, Clock>,
): (request: IncomingMessage, response: ServerResponse) => void {
  const { host = DEFAULT_HOST, largestBody = LARGEST_BODY, onExchange, onBug = console.error } = options;
  const guard = hostGuard(host, options.allowedHosts ?? []);
  const names = Object.keys(providers);
  const single = names.length === 1 ? names[0] : undefined;

  const finish = (response: ServerResponse, { reply, arrives, cut, exchange }: Answer): void => {
    onExchange?.(exchange);
    const reason =
      exchange.why !== null && (options.why === true || response.req.headers['x-stuntbox-why'] !== undefined)
        ? { 'x-stuntbox-why': headerText(exchange.why) }
        : undefined;
    const send = (): void => {
      if (reply) write(response, reason ? { ...reply, headers: { ...reply.headers, ...reason } } : reply, cut);
      else response.socket?.destroy();
    };
    if (arrives === undefined) return send();
    // Nobody waits for a client that went away.
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    cloud.clock.until(arrives, gone.signal).then(send, () => response.destroy());
  };
  const serveVendor = (vendor: string, plain: PlainRequest, response: ServerResponse): void => {
    let answer: Answer;
    try {
      answer = cloud.serve(vendor, plain);
    } catch (bug) {
      onBug(bug);
      answer = cloud.refuse(vendor, plain, new Problem('broken', `A bug of stuntbox: ${(bug as Error).message}`));
    }
    finish(response, answer);
  };

  return (request, response) => {
    const refusedHost = guard(request.headers.host);
    if (refusedHost) return write(response, json(403, { error: refusedHost }));
    const target = targetOf(request.url ?? '/');
    if (!target) return write(response, json(400, { error: 'The request target is not a path.' }));
    const { path, query } = target;
    const first = path.split('/', 2)[1] ?? '';
    if (path === '/' || path === '') return write(response, page(cloud, providers, `http://${request.headers.host}`, request.headers.accept ?? ''));
    if (first === CONTROL) {
      return read(request, largestBody, (body) =>
        write(response, body ? control(cloud, request.method ?? 'GET', path, query, body) : json(413, { error: 'The body is too large.' })),
      );
    }
    const vendor = Object.hasOwn(providers, first) ? first : single;
    if (vendor === undefined)
      return write(response, json(404, { error: `Nothing is served at ${path}. There is: ${names.map((name) => `/${name}`).join(', ')}.` }));
    const base = vendor === first ? `/${first}` : '';
    const plain = (body: Uint8Array | undefined): PlainRequest => ({
      method: request.method ?? 'GET',
      path: path.slice(base.length) || '/',
      base,
      query,
      headers: request.headers as Record<string, string>,
      body,
    });
    const limit = Math.max(largestBody, (providers[vendor] as AnyProvider).largestBody ?? 0);
    read(request, limit, (body) => {
      if (body) return serveVendor(vendor, plain(body.length > 0 ? body : undefined), response);
      response.setHeader('connection', 'close');
      finish(response, cloud.refuse(vendor, plain(undefined), new Problem('too-large', `The body is over ${limit} bytes.`)));
    });
  };
}

/** The path and the query of a request target: `/path?query`, or a whole URL as a proxy's clients send it. */
function targetOf(url: string): { path: string; query: string } | undefined {
  const local = url.startsWith('/') ? url : /^https?:\/\/[^/?#]*([/?].*)?$/i.exec(url)?.[1];
  if (local === undefined) return undefined;
  const mark = local.indexOf('?');
  return mark < 0 ? { path: local, query: '' } : { path: local.slice(0, mark), query: local.slice(mark + 1) };
}

const EMPTY = new Uint8Array();

/** Reads the body of a request, and gives it on; undefined when it is over the limit. Nothing is given on when the client went away. */
function read(request: IncomingMessage, limit: number, done: (body: Uint8Array | undefined) => void): void {
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

/** Writes a reply; one that is cut ends after so many bytes, and its connection with it. */
function write(response: ServerResponse, { status, headers, body }: PlainReply, cut?: number): void {
  response.writeHead(status, body === undefined ? headers : { ...headers, 'content-length': Buffer.byteLength(body) });
  if (cut === undefined || body === undefined) response.end(body);
  else response.write(Buffer.from(body).subarray(0, cut), () => response.socket?.destroy());
}

/** A text as a header may carry it. */
const headerText = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 1_000);
