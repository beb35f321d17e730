/**
 * A recording from a real vendor beside the double: fixtures of what it showed first, and where the two differ when its requests are asked again.
 * Law: nothing is guessed. What the double cannot hold or cannot answer is listed.
 */
import { openCloud } from '../../cloud/open.ts';
import type { CoreCloud } from '../../cloud/cloud.ts';
import type { Providers } from '../../cloud/options.ts';
import { EXAMPLE_START, manualClock } from '../../model/clock.ts';
import type { Exchange } from '../../model/journal.ts';
import { isPlainObject, said } from '../../model/plain.ts';
import { compile } from '../../request/compile.ts';
import type { AnyProvider } from '../../vendor/provider.ts';
import { REDACTED, redactedValue } from '../../vendor/redacted.ts';
import type { PlainReply, PlainRequest } from '../../vendor/wire.ts';
import { credentialHeader } from '../../request/credential.ts';
import { printable } from '../drift.ts';
import { secretFor } from '../secret.ts';
import { differencesOf, type ComparedReply, type Difference } from './compare.ts';
import { loadFixtures, type Fixtures } from './fixtures.ts';
import { importedFrom, type Imported, type SeenReply } from './import.ts';
import { leavesOf } from './leaves.ts';
import { readHar, type HarLimits, type Recorded } from './read.ts';

/** One request of the recording, and how the double answers it. */
export interface HarComparison {
  /** The entry of the file, from 1. */
  readonly entry: number;
  readonly vendor: string;
  /** Its method and path, without the query. */
  readonly request: string;
  /** The documented operation; null when it matches none. */
  readonly operation: string | null;
  readonly differences: readonly Difference[];
}

/** What a recording says. */
export interface HarReport {
  readonly compared: readonly HarComparison[];
  /** The entries that were not compared, and why. */
  readonly leftOut: readonly { readonly entry: number; readonly because: string }[];
  /** What the account held when the recording began, as far as the double holds it. */
  readonly fixtures: Fixtures;
  /** By vendor: the members that the recording does not show, and the records that the double does not take. */
  readonly imported: Readonly<Record<string, Pick<Imported, 'assumed' | 'refused'>>>;
}

/** How a recording is read. */
export interface CompareHarOptions extends HarLimits {
  /** Where the vendors were when it was recorded, such as `{ vpsorg: 'https://proxy.example.com/vps' }`; by default, their own URLs. */
  readonly origins?: Readonly<Record<string, string>>;
}

/** The longest time between two requests that the clock is moved by, in milliseconds. */
const LONGEST_GAP = 2_592_000_000;

/**
 * Compares a HAR that was recorded from a real vendor with the double.
 * @param har the text of the file, or its value.
 * @throws {Error} when it is not a HAR, or is too large.
 * @example
 * const { compared, fixtures } = compareHar(readFileSync('vendor.har', 'utf8'), { vpsorg });
 * loadFixtures(createCloud({ vpsorg }), fixtures);
 */
export function compareHar(har: unknown, vendors: Providers, options: CompareHarOptions = {}): HarReport {
  if (!isPlainObject(vendors) || Object.keys(vendors).length === 0)
    throw new Error(`compareHar was called with ${said(vendors)} as its vendors. Pass them: compareHar(har, { vpsorg }).`);
  const entries = readHar(har, options);
  const leftOut: { entry: number; because: string }[] = [];
  const byVendor = new Map<string, Located[]>();
  for (const recorded of entries) {
    const located = locate(recorded, vendors, options.origins ?? {});
    if (!located) leftOut.push({ entry: recorded.n, because: `${printable(recorded.url.host)} is none of ${Object.keys(vendors).join(', ')}` });
    else if (!recorded.reply) leftOut.push({ entry: recorded.n, because: 'it has no response' });
    else if (recorded.method === 'OPTIONS') leftOut.push({ entry: recorded.n, because: "a browser's preflight" });
    else byVendor.set(located.vendor, [...(byVendor.get(located.vendor) ?? []), located]);
  }
  const compared: HarComparison[] = [];
  const imported: Record<string, Imported> = {};
  for (const [name, asked] of byVendor) {
    const provider = vendors[name];
    if (!provider) continue;
    const records = importedFrom(provider, atFirst(provider, asked));
    imported[name] = records;
    compared.push(...replayed(provider, asked, records));
  }
  const tables = Object.entries(imported).filter(([, one]) => Object.keys(one.tables).length > 0);
  return {
    compared: compared.sort((a, b) => a.entry - b.entry),
    leftOut: leftOut.sort((a, b) => a.entry - b.entry),
    fixtures: { stuntbox: 'fixtures', version: 1, accounts: Object.fromEntries(tables.map(([name, one]) => [name, one.tables])) },
    imported: Object.fromEntries(Object.entries(imported).map(([name, { assumed, refused }]) => [name, { assumed, refused }])),
  };
}

