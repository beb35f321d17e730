/** The Vite plugin: a cloud in the dev server. `import { stuntbox } from 'stuntbox/vite'`. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { Plugin, PreviewServer, ResolvedConfig, ViteDevServer } from 'vite';
import type { Providers } from '../cloud/options.ts';
import { requestLog } from '../server/log.ts';
import { giveBack, take } from './held.ts';
import { addressLine, vendorsAt } from './lines.ts';
import { middleware, type Middleware } from './middleware.ts';
import { wantedOf, type StuntboxOptions } from './options.ts';
import { clashes, PANEL } from './origins.ts';
import { tagAt } from './page/files.ts';
import { openOutside } from './outside.ts';

export type { StuntboxOptions } from './options.ts';

const NAME = 'stuntbox';

/**
 * Mocks vendors in Vite's dev server and preview: each under a path, with state that survives reloads and restarts. Nothing of it is in a build.
 * The panel is at `/__stuntbox/`.
 * @throws {Error} that names the option that is invalid.
 * @example
 * import { stuntbox } from 'stuntbox/vite';
 * import { vpsorg } from 'stuntbox/vpsorg';
 * export default defineConfig({ plugins: [stuntbox({ vendors: { vpsorg }, speed: 60 })] });
 */
export function stuntbox<const P extends Providers>(options: StuntboxOptions<P>): Plugin {
  const wanted = wantedOf(options);
  let config: ResolvedConfig;
  /** What to give back when the server with a client environment closes: an inline configuration has the same plugin after a restart. */
  const taken = new Map<unknown, () => void>();

  /** Puts the cloud before the middlewares of a server, and returns how to give it back. */
  const serve = (server: ViteDevServer | PreviewServer, kind: 'server' | 'preview'): (() => void) => {
    const { logger, root, publicDir, base, configFile } = config;
    const settings = config[kind];
    const tell = (sentence: string): void => logger.info(`stuntbox: ${sentence}`);
    const around = { base, root, publicDir: kind === 'server' ? publicDir : '', proxied: Object.keys(settings.proxy ?? {}) };
    for (const clash of clashes(wanted.origins, around)) logger.warn(`stuntbox: ${clash}`);
    const key = JSON.stringify([kind, root, configFile ?? '']);
    const held = take(key, wanted, tell);
    const bug = (thrown: unknown): void => logger.error(`stuntbox: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`);
    const rules = { base, bug, https: Boolean(settings.https), allowedHosts: settings.allowedHosts ?? [] };
    first(server.middlewares, middleware(held, rules));
    const stopLog = wanted.log
      ? held.cloud.on('exchange', requestLog({ write: (text) => logger.info(text.trimEnd()), isTTY: process.stdout.isTTY }))
      : undefined;
    const http = server.httpServer as Server | null;
    const address = (): string | undefined => server.resolvedUrls?.local[0] ?? server.resolvedUrls?.network[0];
    const warn = (sentence: string): void => logger.warn(`stuntbox: ${sentence}`);
    http?.once('listening', () => {
      const readyFile = wanted.readyFile === undefined ? undefined : resolve(root, wanted.readyFile);
      // A server that listens at a port has an address of that form.
      void openOutside(held, { scheme: settings.https ? 'https' : 'http', address: http.address() as AddressInfo, readyFile, bug, warn });
    });
    if (!http && (wanted.readyFile !== undefined || wanted.control))
      warn(
        'The options control and readyFile have no effect in middleware mode, where Vite does not listen itself. The controls are at /__stuntbox of your own server.',
      );
    const printUrls = server.printUrls.bind(server);
    server.printUrls = () => {
      printUrls();
      const url = address();
      if (url !== undefined) logger.info(addressLine(NAME, new URL(url).origin + base.replace(/\/$/, '') + PANEL + '/', vendorsAt(wanted.origins)));
    };
    return once(() => {
      stopLog?.();
      giveBack(key, held);
    });
  };

  return {
    name: NAME,
    apply: 'serve',
    configResolved(resolved) {
      config = resolved;
      if (resolved.plugins.filter(({ name }) => name === NAME).length > 1)
        throw new Error('The plugin stuntbox() is used twice. Use it once, with all vendors: stuntbox({ vendors: { vpsorg, puregpu } }).');
    },
    configureServer(server) {
      const release = serve(server, 'server');
      taken.set(server.environments.client, release);
    },
    configurePreviewServer(server) {
      const release = serve(server, 'preview');
      server.httpServer.once('close', release);
    },
    transformIndexHtml: {
      // After Vite's own work on the page, which would take the script for one of the application's modules.
      order: 'post',
      handler: () => (wanted.injectPanel ? [tagAt(config.base.replace(/\/$/, '') + PANEL)] : []),
    },
    closeBundle() {
      taken.get(this.environment)?.();
      taken.delete(this.environment);
    },
  };
}

/** Puts a middleware before all others. Vite calls plugins after it has added its own CORS. */
function first(middlewares: ViteDevServer['middlewares'], own: Middleware): void {
  middlewares.stack.unshift({ route: '', handle: own });
}

function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    run();
  };
}
