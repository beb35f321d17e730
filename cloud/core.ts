/** Connects the parts of a cloud: its clock, accounts, faults and journal. */
import { agenda, type Agenda } from '../model/agenda.ts';
import { alarm } from '../model/alarm.ts';
import { EXAMPLE_START, instantOf, manualClock, standing, type Clock, type MovableClock } from '../model/clock.ts';
import { faults, type FaultBook } from '../model/faults.ts';
import { journal, type WrittenJournal } from '../model/journal.ts';
import { days } from '../model/instant.ts';
import { limitsOf, type Limits } from '../model/limits.ts';
import { said } from '../model/plain.ts';
import { suggestion } from '../model/spelling.ts';
import { compile, type CompiledVendor } from '../request/compile.ts';
import type { RequestContext } from '../request/serve.ts';
import type { AccountContext, AccountState, Undo } from './account.ts';
import { pendingChanges } from './changes.ts';
import type { ChangedBy } from './cloud.ts';
import { events, type Events } from './events.ts';
import type { Step } from './link.ts';
import { notices, type Notices } from './notices.ts';
import type { Pace } from './pace.ts';
import { acceptor, RECORD_LIMITS, type Accepts, type CloudOptions, type Providers } from './options.ts';
import { canStrike, readFaultAt } from './possible.ts';
import { RestingAccount } from './resting-account.ts';
import { staleReads, type StaleReads } from './stale.ts';
import { timeline, type Timeline } from './timeline.ts';
import { violationBook, type ViolationBook } from './violations.ts';

/** The internals of a cloud. */
export interface Core {
  readonly providers: Providers;
  readonly options: CloudOptions<Providers, Clock>;
  /** The instant at which the cloud began, in milliseconds since the epoch; a reset starts it again. */
  start: number;
  readonly clock: Clock;
  /** How the clock ran when the cloud was opened from a link that does not say how it runs. A link does not tell of it either, unless it is changed. */
  ownPace?: Pace | undefined;
  /** The clock, if it is moved by hand. */
  readonly movable: MovableClock | undefined;
  seed: string | number;
  /** How often the clock was moved by hand, paused, or made to run faster or slower. */
  moves: number;
  /** How often the cloud was filled: when it was created, reset and restored. */
  lives: number;
  readonly agenda: Agenda;
  readonly timeline: Timeline;
  readonly events: Events;
  readonly notices: Notices;
  readonly journal: WrittenJournal;
  /** The most records and bytes of a table. */
  readonly records: Limits;
  readonly violations: ViolationBook;
  readonly accounts: ReadonlyMap<string, AccountState>;
  readonly faults: FaultBook;
  /** What stale reads see. */
  readonly stale: StaleReads;
  /** What a request needs. */
  readonly context: RequestContext;
  /** @throws {Error} when the cloud has no such vendor. */
  account(vendor: string): AccountState;
  /** Whether a vendor accepts a credential. */
  accepts(vendor: string): Accepts;
  now(): number;
  /** Brings everything up to date, and returns the instant. */
  settle(): number;
  /** Runs a function at one instant: a running clock stands still meanwhile. */
  atOnce<T>(run: () => T): T;
  /** Runs something that a link can repeat, and reports what it changed. */
  step<T>(by: 'request' | 'scenario' | 'code', run: () => T, describe: (result: T, touched: boolean) => Step | undefined): T;
  /** Fills every account again, and forgets what happened before. `tasks` is how many tasks had begun. */
  fill(how: 'created' | 'restored', tasks: number, each: (account: AccountState, vendor: string) => void): void;
}

/** Later than any instant. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** The default seed. */
export const DEFAULT_SEED = 1;

