/** Opens a new cloud: as the server's options say, or as whoever creates it by the controls wants it. */
import type { AnyCloud } from '../cloud/cloud.ts';
import { linkOf, type Link } from '../cloud/link.ts';
import { openCloud } from '../cloud/open.ts';
import type { CloudOptions, Providers } from '../cloud/options.ts';
import { paceOf, setPace } from '../cloud/pace.ts';
import type { Snapshot } from '../cloud/snapshot.ts';
import { liveClock, manualClock, type Clock } from '../model/clock.ts';
import { said } from '../model/plain.ts';
import { suggestion } from '../model/spelling.ts';
import { CloudRefused } from './refused.ts';

/** The clock of new clouds: one that stands still until it is moved, or one that runs from the time of its birth, at a speed: by default that of its link, or 1. */
export type NewClock = { readonly kind: 'manual' } | { readonly kind: 'live'; readonly speed?: number; readonly paused?: boolean };

/** What a new cloud can have of its own; the rest is as the server's options say. */
export interface NewCloud {
  readonly vendors?: readonly string[];
  readonly seed?: string | number;
  readonly clock?: NewClock;
  /** Its first instant. */
  readonly start?: number | string | Date;
  /** Played in order, before anybody sees the cloud. */
  readonly scenarios?: readonly string[];
  /** A link, from which it goes on. */
  readonly link?: Link;
  /** A snapshot, from which it goes on. */
  readonly snapshot?: Snapshot;
}

/** What every cloud of a server has. */
export type SharedOptions = Omit<CloudOptions<Providers, Clock>, 'clock' | 'seed' | 'start'>;

/** A cloud that was just opened. */
export interface Born {
  readonly cloud: AnyCloud;
  readonly clock: NewClock;
  /** The first instant, to which a reset leads. */
  readonly start: number;
}

/**
 * Opens a new cloud.
 * @param watched is called before the scenarios are played.
 * @throws {Error} when an option is invalid; nothing is left of the cloud then.
 */
export function bear(providers: Providers, shared: SharedOptions, wanted: NewCloud, watched: (cloud: AnyCloud) => void): Born {
  const { snapshot, scenarios = [], seed, clock = { kind: 'manual' } } = wanted;
  if (wanted.link !== undefined && snapshot !== undefined)
    throw new CloudRefused('invalid', 'A cloud begins from a link or from a snapshot, not from both. Give one of them.');
  const link = wanted.link === undefined ? undefined : linkOf(wanted.link);
  if (link && seed !== undefined) throw new CloudRefused('invalid', 'The link has its own seed. Leave out the seed.');
  const own = vendorsOf(providers, wanted.vendors ?? link?.vendors ?? (snapshot && vendorsIn(snapshot)));
  const options = { ...sharedBy(own, shared), clock: clockOf(clock, link?.at ?? wanted.start), ...(seed !== undefined && { seed }) };
  const cloud: AnyCloud = link ? openCloud(own, options, { link }) : openCloud(own, options);
  const start = link?.start ?? cloud.clock.now();
  if (snapshot !== undefined) cloud.restore(snapshot);
  // What is wanted, not the speed at which the link or snapshot was made.
  if (clock.kind === 'live' && clock.speed !== undefined)
    setPace(cloud.clock, { speed: clock.speed, paused: clock.paused ?? paceOf(cloud.clock)?.paused ?? false });
  watched(cloud);
  for (const name of scenarios) cloud.play(name);
  return { cloud, clock, start };
}

/** A clock as it is wanted. */
export function clockOf(wanted: NewClock, start: number | string | Date | undefined): Clock {
  if (wanted.kind === 'manual') return manualClock(start);
  return liveClock({ speed: wanted.speed ?? 1, paused: wanted.paused ?? false, ...(start !== undefined && { start }) });
}

/**
 * The named vendors, in the order of the server; all of them if none are named.
 * @throws {CloudRefused} that names an unknown one.
 */
export function vendorsOf(providers: Providers, names: readonly string[] | undefined): Providers {
  if (names === undefined) return providers;
  if (names.length === 0) throw new CloudRefused('invalid', `A cloud needs a vendor. Available: ${Object.keys(providers).join(', ')}.`);
  for (const name of names)
    if (!Object.hasOwn(providers, name))
      throw new CloudRefused('invalid', `This server has no vendor ${said(name)}.${suggestion(name, Object.keys(providers))}`);
  return Object.fromEntries(Object.entries(providers).filter(([name]) => names.includes(name)));
}

function vendorsIn({ accounts }: Snapshot): readonly string[] | undefined {
  return typeof accounts === 'object' && accounts !== null ? Object.keys(accounts) : undefined;
}

/** The options that every cloud has, without those of vendors that this one does not have. */
export function sharedBy(own: Providers, shared: SharedOptions): SharedOptions {
  const only = <T>(by: Readonly<Record<string, T>> | undefined): Readonly<Record<string, T>> | undefined =>
    by && Object.fromEntries(Object.entries(by).filter(([name]) => Object.hasOwn(own, name)));
  const { credentials, origins, settings, ...others } = shared;
  return {
    ...others,
    ...(credentials && { credentials: only(credentials) }),
    ...(origins && { origins: only(origins) }),
    ...(settings && { settings: only(settings) }),
  } as SharedOptions;
}
