/** The journal as an HTTP Archive: what a browser's network panel, or any viewer of HAR files, shows. */
import type { AnyCloud } from '../../cloud/cloud.ts';
import type { Exchange } from '../../model/journal.ts';
import { checkNames } from '../../model/named-options.ts';
import { isPlainObject, said } from '../../model/plain.ts';
import { PACKAGE_VERSION } from '../package-version.ts';
import type { Har, HarEntry, HarPair } from './har.ts';

/** Where the vendors are. */
export interface ToHarOptions {
  /** The base URL of each vendor; by default, that of the cloud. A journal has none: without it, its URLs begin with `https://vpsorg.invalid`. */
  readonly origins?: Readonly<Record<string, string>>;
}

type Source = Pick<AnyCloud, 'journal' | 'origins'> | AnyCloud['journal'] | readonly Exchange[];

/**
 * The exchanges of a journal as a HAR, version 1.2. Like the journal, it has no credentials and no secrets; times are those of the cloud's clock.
 * @param given a cloud, its journal, or exchanges.
 * @throws {Error} when it is none of these.
 * @example
 * writeFileSync('cloud.har', JSON.stringify(toHar(cloud)));
 */
export function toHar(given: Source, options: ToHarOptions = {}): Har {
  checkNames('toHar', options, ['origins']);
  const { origins } = options;
  const bases = origins ?? ('origins' in Object(given) ? (given as Pick<AnyCloud, 'origins'>).origins : {});
  const entries = exchangesOf(given).map((exchange) => entryOf(exchange, bases));
  return { log: { version: '1.2', creator: { name: 'stuntbox', version: PACKAGE_VERSION }, entries } };
}

function exchangesOf(given: Source): readonly Exchange[] {
  const journal: unknown = isPlainObject(given) && 'journal' in given ? given.journal : given;
  if (Array.isArray(journal) && journal.every((one) => isPlainObject(one) && isPlainObject(one['request']))) return journal as readonly Exchange[];
  if (isPlainObject(journal) && typeof journal['all'] === 'function') return (journal as unknown as AnyCloud['journal']).all();
  throw new Error(`toHar was called with ${said(given)}. Pass it a cloud, cloud.journal, or exchanges.`);
}

function entryOf({ at, vendor, request, reply, why }: Exchange, origins: Readonly<Record<string, string>>): HarEntry {
  const { method, path, query, headers, body } = request;
  const type = headers['content-type'];
  return {
    startedDateTime: new Date(at).toISOString(),
    time: 0,
    request: {
      method,
      url: `${siteOf(origins[vendor] ?? `https://${vendor}.invalid`)}${path}${query && `?${query}`}`,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairs(headers),
      queryString: Array.from(new URLSearchParams(query), ([name, value]) => ({ name, value })),
      ...(body !== null && { postData: { mimeType: type ?? '', text: body, params: [] } }),
      headersSize: -1,
      bodySize: sizeOf(body),
    },
    response: {
      status: reply?.status ?? 0,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairs(reply?.headers ?? {}),
      content: {
        size: sizeOf(reply?.body ?? null),
        mimeType: reply?.headers['content-type'] ?? 'x-unknown',
        ...(reply?.body != null && { text: reply.body }),
      },
      redirectURL: reply?.headers['location'] ?? '',
      headersSize: -1,
      bodySize: reply ? sizeOf(reply.body) : -1,
    },
    cache: {},
    timings: { send: 0, wait: 0, receive: 0 },
    ...(why !== null && { comment: why }),
  };
}

/** The site of a base: the paths of the journal include its path. */
function siteOf(base: string): string {
  return /^[a-z]+:\/\/[^/]+/i.exec(base)?.[0] ?? 'http://localhost';
}

const pairs = (headers: Readonly<Record<string, string>>): HarPair[] => Object.entries(headers).map(([name, value]) => ({ name, value }));

const sizeOf = (body: string | null): number => (body === null ? 0 : new TextEncoder().encode(body).length);
