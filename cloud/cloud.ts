/** The types of a cloud, without msw: what a user sees. */
import type { Clock, ManualClock } from '../model/clock.ts';
import type { Change } from '../model/collection.ts';
import type { Faults, Outcome, Place } from '../model/faults.ts';
import type { Exchange, Journal } from '../model/journal.ts';
import type { Problem, ProblemKind, Violation } from '../model/problem.ts';
import type { Answer } from '../request/serve.ts';
import type { Account } from '../vendor/account.ts';
import type { Contract, Route, Source } from '../vendor/contract.ts';
import type { VendorOf } from '../vendor/provider.ts';
import type { AnyScenario } from '../vendor/scenario.ts';
import type { PlainRequest } from '../vendor/wire.ts';
import type { Link } from './link.ts';
import type { Listening, ListenOptions } from './listen.ts';
import type { Providers } from './options.ts';
import type { Snapshot } from './snapshot.ts';

/** The names of the scenarios that come with the vendors of a cloud. */
export type ScenarioName<P extends Providers> = {
  [N in keyof P]: P[N] extends { readonly scenarios: infer S }
    ? S[keyof S] extends infer One
      ? One extends { readonly name: infer Name extends string }
        ? Name
        : never
      : never
    : never;
}[keyof P];

/** A fault in a cloud: its `vendor` decides which operations `on` may name, and which refusals there are. */
export type FaultIn<P extends Providers> = { [N in keyof P & string]: FaultAt<VendorOf<P[N]>, N> }[keyof P & string];
type FaultAt<V, N extends string> = V extends {
  contract: infer C extends Contract;
  refuses: infer K extends ProblemKind;
  tables: { servers: { status: infer S extends string } };
}
  ? Omit<Place, 'vendor' | 'on'> & { readonly vendor: N; readonly on?: Route<C> } & (
        | Exclude<Outcome, { outcome: 'refused' | 'settles' | 'rate-limit' }>
        | (Omit<Extract<Outcome, { outcome: 'refused' }>, 'kind'> & { readonly kind: K })
        | { readonly outcome: 'settles'; readonly in: S }
        | ('rate-limited' extends K ? Extract<Outcome, { outcome: 'rate-limit' }> : never)
      )
  : never;

/** A documented operation of a vendor's. */
export interface DocumentedOperation {
  readonly vendor: string;
  /** `POST /servers/` */
  readonly operation: string;
  readonly summary: string;
  readonly source: Source;
}

/** The accounts of a cloud, each under its vendor's name. */
export type Accounts<P extends Providers> = { readonly [N in keyof P]: Account<VendorOf<P[N]>> };

/** What made a change: a request, the passing of time, a scenario, or code that changed the cloud directly. */
export type ChangedBy = 'request' | 'time' | 'scenario' | 'code';

/** A change of a record, and where it came from. */
export interface CloudChange extends Change {
  readonly vendor: string;
  readonly by: ChangedBy;
}

/** A member of a request that was not as documented, and that the vendor refused. */
export interface CloudViolation extends Violation {
  readonly vendor: string;
  readonly exchange: Exchange;
}

/** What a cloud reports as it happens. */
export interface CloudEvents {
  /** After each request was answered, in the order of the answers. */
  readonly exchange: Exchange;
  /** After each change of a record, once the request, the scenario or the step in time that made it is done. */
  readonly change: CloudChange;
  /** After a request that the vendor refused because members of it were not as documented: one for each member. */
  readonly violation: CloudViolation;
}

