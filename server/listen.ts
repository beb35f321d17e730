/** Serves a cloud on a port: node:http on one side, the core's plain values on the other. In Node, `#listen` (package.json) is this file. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AnyCloud } from '../cloud/cloud.ts';
import { DEFAULT_HOST, DEFAULT_PORT, type ControlOptions, type Listening, type ListenOptions } from '../cloud/listen.ts';
import { suggestion } from '../model/spelling.ts';
import { answering } from './answer.ts';
import type { OpenControls } from './control-listener.ts';

/** The check for the value of an option. */
interface Rule {
  readonly fits: (value: unknown) => boolean;
  readonly what: string;
}

const wholeTo = (value: unknown, most: number): boolean => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;

const RULES: Readonly<Record<keyof ListenOptions, Rule>> = {
  port: { fits: (value) => wholeTo(value, 65_535), what: 'a whole number from 0 to 65535' },
  host: { fits: (value) => typeof value === 'string' && value !== '', what: "an address, such as '127.0.0.1'" },
  allowedHosts: { fits: (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'), what: 'a list of names' },
  largestBody: { fits: (value) => wholeTo(value, Number.MAX_SAFE_INTEGER), what: 'a whole number of bytes' },
  why: { fits: (value) => typeof value === 'boolean', what: 'true or false' },
  onBug: { fits: (value) => typeof value === 'function', what: 'a function' },
  control: { fits: (value) => typeof value === 'object' && value !== null && !Array.isArray(value), what: 'an object, such as { port: 0 }' },
};

const count = { fits: (value: unknown) => wholeTo(value, 100_000) && value !== 0, what: 'a whole number from 1 to 100000' };

const CONTROL_RULES: Readonly<Record<keyof ControlOptions, Rule>> = {
  port: RULES.port,
  host: RULES.host,
  // A header can contain nothing else.
  token: { fits: (value) => typeof value === 'string' && /^[\x21-\x7e]{16,1000}$/.test(value), what: 'at least 16 characters, without spaces' },
  allowedHosts: RULES.allowedHosts,
  largestBody: RULES.largestBody,
  connections: count,
  waiting: count,
  watchers: count,
};

/**
 * Serves a cloud over HTTP.
 * @throws {Error} (rejects) when an option is invalid, the port is in use, or the host is not an address of this machine.
 */
export async function listen(cloud: AnyCloud, options: ListenOptions = {}): Promise<Listening> {
  checkOptions(options, RULES, '');
  const { control } = options;
  if (control) checkOptions(control, CONTROL_RULES, 'control.');
  const { port = DEFAULT_PORT, host = DEFAULT_HOST } = options;
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 5_000 });
  const { answer, bug } = answering(cloud, options);
  server.on('request', answer);
  // Some clients send an invalid Expect header. They are answered anyway.
  server.on('checkExpectation', answer);
  server.on('clientError', (_, socket) => socket.writable && socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'));
  await listening(server, port, host);
  // Later errors, such as running out of file descriptors, do not end the process.
  server.on('error', bug);
  const address = server.address() as AddressInfo;
  const end = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const controls =
    control &&
    (await controlling(cloud, control, bug).catch(async (error: unknown) => {
      await end();
      throw error;
    }));
  return {
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    ...(controls && { control: { url: controls.url, token: controls.token } }),
    async close() {
      await Promise.all([end(), controls?.close()]);
    },
  };
}

/** The controls of a cloud, which are loaded only where they are asked for. */
async function controlling(cloud: AnyCloud, options: ControlOptions, bug: (thrown: unknown) => void): Promise<OpenControls> {
  const { listenForControl } = await import('./control-listener.ts');
  return listenForControl(new Map([['default', cloud]]), options, bug);
}

/** @throws {Error} that names the invalid option and, for an unknown one, the closest match. */
function checkOptions(options: object, rules: Readonly<Record<string, Rule>>, within: string): void {
  for (const [name, value] of Object.entries(options) as [string, unknown][]) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (!rule) throw new Error(`There is no option '${within}${name}' to listen with.${suggestion(name, Object.keys(rules))}`);
    if (value !== undefined && !rule.fits(value))
      throw new Error(`The option ${within}${name} cannot be ${name === 'token' ? 'that' : shown(value)}. Give ${rule.what}.`);
  }
}

const shown = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : typeof value === 'number' ? String(value) : `of type ${typeof value}`);

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
  if (error.code === 'EADDRINUSE') return new Error(`Port ${port} is taken. Choose another, or 0 for any that is free.`, { cause: error });
  if (error.code === 'EACCES') return new Error(`Permission denied: cannot open port ${port}. Choose one above 1023.`, { cause: error });
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new Error(`This machine does not have the address ${host}. Choose another host.`, { cause: error });
  return error;
}
