/** A cloud without its msw handlers: the accounts, the clock, the faults and the journal, and one request through them. */
import { agenda } from '../model/agenda.ts';
import { EXAMPLE_START, instantOf, manualClock, type Clock, type ManualClock } from '../model/clock.ts';
import type { Change } from '../model/collection.ts';
import { faults, type CountedFault, type Fault, type Faults, type Outcome, type Place } from '../model/faults.ts';
import { journal, type Journal } from '../model/journal.ts';
import type { Problem, ProblemKind } from '../model/problem.ts';
import { openAccount, type Account, type AccountSnapshot, type Ledger } from './account.ts';
import type { Contract, Route, Source } from './contract.ts';
import type { AnyProvider, PlainRequest, Provider, VendorOf } from './provider.ts';
import { operationsOf } from './router.ts';
import type { AnyScenario } from './scenario.ts';
import { refuse, serve, type Answer, type Venue } from './serve.ts';
import { closest } from './spelling.ts';

/** The vendors of a cloud, each under its own name: `{ vpsorg }`. */
export type Providers = Readonly<Record<string, AnyProvider>>;

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
type FaultAt<V, N extends string> = V extends { contract: infer C extends Contract; refuses: infer K extends ProblemKind }
  ? Omit<Place, 'vendor' | 'on'> & { readonly vendor: N; readonly on?: Route<C> } & (
        Exclude<Outcome, { outcome: 'refused' }> | (Omit<Extract<Outcome, { outcome: 'refused' }>, 'kind'> & { readonly kind: K })
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

/** A cloud as plain JSON: what `restore` takes. */
export interface Snapshot {
  readonly version: 1;
  /** The instant at which it was taken, in milliseconds since the epoch. */
  readonly now: number;
  readonly seed: string | number;
  readonly accounts: Readonly<Record<string, AccountSnapshot>>;
  readonly faults: readonly CountedFault[];
}

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
}
type SettingsOf<V> = V extends { settings: infer S } ? S : never;

/** The accounts of a cloud, each under its vendor's name. */
export type Accounts<P extends Providers> = { readonly [N in keyof P]: Account<VendorOf<P[N]>> };

/** A cloud without msw. */
export type World<P extends Providers, C extends Clock = ManualClock> = Accounts<P> & {
  /** The cloud's time: nothing in it happens but by this clock. */
  readonly clock: C;
  /** What goes wrong, and where. */
  readonly faults: Faults<FaultIn<P>>;
  /** What was asked and what was answered. */
  readonly journal: Journal;
  /** Every documented operation of the cloud's vendors. */
  readonly operations: readonly DocumentedOperation[];
  /**
   * Plays a scenario, by itself or by its name.
   * @throws {Error} when there is none of that name, or its vendor is not in this cloud.
   * @example
   * cloud.play('vpsorg/out-of-credits');
   */
  play(scenario: ScenarioName<P> | AnyScenario): void;
  /** Wipes everything (records, faults, journal) and begins anew with the fixtures; a manual clock goes back to its start. */
  reset(): void;
  /** All of the cloud as plain JSON. */
  snapshot(): Snapshot;
  /**
   * Makes the cloud what it was; a manual clock goes to the instant of the snapshot.
   * @throws {Error} when the snapshot is of other vendors.
   */
  restore(snapshot: Snapshot): void;
  /**
   * One request as plain values, for a host that has no `Request`.
   * @throws {Error} when the cloud has no such vendor.
   */
  serve(vendor: keyof P & string, request: PlainRequest): Answer;
  /** A request that the host could not even read, such as one whose body is too large, in the vendor's words. */
  refuse(vendor: keyof P & string, request: PlainRequest, problem: Problem): Answer;
};

/** The most changes that one exchange tells of. */
const MOST_CHANGES = 100;
const NONE: readonly Change[] = [];

