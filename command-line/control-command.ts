/** A command that talks to a running server: it asks, and prints what a person, a script or a machine reads. */
import { command, type Command, type FlagTable, type FlagValues } from './command.ts';
import { NAMING, running, type Running } from './running.ts';

/** What a command prints. */
export interface Printed {
  /** With `--json`. */
  readonly value: unknown;
  /** Otherwise; in a pipe, an action that has no result prints nothing, like any command of a shell. */
  text(terminal: boolean): string;
}

const FLAGS = {
  'ready-file': { type: 'string', value: 'PATH', help: 'the ready file of the server' },
  cloud: { type: 'string', value: 'NAME', help: 'the cloud, where each caller has one' },
  json: { type: 'boolean', help: 'print JSON' },
} as const satisfies FlagTable;

interface Definition<F extends FlagTable> {
  readonly usage: string;
  readonly flags?: F;
  readonly more?: string;
  run(server: Running, words: readonly string[], flags: FlagValues<F & typeof FLAGS>): Promise<Printed | undefined>;
}

/** Defines such a command. */
export function controlCommand<const F extends FlagTable = {}>({ usage, flags, more, run }: Definition<F>): Command {
  return command({
    usage,
    flags: { ...(flags as F), ...FLAGS },
    more: more === undefined ? NAMING : `${more}\n\n${NAMING}`,
    async run(values, words) {
      // The compiler does not see that the flags of a table and those of another are the flags of both.
      const all = values as unknown as FlagValues<F & typeof FLAGS> & FlagValues<typeof FLAGS>;
      const printed = await run(running(all['ready-file'], process.env, all.cloud), words, all);
      const terminal = process.stdout.isTTY;
      if (printed) process.stdout.write(all.json ? `${JSON.stringify(printed.value, null, terminal ? 2 : 0)}\n` : printed.text(terminal));
      return 0;
    },
  });
}

/** The text of an action that has no result: a person is told that it is done. */
export const done = (value: unknown, sentence: string): Printed => ({ value, text: (terminal) => (terminal ? `${sentence}\n` : '') });
