/** What is told to the developer: in the console, once, with what failed, why, and what to do. */

/** Prints a problem that does not keep the page from running. */
export function tell(problem: string): void {
  console.warn(`[stuntbox] ${problem}`);
}

/** The message of whatever was thrown, without a full stop at its end. */
export function reason(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
