/** A cloud of its own for each test, while the clients of all tests use the global `fetch`. */
import { said } from '../model/plain.ts';
import { createCloud, onFailedTest, type Cloud } from './msw.ts';
import type { Providers } from './options.ts';

/** The server that `setupServer` of msw/node returns, in either major version. */
export interface Network {
  boundary<R>(run: () => R): () => R;
  use(...handlers: Handlers): void;
}
type Handlers = [...Cloud<Providers>['handlers']];
interface Handled {
  readonly handlers: Cloud<Providers>['handlers'];
}

/**
 * Runs a test with a cloud of its own: what the test and its client send is answered by that cloud, also while other tests run.
 * It uses `server.boundary` of msw, so it is for Node. Requests to other hosts are handled as the server was told.
 * @param network what `setupServer()` returned; it must be listening.
 * @param vendors the vendors of a new cloud, or a cloud.
 * @returns what `run` returns.
 * @throws {Error} also when a request was refused on behalf of the test, by `violations: 'throw'` or `strict`, whatever the client makes of it.
 * @example
 * const network = setupServer();
 * test.concurrent('a new server becomes active', () =>
 *   withCloud(network, { vpsorg }, async (cloud) => {
 *     const { id } = await client.createServer('web-1');
 *     cloud.clock.advance(minutes(3));
 *     expect((await client.server(id)).status).toBe('active');
 *   }));
 */
export function withCloud<C extends Handled, R>(network: Network, cloud: C, run: (cloud: C) => R): Promise<Awaited<R>>;
export function withCloud<const P extends Providers, R>(network: Network, vendors: P, run: (cloud: Cloud<P>) => R): Promise<Awaited<R>>;
export async function withCloud(network: Network, given: Providers | Handled, run: (cloud: never) => unknown): Promise<unknown> {
  if (typeof network?.boundary !== 'function' || typeof network.use !== 'function')
    throw new Error(
      `withCloud needs the server that setupServer() of msw/node returned, not ${said(network)}. In a browser, where there is no boundary, use worker.use(...cloud.handlers).`,
    );
  if (typeof run !== 'function') throw new Error(`withCloud needs a function to run with the cloud, not ${said(run)}.`);
  const cloud = isCloud(given) ? given : createCloud(given);
  return network.boundary(async () => {
    network.use(...cloud.handlers);
    // The client only sees a network error, and may retry or wait for ever: the test fails at once, with the reason.
    let end = () => {};
    const failed = new Promise<never>((_resolve, reject) => {
      end = onFailedTest(cloud, reject);
    });
    try {
      return await Promise.race([failed, run(cloud as never)]);
    } finally {
      end();
    }
  })();
}

/** No vendor can be named `handlers`. */
const isCloud = (given: Providers | Handled): given is Handled => Array.isArray((given as Partial<Handled> | null)?.handlers);
