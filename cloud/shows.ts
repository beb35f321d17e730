/**
 * When a scenario shows: at once, to a client that only reads; or after a request.
 * Law: it is found by trying. What each request gets and leaves behind is compared with a fresh cloud; nothing is known of a scenario beforehand.
 */
import type { Stateful } from '../model/lifecycle.ts';
import { said } from '../model/plain.ts';
import { compile, type CompiledOperation } from '../request/compile.ts';
import { credentialHeader } from '../request/credential.ts';
import { exampleRequest } from '../request/example.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import type { AnyScenario } from '../vendor/scenario.ts';
import type { CoreCloud } from './cloud.ts';
import { openCloud } from './open.ts';
import type { Providers } from './options.ts';

/** `'at once'`, or the requests after which it shows: any one of them. */
export type Shows = 'at once' | { readonly after: readonly string[] };

const known = new WeakMap<AnyProvider, Map<string, Shows>>();
/** The share of a task's time after which it is looked at again: past the middle. */
const LATER = 0.6;

/**
 * When a scenario of a vendor shows; worked out once.
 * @throws {Error} when that is no scenario, or no vendor.
 * @example
 * showsOf(vpsorg, vpsorg.scenarios.outOfCredits); // { after: ['POST /servers/'] }
 */
export function showsOf(provider: AnyProvider, scenario: AnyScenario): Shows {
  const { title } = compile(provider);
  if (typeof (Object(scenario) as Partial<AnyScenario>).name !== 'string')
    throw new Error(`showsOf needs a scenario of ${title}, such as ${provider.name}.scenarios.outage, not ${said(scenario)}.`);
  const its = known.get(provider) ?? new Map<string, Shows>();
  known.set(provider, its);
  const found = its.get(scenario.name) ?? tried(provider, scenario);
  its.set(scenario.name, found);
  return found;
}

/** What the requests of a vendor get and leave behind in a fresh cloud; the same for all scenarios. */
const plain = new WeakMap<AnyProvider, Map<string, string>>();

function tried(provider: AnyProvider, scenario: AnyScenario): Shows {
  const { name, operations } = compile(provider);
  const headers = credentialHeader(provider);
  const open = (played: boolean): CoreCloud<Providers> => {
    const cloud = openCloud<Providers>({ [name]: provider }, { violations: 'off', journal: 1 });
    if (played) cloud.play(scenario);
    return cloud;
  };
  const all = [...operations.values()];
  const reads = all.filter(({ route, serverParameter }) => route.startsWith('GET ') && (!route.includes('{') || serverParameter !== undefined));
  const changes = all.filter(({ route }) => !route.startsWith('GET '));
  const ask = (cloud: CoreCloud<Providers>, { operation, ...one }: CompiledOperation, server = firstOf(cloud, provider)): string => {
    const template = one.route.split(' ')[1] ?? '';
    const path = one.serverParameter === undefined ? operation['x-example']?.path : template.replace(`{${one.serverParameter}}`, encodeURIComponent(server));
    const { reply } = cloud.serve(name, exampleRequest({ operation, ...one }, headers, path));
    return JSON.stringify([reply?.status, reply?.body, reply?.headers['retry-after']]);
  };
  const read = (cloud: CoreCloud<Providers>, server?: string | number): string => reads.map((one) => ask(cloud, one, server)).join();
  /** What some requests get, and what is read of it soon, later, and in the end. */
  const outcome = (played: boolean, first: CompiledOperation, second?: CompiledOperation): string => {
    const key = `${first.route} ${second?.route}`;
    const known = plain.get(provider) ?? new Map<string, string>();
    plain.set(provider, known);
    const found = played ? undefined : known.get(key);
    if (found !== undefined) return found;
    const cloud = open(played);
    const before = keysOf(cloud, provider);
    const seen = [ask(cloud, first)];
    const server = keysOf(cloud, provider).find((one) => !before.includes(one)) ?? before[0];
    const later = (): void => {
      const task = serversIn(cloud, provider).find((one) => keyOf(one, provider) === server)?.task;
      if (task) cloud.clock.advance(Math.max(0, Math.floor((task.endsAt - cloud.clock.now()) * LATER)));
    };
    if (second) {
      later();
      seen.push(ask(cloud, second, server));
    } else {
      seen.push(read(cloud, server));
      later();
    }
    seen.push(read(cloud, server));
    cloud.clock.settle();
    const all = [...seen, read(cloud, server)].join();
    if (!played) known.set(key, all);
    return all;
  };
  const played = open(true);
  if (read(played) !== read(open(false))) return limits(played).length > 0 ? { after: limits(played) } : 'at once';
  const differing = (first?: CompiledOperation): string[] =>
    changes
      .filter((one) =>
        first ? one.serverParameter !== undefined && outcome(true, first, one) !== outcome(false, first, one) : outcome(true, one) !== outcome(false, one),
      )
      .map(({ route }) => route);
  const after = differing();
  if (after.length > 0) return { after };
  const create = changes.find(({ operation }) => operation['x-begins']?.['servers'] !== undefined);
  const later = create ? differing(create) : [];
  if (later.length > 0) return { after: later };
  const struck = changes.filter(({ route }) => played.snapshot().faults.some(({ fault }) => fault.on === route));
  return { after: [...limits(played), ...struck.map(({ route }) => route)] };
}

/** `30 requests`: what a limit of requests lets through. */
const limits = (cloud: CoreCloud<Providers>): string[] =>
  cloud.snapshot().faults.flatMap(({ fault }) => (fault.outcome === 'rate-limit' ? [`${fault.limit} requests`] : []));

const serversIn = (cloud: CoreCloud<Providers>, provider: AnyProvider): readonly Readonly<Stateful>[] =>
  (cloud[provider.name] as { readonly servers: { all(): readonly Readonly<Stateful>[] } }).servers.all();

const keyOf = (server: object, provider: AnyProvider): string | number =>
  (server as Readonly<Record<string, string | number>>)[compile(provider).tables['servers']?.key ?? 'id'] ?? '';

const keysOf = (cloud: CoreCloud<Providers>, provider: AnyProvider): (string | number)[] => serversIn(cloud, provider).map((one) => keyOf(one, provider));

const firstOf = (cloud: CoreCloud<Providers>, provider: AnyProvider): string | number => keysOf(cloud, provider)[0] ?? '';
