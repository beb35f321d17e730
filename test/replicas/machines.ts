/** What a team's double consists of, on one machine: a Redis, three replicas, and HAProxy before them as deploy/haproxy.cfg has it. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../ports.ts';
import { startProxy, startServer, type Proxy, type TestServer } from '../store/server.ts';

const BIN = fileURLToPath(new URL('../../dist/command-line/bin.js', import.meta.url));
const CONFIG = fileURLToPath(new URL('../../deploy/haproxy.cfg', import.meta.url));

/** The token of all replicas' controls. */
export const TOKEN = 'a-token-of-the-test-of-replicas';

/** Debian puts it where only root's path leads. */
export const HAPROXY = ['haproxy', '/usr/sbin/haproxy'].find((name) => spawnSync(name, ['-v']).status === 0);

/** A replica, and what can happen to it. */
export interface Replica {
  readonly name: string;
  readonly url: string;
  readonly controls: string;
  /** What it said on stderr. */
  readonly said: string[];
  start(): Promise<void>;
  /** Sends it a signal; for one that ends it, resolves when it has ended, with its exit code. */
  signal(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
  /** It stands still, and goes on. */
  pause(): void;
  resume(): void;
}

export interface Machines {
  readonly redis: TestServer;
  /** The way of the last replica to Redis. */
  readonly way: Proxy;
  readonly replicas: readonly [Replica, Replica, Replica];
  /** HAProxy's address for the mocks, and for the controls. */
  readonly url: string;
  readonly controls: string;
  end(): Promise<void>;
}

/** Starts everything. The replicas have manual clocks, so that time is the test's. */
export async function startMachines(seed: string): Promise<Machines> {
  const redis = await startServer();
  const way = await startProxy(redis.port);
  const [port = 0, controlPort = 0, ...ports] = await freePorts(8);
  const replica = (n: number): Replica => replicaOf(`stuntbox-${n}`, ports.slice(2 * n - 2), n === 3 ? `${way.url}/0` : redis.url, seed);
  const replicas = [replica(1), replica(2), replica(3)] as const;
  await Promise.all(replicas.map((one) => one.start()));
  const environment = Object.fromEntries(
    replicas.flatMap(({ url, controls }, i) => [
      [`STUNTBOX_${i + 1}`, '127.0.0.1'],
      [`STUNTBOX_PORT_${i + 1}`, new URL(url).port],
      [`STUNTBOX_CONTROL_PORT_${i + 1}`, new URL(controls).port],
    ]),
  );
  const proxy = spawn(HAPROXY ?? '', ['-db', '-q', '-f', process.env['STUNTBOX_HAPROXY'] ?? CONFIG], {
    env: { ...process.env, ...environment, STUNTBOX_BIND: `127.0.0.1:${port}`, STUNTBOX_CONTROL_BIND: `127.0.0.1:${controlPort}` },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  await answers(`${url}/`, proxy);
  return {
    redis,
    way,
    replicas,
    url,
    controls: `http://127.0.0.1:${controlPort}`,
    async end() {
      proxy.kill('SIGKILL');
      for (const one of replicas) await one.signal('SIGKILL');
      way.end();
      await redis.end();
    },
  };
}

function replicaOf(name: string, [port, controlPort]: readonly number[], store: string, seed: string): Replica {
  const [url, controls] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${controlPort}`];
  const flags = [
    '--port',
    `${port}`,
    '--control-port',
    `${controlPort}`,
    '--store',
    store,
    '--replica',
    name,
    '--clock',
    'manual',
    '--seed',
    seed,
    '--drain',
    '5s',
    '--quiet',
  ];
  const said: string[] = [];
  let running: ChildProcess | undefined;
  return {
    name,
    url,
    controls,
    said,
    async start() {
      const child = spawn(process.execPath, [BIN, 'serve', ...flags], {
        env: { ...process.env, STUNTBOX_TOKEN: TOKEN },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text.slice(0, 2_000)));
      running = child;
      await answers(`${controls}/healthz`, child);
    },
    async signal(signal) {
      const child = running;
      if (!child || child.exitCode !== null || child.signalCode !== null) return null;
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
      return child.exitCode;
    },
    pause: () => void running?.kill('SIGSTOP'),
    resume: () => void running?.kill('SIGCONT'),
  };
}

/** Waits until somebody answers there, with any status. */
async function answers(url: string, child?: ChildProcess): Promise<void> {
  for (;;) {
    if (child && child.exitCode !== null) throw new Error(`${child.spawnargs[0]} ended with ${child.exitCode} before it listened.`);
    try {
      await (await fetch(url)).arrayBuffer();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
