/** Which host names the requests to a dev server can have, as Vite decides it (`server.allowedHosts`). */

/** What Vite was told. */
export interface HostRules {
  readonly allowedHosts: true | readonly string[];
  readonly https: boolean;
}

/** Listening everywhere: an address in `Host` is always fine, since addresses cannot be rebound to another machine. */
export const ANY_ADDRESS = '0.0.0.0';

/** The names for the vendors: those that Vite lets in. With HTTPS it lets all in, since a rebound name has no certificate. */
export const hostsOfVendors = ({ allowedHosts, https }: HostRules): readonly string[] => (https || allowedHosts === true ? ['*'] : allowedHosts);

/** The names for the panel and its controls: `allowedHosts: true` lets any name in, also one that was rebound, so each has to be named. */
export const hostsOfControls = ({ allowedHosts, https }: HostRules): readonly string[] => (https ? ['*'] : allowedHosts === true ? [] : allowedHosts);

/** How a name is allowed, in words. */
export const ALLOWING = 'add it to server.allowedHosts in the configuration of Vite (preview.allowedHosts for vite preview)';
