/**
 * How each HTTP request is handled: the gate first, then the page or a vendor.
 * Law: every error is answered and reported; none ends the process.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HeldCloud } from '../clouds/clouds.ts';
import { CloudRefused } from '../clouds/refused.ts';
import { DEFAULT_CLOUD } from '../clouds/names.ts';
import { DEFAULT_HOST, type ListenOptions } from '../cloud/listen.ts';
import { Problem } from '../model/problem.ts';
import { compile, type CompiledVendor } from '../request/compile.ts';
import type { Answer } from '../request/serve.ts';
import type { PlainReply, PlainRequest } from '../vendor/wire.ts';
import { bodyOf, hasBody } from './body.ts';
import { budget } from './budget.ts';
import { reporting, said } from './bugs.ts';
import { corsFor } from './cors.ts';
import type { Entrance } from './entrance.ts';
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
import { busy, dates, writing } from './write.ts';

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

/** A cloud as the listener answers for it. */
interface Served {
  readonly held: HeldCloud;
  readonly date: () => string;
  /** Its name, where it is not the default one. */
  readonly named: string | undefined;
}

/** Where a cloud is served, if it is not the standalone server: under some paths of a server of someone else's. */
export interface Site {
  readonly scheme: 'http' | 'https';
  mountOf(path: string): Mount | undefined;
  /** How a host name is allowed there, in words. */
  readonly allowing: string;
}

