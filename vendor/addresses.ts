/** Addresses that belong to nobody, from the three networks reserved for documentation (RFC 5737). */

/** The networks, by their first three bytes. */
export const NETWORKS = ['203.0.113', '198.51.100', '192.0.2'] as const;
const HOSTS = 254;

/** The number of addresses, after which they repeat. */
const ADDRESSES = NETWORKS.length * HOSTS;

/** The nth address, from 0: `203.0.113.1`. Any whole number is valid; addresses repeat. */
export function documentationAddress(n: number): string {
  const place = ((n % ADDRESSES) + ADDRESSES) % ADDRESSES;
  return `${NETWORKS[Math.floor(place / HOSTS)]}.${(place % HOSTS) + 1}`;
}
