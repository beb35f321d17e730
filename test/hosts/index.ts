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
      const { url, control } = await (process ??= served(['--clock', 'manual', '--quiet', '--control-port', '0']));
      await control('POST', 'reset', {});
      return {
        ask: (vendor, asked) => fetch(`${url}/${vendor}${asked.path}`, init(asked)),
        advance: async (ms) => void (await control('POST', 'clock/advance', { ms })),
        play: async (scenario) => void (await control('POST', 'scenarios/play', { scenario })),
        close: async () => {},
      };
    },
    async end() {
      if (process) await ended((await process).child);
      process = undefined;
    },
  };
}

/** Sends a request to the controls of the cloud, and gives the body of the reply. */
export type Control = (method: string, words: string, body?: object) => Promise<unknown>;

/** The token of every server that the tests start. */
export const TOKEN = 'the-token-of-the-tests';

/** The controls at a URL. Throws when one refuses. */
export const controlAt =
  (url: string, token = TOKEN): Control =>
  async (method, words, body) => {
    const reply = await fetch(`${url}/clouds/default/${words}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!reply.ok) throw new Error(await reply.text());
    return reply.json();
  };

/** The built command line: `npm test` builds it first. */
export const BIN: string = fileURLToPath(new URL('../../dist/command-line/bin.js', import.meta.url));

/** Starts `stuntbox serve` on a free port, and waits for the lines that say where it and its controls, if it has them, listen. */
export async function served(flags: readonly string[], cwd?: string): Promise<{ url: string; child: ChildProcess; lines: string[]; control: Control }> {
  const child = spawn(process.execPath, [BIN, 'serve', '--port', '0', ...flags], {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, STUNTBOX_TOKEN: TOKEN },
  });
  const lines: string[] = [];
  const wanted = flags.includes('--control-port') ? 2 : 1;
  const urls = await new Promise<string[]>((resolve, reject) => {
    const found: string[] = [];
    child.once('exit', (code) => reject(new Error(`stuntbox serve ended with ${code} before it was ready: ${lines.join('\n')}`)));
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      const [, url] = / at (http:\/\/\S+)$/.exec(line) ?? [];
      if (url !== undefined && found.push(url) === wanted) resolve(found);
    });
  });
  const [url = '', controls = ''] = urls;
  return { url, child, lines, control: controlAt(controls) };
}

/** Ends it as Ctrl-C does; gives its exit code. */
export function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGINT');
  });
}
