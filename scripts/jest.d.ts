/** The types of jest.js, which has no dependencies. */
interface Total {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export declare function jest(run: { readonly name: string; readonly node?: string; readonly config: string; readonly words?: readonly string[] }): Total;
export declare function sum(total: Total): void;
