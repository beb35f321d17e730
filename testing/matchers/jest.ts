/** `setupFilesAfterEnv: ['stuntbox/jest']`: the matchers for Jest's `expect`, imported or global. */
import { expect } from '@jest/globals';
import type { CloudMatchers } from './cloud-matchers.ts';
import { matchers } from './matchers.ts';

export type { CloudMatchers } from './cloud-matchers.ts';
export type { ReceivedOptions } from './received.ts';

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends CloudMatchers<R, T> {}
}
declare global {
  namespace jest {
    // The names of @types/jest, for those who use its global `expect`.
    interface Matchers<R, T = {}> extends CloudMatchers<R, T> {}
  }
}

expect.extend(matchers);