/** An entry at a vendor. */
interface Located {
  readonly vendor: string;
  readonly recorded: Recorded;
  /** The vendor's own part of the path. */
  readonly path: string;
}

function locate(recorded: Recorded, vendors: Providers, origins: Readonly<Record<string, string>>): Located | undefined {
  for (const [vendor, { contract }] of Object.entries(vendors)) {
    const base = new URL(Object.hasOwn(origins, vendor) ? (origins[vendor] ?? '') : contract.servers[0].url);
    const prefix = base.pathname.replace(/(?<!\/)\/+$/, '');
    const { host, pathname } = recorded.url;
    if (host === base.host && (pathname === prefix || pathname.startsWith(`${prefix}/`)))
      return { vendor, recorded, path: pathname.slice(prefix.length) || '/' };
  }
  return undefined;
}

/** What was shown before the first request that may have changed something. */
function atFirst(provider: AnyProvider, asked: readonly Located[]): SeenReply[] {
  const vendor = compile(provider);
  const firstWrite = asked.findIndex(({ recorded }) => recorded.method !== 'GET' && recorded.method !== 'HEAD');
  return asked.slice(0, firstWrite < 0 ? asked.length : firstWrite).flatMap(({ recorded: { method, reply, url }, path }) => {
    const routed = vendor.route(method, path);
    if (routed.found !== 'operation' || reply?.status !== 200 || !/json/.test(reply.type) || url.search !== '') return [];
    const body = redacted(provider, json(reply.body));
    const { route } = routed.routed;
    const operation = vendor.operations.get(route);
    const [found] = operation?.finds ?? [];
    const read = operation?.checks.path(routed.values);
    const key = found && typeof read === 'object' ? read[found.parameter] : undefined;
    return body === undefined ? [] : [{ route, body, key }];
  });
}

/** Asks the double again what was asked, a second time with another seed, another time and other numbers where none were shown, and compares. */
function replayed(provider: AnyProvider, asked: readonly Located[], { tables, loose }: Imported): HarComparison[] {
  const { name } = provider;
  const start = asked[0]?.recorded.at ?? EXAMPLE_START;
  const [own, again] = [opened(provider, start, 1, tables), opened(provider, start + 86_461_000, 2, loose)];
  const renamed = new Map<string, string>();
  const other = new Map<string, string>();
  let last = start;
  return asked.map(({ recorded, path }) => {
    const gap = Math.min(Math.max(0, recorded.at - last), LONGEST_GAP);
    last = Math.max(last, recorded.at);
    const first = ask(own, provider, recorded, path, gap, renamed);
    const second = ask(again, provider, recorded, path, gap, other);
    const given = repliedBy(provider, recorded.reply?.type, recorded.reply?.body ?? '', recorded.reply?.status ?? 0);
    learnKeys(first.exchange, given.body, repliedOf(provider, first.reply).body, renamed);
    learnKeys(second.exchange, given.body, repliedOf(provider, second.reply).body, other);
    return {
      entry: recorded.n,
      vendor: name,
      request: `${recorded.method} ${printable(recorded.url.pathname)}`,
      operation: first.exchange.operation,
      differences: differencesOf(given, repliedOf(provider, first.reply), repliedOf(provider, second.reply), renamed),
    };
  });
}

