/** A cloud with one server in a state, in which everything that follows from the state is true. */
import type { AnyCloud } from '../../cloud/cloud.ts';
import { createCloud, type Cloud } from '../../cloud/msw.ts';
import type { CloudOptions } from '../../cloud/options.ts';
import type { Clock, ManualClock } from '../../model/clock.ts';
import type { ActionOf, StatusOf } from '../../model/lifecycle.ts';
import { compile } from '../../request/compile.ts';
import type { AnyProvider, VendorOf } from '../../vendor/provider.ts';
import { checkState, type AnyState, type Place } from './check-state.ts';
import { sceneOf, type Scene, type SceneOptions } from './scene.ts';
import { mayGoWrong, waysOf, withLast, type Beginning, type Way } from './ways.ts';

type Only<P extends AnyProvider> = { readonly [N in P['name']]: P };
type ServerOf<P extends AnyProvider> = VendorOf<P>['tables']['servers'];
/** The known names, or any text if the vendor is not known to the compiler. */
type Names<T> = [T] extends [never] ? string : T;

/**
 * A state that a vendor's account can be in. Of `status` and `busy`, `stuck`, `failed`, `empty` and `many`, one is given; `refused` goes with any of them.
 * @example
 * { status: 'stopped', busy: 'rebuild', progress: 37 } // a rebuild that began while the server was stopped
 */
export interface CloudState<P extends AnyProvider = AnyProvider> {
  /** The status that the server rests in; with an action, the one in which the action began. */
  readonly status?: Names<StatusOf<ServerOf<P>>>;
  /** The action that keeps the server busy. */
  readonly busy?: Names<ActionOf<ServerOf<P>>>;
  /** How far that action is, in whole percent, from 0 (the default) to 99. */
  readonly progress?: number;
  /** The action that is stuck at 99%, and locks the server forever. */
  readonly stuck?: Names<ActionOf<ServerOf<P>>>;
  /** The action that failed half-way. */
  readonly failed?: Names<ActionOf<ServerOf<P>>>;
  /** The account has no servers. */
  readonly empty?: true;
  /** The account has a fleet of so many servers, in mixed states. */
  readonly many?: number;
  /** The vendor refuses every request that it may refuse so. */
  readonly refused?: Names<VendorOf<P>['refuses']>;
}

/**
 * Creates a cloud with one server in a state, by walking the vendor's timetable: a server that is being provisioned has no address, and its timestamps fit the clock, which stands.
 * `cloud.reset()` gives the fresh account of the vendor.
 * @param options those of `createCloud`; a clock must be one that can be moved.
 * @throws {Error} when no server of the vendor can be in that state; it says which states can be reached.
 * @example
 * const cloud = cloudIn(vpsorg, { busy: 'provision', progress: 37 });
 * cloud.vpsorg.servers.all()[0]; // { status: 'provisioning', ip_address: null, … }
 */
export function cloudIn<P extends AnyProvider, C extends Clock = ManualClock>(
  provider: P,
  state: CloudState<P>,
  options: CloudOptions<Only<P>, C> = {},
): Cloud<Only<P>, C> {
  const { name } = compile(provider);
  const cloud = createCloud<Only<P>, C>({ [name]: provider } as Only<P>, options);
  const { seed, settings, records } = options;
  putInto(cloud, provider, state, {
    ...(seed !== undefined && { seed }),
    ...(settings && { settings }),
    ...(records !== undefined && { records }),
  });
  return cloud;
}

/**
 * Puts the account of one vendor in a cloud into a state; the others stay as they are. The clock moves to the instant at which the state is reached.
 * @throws {Error} as `cloudIn`.
 */
export function putInto(cloud: AnyCloud, provider: AnyProvider, state: CloudState, options: SceneOptions = {}): void {
  const { name, title } = compile(provider);
  if (!cloud.clock.movable)
    throw new Error(
      `The state of ${title} cannot be reached with a ${cloud.clock.kind} clock, since it cannot be moved. Leave out the clock, or give manualClock() or liveClock().`,
    );
  const { refused, ...place } = checkState(provider, state);
  const scene = reached(provider, place, { ...options, start: cloud.clock.now() });
  if (refused !== undefined) scene.cloud.faults.add({ vendor: name, outcome: 'refused', kind: refused } as never);
  const now = cloud.snapshot();
  const there = scene.cloud.snapshot();
  cloud.restore({
    ...now,
    ...there,
    seed: now.seed,
    accounts: { ...now.accounts, ...there.accounts },
    faults: [...now.faults, ...there.faults],
  });
}

