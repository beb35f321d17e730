/**
 * What a web page of another origin may not do. A browser sends such requests without asking, credentials and all:
 * a page that a developer visits could otherwise play an outage, or create a server.
 */
import type { IncomingHttpHeaders } from 'node:http';

/** Says why a page may not use the controls; undefined when no page of another origin asks. */
export function refusesControl({ host, origin, 'sec-fetch-site': site }: IncomingHttpHeaders): string | undefined {
  if (origin === undefined || origin === `http://${host}`) return refusesChange({ 'sec-fetch-site': site });
  return `The controls refuse a request from a web page at ${origin.slice(0, 253)}. Send it from a program, or from this server's own page.`;
}

/** Says why a page may not change anything; a dev server's proxy passes on that its page is of the same origin as itself. */
export function refusesChange({ 'sec-fetch-site': site }: Pick<IncomingHttpHeaders, 'sec-fetch-site'>): string | undefined {
  if (site === undefined || site === 'same-origin' || site === 'none') return undefined;
  return 'This server refuses a request that changes something and comes from a web page of another origin. Let your dev server proxy to it, so that the page asks its own origin.';
}
