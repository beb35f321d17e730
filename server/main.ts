/** The commands. A user's mistake prints one sentence and exits with code 2; any other failure exits with code 1. */
import { readFileSync } from 'node:fs';
import { vendors } from '../handlers/index.ts';
import { suggestion } from '../model/spelling.ts';
import { linkOf, type Link } from '../cloud/link.ts';
import type { Listening } from '../cloud/listen.ts';
import { openCloud } from '../cloud/open.ts';
import type { Providers } from '../cloud/options.ts';
import { clock, credentials, host, port, read, seed, Usage, type Flags } from './flags.ts';
import { requestLog } from './log.ts';
import { vendorsIn } from './modules.ts';

const HELP = `stuntbox: a stunt double for the API your servers live behind

  stuntbox serve [vendor…]   serve the given vendors, or all: ${Object.keys(vendors).join(', ')}

    --port 4010              the port to listen on; 0 for any free port
    --host 127.0.0.1         the address to listen on
    --allow-host NAME        accept requests for this host name, besides localhost; can be repeated
    --clock system|manual    a manual clock stands still until POST /_stuntbox/clock/advance?ms=… moves it
    --speed 1                how many times faster than real time the clock runs
    --seed 1                 the seed for everything random
    --scenario NAME          play a scenario at startup; can be repeated
    --credential VENDOR=VALUE
                             accept only this credential at this vendor; can be repeated
    --vendor ./module.js     also serve the vendors that a file or package exports; can be repeated
    --from link.json         restore the cloud from a link made by cloud.toLink(), and continue from there
    --why                    explain rejections and faults in the response header x-stuntbox-why
    --quiet                  do not log requests

  stuntbox scenarios [vendor…]  list the scenarios with their descriptions

  stuntbox --version         print the version
  stuntbox --help            print this help
`;

/** Runs the command line. Resolves to the exit code once the server has stopped or failed to start. */
export async function main(words: readonly string[]): Promise<number> {
  try {
    return await run(words);
  } catch (error) {
    process.stderr.write(`stuntbox: ${(error as Error).message}\n`);
    return error instanceof Usage ? 2 : 1;
  }
}

async function run(words: readonly string[]): Promise<number> {
  const { values: flags, positionals } = read(words);
  if (flags.help || (words.length === 0 && !flags.version)) return print(HELP);
  if (flags.version) return print(`${version()}\n`);
  const [command = '', ...named] = positionals;
  if (command !== 'serve' && command !== 'scenarios')
    throw new Usage(`There is no command '${command}'. Write stuntbox serve, stuntbox scenarios, or stuntbox --help.`);
  const added = await addedBy(flags);
  const known = { ...vendors, ...added };
  // A vendor from --vendor is served besides those that are named, or all.
  const joined = named.length === 0 ? [] : [...named, ...Object.keys(added)];
  if (command === 'scenarios') return print(listed(chosen(known, joined)));
  if (flags.from !== undefined && flags.seed !== undefined) throw new Usage('The link has its own seed. Leave out --seed.');
  const link = flags.from === undefined ? undefined : linkFrom(flags.from, known, named);
  const serving = chosen(known, named.length === 0 && link ? link.vendors : joined);
  const running = await start(serving, flags, link);
  print(`stuntbox serves ${Object.keys(serving).join(serving === known ? ', ' : ' and ')} at ${running.url}\n`);
  await interrupted();
  await running.close();
  return 0;
}

async function start(providers: Providers, flags: Flags, link: Link | undefined): Promise<Listening> {
  const listening = { port: port(flags), host: host(flags), allowedHosts: flags['allow-host'], why: flags.why };
  const options = {
    clock: clock(flags, link?.at),
    credentials: credentials(flags, Object.keys(providers)),
    ...(link ? {} : { seed: seed(flags) }),
  };
  checkScenarios(providers, flags.scenario);
  const cloud = openCloud(providers, options, link ? { link } : {});
  // Before the server listens, so that the first response already shows the scenario.
  for (const name of flags.scenario) cloud.play(name);
  if (!flags.quiet) cloud.on('exchange', requestLog(process.stdout));
  return cloud.listen(listening);
}

/** The vendors from the modules in --vendor. */
async function addedBy({ vendor: specifiers }: Flags): Promise<Providers> {
  let added: Providers = {};
  for (const specifier of specifiers) {
    try {
      added = { ...added, ...(await vendorsIn(specifier, Object.keys({ ...vendors, ...added }))) };
    } catch (error) {
      throw new Usage((error as Error).message, { cause: error });
    }
  }
  return added;
}

/** The named vendors, in the order of the list; all of them if none is named. */
function chosen(known: Providers, named: readonly string[]): Providers {
  for (const name of named) if (!Object.hasOwn(known, name)) throw new Usage(`There is no vendor '${name}'.${suggestion(name, Object.keys(known))}`);
  return named.length === 0 ? known : Object.fromEntries(Object.entries(known).filter(([name]) => named.includes(name)));
}

/** One line per scenario: its name and description. */
function listed(providers: Providers): string {
  const scenarios = Object.values(providers).flatMap(({ scenarios: its = {} }) => Object.values(its));
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  return scenarios.map(({ name, description }) => `${name.padEnd(width)}  ${description}\n`).join('');
}

function checkScenarios(providers: Providers, names: readonly string[]): void {
  const known = Object.values(providers).flatMap(({ scenarios = {} }) => Object.values(scenarios).map(({ name }) => name));
  for (const name of names) if (!known.includes(name)) throw new Usage(`There is no scenario '${name}'.${suggestion(name, known)}`);
}

/** Reads a link and tries it once, so that errors in it are reported before the server listens. */
function linkFrom(path: string, known: Providers, named: readonly string[]): Link {
  try {
    const link = linkOf(readFileSync(path, 'utf8'));
    openCloud(chosen(known, named.length > 0 ? named : link.vendors), { journal: 0, history: 0 }, { link });
    return link;
  } catch (error) {
    if (error instanceof Usage) throw error;
    throw new Usage(
      (error as NodeJS.ErrnoException).syscall ? `Cannot read the link ${path}: ${reason(error as NodeJS.ErrnoException)}.` : (error as Error).message,
    );
  }
}

const reason = ({ code, message }: NodeJS.ErrnoException): string =>
  code === 'ENOENT' ? 'the file does not exist' : code === 'EISDIR' ? 'it is a directory' : code === 'EACCES' ? 'permission denied' : message;

/** Resolves when the process receives SIGINT or SIGTERM. */
const interrupted = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

/** The version of the package. Its package.json is two folders above the built file, and one above the source. */
function version(): string {
  for (const path of ['../../package.json', '../package.json']) {
    try {
      const { name, version: found } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as { name: string; version: string };
      if (name === 'stuntbox') return found;
    } catch {
      // Try the other one.
    }
  }
  return 'unknown';
}
