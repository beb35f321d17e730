/**
 * Our own suites, for any vendor: `import { vendorChecks } from 'stuntbox/vendor/testing'`.
 * Needs `ajv`, `ajv-formats` and `fast-check`, which are optional peers of stuntbox.
 */
import type { AnyProvider } from '../../vendor/provider.ts';
import { subject, type VendorCheck, type VendorCheckOptions, type VendorExample } from './check.ts';
import { conformanceChecks } from './conformance.ts';
import { propertyChecks } from './properties.ts';

export type { VendorCheck, VendorCheckOptions, VendorExample } from './check.ts';

/**
 * Every check that stuntbox holds its own vendors to, for a test runner of your choice: the contract has evidence for each part, each operation and refusal
 * answers as documented, and in random lives nothing is answered outside the contract, what is refused changes nothing, and snapshots, links and resets are true.
 * @example
 * for (const { name, run } of vendorChecks(hetzner)) test(name, run);
 */
export function vendorChecks<P extends AnyProvider>(provider: P, { headers, examples, runs = 50, seed = 2026 }: VendorCheckOptions<P> = {}): VendorCheck[] {
  const checked = subject(provider, headers);
  // An example's own `before` knows which vendor it is of.
  return [...conformanceChecks(checked, examples as readonly VendorExample[] | undefined), ...propertyChecks(checked, { runs, seed })];
}
