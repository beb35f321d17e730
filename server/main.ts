/** What the command line means. What its user did wrong is one sentence and an exit code of 2; what the machine refuses, of 1. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { vendors } from '../handlers/index.ts';
import { suggestion } from '../model/spelling.ts';
import { linkOf, type Link } from '../cloud/link.ts';
import { openCloud } from '../cloud/open.ts';
import type { Providers } from '../cloud/options.ts';
import { manualClock, scaledClock, systemClock, type Clock } from '../model/clock.ts';
import { DEFAULT_HOST, DEFAULT_PORT, startServer, type RunningServer } from './index.ts';
import { requestLog } from './log.ts';

const HELP = `stuntbox: a stunt double for the API your servers live behind

  stuntbox serve [vendor…]   serve the vendors (all of them, when none is named): ${Object.keys(vendors).join(', ')}

    --port 4010              the port; 0 for any that is free
    --host 127.0.0.1         the address to listen at
    --allow-host NAME        a name besides localhost that requests may be addressed to; may be repeated
    --clock system|manual    manual stands still until POST /_stuntbox/clock/advance?ms=… moves it
    --speed 1                how many times as fast as the system's time runs
    --seed 1                 what the randomness is keyed by
    --scenario NAME          play a scenario at the start; may be repeated
    --from link.json         do what a link of cloud.toLink() tells, and go on from its instant
    --why                    say in the header x-stuntbox-why why a reply was refused
    --quiet                  no line for each request

  stuntbox scenarios [vendor…]  list the scenarios, each with its sentence

  stuntbox --version         the version
  stuntbox --help            this
`;

/** A mistake of the user's. */
class Usage extends Error {}

/** Runs the command line; gives the exit code, once the server has stopped or could not start. */
export async function main(words: readonly string[]): Promise<number> {
  try {
    return await run(words);
  } catch (error) {
    process.stderr.write(`stuntbox: ${(error as Error).message}\n`);
    return error instanceof Usage ? 2 : 1;
  }
}

async function run(words: readonly string[]): Promise<number> {
  const { values, positionals } = read(words);
  if (values.help || (words.length === 0 && !values.version)) return print(HELP);
  if (values.version) return print(`${version()}\n`);
  const [command = '', ...named] = positionals;
  if (command === 'scenarios') return print(listed(chosen(named)));
  if (command !== 'serve') throw new Usage(`There is no command '${command}'. Write stuntbox serve, stuntbox scenarios, or stuntbox --help.`);
  if (values.from !== undefined && values.seed !== undefined) throw new Usage('The link has its own seed. Leave out --seed.');
  const link = values.from === undefined ? undefined : linkFrom(values.from, named);
  const serving = named.length > 0 || !link ? named : link.vendors;
  const running = await start(chosen(serving), values, link);
  print(`stuntbox serves ${serving.length > 0 ? serving.join(' and ') : Object.keys(vendors).join(', ')} at ${running.url}\n`);
  await interrupted();
  await running.close();
  return 0;
}

function read(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        port: { type: 'string', default: String(DEFAULT_PORT) },
        host: { type: 'string', default: DEFAULT_HOST },
        'allow-host': { type: 'string', multiple: true, default: [] },
        clock: { type: 'string', default: 'system' },
        speed: { type: 'string' },
        seed: { type: 'string' },
        from: { type: 'string' },
        scenario: { type: 'string', multiple: true, default: [] },
        why: { type: 'boolean', default: false },
        quiet: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        version: { type: 'boolean', short: 'v', default: false },
      },
    });
  } catch (error) {
    throw new Usage(`${(error as Error).message.split('. ')[0]}. See stuntbox --help.`);
  }
}

type Flags = ReturnType<typeof read>['values'];

