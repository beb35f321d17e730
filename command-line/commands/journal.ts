/** `stuntbox journal`: the requests of a running server and their replies, as its log shows them. */
import type { Exchange } from '../../model/journal.ts';
import { controlCommand } from '../control-command.ts';
import { ending } from '../ending.ts';
import { follow, kept } from '../following.ts';
import { line } from '../../server/log.ts';
import { noWords } from './clock.ts';

export const journal = controlCommand({
  usage: 'journal',
  flags: {
    operation: { type: 'string', value: "'POST /servers/'", help: 'only the requests of this operation' },
    follow: { type: 'boolean', help: 'go on with each request as it comes, until Ctrl-C' },
  },
  more: 'With --json, each line is the JSON of one request and its reply.',
  async run(server, words, { operation, follow: follows, json }) {
    noWords('journal', words);
    const print = (exchange: Exchange): Promise<void> =>
      printed(`${json ? JSON.stringify(exchange) : line(exchange, process.stdout.isTTY && process.stdout.hasColors())}\n`);
    if (!follows) {
      for await (const exchange of kept(server, operation)) {
        if (!process.stdout.writable) break;
        await print(exchange);
      }
      return undefined;
    }
    const { told, done } = ending();
    try {
      await new Promise<void>((resolve, reject) => {
        // Nobody reads on: `stuntbox journal --follow | head -3`.
        process.stdout.once('error', () => resolve());
        void told.then(() => resolve());
        follow(server, operation, print, reject).catch(reject);
      });
    } finally {
      server.events.close();
      done();
    }
    return undefined;
  },
});

/** Writes a line, and waits for a reader that is slow; not for one that is gone. */
const printed = (text: string): Promise<void> =>
  new Promise((resolve) => {
    if (process.stdout.write(text, () => resolve())) resolve();
  });
