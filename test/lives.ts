/** Random lives, as the exported suites live them (testing/vendor), for properties that are no vendor's. */
import type fc from 'fast-check';
import type { Cloud } from '../index.ts';
import { subject } from '../testing/vendor/check.ts';
import * as exported from '../testing/vendor/random-run.ts';
import type { AnyProvider } from '../vendor/provider.ts';

export type { Step } from '../testing/vendor/random-run.ts';
export type AnyCloud = Cloud<Record<string, AnyProvider>>;

/** A life of at most so many steps. */
export const lives = (provider: AnyProvider, maxLength: number): fc.Arbitrary<exported.Step[]> => exported.randomRuns(subject(provider), maxLength);

/** Does a step, and gives what was answered. */
export const live = (cloud: AnyCloud, name: string, step: exported.Step): string =>
  exported.runStep({ ask: (_, request) => cloud.serve(name, request) }, cloud, step);
