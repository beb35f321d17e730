/** The one constructor of a cloud, without msw. Synchronous; what it opens shares nothing with any other cloud. */
import type { Clock, ManualClock } from '../model/clock.ts';
import type { Fault, Faults, Turn } from '../model/faults.ts';
import { operationsOf } from '../vendor/contract.ts';
import { ask, askAgain, refuseUnread } from './ask.ts';
import { checkOptions } from './check-options.ts';
import type { AnyCloud, CoreCloud, DocumentedOperation } from './cloud.ts';
import { openCore, type Core } from './core.ts';
import { fetchFrom } from './fetch.ts';
import { cloudAt } from './instants.ts';
import { checkVendors, linkOf, type Link, type Step } from './link.ts';
import type { ListenOptions } from './listen.ts';
import type { CloudOptions, Providers } from './options.ts';
import { originsOf, type Origins } from './origin.ts';
import { player } from './play.ts';
import { replay, type Opening } from './replay.ts';
import { hold, reset, restore, snapshotOf } from './restore.ts';
import type { Snapshot } from './snapshot.ts';

/** What is opened besides the options. */
export interface OpenWith {
  /** What the cloud holds at first: taken from another one of ours, so that nobody checks it again. */
  readonly holds?: Snapshot;
  /** What the cloud does first; a link says by itself what is true from the start. */
  readonly link?: Link | string;
  /** What a host adds to each cloud that is opened, also to those at other instants. */
  readonly extend?: ((cloud: AnyCloud, origins: Origins) => void) | undefined;
}

/**
 * Opens a cloud.
 * @throws {Error} when an option or the link is wrong.
 */
export function openCloud<P extends Providers, C extends Clock = ManualClock>(
  providers: P,
  options: CloudOptions<P, C> = {},
  besides: OpenWith = {},
): CoreCloud<P, C> {
  const opened = !('link' in besides) ? open(providers, options, besides) : openLinked(providers, options, besides.link, besides);
  // The vendors' own types were let go to open it, and are the caller's again.
  return opened.cloud as unknown as CoreCloud<P, C>;
}

function openLinked(providers: Providers, options: CloudOptions<Providers, Clock>, given: unknown, besides: OpenWith): Opening {
  checkOptions(providers, options);
  const link = linkOf(given);
  checkVendors(link, Object.keys(providers));
  const { clock, settings: _, ...others } = options;
  return replay(link, clock, (linked) => open(providers, { ...others, ...linked } as CloudOptions<Providers, Clock>, besides));
}

function open(providers: Providers, options: CloudOptions<Providers, Clock>, besides: OpenWith): Opening & { readonly cloud: AnyCloud } {
  checkOptions(providers, options);
  const core = openCore(providers, options);
  const { clock, accounts, events } = core;
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
    on: events.on,
    origins: Object.fromEntries(Array.from(origins, ([vendor, { text }]) => [vendor, text])),
    play,
    reset: () => reset(core),
    snapshot: () => snapshotOf(core),
    restore: (snapshot: unknown) => restore(core, snapshot),
    toLink: () => linkTo(core),
    at: (instant: number | string | Date) => cloudAt(core, instant, (at, holds) => openCloud(providers, at, { extend: besides.extend, holds })),
    fetch: (input: string | URL | Request, init?: RequestInit) => fetchFrom(cloud, origins, input, init),
    // Loaded when it is needed: what a page loads opens no port.
    listen: async (given?: ListenOptions) => (await import('#listen')).listen(cloud, given),
    serve: (vendor: string, request: Parameters<AnyCloud['serve']>[1]) => ask(core, vendor, request),
    refuse: (vendor: string, ...unread: [Parameters<AnyCloud['refuse']>[1], Parameters<AnyCloud['refuse']>[2]]) => refuseUnread(core, vendor, ...unread),
  };
  // What is under the name of a vendor is its account: which ones there are, only the caller's types know.
  const cloud = Object.assign(members, Object.fromEntries(Array.from(accounts, ([name, { shown }]) => [name, shown]))) as unknown as AnyCloud;
  Object.defineProperty(cloud, 'operations', { enumerable: true, get: () => documentedOperations(providers) });
  if (besides.holds) hold(core, besides.holds);
  else reset(core);
  clock.follow({
    due: core.agenda.due,
    busy: core.agenda.busy,
    settle(now) {
      core.timeline.settle(now);
      events.flush();
    },
  });
  besides.extend?.(cloud, origins);
  return {
    cloud,
    again(step: Step) {
      if ('play' in step) play(step.play);
      else if ('fault' in step) faults.add(step.fault);
      else if ('sequence' in step) faults.sequence(step.sequence.vendor, step.sequence.on, step.sequence.turns);
      else if ('clear' in step) faults.clear();
      else askAgain(core, step);
    },
  };
}

/** The faults as a user adds and clears them: what is done to them is a step of a link. */
function recordedFaults(core: Core): Faults {
  const { faults } = core.faults;
  const { clock } = core;
  const step = (run: () => void, describe: () => Step): void => core.step('code', run, describe);
  // What was added, not what was given: whoever gave it may change it meanwhile.
  const last = (): Fault => plain(faults.all().at(-1) as Fault);
  return {
    ...faults,
    add: (fault) =>
      step(
        () => faults.add(fault),
        () => ({ at: clock.now(), fault: last() }),
      ),
    sequence(vendor, on, turns) {
      step(
        () => faults.sequence(vendor, on, turns),
        () => ({ at: clock.now(), sequence: plain({ vendor, on, turns: turns as readonly Turn[] }) }),
      );
    },
    clear: () => step(faults.clear, () => ({ at: clock.now(), clear: 'faults' })),
  };
}

/** The link to a cloud: by its steps, where doing them again comes to the same; else by a snapshot. */
function linkTo(core: Core): Link {
  const { accounts, seed, start, options, providers } = core;
  const snapshot = snapshotOf(core);
  const link = { stuntbox: 1, vendors: [...accounts.keys()], seed, start, at: snapshot.now, ...(options.settings && { settings: options.settings }) } as const;
  const steps = core.timeline.steps();
  const bySteps = steps && plain({ ...link, steps });
  return bySteps && comesTo(providers, bySteps, snapshot) ? bySteps : plain({ ...link, snapshot });
}

/** Whether a link, done again, comes to what the cloud is. What is drawn, counted or timed in a way that no step describes shows here. */
function comesTo(providers: Providers, link: Link, snapshot: Snapshot): boolean {
  try {
    return JSON.stringify(openCloud(providers, { journal: 0, history: 0 }, { link }).snapshot()) === JSON.stringify(snapshot);
  } catch {
    return false;
  }
}

const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

function documentedOperations(providers: Providers): DocumentedOperation[] {
  return Object.entries(providers).flatMap(([vendor, { contract }]) =>
    operationsOf(contract).map(({ route, operation }) => ({ vendor, operation: route, summary: operation.summary, source: operation['x-source'] })),
  );
}
