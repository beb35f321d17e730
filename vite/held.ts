/**
 * The clouds of the dev servers in this process.
 * Law: a cloud belongs to an application, not to a server or a module: Vite loads its configuration anew at each restart, and the cloud goes on.
 */
import type { AnyCloud } from '../cloud/cloud.ts';
import { observed } from '../cloud/observe.ts';
import { openCloud } from '../cloud/open.ts';
import type { CloudOptions, Providers } from '../cloud/options.ts';
import { liveClock, type LiveClock } from '../model/clock.ts';
import { freshToken } from '../server/token.ts';
import type { Wanted } from './options.ts';
import type { OpenControls } from '../server/control-listener.ts';

/** What is open for programs outside the dev server. */
export interface Outside {
  /** The controls on a port of their own, and the options that they were opened with. */
  readonly controls: OpenControls | undefined;
  readonly options: string;
  /** Removes the ready file. */
  remove(): void;
}

/** A cloud that is held for an application. */
export interface Held {
  cloud: AnyCloud;
  clock: LiveClock;
  /** The cloud as the controls have it, by name; they look it up at each request. */
  readonly clouds: Map<string, AnyCloud>;
  /** The token of its controls. */
  token: string;
  /** What was wanted when a server last took it. */
  wanted: Wanted;
  /** How many servers use it. */
  users: number;
  /** The controls on a port of their own, and the ready file. */
  outside?: Promise<Outside | undefined>;
  /** What ends with the last of them. */
  readonly ends: Set<() => void>;
}

/** They belong to the process, not to this module, which a restart may load anew. */
const HELD = Symbol.for('stuntbox.vite/1');
const shared = globalThis as { [HELD]?: Map<string, Held> };

/**
 * Takes the cloud of an application for a server: the one that is there, or else a new one.
 * @param key tells the application from others in this process.
 * @param tell is called with a sentence about what became of a cloud whose options have changed.
 * @throws {Error} when the link cannot be opened, or a scenario cannot be played.
 */
export function take(key: string, wanted: Wanted, tell: (sentence: string) => void): Held {
  const all = (shared[HELD] ??= new Map());
  let held = all.get(key);
  if (held) goOn(held, wanted, tell);
  else {
    const { cloud, clock } = opened(wanted);
    held = { cloud, clock, clouds: new Map([['default', cloud]]), token: '', wanted, users: 0, ends: new Set() };
    all.set(key, held);
  }
  if (held.token === '' || wanted.control?.token !== undefined) held.token = wanted.control?.token ?? freshToken();
  held.wanted = wanted;
  held.users += 1;
  return held;
}

/** Gives the cloud back when a server closes. With the last server it is gone. */
export function giveBack(key: string, held: Held): void {
  held.users -= 1;
  if (held.users > 0) return;
  if (shared[HELD]?.get(key) === held) shared[HELD].delete(key);
  for (const end of held.ends) end();
  held.ends.clear();
}

/** The options that say how a cloud begins: with others it would have been another cloud. */
const BEGINNING = ['seed', 'start', 'settings', 'scenario', 'link'] as const;

/** Makes a cloud go on under options that have perhaps changed. */
function goOn(held: Held, wanted: Wanted, tell: (sentence: string) => void): void {
  const before = held.wanted;
  const [old, own] = [comparable(before), comparable(wanted)];
  const changed = [...new Set([...old.keys(), ...own.keys()])].filter((name) => old.get(name) !== own.get(name));
  const vendors = vendorsChanged(before.vendors, wanted.vendors);
  const { clock } = held;
  const speed = before.speed === wanted.speed ? clock.speed : wanted.speed;
  const paused = before.paused === wanted.paused ? clock.paused : wanted.paused;
  if (changed.length === 0 && !vendors) {
    if (clock.speed !== speed) clock.setSpeed(speed);
    if (clock.paused !== paused) clock[paused ? 'pause' : 'resume']();
    return;
  }
  const beginning = BEGINNING.filter((name) => changed.includes(name));
  const what = beginning.length > 0 ? optionsNamed(beginning) : optionsNamed([...changed, ...(vendors ? ['vendors'] : [])]);
  if (beginning.length > 0) {
    replace(held, opened(wanted));
    return tell(`A new cloud begins, since ${what} changed.`);
  }
  try {
    const snapshot = held.cloud.snapshot();
    const next = opened({ ...wanted, speed, paused, scenarios: [], link: undefined });
    next.cloud.restore(snapshot);
    replace(held, next);
    tell(`The cloud goes on with the new options: ${what} changed. Its journal begins anew.`);
  } catch (error) {
    replace(held, opened(wanted));
    tell(`A new cloud begins, since ${what} changed, and the state of the old one does not fit: ${(error as Error).message}`);
  }
}

function replace(held: Held, { cloud, clock }: Opened): void {
  held.cloud = cloud;
  held.clock = clock;
  held.clouds.set('default', cloud);
}

interface Opened {
  readonly cloud: AnyCloud;
  readonly clock: LiveClock;
}

function opened({ vendors, forCloud, speed, paused, start, link, scenarios }: Wanted): Opened {
  const clock = liveClock({ speed, paused, start });
  const options: CloudOptions<Providers, LiveClock> = { ...forCloud, clock };
  // A cloud whose vendors are not known to the compiler.
  const cloud = openCloud(vendors, options, link ? { link } : {}) as unknown as AnyCloud;
  for (const scenario of scenarios) cloud.play(scenario);
  return { cloud: observed(cloud), clock };
}

/** The options that a cloud is opened with, by name, each as a text. A configuration that is loaded anew has new objects and functions. */
function comparable({ forCloud, start, scenarios, link }: Wanted): Map<string, string> {
  const text = (value: unknown): string => JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'function' ? String(inner) : inner)) ?? '';
  return new Map([
    ...Object.entries(forCloud).map(([name, value]) => [name, text(value)] as const),
    ['start', text(start)],
    ['link', text(link)],
    ['scenario', text(scenarios.map((scenario) => (typeof scenario === 'string' ? scenario : [scenario.name, scenario.description])))],
  ]);
}

const vendorsChanged = (before: Providers, now: Providers): boolean =>
  Object.keys({ ...before, ...now }).some(
    (name) => (Object.hasOwn(before, name) ? before[name] : undefined) !== (Object.hasOwn(now, name) ? now[name] : undefined),
  );

const optionsNamed = (names: readonly string[]): string => `the option${names.length > 1 ? 's' : ''} ${names.join(' and ')}`;
