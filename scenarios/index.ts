/** Every scenario, by vendor, and the stories, which exist for several vendors: `import { vpsorg, story } from 'stuntbox/scenarios'`. */
export * as drone from './drone.ts';
export * as elastichosts from './elastichosts.ts';
export * as evotic from './evotic.ts';
export * as puregpu from './puregpu.ts';
export * as vpsorg from './vpsorg.ts';
export { stories, story, type Story, type StoryName } from './stories.ts';
