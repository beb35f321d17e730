/**
 * A connection to a Valkey or Redis that fails fast: nothing waits for a server that is not there, and one that does not answer in time is left.
 * Law: a command that has failed may have been done; whoever sends it again says so in it.
 */
import { createHash, randomInt } from 'node:crypto';
import { Unavailable } from '../clouds/store.ts';
import type { Observe } from './events.ts';

/** What we use of the package's client. */
interface Client {
  connect(): Promise<unknown>;
  destroy(): void;
  on(event: 'error' | 'end', listener: (error?: Error) => void): unknown;
  sendCommand(parts: readonly string[]): Promise<unknown>;
}

export interface Connection {
  /**
   * Sends one command.
   * @throws {Unavailable} when there is no connection, or no answer in time.
   */
  send(...command: readonly string[]): Promise<unknown>;
  /** Runs a script. */
  run(script: string, keys: readonly string[], ...values: readonly (string | number)[]): Promise<unknown>;
  /** Resolves when there is a connection. @throws {Unavailable} when there is none in time, or the signal is aborted. */
  up(signal?: AbortSignal): Promise<void>;
  /** Whether an error means that the connection broke, so that it is unknown whether the command was done. */
  lost(error: unknown): boolean;
  close(): void;
}

export interface ConnectionOptions {
  readonly url: URL;
  /** How long a command may take, in milliseconds. */
  readonly timeout: number;
  readonly observe: Observe;
}

/** The pause before the next attempt to connect, in milliseconds: twice as long each time. */
const [SHORTEST_PAUSE, LONGEST_PAUSE] = [32, 1_024];
/** How many commands wait for their replies at most. */
const MOST_WAITING = 10_000;

/**
 * Connects, and goes on trying.
 * @throws {Error} when the package @redis/client is not installed.
 * @throws {Unavailable} when the first attempt fails.
 */
export async function connect({ url, timeout, observe }: ConnectionOptions): Promise<Connection> {
  const { createClient, ErrorReply } = await clientPackage();
  const shown = shownUrl(url);
  // The package knows the schemes of Redis alone.
  const address = url.href.replace(/^valkey/, 'redis');
  let client: Client | undefined;
  let closed = false;
  let pause = SHORTEST_PAUSE;
  let waiting: (() => void)[] = [];

  const gone = (why: string, cause?: unknown): Unavailable => new Gone(`The store at ${shown} ${why}.`, { cause });

  const leave = (left: Client, why: string): void => {
    if (client !== left) return;
    client = undefined;
    left.destroy();
    observe({ kind: 'connection', up: false, why });
    if (!closed) void again();
  };
  const attempt = async (): Promise<void> => {
    const made: Client = createClient({
      url: address,
      // Our own loop connects anew, with a new client, so that no command of the old connection is left over.
      socket: { reconnectStrategy: false, connectTimeout: timeout },
      disableOfflineQueue: true,
      commandsQueueMaxLength: MOST_WAITING,
      // Old servers, and most proxies, speak only the second version.
      RESP: 2,
      disableClientInfo: true,
    });
    // Without a listener, an error would end the process.
    made.on('error', (error) => leave(made, error?.message ?? 'the connection ended'));
    made.on('end', () => leave(made, 'the connection ended'));
    try {
      // A server that stands still accepts connections too, and one that starts refuses commands.
      const greeted = made.connect().then(() => made.sendCommand(['PING']));
      await inTime(greeted, timeout, () => gone(`did not answer within ${timeout} ms`));
      // For who lists the connections of the server. It may be forbidden, and nobody waits for it.
      made.sendCommand(['CLIENT', 'SETNAME', 'stuntbox']).catch(() => {});
    } catch (error) {
      made.destroy();
      throw error instanceof Unavailable ? error : gone(`cannot be reached: ${(error as Error).message}`, error);
    }
    if (closed) return made.destroy();
    client = made;
    pause = SHORTEST_PAUSE;
    observe({ kind: 'connection', up: true });
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  };
  const again = async (): Promise<void> => {
    while (!closed && !client) {
      // Not all replicas at the same moment.
      await new Promise((resolve) => setTimeout(resolve, randomInt(pause / 2, pause)).unref());
      pause = Math.min(pause * 2, LONGEST_PAUSE);
      if (closed) return;
      await attempt().catch(() => {});
    }
  };
  const send = async (...command: readonly string[]): Promise<unknown> => {
    const using = client;
    if (closed) throw gone('was closed');
    if (!using) throw gone('cannot be reached');
    try {
      return await inTime(using.sendCommand(command), timeout, () => gone(`did not answer within ${timeout} ms`));
    } catch (error) {
      if (error instanceof ErrorReply) {
        // It is starting, or is no longer the one to write to: another connection may reach the right one.
        if (/^(LOADING|READONLY|MASTERDOWN)/.test(error.message)) leave(using, error.message);
        throw new Refused(`The store at ${shown} refused: ${error.message.slice(0, 200)}.`, { cause: error });
      }
      leave(using, (error as Error).message);
      throw error instanceof Unavailable ? error : gone(`lost the connection: ${(error as Error).message}`, error);
    }
  };

  await attempt();
  return {
    send,
    lost: (error) => error instanceof Gone,
    async run(script, keys, ...values) {
      const rest = [`${keys.length}`, ...keys, ...values.map(String)];
      try {
        return await send('EVALSHA', shaOf(script), ...rest);
      } catch (error) {
        if (!(error instanceof Refused) || !error.message.includes('NOSCRIPT')) throw error;
        return send('EVAL', script, ...rest);
      }
    },
    async up(signal) {
      if (client) return;
      if (closed) throw gone('was closed');
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => end(gone('cannot be reached')), timeout);
        const end = (error?: unknown): void => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', aborted);
          waiting = waiting.filter((one) => one !== wake);
          if (error === undefined) resolve();
          else reject(error);
        };
        const wake = (): void => end();
        const aborted = (): void => end(signal?.reason ?? gone('cannot be reached'));
        if (signal?.aborted) return aborted();
        signal?.addEventListener('abort', aborted);
        waiting.push(wake);
      });
    },
    close() {
      closed = true;
      const last = client;
      client = undefined;
      last?.destroy();
    },
  };
}

/** There is no connection, or it broke. */
class Gone extends Unavailable {}

/** The server itself refused a command: it was not done, and sending it again is useless. */
export class Refused extends Unavailable {}

/** A URL for messages: without its credential. */
export const shownUrl = (url: URL): string => `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`;

/** What we use of the package. */
interface ClientPackage {
  createClient(options: object): Client;
  readonly ErrorReply: new (...given: never[]) => Error;
}

async function clientPackage(): Promise<ClientPackage> {
  try {
    // Its own types take seconds to compile, and a user without the package has none of them.
    return await import('@redis/client');
  } catch (error) {
    throw new Error('A store at valkey:// or redis:// needs the package @redis/client. Install it: npm install @redis/client', { cause: error });
  }
}

async function inTime<T>(done: Promise<T>, milliseconds: number, late: () => Error): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await Promise.race([
      done,
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(late()), milliseconds);
      }),
    ]);
  } finally {
    clearTimeout(timer);
    // Nobody waits for it any more.
    done.catch(() => {});
  }
}

const shas = new Map<string, string>();

function shaOf(script: string): string {
  let sha = shas.get(script);
  if (sha === undefined) shas.set(script, (sha = createHash('sha1').update(script).digest('hex')));
  return sha;
}
