/** Every host that a user can run the cloud in. One suite goes through all of them. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { http } from 'msw';
import { setupServer } from 'msw/node';
import { vendors } from '../../handlers/index.ts';
import { createCloud, type CoreCloud } from '../../index.ts';
import { startServer } from '../../server/index.ts';
import type { AnyProvider } from '../../vendor/provider.ts';

export type VendorName = keyof typeof vendors;

/** A request as the documents write it: the path is the vendor's own. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A host that runs: one fresh cloud with a manual clock. */
export interface Running {
  ask(vendor: VendorName, asked: Asked): Promise<Response>;
  advance(ms: number): Promise<void>;
  play(scenario: string): Promise<void>;
  close(): Promise<void>;
}

export interface Host {
  readonly name: string;
  open(): Promise<Running>;
  /** Ends what all of a file's tests share. */
  end?(): Promise<void>;
}

const init = ({ method, headers, body }: Asked): RequestInit => ({ method, headers, ...(body !== undefined && { body }), redirect: 'manual' });
const vendorUrl = (vendor: VendorName, { path }: Asked): string => vendors[vendor].contract.servers[0].url + path;

/** A cloud as its own host. */
export const runningIn = (cloud: Pick<CoreCloud<Record<string, AnyProvider>>, 'fetch' | 'clock' | 'play'>): Running => ({
  async ask(vendor, asked) {
    const response = await cloud.fetch(vendorUrl(vendor, asked), init(asked));
    if (!response) throw new Error(`No vendor at ${vendorUrl(vendor, asked)}.`);
    return response;
  },
  advance: async (ms) => cloud.clock.advance(ms),
  play: async (scenario) => cloud.play(scenario),
  close: async () => {},
});

export const hosts: readonly Host[] = [
  {
    name: 'cloud.fetch',
    open: async () => runningIn(createCloud(vendors)),
  },
  {
    name: 'setupServer of msw',
    async open() {
      const cloud = createCloud(vendors);
      // A handler of the user's own, put before ours, wins as everywhere in msw; this one lets everything by.
      const network = setupServer(
        http.all('*', () => undefined),
        ...cloud.handlers,
      );
      network.listen({ onUnhandledRequest: 'error' } as never);
      return {
        ask: (vendor, asked) => fetch(vendorUrl(vendor, asked), init(asked)),
        advance: async (ms) => cloud.clock.advance(ms),
        play: async (scenario) => cloud.play(scenario as never),
        close: async () => network.close(),
      };
    },
  },
  {
    name: 'startServer',
    async open() {
      const { url, cloud, close } = await startServer(vendors, { port: 0 });
      return {
        ask: (vendor, asked) => fetch(`${url}/${vendor}${asked.path}`, init(asked)),
        advance: async (ms) => cloud.clock.advance(ms),
        play: async (scenario) => cloud.play(scenario as never),
        close,
      };
    },
  },
  serving(),
];

/** One process for a whole file of tests, which each of them finds as it was at the start. */
function serving(): Host {
  let process: ReturnType<typeof served> | undefined;
  return {
    name: 'stuntbox serve, a process of its own',
    async open() {
      const { url } = await (process ??= served(['--clock', 'manual', '--quiet']));
      await control(url, 'reset');
      return {
        ask: (vendor, asked) => fetch(`${url}/${vendor}${asked.path}`, init(asked)),
        advance: (ms) => control(url, `clock/advance?ms=${ms}`),
        play: (scenario) => control(url, `play?scenario=${scenario}`),
        close: async () => {},
      };
    },
    async end() {
      if (process) await ended((await process).child);
      process = undefined;
    },
  };
}

async function control(url: string, words: string): Promise<void> {
  const reply = await fetch(`${url}/_stuntbox/${words}`, { method: 'POST' });
  if (!reply.ok) throw new Error(await reply.text());
}

/** The built command line: `npm test` builds it first. */
export const BIN: string = fileURLToPath(new URL('../../dist/server/bin.js', import.meta.url));

/** Starts `stuntbox serve` on a free port, and waits for the line that says where. */
export async function served(flags: readonly string[], cwd?: string): Promise<{ url: string; child: ChildProcess; lines: string[] }> {
  const child = spawn(process.execPath, [BIN, 'serve', '--port', '0', ...flags], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`stuntbox serve ended with ${code} before it was ready: ${lines.join('\n')}`)));
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      const found = /at (http:\/\/\S+)$/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  return { url, child, lines };
}

/** Ends it as Ctrl-C does; gives its exit code. */
export function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGINT');
  });
}