/** What every cloud has, besides its accounts. */
export interface CloudMembers<P extends Providers, C extends Clock = ManualClock> {
  /** The cloud's time: nothing in it happens but by this clock. */
  readonly clock: C;
  /** What goes wrong, and where. */
  readonly faults: Faults<FaultIn<P>>;
  /** What was asked and what was answered. */
  readonly journal: Journal;
  /** The vendors that it was opened with, each under its name. */
  readonly vendors: P;
  /** Every documented operation of the cloud's vendors. */
  readonly operations: readonly DocumentedOperation[];
  /** Where each vendor is: its own base, or the one that it was moved to. */
  readonly origins: { readonly [N in keyof P]: string };
  /**
   * Calls a listener with each event of a kind; gives the function that stops it.
   * A listener that throws does so out of whatever made the event; the cloud itself is whole by then.
   * @example
   * const stop = cloud.on('change', ({ vendor, table, key, kind }) => console.log(vendor, table, key, kind));
   */
  on<E extends keyof CloudEvents>(event: E, listener: (event: CloudEvents[E]) => void): () => void;
  /**
   * Plays a scenario, by itself or by its name.
   * @throws {Error} when there is none of that name, or its vendor is not in this cloud.
   * @example
   * cloud.play('vpsorg/out-of-credits');
   */
  play(scenario: ScenarioName<P> | AnyScenario): void;
  /** Makes the cloud what a fresh `createCloud` with the same options gives: records, settings, faults, journal, history and seed. A manual clock goes back to its start; one that runs by itself runs on. */
  reset(): void;
  /** All of the cloud as plain JSON. */
  snapshot(): Snapshot;
  /**
   * Makes the cloud what it was; a manual clock goes to the instant of the snapshot.
   * @throws {Error} when the snapshot is of other vendors, or wrong in any member, which the error names; the cloud is then what it was.
   */
  restore(snapshot: Snapshot): void;
  /**
   * The cloud as a short plain value: how it began and what was done since, for `createCloud.fromLink` on another machine.
   * Holds no credential, no secret that the vendor never shows (a password for root), and no header but the types of bodies. What code changed directly cannot be told: a snapshot stands in its place then.
   * @example
   * location.hash = linkFragment(cloud.toLink());
   */
  toLink(): Link;
  /**
   * Answers a request by itself, without msw: fast, and for any host. Undefined when it is for none of the cloud's vendors.
   * The time that a reply takes counts from the call on: `const reply = cloud.fetch(…); cloud.clock.advance(5_000); await reply`.
   * @throws {TypeError} as `fetch` does in Node, when a fault drops the connection: `error.cause.code` is `ECONNRESET`.
   * @throws {Error} when the cloud is `strict` and the evidence of the reply too weak; nothing was done then.
   * @example
   * const reply = await cloud.fetch('https://api.puregpu.com/server/10/status', { headers: { 'X-API-Key': 'key' } });
   */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response | undefined>;
  /**
   * Serves this very cloud over HTTP, each vendor under its name (`/vpsorg/servers/`), a single one at the root as well. Only in Node.
   * @throws {Error} from the promise, when the port is taken, the host is not this machine's, or this is a browser.
   * @example
   * const { url, close } = await cloud.listen({ port: 0 });
   */
  listen(options?: ListenOptions): Promise<Listening>;
  /**
   * One request as plain values, for a host that has no `Request`.
   * @throws {Error} when the cloud has no such vendor, or is `strict` and the evidence of the reply too weak.
   */
  serve(vendor: keyof P & string, request: PlainRequest): Answer;
  /** A request that the host could not even read, such as one whose body is too large, in the vendor's words. */
  refuse(vendor: keyof P & string, request: PlainRequest, problem: Problem): Answer;
}

/** A cloud without msw. */
export type CoreCloud<P extends Providers, C extends Clock = ManualClock> = Accounts<P> &
  CloudMembers<P, C> & {
    /**
     * The cloud as it is, was or will be at an instant, without moving it: another cloud, whose clock stands there, and whose changes never reach this one.
     * The future assumes no further requests. It keeps the current faults: they belong to a test, not to a time.
     * @param instant milliseconds since the epoch, a Date, or a date such as `2025-01-16T15:31:00Z`.
     * @throws {Error} when the instant is before the cloud began or was restored, or beyond what its history holds.
     * @example
     * const later = cloud.at(cloud.clock.now() + minutes(2));
     * later.vpsorg.progress(later.vpsorg.servers.get(12347)); // 37
     */
    at(instant: number | string | Date): CoreCloud<P>;
  };

/** A cloud, where nobody knows which vendors it has. */
export type AnyCloud = CoreCloud<Providers, Clock>;
