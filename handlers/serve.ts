/**
 * One request through a vendor's API, on plain values: route → fault → credential → path → body → operation → words → journal.
 * Law: nothing here is awaited, so no two requests can interleave in the model; what is not a `Problem` is a bug and breaks loudly.
 */
import type { Change } from '../model/collection.ts';
import type { Clock } from '../model/clock.ts';
import type { CountedFault, FaultBook, Strike } from '../model/faults.ts';
import type { Exchange, Unnumbered } from '../model/journal.ts';
import type { Departure, Living } from '../model/lifecycle.ts';
import { Problem, type Rate } from '../model/problem.ts';
import { refusal, type Ledger } from './account.ts';
import { checksOf, type Checks } from './check.ts';
import type { Contract, Operation, Reply, Source } from './contract.ts';
import type { Decision, PlainReply, PlainRequest, Provider } from './provider.ts';
import { operationsOf, router, type RoutedOperation, type Router } from './router.ts';

/** What a request needs of the cloud that it is in. */
export interface Venue {
  readonly clock: Clock;
  readonly book: FaultBook;
  /** Brings the cloud up to date, and says when that is. */
  settle(): number;
  /** What changed since it was asked last. */
  changes(): readonly Change[];
  write(exchange: Unnumbered): Exchange;
  /** What an account was when a fault last looked: where a stale read reads. */
  stale(rule: CountedFault, now: number): Ledger;
  /** The weakest evidence that a reply may rest on; anything, when undefined. */
  readonly strict: Source | undefined;
}

/** What becomes of a request. */
export interface Answer {
  /** Null when the connection drops instead. */
  readonly reply: PlainReply | null;
  /** The instant of the cloud's clock at which the answer arrives, when it takes time; Infinity when it never does. */
  readonly arrives: number | undefined;
  /** How many bytes of the body arrive before the connection drops, when not all do. */
  readonly cut: number | undefined;
  /** True when a fault made the body into what the vendor never writes. */
  readonly spoilt: boolean;
  readonly exchange: Exchange;
}

/** A vendor made ready for requests; the same for every cloud. */
interface Compiled {
  readonly route: Router;
  readonly entries: ReadonlyMap<string, Entry>;
}

/** What one operation needs. */
interface Entry {
  readonly checks: Checks;
  /** The records that its path names: under which name, by which parameter, in which table. */
  readonly finds: readonly { readonly name: string; readonly parameter: string; readonly table: string }[];
  readonly run: (call: unknown) => Decision;
  /** The key of the server that its path names. */
  readonly server: (values: Readonly<Record<string, string>>) => string | undefined;
}

const compiled = new WeakMap<Provider, Compiled>();

function compile(provider: Provider): Compiled {
  const known = compiled.get(provider);
  if (known) return known;
  const found = Object.entries(provider.found as Record<string, { parameter: string; table: string }>).map(([name, where]) => ({ name, ...where }));
  const operations = provider.operations as Record<string, (call: unknown) => Decision>;
  const entry = ({ route, operation }: RoutedOperation): [string, Entry] => {
    const run = operations[route];
    if (!run) throw new Error(`${provider.title} has no operation '${route}', which is in its contract.`);
    const finds = found.filter(({ parameter }) => route.includes(`{${parameter}}`));
    const named = finds.find(({ table }) => table === 'servers')?.parameter;
    return [route, { checks: checksOf(operation), finds, run, server: (values) => (named === undefined ? undefined : values[named]) }];
  };
  const fresh = { route: router(provider.contract, provider.routing), entries: new Map(operationsOf(provider.contract).map(entry)) };
  compiled.set(provider, fresh);
  return fresh;
}

