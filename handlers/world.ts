/** A cloud without its msw handlers: the accounts, the clock, the faults and the journal, and one request through them. */
import { agenda } from '../model/agenda.ts';
import { EXAMPLE_START, instantOf, manualClock, type Clock, type ManualClock } from '../model/clock.ts';
import type { Change } from '../model/collection.ts';
import { faults, type CountedFault, type Fault, type Faults, type Outcome, type Place } from '../model/faults.ts';
import { journal, type Journal } from '../model/journal.ts';
import type { Problem, ProblemKind } from '../model/problem.ts';
import { openAccount, type Account, type AccountSnapshot, type Ledger } from './account.ts';
import type { Contract, Route, Source } from './contract.ts';
import type { PlainRequest, Provider, VendorOf } from './provider.ts';
import { life } from './life.ts';
import { askedStep, checkVendors, forward, linkOf, openLink, requestOf, welcoming, type Link, type Linkable, type Step } from './link.ts';
import { operationsOf } from './router.ts';
import { checkFault } from './possible.ts';
import type { AnyScenario } from './scenario.ts';
import { refuse, serve, type Answer, type Venue } from './serve.ts';
import { suggestion } from './spelling.ts';
import type { Undo } from './history.ts';
import { acceptor, checkOptions, type Accepts, type CloudOptions, type Providers } from './options.ts';
import { checkSnapshot, type Snapshot } from './snapshot.ts';

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

/** A cloud without msw. */
export type World<P extends Providers, C extends Clock = ManualClock> = Present<P, C> & {
  /**
   * The cloud as it is, was or will be at an instant, without moving it: another cloud, whose clock stands there, and whose changes never reach this one.
   * The future is what becomes of it when nothing else is asked. The faults are those of now: they belong to a test, not to a time.
   * @param instant milliseconds since the epoch, a Date, or a date such as `2025-01-16T15:31:00Z`.
   * @throws {Error} when the instant is before the cloud began or was restored, or beyond what its history holds.
   * @example
   * cloud.at(cloud.clock.now() + seconds(30)).vpsorg.progress(server);
   */
  at(instant: number | string | Date): World<P>;
};

/** A cloud without msw, and without other instants than now. */
export type Present<P extends Providers, C extends Clock = ManualClock> = Accounts<P> & {
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
   * The cloud as a short plain value: how it began and what was done since, for `createCloud.fromLink` on another machine.
   * Holds no credential, and no header but the types of bodies. What code changed directly cannot be told: a snapshot stands in its place then.
   * @example
   * location.hash = linkFragment(cloud.toLink());
   */
  toLink(): Link;
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
  return withInstants(providers, openPresent(providers, options));
}

/**
 * Opens a cloud that does what a link tells, and stands at its instant.
 * @throws {Error} when the link is none, or of other vendors.
 */
export function openWorldFromLink<P extends Providers, C extends Clock = ManualClock>(
  providers: P,
  given: unknown,
  options: Omit<CloudOptions<P, C>, 'seed' | 'start' | 'settings'> = {},
): World<P, C> {
  return withInstants(providers, fromLink(providers, given, options));
}

const withInstants = <P extends Providers, C extends Clock>(providers: P, { world, at }: Opened<P, C>): World<P, C> =>
  Object.assign(world, { at: (instant: number | string | Date) => at(instant, (its) => openWorld(providers, its)) });

/** Opens what `createCloud.fromLink` and the server make a cloud of. */
export function fromLink<P extends Providers, C extends Clock>(
  providers: P,
  given: unknown,
  options: Omit<CloudOptions<P, C>, 'seed' | 'start' | 'settings'>,
): Opened<P, C> {
  const link = linkOf(given);
  checkVendors(link, Object.keys(providers));
  // A link says by itself what is true from the start.
  const { clock, settings: _, ...others } = options as CloudOptions<P, C>;
  return openLink(link, { clock }, (its) => openPresent(providers, { ...others, ...its } as CloudOptions<P, C>));
}

