/** HTTP Archives: the journal as one, and what one from a real vendor tells: `import { compareHar, toHar } from 'stuntbox/har'`. */
export type { Har, HarEntry, HarPair, HarRequest, HarResponse } from './har.ts';
export { toHar, type ToHarOptions } from './to-har.ts';
export { compareHar, type CompareHarOptions, type HarComparison, type HarReport } from './compare-har.ts';
export type { Difference } from './compare.ts';
export { loadFixtures, type FixtureCloud, type Fixtures } from './fixtures.ts';
export type { HarLimits } from './read.ts';
