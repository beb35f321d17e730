/**
 * A link: a cloud as a short plain value, to reproduce the same state at the same instant on another machine.
 * Law: a link is verified by replaying it before it is returned, and contains no credentials or secrets that the vendor never shows.
 */
import type { Counts, Fault, Turn } from '../model/faults.ts';
import { limitsOf, type Limits } from '../model/limits.ts';
import { frozen, isPlainObject, said, sizeOf } from '../model/plain.ts';
import { inWords, isInstant, misfit, misfits, type Schema } from '../model/schema.ts';
import { wrongPace, type Pace } from './pace.ts';
import type { Snapshot } from './snapshot.ts';
import { base64, unbase64 } from '../vendor/base64.ts';

/** A request that changed something. Of its headers, only the types of bodies. */
export interface AskedStep {
  readonly at: number;
  /** The vendor. */
  readonly ask: string;
  readonly method: string;
  /** The vendor's own part of the path. */
  readonly path: string;
  readonly query?: string;
  readonly type?: string;
  readonly accept?: string;
  readonly body?: string;
  /** The body in base 64, where it is not text. */
  readonly bytes?: string;
  /** True when its credential was missing or wrong, so that it changed only the counts of a fault. */
  readonly stranger?: true;
}

/** One thing that was done, at an instant in milliseconds since the epoch. */
export type Step =
  | AskedStep
  | { readonly at: number; readonly play: string }
  | { readonly at: number; readonly fault: Fault }
  | { readonly at: number; readonly sequence: FaultSequence }
  | { readonly at: number; readonly clear: 'faults' }
  /** What requests did that changed nothing but the counts of faults, however many they were. */
  | { readonly at: number; readonly counts: readonly Counts[] };

/** What happens to the next requests for an operation. */
export interface FaultSequence {
  readonly vendor: string;
  readonly on: string;
  readonly turns: readonly Turn[];
}

/** What `cloud.toLink()` returns: plain JSON. */
export interface Link {
  /** The version of the format. */
  readonly stuntbox: 1;
  readonly vendors: readonly string[];
  readonly seed: string | number;
  /** The instant at which the cloud began, and the one at which the link was made. */
  readonly start: number;
  readonly at: number;
  readonly settings?: object;
  /** How a live clock ran; absent for other clocks. */
  readonly clock?: Pace;
  /** What was done since; absent when something was done that no step can describe. */
  readonly steps?: readonly Step[];
  /** The whole cloud, instead of steps. */
  readonly snapshot?: Snapshot;
}

/** How many steps a link has, and their approximate size in bytes: beyond that, a snapshot is shorter. */
export const MOST_STEPS = 5_000;
export const MOST_STEP_BYTES = 1_048_576;

const MARK = '#stuntbox=';

/**
 * A link as the fragment of a URL, which browsers do not send to servers: `#stuntbox=…`.
 * @throws {Error} when it is not a link.
 * @example
 * location.hash = linkFragment(cloud.toLink());
 */
export function linkFragment(link: Link): string {
  return MARK + base64(new TextEncoder().encode(JSON.stringify(linkOf(link)))).replace(/[+/=]/g, (sign) => ({ '+': '-', '/': '_' })[sign] ?? '');
}

/**
 * Reads a link: the value, its JSON, the fragment, or a whole URL that ends in it.
 * @throws {Error} when it is not a link, or its version is not supported.
 * @example
 * const cloud = createCloud.fromLink({ vpsorg }, linkOf(location.hash));
 */
export function linkOf(given: unknown): Link {
  const link = (typeof given === 'string' ? parsed(given.trim()) : given) as Link | null | undefined;
  if (typeof link !== 'object' || link === null || !('stuntbox' in link)) throw notALink('it does not have stuntbox: 1');
  if (link.stuntbox !== 1)
    throw new Error(
      `The link has version ${said(link.stuntbox)}, but this version of stuntbox reads only version 1. Open it with the stuntbox that created it.`,
    );
  const wrong = misfit(link, LINK);
  if (wrong) throw notALink(`its ${inWords(wrong).replace(/\.$/, '')}`);
  const { start, at, steps, snapshot } = link;
  if (steps) {
    if (steps.length > 1_000_000) throw notALink(`it has ${steps.length} steps`);
    // A value could be cyclic, or nested without end.
    frozen(steps);
    checkSteps(steps, start, at);
  } else if (!snapshot) throw notALink('it has neither steps nor a snapshot');
  return link;
}

