/** `stuntbox serve`: serves vendors over HTTP until the process is told to end. */
import type { Listening } from '../../cloud/listen.ts';
import { durationOf } from '../../control/duration.ts';
import { vendors } from '../../handlers/index.ts';
import { command, Usage } from '../command.ts';
import { ending } from '../ending.ts';
import { SERVING_FLAGS, type ServingFlags } from '../serving.ts';
import { started } from '../started.ts';

export const serve = command({
  usage: 'serve [vendor…]',
  flags: {
    ...SERVING_FLAGS,
    drain: { type: 'string', value: '5s', help: 'on SIGTERM, go on for so long while /readyz is red; by default 1s with a store, 0s without' },
    quiet: { type: 'boolean', help: 'do not log requests' },
  },
  more: `Vendors: ${Object.keys(vendors).join(', ')}; all of them if none is named.
The token of the controls is in the ready file. To choose it, set STUNTBOX_TOKEN.`,
  async run(flags, named) {
    checkTokenIsToldSomewhere(flags);
    const drain = drainBy(flags);
    const { told, done } = ending();
    try {
      const server = await started(flags, named, { log: flags.quiet ? undefined : process.stdout, counting: true });
      process.stdout.write(`stuntbox serves ${server.vendors} at ${server.listening.url}\n`);
      tellControls(server.listening, flags);
      const signal = await told;
      // Whoever pressed Ctrl-C waits.
      await server.close(signal === 'SIGTERM' ? drain : undefined);
    } finally {
      done();
    }
    return 0;
  },
});

/** How long a server goes on, in milliseconds; undefined for one that ends at once. */
function drainBy({ drain: text, store }: { readonly drain: string | undefined; readonly store: string | undefined }): number | undefined {
  if (text === undefined) return store === undefined ? undefined : 1_000;
  try {
    const ms = text === '0' ? 0 : durationOf(text);
    if (ms >= 0 && ms <= LONGEST_DRAIN) return ms;
  } catch {
    // Said below.
  }
  throw new Usage(`--drain cannot be '${text.slice(0, 100)}'. Give how long, up to 10 minutes, such as 5s.`);
}

const LONGEST_DRAIN = 600_000;

/** A terminal that may show the token: it is never written to a pipe or a log. */
const terminal = (): NodeJS.WriteStream | undefined => [process.stdout, process.stderr].find(({ isTTY }) => isTTY);

const tokenIsKnown = (flags: ServingFlags): boolean => Boolean(flags['ready-file'] ?? process.env['STUNTBOX_TOKEN']);

function checkTokenIsToldSomewhere(flags: ServingFlags): void {
  if (flags['control-port'] === undefined || tokenIsKnown(flags) || terminal()) return;
  throw new Usage(
    'Nobody could use the controls: their token is shown only in a terminal. Give --ready-file PATH, which then holds the token, or set STUNTBOX_TOKEN.',
  );
}

function tellControls({ control }: Listening, flags: ServingFlags): void {
  if (!control) return;
  process.stdout.write(`The controls listen at ${control.url}\n`);
  if (!tokenIsKnown(flags)) terminal()?.write(`Their token, for this terminal only: ${control.token}\n`);
  // The link holds the token, so it too is for a terminal only.
  terminal()?.write(`The panel: ${control.url}/#token=${encodeURIComponent(control.token)}\n`);
}
