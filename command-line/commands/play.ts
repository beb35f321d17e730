/** `stuntbox play`: plays a scenario on a running server. */
import { Usage } from '../command.ts';
import { controlCommand, done } from '../control-command.ts';

export const play = controlCommand({
  usage: 'play SCENARIO',
  more: 'To list the scenarios: stuntbox scenarios',
  async run({ send, path }, [scenario, ...others]) {
    if (scenario === undefined || others.length > 0) throw new Usage('Give one scenario, such as: stuntbox play vpsorg/out-of-credits');
    const played = await send('POST /clouds/{cloud}/scenarios/play', { path, body: { scenario } });
    return done(played, played.description);
  },
});