/** A scene in a state that was checked. */
function reached(provider: AnyProvider, { status, busy, progress = 0, stuck, failed, empty, many }: Place, options: SceneOptions): Scene {
  const scene = sceneOf(provider, options);
  const go = (way: Way): Scene => {
    if (way.every((step) => scene.step(step))) return scene;
    throw new Error(`The settings or the seed of this cloud keep a server of ${provider.title} from that state. Leave them out, or arrange the state by hand.`);
  };
  const action = busy ?? stuck ?? failed;
  if (empty || many !== undefined) {
    play(scene, provider, many);
    return scene;
  }
  if (action === undefined) return go(status === undefined ? waysOf(provider, false).usual : wayTo(provider, status));
  const { way } = beginningOf(provider, action, status, busy === undefined);
  if (stuck !== undefined) go(withLast(way, { mishap: 'stuck', wait: 'idle' })).moveTo(99);
  else if (failed !== undefined) go(withLast(way, { mishap: 'fails', wait: 'idle' }));
  else go(way).moveTo(progress);
  return scene;
}

/** The empty account, or a fleet: by the vendor's own scenario, which knows what belongs to it. */
function play({ cloud, account }: Scene, provider: AnyProvider, many: number | undefined): void {
  const named = (own: string) => Object.values(provider.scenarios ?? {}).find(({ name }) => name === `${provider.name}/${own}`);
  if (many === undefined) {
    const scenario = named('empty-account');
    if (scenario) cloud.play(scenario);
    else account.servers.clear();
    return;
  }
  const fleet = named('fleet');
  if (typeof fleet !== 'function')
    throw new Error(`${provider.title} has no fleet: a scenario '${provider.name}/fleet' with a parameter \`count\`. Add one with withScenarios().`);
  cloud.play((fleet as (parameters: { count: number }) => AnyScenarioOf)({ count: many }));
}
type AnyScenarioOf = NonNullable<AnyProvider['scenarios']>[string];

function wayTo(provider: AnyProvider, status: string): Way {
  const way = waysOf(provider, false).statuses.get(status) ?? waysOf(provider, true).statuses.get(status);
  if (way) return way;
  throw new Error(
    `No action leads a server of ${provider.title} to '${status}'. Statuses that can be reached: ${[...waysOf(provider, true).statuses.keys()].join(', ')}.`,
  );
}

/**
 * How an action begins, in a status if one is named.
 * @param goesWrong whether it is to fail or get stuck, which only a task that was begun by itself can.
 */
function beginningOf(provider: AnyProvider, action: string, status: string | undefined, goesWrong: boolean): Beginning {
  const { title } = provider;
  const its = ({ beginnings }: { readonly beginnings: readonly Beginning[] }): Beginning[] =>
    beginnings.filter((one) => one.action === action && (!goesWrong || takesMishaps(one)));
  const fits = (all: readonly Beginning[]): Beginning | undefined =>
    status === undefined ? all[0] : (all.find(({ from }) => from === status) ?? all.find(({ shows }) => shows.includes(status)));
  const found = fits(its(waysOf(provider, false))) ?? fits(its(waysOf(provider, true)));
  if (found) return found;
  const others = its(waysOf(provider, true));
  if (others.length > 0)
    throw new Error(
      `A server of ${title} that is ${status} cannot be busy with '${action}', which begins in: ${[...new Set(others.map(({ from }) => from))].join(', ')}. Leave out \`status\`, or give one of those.`,
    );
  const busy = new Set(waysOf(provider, true).beginnings.map((one) => one.action));
  throw new Error(
    busy.has(action)
      ? `'${action}' of ${title} cannot fail or get stuck: ${goesWrong ? 'it is a task in the background, or a scenario begins it' : ''}.`
      : `No server of ${title} is ever busy with '${action}': it is done at once, or nothing begins it. Actions that keep a server busy: ${[...busy].join(', ')}.`,
  );
}

/** Whether an action can fail or get stuck in this beginning of it. */
export function takesMishaps({ quiet, way }: Beginning): boolean {
  const last = way.at(-1);
  return !quiet && last !== undefined && mayGoWrong(last);
}

/** A state without types, as the lists of states make it. */
export type { AnyState };
