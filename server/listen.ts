/** Serves a cloud on a port: node:http on one side, the core's plain values on the other. In Node, `#listen` (package.json) is this file. */
import type { AddressInfo } from 'node:net';
import type { AnyCloud } from '../cloud/cloud.ts';
import { DEFAULT_HOST, DEFAULT_PORT, type ControlOptions, type Listening, type ListenOptions } from '../cloud/listen.ts';
import { oneCloud, type Clouds } from '../clouds/clouds.ts';
import { answering } from './answer.ts';
import type { OpenControls, Operated } from './control-listener.ts';
import { entranceTo, type Entrance } from './entrance.ts';
import { everywhere } from './host.ts';
import { checkListenOptions } from './listen-options.ts';
import { openSockets } from './sockets.ts';
import { warningsOf, warningsOfControls } from './warnings.ts';

const MOST_CONNECTIONS = 1_000;

/**
 * Serves a cloud over HTTP.
 * @throws {Error} (rejects) when an option is invalid, the port is in use, or the host is not an address of this machine.
 */
export async function listen(cloud: AnyCloud, options: ListenOptions = {}): Promise<Listening> {
  const { drain: _, ...listening } = await listenAt(entranceTo(cloud), oneCloud(cloud), options);
  return listening;
}

/** A server that can end without haste. */
export interface Drainable extends Listening {
  /** Takes no more connections but those of the controls, and resolves when what has come is answered, or after so many milliseconds. */
  drain(ms: number): Promise<void>;
}

/**
 * Serves the clouds behind an entrance over HTTP; `clouds` are those for the controls.
 * @throws {Error} (rejects) as `listen`.
 */
export async function listenAt(entrance: Entrance, clouds: Clouds, options: ListenOptions, operated?: Operated): Promise<Drainable> {
  checkListenOptions(options);
  const { port = DEFAULT_PORT, host = DEFAULT_HOST, tls, mostConnections = MOST_CONNECTIONS } = options;
  const answers = answering(entrance, options);
  const { address, drain, close } = await openSockets({ port, host, tls, mostConnections }, answers);
  const controls =
    options.control && (await controlling(clouds, options.control, answers.bug, operated).catch((error: unknown) => close().then(() => Promise.reject(error))));
  return {
    url: `${tls ? 'https' : 'http'}://${reachable(address)}:${address.port}`,
    warnings: [...warningsOf(address.address, options, Date.now()), ...(controls ? warningsOfControls(new URL(controls.url)) : [])],
    ...(controls && { control: { url: controls.url, token: controls.token } }),
    drain,
    async close() {
      await Promise.all([close(), controls?.close()]);
    },
  };
}

/** The controls, which are loaded only where they are asked for. */
async function controlling(clouds: Clouds, options: ControlOptions, bug: (thrown: unknown) => void, operated: Operated | undefined): Promise<OpenControls> {
  const { listenForControl } = await import('./control-listener.ts');
  return listenForControl(clouds, options, bug, operated);
}

/** The address in a URL. Nobody can connect to all interfaces; the loopback address is one of them. */
function reachable({ address, family }: AddressInfo): string {
  if (family !== 'IPv6') return everywhere(address) ? '127.0.0.1' : address;
  return everywhere(address) ? '[::1]' : `[${address}]`;
}
