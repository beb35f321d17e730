/**
 * One request through a vendor's API, on plain values: route → fault → credential → path → body → operation → reply → journal.
 * Law: nothing here is awaited, so requests never interleave; any error that is not a `Problem` is a bug, and is thrown.
 */
import type { Clock } from '../model/clock.ts';
import type { Change, Collection } from '../model/collection.ts';
import type { CountedFault, FaultBook, Strike } from '../model/faults.ts';
import type { Attempt, Exchange, Unnumbered } from '../model/journal.ts';
import type { Departure, Stateful } from '../model/lifecycle.ts';
import { Problem, type ProblemKind, type Rate } from '../model/problem.ts';
import { NO_VIOLATIONS, type Violation } from '../model/violation.ts';
import type { Source } from '../vendor/contract.ts';
import { refusal, type Decision } from '../vendor/provider.ts';
import { REDACTED, redactedValue } from '../vendor/redacted.ts';
import type { PlainReply, PlainRequest } from '../vendor/wire.ts';
import type { CompiledOperation, CompiledVendor } from './compile.ts';
import { decided, refuseLate, sendable } from './decision.ts';
import { tooWeak } from './evidence.ts';
import { attempting, NO_ATTEMPTS } from './attempt.ts';
import { hiding, type Hide } from './hiding.ts';
import { nearMiss } from './near-miss.ts';
import { readPart, reading, taken, type Read, type Reading } from './reading.ts';
import { recordedExchange, redactedReply } from './record.ts';
import { explained } from './reference.ts';
import { refusalOf } from './refused-violations.ts';
import { atGate, beginning, perform, latency, onArrival, spoilt, type Beginning } from './strike.ts';
import { refusedViolations, violationsOf, type Asked, type ViolationPolicy } from './violations.ts';

/** What a request needs from an account. */
export interface ServedAccount {
  readonly vendor: CompiledVendor;
  readonly tables: Readonly<Record<string, Collection<object>>>;
  /** What every call of an operation shares. */
  readonly scope: object;
  begin(record: Stateful, action: string, now: number, departure?: Departure): void;
  /** Whether a further departure would have an effect on an action that begins now. */
  takes(record: Stateful, action: string, departure: Departure | undefined, further: Departure): boolean;
  /** A copy of the account, separate from the cloud. */
  replica(): ServedAccount;
}

/** What a request needs from its cloud. */
export interface RequestContext {
  readonly clock: Clock;
  readonly book: FaultBook;
  /** Brings the cloud up to date, and returns the instant. */
  settle(): number;
  /** The changes since the last call. */
  changes(): readonly Change[];
  write(exchange: Unnumbered): Exchange;
  /** The outdated copy of the account that a stale read sees. */
  stale(rule: CountedFault, now: number): ServedAccount;
  /** The weakest evidence that a reply may be based on; undefined for any. */
  readonly strict: Source | undefined;
  /** What is done with violations of the contract. */
  readonly violations: ViolationPolicy;
  /** All vendors of the cloud. */
  vendors(): readonly CompiledVendor[];
}

/** The answer to a request. */
export interface Answer {
  /** Null when the connection drops instead. */
  readonly reply: PlainReply | null;
  /** The instant of the cloud's clock at which the reply arrives, if it takes time; Infinity if it never arrives. */
  readonly arrives: number | undefined;
  /** How much real time the reply takes besides, in milliseconds: the option `latency`. */
  readonly delay?: number;
  /** How many bytes of the body arrive before the connection drops; undefined for all. */
  readonly cut: number | undefined;
  /** True when the reply is not what the vendor writes: a fault corrupted it, or it lists violations instead. */
  readonly spoilt: boolean;
  readonly exchange: Exchange;
  /** The error of a strict cloud whose evidence is too weak, or whose contract is not kept: it belongs to the test, not to the vendor. */
  readonly error: Error | undefined;
}

