/** The vendor of a command that is about one vendor: one of ours by its name, or one that a module exports. */
import type { Providers } from '../cloud/options.ts';
import { vendors } from '../handlers/index.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import { Usage, type FlagTable } from './command.ts';
import { chosen, known } from './serving.ts';

/** The flag that names the vendor, or the module that exports it. */
export const ONE_VENDOR_FLAG = {
  vendor: { type: 'string', multiple: true, value: 'NAME|./module.js', help: 'the vendor: one of ours, or the one that a file or package exports' },
} as const satisfies FlagTable;

/**
 * The vendor that a command names, as a word or by `--vendor`.
 * @param example the command with a vendor, for the error.
 * @throws {Usage} when it names none, or several.
 */
export async function oneVendor(
  command: string,
  named: readonly string[],
  specifiers: readonly string[],
  example = `${command} ${Object.keys(vendors)[0]}`,
): Promise<AnyProvider> {
  const all = await vendorsOf(specifiers);
  const wanted = [...named, ...specifiers.filter((specifier) => Object.hasOwn(vendors, specifier))];
  const found = Object.values(chosen(all, wanted.length > 0 ? wanted : Object.keys(all).filter((name) => !Object.hasOwn(vendors, name))));
  const [provider] = found;
  if (provider && found.length === 1) return provider;
  throw new Usage(`stuntbox ${command} is about one vendor. Name it: stuntbox ${example}. Available: ${Object.keys(all).join(', ')}.`);
}

/** Our vendors, and those from modules; the name of one of ours is no module. */
export const vendorsOf = (specifiers: readonly string[]): Promise<Providers> => known(specifiers.filter((specifier) => !Object.hasOwn(vendors, specifier)));
