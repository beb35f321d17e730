/** A cloud per caller behind one address: what `stuntbox serve` does, for programs. */
import type { Link } from '../cloud/link.ts';
import { listenOptionsOf, type Listening, type ListenOptions } from '../cloud/listen.ts';
import { observed } from '../cloud/observe.ts';
import type { CloudOptions, Providers } from '../cloud/options.ts';
import { notACloudPer, type CloudPer } from '../clouds/callers.ts';
import type { Clouds } from '../clouds/clouds.ts';
import { DEFAULT_CLOUD } from '../clouds/names.ts';
import type { NewClock, NewCloud } from '../clouds/new-cloud.ts';
import type { ProcessTime } from '../clouds/process-time.ts';
import { IDLE, MOST_CLOUDS, MOST_KEPT, openRegistry } from '../clouds/registry.ts';
import type { Store } from '../clouds/store.ts';
import type { Clock } from '../model/clock.ts';
import { said } from '../model/plain.ts';
import { suggestion } from '../model/spelling.ts';
import { reporting } from './bugs.ts';
import type { Exchange } from '../model/journal.ts';
import { entranceBy, unstored, type Listener } from './entrance.ts';
import { healthOf } from './health.ts';
import { listenAt } from './listen.ts';
import type { Metrics } from './metrics.ts';

/** How many clouds there are, whose they are, and where they are kept. */
export interface ManyOptions {
  /**
   * What tells callers apart, besides the path `/@job-42/`: `credential`, or a header that holds the name, such as `header:x-test-id`.
   * By default, the path alone; a request without a name is for the cloud `default`.
   */
  readonly cloudPer?: CloudPer;
  /** The most clouds that live at once, besides the default one; 1,000 by default. A request for a further one gets a 503. */
  readonly maxClouds?: number;
  /** The most clouds that the store may hold; 100,000 by default. */
  readonly maxKept?: number;
  /** After how many milliseconds without a request a cloud is given up or, with a store, rests there; 30 minutes by default, `Infinity` for never. */
  readonly idle?: number;
  /** Keeps the clouds over restarts: what `openStore` returned. It stays open when the server closes. */
  readonly store?: Store | undefined;
  /** The clock of each cloud: `manual`, which stands still until it is moved, by default; or `system`, which runs. */
  readonly clock?: 'manual' | 'system';
  /** How many times faster than real time a clock of the system runs; by default, as the link says that it begins from, or 1. */
  readonly speed?: number;
  /** What each cloud begins from, with its own seed, start and settings. */
  readonly from?: Link;
  /** The names of the scenarios that each cloud begins with. */
  readonly scenarios?: readonly string[];
  /** Called with each exchange over HTTP as it was answered: once it is stored, and as a 503 when it could not be. */
  readonly onExchange?: (name: string, exchange: Exchange) => void;
  /** What `openMetrics` returned, for `/metrics` at the controls. */
  readonly metrics?: Metrics | undefined;
}

/** The options of the clouds and of the server; all are optional. */
export interface CloudsOptions extends Omit<CloudOptions<Providers, Clock>, 'clock'>, ListenOptions, ManyOptions {}

/** A server with a cloud per caller. */
export interface ServedClouds extends Listening {
  /** Its clouds, to find, create and delete. */
  readonly clouds: Clouds;
  /**
   * Ends without haste, for a proxy and its clients: `/readyz` is red at once, requests are still answered for so many milliseconds; then no more connections are taken,
   * what has come is answered, what waits for a clock gets a 503, and the clouds are given back. `close` ends it at once.
   */
  drain(ms?: number): Promise<void>;
}

/** How long what has come is waited for, when a server drains, in milliseconds. */
const LONGEST_ANSWER = 2_000;
/** How long the last refusals may take to be sent, in milliseconds. */
const LAST_WORDS = 200;

/**
 * Serves a cloud per caller over HTTP: `/@job-42/vpsorg/servers/` is a cloud of its own, born with its first request.
 * @throws {Error} (rejects) when an option is invalid, the port is in use, or the host is not an address of this machine.
 * @example
 * const { url, clouds, close } = await serveClouds({ vpsorg }, { port: 0 });
 * await fetch(`${url}/@job-42/vpsorg/servers/`, { headers });
 */
