/**
 * Rejects requests from web pages of other origins. Browsers send such requests without asking, including credentials:
 * any page that a developer visits could otherwise play an outage or create a server.
 */
import type { IncomingHttpHeaders } from 'node:http';

/** Returns why a request that changes something is rejected, or undefined. A dev server's proxy forwards `sec-fetch-site: same-origin`. */
export function refusesChange({ 'sec-fetch-site': site }: Pick<IncomingHttpHeaders, 'sec-fetch-site'>): string | undefined {
  if (site === undefined || site === 'same-origin' || site === 'none') return undefined;
  return 'This server rejects changes from web pages of other origins. Use the proxy of your dev server, so that the page sends requests to its own origin.';
}