/** Its steps are checked one by one, its settings and its snapshot by the cloud that opens it. */
const LINK: Schema = {
  vendors: ['text'],
  seed: 'seed',
  start: 'instant',
  at: 'instant',
  'settings?': { '*': 'any' },
  'clock?': wrongPace,
  'steps?': ['any'],
  'snapshot?': { '*': 'any' },
  '*': 'any',
};

/** Whether a text is an address, or the fragment of one, that has no link in it. */
export const hasNoLink = (given: unknown): boolean =>
  typeof given === 'string' && !given.includes(MARK) && /^\s*($|[#/?]|[a-z][a-z\d+.-]*:\/\/|about:)/i.test(given);

/** @throws {Error} when the link is of vendors that are not here; those that it lacks are opened fresh. */
export function checkVendors({ vendors }: Link, here: readonly string[]): void {
  if (vendors.every((vendor) => here.includes(vendor))) return;
  throw new Error(
    `The link is of a cloud with ${vendors.join(', ').slice(0, 200) || 'no vendors'}, but this one has ${here.join(', ')}. Open it with the same vendors.`,
  );
}

function checkSteps(steps: readonly Step[], start: number, end: number): void {
  let last = start;
  for (const [i, step] of steps.entries()) {
    if (!isPlainObject(step) || !isInstant(step.at) || step.at < last || step.at > end) throw notALink(`its step ${i + 1} is out of order`);
    last = step.at;
    const wrong = wrongStep(step, `step ${i + 1}`);
    if (wrong !== undefined) throw notALink(wrong);
  }
  if (end < last) throw notALink('it ends before it starts');
}

/**
 * What is wrong with a step from outside; undefined when its members are as they should be.
 * @param where names it: `step 3`.
 */
export function wrongStep(step: unknown, where: string): string | undefined {
  if (!isPlainObject(step)) return `its ${where} is not an object`;
  const kind = Object.keys(KINDS).find((name) => Object.hasOwn(step, name));
  if (kind === undefined) return `its ${where} is neither a request, a scenario nor a fault`;
  const wrong = misfits(step, { at: 'instant', ...KINDS[kind] }, true, where, OF_FAULTS.includes(kind) ? OF_FAULTS : []);
  return wrong && `${wrong.member} ${wrong.why}`;
}

const OF_FAULTS = ['fault', 'sequence', 'counts'];

/** The members of each kind of step. Faults are checked when they are added. */
const KINDS: Readonly<Record<string, { readonly [member: string]: Schema }>> = {
  ask: {
    ask: 'text',
    method: 'text',
    path: 'text',
    'query?': 'text',
    'type?': 'text',
    'accept?': 'text',
    'body?': 'text',
    'bytes?': 'text',
    'stranger?': new Set([true]),
  },
  play: { play: 'text' },
  fault: {},
  sequence: {},
  counts: {},
  clear: { clear: new Set(['faults']) },
};

/** How much of a link is replayed. @throws {Error} when a limit is not a whole number, or a member is unknown. */
export const linkLimits = (limits: number | Partial<Limits> | undefined): Limits =>
  limitsOf('link', 'steps', limits, { entries: MOST_STEPS, bytes: MOST_STEP_BYTES });

/**
 * Refuses a link with too much to replay.
 * @throws {Error} that names the option for more.
 */
export function checkLength({ steps = [] }: Link, limits: number | Partial<Limits> | undefined): void {
  const { entries, bytes } = linkLimits(limits);
  if (steps.length <= entries && steps.reduce((sum, step) => sum + sizeOf(step), 0) <= bytes) return;
  throw new Error(
    `The link has ${steps.length} steps, and at most ${entries} steps of ${bytes} bytes are replayed. Use a snapshot, or pass fromLink the option links: { entries: …, bytes: … }.`,
  );
}

function parsed(text: string): unknown {
  const mark = text.indexOf(MARK);
  try {
    return JSON.parse(
      mark < 0 ? text : new TextDecoder().decode(unbase64(text.slice(mark + MARK.length).replace(/[-_]/g, (sign) => (sign === '-' ? '+' : '/')))),
    );
  } catch (error) {
    throw notALink(mark < 0 ? 'it is not JSON' : 'its fragment is truncated or altered', error);
  }
}

const notALink = (why: string, cause?: unknown): Error =>
  new Error(`That is not a stuntbox link: ${why}. Pass what cloud.toLink() returned: the value, its JSON, or its fragment.`, { cause });
