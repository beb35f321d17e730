/** Random lives, as the exported suites live them (testing/vendor), for properties that are no vendor's. */
import type fc from 'fast-check';
import type { Cloud } from '../index.ts';
import { subject } from '../testing/vendor/check.ts';
import * as exported from '../testing/vendor/lives.ts';
import type { AnyProvider } from '../vendor/provider.ts';

export type { Step } from '../testing/vendor/lives.ts';
export type AnyCloud = Cloud<Record<string, AnyProvider>>;

/** A life of at most so many steps. */
export const lives = (provider: AnyProvider, maxLength: number): fc.Arbitrary<exported.Step[]> => exported.lives(subject(provider), maxLength);

/** Does a step, and gives what was answered. */
export const live = (cloud: AnyCloud, name: string, step: exported.Step): string =>
  exported.live({ ask: (_, request) => cloud.serve(name, request) }, cloud, step);
