/** How a process that serves ends: by a signal, within a second, whatever is still waiting; unless it is to drain. */
import { constants } from 'node:os';

/** The signals that end a server: Ctrl-C, `kill`, and a terminal that is closed. */
export const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const satisfies readonly NodeJS.Signals[];

/** What a shell reports of a process that a signal ended. */
export const exitCodeOf = (signal: NodeJS.Signals): number => 128 + (constants.signals[signal] ?? 0);

/** How long output that nobody reads may keep the process alive, in milliseconds. */
const LONGEST_FLUSH = 500;

/** Waits for a signal that ends a server. */
export interface Ending {
  /** Resolves on the first signal, to it. From then on, another one ends the process at once. */
  readonly told: Promise<(typeof ENDING)[number]>;
  /** Leaves signals to others again. */
  done(): void;
}

export function ending(): Ending {
  let stop = (): void => {};
  const told = new Promise<(typeof ENDING)[number]>((resolve) => {
    let asked = false;
    const listeners = ENDING.map((signal) => {
      const listener = (): void => {
        if (asked) process.exit(exitCodeOf(signal));
        asked = true;
        resolve(signal);
      };
      process.on(signal, listener);
      return () => void process.off(signal, listener);
    });
    stop = () => {
      for (const one of listeners) one();
    };
  });
  return { told, done: () => stop() };
}

/** Ends the process soon if output is left by then that nobody reads; otherwise it ends by itself. */
export function endSoon(): void {
  const unread = (): boolean => process.stdout.writableLength + process.stderr.writableLength > 0;
  setTimeout(() => unread() && process.exit(), LONGEST_FLUSH).unref();
}
