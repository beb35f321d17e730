/** Playwright. */
export const nothing = 0;
