/** HTTP Archives: the journal as one, and what one from a real vendor tells: `import { compareHar, toHar } from 'stuntbox/har'`. */
export type { Har, HarEntry, HarPair, HarRequest, HarResponse } from './har.ts';
export { toHar, type ToHarOptions } from './to-har.ts';
