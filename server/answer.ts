/**
 * How each HTTP request is handled: the gate first, then the page or a vendor.
 * Law: every error is answered and reported; none ends the process.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AnyCloud } from '../cloud/cloud.ts';
import { DEFAULT_HOST, type ListenOptions } from '../cloud/listen.ts';
import { Problem } from '../model/problem.ts';
import { compile, type CompiledVendor } from '../request/compile.ts';
import type { Answer } from '../request/serve.ts';
import type { PlainReply, PlainRequest } from '../vendor/wire.ts';
import { bodyOf, hasBody } from './body.ts';
import { budget } from './budget.ts';
import { reporting, said } from './bugs.ts';
import { corsFor } from './cors.ts';
import { explanation } from './explanation.ts';
import { gate, isPage } from './gate.ts';
import { json } from './json.ts';
import { optionsReply } from './methods.ts';
import { mounts, type Mount } from './mount.ts';
import { page } from './page.ts';
import { prefixes, withoutPrefix } from './prefix.ts';
import type { Answers } from './sockets.ts';
import { targetOf } from './target.ts';
import { waitingFor } from './waiting.ts';
import { busy, writing } from './write.ts';

const LARGEST_BODY = 1_048_576;
const MOST_BYTES = 268_435_456;
const MOST_WAITING = 10_000;

/** A refused body up to this length is read and dropped, so that its connection can be used again. */
const DRAINED = 65_536;

/** Answers requests, and reports internal errors. */
export interface Answering extends Answers {
  /** What is under way: bytes of bodies, and requests that wait for the clock. */
  underWay(): { readonly bytes: number; readonly waiting: number };
}

/** Where a cloud is served, if it is not the standalone server: under some paths of a server of someone else's. */
export interface Site {
  readonly scheme: 'http' | 'https';
  mountOf(path: string): Mount | undefined;
  /** How a host name is allowed there, in words. */
  readonly allowing: string;
}

/** Creates the request handler for a cloud. `site` is where its vendors are, if not on a server of their own, which also has a page. */
export function answering(cloud: AnyCloud, options: ListenOptions, site?: Site): Answering {
  const { host = DEFAULT_HOST, allowedHosts = [], largestBody = LARGEST_BODY, why = false } = options;
  const names = Object.keys(cloud.vendors);
  const vendors = new Map<string, CompiledVendor>(Object.entries(cloud.vendors).map(([name, provider]) => [name, compile(provider)]));
  const scheme = site?.scheme ?? (options.tls ? 'https' : 'http');
  const cors = options.cors && options.cors.length > 0 ? corsFor(options.cors, options.corsCredentials ?? false, vendors.values()) : undefined;
  const refused = gate(scheme, host, allowedHosts, cors, site?.allowing);
  const prefixOf = prefixes(options.prefix);
  const mountOf = site?.mountOf ?? mounts(cloud);
  const held = budget(options.mostBytes ?? MOST_BYTES);
  const waiting = waitingFor(cloud.clock, options.mostWaiting ?? MOST_WAITING);
  const expecting = new WeakSet<IncomingMessage>();
  const write = writing(cloud.clock, held);
  const bug = reporting(options.onBug);

  /** Writes a reply, which the pages of listed origins may read. */
  const reply = (response: ServerResponse, plain: PlainReply, cut?: number): void =>
    write(response, cors ? cors.readable(response.req.headers, plain) : plain, cut);

  /** Writes the reply to a request whose body has not been read. */
  const replyEarly = (request: IncomingMessage, response: ServerResponse, plain: PlainReply): void => {
    if (hasBody(request) && (expecting.has(request) || !(Number(request.headers['content-length']) <= DRAINED))) response.setHeader('connection', 'close');
    reply(response, plain);
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
      reply(response, json(500, { error: `${sentence} This is an error in stuntbox, not in the request.` }));
    } catch {
      response.destroy();
    }
  };

  const finish = (response: ServerResponse, answer: Answer): void => {
    const { reply: given, cut, exchange } = answer;
    const reason = explanation(why, response.req.headers, exchange);
    const send = (): void => {
      if (given) reply(response, reason ? { ...given, headers: { ...given.headers, ...reason } } : given, cut);
      else response.socket?.destroy();
    };
    if (answer.arrives === undefined && !answer.delay) return send();
    waiting.until(
      answer,
      response,
      () => safely(response.req, response, send),
      (thrown) => fail(response.req, response, thrown),
    );
  };

  const route = (request: IncomingMessage, response: ServerResponse): void => {
    const { headers, method = 'GET' } = request;
    const target = targetOf(request.url ?? '/');
    if (!target) return replyEarly(request, response, json(400, { error: 'The request target is not a path.' }));
    const refusal = refused(request, target);
    if (refusal) return replyEarly(request, response, refusal);
    const { query } = target;
    const prefix = prefixOf(headers['x-forwarded-prefix']);
    const path = withoutPrefix(prefix, target.path);
    if (!site && isPage(path, method)) return write(response, page(cloud, `${scheme}://${headers.host}${prefix}`, headers.accept ?? ''));
    const mount = mountOf(path);
    const own = mount ? path.slice(mount.base.length) || '/' : path;
    const options = method === 'OPTIONS' ? optionsReply(headers, own, mount && vendors.get(mount.vendor), cors) : undefined;
    if (options) return replyEarly(request, response, options);
    if (!mount)
      return replyEarly(request, response, json(404, { error: `Nothing is served at ${path}. Available: ${names.map((name) => `/${name}`).join(', ')}.` }));
    if (headers.upgrade?.toLowerCase() === 'websocket') return replyEarly(request, response, json(400, { error: 'No vendor here has WebSockets.' }));
    const full = waiting.full();
    if (full !== undefined) return replyEarly(request, response, busy(full));
    serve(request, response, mount.vendor, { method, path: own, base: prefix + mount.base, query });
  };

  /** Reads the body of a request to a vendor, and serves it. */
  const serve = (request: IncomingMessage, response: ServerResponse, vendor: string, { method, path, base, query }: Addressed): void => {
    const plain = (body: Uint8Array | undefined): PlainRequest => ({ method, path, base, query, headers: request.headers as Record<string, string>, body });
    const limit = hasBody(request) ? limitOf(vendor, path) : 0;
    if (expecting.has(request) && !(Number(request.headers['content-length']) > limit)) response.writeContinue();
    bodyOf(request, limit, held, (body) =>
      safely(request, response, () => {
        if (typeof body !== 'string') return finish(response, cloud.serve(vendor, plain(body.length > 0 ? body : undefined)));
        response.setHeader('connection', 'close');
        if (body === 'busy') return reply(response, busy('Too many bytes of bodies are under way.'));
        finish(response, cloud.refuse(vendor, plain(undefined), new Problem('too-large', `The body is over ${limit} bytes.`)));
      }),
    );
  };

  const limitOf = (vendor: string, path: string): number => {
    const own = cloud.vendors[vendor]?.largestBody;
    return Math.max(largestBody, (typeof own === 'function' ? own(path) : own) ?? 0);
  };

  const answer = (request: IncomingMessage, response: ServerResponse): void => safely(request, response, () => route(request, response));
  return {
    answer,
    answerExpecting(request, response) {
      expecting.add(request);
      answer(request, response);
    },
    owes: waiting.owes,
    underWay: () => ({ bytes: held.taken(), waiting: waiting.count() }),
    bug,
  };
}

/** What a request is addressed to at its vendor. */
type Addressed = Pick<PlainRequest, 'method' | 'path' | 'base' | 'query'>;
