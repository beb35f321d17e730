/**
 * A link: a cloud as a short plain value, so that the same screen at the same moment is seen on another machine.
 * Law: a link is true: what it tells was done again before it was given, and came to the same; and it holds no credential, nor any secret that the vendor never shows.
 */
import type { Fault, Turn } from '../model/faults.ts';
import type { Snapshot } from './snapshot.ts';
import { base64, unbase64 } from '../vendor/base64.ts';

/** A request that changed something. Of its headers only those that say what its bodies are. */
export interface AskedStep {
  readonly at: number;
  /** The vendor that was asked. */
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
  /** True when its credential was missing or wrong: it changed no more than the counts of a fault. */
  readonly stranger?: true;
}

/** One thing that was done, at an instant in milliseconds since the epoch. */
export type Step =
  | AskedStep
  | { readonly at: number; readonly play: string }
  | { readonly at: number; readonly fault: Fault }
  | { readonly at: number; readonly sequence: FaultSequence }
  | { readonly at: number; readonly clear: 'faults' };

/** What happens to the next requests for an operation. */
export interface FaultSequence {
  readonly vendor: string;
  readonly on: string;
  readonly turns: readonly Turn[];
}

/** What `cloud.toLink()` gives: plain JSON. */
export interface Link {
  /** The version of what links are. */
  readonly stuntbox: 1;
  readonly vendors: readonly string[];
  readonly seed: string | number;
  /** The instant at which the cloud began, and the one at which the link was made. */
  readonly start: number;
  readonly at: number;
  readonly settings?: object;
  /** What was done since; absent when something was done that no step can tell. */
  readonly steps?: readonly Step[];
  /** All of the cloud, in place of the steps. */
  readonly snapshot?: Snapshot;
}

const MARK = '#stuntbox=';

/**
 * A link as the fragment of a URL, which no server is sent: `#stuntbox=…`.
 * @example
 * location.hash = linkFragment(cloud.toLink());
 */
export function linkFragment(link: Link): string {
  return MARK + base64(new TextEncoder().encode(JSON.stringify(link))).replace(/[+/=]/g, (sign) => ({ '+': '-', '/': '_' })[sign] ?? '');
}

/**
 * Reads a link: the value, its JSON, the fragment, or a whole URL that ends in it.
 * @throws {Error} when it is none, or of a version that this stuntbox does not know.
 * @example
 * const cloud = createCloud.fromLink({ vpsorg }, linkOf(location.hash));
 */
export function linkOf(given: unknown): Link {
  const link = (typeof given === 'string' ? parsed(given.trim()) : given) as Link | null | undefined;
  if (typeof link !== 'object' || link === null || !('stuntbox' in link)) throw nonsense('it does not say { stuntbox: 1 }');
  if (link.stuntbox !== 1)
    throw new Error(`The link is of version ${String(link.stuntbox)}, and this stuntbox reads version 1. Open it with the stuntbox that made it.`);
  const { vendors, seed, start, at, steps, snapshot } = link;
  if (!Array.isArray(vendors) || !vendors.every((vendor) => typeof vendor === 'string')) throw nonsense('its vendors are not names');
  if (typeof seed !== 'string' && typeof seed !== 'number') throw nonsense('its seed is neither a text nor a number');
  if (!isInstant(start) || !isInstant(at)) throw nonsense('its start and its instant are not both milliseconds since the epoch');
  if (link.settings !== undefined && (typeof link.settings !== 'object' || link.settings === null)) throw nonsense('its settings are not an object');
  if (Array.isArray(steps)) checkSteps(steps, start, at);
  else if (typeof snapshot !== 'object' || snapshot === null) throw nonsense('it has neither steps nor a snapshot');
  return link;
}

/** @throws {Error} when the link is of other vendors. */
export function checkVendors({ vendors }: Link, here: readonly string[]): void {
  if ([...vendors].sort().join() === [...here].sort().join()) return;
  throw new Error(`The link is of a cloud with ${vendors.join(', ') || 'no vendor'}, and this one has ${here.join(', ')}. Open it with the same vendors.`);
}

function checkSteps(steps: readonly Step[], start: number, end: number): void {
  let last = start;
  for (const [i, step] of steps.entries()) {
    if (typeof step !== 'object' || step === null || !isInstant(step.at) || step.at < last || step.at > end)
      throw nonsense(`the instant of its step ${i + 1} is not between its neighbours`);
    last = step.at;
    const known =
      ('ask' in step && [step.ask, step.method, step.path].every((text) => typeof text === 'string')) ||
      ('play' in step && typeof step.play === 'string') ||
      ('fault' in step && typeof step.fault === 'object' && step.fault !== null) ||
      ('sequence' in step && typeof step.sequence === 'object' && step.sequence !== null) ||
      ('clear' in step && step.clear === 'faults');
    if (!known) throw nonsense(`its step ${i + 1} is neither a request, a scenario nor a fault`);
  }
  if (end < last) throw nonsense('it ends before it starts');
}

const isInstant = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) <= 8.64e15;

function parsed(text: string): unknown {
  const mark = text.indexOf(MARK);
  try {
    return JSON.parse(
      mark < 0 ? text : new TextDecoder().decode(unbase64(text.slice(mark + MARK.length).replace(/[-_]/g, (sign) => (sign === '-' ? '+' : '/')))),
    );
  } catch (error) {
    throw nonsense(mark < 0 ? 'it is not JSON' : 'its fragment is broken off or altered', error);
  }
}

const nonsense = (why: string, cause?: unknown): Error =>
  new Error(`That is not a link of stuntbox: ${why}. Give what cloud.toLink() gave: the value, its JSON, or its fragment.`, { cause });
