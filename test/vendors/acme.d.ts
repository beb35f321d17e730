/** What the tests take apart of it. */
export const acme: Readonly<Record<'operations' | 'wire' | 'routing' | 'refusals', object>> & Readonly<Record<string, unknown>>;
export default acme;
