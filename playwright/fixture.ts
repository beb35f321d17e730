/** stuntbox(): Playwright's `test` with a cloud for each test. */
import type { BrowserContext, Fixtures, TestInfo, TestType } from '@playwright/test';
import type { AnyCloud } from '../cloud/cloud.ts';
import { observed } from '../cloud/observe.ts';
import { openCloud } from '../cloud/open.ts';
import type { CloudOptions, Providers } from '../cloud/options.ts';
import type { Origins } from '../cloud/origin.ts';
import { manualClock } from '../model/clock.ts';
import { said } from '../model/plain.ts';
import { pageClock, type TestCloud } from './clock.ts';
import { checkFixtureOptions, type CloudFixtureOptions, type StuntboxOptions } from './options.ts';
import { attachCloud } from './report.ts';
import { keepRoutable, routeCloud } from './route.ts';

/** What it adds to a test. */
export interface StuntboxFixtures<P extends Providers> {
  /** The cloud of this test alone. It answers the pages of the test's context. */
  readonly cloud: TestCloud<P>;
  /** Options for some tests, over those given to `stuntbox`: `test.use({ cloudOptions: { scenario: 'vpsorg/out-of-credits' } })`. */
  readonly cloudOptions: CloudFixtureOptions<P>;
}

/** What it stands on: Playwright's own fixtures. */
interface Base {
  readonly context: BrowserContext;
  readonly baseURL: string | undefined;
}

/**
 * Extends Playwright's `test` with a `cloud`, which answers the pages' requests to its vendors. Each test has its own.
 * A test that fails leaves the journal, the violations and the cloud's link in its report.
 * @param base Playwright's `test`, or one that is extended already.
 * @param options the vendors, and the options of a cloud; `test.use({ cloudOptions })` changes them for some tests.
 * @throws {Error} when an option does not exist, or `base` is not a `test`.
 * @example
 * import { test as base } from '@playwright/test';
 * export const test = stuntbox(base, { vendors: { vpsorg }, origins: { vpsorg: '/api/vpsorg' } });
 */
export function stuntbox<const P extends Providers, T extends Base, W extends object>(
  base: TestType<T, W>,
  options: StuntboxOptions<P>,
): TestType<T & StuntboxFixtures<P>, W> {
  if (typeof base?.extend !== 'function')
    throw new Error(`stuntbox needs Playwright's test, as in stuntbox(base, { vendors: { vpsorg } }), not ${said(base)}.`);
  checkFixtureOptions('stuntbox', options, 'vendors');
  const { vendors, ...others } = options;
  if (vendors === undefined) throw new Error('stuntbox needs the option vendors, as in stuntbox(base, { vendors: { vpsorg } }).');
  // Checks vendors and values where the mistake is, and not in each test.
  begin(opened(vendors, others).cloud, others);
  const fixtures: Fixtures<StuntboxFixtures<Providers>, object, Base> = {
    cloudOptions: [{}, { option: true }],
    cloud: async ({ baseURL, cloudOptions }, use, testInfo) => {
      checkFixtureOptions('cloudOptions', cloudOptions);
      await withCloudOf(vendors, { ...(others as CloudFixtureOptions<Providers>), ...cloudOptions }, baseURL, use, testInfo);
    },
    context: async ({ context, cloud }, use) => {
      const end = await routeCloud(context, cloud);
      await use(context);
      await end();
    },
  };
  // Playwright's types compute the fixtures of a generic `T` only where it is known.
  return base.extend(fixtures) as unknown as TestType<T & StuntboxFixtures<P>, W>;
}

async function withCloudOf(
  vendors: Providers,
  options: CloudFixtureOptions<Providers>,
  baseURL: string | undefined,
  use: (cloud: TestCloud<Providers>) => Promise<void>,
  testInfo: TestInfo,
): Promise<void> {
  const { cloud, origins } = opened(vendors, options);
  const contexts = new Set<BrowserContext>();
  const errors: unknown[] = [];
  keepRoutable(cloud, { cloud, origins, contexts, base: baseURL === undefined ? undefined : new URL(baseURL).origin, failed: (error) => errors.push(error) });
  // The cloud's own rooms keep the manual clock; only who reads `cloud.clock` gets the one that moves the pages.
  Object.defineProperty(cloud, 'clock', { value: pageClock(cloud.clock as never, contexts), enumerable: true });
  begin(observed(cloud), options);
  await use(cloud as unknown as TestCloud<Providers>);
  const { size } = cloud.violations;
  if (size > 0) testInfo.annotations.push({ type: 'stuntbox', description: `${size} ${size === 1 ? 'violation' : 'violations'} of the contract` });
  if (errors.length > 0 || testInfo.status !== testInfo.expectedStatus) await attachCloud(cloud, testInfo);
  // The page saw a failed request only; the reason is the test's.
  if (errors.length > 0) throw errors[0];
}

function begin(cloud: AnyCloud, { scenario = [] }: CloudFixtureOptions<Providers>): void {
  for (const name of [scenario].flat()) cloud.play(name);
}

function opened(vendors: Providers, { scenario: ____, link, ...options }: CloudFixtureOptions<Providers>): { cloud: AnyCloud; origins: Origins } {
  let of: Origins = new Map();
  let first: AnyCloud | undefined;
  const extend = (cloud: AnyCloud, origins: Origins): void => {
    // Called for clouds at other instants, too.
    if (first === undefined) of = origins;
    first ??= cloud;
  };
  const { seed: _, start: __, settings: ___, ...common } = options;
  const cloud =
    link === undefined
      ? openCloud(vendors, options as CloudOptions<Providers>, { extend })
      : openCloud(vendors, { ...common, clock: manualClock() }, { link, extend });
  return { cloud, origins: of };
}
