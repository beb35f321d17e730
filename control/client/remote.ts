/** The types of a cloud on the other side of the controls: the shape of a cloud, but each call returns a promise. */
import type { CloudChange, FaultIn, ScenarioName } from '../../cloud/cloud.ts';
import type { Link } from '../../cloud/link.ts';
import type { Providers } from '../../cloud/options.ts';
import type { Snapshot } from '../../cloud/snapshot.ts';
import type { RecordKey } from '../../model/collection.ts';
import type { Fault, Faults } from '../../model/faults.ts';
import type { Exchange } from '../../model/journal.ts';
import type { ActionOf, Stateful } from '../../model/lifecycle.ts';
import type { Verdict } from '../../vendor/account.ts';
import type { VendorOf } from '../../vendor/provider.ts';
import type { Vendor } from '../../vendor/vendor.ts';

/** The clock of a remote cloud, at one moment. */
export interface ClockState {
  /** `manual`, `live`, `system` … */
  readonly kind: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The same instant as text. */
  readonly at: string;
  readonly movable: boolean;
  /** How many times faster than real time it runs; null for a clock that has no speed. */
  readonly speed: number | null;
  readonly paused: boolean;
  /** When the cloud next changes by itself; null when it will not. */
  readonly nextChange: number | null;
}

export interface RemoteClock {
  /** The current instant, in milliseconds since the epoch. */
  now(): Promise<number>;
  /** Everything about the clock. */
  state(): Promise<ClockState>;
  /**
   * Moves time forward, and returns the instant reached.
   * @param by how far, in milliseconds, or in words: `3m`, `1h30m`.
   * @throws {ControlError} when the clock moves by itself.
   * @example
   * await cloud.clock.advance('3m');
   */
  advance(by: number | string): Promise<number>;
  /** Moves time to the next change, and returns the instant reached. */
  next(): Promise<number>;
  /** Moves time until no task is running, and returns the instant reached. */
  settle(): Promise<number>;
  /** Sets how many times faster than real time the clock runs. */
  speed(speed: number): Promise<number>;
  /** Stops a running clock. */
  pause(): Promise<number>;
  /** Lets a paused clock run on. */
  resume(): Promise<number>;
}

/** A fault that can still strike, with its number and its counts. */
export interface RemoteFault<F = Fault> {
  /** Its number, by which it is removed. */
  readonly id: number;
  readonly fault: F;
  readonly matched: number;
  readonly struck: number;
}

/** What a fault can be made of. */
export interface FaultChoices {
  /** Each outcome, with the members that it needs or may have, and what to give for each. */
  readonly outcomes: readonly {
    readonly name: string;
    readonly needs: readonly { readonly name: string; readonly wants: string }[];
    readonly may: readonly { readonly name: string; readonly wants: string }[];
  }[];
  readonly vendors: readonly {
    readonly name: string;
    readonly title: string;
    readonly operations: readonly string[];
    /** The refusals that the vendor has. */
    readonly kinds: readonly string[];
    /** The statuses of its servers and other records. */
    readonly statuses: readonly string[];
  }[];
}

export interface RemoteFaults<P extends Providers> {
  /**
   * Adds a fault.
   * @throws {ControlError} when it is invalid or can never strike; then nothing is added.
   * @example
   * await cloud.faults.add({ vendor: 'vpsorg', on: 'POST /servers/', times: 1, outcome: 'answer-lost' });
   */
  add(fault: FaultIn<P>): Promise<RemoteFault>;
  /** Sets what happens to the next requests for an operation, one after the other. */
  sequence(...sequence: Parameters<Faults<FaultIn<P>>['sequence']>): Promise<RemoteFault[]>;
  /** The faults that can still strike. */
  all(): Promise<RemoteFault[]>;
  /** What a fault can be made of: each outcome with its members, and the operations, refusals and statuses of each vendor. */
  choices(): Promise<FaultChoices>;
  /** Removes one fault. */
  remove(id: number): Promise<RemoteFault>;
  clear(): Promise<void>;
}

/** What to wait for. */
export interface Waiting {
  /** Which exchange to wait for; the first by default. Those in the journal already count. */
  readonly count?: number;
  /** Only exchanges with a greater number count. */
  readonly since?: number;
  /** How long to wait, in milliseconds of real time; 30 seconds by default, 300 at most. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

export interface RemoteJournal {
  /** The exchanges that the journal holds, oldest first. */
  all(since?: number): Promise<Exchange[]>;
  last(): Promise<Exchange | undefined>;
  /** The exchanges of one operation, or those that match a predicate. */
  filter(match: string | ((exchange: Exchange) => boolean)): Promise<Exchange[]>;
  /**
   * Waits until the nth exchange of an operation has come, and returns it.
   * @throws {ControlError} when it does not come in time.
   * @example
   * const third = await cloud.journal.next('POST /servers/', { count: 3 });
   */
  next(operation?: string, waiting?: Waiting): Promise<Exchange>;
  clear(): Promise<void>;
}

