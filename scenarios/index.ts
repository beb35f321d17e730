/** Every scenario, by vendor: `import { vpsorg } from 'stuntbox/scenarios'`. */
export * as puregpu from './puregpu.ts';
export * as vpsorg from './vpsorg.ts';
