/** Holds the replies of a server to a vendor's contract: asks for all that can be read, and lists where the replies depart. */
import { documentedOperations } from '../../testing/document.ts';
import { driftOf, printable, type Drift } from '../../testing/drift.ts';
import type { Operation } from '../../vendor/contract.ts';
import type { AnyProvider } from '../../vendor/provider.ts';
import { itemsOf, pathsOf, reads } from './plan.ts';
import { politely, type PoliteOptions } from './polite.ts';

/** A departure, and where it was met. */
export interface FoundDrift extends Drift {
  readonly operation: string;
  readonly status: number;
}

/** What came of it. */
export interface Verification {
  readonly vendor: string;
  /** The replies that were compared. */
  readonly compared: readonly { readonly operation: string; readonly path: string; readonly status: number }[];
  readonly drift: readonly (FoundDrift | (Omit<FoundDrift, 'kind'> & { readonly kind: 'redirect' }))[];
  /** The operations that read and were not compared, and why. */
  readonly notCompared: readonly { readonly operation: string; readonly because: string }[];
}

export interface VerifyOptions extends PoliteOptions {
  /** How many items of the lists are asked for, for each operation. */
  readonly most: number;
}

/**
 * Verifies a server.
 * @throws {Error} when it refuses the credential.
 */
export async function verifyServer(provider: AnyProvider, base: URL, options: VerifyOptions): Promise<Verification> {
  const all = reads(documentedOperations(provider));
  const ask = politely(base, options);
  const listed = new Map<string, ReturnType<typeof itemsOf>>();
  const compared: { operation: string; path: string; status: number }[] = [];
  const notCompared: { operation: string; because: string }[] = [];
  const drift = new Map<string, Verification['drift'][number]>();

  for (const read of all) {
    const { route, operation, template, parameters } = read;
    const paths = pathsOf(provider, all, read, listed).slice(0, options.most);
    if (paths.length === 0) notCompared.push({ operation: route, because: `no list has a value for ${parameters.map((name) => `{${name}}`).join(' and ')}` });
    for (const path of paths) {
      const reply = await ask(path, acceptOf(operation), operation.security !== undefined);
      if ('trouble' in reply) {
        notCompared.push({ operation: route, because: reply.trouble });
        break;
      }
      const { status, body, location } = reply;
      if ((status === 401 || status === 403) && compared.every((one) => one.status === status))
        throw new Error(`${provider.title} refuses the credential (${status} for GET ${path}). Pass it by --credential or STUNTBOX_CREDENTIAL.`);
      if (status >= 500) {
        notCompared.push({ operation: route, because: `it answered ${status}` });
        break;
      }
      const at = { operation: route, status };
      compared.push({ operation: route, path, status });
      const found =
        status >= 300 && status < 400
          ? [{ kind: 'redirect' as const, place: 'status', expected: 'a reply', found: `${status} to ${targetOf(location, base)}` }]
          : driftOf(operation, reply);
      for (const one of found) drift.set(JSON.stringify([route, one.kind, one.place, one.found]), { ...one, ...at });
      if (parameters.length === 0 && status < 300) listed.set(template, itemsOf(json(body)));
    }
  }
  return { vendor: provider.name, compared, drift: [...drift.values()], notCompared };
}

/** The types that the document has for a success, JSON first. */
function acceptOf({ responses }: Operation): string {
  const types = Object.entries(responses).flatMap(([status, { content = {} }]) => (status.startsWith('2') ? Object.keys(content) : []));
  return types.includes('application/json') ? 'application/json' : (types[0] ?? '*/*');
}

/** Where a redirect leads, without its query, which may hold a credential. */
function targetOf(location: string | null, base: URL): string {
  try {
    const { origin, pathname } = new URL(location ?? '', base);
    return printable(origin === base.origin ? pathname : origin + pathname);
  } catch {
    return 'no URL';
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
