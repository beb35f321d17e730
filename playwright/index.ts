/** A cloud for each test of Playwright: `import { stuntbox } from 'stuntbox/playwright'`. */
export { stuntbox, type StuntboxFixtures } from './fixture.ts';
export { routeCloud } from './route.ts';
export type { CloudFixtureOptions, StuntboxOptions } from './options.ts';
export type { PageClock, TestCloud } from './clock.ts';
// Beside the fixture, so that tests need no import of `stuntbox`, which needs msw.
export { days, hours, minutes, seconds } from '../model/clock.ts';
