/**
 * Rejects requests from web pages of other origins. Browsers send such requests without asking, including credentials:
 * any page that a developer visits could otherwise play an outage or create a server.
 */
import type { IncomingHttpHeaders } from 'node:http';

/** Returns why a request to the controls is rejected, or undefined if it does not come from a page of another origin. */
export function refusesControl({ host, origin, 'sec-fetch-site': site }: IncomingHttpHeaders): string | undefined {
  if (origin === undefined || origin === `http://${host}`) return refusesChange({ 'sec-fetch-site': site });
  return `The controls reject requests from web pages at ${origin.slice(0, 253)}. Send the request from a program, or from this server's own page.`;
}

/** Returns why a request that changes something is rejected, or undefined. A dev server's proxy forwards `sec-fetch-site: same-origin`. */
export function refusesChange({ 'sec-fetch-site': site }: Pick<IncomingHttpHeaders, 'sec-fetch-site'>): string | undefined {
  if (site === undefined || site === 'same-origin' || site === 'none') return undefined;
  return 'This server rejects changes from web pages of other origins. Use the proxy of your dev server, so that the page sends requests to its own origin.';
}
