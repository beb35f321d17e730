/**
 * What programs outside the dev server use: the controls on a port of their own, and the ready file, which says where everything is.
 * Law: both belong to the cloud, so that a restart of the server changes neither the port nor the token, and both end with it.
 */
import type { AddressInfo } from 'node:net';
import { clearReadyFile, writeReadyFile } from '../command-line/ready-file.ts';
import { version } from '../command-line/version.ts';
import type { ControlOptions } from '../cloud/listen.ts';
import { fixedClouds } from '../clouds/clouds.ts';
import { listenForControl, type OpenControls } from '../server/control-listener.ts';
import { everywhere } from '../server/host.ts';
import { warningsOfControls } from '../server/warnings.ts';
import type { Held, Outside } from './held.ts';
import { PANEL } from './origins.ts';

/** What the dev server tells of itself. */
export interface Listening {
  readonly scheme: 'http' | 'https';
  readonly address: AddressInfo;
  /** The absolute path of the ready file, if one is wanted. */
  readonly readyFile: string | undefined;
  readonly bug: (thrown: unknown) => void;
  readonly warn: (sentence: string) => void;
}

/** Opens what the options ask for, once a dev server listens; resolves when the ready file is there. Never rejects: what fails is told. */
export function openOutside(held: Held, listening: Listening): Promise<void> {
  const { warn } = listening;
  const before = held.outside ?? Promise.resolve(undefined);
  const now = before.then(async (open) => {
    try {
      return await renewed(open, held, listening);
    } catch (error) {
      open?.remove();
      warn((error as Error).message);
      return open && { ...open, remove() {} };
    }
  });
  if (!held.outside) held.ends.add(() => void held.outside?.then(end));
  held.outside = now;
  return now.then(() => {});
}

async function end(open: Outside | undefined): Promise<void> {
  open?.remove();
  await open?.controls?.close();
}

async function renewed(open: Outside | undefined, held: Held, { scheme, address, readyFile, bug, warn }: Listening): Promise<Outside> {
  const { control } = held.wanted;
  open?.remove();
  // The file of a server that is gone would be taken for ours.
  if (readyFile !== undefined) await clearReadyFile(readyFile);
  const options = JSON.stringify([control, held.token]);
  const same = open?.options === options;
  if (open && !same) await open.controls?.close();
  const controls = same ? open.controls : control && (await listen(held, control, bug, warn));
  const url = `${scheme}://${reachable(address)}:${address.port}`;
  const told = { url, control: controls?.url ?? url + PANEL, token: held.token, pid: process.pid, version: version() };
  const remove = readyFile === undefined ? () => {} : untilTheEnd(() => writeReadyFile(readyFile, told));
  return { controls, options, remove };
}

async function listen({ clouds, token }: Held, control: ControlOptions, bug: Listening['bug'], warn: Listening['warn']): Promise<OpenControls> {
  const controls = await listenForControl(fixedClouds(clouds), { ...control, token }, bug);
  for (const warning of warningsOfControls(new URL(controls.url))) warn(warning);
  return controls;
}

/** The address in a URL. Nobody can connect to all interfaces; the loopback address is one of them. */
function reachable({ address, family }: AddressInfo): string {
  if (family !== 'IPv6') return everywhere(address) ? '127.0.0.1' : address;
  return everywhere(address) ? '[::1]' : `[${address}]`;
}

const SIGNALS = ['SIGINT', 'SIGHUP'] as const;

/** Writes a file, and removes it also when the process ends. Vite leaves Ctrl-C to Node, which then runs nothing more. */
function untilTheEnd(write: () => () => void): () => void {
  let remove = (): void => {};
  const onSignal = (signal: NodeJS.Signals): void => {
    done();
    // Whoever else listens decides what becomes of the process; if nobody does, it ends as it would have.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  const done = (): void => {
    process.off('exit', done);
    for (const signal of SIGNALS) process.off(signal, onSignal);
    remove();
  };
  // First, since who waits for the file may end us at once.
  process.on('exit', done);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    remove = write();
  } catch (error) {
    done();
    throw error;
  }
  return done;
}
