/** Pact files from what a suite asked and got, and the state handlers with which a verifier plays them back: `import { pactStates, toPact } from 'stuntbox/pact'`. */
import type { AnyCloud } from '../../cloud/cloud.ts';
import type { AskedStep, Link } from '../../cloud/link.ts';
import type { Providers } from '../../cloud/options.ts';
import { EXAMPLE_START } from '../../model/clock.ts';
import type { Exchange } from '../../model/journal.ts';
import { checkNames } from '../../model/named-options.ts';
import { isPlainObject, said } from '../../model/plain.ts';
import { unbase64 } from '../../vendor/base64.ts';
import { checkVendor } from '../../vendor/check-vendor.ts';
import type { AnyProvider } from '../../vendor/provider.ts';
import type { PlainRequest } from '../../vendor/wire.ts';
import { credentialHeader } from '../../request/credential.ts';
import { documentedOperations } from '../document.ts';
import { pactRequest, pactResponse, requestAgain } from './interaction.ts';
import type { Interaction, LeftOut, Pact, ProviderState } from './pact.ts';
import { stateHandlers, type StatefulCloud, type StateHandlers, type StateRequest } from './states.ts';
import { walkAlong } from './walk.ts';

export type { Interaction, LeftOut, MatchingRule, Pact, PactBody, PactRequest, PactResponse, ProviderState } from './pact.ts';
export { stateChange } from './state-change.ts';
export type { StatefulCloud, StateHandlers } from './states.ts';

/** How a Pact is made. */
export interface ToPactOptions {
  /** The name of the client that was tested. */
  readonly consumer: string;
  /** The vendors of exchanges that are given without their cloud. */
  readonly vendors?: Providers;
  /** The provider states of an exchange, in place of those that are found. */
  readonly states?: (exchange: Exchange) => readonly ProviderState[] | undefined;
}

/** The Pact files of a suite. */
export interface Pacts {
  /** A file for each vendor that was asked, by the vendor's name. */
  readonly files: Readonly<Record<string, Pact>>;
  /** The exchanges that no Pact can hold a provider to. */
  readonly leftOut: readonly LeftOut[];
}

/** More steps before a request than this are no provider state. */
const MOST_STATES = 200;

/** A cloud, as far as a Pact needs it. */
export type PactSource = Pick<AnyCloud, 'journal' | 'vendors' | 'toLink'>;

/**
 * What was asked and answered, as a Pact v4 file for each vendor.
 * The scenarios, faults, requests and the time before a request are its provider states. Credentials and secrets are replaced by examples with matchers; interactions that say the same are merged.
 * @param given a cloud, the clouds of a suite, or exchanges of a journal; for exchanges, the option `vendors` is needed, and each is taken to be asked of a fresh account.
 * @throws {Error} when there is no consumer, or a vendor is missing.
 * @example
 * const { files } = toPact(cloud, { consumer: 'shop' });
 * writeFileSync('pacts/shop-vpsorg.json', JSON.stringify(files.vpsorg, null, 2));
 */
export function toPact(given: PactSource | readonly PactSource[] | readonly Exchange[], options: ToPactOptions): Pacts {
  const { consumer, states } = checked(options);
  const interactions = new Map<string, Interaction[]>();
  const merged = new Set<string>();
  const leftOut: LeftOut[] = [];
  for (const { exchanges, vendors, link } of sourcesOf(given, options.vendors)) {
    for (const [name, provider] of Object.entries(vendors)) {
      const before = link.steps && walkAlong(link, provider, (step) => sentAgain(provider, step));
      for (const exchange of exchanges.filter(({ vendor }) => vendor === name)) {
        const found = before?.(exchange, requestAgain(provider, exchange));
        const made = interactionOf(provider, exchange, states?.(exchange) ?? found, link.steps !== undefined);
        if (typeof made === 'string') {
          leftOut.push({ exchange: exchange.n, request: `${name}: ${exchange.request.method} ${exchange.request.path}`, because: made });
          continue;
        }
        const same = JSON.stringify([name, meaning(made)]);
        if (!merged.has(same)) interactions.set(name, [...(interactions.get(name) ?? []), made]);
        merged.add(same);
      }
    }
  }
  return { files: Object.fromEntries(Array.from(interactions, ([name, all]) => [name, pact(consumer, name, all)])), leftOut };
}

