/** The parts of the suites for vendors: named checks, which any test runner can run. */
import assert from 'node:assert/strict';
import { openCloud } from '../../cloud/open.ts';
import type { CoreCloud } from '../../cloud/cloud.ts';
import type { Providers } from '../../cloud/options.ts';
import type { Answer } from '../../request/serve.ts';
import type { AnyProvider } from '../../vendor/provider.ts';
import type { PlainRequest } from '../../vendor/wire.ts';
import { credentialHeader } from '../../request/credential.ts';
import { hold } from './hold.ts';

/** One check of a vendor: `test(name, run)`. */
export interface VendorCheck {
  /** A sentence that is true when it passes. */
  readonly name: string;
  /** Rejects with an error that says what is wrong. */
  readonly run: () => Promise<void>;
}

/** An example from a vendor's own document. */
export interface VendorExample<P extends AnyProvider = AnyProvider> {
  /** The heading above it. */
  readonly heading: string;
  readonly request: {
    readonly method: string;
    /** The vendor's own part of the path, with its query: `/servers?status=off`. */
    readonly path: string;
    /** By default, the credential of the checks. */
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  };
  readonly status: number;
  /** The printed body, as JSON; null for an empty body; omit it if the document prints none. */
  readonly body?: string | null;
  /** Prepares a fresh cloud as the document presupposes: a server to be started is stopped. */
  readonly before?: (cloud: CoreCloud<{ readonly [N in P['name']]: P }>) => unknown;
  /** Compares the printed body with the actual one, both parsed, if they cannot be equal because of a placeholder or an ellipsis. Throws if they differ. */
  readonly compare?: (printed: never, answered: never) => void;
}

/** How a vendor is checked. */
export interface VendorCheckOptions<P extends AnyProvider = AnyProvider> {
  /** The headers of every request, with a credential; by default, one for the contract's first security scheme. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The examples of the vendor's documents. If given, each operation marked `documented` needs one. */
  readonly examples?: readonly VendorExample<P>[];
  /** How many random runs each property gets; 50 by default. */
  readonly runs?: number;
  /** The seed of the random runs. */
  readonly seed?: number;
}

/** A vendor under check. */
export interface Subject {
  readonly provider: AnyProvider;
  /** In lower case, with a credential. */
  readonly headers: Readonly<Record<string, string>>;
  /** Opens a fresh cloud that has only this vendor. */
  open(): CheckedCloud;
  /** Sends a request, and checks the reply against the contract. */
  ask(cloud: CheckedCloud, request: PlainRequest): Answer;
}

/** A cloud that has only the vendor under check. */
export type CheckedCloud = CoreCloud<Providers>;

/** Prepares a vendor for checking. */
export function subject(provider: AnyProvider, given?: Readonly<Record<string, string>>): Subject {
  return {
    provider,
    headers: lowerCase(given ?? credential(provider)),
    open: () => openCloud<Providers>({ [provider.name]: provider }),
    ask(cloud, request) {
      const answer = cloud.serve(provider.name, request);
      // A reply that a fault corrupted is not the vendor's.
      if (!answer.spoilt) hold(provider.contract, answer.exchange, answer.reply);
      return answer;
    },
  };
}

/** The contents of a cloud's accounts. */
export const stateOf = (cloud: CheckedCloud): unknown => plain(cloud.snapshot().accounts);

/** A value as another machine would receive it. */
export const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** @throws {Error} with the message, and where the two plain values differ. */
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

/** A credential in the format that the contract asks for; any is accepted. */
function credential(provider: AnyProvider): Record<string, string> {
  try {
    return { accept: 'application/json', ...credentialHeader(provider) };
  } catch (error) {
    throw new Error(`${(error as Error).message} Pass the headers: { headers: { … } }.`, { cause: error });
  }
}
