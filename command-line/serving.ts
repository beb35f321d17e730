/** What `stuntbox serve` is told by its flags: the vendors, their cloud, and how it listens. */
import { readFileSync } from 'node:fs';
import { linkOf, type Link } from '../cloud/link.ts';
import { DEFAULT_HOST, DEFAULT_PORT } from '../cloud/listen.ts';
import { openCloud } from '../cloud/open.ts';
import type { Providers } from '../cloud/options.ts';
import { vendors } from '../handlers/index.ts';
import { suggestion } from '../model/spelling.ts';
import { Usage, type FlagTable, type FlagValues } from './command.ts';
import { fileReason } from './file-reason.ts';
import { clock, controls, credentials, host, latency, port, seed, violations } from './flags.ts';
import { checkByFlag, LISTEN_FLAGS, listeningBy } from './listen-flags.ts';
import { manyBy, metricsBy, storeBy } from './many-flags.ts';
import type { CloudsOptions } from '../server/serve-clouds.ts';
import { vendorsIn } from './modules.ts';

/** The flag that adds vendors. */
export const VENDOR_FLAG = {
  vendor: { type: 'string', multiple: true, value: './module.js', help: 'also the vendors that a file or package exports; can be repeated' },
} as const satisfies FlagTable;

/** The flags of everything that serves a cloud. */
export const SERVING_FLAGS = {
  port: { type: 'string', default: String(DEFAULT_PORT), value: String(DEFAULT_PORT), help: 'the port to listen on; 0 for any free port' },
  host: { type: 'string', default: DEFAULT_HOST, value: DEFAULT_HOST, help: 'the address to listen on' },
  'allow-host': { type: 'string', multiple: true, value: 'NAME', help: 'accept requests for this host name, besides localhost; can be repeated' },
  ...LISTEN_FLAGS,
  clock: {
    type: 'string',
    value: 'system|manual',
    help: 'a manual clock stands still until it is moved: stuntbox advance 3m',
  },
  speed: { type: 'string', value: '1', help: 'how many times faster than real time the clock runs' },
  latency: { type: 'string', value: '150-400', help: 'how long each response takes, in milliseconds of real time: a number, or the least and the most' },
  seed: { type: 'string', value: '1', help: 'the seed for everything random' },
  scenario: { type: 'string', multiple: true, value: 'NAME', help: 'play a scenario at startup; can be repeated' },
  credential: { type: 'string', multiple: true, value: 'VENDOR=VALUE', help: 'accept only this credential at this vendor; can be repeated' },
  ...VENDOR_FLAG,
  from: { type: 'string', value: 'link.json', help: 'restore the cloud from a link made by cloud.toLink(), and continue from there' },
  'cloud-per': {
    type: 'string',
    default: 'path',
    value: 'path|credential|header:NAME',
    help: 'give each caller a cloud of its own, also by its credential or a header; by its path, /@job-42/, it always can have one',
  },
  'max-clouds': { type: 'string', value: '1000', help: 'the most clouds at once, besides the default one' },
  idle: { type: 'string', value: '30m', help: 'give up a cloud, or let it rest in the store, after so long without a request' },
  store: { type: 'string', value: 'URL', help: 'keep the clouds over restarts: file:DIR, or valkey://HOST:PORT/DB (also redis:)' },
  durability: { type: 'string', value: 'reply|batch', help: 'answer a change once it is stored, or up to 10 ms before' },
  replica: { type: 'string', value: 'NAME', help: 'what the others call this server, where several share a store' },
  'control-port': { type: 'string', value: '4011', help: 'also serve the controls, on this port; 0 for any free port' },
  'control-host': { type: 'string', default: DEFAULT_HOST, value: DEFAULT_HOST, help: 'the address that the controls listen on' },
  'ready-file': { type: 'string', value: 'PATH', help: 'write where the server listens to this file, as JSON, while it runs' },
  violations: {
    type: 'string',
    default: 'record',
    value: 'record|refuse|off',
    help: 'what happens to requests that depart from the contract: refuse answers them with a 400 that says how',
  },
  why: { type: 'boolean', help: 'explain each response in the headers x-stuntbox-why and x-stuntbox-violations' },
} as const satisfies FlagTable;

