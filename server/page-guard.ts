/**
 * Rejects requests from web pages of other origins. Browsers send such requests without asking, including credentials:
 * any page that a developer visits could otherwise create a server, or use up a fault that waits for the next request.
 * Law: it decides by headers that a page cannot set, before the body is read.
 */
import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a request was made by a web page of another origin than the one at which it arrived.
 * `Sec-Fetch-Site` counts first: it is the browser's own, it takes redirects into account, and the proxy of a dev server passes it on, whose page has another
 * origin but belongs to it. Browsers leave it out over plain HTTP to anything but loopback; then `Origin` decides, which they send with all that is not a GET.
 */
export function foreign({ origin, 'sec-fetch-site': site }: IncomingHttpHeaders, scheme: string, host: string | undefined): boolean {
  if (site === 'same-origin') return false;
  if (site !== undefined && site !== 'none') return true;
  return origin !== undefined && origin !== `${scheme}://${host}`;
}

/** Whether a person followed a link here. The reply is shown in a tab of its own, where no other page can read it. */
export const visit = ({ 'sec-fetch-mode': mode, 'sec-fetch-dest': destination }: IncomingHttpHeaders): boolean =>
  mode === 'navigate' && destination === 'document';

/** Why a request of a foreign page is rejected. */
export const foreignRefusal = ({ origin }: IncomingHttpHeaders): string =>
  `This server rejects requests from web pages of other origins${origin === undefined ? '' : `, such as ${origin.slice(0, 253)}`}. Let the proxy of your dev server forward them, or start the server with --cors ORIGIN (the option cors).`;