const pact = (consumer: string, provider: string, interactions: readonly Interaction[]): Pact => ({
  consumer: { name: consumer },
  provider: { name: provider },
  interactions: distinct(interactions),
  metadata: { pactSpecification: { version: '4.0' } },
});

/** Within a Pact, a description and its states stand for one interaction. */
function distinct(interactions: readonly Interaction[]): Interaction[] {
  const used = new Map<string, number>();
  return interactions.map((interaction) => {
    const key = JSON.stringify([interaction.description, interaction.providerStates]);
    const n = (used.get(key) ?? 0) + 1;
    used.set(key, n);
    return n === 1 ? interaction : { ...interaction, description: `${interaction.description} (${n})` };
  });
}

/** What an interaction holds a provider to: the request, the reply without the values that are matched by type, and the scenarios in force. */
function meaning({ description, request, response, providerStates }: Interaction): unknown {
  const rules = response.matchingRules?.body ?? {};
  const blank = (value: unknown, path: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => blank(item, `${path}[*]`));
    if (isPlainObject(value))
      return Object.entries(value).map(([name, member]) => [name, blank(member, /^[A-Za-z_]\w*$/.test(name) ? `${path}.${name}` : `${path}['${name}']`)]);
    return Object.hasOwn(rules, path) ? typeof value : value;
  };
  const scenarios = providerStates.map(({ name }) => name).filter((name) => name.includes('/') && !name.includes(' '));
  return [description, scenarios, request, response.status, response.headers, rules, blank(response.body?.content, '$')];
}

