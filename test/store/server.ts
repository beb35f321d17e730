/** A Redis or Valkey of a test's own, and a proxy before it that can be cut. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../ports.ts';

/** The server's program; undefined where neither is installed, and the tests are left out. */
const works = (name: string): boolean => spawnSync(name, ['--version']).status === 0;
export const program = works('redis-cli') ? ['valkey-server', 'redis-server'].find(works) : undefined;
if (program === undefined) console.warn('valkey-server or redis-server, and redis-cli, are not both installed: the tests that need them are left out.');

export interface TestServer {
  readonly url: string;
  readonly port: number;
  /** Ends it as a failing machine would. */
  kill(): Promise<void>;
  /** Starts it again on the same port and files. */
  start(): Promise<void>;
  /** Makes it stand still, and go on. */
  pause(): void;
  resume(): void;
  /** Sends a command, and returns what it prints. */
  command(...words: string[]): string;
  end(): Promise<void>;
}

/** Starts a server on a free port. */
export async function startServer(...settings: string[]): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'stuntbox-valkey-'));
  const port = await freePort();
  let running: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const given = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'yes', '--appendfsync', 'always', ...settings];
    const made = spawn(program ?? '', given, { stdio: ['ignore', 'pipe', 'inherit'] });
    running = made;
    let said = '';
    for await (const text of made.stdout as AsyncIterable<Buffer>) {
      said += text.toString();
      if (said.includes('eady to accept connections')) break;
    }
    if (made.exitCode !== null) throw new Error(`The server ended: ${said}`);
  };
  const kill = async (): Promise<void> => {
    const ending = running;
    running = undefined;
    if (!ending || ending.exitCode !== null) return;
    ending.kill('SIGKILL');
    await once(ending, 'exit');
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}/0`,
    port,
    kill,
    start,
    pause: () => void running?.kill('SIGSTOP'),
    resume: () => void running?.kill('SIGCONT'),
    command: (...words) => spawnSync('redis-cli', ['-p', `${port}`, ...words], { encoding: 'utf8' }).stdout,
    async end() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Proxy {
  readonly url: string;
  /** Nothing passes until it is mended, and nobody is told: as when a cable is pulled, and put in again. What is late arrives then. */
  cut(): void;
  /** What is sent is lost until it is mended. */
  drop(): void;
  /** Replies no longer pass, and after the next one the connections end: what was asked is done. */
  loseNextReply(): void;
  mend(): void;
  end(): void;
}

/** Starts a proxy before a port. */
export async function startProxy(to: number): Promise<Proxy> {
  let way: 'open' | 'cut' | 'losing' | 'dropping' = 'open';
  const sockets = new Set<Socket>();
  const late: (() => void)[] = [];
  const pass = (run: () => void): void => void (way === 'cut' ? late.push(run) : run());
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        pass(() => [near, far].forEach((other) => other.destroySoon()));
      });
    }
    near.on('data', (bytes) => way === 'dropping' || pass(() => far.write(bytes)));
    far.on('data', (bytes) => {
      if (way !== 'losing') return pass(() => near.write(bytes));
      way = 'open';
      near.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => void (way = 'cut'),
    drop: () => void (way = 'dropping'),
    loseNextReply: () => void (way = 'losing'),
    mend() {
      way = 'open';
      for (const run of late.splice(0)) run();
    },
    end() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
