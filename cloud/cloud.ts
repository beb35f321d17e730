/** The public types of a cloud, without msw. */
import type { Clock, ManualClock } from '../model/clock.ts';
import type { Change } from '../model/collection.ts';
import type { Fault, Faults, Outcome, Place } from '../model/faults.ts';
import type { Exchange, Journal } from '../model/journal.ts';
import type { Problem, ProblemKind } from '../model/problem.ts';
import type { Violation } from '../model/violation.ts';
import type { Answer } from '../request/serve.ts';
import type { Account } from '../vendor/account.ts';
import type { Contract, Route, Source } from '../vendor/contract.ts';
import type { VendorOf } from '../vendor/provider.ts';
import type { AnyScenario } from '../vendor/scenario.ts';
import type { PlainRequest } from '../vendor/wire.ts';
import type { Link } from './link.ts';
import type { ControlledListening, ControlOptions, Listening, ListenOptions } from './listen.ts';
import type { Providers } from './options.ts';
import type { Snapshot } from './snapshot.ts';
import type { Violations } from './violations.ts';

/** The names of the scenarios that come with the vendors of a cloud; any text when the vendors are not known to the compiler. */
export type ScenarioName<P extends Providers> = string extends keyof P ? string : NameOfScenario<P>;
type NameOfScenario<P extends Providers> = {
  [N in keyof P]: P[N] extends { readonly scenarios: infer S }
    ? S[keyof S] extends infer One
      ? One extends { readonly name: infer Name extends string }
        ? Name
        : never
      : never
    : never;
}[keyof P];

/** A fault in a cloud: its `vendor` decides which operations and refusals are available; any fault when the vendors are not known to the compiler. */
export type FaultIn<P extends Providers> = string extends keyof P ? Fault : { [N in keyof P & string]: FaultAt<VendorOf<P[N]>, N> }[keyof P & string];
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

/** The operations of a cloud's vendors; any text when the vendors are not known to the compiler. */
export type OperationName<P extends Providers> = string extends keyof P ? string : { [N in keyof P & string]: OperationAt<VendorOf<P[N]>> }[keyof P & string];
type OperationAt<V> = V extends { contract: infer C extends Contract } ? Route<C> : string;

/** A documented operation of a vendor. */
export interface DocumentedOperation {
  readonly vendor: string;
  /** `POST /servers/` */
  readonly operation: string;
  readonly summary: string;
  readonly source: Source;
}

/** The accounts of a cloud, each under its vendor's name. */
export type Accounts<P extends Providers> = { readonly [N in keyof P]: Account<VendorOf<P[N]>> };

/** What caused a change: a request, the passing of time, a scenario, or code that changed the cloud directly. */
export type ChangedBy = 'request' | 'time' | 'scenario' | 'code';

/** A change of a record, and what caused it. */
export interface CloudChange extends Change {
  readonly vendor: string;
  readonly by: ChangedBy;
}

/** A violation, with the exchange in which it occurred. */
export interface CloudViolation extends Violation {
  readonly exchange: Exchange;
}

/** What a cloud reports as it happens. */
export interface CloudEvents {
  /** After each request was answered, in the order of the replies. */
  readonly exchange: Exchange;
  /** After each change of a record, once the request, scenario or clock move that caused it is complete. */
  readonly change: CloudChange;
  /** After a request that departs from the contract, whatever the vendor made of it: one event for each violation. */
  readonly violation: CloudViolation;
  /** After a scenario was played. */
  readonly scenario: PlayedScenario;
}

/** A scenario that was played: `vpsorg/out-of-credits`. */
export interface PlayedScenario {
  readonly name: string;
  /** By the cloud's clock, in milliseconds since the epoch. */
  readonly at: number;
}

