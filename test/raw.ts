/** A client that sends bytes as they are: what no HTTP client would send. */
import { connect, type Socket } from 'node:net';

/** Opens a connection to a server. */
export const opened = (url: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname.replace(/^\[|\]$/g, ''), () => resolve(socket));
    socket.once('error', reject);
  });

/** Sends some text and resolves to all that comes until the server closes the connection. */
export async function raw(url: string, text: string): Promise<string> {
  const socket = await opened(url);
  let received = '';
  socket.on('data', (chunk) => (received += String(chunk)));
  socket.on('error', () => {});
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(received)));
  socket.write(text);
  return closed;
}

/** The first text that comes from a connection and fits. */
export const until = (socket: Socket, fits: RegExp): Promise<string> =>
  new Promise((resolve, reject) => {
    let received = '';
    socket.on('data', (chunk) => {
      received += String(chunk);
      if (fits.test(received)) resolve(received);
    });
    socket.once('close', () => reject(new Error(`The connection was closed after: ${received}`)));
  });
