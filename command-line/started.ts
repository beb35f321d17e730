/** A server as a command starts it: from its flags to the moment at which it is ready, and its end. */
import { resolve } from 'node:path';
import type { Listening } from '../cloud/listen.ts';
import type { Providers } from '../cloud/options.ts';
import { DEFAULT_CLOUD } from '../clouds/names.ts';
import { Usage } from './command.ts';
import { endSoon } from './ending.ts';
import { serveClouds } from '../server/serve-clouds.ts';
import { requestLog, type Output } from '../server/log.ts';
import { clearReadyFile, writeReadyFile } from './ready-file.ts';
import { opened, type ServingFlags } from './serving.ts';
import { version } from './version.ts';

/** A server that listens. */
export interface Started {
  readonly providers: Providers;
  readonly listening: Listening;
  /** The names of the served vendors, as a sentence. */
  readonly vendors: string;
  /** Stops listening, removes the ready file, and lets the process end; with `drain`, it first goes on for so many milliseconds, and answers what has come. */
  close(drain?: number): Promise<void>;
}

/** How a server is started. */
export interface Starting {
  /** Where the lines of the log go, if anywhere. */
  readonly log?: Output | undefined;
  /** Whether it counts for Prometheus, where the package for it is installed. */
  readonly counting?: boolean;
}

/**
 * Starts the server that the flags describe; `named` are the vendors to serve, or none for all.
 * @throws {Usage} (rejects) that names the flag.
 */
export async function started(flags: ServingFlags, named: readonly string[], { log, counting = false }: Starting = {}): Promise<Started> {
  const path = readyFile(flags);
  if (path !== undefined) await clearReadyFile(path);
  const { providers, options, vendors } = await opened(flags, named, counting);
  // One writer for all clouds, so that their lines stand in order.
  const write = log && requestLog(log);
  const listening = await serveClouds(providers, {
    ...options,
    ...(write && { onExchange: (name, exchange) => write(exchange, name === DEFAULT_CLOUD ? undefined : name) }),
  });
  const { url, control } = listening;
  let unready = (): void => {};
  try {
    const ready = { url, control: control?.url ?? null, token: control?.token ?? null, pid: process.pid, version: version() };
    if (path !== undefined) unready = writeReadyFile(path, ready);
    // Also when the process ends in another way than by `close`.
    process.once('exit', unready);
  } catch (error) {
    await listening.close();
    await options.store?.close();
    throw error;
  }
  for (const warning of listening.warnings) process.stderr.write(`stuntbox: ${warning}\n`);
  return {
    providers,
    listening,
    vendors,
    async close(drain) {
      unready();
      await (drain === undefined ? listening.close() : listening.drain(drain));
      await options.store?.close();
      endSoon();
    },
  };
}

/** The path of the ready file, which does not depend on the current folder: the file is removed at the very end. */
export function readyFile({ 'ready-file': path }: Pick<ServingFlags, 'ready-file'>): string | undefined {
  if (path === '') throw new Usage("--ready-file cannot be ''. Give the path of a file, such as ready.json.");
  return path === undefined ? undefined : resolve(path);
}
