/** What the suites for vendors are made of: named checks, which any test runner can run. */
import assert from 'node:assert/strict';
import { openCloud } from '../../cloud/open.ts';
import type { CoreCloud } from '../../cloud/cloud.ts';
import type { Providers } from '../../cloud/options.ts';
import type { Answer } from '../../request/serve.ts';
import type { AnyProvider } from '../../vendor/provider.ts';
import type { PlainRequest } from '../../vendor/wire.ts';
import { hold } from './hold.ts';

/** One check of a vendor: `test(name, run)`. */
export interface VendorCheck {
  /** A sentence: what holds when it passes. */
  readonly name: string;
  /** Rejects with an error that says what does not hold. */
  readonly run: () => Promise<void>;
}

/** An example of a vendor's own document. */
export interface VendorExample<P extends AnyProvider = AnyProvider> {
  /** The heading that it stands under. */
  readonly heading: string;
  readonly request: {
    readonly method: string;
    /** The vendor's own part of the path, with its query: `/servers?status=off`. */
    readonly path: string;
    /** The credential of the checks by default. */
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  };
  readonly status: number;
  /** The printed body, JSON; null for none; left out where the document prints no body. */
  readonly body?: string | null;
  /** Brings a fresh cloud to what the document presupposes: a server that can be started is stopped. */
  readonly before?: (cloud: CoreCloud<{ readonly [N in P['name']]: P }>) => unknown;
  /** Compares the printed body with the answered one, both parsed, where they cannot be the same: a placeholder, an ellipsis. Throws where they differ. */
  readonly compare?: (printed: never, answered: never) => void;
}

/** How a vendor is checked. */
export interface VendorCheckOptions<P extends AnyProvider = AnyProvider> {
  /** The headers that every request has, with a credential; by default one is made up from the contract's first security scheme. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The examples of the vendor's documents. With them, each operation that is marked `documented` needs one. */
  readonly examples?: readonly VendorExample<P>[];
  /** How many random lives each property is tried with; 50 by default. */
  readonly runs?: number;
  /** What the random lives are drawn by; the same seed draws the same lives. */
  readonly seed?: number;
}

/** A vendor under check. */
export interface Subject {
  readonly provider: AnyProvider;
  /** In lower case, with a credential. */
  readonly headers: Readonly<Record<string, string>>;
  /** Opens a fresh cloud that has only this vendor. */
  open(): CheckedCloud;
  /** Asks, and holds the answer to the contract. */
  ask(cloud: CheckedCloud, request: PlainRequest): Answer;
}

/** A cloud that has only the vendor under check. */
export type CheckedCloud = CoreCloud<Providers>;

/** Makes a vendor ready to be checked. */
export function subject(provider: AnyProvider, given?: Readonly<Record<string, string>>): Subject {
  return {
    provider,
    headers: lowerCase(given ?? credential(provider)),
    open: () => openCloud<Providers>({ [provider.name]: provider }),
    ask(cloud, request) {
      const answer = cloud.serve(provider.name, request);
      // What a fault spoilt is not what the vendor writes.
      if (!answer.spoilt) hold(provider.contract, answer.exchange, answer.reply);
      return answer;
    },
  };
}

/** What a cloud's accounts hold. */
export const stateOf = (cloud: CheckedCloud): unknown => plain(cloud.snapshot().accounts);

/** A value as another machine would get it. */
export const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** @throws {Error} that says what does not hold, and shows where two plain values differ. */
export function same(actual: unknown, expected: unknown, message: string): void {
  try {
    assert.deepStrictEqual(actual, expected);
  } catch (error) {
    throw new Error(`${message}\n${(error as Error).message}`, { cause: error });
  }
}

/** Names in lower case, as a request has them. */
export const lowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** Any credential is accepted, if it is in the form that the contract asks for. */
function credential({ contract, title }: AnyProvider): Record<string, string> {
  const [scheme] = Object.values(contract.components.securitySchemes);
  const accept = { accept: 'application/json' };
  if (!scheme) return accept;
  if (scheme.type === 'apiKey' && scheme.in === 'header') return { ...accept, [scheme.name]: 'key' };
  if (scheme.type === 'http' && scheme.scheme.toLowerCase() === 'basic') return { ...accept, authorization: `Basic ${btoa('user:key')}` };
  if (scheme.type === 'http' && scheme.scheme.toLowerCase() === 'bearer') return { ...accept, authorization: 'Bearer token' };
  throw new Error(`The checks cannot make up a credential for ${title}: its contract asks for '${scheme.type}'. Give the headers: { headers: { … } }.`);
}
