/**
 * The ways that lead to each state of a vendor's servers, found by trying: each step that the timetable allows is taken in a cloud of its own.
 * Law: the shortest way is taken, and an ordinary one before one that fails, and that before one that needs a scenario.
 */
import type { Stateful } from '../../model/lifecycle.ts';
import { compile } from '../../request/compile.ts';
import { beginners } from '../coverage/transition.ts';
import type { AnyProvider } from '../../vendor/provider.ts';
import { sceneOf, type Scene, type WayStep } from './scene.ts';

/** The steps that lead to a state. */
export type Way = readonly WayStep[];

/** How an action begins: from which status, and what the server shows in each stage. */
export interface Beginning {
  readonly action: string;
  readonly from: string;
  /** The statuses that are shown while it lasts. */
  readonly shows: readonly string[];
  /** Whether it takes place in the background. */
  readonly quiet: boolean;
  readonly way: Way;
}

export interface Ways {
  /** To a server that is in order. */
  readonly usual: Way;
  /** By status: the way to a server that rests in it or, if none does, to the moment at which a task shows it. */
  readonly statuses: ReadonlyMap<string, Way>;
  /** The ordinary ones first. */
  readonly beginnings: readonly Beginning[];
}

const ordinary = new WeakMap<AnyProvider, Ways>();
const all = new WeakMap<AnyProvider, Ways>();

/**
 * The ways of a vendor; worked out once.
 * @param scenarios whether those that need a scenario are wanted, too.
 */
export function waysOf(provider: AnyProvider, scenarios: boolean): Ways {
  const known = scenarios ? all : ordinary;
  const found = known.get(provider) ?? explored(provider, scenarios);
  known.set(provider, found);
  return found;
}

/** A scenario with more servers than this is a fleet, whose servers are in states that others reach too. */
const FLEET = 10;

function explored(provider: AnyProvider, scenarios: boolean): Ways {
  const vendor = compile(provider);
  const lifecycle = vendor.tables['servers']?.lifecycle ?? {};
  const actions = Object.keys(lifecycle);
  const resting = new Map<string, Way>();
  const shown = new Map<string, Way>();
  const beginnings = new Map<string, Beginning>();
  const failing: Way[] = [];
  const moments: { readonly way: Way; readonly busy: string }[] = [];

  const after = (way: Way): Scene | undefined => {
    const scene = sceneOf(provider);
    return way.every((step) => scene.step(step)) ? scene : undefined;
  };
  const isBegun = (action: string): boolean => [...beginnings.values()].some((one) => one.action === action);

  /** Looks at a task from its first instant to its end. */
  const watch = (way: Way, from: string): void => {
    const scene = after(withLast(way, { wait: 0 }));
    const task = scene?.lock();
    const last = way.at(-1);
    // What is done at once leaves the task that was there before.
    if (!scene || !task || (last && 'begin' in last && last.begin !== task.action) || beginnings.has(`${from} ${task.action}`)) return;
    const shows = new Set<string>();
    let since = 0;
    for (const ms of task.lasts) {
      const record = scene.server();
      if (!record || !scene.lock()) break;
      const here = withLast(way, { wait: since });
      shows.add(record.status);
      if (!shown.has(record.status)) shown.set(record.status, here);
      moments.push({ way: here, busy: task.action });
      since += ms;
      scene.clock.advance(ms);
    }
    beginnings.set(`${from} ${task.action}`, { action: task.action, from, shows: [...shows], quiet: false, way: withLast(way, { wait: 0 }) });
    if (last && mayGoWrong(last)) failing.push(withLast(way, { mishap: 'fails', wait: 'idle' }));
  };
  /** Where a server has come to rest, and everything that follows from there. */
  const settle = (first: Way): void => {
    const queue = [first];
    for (const way of queue) {
      const scene = after(way);
      const record = scene?.server();
      if (!scene || !record || scene.lock()) continue;
      const { status, task } = record;
      const background = `${status} ${task?.action}`;
      if (task && !beginnings.has(background)) beginnings.set(background, { action: task.action, from: status, shows: [status], quiet: true, way });
      const isNew = !resting.has(status);
      if (isNew) resting.set(status, way);
      // A server that rests in a known status may yet do what the others do not.
      for (const action of actions.filter((one) => isNew || !isBegun(one))) {
        const next: Way = [...way, { begin: action, wait: 'idle' }];
        watch(next, status);
        if (isNew) queue.push(next);
      }
    }
  };
  /** A server that begins with a task: one that was created, or that a scenario has just kept busy. */
  const begin = (way: Way): void => {
    const scene = after(withLast(way, { wait: 0 }));
    const task = scene?.lock();
    if (task && task.startedAt === scene?.clock.now()) watch(way, task.from);
  };
  /** What begins only while another task runs, and what comes of tasks that fail. */
  const follow = (): void => {
    for (const { way, busy } of moments.splice(0)) {
      const from = after(way)?.server()?.status;
      if (from !== undefined) for (const action of actions) if (action !== busy && !isBegun(action)) watch([...way, { begin: action, wait: 0 }], from);
    }
    for (let way = failing.shift(); way; way = failing.shift()) settle(way);
  };

  const creates = beginners(vendor).flatMap(({ operation, table, named }) => (table === 'servers' && !named ? [operation.route] : []));
  const created = creates.map((create): Way => [{ create, wait: 'idle' }]);
  const scene = sceneOf(provider);
  const first = lifecycle[actions[0] ?? '']?.to;
  // A server as its first action leaves it is in order; another may have failed.
  const held = serversOf(scene).toSorted((one, other) => Number(other.status === first) - Number(one.status === first));
  const taken = held.map((one): Way => [{ take: scene.keyOf(one), wait: 'idle' }]);
  const usual = taken[0] ?? created[0] ?? [];
  for (const way of created) begin(way);
  for (const way of [...taken, ...created]) settle(way);
  follow();
  const statuses = new Map([...shown, ...resting]);
  if (!scenarios) return { usual, statuses, beginnings: [...beginnings.values()] };

  const fresh = new Map(serversOf(scene).map((one) => [scene.keyOf(one), JSON.stringify(one)]));
  for (const { name: play } of Object.values(provider.scenarios ?? {})) {
    const { cloud, account, keyOf } = sceneOf(provider);
    cloud.play(play);
    const servers = serversOf({ account });
    // What arms a fault would keep it; a state is what the account holds.
    if (cloud.snapshot().faults.length > 0 || servers.length > FLEET) continue;
    const changed = servers.filter((one) => fresh.get(keyOf(one)) !== JSON.stringify(one)).map(keyOf);
    const roots = changed.map((take): Way => [{ play, take, wait: 'idle' }]);
    if (changed.length === 0)
      for (const create of creates)
        roots.push([
          { play, take: null, wait: 0 },
          { create, wait: 'idle' },
        ]);
    for (const way of roots) {
      begin(way);
      settle(way);
    }
  }
  follow();
  return { usual, statuses: new Map([...shown, ...resting, ...statuses]), beginnings: [...beginnings.values()] };
}

/** Whether a step begins a task by itself, so that the task can fail or get stuck. */
export const mayGoWrong = (step: WayStep): boolean => 'create' in step || 'begin' in step;

/** A way whose last step is another. */
export const withLast = (way: Way, change: Pick<WayStep, 'wait'> & Partial<Pick<WayStep, 'mishap'>>): Way =>
  way.map((step, index) => (index === way.length - 1 ? { ...step, ...change } : step));

const serversOf = ({ account }: Pick<Scene, 'account'>): readonly Readonly<Stateful>[] => account.servers.all();
