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
 * All checks that stuntbox runs for its own vendors, for any test runner: the contract has evidence for each part, each operation and refusal
 * answers as documented, and in random runs every reply is in the contract, a refusal changes nothing, and snapshots, links and resets are faithful.
 * @example
 * for (const { name, run } of vendorChecks(hetzner)) test(name, run);
 */
export function vendorChecks<P extends AnyProvider>(provider: P, { headers, examples, runs = 50, seed = 2026 }: VendorCheckOptions<P> = {}): VendorCheck[] {
  const checked = subject(provider, headers);
  // Each example's `before` is typed for its own vendor.
  return [...conformanceChecks(checked, examples as readonly VendorExample[] | undefined), ...propertyChecks(checked, { runs, seed })];
}