/** The interaction of an exchange, or why there is none. */
function interactionOf(provider: AnyProvider, exchange: Exchange, states: readonly ProviderState[] | undefined, walked: boolean): Interaction | string {
  const { operation: route, reply, request } = exchange;
  if (route === null) return 'It matches no documented operation.';
  if (!reply) return 'The connection was dropped.';
  const operation = documentedOperations(provider).get(route);
  if (!operation || !Object.hasOwn(operation.responses, String(reply.status))) return `The contract does not document the status ${reply.status} for ${route}.`;
  const documented = operation.responses[String(reply.status)]?.content;
  const type = (reply.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  if (reply.body && documented && !Object.hasOwn(documented, type)) return `The contract does not document a body of the type '${type}'.`;
  for (const text of [request.body, reply.body]) {
    if (text?.includes('\uFFFD')) return 'A body is bytes, of which the journal keeps only the text.';
    if (text && /^\[\d+ (?:characters|bytes), hash [0-9a-f]+\]$/.test(text)) return 'A body is too long for the journal.';
  }
  if (reply.body && /[/+]json$/.test(type) && !isJson(reply.body)) return 'Its body is not JSON, although its type says so.';
  if (states === undefined)
    return walked
      ? 'Its reply does not come out again from the scenarios, faults and requests before it.'
      : 'Code changed the cloud directly, which no provider state describes. Arrange it by a scenario (withScenarios) or the option settings, or pass the option states.';
  if (states.length > MOST_STATES) return `More than ${MOST_STATES} things were done before it.`;
  return {
    type: 'Synchronous/HTTP',
    description: `${route} is answered ${reply.status}`,
    pending: false,
    providerStates: states,
    request: pactRequest(provider, exchange),
    response: pactResponse(operation, reply),
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The request of a link's step, with a credential. */
function sentAgain(
  provider: AnyProvider,
  { method, path, query = '', type, accept, body, bytes, stranger }: AskedStep | (StateRequest & { stranger?: true }),
): PlainRequest {
  return {
    method,
    path,
    base: '',
    query,
    headers: {
      ...(type !== undefined && { 'content-type': type }),
      ...(accept !== undefined && { accept }),
      ...(!stranger && credentialHeader(provider)),
    },
    body: bytes === undefined ? (body === undefined ? undefined : new TextEncoder().encode(body)) : unbase64(bytes),
  };
}

interface Source {
  readonly exchanges: readonly Exchange[];
  readonly vendors: Providers;
  readonly link: Pick<Link, 'steps'> & Link;
}

function sourcesOf(given: PactSource | readonly PactSource[] | readonly Exchange[], vendors: Providers | undefined): Source[] {
  const all = [given].flat() as readonly (PactSource | Exchange)[];
  const clouds = all.filter((one): one is PactSource => typeof one === 'object' && one !== null && 'journal' in one);
  if (clouds.length === all.length) return clouds.map((cloud) => ({ exchanges: cloud.journal.all(), vendors: cloud.vendors, link: cloud.toLink() }));
  const exchanges = all as readonly Exchange[];
  if (clouds.length > 0 || !exchanges.every((one) => isPlainObject(one) && 'request' in one && 'vendor' in one))
    throw new Error(`toPact was called with ${said(given)}. Pass it a cloud, a list of clouds, or the exchanges of a journal.`);
  const missing = exchanges.find(({ vendor }) => !Object.hasOwn(vendors ?? {}, vendor));
  if (missing)
    throw new Error(`toPact was called with exchanges of ${missing.vendor}, but not with the vendor. Pass the option vendors: { ${missing.vendor} }.`);
  const link = { stuntbox: 1, vendors: [], seed: 1, start: EXAMPLE_START, at: EXAMPLE_START, steps: [] } as const;
  return vendors ? [{ exchanges, vendors, link }] : [];
}

function checked(options: ToPactOptions): ToPactOptions {
  if (isPlainObject(options) && typeof options.consumer === 'string' && options.consumer.trim() !== '') return options;
  throw new Error("toPact needs the name of the client that was tested: toPact(cloud, { consumer: 'shop' }).");
}

/** How the states of a Pact are played. */
export interface PactStatesOptions {
  /** The vendor, unless the cloud has only one. */
  readonly vendor?: AnyProvider;
  /** The URL under which the server answers for the vendor, such as `http://127.0.0.1:4010/vpsorg`; needed where the cloud is in another process. */
  readonly url?: string;
}

/**
 * The provider states of a vendor's Pact as handlers by name, for the option `stateHandlers` of `@pact-foundation/pact`, or to be called by another verifier's.
 * Each interaction begins with `a fresh account`, which resets the cloud.
 * @param cloud the cloud behind the server that is verified, or the client of its controls.
 * @throws {Error} when the vendor is not known; and, when a state is played, if the cloud cannot be brought into it.
 * @example
 * const { url, close } = await cloud.listen({ port: 0 });
 * await new Verifier({ provider: 'vpsorg', providerBaseUrl: `${url}/vpsorg`, pactUrls, stateHandlers: pactStates(cloud) }).verifyProvider();
 */
export function pactStates(
  cloud: StatefulCloud & { readonly vendors?: Providers; serve?(vendor: never, request: PlainRequest): unknown },
  options: PactStatesOptions = {},
): StateHandlers {
  if (!isPlainObject(cloud)) throw new Error(`pactStates needs a cloud, or the client of a server's controls, not ${said(cloud)}.`);
  checkNames('pactStates', options, ['vendor', 'url']);
  const provider = options.vendor ?? onlyOne(cloud.vendors);
  checkVendor(provider);
  const { url } = options;
  if (url !== undefined && !isHttp(url))
    throw new Error(`The option url of pactStates cannot be ${said(url)}. Give the URL of the vendor at the server, such as http://127.0.0.1:4010/vpsorg.`);
  const send = async (request: StateRequest): Promise<void> => {
    const { method, path, query, headers, body } = sentAgain(provider, request);
    // The path comes from a file: without a slash, it could go on with another port or host.
    if (typeof path !== 'string' || !path.startsWith('/')) throw new Error(`The path of a state's request is ${said(path)}. It must start with a slash.`);
    if (url === undefined) {
      if (cloud.serve) return void cloud.serve(provider.name as never, sentAgain(provider, request));
      throw new Error('The provider states contain requests. Pass pactStates the URL of the server: { url }.');
    }
    const reply = await fetch(`${url}${path}${query && `?${query}`}`, { method, headers, ...(body && { body: body as BodyInit }) });
    await reply.arrayBuffer();
  };
  return stateHandlers(cloud, { provider, send });
}

const isHttp = (url: unknown): boolean => typeof url === 'string' && URL.canParse(url) && /^https?:/i.test(url);

function onlyOne(vendors: Providers = {}): AnyProvider {
  const all = Object.values(vendors);
  const [provider] = all;
  if (provider && all.length === 1) return provider;
  throw new Error(`pactStates is for one vendor. Pass it: pactStates(cloud, { vendor: ${Object.keys(vendors)[0] ?? 'vpsorg'} }).`);
}
