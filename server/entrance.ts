/** How requests come to their clouds: one cloud for all, or a cloud per caller. */
import { hash } from 'node:crypto';
import type { AnyCloud } from '../cloud/cloud.ts';
import { acceptor, type Providers } from '../cloud/options.ts';
import { callersBy, type CallerOf, type CloudPer } from '../clouds/callers.ts';
import { oneCloud, type HeldCloud } from '../clouds/clouds.ts';
import { DEFAULT_CLOUD } from '../clouds/names.ts';
import type { SharedOptions } from '../clouds/new-cloud.ts';
import type { Registry } from '../clouds/registry.ts';
import type { Exchange } from '../model/journal.ts';
import { compile } from '../request/compile.ts';
import { mounts } from './mount.ts';

/** How requests come to their clouds. */
export interface Entrance {
  readonly vendors: Providers;
  /** The bases to which vendors were moved. */
  readonly origins: Readonly<Record<string, string | undefined>>;
  /** Headers that tell callers apart. */
  readonly headers: readonly string[];
  readonly callerOf: CallerOf;
  /** The cloud of a caller. @throws {CloudRefused} (or rejects) when it cannot be had. */
  enter(name: string): HeldCloud | Promise<HeldCloud>;
  /** The default cloud, if it lives here: its time is that of replies that are no cloud's. */
  first(): HeldCloud | undefined;
  /** Called with each request once it is answered, or its connection has ended (null): its vendor, its status, and how many seconds it took. */
  readonly counted?: ((vendor: string, status: number | null, seconds: number) => void) | undefined;
  /** Called with each exchange once what it changed is stored; with why, when it is not: the reply is a 503 then. */
  readonly exchanged?: ((name: string, exchange: Exchange, refused?: Error) => void) | undefined;
}

/** Whom an entrance tells of what was answered. */
export type Listener = Pick<Entrance, 'counted' | 'exchanged'>;

/** A cloud's exchange that was not stored, as it was answered. */
export function unstored(exchange: Exchange, { message }: Error): Exchange {
  return { ...exchange, reply: { status: 503, headers: {}, body: null }, changes: [], why: message };
}

/** The entrance to one cloud. */
export function entranceTo(cloud: AnyCloud): Entrance {
  const [one] = oneCloud(cloud).living();
  if (!one) throw new Error('There is no cloud. This is a bug in stuntbox.');
  return {
    vendors: cloud.vendors,
    origins: cloud.origins,
    headers: [],
    callerOf: (path) => ({ name: DEFAULT_CLOUD, base: '', path }),
    enter: () => one,
    first: () => one,
  };
}

/** The entrance to a cloud per caller. */
export function entranceBy(
  per: CloudPer,
  registry: Registry,
  vendors: Providers,
  { origins = {}, credentials = {} }: SharedOptions,
  listener: Listener = {},
): Entrance {
  const compiled = new Map(Object.entries(vendors).map(([name, provider]) => [name, { ...compile(provider), accepts: acceptor(credentials[name]) }]));
  const mountOf = mounts({ vendors, origins });
  return {
    vendors,
    origins,
    headers: per.startsWith('header:') ? [per.slice('header:'.length).toLowerCase()] : [],
    callerOf: callersBy(per, {
      of(path, headers) {
        const vendor = compiled.get(mountOf(path)?.vendor ?? '');
        try {
          const credential = vendor?.authentication.credential(headers as Readonly<Record<string, string>>);
          return typeof credential === 'string' && vendor?.accepts(credential) ? credential : undefined;
        } catch {
          // The vendor refuses it, in the default cloud.
          return undefined;
        }
      },
      digest: (credential) => hash('sha256', `stuntbox cloud of ${credential}`).slice(0, 40),
    }),
    enter: registry.enter,
    first: () => registry.here(DEFAULT_CLOUD),
    ...listener,
  };
}
