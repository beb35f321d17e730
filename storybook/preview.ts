/** What the addon does in the preview. Storybook loads it by itself: `addons: ['stuntbox/storybook']`. */
import { addons } from 'storybook/preview-api';
import { ADVANCED, SCENARIO } from './globals.ts';
import { serveManager } from './bridge.ts';
import type { Channel } from './channel.ts';
import { enter, type CloudContext } from './story-cloud.ts';

export const initialGlobals = { [SCENARIO]: '', [ADVANCED]: 0 };

export const parameters = {
  // A page has one cloud, so that several stories on a docs page have a page each, which Storybook loads when it comes into sight.
  docs: { story: { inline: false, height: '240px' } },
};

export const beforeEach = (context: CloudContext): void => {
  // Each listener knows what its own event brings.
  serveManager(addons.getChannel() as unknown as Channel);
  enter(context);
};
