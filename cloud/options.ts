/** How a cloud is to be. `check-options.ts` says what is wrong with how somebody wants it. */
import type { Clock, ManualClock } from '../model/clock.ts';
import type { Limits } from '../model/limits.ts';
import type { Source } from '../vendor/contract.ts';
import type { AnyProvider, VendorOf } from '../vendor/provider.ts';

/** The vendors of a cloud, each under its own name: `{ vpsorg }`. */
export type Providers = Readonly<Record<string, AnyProvider>>;

/** How a cloud is to be. */
export interface CloudOptions<P extends Providers, C extends Clock = ManualClock> {
  /** Where its time comes from: `manualClock()` by default; `systemClock()`, `scaledClock(60)`, `steppingClock(minutes(1))`. */
  readonly clock?: C;
  /** What its randomness is keyed by; 1 by default. */
  readonly seed?: string | number;
  /** The instant at which the manual clock starts; that of the documents' examples by default. */
  readonly start?: number | string | Date;
  /**
   * Moves a vendor to another base: `{ vpsorg: '/api/vps' }` for an app behind its own proxy, or a whole URL.
   * The base takes the place of the origin and of whatever path the vendor has before its own.
   */
  readonly origins?: { readonly [N in keyof P]?: string };
  /** The only credentials that a vendor accepts; any but the literal `invalid` by default. */
  readonly credentials?: { readonly [N in keyof P]?: string | readonly string[] };
  /** What is true of each account from the start: `{ vpsorg: { credits: 0 } }`. */
  readonly settings?: { readonly [N in keyof P]?: Partial<SettingsOf<VendorOf<P[N]>>> };
  /** The weakest evidence that a reply may rest on; a reply that rests on less is an error. */
  readonly strict?: Source;
  /** How much the journal keeps: so many exchanges, or `{ entries, bytes }`; 1,000 and 64 MiB by default. The oldest exchange goes first. */
  readonly journal?: number | Partial<Limits>;
  /** How much the history keeps, for `at` to go back by: so many changes, or `{ entries, bytes }`; 10,000 and 16 MiB by default. */
  readonly history?: number | Partial<Limits>;
  /** The largest snapshot that `restore` and `fromLink` take: so many records, or `{ entries, bytes }`; 1,000,000 and 256 MiB by default. */
  readonly snapshots?: number | Partial<Limits>;
}
type SettingsOf<V> = V extends { settings: infer S } ? S : never;

/** Says whether a credential is good. */
export type Accepts = (credential: string) => boolean;

/** Which credentials are good: those named, or any but the literal `invalid`. */
export function acceptor(credentials: string | readonly string[] | undefined): Accepts {
  if (credentials === undefined) return (credential) => credential !== 'invalid';
  const good = new Set(typeof credentials === 'string' ? [credentials] : credentials);
  return (credential) => good.has(credential);
}
