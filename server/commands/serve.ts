/** `stuntbox serve`: serves vendors over HTTP until the process is told to end. */
import { vendors } from '../../handlers/index.ts';
import { command } from '../command.ts';
import { requestLog } from '../log.ts';
import { opened, SERVING_FLAGS } from '../serving.ts';

export const serve = command({
  usage: 'serve [vendor…]',
  flags: { ...SERVING_FLAGS, quiet: { type: 'boolean', help: 'do not log requests' } },
  more: `Vendors: ${Object.keys(vendors).join(', ')}; all of them if none is named.`,
  async run(flags, named) {
    const { cloud, listening, vendors: served } = await opened(flags, named);
    if (!flags.quiet) cloud.on('exchange', requestLog(process.stdout));
    const running = await cloud.listen(listening);
    process.stdout.write(`stuntbox serves ${served} at ${running.url}\n`);
    if (running.control) process.stdout.write(`The controls listen at ${running.control.url}\n`);
    await interrupted();
    await running.close();
    return 0;
  },
});

/** Resolves when the process receives SIGINT or SIGTERM. */
const interrupted = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
