/** The types of `cloud.listen()`. The server itself is loaded on demand, and only in Node. */

/** The options of `cloud.listen()`; all have defaults. */
export interface ListenOptions {
  /** 4010 by default; 0 for any free port. */
  readonly port?: number;
  /** The address to listen at; `127.0.0.1` by default. */
  readonly host?: string;
  /** Host names that requests may use, besides `localhost` and `host`. */
  readonly allowedHosts?: readonly string[];
  /** The largest request body, in bytes; 1 MiB by default. */
  readonly largestBody?: number;
  /** Adds the header `x-stuntbox-why` to each reply that was refused or struck by a fault; by default, clients opt in by sending that header. */
  readonly why?: boolean;
  /** Called with internal errors: failures that the client did not cause. By default, they are printed to stderr. */
  readonly onBug?: (bug: unknown) => void;
}

/** A cloud that listens on a port. */
export interface Listening {
  /** `http://127.0.0.1:4010` */
  readonly url: string;
  /** Stops listening and drops all connections, including those of pending requests. */
  close(): Promise<void>;
}

export const DEFAULT_PORT = 4010;
export const DEFAULT_HOST = '127.0.0.1';
