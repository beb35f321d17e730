/** How a cloud is to be, and what is wrong with how somebody wants it. */
import type { Clock, ManualClock } from '../model/clock.ts';
import type { Source } from '../vendor/contract.ts';
import type { AnyProvider, VendorOf } from '../vendor/provider.ts';
import { compile } from '../request/compile.ts';
import { suggestion } from '../model/spelling.ts';

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
  /** How many exchanges the journal keeps; 1,000 by default. */
  readonly journal?: number;
  /** How many changes the history keeps, for `at` to go back by; 10,000 by default. */
  readonly history?: number;
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

/**
 * Holds the options to the vendors.
 * @throws {Error} that says which name is wrong, and what was perhaps meant.
 */
export function checkOptions(providers: Providers, options: CloudOptions<Providers, Clock>): void {
  for (const [name, provider] of Object.entries(providers)) {
    if (provider?.name !== name)
      throw new Error(
        `createCloud was given '${name}', which is ${provider?.name ? `the vendor '${provider.name}'. Write createCloud({ ${provider.name} }).` : "not a vendor. Import one, such as import { vpsorg } from 'stuntbox/vpsorg'."}`,
      );
  }
  for (const option of ['origins', 'credentials', 'settings'] as const) {
    for (const name of Object.keys(options[option] ?? {})) {
      if (!Object.hasOwn(providers, name))
        throw new Error(`The option ${option} names '${name}', which is not in this cloud.${suggestion(name, Object.keys(providers))}`);
    }
  }
  for (const [name, settings] of Object.entries(options.settings ?? {}))
    checkSettings(name, Object.keys(compile(providers[name] as AnyProvider).settings), Object.keys(settings ?? {}));
}

function checkSettings(vendor: string, known: readonly string[], given: readonly string[]): void {
  for (const setting of given) if (!known.includes(setting)) throw new Error(`${vendor} has no setting '${setting}'.${suggestion(setting, known)}`);
}