type Opened = CoreCloud<Providers>;

function opened(provider: AnyProvider, at: number, seed: number, tables: Imported['tables']): Opened {
  const cloud = openCloud<Providers>({ [provider.name]: provider }, { clock: manualClock(at), seed, journal: 1, history: 0 });
  loadFixtures(cloud, { stuntbox: 'fixtures', version: 1, accounts: { [provider.name]: tables } });
  return cloud;
}

function ask(
  cloud: Opened,
  provider: AnyProvider,
  { method, url, headers, body, reply }: Recorded,
  path: string,
  gap: number,
  renamed: ReadonlyMap<string, string>,
) {
  if (gap > 0) cloud.clock.advance(gap);
  const rename = (segment: string): string => {
    const name = renamed.get(decoded(segment));
    return name === undefined ? segment : encodeURIComponent(name);
  };
  const routed = compile(provider).route(method, path);
  // A recording that was redacted, such as one of ours, has no secrets to send.
  let sent = body?.replaceAll(REDACTED, secretFor(provider, routed.found === 'operation' ? routed.routed.route : null));
  // In a body only what cannot be anything else, such as a UUID.
  for (const [theirs, ours] of renamed) if (theirs.length >= 16) sent = sent?.replaceAll(theirs, ours);
  const [scheme] = Object.values(provider.contract.components.securitySchemes);
  const refused = scheme?.type === 'http' && scheme.scheme.toLowerCase() === 'basic' ? 'user:invalid' : 'invalid';
  const request: PlainRequest = {
    method,
    path: path.split('/').map(rename).join('/'),
    base: '',
    query: url.search.slice(1),
    headers: {
      ...Object.fromEntries(['accept', 'content-type'].flatMap((one) => (headers[one] === undefined ? [] : [[one, headers[one]]]))),
      ...credentialHeader(provider, reply?.status === 401 ? refused : undefined),
    },
    body: sent === undefined ? undefined : new TextEncoder().encode(sent),
  };
  return cloud.serve(provider.name, request);
}

/** Notes which key the double gave to what the vendor created under another: they stand at the same place of the two replies. */
function learnKeys({ changes }: Exchange, vendors: unknown, doubles: unknown, renamed: Map<string, string>): void {
  const keys = new Set(changes.filter(({ kind }) => kind === 'added').map(({ key }) => String(key)));
  if (keys.size === 0) return;
  const theirs = leavesOf(vendors);
  for (const [place, ours] of leavesOf(doubles)) {
    const value = theirs.get(place);
    if (keys.has(String(ours)) && (typeof value === 'string' || typeof value === 'number') && typeof value === typeof ours)
      renamed.set(String(value), String(ours));
  }
}

const repliedOf = (provider: AnyProvider, reply: PlainReply | null): ComparedReply =>
  repliedBy(
    provider,
    reply?.headers['content-type'],
    reply?.body === undefined ? '' : typeof reply.body === 'string' ? reply.body : new TextDecoder().decode(reply.body),
    reply?.status ?? 0,
  );

/** A reply without its secrets. A body that is not JSON is compared by its type alone. */
function repliedBy(provider: AnyProvider, type: string | undefined, body: string, status: number): ComparedReply {
  // What has no body has no type, whatever a recorder writes in its place.
  const mediaType = body === '' ? '' : (type?.split(';')[0]?.trim().toLowerCase() ?? '');
  return { status, type: mediaType, body: /[/+]json$/.test(mediaType) ? redacted(provider, json(body)) : undefined };
}

function redacted(provider: AnyProvider, body: unknown): unknown {
  const { kept } = compile(provider).secrets;
  return kept ? redactedValue(body, kept) : body;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
