/** What a command of the command line is: its flags, their help, and what it does. Flags are parsed by `node:util`. */
import { parseArgs } from 'node:util';

/** A mistake by the user: one sentence, and exit code 2. */
export class Usage extends Error {}

/** A flag of a command. */
export interface Flag {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  readonly default?: string | boolean | string[];
  /** How its value is shown in the help: `4010`, `NAME`. */
  readonly value?: string;
  readonly help: string;
}

export type FlagTable = Readonly<Record<string, Flag>>;

/** The values of a table of flags, by name. */
export type FlagValues<F extends FlagTable> = {
  readonly [N in keyof F]: F[N] extends { readonly type: 'boolean' }
    ? boolean
    : F[N] extends { readonly multiple: true }
      ? readonly string[]
      : F[N] extends { readonly default: string }
        ? string
        : string | undefined;
};

/** A command. */
export interface Command {
  /** `serve [vendor…]` */
  readonly usage: string;
  readonly flags: FlagTable;
  /** Lines after the flags, such as examples. */
  readonly more?: string;
  /** Takes a program's command line after `--`, such as `pytest -q`. */
  readonly takesProgram?: true;
  /** Runs the command; resolves to the exit code. */
  readonly run: (words: readonly string[]) => Promise<number>;
}

/** Defines a command, whose `run` gets the values of its flags. `--help` is handled here. */
export function command<const F extends FlagTable>(
  given: Omit<Command, 'run'> & { readonly flags: F; run(flags: FlagValues<F>, words: readonly string[], program: readonly string[]): Promise<number> },
): Command {
  const defined: Command = {
    ...given,
    async run(words) {
      const name = given.usage.split(' ')[0] ?? '';
      const [own, program] = given.takesProgram ? split(words) : [words, []];
      if (given.takesProgram && program.length === 0 && !own.some((word) => word === '--help' || word === '-h')) throw await withoutProgram(name, words);
      const { help, values, positionals } = read(given.flags, own, name);
      if (!help) return given.run(values, positionals, program);
      process.stdout.write(helpOf(defined));
      return 0;
    },
  };
  return defined;
}

async function withoutProgram(name: string, words: readonly string[]): Promise<Usage> {
  // Imported here, since no other error and no help needs the vendors.
  const { vendors } = await import('../handlers/index.ts');
  const program = words.findIndex((word) => !Object.hasOwn(vendors, word));
  const named = program < 0 ? words.length : program;
  const meant = words.includes('--') ? [...words, 'npm test'] : [...words.slice(0, named), '--', ...(named < words.length ? words.slice(named) : ['npm test'])];
  return new Usage(`Write the command after --, such as: stuntbox ${name} ${meant.join(' ')}`);
}

/** The words before the first `--`, and those after it. */
function split(words: readonly string[]): readonly [own: readonly string[], program: readonly string[]] {
  const mark = words.indexOf('--');
  return mark < 0 ? [words, []] : [words.slice(0, mark), words.slice(mark + 1)];
}

function read<F extends FlagTable>(
  table: F,
  words: readonly string[],
  name: string,
): { readonly help: boolean; readonly values: FlagValues<F>; readonly positionals: readonly string[] } {
  const options = Object.fromEntries(
    Object.entries(table).map(([flag, { type, multiple = false, default: otherwise = multiple ? [] : type === 'boolean' ? false : undefined }]) => [
      flag,
      { type, multiple, ...(otherwise === undefined ? {} : { default: otherwise }) },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { ...options, help: { type: 'boolean' as const, short: 'h' } },
    });
    // `parseArgs` has held the values to the table.
    return { help: values.help ?? false, values: values as unknown as FlagValues<F>, positionals };
  } catch (error) {
    throw new Usage(`${(error as Error).message.split('. ')[0]}. See stuntbox ${name} --help.`);
  }
}

/** The help of a command: its usage, and a line for each flag. */
export function helpOf({ usage, flags, more }: Command): string {
  const rows = Object.entries(flags).map(([name, { value, help }]) => [`--${name}${value === undefined ? '' : ` ${value}`}`, help] as const);
  const lines = rows.map(([flag, help]) => (flag.length <= 24 ? `  ${flag.padEnd(24)} ${help}\n` : `  ${flag}\n${' '.repeat(27)}${help}\n`));
  return `stuntbox ${usage}\n\n${lines.join('')}${more === undefined ? '' : `\n${more}\n`}`;
}
