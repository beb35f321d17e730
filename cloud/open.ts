/** The constructor of a cloud, without msw. Synchronous; clouds share nothing. */
import type { Clock, ManualClock } from '../model/clock.ts';
import type { Fault, Faults, Turn } from '../model/faults.ts';
import { frozen, jsonCopy } from '../model/plain.ts';
import { operationsOf } from '../vendor/contract.ts';
import { ask, askAgain, refuseUnread } from './ask.ts';
import { checkOptions } from './check-options.ts';
import type { AnyCloud, CoreCloud, DocumentedOperation } from './cloud.ts';
import { openCore, type Core } from './core.ts';
import { fetchFrom } from './fetch.ts';
import { keepCore } from './inside.ts';
import { cloudAt } from './instants.ts';
import { checkLength, checkVendors, hasNoLink, linkOf, type Link, type Step } from './link.ts';
import type { ListenOptions } from './listen.ts';
import type { CloudOptions, Providers } from './options.ts';
import { originsOf, type Origins } from './origin.ts';
import { paceOf, setPace, type Pace } from './pace.ts';
import { player } from './play.ts';
import { replay, type Opening } from './replay.ts';
import { withAccounts } from './resting-account.ts';
import { begin, hold, reset, restore, snapshotOf } from './restore.ts';
import type { Snapshot } from './snapshot.ts';

/** What a cloud starts from, besides its options. */
export interface OpenWith {
  /** The initial state, from another cloud, so that it needs no validation. */
  readonly holds?: Snapshot;
  /** A link to replay first; it sets the options of the start itself. */
  readonly link?: Link | string;
  /** Adds a host's members to each cloud, including those at other instants. */
  readonly extend?: ((cloud: AnyCloud, origins: Origins) => void) | undefined;
}

/**
 * Opens a cloud.
 * @throws {Error} when an option or the link is invalid.
 */
export function openCloud<P extends Providers, C extends Clock = ManualClock>(
  providers: P,
  options: CloudOptions<P, C> = {},
  besides: OpenWith = {},
): CoreCloud<P, C> {
  const opened = !('link' in besides) ? open(providers, options, besides) : openLinked(providers, options, besides.link, besides);
  // Opening a cloud erases the vendors' types; the caller's `P` and `C` restore them.
  return opened.cloud as CoreCloud<P, C>;
}

/**
 * Opens a cloud in which the steps of an earlier one are repeated, at the instants of its clock.
 * @throws {Error} when an option is invalid.
 */
export const openReplaying = (providers: Providers, options: CloudOptions<Providers, Clock>): Replaying => open(providers, options, {});

/** A cloud, and what repeats a step in it. */
export type Replaying = Opening & { readonly cloud: AnyCloud };

interface Opened extends Replaying {
  /** Leaves out of its links that the clock runs so: whoever opened the cloud chose that. */
  goesAt(pace: Pace | undefined): void;
}

function openLinked(providers: Providers, options: CloudOptions<Providers, Clock>, given: unknown, besides: OpenWith): Opened {
  checkOptions(providers, options);
  if (hasNoLink(given)) return open(providers, options, besides);
  const link = linkOf(given);
  checkVendors(link, Object.keys(providers));
  checkLength(link, options.links);
  const { clock, settings: _, ...others } = options;
  // A live clock stands meanwhile, so that it goes on from the very instant of the link.
  const pace = clock && paceOf(clock);
  let after = pace;
  if (clock && pace) setPace(clock, { ...pace, paused: true });
  try {
    const opened = replay(link, clock, (linked) => open(providers, { ...others, ...linked } as CloudOptions<Providers, Clock>, besides));
    if (link.clock) after = link.clock;
    else opened.goesAt(pace);
    return opened;
  } finally {
    if (clock) setPace(clock, after);
  }
}

