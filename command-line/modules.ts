/** External vendors: loads modules that export providers, for `stuntbox serve --vendor`. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Providers } from '../cloud/options.ts';
import { checkProvider } from '../vendor/check.ts';
import type { AnyProvider } from '../vendor/provider.ts';

/**
 * The vendors that a module exports, by name.
 * @param specifier a path relative to the current folder (`./acme.js`), or the name of a package.
 * @param taken names that are already in use.
 * @throws {Error} when the module does not exist, cannot be loaded, or exports no valid vendor with an unused name.
 */
export async function vendorsIn(specifier: string, taken: readonly string[]): Promise<Providers> {
  const module = await loaded(specifier);
  // The same provider may be exported twice: as the default and by name.
  const candidates = new Set(Object.values(module).filter(meantAsProvider));
  if (candidates.size === 0)
    throw new Error(
      `${specifier} exports no vendor${Object.keys(module).length > 0 ? ` (it exports ${Object.keys(module).join(', ')})` : ''}. A vendor is an object with a name, a contract and operations.`,
    );
  const found = new Map<string, AnyProvider>();
  for (const provider of candidates) {
    try {
      checkProvider(provider);
    } catch (error) {
      throw new Error(`${specifier} cannot be served. ${(error as Error).message}`, { cause: error });
    }
    if (taken.includes(provider.name) || found.has(provider.name))
      throw new Error(`${specifier} exports a vendor named '${provider.name}', but that name is already in use. Choose another name.`);
    found.set(provider.name, provider);
  }
  return Object.fromEntries(found);
}

/** Whether an export is meant to be a vendor, even if it is incomplete. */
const meantAsProvider = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && (Object.hasOwn(value, 'operations') || Object.hasOwn(value, 'contract'));

async function loaded(specifier: string): Promise<Readonly<Record<string, unknown>>> {
  const url = located(specifier);
  try {
    return (await import(url)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    // A module may throw any value while it is loaded.
    const { code, message = String(error) } = Object(error) as Partial<NodeJS.ErrnoException>;
    if (code === 'ERR_MODULE_NOT_FOUND' && url === specifier)
      throw new Error(`There is no package '${specifier}' here. Install it, or write ./${specifier} for a file.`, { cause: error });
    throw new Error(`${specifier} cannot be loaded: ${message}`, { cause: error });
  }
}

/** The URL of a module: a file relative to the current folder, or a package installed there. Otherwise it is left to `import`. */
function located(specifier: string): string {
  if (/^(?:\.\.?(?:[\\/]|$)|[\\/]|[a-z]:[\\/])/i.test(specifier)) {
    const path = resolve(specifier);
    if (!existsSync(path)) throw new Error(`There is no file ${specifier}.`);
    return pathToFileURL(path).href;
  }
  try {
    return pathToFileURL(createRequire(join(process.cwd(), 'package.json')).resolve(specifier)).href;
  } catch {
    return specifier;
  }
}
