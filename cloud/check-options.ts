/** Validates the options of a cloud at run time, before anything is opened, since they may not have been type-checked. */
import { instantOf, type Clock } from '../model/clock.ts';
import { checkChoice, checkNames } from '../model/named-options.ts';
import { isPlainObject, said } from '../model/plain.ts';
import { misfit } from '../model/schema.ts';
import { suggestion } from '../model/spelling.ts';
import { compile } from '../request/compile.ts';
import { EVIDENCE } from '../request/evidence.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import type { CloudMembers } from './cloud.ts';
import { checkLatency } from './latency.ts';
import { linkLimits } from './link.ts';
import type { CloudOptions, Providers } from './options.ts';
import { originOf } from './origin.ts';
import { checkClock } from './own-clock.ts';
import { checkSettings } from './settings.ts';
import { snapshotLimits } from './snapshot.ts';
import { checkViolations } from './violation-place.ts';

type Check = (value: unknown, providers: Providers) => void;

/** The check of each option. The journal, the history and the tables, which every cloud has, validate their own limits. */
const OPTIONS: Readonly<Record<keyof CloudOptions<Providers>, Check>> = {
  clock: checkClock,
  latency: checkLatency,
  seed(seed) {
    if (misfit(seed, 'seed')) throw invalid('seed', seed, 'a text or a number');
  },
  start(start) {
    instantOf(start as number);
  },
  origins: (origins, providers) =>
    forEachVendor('origins', origins, providers, (name, origin) => {
      if (typeof origin !== 'string') throw invalid(`origins.${name}`, origin, "a URL such as 'https://api.example.com/v1', or a path such as '/api/vps'");
      originOf(name, origin);
    }),
  credentials: (credentials, providers) =>
    forEachVendor('credentials', credentials, providers, (name, given) => {
      if (typeof given !== 'string' && !(Array.isArray(given) && given.every((one) => typeof one === 'string')))
        throw invalid(`credentials.${name}`, given, 'a credential, or a list of them');
    }),
  settings: (settings, providers) =>
    forEachVendor('settings', settings, providers, (name, given) =>
      checkSettings(name, given, compile(providers[name] as AnyProvider), `The option settings.${name}`),
    ),
  strict: (strict) => checkChoice('strict', strict, EVIDENCE),
  journal() {},
  history() {},
  snapshots: (limits) => void snapshotLimits(limits as number),
  records() {},
  links: (limits) => void linkLimits(limits as number),
  violations: checkViolations,
};

/** The names of a cloud's options, for the homes that hand them on. */
export const optionNames = (): string[] => Object.keys(OPTIONS);

/** The names of a cloud's own members, which no vendor can have. */
const MEMBERS: Readonly<Record<keyof CloudMembers<Providers> | 'at' | 'handlers', true>> = {
  clock: true,
  faults: true,
  journal: true,
  operations: true,
  origins: true,
  on: true,
  subscribe: true,
  version: true,
  play: true,
  reset: true,
  snapshot: true,
  restore: true,
  toLink: true,
  fetch: true,
  serve: true,
  refuse: true,
  vendors: true,
  violations: true,
  listen: true,
  at: true,
  handlers: true,
};
/** Those, the names that JavaScript itself looks up, and names that later versions may need. */
const RESERVED: ReadonlySet<string> = new Set([
  ...Object.keys(MEMBERS),
  ...Object.getOwnPropertyNames(Object.prototype),
  'then',
  'toJSON',
  'close',
  'coverage',
  'off',
  'once',
]);

/**
 * Validates the vendors and the options.
 * @throws {Error} that names the invalid option or value and suggests a fix.
 */
export function checkOptions(providers: Providers, options: CloudOptions<Providers, Clock>): void {
  checkProviders(providers);
  checkNames('A cloud', options, Object.keys(OPTIONS));
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) OPTIONS[name as keyof typeof OPTIONS](value, providers);
  }
}

function checkProviders(providers: Providers): void {
  if (typeof providers !== 'object' || providers === null)
    throw new Error(`createCloud was called with ${said(providers)}. Pass it vendors: createCloud({ vpsorg }).`);
  const { name: own, contract } = providers as Readonly<Record<string, unknown>>;
  if (typeof own === 'string' && typeof contract === 'object')
    throw new Error(`createCloud was called with the vendor '${own.slice(0, 60)}' itself. Pass it in braces: createCloud({ ${own.slice(0, 60)} }).`);
  for (const [name, provider] of Object.entries(providers)) {
    if (provider?.name !== name)
      throw new Error(
        `createCloud was called with '${name}', which is ${provider?.name ? `the vendor '${provider.name}'. Use createCloud({ ${provider.name} }).` : "not a vendor. Import one, such as import { vpsorg } from 'stuntbox/vpsorg'."}`,
      );
    if (RESERVED.has(name))
      throw new Error(`A vendor cannot be named '${name}': cloud.${name} is, or may become, a member of the cloud itself. Choose another name.`);
  }
}

/** Validates an option that has a value for each vendor. */
function forEachVendor(option: string, given: unknown, providers: Providers, check: (name: string, value: unknown) => void): void {
  if (!isPlainObject(given)) throw invalid(option, given, `an object with a member for each vendor, such as { ${Object.keys(providers)[0] ?? 'vpsorg'}: … }`);
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(providers, name))
      throw new Error(`The option ${option} names '${name}', which is not in this cloud.${suggestion(name, Object.keys(providers))}`);
    if (value !== undefined) check(name, value);
  }
}

const invalid = (option: string, value: unknown, what: string): Error => new Error(`The option ${option} cannot be ${said(value)}. Give ${what}.`);
