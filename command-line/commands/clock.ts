/** `stuntbox advance`, `next` and `settle`: move the time of a running server. */
import { durationOf } from '../../control/duration.ts';
import { Usage } from '../command.ts';
import { controlCommand, done, type Printed } from '../control-command.ts';
import { length, moment } from '../moment.ts';
import type { Running } from '../running.ts';

type Clock = Awaited<ReturnType<typeof clockOf>>;
const clockOf = ({ send, path }: Running) => send('GET /clouds/{cloud}/clock', { path });

export const advance = controlCommand({
  usage: 'advance DURATION',
  more: 'DURATION is 90s, 3m, 2h, 1d or 1h30m.',
  async run({ send, path }, words) {
    return at(await send('POST /clouds/{cloud}/clock/advance', { path, body: { ms: durationIn(words) } }));
  },
});

export const next = controlCommand({
  usage: 'next',
  async run(server, words) {
    noWords('next', words);
    const { nextChange } = await clockOf(server);
    const clock = await server.send('POST /clouds/{cloud}/clock/next', { path: server.path, body: {} });
    return nextChange === null ? done(clock, 'Nothing will change by itself.') : at(clock);
  },
});

export const settle = controlCommand({
  usage: 'settle',
  async run({ send, path }, words) {
    noWords('settle', words);
    return at(await send('POST /clouds/{cloud}/clock/settle', { path, body: {} }));
  },
});

const at = (clock: Clock): Printed => done(clock, told(clock));

function told({ now, nextChange }: Clock): string {
  const then = nextChange === null ? 'Nothing will change by itself.' : `The next change is in ${length(nextChange - now)}.`;
  return `It is ${moment(now)}. ${then}`;
}

function durationIn([text, ...others]: readonly string[]): number {
  if (text === undefined || others.length > 0) throw new Usage('Give one duration, such as: stuntbox advance 3m');
  if (/^\d+(?:\.\d+)?$/.test(text)) throw new Usage(`'${text}' has no unit. Write ${text}s for seconds, or ${text}ms for milliseconds.`);
  try {
    return durationOf(text);
  } catch (error) {
    throw new Usage((error as Error).message, { cause: error });
  }
}

/** @throws {Usage} for words that the command would ignore. */
export function noWords(name: string, words: readonly string[]): void {
  if (words.length > 0) throw new Usage(`stuntbox ${name} takes no '${words[0]}'. See stuntbox ${name} --help.`);
}