/** Creates the request handler for the clouds behind an entrance. `site` is where their vendors are, if not on a server of their own, which also has a page. */
export function answering(entrance: Entrance, options: ListenOptions, site?: Site): Answering {
  const { host = DEFAULT_HOST, allowedHosts = [], largestBody = LARGEST_BODY, why = false } = options;
  const names = Object.keys(entrance.vendors);
  const vendors = new Map<string, CompiledVendor>(Object.entries(entrance.vendors).map(([name, provider]) => [name, compile(provider)]));
  const scheme = site?.scheme ?? (options.tls ? 'https' : 'http');
  const cors =
    options.cors && options.cors.length > 0 ? corsFor(options.cors, options.corsCredentials ?? false, vendors.values(), entrance.headers) : undefined;
  const refused = gate(scheme, host, allowedHosts, cors, site?.allowing);
  const prefixOf = prefixes(options.prefix);
  const mountOf = site?.mountOf ?? mounts(entrance);
  const held = budget(options.mostBytes ?? MOST_BYTES);
  const waiting = waitingFor(options.mostWaiting ?? MOST_WAITING);
  const expecting = new WeakSet<IncomingMessage>();
  const write = writing(held);
  const bug = reporting(options.onBug);
  const seen = new WeakMap<HeldCloud, Served>();
  const wallDate = dates({ now: () => Date.now() });

  const servedBy = (one: HeldCloud): Served => {
    const known = seen.get(one);
    if (known) return known;
    const served: Served = { held: one, date: dates(one.cloud.clock), named: one.name === DEFAULT_CLOUD ? undefined : one.name };
    seen.set(one, served);
    return served;
  };

  /** The date of a reply that is no cloud's. */
  const ownDate = (): string => {
    const first = entrance.first();
    return first ? servedBy(first).date() : wallDate();
  };

  /** Writes a reply, which the pages of listed origins may read. */
  const reply = (date: () => string, response: ServerResponse, plain: PlainReply, cut?: number): void =>
    write(date, response, cors ? cors.readable(response.req.headers, plain) : plain, cut);

  /** Writes the reply to a request whose body has not been read. */
  const replyEarly = (request: IncomingMessage, response: ServerResponse, plain: PlainReply, date = ownDate): void => {
    if (hasBody(request) && (expecting.has(request) || !(Number(request.headers['content-length']) <= DRAINED))) response.setHeader('connection', 'close');
    reply(date, response, plain);
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
    try {
      if (thrown instanceof CloudRefused && !response.headersSent) return replyEarly(request, response, refusalOf(thrown));
    } catch {
      return void response.destroy();
    }
    const sentence = `stuntbox could not answer ${request.method} ${request.url}: ${said(thrown)}`;
    bug(new Error(sentence, { cause: thrown }));
    try {
      if (response.headersSent) return void response.destroy();
      for (const name of response.getHeaderNames()) response.removeHeader(name);
      reply(ownDate, response, json(500, { error: `${sentence} This is an error in stuntbox, not in the request.` }));
    } catch {
      response.destroy();
    }
  };

  /** Sends an answer once what it changed is stored. */
  const finish = (served: Served, response: ServerResponse, answer: Answer): void => {
    const stored = served.held.stored();
    if (stored === undefined) {
      tell(served, answer);
      return arrive(served, response, answer);
    }
    stored.then(
      () =>
        safely(response.req, response, () => {
          tell(served, answer);
          arrive(served, response, answer);
        }),
      (thrown) => {
        tell(served, answer, thrown);
        fail(response.req, response, thrown);
      },
    );
  };

  /** Tells of an exchange. Whoever listens cannot break the request. */
  const tell = ({ held: one }: Served, { exchange }: Answer, thrown?: unknown): void => {
    if (!entrance.exchanged) return;
    try {
      entrance.exchanged(one.name, exchange, thrown === undefined ? undefined : thrown instanceof Error ? thrown : new Error(said(thrown)));
    } catch (error) {
      bug(error);
    }
  };

  /** The vendors of the requests that are counted. */
  const vendorOf = new WeakMap<ServerResponse, string>();
  const count = (response: ServerResponse, counted: NonNullable<Entrance['counted']>): void => {
    const began = performance.now();
    response.once('close', () => {
      const status = response.headersSent ? response.statusCode : null;
      counted(vendorOf.get(response) ?? 'none', status, (performance.now() - began) / 1_000);
    });
  };

  const arrive = ({ held: one, date, named }: Served, response: ServerResponse, answer: Answer): void => {
    const { reply: given, cut, exchange } = answer;
    const reason = explanation(why, response.req.headers, exchange, named);
    const send = (): void => {
      if (given) reply(date, response, reason ? { ...given, headers: { ...given.headers, ...reason } } : given, cut);
      else response.socket?.destroy();
    };
    if (answer.arrives === undefined && !answer.delay) return send();
    const release = one.hold();
    response.once('close', release);
    waiting.until(
      one.cloud.clock,
      answer,
      response,
      one.signal,
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
    const caller = entrance.callerOf(withoutPrefix(prefix, target.path), headers);
    if (typeof caller === 'string') return replyEarly(request, response, json(400, { error: caller }));
    const { path, name } = caller;
    const base = prefix + caller.base;
    if (!site && isPage(path, method))
      return entering(request, response, name, ({ held: one, date }) =>
        write(date, response, page(one.cloud, `${scheme}://${headers.host}${base}`, headers.accept ?? '', one.name)),
      );
    const mount = mountOf(path);
    const own = mount ? path.slice(mount.base.length) || '/' : path;
    const options = method === 'OPTIONS' ? optionsReply(headers, own, mount && vendors.get(mount.vendor), cors) : undefined;
    if (options) return replyEarly(request, response, options);
    // Before a cloud is created for it.
    if (!mount) return replyEarly(request, response, json(404, { error: `Nothing is served at ${path}. Available: ${listed(base, names)}.` }));
    if (entrance.counted) vendorOf.set(response, mount.vendor);
    if (headers.upgrade?.toLowerCase() === 'websocket') return replyEarly(request, response, json(400, { error: 'No vendor here has WebSockets.' }));
    const full = waiting.full();
    if (full !== undefined) return replyEarly(request, response, busy(full));
    entering(request, response, name, (served) => {
      const { vendors: there } = served.held.cloud;
      if (!Object.hasOwn(there, mount.vendor))
        return replyEarly(request, response, json(404, { error: `The cloud ${name} has no ${mount.vendor}. Available: ${listed(base, Object.keys(there))}.` }));
      serve(request, response, served, mount.vendor, { method, path: own, base: base + mount.base, query });
    });
  };

  /** Goes on with the cloud of a name, at once where it lives here. */
  const entering = (request: IncomingMessage, response: ServerResponse, name: string, then: (served: Served) => void): void => {
    const found = entrance.enter(name);
    if (!(found instanceof Promise)) return then(servedBy(found));
    found.then(
      (one) => {
        if (!response.destroyed) safely(request, response, () => then(servedBy(one)));
      },
      (thrown) => fail(request, response, thrown),
    );
  };

  /** Reads the body of a request to a vendor, and serves it. */
  const serve = (request: IncomingMessage, response: ServerResponse, served: Served, vendor: string, { method, path, base, query }: Addressed): void => {
    const { held: one, date } = served;
    const plain = (body: Uint8Array | undefined): PlainRequest => ({ method, path, base, query, headers: request.headers as Record<string, string>, body });
    const limit = hasBody(request) ? limitOf(vendor, path) : 0;
    if (expecting.has(request) && !(Number(request.headers['content-length']) > limit)) response.writeContinue();
    bodyOf(request, limit, held, (body) =>
      safely(request, response, () => {
        one.check();
        if (typeof body !== 'string') return finish(served, response, one.cloud.serve(vendor, plain(body.length > 0 ? body : undefined)));
        response.setHeader('connection', 'close');
        if (body === 'busy') return reply(date, response, busy('Too many bytes of bodies are under way.'));
        finish(served, response, one.cloud.refuse(vendor, plain(undefined), new Problem('too-large', `The body is over ${limit} bytes.`)));
      }),
    );
  };

  const limitOf = (vendor: string, path: string): number => {
    const own = entrance.vendors[vendor]?.largestBody;
    return Math.max(largestBody, (typeof own === 'function' ? own(path) : own) ?? 0);
  };

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    if (entrance.counted) count(response, entrance.counted);
    safely(request, response, () => route(request, response));
  };
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

const listed = (base: string, names: readonly string[]): string => names.map((name) => `${base}/${name}`).join(', ');

/** What a request is addressed to at its vendor. */
type Addressed = Pick<PlainRequest, 'method' | 'path' | 'base' | 'query'>;

/** The reply to a request whose cloud cannot be used. */
const refusalOf = ({ kind, message, retryAfter }: CloudRefused): PlainReply =>
  json(kind === 'invalid' ? 400 : 503, { error: message }, retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) });