/** Opens a cloud: synchronous, and with nothing shared with any other. */
export function openWorld<P extends Providers, C extends Clock = ManualClock>(providers: P, options: CloudOptions<P, C> = {}): World<P, C> {
  const start = options.clock?.now() ?? (options.start === undefined ? EXAMPLE_START : instantOf(options.start));
  const clock: Clock = options.clock ?? manualClock(start);
  checkNames(providers, options);
  let seed = options.seed ?? 1;
  let changes: Change[] = [];

  const due = agenda();
  const book = faults(
    () => seed,
    (fault) => checkFault(providers, fault),
  );
  const { journal: exchanges, write } = journal(options.journal);
  const settle = (): number => {
    const now = clock.now();
    due.settle(now);
    return now;
  };
  const venue: Venue = {
    clock,
    book,
    settle,
    write,
    strict: options.strict,
    changes() {
      if (changes.length === 0) return NONE;
      const told = changes;
      changes = [];
      return told;
    },
  };
  const surroundings = {
    agenda: due,
    seed: () => seed,
    now: () => clock.now(),
    settle,
    changed: (change: Change) => void (changes.length < MOST_CHANGES && changes.push(change)),
  };
  const ledgers = new Map<string, Ledger>(
    Object.entries(providers).map(([name, provider]) => [name, openAccount(provider as unknown as Provider, options.settings?.[name] ?? {}, surroundings)]),
  );
  const accepts = new Map(Object.keys(providers).map((name) => [name, acceptor(options.credentials?.[name])]));

  const ledgerOf = (vendor: string): Ledger => {
    const ledger = ledgers.get(vendor);
    if (ledger) return ledger;
    throw new Error(`This cloud has no vendor '${vendor}'.${suggestion(vendor, ledgers.keys())}`);
  };
  const fill = (from: number): void => {
    due.clear();
    for (const ledger of ledgers.values()) ledger.reset(from);
    changes = [];
  };
  const rewind = (to: number): void => {
    if ('reset' in clock) (clock as ManualClock).reset(to);
  };

  const world: Omit<World<Providers, Clock>, string> = {
    clock,
    faults: book.faults,
    journal: exchanges,
    get operations() {
      return documented(providers);
    },
    play(wanted: string | AnyScenario) {
      const scenario = typeof wanted === 'string' ? scenarioNamed(providers, wanted) : wanted;
      const vendor = scenario.name.split('/')[0] ?? '';
      if (!ledgers.has(vendor))
        throw new Error(
          `The scenario '${scenario.name}' needs the vendor '${vendor}', which this cloud does not have. Create it with createCloud({ ${[...ledgers.keys(), vendor].join(', ')} }).`,
        );
      settle();
      scenario.play(stage as never);
    },
    reset() {
      rewind(start);
      book.faults.clear();
      exchanges.clear();
      fill(start);
    },
    snapshot(): Snapshot {
      const now = settle();
      return { version: 1, now, seed, accounts: Object.fromEntries([...ledgers].map(([name, ledger]) => [name, ledger.snapshot()])), faults: book.snapshot() };
    },
    restore(snapshot: Snapshot) {
      checkSnapshot(snapshot, [...ledgers.keys()]);
      seed = snapshot.seed;
      due.clear();
      rewind(snapshot.now);
      for (const [name, ledger] of ledgers) ledger.restore(snapshot.accounts[name] as AccountSnapshot);
      book.restore(snapshot.faults);
      changes = [];
    },
    serve: (vendor: string, request: PlainRequest) => serve(venue, ledgerOf(vendor), accepts.get(vendor) as (credential: string) => boolean, request),
    refuse: (vendor: string, request: PlainRequest, problem: Problem) => refuse(venue, ledgerOf(vendor), problem, request),
  };
  const stage = { clock, faults: book.faults } as Record<string, unknown>;
  for (const [name, { account }] of ledgers) {
    stage[name] = account;
    (world as Record<string, unknown>)[name] = account;
  }
  fill(start);
  clock.follow({ due: () => due.due(), busy: () => due.busy(), settle: (now) => due.settle(now) });
  return world as World<P, C>;
}

/** Which credentials are good: those named, or any but the literal `invalid`. */
function acceptor(credentials: string | readonly string[] | undefined): (credential: string) => boolean {
  if (credentials === undefined) return (credential) => credential !== 'invalid';
  const good = new Set(typeof credentials === 'string' ? [credentials] : credentials);
  return (credential) => good.has(credential);
}

function documented(providers: Providers): DocumentedOperation[] {
  return Object.entries(providers).flatMap(([vendor, { contract }]) =>
    operationsOf(contract).map(({ route, operation }) => ({ vendor, operation: route, summary: operation.summary, source: operation['x-source'] })),
  );
}

function scenarioNamed(providers: Providers, name: string): AnyScenario {
  const scenarios = Object.values(providers).flatMap((provider) => Object.values(provider.scenarios ?? {}));
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found) return found;
  throw new Error(
    `No scenario '${name}'.${suggestion(
      name,
      scenarios.map((scenario) => scenario.name),
    )}`,
  );
}

function checkNames(providers: Providers, options: CloudOptions<Providers, Clock>): void {
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
    checkSettings(name, Object.keys((providers[name] as unknown as Provider).settings), Object.keys(settings ?? {}));
}

function checkSettings(vendor: string, known: readonly string[], given: readonly string[]): void {
  for (const setting of given) if (!known.includes(setting)) throw new Error(`${vendor} has no setting '${setting}'.${suggestion(setting, known)}`);
}

/** Refuses a fault that can never strike. */
function checkFault(providers: Providers, { vendor, on, ...outcome }: Fault): void {
  const provider = (Object.hasOwn(providers, vendor) ? providers[vendor] : undefined) as unknown as Provider | undefined;
  if (!provider) throw new Error(`A fault at '${vendor}' can never strike: this cloud has no such vendor.${suggestion(vendor, Object.keys(providers))}`);
  const routes = operationsOf(provider.contract).map(({ route }) => route);
  if (on !== undefined && !routes.includes(on)) throw new Error(`${provider.title} has no operation '${on}'.${suggestion(on, routes)}`);
  if (outcome.outcome === 'refused' && !provider.refusals[outcome.kind]) {
    const kinds = Object.keys(provider.refusals).filter((kind) => provider.refusals[kind as ProblemKind]);
    throw new Error(`${provider.title} cannot refuse with '${outcome.kind}'. It can with: ${kinds.join(', ')}.`);
  }
}

function checkSnapshot(snapshot: Snapshot, vendors: readonly string[]): void {
  if (snapshot?.version !== 1)
    throw new Error('That is not a snapshot of a cloud. Give what cloud.snapshot() gave, after JSON.parse if it was stored as text.');
  const missing = vendors.filter((vendor) => !Object.hasOwn(snapshot.accounts, vendor));
  const extra = Object.keys(snapshot.accounts).filter((vendor) => !vendors.includes(vendor));
  if (missing.length + extra.length > 0)
    throw new Error(
      `The snapshot is of a cloud with ${Object.keys(snapshot.accounts).join(', ')}, and this one has ${vendors.join(', ')}. Restore it in a cloud with the same vendors.`,
    );
}

/** ` Did you mean 'vpsorg/out-of-credits'?`, or what there is. */
function suggestion(wanted: string, known: Iterable<string>): string {
  const all = [...known];
  const near = closest(wanted, all);
  return near === undefined ? ` There is: ${all.join(', ') || 'nothing'}.` : ` Did you mean '${near}'?`;
}
