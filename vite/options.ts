/**
 * The options of the Vite plugin, and their check.
 * Law: they are checked whole when the configuration is read, before anything is opened: a `vite.config.js` is not type-checked.
 */
import { checkOptions } from '../cloud/check-options.ts';
import type { ScenarioName } from '../cloud/cloud.ts';
import { hasNoLink, linkOf, type Link } from '../cloud/link.ts';
import type { ControlOptions } from '../cloud/listen.ts';
import type { CloudOptions, Providers } from '../cloud/options.ts';
import { liveClock, type LiveClock } from '../model/clock.ts';
import { isPlainObject, said } from '../model/plain.ts';
import { suggestion } from '../model/spelling.ts';
import { checkListenOptions } from '../server/listen-options.ts';
import type { AnyScenario } from '../vendor/scenario.ts';
import { originPath } from './origins.ts';

/** The options of the plugin: those of the dev server, and those of `createCloud`. */
export interface StuntboxOptions<P extends Providers = Providers> extends Omit<CloudOptions<P, LiveClock>, 'clock' | 'origins' | 'start'> {
  /** The vendors, each under its own name: `{ vpsorg, puregpu }`. */
  readonly vendors: P;
  /** The path of each vendor on the dev server: `{ vpsorg: '/api/vps' }`. By default, `/api/` and the vendor's name. */
  readonly origins?: { readonly [N in keyof P]?: string };
  /** How many times as fast as real time the clock runs: with 60, a second is a minute. 1 by default. */
  readonly speed?: number;
  /** Whether the clock stands still until somebody lets it run, in the panel or by the controls. */
  readonly paused?: boolean;
  /** The instant at which the clock starts; now by default. */
  readonly start?: number | string | Date;
  /** A scenario to play at the start, or several: `'vpsorg/out-of-credits'`. */
  readonly scenario?: ScenarioName<P> | AnyScenario | readonly (ScenarioName<P> | AnyScenario)[];
  /** A link from `cloud.toLink()` or the panel, from which the cloud starts; with `''`, it starts fresh. */
  readonly link?: Link | string;
  /** Opens the controls on a port of their own as well, for tests from outside: `true`, or `{ port, token }`. The controls at `/__stuntbox` are always there. */
  readonly control?: boolean | ControlOptions;
  /** Writes where the dev server and its controls are, with their token, to this file while the dev server runs, as `stuntbox serve --ready-file` does. */
  readonly readyFile?: string;
  /** Puts the panel into the page in development; false by default. */
  readonly injectPanel?: boolean;
  /** Lets browsers on other machines use the panel, when Vite listens for them (`--host`) or runs in a container; false by default. */
  readonly remotePanel?: boolean;
  /** Prints a line for each request; false by default. */
  readonly log?: boolean;
  /** The origins of other pages that may call the vendors from a browser, such as a Storybook's: `['http://localhost:6006']`. */
  readonly cors?: readonly string[];
  /** Explains each reply in the headers `x-stuntbox-why` and `x-stuntbox-violations`. */
  readonly why?: boolean;
}

type OwnName = Exclude<keyof StuntboxOptions, keyof CloudOptions<Providers>> | 'origins' | 'start';

/** The options that are the plugin's own. The compiler holds the list to the interface. */
const OWN: Readonly<Record<OwnName, true>> = {
  vendors: true,
  origins: true,
  speed: true,
  paused: true,
  start: true,
  scenario: true,
  link: true,
  control: true,
  readyFile: true,
  injectPanel: true,
  remotePanel: true,
  log: true,
  cors: true,
  why: true,
};

/** Those of a cloud that the plugin hands on. */
const OF_CLOUD: Readonly<Record<Exclude<keyof StuntboxOptions, OwnName> | 'latency', true>> = {
  seed: true,
  latency: true,
  credentials: true,
  settings: true,
  strict: true,
  journal: true,
  history: true,
  records: true,
  links: true,
  snapshots: true,
  violations: true,
};

/** The options after their check, with defaults. */
export interface Wanted {
  readonly vendors: Providers;
  readonly origins: ReadonlyMap<string, string>;
  readonly speed: number;
  readonly paused: boolean;
  readonly start: StuntboxOptions['start'];
  readonly scenarios: readonly (string | AnyScenario)[];
  readonly link: Link | undefined;
  readonly control: ControlOptions | undefined;
  readonly readyFile: string | undefined;
  readonly injectPanel: boolean;
  readonly remotePanel: boolean;
  readonly log: boolean;
  readonly cors: readonly string[];
  readonly why: boolean;
  /** The options of `createCloud`. */
  readonly forCloud: CloudOptions<Providers>;
}

const MOST_SCENARIOS = 100;

/**
 * Checks the options.
 * @throws {Error} that names the option, and says what to give instead.
 */