/** What every cloud has besides its accounts. */
export interface CloudMembers<P extends Providers, C extends Clock = ManualClock> {
  /** The cloud's clock: everything that takes time follows it. */
  readonly clock: C;
  /** What goes wrong, and where. */
  readonly faults: Faults<FaultIn<P>>;
  /** The requests and replies so far. */
  readonly journal: Journal;
  /** How the requests so far depart from the contract, and which departures a test expects. */
  readonly violations: Violations<OperationName<P>>;
  /** The vendors that the cloud was created with, each under its name. */
  readonly vendors: P;
  /** Every documented operation of the cloud's vendors. */
  readonly operations: readonly DocumentedOperation[];
  /** The base URL of each vendor: its own, or the one from the option `origins`. */
  readonly origins: { readonly [N in keyof P]: string };
  /**
   * Calls a listener with each event of a kind, and returns a function that removes it.
   * An error thrown by a listener reaches the code that caused the event; the cloud is in a consistent state by then.
   * @example
   * const stop = cloud.on('change', ({ vendor, table, key, kind }) => console.log(vendor, table, key, kind));
   */
  on<E extends keyof CloudEvents>(event: E, listener: (event: CloudEvents[E]) => void): () => void;
  /**
   * Calls a listener once for each thing that happens, and returns a function that ends that: an exchange, a change by code, a scenario or time, a move of the clock, its pause and speed, a fault added or removed, a reset, a restore.
   * For whoever draws the cloud. While somebody listens, a clock that runs by itself tells of what comes due when it does, without a request; its timer keeps no program from ending.
   * An error thrown by a listener does not disturb the cloud: it becomes an unhandled rejection.
   * @throws {Error} when the listener is not a function.
   * @example
   * const version = useSyncExternalStore(cloud.subscribe, () => cloud.version);
   */
  subscribe(listener: () => void): () => void;
  /** A number that grows with everything that `subscribe` tells of. */
  readonly version: number;
  /**
   * Plays a scenario, given as a value or by its name.
   * @throws {Error} when there is no such scenario, or its vendor is not in this cloud.
   * @example
   * cloud.play('vpsorg/out-of-credits');
   */
  play(scenario: ScenarioName<P> | AnyScenario): void;
  /** Resets the cloud to what `createCloud` with the same options gives: records, settings, faults, journal, history and seed. A clock that can be moved goes back to its start; a live clock without a start of its own, to the current time. */
  reset(): void;
  /** Saves the whole cloud as plain JSON. */
  snapshot(): Snapshot;
  /**
   * Restores the cloud from a snapshot; a clock that can be moved goes to the instant of the snapshot.
   * @throws {Error} when the snapshot is of other vendors, or a member, which the error names, is invalid; the cloud is then unchanged.
   */
  restore(snapshot: Snapshot): void;
  /**
   * The cloud as a short plain value: its start and what was done since, for `createCloud.fromLink` on another machine.
   * It contains no credentials, no secrets that the vendor never shows (such as a root password), and no headers except the types of bodies. When code changed the cloud directly, it contains a snapshot instead of steps.
   * @example
   * location.hash = linkFragment(cloud.toLink());
   */
  toLink(): Link;
  /**
   * Answers a request without msw: fast, and on any host. Undefined when the request is for none of the cloud's vendors.
   * The time that a reply takes counts from the call: `const reply = cloud.fetch(…); cloud.clock.advance(5_000); await reply`.
   * @throws {TypeError} when a fault drops the connection, like `fetch` in Node: `error.cause.code` is `ECONNRESET`.
   * @throws {Error} when the cloud is `strict` and the evidence for the reply is too weak; then nothing was done.
   * @example
   * const reply = await cloud.fetch('https://api.puregpu.com/server/10/status', { headers: { 'X-API-Key': 'key' } });
   */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response | undefined>;
  /**
   * Serves this cloud over HTTP, each vendor under its name (`/vpsorg/servers/`), and a single vendor also at the root. Only in Node.
   * @throws {Error} when the port is taken, the host is not this machine's, or this is a browser; the promise rejects.
   * @example
   * const { url, close } = await cloud.listen({ port: 0 });
   */
  listen(options: ListenOptions & { readonly control: ControlOptions }): Promise<ControlledListening>;
  listen(options?: ListenOptions): Promise<Listening>;
  /**
   * Answers a request given as plain values, for a host without `Request`.
   * @throws {Error} when the cloud has no such vendor, or is `strict` and the evidence for the reply is too weak.
   */
  serve(vendor: keyof P & string, request: PlainRequest): Answer;
  /** Answers a request that the host could not read, such as one whose body is too large, with the vendor's refusal. */
  refuse(vendor: keyof P & string, request: PlainRequest, problem: Problem): Answer;
}

/** A cloud without msw. */
export type CoreCloud<P extends Providers, C extends Clock = ManualClock> = Accounts<P> &
  CloudMembers<P, C> & {
    /**
     * The cloud at another instant, past or future: a separate cloud whose clock stands there, and whose changes do not affect this one.
     * The future assumes no further requests. It keeps the current faults: they belong to a test, not to a time.
     * @param instant milliseconds since the epoch, a Date, or a date such as `2025-01-16T15:31:00Z`.
     * @throws {Error} when the instant is before the cloud began or was restored, or before the start of its history.
     * @example
     * const later = cloud.at(cloud.clock.now() + minutes(2));
     * later.vpsorg.progress(later.vpsorg.servers.get(12347)); // 37
     */
    at(instant: number | string | Date): CoreCloud<P>;
  };

/** A cloud whose vendors are not known to the compiler. */
export type AnyCloud = CoreCloud<Providers, Clock>;
