/** `stuntbox reset`: makes everything on a running server as it was at the start. */
import { controlCommand, done } from '../control-command.ts';
import { moment } from '../moment.ts';
import { noWords } from './clock.ts';

export const reset = controlCommand({
  usage: 'reset',
  async run({ send, path }, words) {
    noWords('reset', words);
    const cloud = await send('POST /clouds/{cloud}/reset', { path, body: {} });
    return done(cloud, `Everything is as it was at the start. It is ${moment(cloud.clock.now)}.`);
  },
});