export function wantedOf(given: unknown): Wanted {
  if (!isPlainObject(given)) throw new Error(`stuntbox() was called with ${said(given)}. Give it vendors: stuntbox({ vendors: { vpsorg } }).`);
  const names = [...Object.keys(OWN), ...Object.keys(OF_CLOUD)];
  for (const name of Object.keys(given)) {
    if (name === 'clock') throw new Error('The Vite plugin makes the clock itself. Leave out the option clock, and give speed, paused or start.');
    if (names.includes(name)) continue;
    const vendor = isPlainObject(given[name]) && 'contract' in given[name];
    throw new Error(
      `The Vite plugin has no option '${name.slice(0, 60)}'.${vendor ? ` Vendors belong in the option vendors: stuntbox({ vendors: { ${name} } }).` : suggestion(name.slice(0, 60), names)}`,
    );
  }
  // What is checked here has every member in its right form.
  const { vendors, origins, speed, paused, start, scenario, link, control, readyFile, injectPanel, remotePanel, log, cors, why, ...others } =
    given as unknown as StuntboxOptions;
  const forCloud = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined)) as CloudOptions<Providers>;
  checkVendors(vendors);
  checkOptions(vendors, forCloud);
  if (readyFile !== undefined && (typeof readyFile !== 'string' || readyFile === '' || readyFile.length > 4_096))
    throw invalid('readyFile', readyFile, "the path of a file, such as './stuntbox.json'");
  for (const [name, value] of Object.entries({ paused, injectPanel, remotePanel, log }))
    if (value !== undefined && typeof value !== 'boolean') throw invalid(name, value, 'true or false');
  liveClock({ speed, start });
  if (control !== undefined && typeof control !== 'boolean' && !isPlainObject(control))
    throw invalid('control', control, 'true, or an object such as { port: 4011 }');
  const controls = control === true ? {} : control || undefined;
  if (controls && controls.token === undefined && readyFile === undefined)
    throw new Error("Nobody would know the token of the controls. Give readyFile: './stuntbox.json', which then holds it, or control: { token }.");
  checkListenOptions({ ...(controls && { control: controls }), ...(cors !== undefined && { cors }), ...(why !== undefined && { why }) });
  return {
    vendors,
    origins: originsOf(vendors, origins),
    speed: speed ?? 1,
    paused: paused ?? false,
    start,
    scenarios: scenariosOf(vendors, scenario),
    link: link === undefined || hasNoLink(link) ? undefined : linkFor(link, given),
    control: controls,
    readyFile,
    injectPanel: injectPanel ?? false,
    remotePanel: remotePanel ?? false,
    log: log ?? false,
    cors: cors ?? [],
    why: why ?? false,
    forCloud,
  };
}

function checkVendors(vendors: unknown): asserts vendors is Providers {
  if (vendors === undefined)
    throw new Error("The Vite plugin needs vendors: import { vpsorg } from 'stuntbox/vpsorg', and give stuntbox({ vendors: { vpsorg } }).");
  if (!isPlainObject(vendors)) throw invalid('vendors', vendors, 'an object such as { vpsorg }');
  if (Object.keys(vendors).length === 0) throw new Error("The option vendors is empty. Import a vendor, such as import { vpsorg } from 'stuntbox/vpsorg'.");
}

function originsOf(vendors: Providers, given: unknown): Map<string, string> {
  if (given !== undefined && !isPlainObject(given)) throw invalid('origins', given, "an object with a path for each vendor, such as { vpsorg: '/api/vps' }");
  const own = given ?? {};
  for (const name of Object.keys(own))
    if (!Object.hasOwn(vendors, name))
      throw new Error(`The option origins names '${name.slice(0, 60)}', which is not among the vendors.${suggestion(name.slice(0, 60), Object.keys(vendors))}`);
  const origins = new Map<string, string>();
  for (const vendor of Object.keys(vendors)) {
    const given = Object.hasOwn(own, vendor) ? own[vendor] : undefined;
    const path = originPath(vendor, given === undefined ? `/api/${vendor}` : given);
    for (const [other, taken] of origins)
      if (taken === path) throw new Error(`The vendors '${other}' and '${vendor}' have the same origin, '${path}'. Give each a path of its own.`);
    origins.set(vendor, path);
  }
  return origins;
}

function scenariosOf(vendors: Providers, given: unknown): readonly (string | AnyScenario)[] {
  if (given === undefined) return [];
  const all: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (all.length > MOST_SCENARIOS) throw new Error(`The option scenario has ${all.length} scenarios; at most ${MOST_SCENARIOS} are played.`);
  const known = Object.values(vendors).flatMap(({ scenarios = {} }) => Object.values(scenarios).map(({ name }) => name));
  return all.map((one) => {
    if (typeof one === 'string') {
      if (!known.includes(one)) throw new Error(`The option scenario names '${one.slice(0, 60)}', which does not exist.${suggestion(one.slice(0, 60), known)}`);
      return one;
    }
    const scenario = Object(one) as Partial<AnyScenario>;
    if (typeof scenario.play !== 'function' || typeof scenario.name !== 'string')
      throw invalid('scenario', one, "the name of a scenario, such as 'vpsorg/out-of-credits', or a scenario such as vpsorg.scenarios.outOfCredits");
    return scenario as AnyScenario;
  });
}

function linkFor(link: Link | string, given: Readonly<Record<string, unknown>>): Link {
  for (const name of ['seed', 'start', 'settings'])
    if (given[name] !== undefined) throw new Error(`The link has its own ${name}. Leave out the option ${name}, or the option link.`);
  return linkOf(link);
}

const invalid = (option: string, value: unknown, what: string): Error => new Error(`The option ${option} cannot be ${said(value)}. Give ${what}.`);
