/** The credential of a request, in the header that a vendor's contract asks for. */
import { base64 } from '../vendor/base64.ts';
import type { AnyProvider } from '../vendor/provider.ts';

/** A credential that any cloud accepts unless it was told otherwise: `key`, `user:key` or `token`. */
const ANY = { apiKey: 'key', basic: 'user:key', bearer: 'token' } as const;

/**
 * The header with a credential, by its lower-case name; none for a vendor without security schemes.
 * @param credential the key, `USER:PASSWORD` or the token; by default, one that any cloud accepts.
 * @throws {Error} when the contract asks for a credential elsewhere.
 */
export function credentialHeader({ contract, title }: AnyProvider, credential?: string): Record<string, string> {
  const [scheme] = Object.values(contract.components.securitySchemes);
  if (!scheme) return {};
  if (scheme.type === 'apiKey' && scheme.in === 'header') return { [scheme.name.toLowerCase()]: credential ?? ANY.apiKey };
  if (scheme.type === 'http' && scheme.scheme.toLowerCase() === 'basic')
    return { authorization: `Basic ${base64(new TextEncoder().encode(credential ?? ANY.basic))}` };
  if (scheme.type === 'http' && scheme.scheme.toLowerCase() === 'bearer') return { authorization: `Bearer ${credential ?? ANY.bearer}` };
  throw new Error(`No credential can be written for ${title}: its contract asks for '${scheme.type}', which is not a key in a header, Basic or Bearer.`);
}
