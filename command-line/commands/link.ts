/** `stuntbox link`: prints a link to the whole cloud of a running server. */
import { controlCommand } from '../control-command.ts';
import { noWords } from './clock.ts';

export const link = controlCommand({
  usage: 'link',
  more: 'To open it again: stuntbox link > link.json, then stuntbox serve --from link.json',
  async run({ send, path }, words) {
    noWords('link', words);
    const value = await send('GET /clouds/{cloud}/link', { path });
    return { value, text: () => `${JSON.stringify(value)}\n` };
  },
});
