/**
 * Turns what happens in a cloud into facts.
 * Law: it only listens; nothing that it does can be noticed in the cloud.
 */
import type { AnyCloud, CloudChange } from '../../cloud/cloud.ts';
import type { Exchange } from '../../model/journal.ts';
import type { Task } from '../../model/lifecycle.ts';
import { Problem } from '../../model/problem.ts';
import { compile, type CompiledOperation, type CompiledVendor } from '../../request/compile.ts';
import { evidence } from '../../request/evidence.ts';
import type { AnyProvider } from '../../vendor/provider.ts';
import { fact } from './fact.ts';
import { documentedMembers, eachMember, eachMemberOf } from './member.ts';
import { beginners } from './transition.ts';

/** Called with each fact, as often as it happens. */
export type See = (provider: AnyProvider, what: string) => void;

/** Reports everything that happens in a cloud from now on. Returns a function that ends it. */
export function walk(cloud: Pick<AnyCloud, 'on' | 'vendors'>, see: See): () => void {
  const providers = new Map(Object.entries(cloud.vendors));
  const stops = [
    cloud.on('exchange', (exchange) => {
      const provider = providers.get(exchange.vendor);
      if (provider) walkExchange(provider, exchange, see);
    }),
    cloud.on('change', (change) => {
      const ended = change.by === 'time' ? endingOf(change) : undefined;
      const provider = ended && providers.get(change.vendor);
      if (provider) see(provider, ended);
    }),
    cloud.on('scenario', ({ name }) => {
      const provider = providers.get(name.split('/')[0] ?? '');
      if (provider) see(provider, fact.scenario(name));
    }),
  ];
  return () => stops.forEach((stop) => stop());
}

function walkExchange(provider: AnyProvider, exchange: Exchange, see: See): void {
  const { operation: route, reply, refused, attempts } = exchange;
  const known = route === null ? undefined : knownOf(provider, route);
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
  walkRequest(known, exchange, (what) => see(provider, what));
  if (!reply) return;
  const { status, source } = textsOf(known.statuses, reply.status, () => ({
    status: fact.status(known.route, reply.status),
    source: fact.evidence(evidence(known.vendor.contract, known.compiled, reply.status) ?? 'assumed'),
  }));
  see(provider, status);
  see(provider, source);
  if (reply.body && reply.status < 300) walkReply(known, reply.body, reply.headers['content-type'] ?? '', (what) => see(provider, what));
}

/** What is known of an operation, so that each fact is made once. */
interface Known {
  readonly route: string;
  readonly vendor: CompiledVendor;
  readonly compiled: CompiledOperation;
  readonly operation: string;
  readonly statuses: Map<number, { readonly status: string; readonly source: string }>;
  readonly refusals: Map<string, string>;
  /** The refusal by a lock of the action that it begins on the record that its path names, if it is one action. */
  readonly locked: string | undefined;
  /** The documented parts of a request, with their facts. */
  readonly body: ReadonlyMap<string, string>;
  readonly query: ReadonlyMap<string, string>;
  /** The members of replies so far, with their facts. */
  readonly shown: Map<string, string>;
}

/** A client cannot make a vendor show more than so many members of its own naming. */
const MOST_SHOWN = 500;

const everything = new WeakMap<AnyProvider, Map<string, Known>>();

function knownOf(provider: AnyProvider, route: string): Known | undefined {
  const routes = everything.get(provider) ?? new Map<string, Known>();
  everything.set(provider, routes);
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
    shown: new Map(),
  };
  routes.set(route, known);
  return known;
}

function walkRequest({ body, query, vendor }: Known, { request }: Exchange, see: (what: string) => void): void {
  if (query.size > 0 && request.query !== '') {
    for (const name of new Set(new URLSearchParams(request.query).keys())) {
      const what = query.get(name);
      if (what !== undefined) see(what);
    }
  }
  if (body.size === 0 || !request.body) return;
  const sent = new Set<string>();
  eachMember(bodyOf(vendor, request), (member) => sent.add(member));
  for (const member of sent) {
    const what = body.get(member);
    if (what !== undefined) see(what);
  }
}

const encoder = new TextEncoder();

/** The body of a request, as its vendor reads it; undefined when it cannot be read. */
function bodyOf({ wire }: CompiledVendor, { method, path, query, headers, body }: Exchange['request']): unknown {
  try {
    return wire.read({ method, path, base: '', query, headers, body: encoder.encode(body ?? '') });
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

function walkReply({ route, shown }: Known, body: string, type: string, see: (what: string) => void): void {
  const members = new Set<string>();
  eachMemberOf(body, type, (member) => members.add(member));
  for (const member of members) {
    if (shown.size >= MOST_SHOWN && !shown.has(member)) continue;
    see(textOf(shown, member, () => fact.shown(route, member)));
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
