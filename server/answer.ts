/**
 * How each HTTP request is handled: the host guard first, then the page or a vendor.
 * Law: every error is answered and reported; none ends the process.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AnyCloud } from '../cloud/cloud.ts';
import { DEFAULT_HOST, type ListenOptions } from '../cloud/listen.ts';
import { Problem } from '../model/problem.ts';
import type { Answer } from '../request/serve.ts';
import type { PlainReply, PlainRequest } from '../vendor/wire.ts';
import { bodyOf, targetOf } from './body.ts';
import { explanation } from './explanation.ts';
import { hostGuard } from './host.ts';
import { mounts } from './mount.ts';
import { json } from './json.ts';
import { refusesChange } from './page-guard.ts';
import { page } from './page.ts';

const LARGEST_BODY = 1_048_576;

/** Answers requests, and reports internal errors. */
export interface Answering {
  answer(request: IncomingMessage, response: ServerResponse): void;
  /** Reports an internal error; never throws. */
  bug(thrown: unknown): void;
}

/** Creates the request handler for a cloud. */
export function answering(cloud: AnyCloud, options: ListenOptions): Answering {
  const { host = DEFAULT_HOST, largestBody = LARGEST_BODY, why = false, onBug = console.error } = options;
  const guard = hostGuard(host, options.allowedHosts ?? []);
  const mountOf = mounts(cloud);
  const names = Object.keys(cloud.vendors);
  const date = dates(cloud.clock);
  const write = (response: ServerResponse, reply: PlainReply, cut?: number): void => writeAt(date(), response, reply, cut);

  const bug = (thrown: unknown): void => {
    try {
      // `onBug` may be asynchronous, and may fail too.
      Promise.resolve(onBug(thrown) as unknown).catch(() => {});
    } catch {
      // There is nobody left to report it to.
    }
  };
  /** Runs a part of a request. If it throws, the response is our own 500, since the vendor may be unable to write one. */
  const safely = (request: IncomingMessage, response: ServerResponse, run: () => void): void => {
    try {
      run();
    } catch (thrown) {
      fail(request, response, thrown);
    }
  };
  const fail = (request: IncomingMessage, response: ServerResponse, thrown: unknown): void => {
    const sentence = `stuntbox could not answer ${request.method} ${request.url}: ${said(thrown)}`;
    bug(new Error(sentence, { cause: thrown }));
    try {
      if (response.headersSent) return void response.destroy();
      for (const name of response.getHeaderNames()) response.removeHeader(name);
      write(response, json(500, { error: `${sentence} This is an error in stuntbox, not in the request.` }));
    } catch {
      response.destroy();
    }
  };

  const finish = (response: ServerResponse, { reply, arrives, cut, exchange }: Answer): void => {
    const reason = explanation(why, response.req.headers, exchange);
    const send = (): void => {
      if (reply) write(response, reason ? { ...reply, headers: { ...reply.headers, ...reason } } : reply, cut);
      else response.socket?.destroy();
    };
    if (arrives === undefined) return send();
    // Stop waiting if the client disconnects.
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    cloud.clock.until(arrives, gone.signal).then(
      () => safely(response.req, response, send),
      (thrown: unknown) => gone.signal.aborted || fail(response.req, response, thrown),
    );
  };

  const route = (request: IncomingMessage, response: ServerResponse): void => {
    const refusedHost = guard(request.headers.host);
    if (refusedHost) return write(response, json(403, { error: refusedHost }));
    const target = targetOf(request.url ?? '/');
    if (!target) return write(response, json(400, { error: 'The request target is not a path.' }));
    const { path, query } = target;
    const method = request.method ?? 'GET';
    if ((path === '/' || path === '') && (method === 'GET' || method === 'HEAD'))
      return write(response, page(cloud, `http://${request.headers.host}`, request.headers.accept ?? ''));
    const mount = mountOf(path);
    if (!mount) return write(response, json(404, { error: `Nothing is served at ${path}. Available: ${names.map((name) => `/${name}`).join(', ')}.` }));
    const { vendor, base } = mount;
    const refused = method === 'GET' || method === 'HEAD' || method === 'OPTIONS' ? undefined : refusesChange(request.headers);
    if (refused) return write(response, json(403, { error: refused }));
    const plain = (body: Uint8Array | undefined): PlainRequest => ({
      method,
      path: path.slice(base.length) || '/',
      base,
      query,
      headers: request.headers as Record<string, string>,
      body,
    });
    const limit = Math.max(largestBody, cloud.vendors[vendor]?.largestBody ?? 0);
    bodyOf(request, limit, (body) =>
      safely(request, response, () => {
        if (body) return finish(response, cloud.serve(vendor, plain(body.length > 0 ? body : undefined)));
        response.setHeader('connection', 'close');
        finish(response, cloud.refuse(vendor, plain(undefined), new Problem('too-large', `The body is over ${limit} bytes.`)));
      }),
    );
  };

  return { answer: (request, response) => safely(request, response, () => route(request, response)), bug };
}

/** Writes a reply with a date. With `cut`, it writes only that many bytes and then drops the connection. */
function writeAt(date: string, response: ServerResponse, { status, headers, body }: PlainReply, cut?: number): void {
  response.writeHead(status, headerList(date, headers, body));
  if (cut === undefined || body === undefined) response.end(body);
  else response.write(Buffer.from(body).subarray(0, cut), () => response.socket?.destroy());
}

/** The headers of a reply with its date and content-length, as a flat list, which node:http writes without creating an object. */
function headerList(date: string, headers: PlainReply['headers'], body: string | Uint8Array | undefined): string[] {
  const list = ['date', date];
  for (const name in headers) list.push(name, headers[name] ?? '');
  if (body !== undefined) list.push('content-length', String(Buffer.byteLength(body)));
  return list;
}

/** The date of a reply: the time of the cloud's clock, like every time in a body. It is formatted once per second. */
function dates(clock: AnyCloud['clock']): () => string {
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

/** A thrown value, which can be anything, as a sentence. */
function said(thrown: unknown): string {
  try {
    const text = thrown instanceof Error ? thrown.message : `${String(thrown)} was thrown`;
    return /[.!?]$/.test(text) ? text : `${text}.`;
  } catch {
    return 'a value was thrown that cannot be shown.';
  }
}
