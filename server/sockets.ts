/** The listening sockets of a server: one, or one for each loopback address; bounded in connections and time, and closed at once. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Certificate } from '../cloud/listen.ts';

/** Where to listen, and with what. */
export interface Place {
  readonly port: number;
  readonly host: string;
  readonly tls: Certificate | undefined;
  readonly mostConnections: number;
  /** The option that sets this number. */
  readonly option?: string;
}

/** What answers the requests that arrive. */
export interface Answers {
  answer(request: IncomingMessage, response: ServerResponse): void;
  /** Answers a request whose client waits for permission to send its body (`Expect: 100-continue`). */
  answerExpecting(request: IncomingMessage, response: ServerResponse): void;
  /** Whether a reply is still to be sent on a connection. */
  owes(socket: object): boolean;
  /** Reports an internal error; never throws. */
  bug(thrown: unknown): void;
}

/** Sockets that listen. */
export interface Open {
  readonly address: AddressInfo;
  /** Takes no more connections, and resolves when those that there are have ended, or after so many milliseconds: what has come is answered. */
  drain(ms: number): Promise<void>;
  /** Ends all connections at once. */
  close(): Promise<void>;
}

/** In milliseconds. Without the interval, Node would look only every 30 seconds whether the others have passed. */
export const TIMEOUTS = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 5_000, connectionsCheckingInterval: 1_000 };
const HANDSHAKE_TIMEOUT = 10_000;

/** How long a connection stays open for the client to read why it was refused, in milliseconds. */
const LINGER = 1_000;

/** How often it is looked for connections that are done, while a server drains, in milliseconds. */
const LOOK_EVERY = 20;

/** How often a free port is looked for that both loopback addresses have. */
const MOST_TRIES = 10;

/**
 * Listens at an address; on the loopback address `127.0.0.1` or the name `localhost`, also at `::1`, with the same port, if the machine has it.
 * @throws {Error} (rejects) when the port is in use, or the host is not an address of this machine.
 */
export async function openSockets(place: Place, answers: Answers): Promise<Open> {
  const both = place.host === '127.0.0.1' || place.host === 'localhost';
  for (let tries = 1; ; tries += 1) {
    const first = serverOf(place, answers);
    await listening(first.server, place.port, both ? '127.0.0.1' : place.host);
    const address = first.server.address() as AddressInfo;
    if (!both) return { address, drain: first.drain, close: first.close };
    const second = serverOf(place, answers);
    try {
      await listening(second.server, address.port, '::1');
      return {
        address,
        drain: async (ms) => void (await Promise.all([first.drain(ms), second.drain(ms)])),
        close: async () => void (await Promise.all([first.close(), second.close()])),
      };
    } catch (error) {
      if (missing(error)) return { address, drain: first.drain, close: first.close };
      await first.close();
      if (place.port !== 0 || tries >= MOST_TRIES) throw error;
    }
  }
}

/** Whether the machine does not have an address: IPv6 may be switched off. */
function missing(error: unknown): boolean {
  const { code } = (error as Error).cause as NodeJS.ErrnoException;
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' || code === 'ENOTFOUND';
}

function serverOf(
  { tls, mostConnections, option = 'mostConnections' }: Place,
  { answer, answerExpecting, owes, bug }: Answers,
): { readonly server: Server } & Pick<Open, 'drain' | 'close'> {
  const server: Server = tls ? createSecureServer({ ...TIMEOUTS, ...tls, handshakeTimeout: HANDSHAKE_TIMEOUT }) : createServer(TIMEOUTS);
  const sockets = new Set<Socket>();
  let told = false;
  server.maxConnections = mostConnections;
  server.on('request', answer);
  server.on('checkContinue', answerExpecting);
  // Some clients send an invalid Expect header. They are answered anyway.
  server.on('checkExpectation', answer);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('drop', () => {
    if (!told) bug(new Error(`${mostConnections} connections are open, the most that the option ${option} allows. Further ones are dropped.`));
    told = true;
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // After a reply that is still to come, nobody could tell which request this one is for.
    if (!socket.writable || owes(socket)) {
      socket.destroy();
      return;
    }
    socket.end(`HTTP/1.1 ${REFUSALS[error.code ?? ''] ?? '400 Bad Request'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    (socket as Socket).setTimeout(LINGER, () => socket.destroy());
  });
  // Later errors, such as running out of file descriptors, do not end the process.
  server.on('error', (error) => server.listening && bug(error));
  let ended: Promise<void> | undefined;
  const stop = (): Promise<void> => (ended ??= new Promise((resolve) => void server.close(() => resolve())));
  return {
    server,
    async drain(ms) {
      const all = stop();
      // A client that keeps its connection open is done when its replies are.
      const looking = setInterval(() => server.closeIdleConnections(), LOOK_EVERY);
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([all, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
      clearInterval(looking);
      clearTimeout(timer);
    },
    close: () =>
      new Promise((resolve) => {
        void stop().then(resolve);
        // Also those whose handshake is not over, of which the server does not know yet.
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** The status for what the parser refuses; otherwise it is 400. */
const REFUSALS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Content Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException): void => reject(readable(error, port, host));
    server.once('error', refuse);
    server.listen(port, host, () => {
      server.off('error', refuse);
      resolve();
    });
  });
}

function readable(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code === 'EADDRINUSE')
    return new Error(`Port ${port} is taken${host === '::1' ? ' at ::1' : ''}. Choose another, or 0 for any that is free.`, { cause: error });
  if (error.code === 'EACCES') return new Error(`Permission denied: cannot open port ${port}. Choose one above 1023.`, { cause: error });
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new Error(`This machine does not have the address ${host}. Choose another host.`, { cause: error });
  return new Error(`Cannot listen at ${host}: ${error.message}.`, { cause: error });
}