/** Creates the parts of a cloud; its accounts are empty until they are filled. */
export function openCore(providers: Providers, options: CloudOptions<Providers, Clock>): Core {
  const start = options.clock?.now() ?? (options.start === undefined ? EXAMPLE_START : instantOf(options.start));
  const clock: Clock = options.clock ?? manualClock(start);
  const movable = clock.movable ? clock : undefined;
  const due = agenda();
  const records = limitsOf('table', 'records', options.records, RECORD_LIMITS);
  const line = timeline(clock, due, options.history, () => book.counts());
  const reports = events();
  const bell = alarm(
    (instant) => {
      const ms = clock.left?.(instant) ?? Infinity;
      return instant === NEVER && ms > days(1) ? Infinity : ms;
    },
    () => {
      told.together(settle);
      rearm();
    },
    false,
  );
  let arming = false;
  /** Sets the alarm for the next change, while anybody listens: a clock that runs by itself then needs nobody to look. */
  const rearm = (): void => {
    bell.unawaited();
    if (arming || !clock.left) return;
    arming = true;
    // Not yet: what has changed may still have to be entered in the agenda.
    void Promise.resolve().then(() => {
      arming = false;
      bell.unawaited();
      if (told.heard()) bell.awaited(due.due() ?? NEVER);
    });
  };
  const told = notices(() => {
    rearm();
    reports.flush();
  });
  const exchanges = journal(options.journal, (name) => {
    const routes = Array.from(accounts.values(), ({ vendor }) => [...vendor.operations.keys()]).flat();
    if (!routes.includes(name)) throw new Error(`This cloud has no operation ${said(name)}.${suggestion(name, routes)}`);
  });
  let held: number | undefined;
  const changes = pendingChanges();

  const now = (): number => held ?? clock.now();
  const settle = (): number => {
    const instant = now();
    line.settle(instant);
    return instant;
  };
  const accountContext: AccountContext = {
    agenda: due,
    seed: () => core.seed,
    now,
    settle,
    outside: line.outside,
    together: told.together,
    records,
    changed(undo) {
      const by = line.changed(undo);
      if (by === undefined) return;
      if (by === 'time') told.noteSoon();
      else if (by === 'code') return told.together(() => (told.note(), report(undo, by)));
      report(undo, by);
    },
  };
  const report = (undo: Undo, by: ChangedBy): void => {
    if (!('change' in undo)) return;
    // Changes by code or a scenario are not attributed to the next request.
    if (by === 'request' || by === 'time') changes.add(undo.change);
    reports.queue({ vendor: undo.vendor, by, ...undo.change });
    if (by === 'code') reports.flush();
  };
  const accounts = new Map<string, AccountState>(
    Object.entries(providers).map(([name, provider]) => [name, new RestingAccount(compile(provider), options.settings?.[name] ?? {}, accountContext)]),
  );
  const accepts = new Map(Object.keys(providers).map((name) => [name, acceptor(options.credentials?.[name])]));
  const stale = staleReads({ account: (vendor) => core.account(vendor), now: () => clock.now() });
  const book = faults(() => core.seed, {
    read: (given) => readFaultAt(providers, given),
    possible: (fault, operation) => canStrike(providers, fault, operation),
    added: stale.copy,
    removed: stale.forget,
  });

  const vendors = (): readonly CompiledVendor[] => (compiled ??= Array.from(accounts.values(), ({ vendor }) => vendor));
  let compiled: readonly CompiledVendor[] | undefined;
  const violations = violationBook(providers, vendors, options.violations);

  const core: Core = {
    providers,
    options,
    start,
    clock,
    movable,
    seed: options.seed ?? DEFAULT_SEED,
    moves: 0,
    lives: 0,
    agenda: due,
    timeline: line,
    events: reports,
    notices: told,
    journal: exchanges,
    records,
    violations,
    accounts,
    faults: book,
    stale,
    context: {
      clock,
      book,
      settle,
      stale: stale.read,
      strict: options.strict,
      violations: violations.policy,
      vendors,
      write: exchanges.write,
      changes: changes.take,
    },
    account(vendor) {
      const account = accounts.get(vendor);
      if (account) return account;
      throw new Error(`This cloud has no vendor ${said(vendor)}.${suggestion(vendor, accounts.keys())}`);
    },
    accepts: (vendor) => accepts.get(vendor) ?? (() => false),
    now,
    settle,
    atOnce(run) {
      return standing(clock, () => {
        const instant = settle();
        if (!movable) held = instant;
        try {
          return run();
        } finally {
          held = undefined;
        }
      });
    },
    step(by, run, describe) {
      return told.together(() => {
        told.note();
        const result = line.step(by, run, describe);
        reports.flush();
        return result;
      });
    },
    fill(how, tasks, each) {
      core.lives += 1;
      due.clear(tasks);
      line.begin(clock.now(), how, () => accounts.forEach(each));
      changes.clear();
      reports.forget();
      told.note();
    },
  };
  return core;
}
