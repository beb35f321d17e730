/**
 * Turns what happens in a cloud into facts.
 * Law: it only listens; nothing that it does can be noticed in the cloud.
 */
import type { AnyCloud, CloudChange } from '../../cloud/cloud.ts';
import type { Exchange } from '../../model/journal.ts';
import type { Task } from '../../model/lifecycle.ts';
import { compile, type CompiledOperation, type CompiledVendor } from '../../request/compile.ts';
import { evidence } from '../../request/evidence.ts';
import type { AnyProvider } from '../../vendor/provider.ts';
import { fact } from './fact.ts';
import { documentedMembers, eachMember, eachMemberOf } from './member.ts';
import { beginners } from './transition.ts';

/** Called with each fact as it happens. Of the members of bodies only that they were there is told, once: nobody counts them. */
export type See = (provider: AnyProvider, what: string) => void;

/** What a walker listens to. */
type Walkable = Pick<AnyCloud, 'on' | 'vendors'>;

/**
 * Creates a walker: a function that reports everything that happens from now on in a cloud, of any number of clouds.
 * @param done is called after the facts of each event.
 */
export function walker(see: See, done: () => void = () => {}): (cloud: Walkable) => void {
  const operations = new WeakMap<AnyProvider, Map<string, Known>>();
  return ({ on, vendors }) => {
    const provider = (name: string): AnyProvider | undefined => (Object.hasOwn(vendors, name) ? vendors[name] : undefined);
    on('exchange', (exchange) => {
      const of = provider(exchange.vendor);
      if (of) walkExchange(of, exchange, knownOf(operations, of, exchange.operation), see);
      done();
    });
    on('change', (change) => {
      const ended = change.by === 'time' ? endingOf(change) : undefined;
      const of = ended && provider(change.vendor);
      if (!of) return;
      see(of, ended);
      done();
    });
    on('scenario', ({ name }) => {
      const of = provider(name.split('/')[0] ?? '');
      if (of) see(of, fact.scenario(name));
      done();
    });
  };
}

function walkExchange(provider: AnyProvider, { reply, refused, attempts, request, violations }: Exchange, known: Known | undefined, see: See): void {
  // A request that a cloud does not serve because of its violations has not reached the vendor.
  if (violations.length > 0 && refused === null && reply !== null && reply.status >= 400) return;
  if (!known) return see(provider, fact.stray);
  see(provider, known.operation);
  if (refused !== null)
    see(
      provider,
      textOf(known.refusals, refused, () => fact.refused(known.route, refused)),
    );
  for (const { table, action, from, outcome } of attempts) {
    if (outcome === 'begun') see(provider, fact.began(table, from, action));
    else if (outcome === 'wrong-state') see(provider, fact.wrongState(table, from, action));
    else if (outcome === 'locked') see(provider, fact.locked(table, action));
  }
  // An operation that checks a lock by itself attempts nothing; nor does one that a fault refuses so.
  if (refused === 'locked' && known.locked !== undefined && !attempts.some(({ outcome }) => outcome === 'locked')) see(provider, known.locked);
  for (const what of sentIn(known, request)) see(provider, what);
  if (!reply) return;
  const { status, source } = textsOf(known.statuses, reply.status, () => ({
    status: fact.status(known.route, reply.status),
    source: fact.evidence(evidence(known.vendor.contract, known.compiled, reply.status) ?? 'assumed'),
  }));
  see(provider, status);
  see(provider, source);
  if (reply.body && reply.status < 300) for (const what of shownIn(known, reply.body, reply.headers['content-type'] ?? '')) see(provider, what);
}

/** What is known of an operation, so that each fact is made once, and each member told once. */
interface Known {
  readonly route: string;
  readonly vendor: CompiledVendor;
  readonly compiled: CompiledOperation;
  readonly operation: string;
  readonly statuses: Map<number, { readonly status: string; readonly source: string }>;
  readonly refusals: Map<string, string>;
  /** The refusal by a lock of the action that it begins on the record that its path names, if it is one action. */
  readonly locked: string | undefined;
  /** The documented parts of a request that were not sent yet, with their facts. */
  readonly body: Map<string, string>;
  readonly query: Map<string, string>;
  /** The members of replies so far. */
  readonly shown: Set<string>;
  /** The bodies of the latest requests and replies, which say nothing new. */
  readonly read: Set<string>;
}

