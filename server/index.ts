/** The standalone server, for programs: `import { startServer } from 'stuntbox/server'`. */
import type { Link } from '../cloud/link.ts';
import type { Listening, ListenOptions } from '../cloud/listen.ts';
import { createCloud, type Cloud } from '../cloud/msw.ts';
import type { CloudOptions, Providers } from '../cloud/options.ts';
import type { Clock, ManualClock } from '../model/clock.ts';

/** How the cloud is to be and where it listens; everything has a default. */
export interface ServerOptions<P extends Providers, C extends Clock = ManualClock> extends CloudOptions<P, C>, ListenOptions {
  /** A link of `cloud.toLink()`: the cloud does what it says, with the link's own seed, start and settings. */
  readonly from?: Link;
}

/** A cloud that listens on a port. */
export interface RunningServer<P extends Providers, C extends Clock = ManualClock> extends Listening {
  /** The cloud behind it, to arrange and to look at. */
  readonly cloud: Cloud<P, C>;
}

/**
 * Makes a cloud and serves it over HTTP: `createCloud` and `cloud.listen` in one call. Its clock, too, is a manual one by default.
 * @throws {Error} from the promise, when an option is wrong, the port is taken, or the host is not this machine's.
 * @example
 * const { url, cloud, close } = await startServer({ vpsorg }, { port: 0 });
 */
export async function startServer<const P extends Providers, C extends Clock = ManualClock>(
  providers: P,
  options: ServerOptions<P, C> = {},
): Promise<RunningServer<P, C>> {
  const { from, port, host, allowedHosts, largestBody, why, onBug, ...others } = options;
  // The compiler does not see that what is left are a cloud's options.
  const forCloud = others as CloudOptions<P, C>;
  const cloud = from === undefined ? createCloud(providers, forCloud) : createCloud.fromLink(providers, from, forCloud);
  const given = Object.entries({ port, host, allowedHosts, largestBody, why, onBug }).filter(([, value]) => value !== undefined);
  return { cloud, ...(await cloud.listen(Object.fromEntries(given))) };
}
