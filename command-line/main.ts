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
  coverage: { summary: 'report what a test suite has walked', load: async () => (await import('./commands/coverage.ts')).coverage },
  contract: { summary: "print a vendor's OpenAPI document", load: async () => (await import('./commands/contract.ts')).contract },
  verify: { summary: 'hold the replies of a server to the contract', load: async () => (await import('./commands/verify.ts')).verify },
  import: {
    summary: 'compare a recorded HAR file with the double, and make fixtures of it',
    load: async () => (await import('./commands/import.ts')).importHar,
  },
  scenarios: { summary: 'list the scenarios with their descriptions', load: async () => (await import('./commands/scenarios.ts')).scenarios },
};

/** The commands that talk to a running server. */
const CONTROLS: Readonly<Record<string, Listed>> = {
  advance: { summary: 'move its time forward', load: async () => (await import('./commands/clock.ts')).advance },
  next: { summary: 'move its time to the next change', load: async () => (await import('./commands/clock.ts')).next },
  settle: { summary: 'move its time until no task is running', load: async () => (await import('./commands/clock.ts')).settle },
  play: { summary: 'play a scenario', load: async () => (await import('./commands/play.ts')).play },
  faults: { summary: 'list, add or remove its faults', load: async () => (await import('./commands/faults.ts')).faults },
  servers: { summary: 'list what its servers are doing', load: async () => (await import('./commands/servers.ts')).servers },
  journal: { summary: 'list the requests and replies, or follow them', load: async () => (await import('./commands/journal.ts')).journal },
  link: { summary: 'print a link to its whole state', load: async () => (await import('./commands/link.ts')).link },
  reset: { summary: 'make everything as it was at the start', load: async () => (await import('./commands/reset.ts')).reset },
};

const ALL: Readonly<Record<string, Listed>> = { ...COMMANDS, ...CONTROLS };

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
  if (!Object.hasOwn(ALL, name)) throw new Usage(`There is no command '${name}'.${suggestion(name, Object.keys(ALL))} See stuntbox --help.`);
  const command = await ALL[name]?.load();
  return command?.run(words) ?? 1;
}

function help(): string {
  return `stuntbox: a stunt double for the API your servers live behind

${rows(COMMANDS)}
Talk to a running server:
${rows(CONTROLS)}
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
