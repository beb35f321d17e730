/** Opens the store that a URL names. */
import type { Store } from '../clouds/store.ts';
import { isPlainObject, said } from '../model/plain.ts';
import { suggestion } from '../model/spelling.ts';
import type { Observe } from './events.ts';
import { openFileStore } from './file.ts';
import type { Durability } from './keeper.ts';
import { openValkeyStore } from './valkey.ts';

export interface StoreOptions {
  /** When a change is answered: when it is stored (`reply`, the default), or at once, and it is stored within 10 ms (`batch`). */
  readonly durability?: Durability | undefined;
  /** What others call this process, such as `web-1`. */
  readonly replica?: string | undefined;
  /** At a server: how long a cloud is held without a sign of life, in milliseconds; 10,000 by default. */
  readonly lease?: number | undefined;
  /** How long a write may take, in milliseconds; 2,000 by default at a server, 30,000 in a folder. */
  readonly timeout?: number | undefined;
  /** Called with what happens, for metrics and logs. */
  readonly observe?: Observe | undefined;
}

const EXAMPLES = 'file:./clouds, valkey://127.0.0.1:6379/0, redis://127.0.0.1:6379 or rediss://user:password@host:6380/0';
const SERVERS = ['valkey:', 'valkeys:', 'redis:', 'rediss:'];
const NAMES = ['durability', 'replica', 'lease', 'timeout', 'observe'];

/**
 * Opens a store: a folder, `file:DIR`, or a Valkey or Redis, `valkey://host:port/database`; with TLS, `valkeys://` or `rediss://`.
 * @throws {Error} when the URL or an option is not one, or a package is missing that it needs.
 * @throws {NotOwner} when another process uses the folder.
 * @throws {Unavailable} when it cannot be reached.
 * @example
 * const store = await openStore('file:./clouds');
 * const { kept, keeper } = await store.open('job-42');
 */
export async function openStore(url: string, options: StoreOptions = {}): Promise<Store> {
  const { durability = 'reply', replica, lease, timeout, observe } = checked(options);
  const common = { durability, replica, timeout, observe };
  if (typeof url !== 'string') throw wrong(said(url), 'is not a URL');
  const scheme = /^([a-z][a-z0-9+.-]*:)/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === 'file:') return openFileStore(folderOf(url), common);
  // A text without a scheme may be a password by mistake, and a URL may contain one: neither is repeated.
  if (scheme === undefined) throw wrong('The text', 'has no scheme');
  if (!SERVERS.includes(scheme))
    throw wrong(`A URL with ${scheme}`, `is not one of a store.${suggestion(scheme.slice(0, -1), ['file', 'valkey', 'valkeys', 'redis', 'rediss'])}`);
  return openValkeyStore(serverOf(url), { ...common, lease });
}

/** The folder of `file:clouds`, `file:./clouds`, `file:/var/clouds` and `file:///var/clouds`. */
function folderOf(url: string): string {
  const rest = url.slice('file:'.length);
  const path = rest.startsWith('//') ? rest.slice(2) : rest;
  if (path === '' || path.includes('\0')) throw wrong(`'${url.slice(0, 60)}'`, 'names no folder');
  if (rest.startsWith('//') && !path.startsWith('/'))
    throw wrong(`'${url.slice(0, 60)}'`, `names a machine, ${path.split('/')[0]?.slice(0, 60)}. Give file:${path.slice(0, 60)}`);
  // A path with `%` or `?` in it is written as it is.
  return path;
}

function serverOf(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw wrong('The URL of the store', 'cannot be read');
  }
  if (url.hostname === '') throw wrong('The URL of the store', `names no host. Give ${url.protocol}//127.0.0.1:6379/0`);
  if (!/^\/?(\d{1,5})?$/.test(url.pathname)) throw wrong(`The database '${url.pathname.slice(1, 60)}'`, 'is not a number');
  if (url.search !== '' || url.hash !== '') throw wrong('The URL of the store', 'has something after the number of the database');
  return url;
}

function checked(options: StoreOptions): StoreOptions {
  const given: unknown = options;
  if (!isPlainObject(given)) throw new Error(`A store takes options, such as { durability: 'batch' }, not ${said(options)}.`);
  for (const name of Object.keys(options)) if (!NAMES.includes(name)) throw new Error(`A store has no option ${said(name)}.${suggestion(name, NAMES)}`);
  const { durability, replica, lease, timeout, observe } = options;
  if (durability !== undefined && !['reply', 'batch'].includes(durability))
    throw new Error(`durability cannot be ${said(durability)}.${suggestion(durability, ['reply', 'batch'])}`);
  if (replica !== undefined && (typeof replica !== 'string' || !/^[\w.-]{1,100}$/.test(replica)))
    throw new Error(`replica cannot be ${said(replica)}. Give a name of 1 to 100 letters, digits, dots, hyphens and underscores, such as web-1.`);
  for (const [name, value, least] of [
    ['lease', lease, 100],
    ['timeout', timeout, 10],
  ] as const)
    if (value !== undefined && !(Number.isInteger(value) && value >= least && value <= 3_600_000))
      throw new Error(
        `${name} cannot be ${said(value)}. Give whole milliseconds from ${least} to 3600000, such as ${name === 'lease' ? 'seconds(10)' : 'seconds(2)'}.`,
      );
  if (observe !== undefined && typeof observe !== 'function') throw new Error(`observe cannot be ${said(observe)}. Give a function.`);
  return options;
}

const wrong = (what: string, why: string): Error => new Error(`${what} ${why}${why.endsWith('?') || why.endsWith('.') ? '' : '.'} A store is ${EXAMPLES}.`);
