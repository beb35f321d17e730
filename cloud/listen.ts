/** What it takes to listen on a port, and what then runs. Only the types: the server itself is loaded when it is needed, and only in Node. */

/** How to listen; everything has a default. */
export interface ListenOptions {
  /** 4010 by default; 0 for any free port. */
  readonly port?: number;
  /** The address to listen at; `127.0.0.1` by default. */
  readonly host?: string;
  /** Names, besides `localhost` and `host`, that requests may be addressed to. */
  readonly allowedHosts?: readonly string[];
  /** The largest request body, in bytes; 1 MiB by default. */
  readonly largestBody?: number;
  /** Adds the header `x-stuntbox-why` to each reply that was refused or struck by a fault; otherwise clients opt in with a header of that name. */
  readonly why?: boolean;
  /** Called with internal errors: whatever made a request fail that is not the client's doing. They are printed to the standard error by default. */
  readonly onBug?: (bug: unknown) => void;
}

/** A cloud that listens on a port. */
export interface Listening {
  /** `http://127.0.0.1:4010` */
  readonly url: string;
  /** Stops listening and drops all connections, also those of requests that still wait for their answer. */
  close(): Promise<void>;
}

export const DEFAULT_PORT = 4010;
export const DEFAULT_HOST = '127.0.0.1';
