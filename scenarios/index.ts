/** Every scenario, by vendor: `import { vpsorg } from 'stuntbox/scenarios'`. */
export * as drone from './drone.ts';
export * as elastichosts from './elastichosts.ts';
export * as evotic from './evotic.ts';
export * as puregpu from './puregpu.ts';
export * as vpsorg from './vpsorg.ts';
