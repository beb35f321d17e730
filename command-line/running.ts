/** The running server that a command talks to: named by its ready file, or by the environment. */
import { ControlError } from '../control/client/error.ts';
import { eventSource, type EventSource } from '../control/client/events.ts';
import { sender, type Send } from '../control/client/send.ts';
import { DEFAULT_CLOUD, isCloudName, notACloudName } from '../clouds/names.ts';
import { Usage } from './command.ts';
import { alive, readReadyFile, type Ready } from './ready-file.ts';

/** The controls of a running server. */
export interface Running {
  /**
   * Sends a request, and returns the body of the reply.
   * @throws {Usage} when the controls refuse it, with their sentence.
   */
  readonly send: Send;
  readonly events: EventSource;
  /** The parameter of every path: the cloud that is meant. */
  readonly path: { readonly cloud: string };
}

/** How to name a server, for the help of each command. */
export const NAMING = `The server is the one that wrote the --ready-file. Without it, that of STUNTBOX_CONTROL_URL and STUNTBOX_TOKEN,
as \`stuntbox run\` sets them, or that of the ready file STUNTBOX_READY_FILE.
The cloud is that of --cloud, or else of STUNTBOX_CLOUD, or else default.`;

/**
 * Finds the server.
 * @throws {Usage} that says how to name one.
 */
export function running(file: string | undefined, environment: NodeJS.ProcessEnv, named?: string): Running {
  const { url, token, ready, path } = found(file, environment);
  const server = { url: url.replace(/\/$/, ''), token, fetch };
  const send = sender(server);
  const cloud = named ?? (environment['STUNTBOX_CLOUD'] || DEFAULT_CLOUD);
  if (!isCloudName(cloud)) throw new Usage(`${named === undefined ? 'STUNTBOX_CLOUD' : '--cloud'}: ${notACloudName(cloud)}`);
  return {
    path: { cloud },
    events: eventSource(server, cloud),
    async send(route, given) {
      try {
        return await send(route, given);
      } catch (error) {
        if (!(error instanceof ControlError)) throw error;
        if (ready && error.status === undefined && !alive(ready.pid))
          throw new Usage(`The server of ${path} has ended: its process ${ready.pid} is gone, and has not removed the file. Start it again.`);
        throw error.status !== undefined && error.status < 500 ? new Usage(error.message, { cause: error }) : error;
      }
    },
  };
}

interface Found {
  readonly url: string;
  readonly token: string;
  readonly ready?: Ready;
  /** The path of the ready file. */
  readonly path?: string;
}

function found(
  file: string | undefined,
  { STUNTBOX_CONTROL_URL: url = '', STUNTBOX_TOKEN: token = '', STUNTBOX_READY_FILE: told = '' }: NodeJS.ProcessEnv,
): Found {
  if (file === undefined && url !== '') {
    if (token === '') throw new Usage('STUNTBOX_CONTROL_URL is set, but STUNTBOX_TOKEN is not. Set it to the token of that server, or give --ready-file PATH.');
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
      throw new Usage(`STUNTBOX_CONTROL_URL cannot be '${url}'. Give the URL of the controls, such as http://127.0.0.1:4011.`);
    return { url, token };
  }
  const path = file ?? told;
  if (path === '')
    throw new Usage(
      'Which server? Start one with stuntbox serve --control-port 0 --ready-file PATH, and give that --ready-file PATH here, or set STUNTBOX_READY_FILE to it. Or set STUNTBOX_CONTROL_URL and STUNTBOX_TOKEN.',
    );
  const ready = readReadyFile(path);
  if (ready.control === null || ready.token === null)
    throw new Usage(`The server at ${ready.url} was started without its controls. Start it with --control-port 0.`);
  return { url: ready.control, token: ready.token, ready, path };
}
