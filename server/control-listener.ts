/**
 * The controls on a listener of their own.
 * Law: a request is refused before its body is read, unless it has the token, a known host, and comes from no web page. No request ends the process.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { DEFAULT_HOST, type ControlListening, type ControlOptions } from '../cloud/listen.ts';
import { openControls, refusalOf, type Controls } from '../control/controls.ts';
import type { Clouds } from '../clouds/clouds.ts';
import type { Stream } from '../control/operations.ts';
import { problemReply, Refused } from '../control/problem.ts';
import type { PlainReply } from '../vendor/wire.ts';
import { controlGuard, type ControlGuard } from './control-guard.ts';
import { streamed } from './event-stream.ts';
import { addressGuard } from './host.ts';
import { panelFile } from './panel-files.ts';
import { openSockets, type Answers } from './sockets.ts';
import type { Health } from './health.ts';
import type { Metrics } from './metrics.ts';
import { targetOf, type Target } from './target.ts';
import { freshToken } from './token.ts';

/** The defaults of the bounds; each is an option. */
const MOST_CONNECTIONS = 256;
const MOST_WAITING = 100;
const MOST_WATCHERS = 32;
const LARGEST_BODY = 1_048_576;
/** The most bytes that are held of bodies under way, beyond the first 1 MiB of each: one large snapshot, or many small ones. */
const MOST_HELD = 268_435_456;

/** On every reply: nothing is cached, framed, sniffed or read by another origin, and no page of ours runs a script that is not a file of ours. */
const HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

/** Controls that listen. */
export interface OpenControls extends ControlListening {
  /** Stops listening, and ends all connections at once, with the requests that wait and the streams on them. */
  close(): Promise<void>;
}

/**
 * Opens the controls of some clouds on a port.
 * @param bug is called with internal errors: failures that no request caused.
 * @throws {Error} (rejects) when the port is taken, or the host is not an address of this machine.
 */
