/** The credentials of the three accounts: what the user entered in this tab, else what the build was given. */
import type { Vendor } from './vendors.ts';

const DEFAULTS: Readonly<Record<Vendor, string>> = {
  vpsorg: import.meta.env.VITE_VPSORG_TOKEN ?? 'demo',
  puregpu: import.meta.env.VITE_PUREGPU_KEY ?? 'demo',
  evotic: import.meta.env.VITE_EVOTIC_TOKEN ?? 'demo',
};

/** What each vendor calls it. */
export const CREDENTIAL_NAMES: Readonly<Record<Vendor, string>> = { vpsorg: 'API token', puregpu: 'API key', evotic: 'API token' };

const entered = new Map<Vendor, string>();

export function credentialOf(vendor: Vendor): string {
  return entered.get(vendor) ?? stored()?.getItem(`credential.${vendor}`) ?? DEFAULTS[vendor];
}

/** Uses this credential from now on, until the tab is closed. */
export function setCredential(vendor: Vendor, credential: string): void {
  entered.set(vendor, credential);
  stored()?.setItem(`credential.${vendor}`, credential);
}

/** The tab's storage; none in Node, or where the browser forbids it. */
function stored(): Storage | undefined {
  try {
    return typeof sessionStorage === 'undefined' ? undefined : sessionStorage;
  } catch {
    return undefined;
  }
}