/** Serves one request. `accepts` says which credentials are good. */
export function serve(venue: Venue, ledger: Ledger, accepts: (credential: string) => boolean, request: PlainRequest): Answer {
  const { provider } = ledger;
  const { route, entries } = compile(provider);
  venue.clock.tick();
  const now = venue.settle();
  const routed = route(request.method, request.path);
  const operation = routed.found === 'operation' ? routed.routed : null;
  const entry = operation ? entries.get(operation.route) : undefined;
  const strike =
    operation && routed.found === 'operation'
      ? venue.book.take({ vendor: provider.name, operation: operation.route, server: entry?.server(routed.values), now })
      : undefined;
  const outcomes = strike?.outcomes ?? NO_OUTCOMES;
  let why: string | null = strike ? `A fault struck: ${Object.keys(outcomes).join(', ')}.` : null;

  const decide = (): Decision | null => {
    if (outcomes['network-error'] || outcomes.hangs) return null;
    try {
      if (outcomes.refused) throw new Problem(outcomes.refused.kind, 'A fault refused it.', injected(outcomes.refused.retryAfter, request));
      if (strike?.rate && strike.rate.remaining < 0) throw limited(strike.rate, now, request);
      if (provider.routing.credentialFirst?.(request.path)) authenticate(provider, accepts, request);
      if (routed.found === 'redirect')
        return { status: 301, body: undefined, headers: { location: `${request.base}${request.path}/${request.query && `?${request.query}`}` } };
      if (routed.found === 'nothing') throw new Problem('no-route', `${provider.title} has nothing at ${request.path}.`, { path: request.path });
      if (routed.found === 'method')
        throw new Problem('method', `${request.path} does not take ${request.method}.`, { path: request.path, method: request.method, allow: routed.allow });
      if (!routed.routed.operation.security) authenticate(provider, accepts, request);
      const run = (where: Ledger): Decision => operate(where, entry as Entry, routed.routed.operation, routed.values, request, now, departure(outcomes));
      if (strike?.staleBy) return run(venue.stale(strike.staleBy, now));
      if (outcomes['not-done']) return run(ledger.replica());
      const decision = run(ledger);
      if (outcomes['done-twice']) again(() => run(ledger));
      if (outcomes['done-but-broken']) throw new Problem('broken', 'A fault answers 500 to what was done.');
      return outcomes['answer-lost'] ? null : decision;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { allowed } = error.detail;
      why = allowed ? `${error.message} Allowed now: ${allowed.join(', ') || 'nothing'}.` : error.message;
      return refusal(provider, error);
    }
  };

  const decision = decide();
  if (decision) holdToEvidence(venue.strict, provider, operation, decision.status, request);
  const whole = decision && written(provider, decision, request, strike?.rate);
  const reply = whole && spoiltBy(outcomes, whole);
  const exchange = venue.write({
    n: 0,
    at: now,
    vendor: provider.name,
    operation: operation?.route ?? null,
    request: recorded(provider, request),
    reply: reply && { ...reply, body: text(reply.body) },
    changes: venue.changes(),
    why,
  });
  return {
    reply,
    arrives: outcomes.hangs ? Infinity : strike?.latency === undefined ? undefined : now + strike.latency,
    cut: outcomes.cut && Math.floor((reply?.body?.length ?? 0) * outcomes.cut.at),
    spoilt: reply !== whole,
    exchange,
  };
}

/** Does it a second time; what the vendor refuses then, nobody hears of. */
function again(run: () => Decision): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}

/** A refusal that comes before any route: the body is too large to read. */
export function refuse(venue: Venue, { provider }: Ledger, problem: Problem, request: PlainRequest): Answer {
  const reply = written(provider, refusal(provider, problem), request);
  const exchange = venue.write({
    n: 0,
    at: venue.settle(),
    vendor: provider.name,
    operation: null,
    request: recorded(provider, request),
    reply: { ...reply, body: text(reply.body) },
    changes: venue.changes(),
    why: problem.message,
  });
  return { reply, arrives: undefined, cut: undefined, spoilt: false, exchange };
}

function authenticate({ authentication, title }: Provider, accepts: (credential: string) => boolean, { headers }: PlainRequest): void {
  const credential = authentication.credential(headers);
  if (credential === null) throw new Problem('unauthenticated', `No credential: ${title} wants one in the header ${authentication.header}.`, { missing: true });
  if (!accepts(credential)) throw new Problem('unauthenticated', 'The credential is not one that the cloud accepts.', { missing: false });
}

/** Reads and checks the request in the order of the laws, and has the operation decide. */
function operate(
  ledger: Ledger,
  { checks, finds, run }: Entry,
  operation: Operation,
  values: Readonly<Record<string, string>>,
  request: PlainRequest,
  now: number,
  departs: Departure | undefined,
): Decision {
  const path = checks.path(values);
  if (!path) throw new Problem('not-found', `Nothing can be at ${request.path}.`, { key: Object.values(values)[0] ?? '' });
  // What is the same for each call of the account is behind it, not copied into it.
  const call = Object.create(ledger.scope) as Record<string, unknown>;
  for (const { name, parameter, table } of finds) call[name] = ledger.tables[table]?.get(path[parameter] as string | number);
  const given = operation.requestBody ? ledger.provider.wire.read(request) : undefined;
  call['path'] = path;
  call['query'] = checks.query(request.query);
  call['body'] = checks.body(given);
  call['now'] = now;
  call['begin'] = (record: Living, action: string, departure?: Departure) =>
    ledger.begin(record, action, now, departs ? { ...departure, ...departs } : departure);
  return run(call);
}