/** A client cannot make a vendor show more than so many members of its own naming. */
const MOST_SHOWN = 500;
/** How many bodies are remembered, and how long the longest is. */
const MOST_READ = 64;
const LONGEST_READ = 8_192;

function knownOf(operations: WeakMap<AnyProvider, Map<string, Known>>, provider: AnyProvider, route: string | null): Known | undefined {
  if (route === null) return undefined;
  const routes = operations.get(provider) ?? new Map<string, Known>();
  operations.set(provider, routes);
  const found = routes.get(route);
  if (found) return found;
  const vendor = compile(provider);
  const compiled = vendor.operations.get(route);
  if (!compiled) return undefined;
  const { requestBody, parameters = [] } = compiled.operation;
  const members = Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => documentedMembers(schema));
  const its = beginners(vendor).filter(({ operation, named }) => named && operation === compiled);
  const known: Known = {
    route,
    vendor,
    compiled,
    operation: fact.operation(route),
    statuses: new Map(),
    refusals: new Map(),
    locked: its.length === 1 && its[0] ? fact.locked(its[0].table, its[0].action) : undefined,
    body: new Map(members.map(({ member }) => [member, fact.sent(route, `body.${member}`)])),
    query: new Map(parameters.filter((one) => one.in === 'query').map(({ name }) => [name, fact.sent(route, `query.${name}`)])),
    shown: new Set(),
    read: new Set(),
  };
  routes.set(route, known);
  return known;
}

const NOTHING: readonly string[] = [];

/** The facts of the documented parts of a request that were not sent before. */
function sentIn({ body, query, vendor, read }: Known, request: Exchange['request']): readonly string[] {
  const fresh: string[] = [];
  const take = (places: Map<string, string>, name: string): void => {
    const what = places.get(name);
    if (what !== undefined) fresh.push(what);
    places.delete(name);
  };
  if (query.size > 0 && request.query !== '') for (const name of new URLSearchParams(request.query).keys()) take(query, name);
  if (body.size > 0 && request.body && isNew(read, request.body)) eachMember(bodyOf(vendor, request), (member) => take(body, member));
  return fresh;
}

/** The facts of the members of a reply that were not shown before. */
function shownIn({ route, shown, read }: Known, body: string, type: string): readonly string[] {
  if (!isNew(read, body)) return NOTHING;
  const fresh: string[] = [];
  eachMemberOf(body, type, (member) => {
    if (shown.has(member) || shown.size >= MOST_SHOWN) return;
    shown.add(member);
    fresh.push(fact.shown(route, member));
  });
  return fresh;
}

/** Whether a body was not read lately; the oldest of those that are remembered is forgotten. */
function isNew(read: Set<string>, body: string): boolean {
  if (body.length > LONGEST_READ) return true;
  if (read.has(body)) return false;
  read.add(body);
  if (read.size > MOST_READ) for (const oldest of read) return read.delete(oldest);
  return true;
}

const encoder = new TextEncoder();

/** The body of a request, as its vendor reads it; undefined when it cannot be read. */
function bodyOf({ wire }: CompiledVendor, { method, path, query, headers, body }: Exchange['request']): unknown {
  try {
    return wire.read({ method, path, base: '', query, headers, body: encoder.encode(body ?? '') });
  } catch {
    // The journal may have abridged or redacted it, which a vendor's own reader need not expect; and nothing here may be noticed in a test.
    return undefined;
  }
}

/** The fact of a change in which a task ends; undefined for any other. */
function endingOf({ table, kind, before, after }: CloudChange): string | undefined {
  const task = before?.['task'] as Task | null | undefined;
  if (kind !== 'changed' || !task || after?.['task'] !== null) return undefined;
  return fact.ended(table, task.action, task.settles !== undefined ? 'settled' : task.fails ? 'failed' : 'done');
}

const textOf = (texts: Map<string, string>, key: string, make: () => string): string => textsOf(texts, key, make);

function textsOf<K, T>(made: Map<K, T>, key: K, make: () => T): T {
  const known = made.get(key);
  if (known !== undefined) return known;
  const text = make();
  made.set(key, text);
  return text;
}