export async function serveClouds(vendors: Providers, options: CloudsOptions = {}): Promise<ServedClouds> {
  const { listening, others } = listenOptionsOf('serveClouds', options);
  const { cloudPer = 'path', maxClouds, maxKept, idle, store, clock, speed, from, scenarios, onExchange, metrics, seed, start, ...shared } = others;
  checkMany({ cloudPer, maxClouds, maxKept, idle, clock, speed });
  const born: NewCloud = {
    clock: clockBy(clock, speed),
    ...(seed !== undefined && { seed }),
    ...(start !== undefined && { start }),
    ...(from && { link: from }),
    ...(scenarios && { scenarios }),
  };
  const bug = reporting(listening.onBug);
  const registry = openRegistry({
    vendors,
    born,
    shared,
    maxClouds: maxClouds ?? MOST_CLOUDS,
    maxKept: maxKept ?? MOST_KEPT,
    idle: idle ?? IDLE,
    store,
    time: PROCESS,
    opened: (_, cloud) => void observed(cloud),
    told: bug,
  });
  try {
    // Without a store, mistakes in the options show at once. In a store, the default cloud may be another server's.
    if (!store) await registry.enter(DEFAULT_CLOUD);
    const health = healthOf({ ready: () => store?.ready() ?? Promise.resolve(), now: PROCESS.now });
    metrics?.living(() => [...registry.living()].length);
    const listener: Listener = {
      counted: metrics?.request,
      exchanged: onExchange && ((name, exchange, refused) => onExchange(name, refused ? unstored(exchange, refused) : exchange)),
    };
    const server = await listenAt(entranceBy(cloudPer, registry, vendors, shared, listener), registry, listening, { health, metrics });
    const close = async (): Promise<void> => {
      await server.close();
      await registry.close();
    };
    return {
      ...server,
      clouds: registry,
      async drain(ms = 0) {
        health.drain();
        if (ms > 0) await new Promise((resolve) => void setTimeout(resolve, ms));
        await server.drain(LONGEST_ANSWER);
        // What still waits for a clock is refused, before its connection ends.
        await registry.close();
        await server.drain(LAST_WORDS);
        await close();
      },
      close,
    };
  } catch (error) {
    await registry.close();
    throw error;
  }
}

const PROCESS: ProcessTime = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
};

function clockBy(clock: 'manual' | 'system' | undefined, speed: number | undefined): NewClock {
  if (clock === 'manual' && speed !== undefined) throw new Error("A manual clock has no speed. Leave out speed, or give clock: 'system'.");
  return clock === 'system' || speed !== undefined ? { kind: 'live', ...(speed !== undefined && { speed }) } : { kind: 'manual' };
}

/** @throws {Error} that names the option: it may come from JavaScript. */
function checkMany({ cloudPer, maxClouds, maxKept, idle, clock, speed }: Readonly<Record<string, unknown>>): void {
  const instead = notACloudPer(cloudPer);
  if (instead !== undefined) throw new Error(`The option cloudPer cannot be ${said(cloudPer)}. Give ${instead}.`);
  for (const [name, value] of Object.entries({ maxClouds, maxKept }))
    if (value !== undefined && !(Number.isInteger(value) && (value as number) >= 0))
      throw new Error(`The option ${name} cannot be ${said(value)}. Give a whole number.`);
  if (idle !== undefined && !(typeof idle === 'number' && idle >= 1))
    throw new Error(`The option idle cannot be ${said(idle)}. Give milliseconds, such as minutes(30).`);
  if (clock !== undefined && clock !== 'manual' && clock !== 'system')
    throw new Error(`The option clock cannot be ${said(clock)}.${suggestion(typeof clock === 'string' ? clock : '', ['manual', 'system'])}`);
  if (speed !== undefined && !(typeof speed === 'number' && speed > 0 && speed <= 1e9))
    throw new Error(`The option speed cannot be ${said(speed)}. Give a number above 0, up to 1,000,000,000.`);
}
