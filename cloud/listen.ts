/** The types of `cloud.listen()`. The server itself is loaded on demand, and only in Node. */
import { isPlainObject, said } from '../model/plain.ts';

/** The certificate of a server and its private key, each as PEM text. */
export interface Certificate {
  /** The certificate, and after it those of the authorities that signed it. */
  readonly cert: string;
  /** The private key, without a passphrase. */
  readonly key: string;
}

/** The options of `cloud.listen()`; all have defaults. */
export interface ListenOptions {
  /** 4010 by default; 0 for any free port. */
  readonly port?: number;
  /** The address to listen at; `127.0.0.1` by default, and then `::1` as well, where the machine has it. */
  readonly host?: string;
  /** Host names that requests may use, besides `localhost` and `host`. */
  readonly allowedHosts?: readonly string[];
  /** The origins whose pages may call the server from a browser: `http://localhost:5173`. None by default. */
  readonly cors?: readonly string[];
  /** Lets these pages send cookies and other credentials of the browser; false by default. A header such as `Authorization` needs no permission. */
  readonly corsCredentials?: boolean;
  /** The path at which a proxy serves the server, such as `/mocks`: redirects then stay below it. By default, it is read from `X-Forwarded-Prefix`. */
  readonly prefix?: string;
  /** Serves HTTPS instead of HTTP. */
  readonly tls?: Certificate;
  /** The largest request body, in bytes; 1 MiB by default. A vendor may allow more for some of its paths. */
  readonly largestBody?: number;
  /** The most bytes of bodies in memory at once, over all connections: requests that still arrive, and large replies that are still sent; 256 MiB by default. */
  readonly mostBytes?: number;
  /** The most connections at once; 1,000 by default. Further ones are dropped. */
  readonly mostConnections?: number;
  /** The most requests that wait for the cloud's clock at once, because of a latency or a timeout; 10,000 by default. Further ones get a 503. */
  readonly mostWaiting?: number;
  /** Adds the headers `x-stuntbox-why` (why a reply was refused or struck by a fault) and `x-stuntbox-violations` to each reply; by default, clients opt in by sending those headers. */
  readonly why?: boolean;
  /** Called with internal errors: failures that the client did not cause. By default, they are printed to stderr. */
  readonly onBug?: (bug: unknown) => void;
  /** Also opens the controls, on a port of their own: `{ port: 0 }` for any free one. Off by default. */
  readonly control?: ControlOptions;
}

/** The options of the controls; all have defaults. */
export interface ControlOptions {
  /** 0, any free port, by default. */
  readonly port?: number;
  /** The address to listen at; `127.0.0.1` by default, and then `::1` as well where the machine has it. Anywhere else, other machines can reach the controls. */
  readonly host?: string;
  /** The token that each request needs, at least 16 characters; by default, 256 random bits. */
  readonly token?: string;
  /** Host names that requests may use, besides `localhost` and `host`. */
  readonly allowedHosts?: readonly string[];
  /** The largest request body, in bytes, except for that of a snapshot, which may have 256 MiB; 1 MiB by default. */
  readonly largestBody?: number;
  /** The most connections at once; 256 by default. Further ones are dropped. */
  readonly connections?: number;
  /** The most requests that wait for an exchange at once; 100 by default. Further ones are refused. */
  readonly waiting?: number;
  /** The most that watch the events at once; 32 by default. Further ones are refused. */
  readonly watchers?: number;
}

/** Controls that listen on a port. */
export interface ControlListening {
  /** `http://127.0.0.1:4011` */
  readonly url: string;
  /** The token that each request needs. */
  readonly token: string;
}

/** The names of all options: the compiler holds the list to the interface. */
const NAMES: Readonly<Record<keyof ListenOptions, true>> = {
  port: true,
  host: true,
  allowedHosts: true,
  cors: true,
  corsCredentials: true,
  prefix: true,
  tls: true,
  largestBody: true,
  mostBytes: true,
  mostConnections: true,
  mostWaiting: true,
  why: true,
  onBug: true,
  control: true,
};

/** @throws {Error} when options are not an object: `listen(4010)` would listen at another port than it says. */
export function checkListening(what: string, options: unknown): void {
  if (!isPlainObject(options)) throw new Error(`${what} takes options, such as { port: ${DEFAULT_PORT} }, not ${said(options)}.`);
}

/** Separates the options of `listen()` from others. @throws {Error} when they are not an object. */
export function listenOptionsOf<O extends ListenOptions>(
  what: string,
  options: O,
): { readonly listening: ListenOptions; readonly others: Omit<O, keyof ListenOptions> } {
  checkListening(what, options);
  const entries = Object.entries(options);
  const own = (name: string): boolean => Object.hasOwn(NAMES, name);
  return {
    listening: Object.fromEntries(entries.filter(([name, value]) => own(name) && value !== undefined)),
    // The compiler does not see which entries are left.
    others: Object.fromEntries(entries.filter(([name]) => !own(name))) as Omit<O, keyof ListenOptions>,
  };
}

/** A cloud that listens on a port. */
export interface Listening {
  /** `http://127.0.0.1:4010` */
  readonly url: string;
  /** What whoever started it should know, a sentence each: who can reach it now, or that its certificate has expired. */
  readonly warnings: readonly string[];
  /** Its controls, if they were asked for. */
  readonly control?: ControlListening;
  /** Stops listening and drops all connections, including those of pending requests. */
  close(): Promise<void>;
}

/** A cloud that listens, with its controls on another port. */
export interface ControlledListening extends Listening {
  readonly control: ControlListening;
}

export const DEFAULT_PORT = 4010;
export const DEFAULT_HOST = '127.0.0.1';
