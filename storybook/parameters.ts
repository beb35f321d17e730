/** What a story says about its cloud: `parameters: { cloud: { vendors: [vpsorg], at: { busy: 'provision', progress: 37 } } }`. */
import type { AnyCloud } from '../cloud/cloud.ts';
import type { CloudOptions, Providers } from '../cloud/options.ts';
import { isPlainObject, said } from '../model/plain.ts';
import { suggestion } from '../model/spelling.ts';
import type { CloudState } from '../testing/states/cloud-in.ts';
import { isScenario } from '../vendor/check-vendor.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import type { AnyScenario } from '../vendor/scenario.ts';

/** The options that a story may set. The clock stands, so that a picture of the story is the same tomorrow. */
type StoryOptions = Pick<CloudOptions<Providers>, 'origins' | 'seed' | 'settings' | 'start' | 'credentials' | 'violations'>;

/** The member `cloud` of a story's parameters. */
export interface CloudParameters extends StoryOptions {
  /** The vendors, in a list: Storybook copies the members of an object. A story has those of its file unless it names its own. */
  readonly vendors?: readonly AnyProvider[];
  /** The state that the first vendor's account is in: what `cloudIn` takes. */
  readonly at?: CloudState;
  /** A scenario to play, or several, after that. */
  readonly scenario?: string | AnyScenario | readonly (string | AnyScenario)[];
  /**
   * Arranges what is left. Annotate its parameter with the type of your cloud.
   * @example
   * arrange: (cloud: Cloud<{ vpsorg: typeof vpsorg }>) => cloud.faults.add({ vendor: 'vpsorg', outcome: 'refused', kind: 'unavailable' })
   */
  readonly arrange?: (cloud: never) => unknown;
  /** Arguments of the component that depend on the cloud, such as the ID of its server. */
  readonly args?: (cloud: never) => object;
}

const MEMBERS: Readonly<Record<keyof CloudParameters, true>> = {
  vendors: true,
  at: true,
  scenario: true,
  arrange: true,
  args: true,
  origins: true,
  seed: true,
  settings: true,
  start: true,
  credentials: true,
  violations: true,
};

/** The parameters of a story, as it gave them and as they are used. */
export interface StoryCloudParameters extends StoryOptions {
  readonly providers: Providers;
  readonly at: CloudState | undefined;
  readonly scenarios: readonly (string | AnyScenario)[];
  readonly arrange: ((cloud: AnyCloud) => unknown) | undefined;
  readonly args: ((cloud: AnyCloud) => object) | undefined;
}

const isFunction = (value: unknown): boolean => typeof value === 'function';
/** The members that are no options of a cloud, and what they must be. */
const OWN: readonly (readonly [member: 'at' | 'scenario' | 'arrange' | 'args', is: (value: unknown) => boolean, wanted: string])[] = [
  ['at', isPlainObject, "a state, such as { busy: 'provision', progress: 37 }"],
  [
    'scenario',
    (value) => [value].flat().every((one) => typeof one === 'string' || isScenario(one)),
    "a scenario, such as 'vpsorg/out-of-credits', or a list of them",
  ],
  ['arrange', isFunction, 'a function of the cloud: (cloud) => cloud.clock.advance(minutes(1))'],
  ['args', isFunction, 'a function of the cloud: (cloud) => ({ id: cloud.vpsorg.servers.all()[0]?.id })'],
];

/**
 * Reads the parameters of a story.
 * @throws {Error} that names what is wrong. The vendors, the state and the options are checked by the cloud itself.
 */
export function readParameters(given: unknown): StoryCloudParameters {
  if (!isPlainObject(given)) throw new Error(`parameters.cloud must be an object such as { vendors: [vpsorg] }, not ${said(given)}.`);
  for (const name of Object.keys(given))
    if (!Object.hasOwn(MEMBERS, name)) throw new Error(`parameters.cloud has no member '${name.slice(0, 60)}'.${suggestion(name, Object.keys(MEMBERS))}`);
  for (const [name, is, wanted] of OWN)
    if (given[name] !== undefined && !is(given[name])) throw new Error(`parameters.cloud.${name} is ${said(given[name])}. Give ${wanted}, or leave it out.`);
  // An option of the wrong type is refused by the cloud.
  const { vendors, at, scenario, arrange, args, ...options } = given as unknown as CloudParameters;
  const all: readonly unknown[] = Array.isArray(vendors) ? (vendors as unknown[]) : isPlainObject(vendors) ? Object.values(vendors) : [];
  const providers = all.filter((one): one is AnyProvider => typeof (one as Partial<AnyProvider> | null)?.name === 'string');
  if (providers.length === 0 || providers.length < all.length)
    throw new Error(`parameters.cloud.vendors is ${said(vendors)}. Give a list of vendors: vendors: [vpsorg], with import { vpsorg } from 'stuntbox/vpsorg'.`);
  return {
    ...options,
    providers: Object.fromEntries(providers.map((provider) => [provider.name, provider])),
    at,
    scenarios: scenario === undefined ? [] : isList(scenario) ? scenario : [scenario],
    arrange: arrange as ((cloud: AnyCloud) => unknown) | undefined,
    args: args as ((cloud: AnyCloud) => object) | undefined,
  };
}

const isList = <T>(value: T | readonly T[]): value is readonly T[] => Array.isArray(value);
