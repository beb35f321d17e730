/** The standalone server, for programs: `import { startServer } from 'stuntbox/server'`. */
import type { Link } from '../cloud/link.ts';
import { listenOptionsOf, type ControlledListening, type ControlOptions, type Listening, type ListenOptions } from '../cloud/listen.ts';
import { createCloud, type Cloud } from '../cloud/msw.ts';
import type { CloudOptions, Providers } from '../cloud/options.ts';
import type { Clock, ManualClock } from '../model/clock.ts';

export { openStore, type StoreOptions } from '../store/open.ts';
export type { Observe, StoreEvent } from '../store/events.ts';
export type { Clouds, HeldCloud } from '../clouds/clouds.ts';
export { CloudRefused } from '../clouds/refused.ts';
export type { CloudPer } from '../clouds/callers.ts';
export type { NewClock, NewCloud } from '../clouds/new-cloud.ts';
export type { Birth, Entry, Keeper, Kept, KeptClock, KeptSize, Opened, Store } from '../clouds/store.ts';
export { NotOwner, Unavailable, Unreadable } from '../clouds/store.ts';
export { openMetrics, type Metrics, type MetricsOptions } from './metrics.ts';
export { serveClouds, type CloudsOptions, type ManyOptions, type ServedClouds } from './serve-clouds.ts';

/** The options of the cloud and of the server; all are optional. */
export interface ServerOptions<P extends Providers, C extends Clock = ManualClock> extends CloudOptions<P, C>, ListenOptions {
  /** A link made by `cloud.toLink()`, from which the cloud is restored, with the link's own seed, start and settings. */
  readonly from?: Link;
}

/** A cloud that listens on a port. */
export interface RunningServer<P extends Providers, C extends Clock = ManualClock> extends Listening {
  /** The cloud behind the server, to set up and inspect. */
  readonly cloud: Cloud<P, C>;
}

/**
 * Creates a cloud and serves it over HTTP: `createCloud` and `cloud.listen` in one call. Its clock is manual by default.
 * @throws {Error} (rejects) when an option is invalid, the port is in use, or the host is not an address of this machine.
 * @example
 * const { url, cloud, close } = await startServer({ vpsorg }, { port: 0 });
 */
export function startServer<const P extends Providers, C extends Clock = ManualClock>(
  providers: P,
  options: ServerOptions<P, C> & { readonly control: ControlOptions },
): Promise<RunningServer<P, C> & ControlledListening>;
export function startServer<const P extends Providers, C extends Clock = ManualClock>(
  providers: P,
  options?: ServerOptions<P, C>,
): Promise<RunningServer<P, C>>;
export async function startServer<const P extends Providers, C extends Clock = ManualClock>(
  providers: P,
  options: ServerOptions<P, C> = {},
): Promise<RunningServer<P, C>> {
  const { listening, others } = listenOptionsOf('startServer', options);
  const { from, ...rest } = others;
  // The compiler does not see that only the options of a cloud are left.
  const forCloud = rest as CloudOptions<P, C>;
  const cloud = from === undefined ? createCloud(providers, forCloud) : createCloud.fromLink(providers, from, forCloud);
  return { cloud, ...(await cloud.listen(listening)) };
}
