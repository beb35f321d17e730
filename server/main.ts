/** The command line. A user's mistake prints one sentence and exits with code 2; any other failure exits with code 1. */
import { suggestion } from '../model/spelling.ts';
import { Usage, type Command } from './command.ts';
import { version } from './version.ts';

interface Listed {
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** The commands, in the order of the help. Each is loaded when it is used. */
const COMMANDS: Readonly<Record<string, Listed>> = {
  serve: { summary: 'serve vendors over HTTP', load: async () => (await import('./commands/serve.ts')).serve },
  run: { summary: 'run a command, such as your tests, beside a server of its own', load: async () => (await import('./commands/run.ts')).run },
  scenarios: { summary: 'list the scenarios with their descriptions', load: async () => (await import('./commands/scenarios.ts')).scenarios },
};

/** Runs the command line. Resolves to the exit code once the command has ended. */
export async function main(words: readonly string[]): Promise<number> {
  try {
    return await run(words);
  } catch (error) {
    process.stderr.write(`stuntbox: ${(error as Error).message}\n`);
    return error instanceof Usage ? 2 : 1;
  }
}

async function run([name, ...words]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h') return print(help());
  // As `stuntbox help run` has it in many command lines.
  if (name === 'help') return run(words[0] === undefined ? ['--help'] : [words[0], '--help']);
  if (name === '--version' || name === '-v') return print(`${version()}\n`);
  if (name.startsWith('-')) throw new Usage(`A command comes before its flags: stuntbox serve ${[name, ...words].join(' ')}. See stuntbox --help.`);
  if (!Object.hasOwn(COMMANDS, name)) throw new Usage(`There is no command '${name}'.${suggestion(name, Object.keys(COMMANDS))} See stuntbox --help.`);
  const command = await COMMANDS[name]?.load();
  return command?.run(words) ?? 1;
}

function help(): string {
  return `stuntbox: a stunt double for the API your servers live behind

${rows(COMMANDS)}
  stuntbox COMMAND --help   print the flags of a command
  stuntbox --version        print the version
`;
}

const rows = (commands: Readonly<Record<string, Listed>>): string =>
  Object.entries(commands)
    .map(([name, { summary }]) => `  stuntbox ${name.padEnd(16)} ${summary}\n`)
    .join('');

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}