/** Serves one request. `accepts` tells which credentials are valid. */
export function serve(context: RequestContext, account: ServedAccount, accepts: (credential: string) => boolean, request: PlainRequest): Answer {
  const { vendor } = account;
  context.clock.tick();
  const now = context.settle();
  const routed = vendor.route(request.method, request.path);
  const operation = routed.found === 'operation' ? (vendor.operations.get(routed.routed.route) ?? null) : null;
  const values = routed.found === 'operation' ? routed.values : NO_VALUES;
  const read = operation ? reading(vendor, operation, values, request) : undefined;
  const needsCredential = operation ? !operation.operation.security : vendor.routing.credentialFirst?.(request.path);
  const credential = needsCredential ? readPart(() => credentialIn(vendor, request)) : undefined;
  const asked: Asked = { vendor, request, routed, operation, values, reading: read, credential, vendors: context.vendors };
  const { report, allows, expects } = context.violations;
  const hide = hiding(vendor, request);
  const departures = (found: readonly Violation[]): readonly Violation[] =>
    found.length === 0
      ? found
      : hidden(
          found.filter((one) => !allows(one)),
          hide,
        );
  let violations = report === 'off' ? NO_VIOLATIONS : departures(violationsOf(asked));
  const stopped = stopping(report, violations, expects);
  if (stopped) return refusedForViolations(context, asked, violations, stopped, now, hide);

  const server = operation?.serverParameter === undefined ? undefined : values[operation.serverParameter];
  const strike = context.book.take({ vendor: vendor.name, operation: operation?.route ?? null, server, now });
  const arrival = onArrival(strike);
  let why: string | null = null;
  let refused: ProblemKind | null = null;
  let attempts: readonly Attempt[] = NO_ATTEMPTS;
  let problem: Problem | undefined;
  let seen: ServedAccount | undefined;

  const attempted = (attempt: Attempt): void => void (attempts = [...attempts, attempt]);

  /** Runs the request on an account, the cloud's own or a copy, and decides on the reply. */
  const decide = (at: ServedAccount, strikes: Strike | undefined): Decision | null => {
    if (arrival) return null;
    try {
      atGate(strikes, now, request);
      if (vendor.routing.credentialFirst?.(request.path)) authenticate(vendor, accepts, credential);
      if (routed.found === 'redirect')
        return { status: 301, body: undefined, headers: { location: `${request.base}${request.path}/${request.query && `?${request.query}`}` } };
      if (routed.found === 'nothing') throw new Problem('no-route', `${vendor.title} has nothing at ${request.path}.`, { path: request.path });
      if (routed.found === 'method')
        throw new Problem('method', `${request.path} does not take ${request.method}.`, { path: request.path, method: request.method, allow: routed.allow });
      if (!operation || !read)
        throw new Error(`${vendor.title} routes ${request.method} ${request.path} to an operation that it does not have. This is a bug in stuntbox.`);
      const known = operation.operation.security ? '' : authenticate(vendor, accepts, credential);
      if (!strikes) return operate(at, operation, values, read, request, now, known, at === account ? attempted : undefined);
      const run = (where: ServedAccount): Decision =>
        operate(where, operation, values, read, request, now, known, where === account ? attempted : undefined, where === at ? strikes : undefined);
      return perform(strikes, run, { own: at, seen: (rule) => (seen ??= context.stale(rule, now)), copy: () => account.replica() });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problem = error;
      refused = error.kind;
      const { allowed } = error.detail;
      why = allowed ? `${error.message} Allowed now: ${allowed.join(', ') || 'nothing'}.` : error.message;
      return decided(vendor.title, refusal(vendor, error));
    }
  };

  // Checks the evidence before anything is done, with the reply of a dry run on a copy.
  const foreseen = context.strict === undefined ? null : decide(account.replica(), strike?.rehearsal());
  const weak = foreseen && context.strict && tooWeak(context.strict, vendor, operation, foreseen.status, request);
  // What the dry run was refused for is not what happens.
  refused = null;
  problem = undefined;
  if (weak) why = weak;
  const decision = weak ? null : decide(account, strike);
  if (report !== 'off' && problem && !weak) {
    const found = departures(refusedViolations(asked, problem, violations));
    violations = [...violations, ...found];
    // The vendor refused, so nothing was done.
    const late = stopping(report, found, expects);
    if (late) return refusedForViolations(context, asked, violations, late, now, hide);
  }
  if (refused === 'no-route' || refused === 'method') why = `${why}${meant(asked)}`;
  const complete = decision && written(vendor, decision, request, strike?.counted());
  const { reply, cut } = spoilt(strike, complete);
  if (reply) sendable(vendor.title, reply);
  const late = weak || arrival === 'never' ? undefined : latency(strike);
  if (why === null && strike && strike.effects.size > 0) why = `A fault struck: ${[...strike.effects].join(', ')}.`;
  /** The reply without its secrets; if a fault corrupted a reply with secrets, its body is redacted completely. */
  const withoutSecrets = (): PlainReply | null => {
    if (!decision || !reply) return reply;
    const body = redactedReply(operation, decision.body, reply);
    if (body === decision.body) return reply;
    return reply === complete ? written(vendor, { ...decision, body }, request, strike?.counted()) : { ...reply, body: REDACTED };
  };
  const came = { reply: withoutSecrets(), changes: context.changes(), why, refused, attempts, violations };
  const exchange = context.write(recordedExchange(asked, now, came, hide));
  return watched(vendor, {
    reply,
    arrives: arrival === 'never' ? Infinity : late === undefined ? undefined : now + late,
    cut,
    spoilt: reply !== complete,
    exchange,
    error: weak ? new Error(weak) : undefined,
  });
}

/** The violations for which a request is not served at all; undefined when it is. */
function stopping(report: ViolationPolicy['report'], violations: readonly Violation[], expects: ViolationPolicy['expects']): readonly Violation[] | undefined {
  if (violations.length === 0 || (report !== 'throw' && report !== 'refuse')) return undefined;
  const unexpected = violations.filter((violation) => !expects(violation));
  return unexpected.length === 0 ? undefined : unexpected;
}

