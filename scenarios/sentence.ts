/** Parts of the descriptions of scenarios. */

/** A fraction as a whole percentage: `60%`. */
export const percent = (share: number): string => `${Math.round(100 * share)}%`;

/** `The next create`, `Each of the next 3 creates`. */
export const next = (times: number, what: string): string => (times === 1 ? `The next ${what}` : `Each of the next ${times} ${what}s`);