/** A cloud, and what only those who open clouds may do with it. */
export interface Opened<P extends Providers, C extends Clock> extends Linkable {
  readonly world: Present<P, C>;
  /** The cloud at an instant, in another that is opened for it. */
  at<W extends Present<P>>(instant: number | string | Date, open: (options: CloudOptions<P>) => W): W;
}

/** Opens a cloud that knows no other instant yet. */
export function openPresent<P extends Providers, C extends Clock = ManualClock>(providers: P, options: CloudOptions<P, C> = {}): Opened<P, C> {
  const start = options.clock?.now() ?? (options.start === undefined ? EXAMPLE_START : instantOf(options.start));
  const clock: Clock = options.clock ?? manualClock(start);
  checkOptions(providers, options);
  let seed = options.seed ?? 1;
  let changes: Change[] = [];

  const due = agenda();
  const its = life(clock, due, options.history);
  // A clock that runs by itself stands still while a scenario is played, so that it is played at one instant.
  let held: number | undefined;
  const now = (): number => held ?? clock.now();
  // What each account was when a fault that makes its reads stale looked at it last.
  const past = new Map<number, { ledger: Ledger; since: number; reads: number }>();
  const lookBack = ({ id, fault }: CountedFault): void => {
    if (fault.outcome === 'stale') past.set(id, { ledger: ledgerOf(fault.vendor).replica(), since: clock.now(), reads: 0 });
  };
  const book = faults(
    () => seed,
    (fault) => checkFault(providers, fault),
    lookBack,
  );
  const { journal: exchanges, write } = journal(options.journal);
  const settle = (): number => {
    const instant = now();
    its.settle(instant);
    return instant;
  };
  const venue: Venue = {
    clock,
    book,
    settle,
    write,
    strict: options.strict,
    stale(rule, now) {
      const { reads = Infinity, ms = Infinity } = rule.fault as Extract<Fault, { outcome: 'stale' }>;
      let seen = past.get(rule.id);
      if (!seen || seen.reads >= reads || now >= seen.since + ms) {
        lookBack(rule);
        seen = past.get(rule.id);
      }
      if (!seen) throw new Error('A stale fault has nothing to look back at: a bug of stuntbox.');
      seen.reads += 1;
      return seen.ledger;
    },
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
    now,
    settle,
    changed(undo: Undo) {
      if ('change' in undo && changes.length < MOST_CHANGES) changes.push(undo.change);
      its.changed(undo);
    },
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
  /** Whether any fault can strike, and how often each has; undefined while none can. */
  const counts = (): string | undefined => (book.faults.all().length === 0 ? undefined : JSON.stringify(book.snapshot()));
  const ask = (where: Venue, ledger: Ledger, good: Accepts, request: PlainRequest): Answer => {
    const before = counts();
    return its.step(
      () => serve(where, ledger, good, request),
      ({ exchange }, touched) =>
        touched || (before !== undefined && before !== JSON.stringify(book.snapshot())) ? askedStep(ledger.provider, good, request, exchange) : undefined,
    );
  };
  const fill = (from: number): void => {
    due.clear();
    its.begin(clock.now(), 'born', () => {
      for (const ledger of ledgers.values()) ledger.reset(from);
    });
    changes = [];
  };
  const rewind = (to: number): void => {
    if ('reset' in clock) (clock as ManualClock).reset(to);
  };

  const world: Omit<Present<Providers, Clock>, string> = {
    clock,
    faults: {
      ...book.faults,
      add: (fault: Fault) =>
        its.step(
          () => book.faults.add(fault),
          () => ({ at: clock.now(), fault: JSON.parse(JSON.stringify(fault)) as Fault }),
        ),
      clear: () =>
        its.step(
          () => book.faults.clear(),
          () => ({ at: clock.now(), clear: 'faults' }),
        ),
    },
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
      const at = settle();
      if (!('reset' in clock)) held = at;
      try {
        its.step(
          () => scenario.play(stage as never),
          () => ({ at, play: scenario.name }),
        );
      } finally {
        held = undefined;
      }
      // One of its author's own is not known by its name on another machine.
      if (!isOurs(providers, scenario)) its.untold();
    },
    reset() {
      rewind(start);
      book.faults.clear();
      exchanges.clear();
      fill(start);
    },
    snapshot(): Snapshot {
      const now = settle();
      return {
        version: 1,
        now,
        seed,
        tasks: due.begun(),
        accounts: Object.fromEntries([...ledgers].map(([name, ledger]) => [name, ledger.snapshot()])),
        faults: book.snapshot(),
      };
    },
    restore(snapshot: Snapshot) {
      checkSnapshot(snapshot, [...ledgers.keys()]);
      seed = snapshot.seed;
      due.clear(snapshot.tasks);
      rewind(snapshot.now);
      its.begin(clock.now(), 'restored', () => {
        for (const [name, ledger] of ledgers) ledger.restore(snapshot.accounts[name] as AccountSnapshot);
      });
      book.restore(snapshot.faults);
      changes = [];
    },
    toLink(): Link {
      const snapshot = whole.snapshot();
      const link = {
        stuntbox: 1,
        vendors: [...ledgers.keys()],
        seed,
        start,
        at: snapshot.now,
        ...(options.settings && { settings: options.settings }),
      } as const;
      const steps = its.steps();
      const told = steps && (JSON.parse(JSON.stringify({ ...link, steps })) as Link);
      return told && comesTo(providers, told, snapshot) ? told : (JSON.parse(JSON.stringify({ ...link, snapshot })) as Link);
    },
    serve: (vendor: string, request: PlainRequest) => ask(venue, ledgerOf(vendor), accepts.get(vendor) as Accepts, request),
    refuse: (vendor: string, request: PlainRequest, problem: Problem) => refuse(venue, ledgerOf(vendor), problem, request),
  };
  const whole = world as unknown as Present<Providers, Clock>;
  const stage = { clock: 'reset' in clock ? clock : Object.create(clock, { now: { value: now } }), faults: book.faults } as Record<string, unknown>;
  for (const [name, { account }] of ledgers) {
    stage[name] = account;
    (world as Record<string, unknown>)[name] = account;
  }
  fill(start);
  clock.follow({ due: () => due.due(), busy: () => due.busy(), settle: its.settle });

  return {
    world: whole as unknown as Present<P, C>,
    at(instant, open) {
      const [wanted, present] = [instantOf(instant), settle()];
      const { clock: _, ...others } = options;
      const made = open({ ...others, start });
      const snapshot = whole.snapshot();
      made.restore(wanted < present ? { ...snapshot, ...its.past(wanted, ledgers) } : snapshot);
      forward(made.clock, wanted);
      return made;
    },
    again(step: Step) {
      if ('play' in step) whole.play(step.play as never);
      else if ('fault' in step) whole.faults.add(step.fault as never);
      else if ('clear' in step) whole.faults.clear();
      else {
        const ledger = ledgerOf(step.ask);
        const provider = welcoming(ledger.provider);
        ask({ ...venue, strict: undefined }, { ...ledger, provider }, () => true, requestOf(step, provider));
      }
    },
  };
}

/** Whether a link, done again, comes to what the cloud is. What is drawn, counted or timed in a way that no step tells shows here. */
function comesTo(providers: Providers, link: Link, snapshot: Snapshot): boolean {
  try {
    return JSON.stringify(fromLink(providers, link, { journal: 0, history: 0 }).world.snapshot()) === JSON.stringify(snapshot);
  } catch {
    return false;
  }
}

const isOurs = (providers: Providers, scenario: AnyScenario): boolean =>
  Object.values(providers).some(({ scenarios = {} }) => Object.values(scenarios).includes(scenario));

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
