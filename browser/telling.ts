/** What is told to the developer: in the console, once, with what failed, why, and what to do. */

/** Prints a problem that does not keep the page from running. */
export function tell(problem: string): void {
  console.warn(`[stuntbox] ${problem}`);
}

/** The message of whatever was thrown, to end a sentence of ours with. */
export function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /[.?!]$/.test(text) ? text : `${text}.`;
}
