/**
 * The ready file: where a server listens, the token of its controls, and its process, for whoever started it.
 * Law: it is readable by its owner alone, it is never seen half-written, and it is gone when the server is.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, fchmodSync, lstatSync, openSync, readFileSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { Usage } from './command.ts';
import { fileReason, writeReason } from './file-reason.ts';

/** What a ready file holds, as JSON. */
export interface Ready {
  /** `http://127.0.0.1:4010` */
  readonly url: string;
  /** The URL of the controls; null when the server was started without them. */
  readonly control: string | null;
  /** The token of the controls. */
  readonly token: string | null;
  readonly pid: number;
  readonly version: string;
}

/**
 * Makes the path free for a server that is about to start: the file of a server that is gone is removed, so that nobody takes it for this server's.
 * @throws {Usage} (rejects) when the file is another server's, or no ready file at all.
 */
export async function clearReadyFile(path: string): Promise<void> {
  let text: string;
  try {
    if (!lstatSync(path).isFile()) throw new Usage(`Cannot write the ready file ${path}: it exists and is not a file.`);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error instanceof Usage ? error : unwritable(path, error);
  }
  const old = readyIn(text);
  // `mktemp` leaves an empty file.
  if (!old && text.trim() !== '')
    throw new Usage(`Cannot write the ready file ${path}: a file with other content exists. Give another path, or remove the file.`);
  if (old && old.pid !== process.pid && alive(old.pid) && (await answers(old.url)))
    throw new Usage(`The ready file ${path} belongs to a server that is running: process ${old.pid}, at ${old.url}. Give another path, or end that server.`);
  try {
    unlinkSync(path);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/**
 * Writes the file.
 * @returns a function that removes it, unless it is another server's by then.
 * @throws {Usage} when it cannot be written.
 */
export function writeReadyFile(path: string, ready: Ready): () => void {
  const text = `${JSON.stringify(ready)}\n`;
  // Beside it, since a file can be renamed only within its file system. A renamed file appears whole.
  const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = openSync(draft, 'wx', 0o600);
    try {
      fchmodSync(file, 0o600);
      writeSync(file, text);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (error) {
    quietly(() => unlinkSync(draft));
    throw unwritable(path, error);
  }
  return () => quietly(() => void (readFileSync(path, 'utf8') === text && unlinkSync(path)));
}

/**
 * Reads the file of a running server.
 * @throws {Usage} when there is none.
 */
export function readReadyFile(path: string): Ready {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new Usage(
        `There is no ready file ${path}: its server is not ready yet, or has ended. To start one: stuntbox serve --control-port 0 --ready-file ${path}`,
      );
    throw new Usage(`Cannot read the ready file ${path}: ${fileReason(error)}.`);
  }
  const ready = readyIn(text);
  if (!ready) throw new Usage(`${path} is not a ready file. A ready file is written by stuntbox serve --ready-file PATH.`);
  return ready;
}

/** Whether a process exists. */
export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function readyIn(text: string): Ready | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { url, control, token, pid, version } = Object(value) as Partial<Record<keyof Ready, unknown>>;
  const perhaps = (member: unknown): member is string | null => typeof member === 'string' || member === null;
  if (typeof url !== 'string' || !URL.canParse(url) || !perhaps(control) || !perhaps(token) || typeof version !== 'string') return undefined;
  return Number.isInteger(pid) && (pid as number) > 0 ? { url, control, token, pid: pid as number, version } : undefined;
}

/** Whether anything listens there: the number of a process that is gone may be another's by now. */
function answers(url: string): Promise<boolean> {
  const { protocol, hostname, port } = new URL(url);
  const usual = protocol === 'https:' ? 443 : 80;
  return new Promise((resolve) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? usual : Number(port), timeout: 500 });
    const end = (listening: boolean): void => {
      socket.destroy();
      resolve(listening);
    };
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false));
  });
}

const unwritable = (path: string, error: unknown): Usage => new Usage(`Cannot write the ready file ${path}: ${writeReason(error)}.`, { cause: error });

function quietly(run: () => void): void {
  try {
    run();
  } catch {
    // It is gone already, or its folder is.
  }
}
