/** The options of a cloud; `check-options.ts` validates them. */
import type { Clock, ManualClock } from '../model/clock.ts';
import type { Limits } from '../model/limits.ts';
import type { Source } from '../vendor/contract.ts';
import type { AnyProvider, VendorOf } from '../vendor/provider.ts';
import type { Latency } from './latency.ts';

/** The vendors of a cloud, each under its own name: `{ vpsorg }`. */
export type Providers = Readonly<Record<string, AnyProvider>>;

/** The options of a cloud. */
export interface CloudOptions<P extends Providers, C extends Clock = ManualClock> {
  /** The clock: `manualClock()` by default; or `liveClock({ speed: 60 })`, `steppingClock(minutes(1))`, `systemClock()`. */
  readonly clock?: C;
  /**
   * How long each reply takes in real time, for a person who watches: milliseconds, or the least and the most, such as `[150, 400]`; at most a minute.
   * The clock of the cloud does not move meanwhile. Under fake timers there is none. For a test, use the fault `latency`.
   */
  readonly latency?: Latency;
  /** The seed of all randomness; 1 by default. */
  readonly seed?: string | number;
  /** The instant at which the manual clock starts; by default, that of the documents' examples. */
  readonly start?: number | string | Date;
  /**
   * Moves a vendor to another base: `{ vpsorg: '/api/vps' }` for an app behind its own proxy, or a whole URL.
   * The base replaces the vendor's origin and any path prefix that it has.
   */
  readonly origins?: { readonly [N in keyof P]?: string };
  /** The only credentials that a vendor accepts; by default, any except the literal `invalid`. */
  readonly credentials?: { readonly [N in keyof P]?: string | readonly string[] };
  /** The initial settings of each account: `{ vpsorg: { credits: 0 } }`. */
  readonly settings?: { readonly [N in keyof P]?: Partial<SettingsOf<VendorOf<P[N]>>> };
  /** The weakest evidence that a reply may be based on; a reply with weaker evidence is an error. */
  readonly strict?: Source;
  /** How much the journal keeps: a number of exchanges, or `{ entries, bytes }`; 1,000 and 64 MiB by default. The oldest are dropped first. */
  readonly journal?: number | Partial<Limits>;
  /** How far back `at` can go: a number of changes, or `{ entries, bytes }`; 10,000 and 16 MiB by default. */
  readonly history?: number | Partial<Limits>;
  /** How much a table holds: a number of records, or `{ entries, bytes }`; 10,000 and 256 MiB by default. When it is full, a create is refused in the vendor's words. */
  readonly records?: number | Partial<Limits>;
  /** The largest link that `fromLink` replays: a number of steps, or `{ entries, bytes }`; 5,000 and 1 MiB by default, which no link of `toLink` exceeds. */
  readonly links?: number | Partial<Limits>;
  /** The largest snapshot that `restore` and `fromLink` accept: a number of records, or `{ entries, bytes }`; 1,000,000 and 256 MiB by default. */
  readonly snapshots?: number | Partial<Limits>;
  /**
   * What happens when a request departs from the contract; `record` by default. The vendor answers as it really does, except with `throw` and `refuse`, where nothing is done:
   * `throw` is an error of the test, and `refuse` a 400 that lists the violations, for clients in other languages.
   */
  readonly violations?: ViolationReport | ViolationOptions;
}

/** The default limits of a table. */
export const RECORD_LIMITS: Limits = { entries: 10_000, bytes: 268_435_456 };
/** How violations are reported: kept, printed once each, an error of the test, a 400 instead of the vendor's answer, or not looked for at all. */
export type ViolationReport = 'record' | 'warn' | 'throw' | 'refuse' | 'off';

/** How violations are reported, and which are none. */
export interface ViolationOptions {
  readonly report?: ViolationReport;
  /** The places where a client departs from the contract on purpose, and why: `vpsorg GET /servers/ query.page`. */
  readonly allow?: readonly (string | { readonly at: string; readonly because: string })[];
  /** Where `warn` prints; `console.warn` by default. */
  readonly warn?: (message: string) => void;
}

type SettingsOf<V> = V extends { settings: infer S } ? S : never;

/** Whether a credential is accepted. */
export type Accepts = (credential: string) => boolean;

const anyValid: Accepts = (credential) => credential !== 'invalid';

/** Accepts the given credentials, or by default any except the literal `invalid`. */
export function acceptor(credentials: string | readonly string[] | undefined): Accepts {
  if (credentials === undefined) return anyValid;
  const accepted = new Set(typeof credentials === 'string' ? [credentials] : credentials);
  return (credential) => accepted.has(credential);
}