/** A table of records. Records are copies: they do not change by themselves. */
export interface RemoteTable<R> {
  all(): Promise<R[]>;
  /**
   * The record with a key.
   * @throws {ControlError} when there is none.
   */
  get(key: RecordKey): Promise<R>;
  /** The records whose members have these values, or that match a predicate. */
  filter(match: Partial<R> | ((record: R) => boolean)): Promise<R[]>;
  /** Adds a record, with all of its members. */
  add(record: R): Promise<R>;
  /** Changes members of a record: all of the given ones or, when it throws, none. */
  update(record: R | RecordKey, members: Partial<R>): Promise<R>;
  /** Removes a record, and returns it. */
  remove(record: R | RecordKey): Promise<R>;
}

export interface RemoteSettings<S> {
  all(): Promise<S>;
  /** Changes settings: all of the given ones or, when it throws, none. Returns all settings. */
  set(settings: Partial<S>): Promise<S>;
}

/** A server: its record, what it is busy with, and what it accepts now. */
export interface ServerState<R = Stateful> {
  readonly key: RecordKey;
  readonly record: R;
  readonly status: string;
  readonly task: { readonly action: string; readonly startedAt: number; readonly endsAt: number | null; readonly fails: boolean } | null;
  /** In percent; null when it is idle. */
  readonly progress: number | null;
  readonly allowed: readonly string[];
  readonly refused: readonly { readonly action: string; readonly why: string; readonly status: number | null; readonly body: unknown }[];
}

type ServerOf<V extends Vendor> = V['tables']['servers'];

/** The account at a vendor. */
export type RemoteAccount<V extends Vendor = Vendor> = { readonly [T in keyof V['tables']]: RemoteTable<V['tables'][T]> } & {
  readonly settings: RemoteSettings<V['settings']>;
  /**
   * Begins an action of a server, as a request would, and returns the server.
   * @throws {ControlError} with the words of the vendor when it would refuse; nothing is then changed.
   * @example
   * await cloud.vpsorg.begin(12345, 'stop');
   */
  begin(server: ServerOf<V> | RecordKey, action: ActionOf<ServerOf<V>>): Promise<ServerState<ServerOf<V>>>;
  /** A server with what it is busy with, and what it accepts now. */
  state(server: ServerOf<V> | RecordKey): Promise<ServerState<ServerOf<V>>>;
  /** The progress of a server's task, in whole percent; null when it is idle. */
  progress(server: ServerOf<V> | RecordKey): Promise<number | null>;
  /** For each action of a server, whether it would be accepted now, or the reply that would refuse it. */
  actions(server: ServerOf<V> | RecordKey): Promise<Record<ActionOf<ServerOf<V>>, Verdict>>;
};

export interface RemoteScenario {
  readonly name: string;
  readonly vendor: string;
  /** One sentence that is true after it was played. */
  readonly description: string;
}

/** A part of a request that was not as the vendor documents it. */
export interface RemoteViolation {
  readonly vendor: string;
  readonly operation: string | null;
  /** `body.plan_id`, `query.page`, `header.content-type` */
  readonly place: string;
  readonly rule: string;
  readonly message: string;
  /** The number of its exchange. */
  readonly n: number;
}

/** What a remote cloud reports as it happens. */
export interface RemoteEvents {
  readonly exchange: Exchange;
  readonly change: CloudChange;
  readonly violation: RemoteViolation;
  /** After the clock was moved, paused or resumed, or its speed was set. */
  readonly clock: ClockState;
  /** After faults were added or removed; how many there are now. */
  readonly faults: { readonly faults: number };
  /** After the cloud was reset, or restored from a snapshot. */
  readonly reset: { readonly now: number };
}

/** What every remote cloud has besides its accounts. */
export interface RemoteMembers<P extends Providers> {
  readonly clock: RemoteClock;
  readonly faults: RemoteFaults<P>;
  readonly journal: RemoteJournal;
  readonly violations: { all(): Promise<RemoteViolation[]> };
  /** The scenarios with their descriptions. */
  scenarios(): Promise<RemoteScenario[]>;
  /**
   * Plays a scenario.
   * @throws {ControlError} when there is no such scenario.
   * @example
   * await cloud.play('vpsorg/out-of-credits');
   */
  play(scenario: ScenarioName<P>): Promise<void>;
  snapshot(): Promise<Snapshot>;
  /**
   * Restores the cloud from a snapshot.
   * @throws {ControlError} that names the invalid member; the cloud is then unchanged.
   */
  restore(snapshot: Snapshot): Promise<void>;
  toLink(): Promise<Link>;
  reset(): Promise<void>;
  /**
   * Calls a listener with each event of a kind. Resolves once the server sends events, to a function that removes the listener.
   * @param lost is called when the connection is lost and cannot be opened again; by default, that is printed.
   * @example
   * const stop = await cloud.on('change', ({ vendor, table, key, kind }) => console.log(vendor, table, key, kind));
   */
  on<E extends keyof RemoteEvents>(event: E, listener: (event: RemoteEvents[E]) => void, lost?: (error: Error) => void): Promise<() => void>;
  /** Removes all listeners, and ends the connection for events. */
  close(): void;
}

/** A cloud on the other side of the controls. */
export type RemoteCloud<P extends Providers = Providers> = { readonly [N in keyof P]: RemoteAccount<VendorOf<P[N]>> } & RemoteMembers<P>;
