/** A small application with Vite in a folder of its own, run by Vite's own command, from the built package. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** A folder with an application. */
export interface App {
  readonly root: string;
  write(file: string, text: string): void;
  read(file: string): string;
  /** Resolves to what the ready file says, as soon as it is there. */
  ready(): Promise<Ready>;
  /** Runs `vite`, such as `vite --port 0`. */
  run(...words: string[]): Running;
  remove(): void;
}

/** A ready file. */
export interface Ready {
  readonly url: string;
  readonly control: string;
  readonly token: string;
  readonly pid: number;
}

/** A running Vite. */
export interface Running {
  /** What it has printed, without colours. */
  printed(): string;
  /** Resolves to what a pattern finds in what is printed from now on, or since a position. */
  until(pattern: RegExp, since?: number): Promise<RegExpExecArray>;
  /** `http://localhost:5173`, once it listens. */
  url(): Promise<string>;
  readonly process: ChildProcess;
  /** Resolves to its exit code. */
  readonly exit: Promise<number | null>;
  /** Ends it with a signal, and resolves to its exit code. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** `fetch` for a server that restarts, which closes the connections that `fetch` had kept: once more, then. */
export const fetchAgain: typeof fetch = (url, init) => fetch(url, init).catch(() => fetch(url, init));

/** The configuration of an application, with the options of the plugin as source text. */
export const config = (options: string, rest = '', imports = ''): string => `
import { defineConfig } from 'vite';
import { stuntbox } from 'stuntbox/vite';
import { puregpu } from 'stuntbox/puregpu';
import { vpsorg } from 'stuntbox/vpsorg';
${imports}
export default defineConfig({ plugins: [stuntbox({ ${options} })], clearScreen: false, server: { port: 0 }, ${rest} });
`;

export function app(files: Readonly<Record<string, string>>): App {
  const root = mkdtempSync(join(tmpdir(), 'stuntbox-vite-'));
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  write('package.json', JSON.stringify({ name: 'app', private: true, type: 'module' }));
  write('node_modules/.keep', '');
  symlinkSync(repository, join(root, 'node_modules/stuntbox'));
  symlinkSync(join(repository, 'node_modules/vite'), join(root, 'node_modules/vite'));
  for (const [file, text] of Object.entries(files)) write(file, text);
  if (!existsSync(join(repository, 'dist/vite/index.js'))) throw new Error('The package is not built. Run npm run build.');
  const running = new Set<Running>();
  return {
    root,
    write,
    read: (file) => readFileSync(join(root, file), 'utf8'),
    ready() {
      const file = join(root, 'ready.json');
      return new Promise((resolve) => {
        const watcher = watch(root, () => look());
        const look = (): void => {
          if (!existsSync(file)) return;
          watcher.close();
          resolve(JSON.parse(readFileSync(file, 'utf8')) as Ready);
        };
        look();
      });
    },
    run(...words) {
      const started = run(root, words);
      running.add(started);
      return started;
    },
    remove() {
      for (const { process } of running) process.kill('SIGKILL');
      rmSync(root, { recursive: true });
    },
  };
}

function run(root: string, words: readonly string[]): Running {
  const child = spawn(process.execPath, [join(repository, 'node_modules/vite/bin/vite.js'), ...words], {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const listeners = new Set<() => void>();
  const more = (chunk: Buffer | string): void => {
    text += String(chunk);
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', more);
  child.stderr.on('data', more);
  const exit = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  let ended = false;
  void exit.then(() => {
    ended = true;
    more('');
  });
  const until = (pattern: RegExp, since = 0): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(text.slice(since));
        if (!found && !ended) return;
        listeners.delete(look);
        if (found) resolve(found);
        else reject(new Error(`Vite ended, and ${pattern} was not printed:\n${text}`));
      };
      listeners.add(look);
      look();
    });
  return {
    printed: () => text,
    until,
    url: async () => (await until(/Local: +(http\S+?)\/?\s/))[1] ?? '',
    process: child,
    exit,
    end(signal = 'SIGTERM') {
      child.kill(signal);
      return exit;
    },
  };
}
