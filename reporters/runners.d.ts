/** What we use of Vitest, which only its users have. */
declare module 'vitest' {
  export function afterAll(run: () => unknown): void;
  export const expect: { extend(matchers: object): void };
  // Vitest's own declaration, which ours in testing/matchers/vitest.ts must equal in its parameters.
  // oxlint-disable-next-line typescript/no-explicit-any
  export interface Matchers<T = any> {}
}
