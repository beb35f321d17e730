/** Opens a port: on one address, or on both loopback addresses, so that `localhost` works whichever the machine prefers. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How often another free port is tried, when the one found is taken at the second address. */
const TRIES = 5;

/**
 * Opens servers on a port; 0 for any free one. For 127.0.0.1 there is a second one on ::1, where the machine has it.
 * @throws {Error} (rejects) when the port is taken, or the host is not an address of this machine.
 */
export async function openPort(serve: () => Server, port: number, host: string): Promise<readonly [Server, ...Server[]]> {
  for (let tries = 1; ; tries += 1) {
    const first = await opened(serve(), port, host);
    if (host !== '127.0.0.1') return [first];
    try {
      return [first, await opened(serve(), (first.address() as AddressInfo).port, '::1')];
    } catch (error) {
      const { code } = (error as Error).cause as NodeJS.ErrnoException;
      if (code !== 'EADDRINUSE') return [first];
      await new Promise((resolve) => first.close(resolve));
      if (port !== 0 || tries === TRIES) throw error;
    }
  }
}

function opened(server: Server, port: number, host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException): void => reject(readable(error, port, host));
    server.once('error', refuse);
    server.listen(port, host, () => {
      server.off('error', refuse);
      resolve(server);
    });
  });
}

function readable(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code === 'EADDRINUSE') return new Error(`Port ${port} is taken. Choose another, or 0 for any that is free.`, { cause: error });
  if (error.code === 'EACCES') return new Error(`Permission denied: cannot open port ${port}. Choose one above 1023.`, { cause: error });
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new Error(`This machine does not have the address ${host}. Choose another host.`, { cause: error });
  return new Error(`The port ${port} of ${host} cannot be opened: ${error.message}.`, { cause: error });
}
