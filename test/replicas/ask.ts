/** One request over HTTP, and what came of it. */
import { Agent, request as send, type IncomingHttpHeaders } from 'node:http';

/** What came of a request; a status of 0 when nothing did. */
export interface Came {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Asked {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}

/** How long a client waits, in milliseconds: longer than a lease, and than HAProxy, so that nobody is left who is still working at it. */
const PATIENCE = 90_000;

/** Connections that are used again. An idle one is closed long before HAProxy would do it, perhaps just when the next request is on its way. */
const agent = new Agent({ keepAlive: true, maxSockets: 64, timeout: 10_000 });
export const endConnections = (): void => agent.destroy();

const NOTHING: Came = { status: 0, headers: {}, body: '' };

/**
 * Sends a request; never rejects. `fresh`: on a connection of its own, which nobody has closed meanwhile. A change always has one: HAProxy says that
 * nobody has answered it only on a connection that was not used before, and ends one that was.
 */
export function ask(url: string, { method, path, headers, body }: Asked, fresh = false): Promise<Came> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const given = send(
      {
        agent: fresh || (method !== 'GET' && method !== 'HEAD') ? false : agent,
        host: hostname,
        port,
        method,
        path,
        headers: { ...headers, ...(body && { 'content-length': `${body.length}` }) },
        timeout: PATIENCE,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', () => resolve(NOTHING));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString('latin1') }));
        response.on('close', () => resolve(NOTHING));
      },
    );
    given.on('error', () => resolve(NOTHING));
    given.on('timeout', () => given.destroy());
    given.end(body);
  });
}
