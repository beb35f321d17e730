/** `stuntbox serve`: serves vendors over HTTP until the process is told to end. */
import type { Listening } from '../../cloud/listen.ts';
import { vendors } from '../../handlers/index.ts';
import { command, Usage } from '../command.ts';
import { ending } from '../ending.ts';
import { SERVING_FLAGS, type ServingFlags } from '../serving.ts';
import { started } from '../started.ts';

export const serve = command({
  usage: 'serve [vendor…]',
  flags: { ...SERVING_FLAGS, quiet: { type: 'boolean', help: 'do not log requests' } },
  more: `Vendors: ${Object.keys(vendors).join(', ')}; all of them if none is named.
The token of the controls is in the ready file. To choose it, set STUNTBOX_TOKEN.`,
  async run(flags, named) {
    checkTokenIsToldSomewhere(flags);
    const { told, done } = ending();
    try {
      const server = await started(flags, named, flags.quiet ? undefined : process.stdout);
      process.stdout.write(`stuntbox serves ${server.vendors} at ${server.listening.url}\n`);
      tellControls(server.listening, flags);
      await told;
      await server.close();
    } finally {
      done();
    }
    return 0;
  },
});

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