const NO_OUTCOMES: Strike['outcomes'] = {};

/** How the tasks that a struck request begins depart from their rows. */
function departure({ fails, stuck, slow, settles, progress }: Strike['outcomes']): Departure | undefined {
  if (!(fails || stuck || slow || settles || progress)) return undefined;
  return {
    ...(fails && { fails: fails.at, ...(fails.because !== undefined && { because: fails.because }) }),
    ...(stuck && { stuck: stuck.at }),
    ...(slow && { slow: slow.factor }),
    ...(settles && { settles: settles.in }),
    ...(progress && { shape: progress.shape }),
  };
}

const limited = (rate: Rate, now: number, request: PlainRequest): Problem =>
  new Problem('rate-limited', `The limit of ${rate.limit} requests is met until ${new Date(rate.resetsAt).toISOString()}.`, {
    ...injected(rate.resetsAt - now, request),
    rate: { ...rate, remaining: 0 },
  });

/** A reply with whatever a fault makes of its body. */
function spoiltBy({ malformed, 'wrong-type': wrongType }: Strike['outcomes'], reply: PlainReply): PlainReply {
  if (wrongType && reply.body)
    return { ...reply, headers: { ...reply.headers, 'content-type': wrongType.type ?? 'text/html' }, body: '<!doctype html>\n<title>Maintenance</title>\n' };
  if (malformed && reply.body) return { ...reply, body: reply.body.slice(0, Math.ceil(reply.body.length * 0.6) - 1) };
  return reply;
}

/** What a vendor's words may ask for when a fault refuses, and no rule of the model did. */
const injected = (retryAfter: number | undefined, { method, path }: PlainRequest): Problem['detail'] => ({
  path,
  method,
  missing: false,
  ...(retryAfter !== undefined && { retryAfter }),
});

/** A decision in the vendor's form; `rate` is the limit that the request counts against, for vendors that say so in headers. */
function written({ wire, title, rateHeaders }: Provider, { status, body, headers: own = {} }: Decision, request: PlainRequest, rate?: Rate): PlainReply {
  const headers = rate && rateHeaders ? { ...own, ...rateHeaders(rate) } : own;
  if (body === undefined) return { status, headers, body: undefined };
  const { type, body: bytes, headers: more } = wire.write(body, request);
  if (typeof bytes !== 'string' && !(bytes instanceof Uint8Array)) throw new Error(`${title} wrote a body that is neither text nor bytes.`);
  return { status, headers: { 'content-type': type, ...more, ...headers }, body: request.method === 'HEAD' ? undefined : bytes };
}

const WEAKER: readonly Source[] = ['documented', 'vendor', 'inferred', 'assumed'];

/** The evidence that a reply rests on: its own or its operation's, whichever is weaker; undefined for what no contract says. */
export function evidence({ components }: Contract, operation: RoutedOperation | null, status: number): Source | undefined {
  const reply: Reply | undefined = operation?.operation.responses[status] ?? components.responses[status];
  const sources = [operation?.operation['x-source'], reply?.['x-source']].filter((source) => source !== undefined);
  return reply && WEAKER[Math.max(...sources.map((source) => WEAKER.indexOf(source)))];
}

function holdToEvidence(
  strict: Source | undefined,
  provider: Provider,
  operation: RoutedOperation | null,
  status: number,
  { method, path }: PlainRequest,
): void {
  if (strict === undefined) return;
  const source = evidence(provider.contract, operation, status) ?? 'assumed';
  if (WEAKER.indexOf(source) <= WEAKER.indexOf(strict)) return;
  throw new Error(
    `${method} ${path} of ${provider.title} would be answered ${status}, which is ${source}, and this cloud was created with strict: '${strict}'. Do not lean on it, or allow '${source}'.`,
  );
}

/** Headers that carry credentials, whatever the vendor. */
const SECRET = ['authorization', 'proxy-authorization', 'cookie', 'x-api-key'];
/** The longest body that the journal keeps whole, in bytes. */
const LONGEST_BODY = 65_536;

function recorded({ authentication }: Provider, { method, path, base, query, headers, body }: PlainRequest): Exchange['request'] {
  const kept = { ...headers };
  for (const name of [authentication.header, ...SECRET]) if (name in kept) kept[name] = '[redacted]';
  return { method, path: base + path, query, headers: kept, body: text(body) };
}

const decoder = new TextDecoder();

/** A body as the journal keeps it. */
function text(body: string | Uint8Array | undefined): string | null {
  if (body === undefined) return null;
  if (body.length > LONGEST_BODY) return `[${body.length} bytes]`;
  return typeof body === 'string' ? body : decoder.decode(body);
}
