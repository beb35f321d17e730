/** Commands in a terminal of their own, as a person runs them. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

/** Whether there is `script` of util-linux, which gives a command a terminal. */
export const HAS_TERMINAL: boolean =
  spawnSync('script', ['-qec', 'true', '/dev/null'], { stdio: 'ignore', env: { ...process.env, SHELL: '/bin/sh' } }).status === 0;
if (!HAS_TERMINAL) process.stderr.write("stuntbox: the tests in a terminal are skipped: there is no 'script' of util-linux here.\n");

/** A command in a terminal. */
export interface InTerminal {
  readonly child: ChildProcess;
  /** What it has shown so far, without escape sequences. */
  shown(): string;
  /** Resolves once it has shown a text; rejects when it ends without. */
  until(text: string): Promise<void>;
  /** What is typed: `\u0003` is Ctrl-C. */
  type(text: string): void;
  /** Its exit code, once it has ended and all that it showed has come. */
  readonly ended: Promise<number | null>;
}

/** Runs a line of the shell in a terminal. */
export function inTerminal(line: string, env: NodeJS.ProcessEnv = process.env): InTerminal {
  // `script` runs its command by $SHELL, which may be anything. Node warns of FORCE_COLOR beside NO_COLOR.
  const { FORCE_COLOR: _, ...plain } = env;
  const child = spawn('script', ['-qec', line, '/dev/null'], { env: { ...plain, SHELL: '/bin/sh' }, stdio: ['pipe', 'pipe', 'inherit'] });
  let text = '';
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    const all = waiting;
    waiting = [];
    for (const one of all) one();
  };
  child.stdout.on('data', (chunk) => {
    text += String(chunk);
    wake();
  });
  let closed = false;
  const ended = new Promise<number | null>((resolve) =>
    child.once('close', (code) => {
      closed = true;
      resolve(code);
      wake();
    }),
  );
  const shown = (): string => stripVTControlCharacters(text).replaceAll('\r\n', '\n');
  return {
    child,
    shown,
    async until(wanted) {
      while (!shown().includes(wanted)) {
        if (closed) throw new Error(`It ended without '${wanted}': ${shown()}`);
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    type: (typed) => void child.stdin.write(typed),
    ended,
  };
}