export async function listenForControl(clouds: Clouds, options: ControlOptions, bug: (thrown: unknown) => void, operated?: Operated): Promise<OpenControls> {
  const { port = 0, host = DEFAULT_HOST, token = freshToken(), connections = MOST_CONNECTIONS } = options;
  const answers = controlAnswering({ ...options, clouds, token, host, operated }, bug);
  const { address, close } = await openSockets({ port, host, tls: undefined, mostConnections: connections, option: 'control.connections' }, answers);
  return { url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`, token, close };
}

/** What whoever operates a server asks, besides its controls. */
export interface Operated {
  /** Answers probes, which come without a token and by the address of a container. */
  readonly health: Health;
  /** All that is counted, for who has the token; undefined where nothing is. */
  readonly metrics: Metrics | undefined;
}

/** Where controls are answered, and for whom. */
export interface ControlAnswering extends Omit<ControlOptions, 'port' | 'connections'> {
  readonly clouds: Clouds;
  readonly token: string;
  /** The path under which a server of someone else's has them, such as `/__stuntbox`; none by default. */
  readonly base?: string;
  /** How a host name is allowed there, in words. */
  readonly allowing?: string;
  readonly operated?: Operated | undefined;
}

/**
 * Answers the requests of a server to the controls, with the guards that they have on a port of their own.
 * @param bug is called with internal errors: failures that no request caused.
 */
export function controlAnswering(options: ControlAnswering, bug: (thrown: unknown) => void): Answers {
  const { clouds, token, host = DEFAULT_HOST, allowedHosts = [], base = '' } = options;
  const environment = {
    clouds,
    waiting: options.waiting ?? MOST_WAITING,
    watchers: options.watchers ?? MOST_WATCHERS,
    after(ms: number, run: () => void) {
      const timer = setTimeout(run, ms);
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
  const guard = controlGuard(token, addressGuard(host, allowedHosts, options.allowing));
  const operating = options.operated && operatedBy(options.operated, token);
  return answering(openControls(environment, bug), guard, base, options.largestBody ?? LARGEST_BODY, bug, operating);
}

/** Answers a probe or who reads the metrics; undefined for any other request. */
type Operating = (request: IncomingMessage, target: Target) => Promise<PlainReply> | undefined;

function operatedBy({ health, metrics }: Operated, token: string): Operating {
  // Prometheus finds its targets by their addresses. A page whose name leads here does not have the token.
  const guard = controlGuard(token, () => undefined);
  return (request, target) => {
    const { method = 'GET' } = request;
    const probed = health.reply(method, target.path);
    if (probed || target.path !== '/metrics' || (method !== 'GET' && method !== 'HEAD')) return probed;
    const refused = guard(request, target);
    if (refused) return Promise.resolve(problemReply(refused));
    return metrics?.reply() ?? Promise.resolve(problemReply(new Refused('not-found', NO_METRICS)));
  };
}

const NO_METRICS = 'Nothing is counted here. Metrics need the package prom-client beside stuntbox: npm install prom-client, and start stuntbox serve again.';

function answering(
  controls: Controls,
  guard: ControlGuard,
  base: string,
  largestBody: number,
  bug: (thrown: unknown) => void,
  operating: Operating = () => undefined,
): Answers {
  let held = 0;

  /** Writes a reply; a connection whose body was not read is closed. */
  const write = (response: ServerResponse, { status, headers, body = '' }: PlainReply): void => {
    if (response.headersSent || response.destroyed) return;
    const unread = !response.req.complete && hasBody(response.req);
    response.writeHead(status, { ...HEADERS, ...headers, 'content-length': Buffer.byteLength(body), ...(unread && { connection: 'close' }) });
    response.end(response.req.method === 'HEAD' ? undefined : body);
  };
  const fail = (request: IncomingMessage, response: ServerResponse, thrown: unknown): void => {
    try {
      write(response, problemReply(refusalOf(thrown, `${request.method} ${request.url}`, bug)));
    } catch (again) {
      bug(again);
      response.destroy();
    }
  };

  const read = (request: IncomingMessage, limit: number): Promise<Uint8Array | undefined> =>
    new Promise((resolve, reject) => {
      if (!hasBody(request)) return resolve(undefined);
      const tooLarge = new Refused('too-large', `The body is over ${limit} bytes.`);
      if (Number(request.headers['content-length']) > limit) return reject(tooLarge);
      const chunks: Buffer[] = [];
      let size = 0;
      let counted = 0;
      const release = (): void => {
        held -= counted;
        counted = 0;
        chunks.length = 0;
      };
      const refuse = (refused: Refused): void => {
        release();
        request.removeAllListeners('data').pause();
        reject(refused);
      };
      request.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > limit) return refuse(tooLarge);
        const more = Math.max(0, size - LARGEST_BODY) - counted;
        if (held + more > MOST_HELD) return refuse(new Refused('busy', 'Too many large bodies are under way. Send one at a time.'));
        held += more;
        counted += more;
        chunks.push(chunk);
      });
      request.on('end', () => {
        const body = Buffer.concat(chunks);
        release();
        resolve(body);
      });
      request.on('close', () => {
        release();
        reject(new Refused('invalid', 'The connection closed before the body came.'));
      });
    });

  const handle = async (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): Promise<void> => {
    const method = request.method ?? 'GET';
    const target = targetOf(request.url ?? '/');
    if (!target) return write(response, problemReply(new Refused('invalid', 'The request target is not a path.')));
    const operated = operating(request, target);
    if (operated) return write(response, await operated);
    // The page needs the slash, since it asks below its own folder. A browser keeps the fragment with the token.
    if (base !== '' && target.path === base) return write(response, { status: 308, headers: { location: `${base}/` }, body: '' });
    const path = below(base, target.path);
    const reads = method === 'GET' || method === 'HEAD';
    const refused = guard(request, target, reads && (path === '/' || path === '/panel.js'));
    if (refused) return write(response, problemReply(refused));
    const file = reads ? panelFile(path) : undefined;
    if (file) return write(response, file);
    const found = controls(method, path);
    if ('status' in found) return write(response, found);
    if (expectsContinue) response.writeContinue();
    const body = await read(request, Math.max(largestBody, found.largestBody ?? 0));
    const gone = new AbortController();
    response.once('close', () => gone.abort(new Refused('busy', 'The client is gone.')));
    if (response.destroyed) return;
    const reply = await found.run({
      query: target.query,
      headers: request.headers as Readonly<Record<string, string | undefined>>,
      body,
      signal: gone.signal,
    });
    if (isReply(reply)) write(response, reply);
    else streamed(response, HEADERS, reply);
  };

  const owed = new WeakMap<object, number>();
  const answer = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void => {
    const { socket } = request;
    owed.set(socket, (owed.get(socket) ?? 0) + 1);
    response.once('close', () => owed.set(socket, (owed.get(socket) ?? 1) - 1));
    response.on('error', () => {});
    handle(request, response, expectsContinue).catch((thrown: unknown) => fail(request, response, thrown));
  };
  return {
    answer: (request, response) => answer(request, response, false),
    answerExpecting: (request, response) => answer(request, response, true),
    owes: (socket) => (owed.get(socket) ?? 0) > 0,
    bug,
  };
}

/** A path without the base that it begins with. No control is anywhere else. */
const below = (base: string, path: string): string => (path.startsWith(`${base}/`) ? path.slice(base.length) : '');

const isReply = (reply: PlainReply | Stream): reply is PlainReply => 'status' in reply;

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] !== undefined && headers['content-length'] !== '0');