export type ServingFlags = FlagValues<typeof SERVING_FLAGS>;

/** The clouds as the flags describe them, and how they are served. */
export interface Serving {
  readonly providers: Providers;
  readonly options: CloudsOptions;
  /** The names of the served vendors, as a sentence. */
  readonly vendors: string;
}

/**
 * Reads the flags; `named` are the vendors to serve, or none for all.
 * @param counting whether there are metrics, where their package is installed.
 * @throws {Usage} that names the flag.
 */
export async function opened(flags: ServingFlags, named: readonly string[], counting: boolean): Promise<Serving> {
  const all = await known(flags.vendor);
  if (flags.from !== undefined && flags.seed !== undefined) throw new Usage('The link has its own seed. Leave out --seed.');
  const link = flags.from === undefined ? undefined : linkFrom(flags.from, all, named);
  const providers = chosen(all, named.length === 0 && link ? link.vendors : withAdded(all, named));
  const many = manyBy(flags);
  const shared = {
    ...clock(flags),
    credentials: credentials(flags, Object.keys(providers)),
    violations: violations(flags),
    ...latency(flags),
    ...(link ? { from: link } : { seed: seed(flags) }),
    scenarios: flags.scenario,
  };
  const control = controls(flags, process.env);
  const listening = {
    port: port(flags),
    host: host(flags),
    allowedHosts: flags['allow-host'],
    why: flags.why,
    ...listeningBy(flags),
    ...(control && { control }),
  };
  checkByFlag(listening);
  checkScenarios(providers, flags.scenario);
  const metrics = counting ? await metricsBy(flags) : undefined;
  return {
    providers,
    options: { ...shared, ...listening, ...many, metrics, store: await storeBy(flags, metrics) },
    vendors: Object.keys(providers).join(providers === all ? ', ' : ' and '),
  };
}

/** The vendors of the package, and those from the modules in --vendor. */
export async function known(specifiers: readonly string[]): Promise<Providers> {
  let all: Providers = vendors;
  for (const specifier of specifiers) {
    try {
      all = { ...all, ...(await vendorsIn(specifier, Object.keys(all))) };
    } catch (error) {
      throw new Usage((error as Error).message, { cause: error });
    }
  }
  return all;
}

/** The vendors that a command names, and those from --vendor beside them; none stands for all. */
export const withAdded = (all: Providers, named: readonly string[]): readonly string[] =>
  named.length === 0 ? [] : [...named, ...Object.keys(all).filter((name) => !Object.hasOwn(vendors, name))];

/** The named vendors, in the order of the list; all of them if none is named. */
export function chosen(all: Providers, named: readonly string[]): Providers {
  for (const name of named) if (!Object.hasOwn(all, name)) throw new Usage(`There is no vendor '${name}'.${suggestion(name, Object.keys(all))}`);
  return named.length === 0 ? all : Object.fromEntries(Object.entries(all).filter(([name]) => named.includes(name)));
}

function checkScenarios(providers: Providers, names: readonly string[]): void {
  const known = Object.values(providers).flatMap(({ scenarios = {} }) => Object.values(scenarios).map(({ name }) => name));
  for (const name of names) if (!known.includes(name)) throw new Usage(`There is no scenario '${name}'.${suggestion(name, known)}`);
}

/** Reads a link and tries it once, so that errors in it are reported before the server listens. */
function linkFrom(path: string, all: Providers, named: readonly string[]): Link {
  try {
    const link = linkOf(readFileSync(path, 'utf8'));
    tellLong(link);
    openCloud(chosen(all, named.length > 0 ? named : link.vendors), { journal: 0, history: 0 }, { link });
    return link;
  } catch (error) {
    if (error instanceof Usage) throw error;
    throw new Usage((error as NodeJS.ErrnoException).syscall ? `Cannot read the link ${path}: ${fileReason(error)}.` : (error as Error).message);
  }
}

/** From how many steps on a terminal is told that they are replayed. */
const MANY_STEPS = 500;

function tellLong({ steps = [] }: Link): void {
  if (steps.length >= MANY_STEPS && process.stderr.isTTY) process.stderr.write(`stuntbox: replaying the ${steps.length} steps of the link …\n`);
}
