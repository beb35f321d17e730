/** `setupFiles: ['stuntbox/vitest']`: the matchers for Vitest's `expect`. */
import { expect } from 'vitest';
import type { CloudMatchers } from './cloud-matchers.ts';
import { matchers } from './matchers.ts';

export type { CloudMatchers } from './cloud-matchers.ts';
export type { ReceivedOptions } from './received.ts';

declare module 'vitest' {
  // Vitest's own declaration has the same parameters, as it must.
  // oxlint-disable-next-line typescript/no-explicit-any
  interface Matchers<T = any> extends CloudMatchers<void, T> {}
}

expect.extend(matchers);
