/** What we use of Vitest, which only its users have. */
declare module 'vitest' {
  export function afterAll(run: () => unknown): void;
}