async function start(providers: Providers, flags: Flags, link: Link | undefined): Promise<RunningServer<Providers, Clock>> {
  const options = {
    port: number('port', flags.port, (n) => Number.isInteger(n) && n >= 0 && n <= 65_535, 'a whole number from 0 to 65535'),
    host: flags.host,
    allowedHosts: flags['allow-host'],
    why: flags.why,
    clock: clock(flags, link?.at),
    ...(link ? { from: link } : { seed: seed(flags) }),
    ...(flags.quiet ? {} : { onExchange: requestLog(process.stdout) }),
  };
  checkScenarios(providers, flags.scenario);
  const running = await startServer(providers, options);
  for (const name of flags.scenario) running.cloud.play(name as never);
  return running;
}

function chosen(named: readonly string[]): Providers {
  const all: Providers = vendors;
  for (const name of named) if (!Object.hasOwn(all, name)) throw new Usage(`There is no vendor '${name}'.${suggestion(name, Object.keys(all))}`);
  return named.length === 0 ? all : Object.fromEntries(Object.entries(all).filter(([name]) => named.includes(name)));
}

/** A line for each scenario: its name and its sentence. */
function listed(providers: Providers): string {
  const scenarios = Object.values(providers).flatMap(({ scenarios: its = {} }) => Object.values(its));
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  return scenarios.map(({ name, description }) => `${name.padEnd(width)}  ${description}\n`).join('');
}

function checkScenarios(providers: Providers, names: readonly string[]): void {
  const known = Object.values(providers).flatMap(({ scenarios = {} }) => Object.values(scenarios).map(({ name }) => name));
  for (const name of names) if (!known.includes(name)) throw new Usage(`There is no scenario '${name}'.${suggestion(name, known)}`);
}

/** Reads a link, and does once what it description: what is wrong with it is its user's to know before anything listens. */
function linkFrom(path: string, named: readonly string[]): Link {
  try {
    const link = linkOf(readFileSync(path, 'utf8'));
    openCloud(chosen(named.length > 0 ? named : link.vendors), { journal: 0, history: 0 }, { link });
    return link;
  } catch (error) {
    if (error instanceof Usage) throw error;
    throw new Usage(
      (error as NodeJS.ErrnoException).syscall ? `The link ${path} cannot be read: ${reason(error as NodeJS.ErrnoException)}.` : (error as Error).message,
    );
  }
}

const reason = ({ code, message }: NodeJS.ErrnoException): string =>
  code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'that is a folder' : code === 'EACCES' ? 'this user may not' : message;

function seed({ seed: text = '1' }: Flags): string | number {
  return /^\d{1,15}$/.test(text) ? Number(text) : text;
}

/** The clock; from the instant of a link, where there is one. */
function clock({ clock: kind, speed }: Flags, from: number | undefined): Clock {
  if (kind !== 'system' && kind !== 'manual') throw new Usage(`There is no clock '${kind}'. Write --clock system or --clock manual.`);
  if (kind === 'manual' && speed !== undefined) throw new Usage('A manual clock has no speed. Leave out --speed, or write --clock system.');
  if (kind === 'manual') return manualClock();
  if (speed === undefined) return from === undefined ? systemClock() : scaledClock(1, from);
  return scaledClock(
    number('speed', speed, (n) => n > 0 && Number.isFinite(n), 'a number above 0'),
    from,
  );
}

function number(flag: string, text: string, fits: (n: number) => boolean, what: string): number {
  const n = text.trim() === '' ? Number.NaN : Number(text);
  if (fits(n)) return n;
  throw new Usage(`--${flag} cannot be '${text}'. Give ${what}.`);
}

/** Resolves when the user or the system asks the process to end. */
const interrupted = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

/** The package's own version: its package.json stands two folders above the built file, and one above the source. */
function version(): string {
  for (const path of ['../../package.json', '../package.json']) {
    try {
      const { name, version: found } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as { name: string; version: string };
      if (name === 'stuntbox') return found;
    } catch {
      // Not there: the other one is.
    }
  }
  return 'unknown';
}
