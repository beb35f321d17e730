/** The server under soak: `stuntbox serve` in a process of its own, found by its ready file, with a probe inside. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect, type RemoteCloud } from 'stuntbox/control';

const BIN = fileURLToPath(new URL('../../dist/command-line/bin.js', import.meta.url));
const PROBE = new URL('probe.js', import.meta.url).href;

/** What the probe reports: megabytes, and milliseconds since the last report. */
export interface Reading {
  readonly rss: number;
  readonly p99: number;
  readonly max: number;
}

export interface Soaked {
  readonly url: string;
  readonly cloud: RemoteCloud;
  readonly child: ChildProcess;
  /** The internal errors that the server has reported. */
  readonly bugs: readonly string[];
  /** The lines of its log so far. */
  lines(): number;
  read(): Promise<Reading>;
  /** Ends the server as an operator does. Resolves to its exit code. */
  end(): Promise<number | null>;
}

export async function soaked(seed: string): Promise<Soaked> {
  const folder = mkdtempSync(join(tmpdir(), 'stuntbox-soak-'));
  const path = join(folder, 'ready.json');
  const words = ['serve', '--port', '0', '--control-port', '0', '--ready-file', path, '--clock', 'manual', '--seed', seed];
  const child = fork(BIN, words, { execArgv: ['--import', PROBE], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const bugs: string[] = [];
  let lines = 0;
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (lines += text.split('\n').length - 1));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => bugs.push(text.slice(0, 2_000)));
  const { url, control, token } = await ready(path, child);
  rmSync(folder, { recursive: true, force: true });
  return {
    url,
    cloud: await connect({ url: control, token }),
    child,
    bugs,
    lines: () => lines,
    async read() {
      child.send('read');
      const [reading] = (await once(child, 'message')) as [Reading];
      return { ...reading, rss: reading.rss / 1e6 };
    },
    async end() {
      if (child.exitCode !== null) return child.exitCode;
      child.kill('SIGTERM');
      await once(child, 'exit');
      return child.exitCode;
    },
  };
}

interface Ready {
  readonly url: string;
  readonly control: string;
  readonly token: string;
}

/** Waits for the ready file, which is written whole. It looks now and then: a machine may have no more watches to give. */
async function ready(path: string, child: ChildProcess): Promise<Ready> {
  for (;;) {
    if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as Ready;
    if (child.exitCode !== null) throw new Error(`stuntbox serve ended with ${child.exitCode} before it listened.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
