/** The judges' own tools: packages of a folder of their own, which `npm run judges` installs. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
export const root: string = fileURLToPath(new URL('../..', import.meta.url));
/** Where what they generate goes. */
export const generated: string = `${root}.cache/judges`;

const path = (name: string): string => `${folder}node_modules/.bin/${name}`;

/** Runs a tool to its end; gives what it printed, or throws with it. */
export function run(name: string, words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(path(name), words, { cwd: folder, encoding: 'utf8', timeout: 100_000 });
  if (status === 0) return stdout;
  throw new Error(`${name} ${words.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
}

/** Starts a tool that goes on, and waits for what it prints once it is ready. */
export async function start(name: string, words: readonly string[], ready: RegExp): Promise<ChildProcess> {
  const child = spawn(path(name), words, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      printed += String(chunk);
      if (ready.test(printed)) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}:\n${printed}`)));
  });
  return child;
}

/** A port that is free now, for a tool that takes no 0. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
