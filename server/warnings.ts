/** What whoever starts a server should know about it. */
import { X509Certificate } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import type { ListenOptions } from '../cloud/listen.ts';
import { everywhere, loopback } from './host.ts';

const MOST_NAMED = 4;

/** The warnings of controls that listen at a URL: who can reach them now. */
export function warningsOfControls({ hostname, origin }: URL): string[] {
  if (loopback(hostname.replace(/^\[|\]$/g, ''))) return [];
  return [
    `The controls listen at ${origin}: anyone who can reach that address and learns their token can use them. The token is sent unencrypted, so only use a network that you trust.`,
  ];
}

/** The warnings of a server that listens at an address: who can reach it now, and whether its certificate is valid at an instant of the machine's clock. */
export function warningsOf(address: string, { tls }: ListenOptions, now: number): string[] {
  const warnings: string[] = [];
  if (everywhere(address)) {
    const others = Object.values(networkInterfaces()).flatMap((one = []) => one.filter(({ internal }) => !internal).map(({ address: own }) => own));
    const at = others.length > 0 ? `, such as ${others.slice(0, MOST_NAMED).join(', ')}` : '';
    warnings.push(
      `The server listens on every interface of this machine: anyone who can reach one of its addresses${at}, can use the mocks. Requests may name any address, but only the host names given with --allow-host.`,
    );
  } else if (!loopback(address)) warnings.push(`The server listens at ${address}: anyone who can reach that address can use the mocks.`);
  if (tls) {
    const { validFrom, validTo } = new X509Certificate(tls.cert);
    if (Date.parse(validTo) < now) warnings.push(`The certificate expired on ${validTo}, so clients will reject it.`);
    else if (Date.parse(validFrom) > now) warnings.push(`The certificate is not valid before ${validFrom}, so clients will reject it.`);
  }
  return warnings;
}
