/** A cloud in a page: `import { startCloud } from 'stuntbox/browser'`. */
export { startCloud } from './start.ts';
export type { StartedCloud, StartOptions } from './options.ts';
export type { StuntboxConsole } from './console.ts';