function open(providers: Providers, options: CloudOptions<Providers, Clock>, besides: OpenWith): Opened {
  checkOptions(providers, options);
  const core = openCore(providers, options);
  const { clock, accounts, events, notices } = core;
  const origins = originsOf(
    Array.from(accounts.values(), ({ vendor }) => vendor),
    options.origins ?? {},
  );
  const faults = recordedFaults(core);
  const play = player(core, faults);
  const members = {
    clock,
    faults,
    vendors: providers,
    journal: core.journal.journal,
    violations: core.violations.violations,
    on: events.on,
    subscribe: notices.subscribe,
    get version() {
      return notices.version();
    },
    origins: Object.fromEntries(Array.from(origins, ([vendor, { text }]) => [vendor, text])),
    play,
    reset: () => notices.together(() => reset(core)),
    snapshot: () => snapshotOf(core),
    restore: (snapshot: unknown) => notices.together(() => restore(core, snapshot)),
    toLink: () => linkTo(core),
    at: (instant: number | string | Date) => cloudAt(core, instant, (at, holds) => openCloud(providers, at, { extend: besides.extend, holds })),
    fetch: (input: string | URL | Request, init?: RequestInit) => fetchFrom(cloud, origins, input, init),
    // Loaded on demand, so that the server is not part of what a page loads.
    listen: async (given?: ListenOptions) => (await import('#listen')).listen(cloud, given),
    serve: (vendor: string, request: Parameters<AnyCloud['serve']>[1]) => ask(core, vendor, request),
    refuse: (vendor: string, ...unread: [Parameters<AnyCloud['refuse']>[1], Parameters<AnyCloud['refuse']>[2]]) => refuseUnread(core, vendor, ...unread),
  };
  // The accounts are under their vendors' names, which only the caller's types know; the first look opens them.
  const cloud = withAccounts(members, accounts) as unknown as AnyCloud;
  keepCore(cloud, core);
  Object.defineProperty(cloud, 'operations', { enumerable: true, get: () => documentedOperations(providers) });
  if (besides.holds) hold(core, besides.holds);
  else begin(core);
  clock.follow({
    due: core.agenda.due,
    busy: core.agenda.busy,
    settle(now) {
      core.timeline.settle(now);
      events.flush();
    },
    moved() {
      core.moves += 1;
      notices.note();
    },
  });
  besides.extend?.(cloud, origins);
  return {
    cloud,
    changes: core.timeline.changes,
    goesAt(pace) {
      core.ownPace = pace;
    },
    continues({ start, steps }) {
      core.start = start;
      if (steps) core.timeline.continues(steps);
    },
    again(step: Step) {
      if ('play' in step) play(step.play);
      else if ('fault' in step) faults.add(step.fault);
      else if ('sequence' in step) faults.sequence(step.sequence.vendor, step.sequence.on, step.sequence.turns);
      else if ('clear' in step) faults.clear();
      else if ('counts' in step) {
        core.faults.setCounts(step.counts);
        core.timeline.counted();
      } else askAgain(core, step);
    },
  };
}

/** The faults as users add and clear them, recorded as steps of a link. */
function recordedFaults(core: Core): Faults {
  const { faults } = core.faults;
  const { clock } = core;
  const step = (run: () => void, describe: () => Step): void => core.step('code', run, describe);
  // The stored copy, since the caller may change the given object.
  const last = (): Fault => jsonCopy(faults.all().at(-1) as Fault);
  return {
    ...faults,
    add: (fault) =>
      step(
        () => faults.add(fault),
        () => ({ at: clock.now(), fault: last() }),
      ),
    sequence(vendor, on, turns) {
      // Our own copy, read once.
      const own = frozen(turns) as readonly Turn[];
      step(
        () => faults.sequence(vendor, on, own as typeof turns),
        () => ({ at: clock.now(), sequence: jsonCopy({ vendor, on, turns: own }) }),
      );
    },
    clear: () => step(faults.clear, () => ({ at: clock.now(), clear: 'faults' })),
  };
}

/** The link to a cloud: with its steps if replaying them leads to the same state and they are shorter, or else with a snapshot. */
function linkTo(core: Core): Link {
  const { bySteps, bySnapshot, snapshot } = linksTo(core);
  const isShorter = bySteps && JSON.stringify(bySteps).length <= JSON.stringify(bySnapshot).length;
  return isShorter && leadsTo(core, bySteps, snapshot) ? bySteps : bySnapshot;
}

/** The link to a cloud with its steps, however long they are; undefined when replaying them does not lead to the same state. */
export function linkBySteps(core: Core): Link | undefined {
  const { bySteps, snapshot } = linksTo(core);
  return bySteps && leadsTo(core, bySteps, snapshot) ? bySteps : undefined;
}

function linksTo(core: Core): { readonly bySteps: Link | undefined; readonly bySnapshot: Link; readonly snapshot: Snapshot } {
  const { accounts, seed, start, options, ownPace } = core;
  const { clock, ...snapshot } = snapshotOf(core);
  const travels = clock && !(ownPace?.speed === clock.speed && ownPace.paused === clock.paused);
  const link = {
    stuntbox: 1,
    vendors: [...accounts.keys()],
    seed,
    start,
    at: snapshot.now,
    ...(options.settings && { settings: options.settings }),
    ...(travels && { clock }),
  } as const;
  const steps = core.timeline.steps();
  return { bySteps: steps && jsonCopy({ ...link, steps }), bySnapshot: jsonCopy({ ...link, snapshot }), snapshot };
}

/** Whether replaying a link leads to the state of the cloud. Detects randomness, counts and times that no step describes. */
function leadsTo({ providers, options: { records } }: Core, link: Link, snapshot: Snapshot): boolean {
  try {
    return (
      JSON.stringify(openCloud(providers, { journal: 0, history: 0, ...(records !== undefined && { records }) }, { link }).snapshot()) ===
      JSON.stringify(snapshot)
    );
  } catch {
    return false;
  }
}

function documentedOperations(providers: Providers): DocumentedOperation[] {
  return Object.entries(providers).flatMap(([vendor, { contract }]) =>
    operationsOf(contract).map(({ route, operation }) => ({ vendor, operation: route, summary: operation.summary, source: operation['x-source'] })),
  );
}