/** Answers a request that is not served because of its violations: nothing was done. */
function refusedForViolations(
  context: RequestContext,
  asked: Asked,
  violations: readonly Violation[],
  stopped: readonly Violation[],
  now: number,
  hide: Hide,
): Answer {
  const { vendor } = asked;
  const { reply, error, why } = refusalOf(vendor, context.violations.report === 'throw', stopped);
  const came = { reply, changes: context.changes(), why, refused: null, attempts: NO_ATTEMPTS, violations };
  const exchange = context.write(recordedExchange(asked, now, came, hide));
  return watched(vendor, { reply, arrives: undefined, cut: undefined, spoilt: true, exchange, error });
}

/** Violations without the credential, which a client may have sent in the wrong place. */
const hidden = (violations: readonly Violation[], hide: Hide): readonly Violation[] =>
  violations.length === 0 ? violations : (redactedValue(violations, () => false, hide) as readonly Violation[]);

/** ` Did you mean 'POST /servers/'? The path lacks the slash at its end.` */
function meant({ vendor, vendors, request }: Asked): string {
  const near = nearMiss(vendor, vendors(), request.method, request.path);
  return near ? ` Did you mean '${near.operation}'? ${near.difference}` : '';
}

/** Called with every answer of every cloud: our own tests check each against its contract. */
export const watchers: Set<(vendor: CompiledVendor, answer: Answer) => void> = new Set();

function watched(vendor: CompiledVendor, answer: Answer): Answer {
  for (const watch of watchers) watch(vendor, answer);
  return answer;
}

/** Refuses a request before routing, such as one whose body is too large. */
export function refuse(context: RequestContext, { vendor }: ServedAccount, problem: Problem, request: PlainRequest): Answer {
  const reply = sendable(vendor.title, written(vendor, decided(vendor.title, refusal(vendor, problem)), request));
  const now = context.settle();
  const came = { reply, changes: context.changes(), why: problem.message, refused: problem.kind, attempts: NO_ATTEMPTS, violations: NO_VIOLATIONS };
  const exchange = context.write(recordedExchange({ vendor, operation: null, request }, now, came, hiding(vendor, request)));
  return watched(vendor, { reply, arrives: undefined, cut: undefined, spoilt: false, exchange, error: undefined });
}

/** The credential of a request; null when there is none. */
function credentialIn({ authentication, title }: CompiledVendor, { headers }: PlainRequest): string | null {
  const credential = authentication.credential(headers);
  refuseLate(title, credential);
  return credential;
}

function authenticate({ authentication, title }: CompiledVendor, accepts: (credential: string) => boolean, read: Read<string | null> | undefined): string {
  const credential = taken(read ?? null);
  if (credential === null)
    throw new Problem('unauthenticated', `No credential: ${title} expects one in the header ${authentication.header}.`, { missing: true });
  if (!accepts(credential)) throw new Problem('unauthenticated', 'The cloud does not accept this credential.', { missing: false });
  return credential;
}

/** Runs the operation, unless what was read is refused. */
function operate(
  account: ServedAccount,
  { finds, run }: CompiledOperation,
  values: Readonly<Record<string, string>>,
  { path, query, given, body }: Reading,
  request: PlainRequest,
  now: number,
  credential: string,
  attempted?: (attempt: Attempt) => void,
  strike?: Strike,
): Decision {
  if (typeof path === 'string') throw new Problem('not-found', `Nothing can exist at ${request.path}.`, { key: Object.values(values)[0] ?? '' });
  // What all calls of the account share is inherited, not copied.
  const call = Object.create(account.scope) as Record<string, unknown>;
  for (const { name, parameter, table } of finds) call[name] = account.tables[table]?.get(path[parameter] as string | number);
  call['path'] = path;
  // A body that cannot be read is refused before the query is looked at.
  taken(given);
  call['query'] = taken(query);
  call['body'] = taken(body);
  call['now'] = now;
  call['credential'] = credential;
  const begin: Beginning['begin'] = (record, action, departure) =>
    attempted
      ? attempting(account, record, action, attempted, () => account.begin(record, action, now, departure))
      : account.begin(record, action, now, departure);
  call['begin'] = strike ? beginning(strike, { begin, takes: account.takes }) : begin;
  try {
    return decided(account.vendor.title, run(call));
  } catch (error) {
    throw explained(error, account, path);
  }
}

const NO_VALUES: Readonly<Record<string, string>> = {};

/** A decision in the vendor's format; `rate` is the rate limit that the request counts against, for vendors that report it in headers. */
function written({ wire, rateHeaders }: CompiledVendor, { status, body, headers: own }: Decision, request: PlainRequest, rate?: Rate): PlainReply {
  const headers = rate && rateHeaders ? { ...own, ...rateHeaders(rate) } : own;
  if (body === undefined) return { status, headers: headers ?? {}, body: undefined };
  const { type, body: bytes, headers: more } = wire.write(body, request);
  // Most replies have no other headers, and spreading empty objects would still take time.
  const all = more || headers ? { 'content-type': type, ...more, ...headers } : { 'content-type': type };
  return request.method === 'HEAD' ? { status, headers: all, body: undefined, length: lengthOf(bytes) } : { status, headers: all, body: bytes };
}

const lengthOf = (body: string | Uint8Array): number => (typeof body === 'string' ? new TextEncoder().encode(body) : body).length;
