/** The command after `--`: it runs with our own input and output, gets our signals, and its exit code becomes ours. */
import { spawn, type ChildProcess } from 'node:child_process';
import { ENDING, exitCodeOf } from './ending.ts';
import { fileReason } from './file-reason.ts';

const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;

/** The command, once it runs. */
export interface Child {
  process?: ChildProcess;
}

/** Runs a program with our own input and output, and resolves to the exit code that a shell would report. */
export function exitCode(child: Child, program: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve) => {
    const fail = (missing: boolean, why: string): void => {
      process.stderr.write(`stuntbox: ${missing ? `There is no command '${program}'` : `Cannot run '${program}': ${why}`}.\n`);
      resolve(missing ? NOT_FOUND : NOT_EXECUTABLE);
    };
    if (program === '') return fail(true, '');
    child.process = spawn(program, words, { stdio: 'inherit', env })
      .once('exit', (code, signal) => resolve(signal ? exitCodeOf(signal) : (code ?? 1)))
      .on('error', (error: NodeJS.ErrnoException) => {
        if (error.syscall !== 'kill') return fail(error.code === 'ENOENT', fileReason(error));
        // It runs as another user, such as one of sudo.
        process.stderr.write(`stuntbox: Cannot pass the signal on to '${program}': ${fileReason(error)}.\n`);
      });
  });
}

/**
 * Passes signals on, until the returned function is called. We stay while the command ends: its last tests may need our server.
 * A second signal ends a command that ignored the first one.
 */
export function forwardSignals(child: Child): () => void {
  let asked = false;
  const listeners = ENDING.map((signal) => {
    const forward = (): void => {
      if (!child.process) process.exit(exitCodeOf(signal));
      // A terminal sends Ctrl-C to the command as well, which decides what to do: the prompt of an interpreter goes on.
      if (signal === 'SIGINT' && [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY)) return;
      child.process.kill(asked ? 'SIGKILL' : signal);
      asked = true;
    };
    process.on(signal, forward);
    return () => void process.off(signal, forward);
  });
  return () => {
    for (const stop of listeners) stop();
  };
}
