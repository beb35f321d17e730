/**
 * A server that is led along its vendor's timetable, in a cloud of its own.
 * Law: nothing is written into a record. What a request can do is asked for, what only the vendor does is begun, and time passes by the clock.
 */
import { openCloud } from '../../cloud/open.ts';
import type { CloudOptions, Providers } from '../../cloud/options.ts';
import { manualClock, type ManualClock } from '../../model/clock.ts';
import type { Collection } from '../../model/collection.ts';
import { progress, type Stateful, type Task } from '../../model/lifecycle.ts';
import { compile, type CompiledOperation } from '../../request/compile.ts';
import type { Account } from '../../vendor/account.ts';
import type { AnyProvider } from '../../vendor/provider.ts';
import type { Vendor } from '../../vendor/vendor.ts';
import type { CoreCloud } from '../../cloud/cloud.ts';
import { credentialHeader } from '../../request/credential.ts';
import { exampleRequest } from '../../request/example.ts';

/** How a task ends that does not end well. */
export type Mishap = 'fails' | 'stuck';

/** One step on the way of a server. */
export type WayStep = (
  | { /** A scenario is played, and one of its servers is taken. */ readonly play: string; readonly take: string | number | null }
  | { /** A server of the fresh account is taken. */ readonly take: string | number }
  | { /** A server is created by an operation. */ readonly create: string }
  | { /** An action begins. */ readonly begin: string }
) & {
  readonly mishap?: Mishap;
  /** What is waited for before the next step: that the server is idle, or a number of milliseconds. */
  readonly wait: 'idle' | number;
};

/** When a task fails, and where it gets stuck, as shares of its time. */
const MISHAPS = { fails: { fails: 0.5 }, stuck: { stuck: 0.99 } } as const;
const FAULTS = { fails: { outcome: 'fails', at: 0.5 }, stuck: { outcome: 'stuck', at: 0.99 } } as const;

/** What a scene may be given of a cloud's options. */
export type SceneOptions = Pick<CloudOptions<Providers>, 'seed' | 'settings' | 'start' | 'records'>;

export interface Scene {
  readonly cloud: CoreCloud<Providers>;
  readonly clock: ManualClock;
  readonly account: Account<Vendor>;
  keyOf(record: object): string | number;
  /** The server that is led; undefined before one was taken, and when it is gone. */
  server(): Readonly<Stateful> | undefined;
  /** Its task, unless that is one in the background. */
  lock(): Task | null;
  /** Takes a step. False when the vendor refuses it, or does something else instead; the scene is then spoiled. */
  step(step: WayStep): boolean;
  /** Moves the clock to the first instant at which the task shows a progress. */
  moveTo(percent: number): void;
}

/** Opens a scene in a fresh cloud of one vendor. */
export function sceneOf(provider: AnyProvider, options: SceneOptions = {}): Scene {
  const vendor = compile(provider);
  const { name } = vendor;
  const { start, ...others } = options;
  const cloud = openCloud<Providers>({ [name]: provider }, { ...others, clock: manualClock(start), journal: 1, violations: 'off' });
  const { clock } = cloud;
  const account = cloud[name] as Account<Vendor>;
  const table = (): Collection<Stateful> => account.servers;
  const keyName = vendor.tables['servers']?.key ?? 'id';
  const keyOf = (record: object): string | number => (record as Readonly<Record<string, string | number>>)[keyName] ?? '';
  const headers = credentialHeader(provider);
  let key: string | number | undefined;

  const server = (): Readonly<Stateful> | undefined => (key !== undefined && table().has(key) ? table().get(key) : undefined);
  const quiet = ({ action }: Task): boolean => vendor.tables['servers']?.lifecycle?.[action]?.quiet === true;
  const lock = (): Task | null => {
    const task = server()?.task;
    return task && !quiet(task) ? task : null;
  };
  /** Leaves no server but one. */
  const take = (wanted: string | number): void => {
    key = wanted;
    for (const other of table().all()) if (keyOf(other) !== wanted) table().remove(other);
  };
  const ask = (operation: CompiledOperation, mishap: Mishap | undefined, path?: string): boolean => {
    if (mishap) cloud.faults.add({ vendor: name, on: operation.route, times: 1, ...FAULTS[mishap] });
    const { reply } = cloud.serve(name, exampleRequest(operation, headers, path));
    return reply !== null && reply.status < 400;
  };
  const create = (route: string, mishap: Mishap | undefined): boolean => {
    const operation = vendor.operations.get(route);
    const before = new Set(table().all().map(keyOf));
    if (!operation || !ask(operation, mishap)) return false;
    const created = table()
      .all()
      .find((one) => !before.has(keyOf(one)));
    if (created) take(keyOf(created));
    return created !== undefined;
  };
  const begin = (action: string, mishap: Mishap | undefined): boolean => {
    const record = server();
    if (!record || key === undefined || account.actions(record)[action as never]?.['allowed'] !== true) return false;
    const begun = record.task;
    const operation = [...vendor.operations.values()].find((one) => isOf(one, action));
    if (!operation) account.begin(record, action, mishap ? MISHAPS[mishap] : {});
    else if (!ask(operation, mishap, operation.route.split(' ')[1]?.replace(`{${operation.serverParameter}}`, encodeURIComponent(key)))) return false;
    const task = server()?.task;
    // An operation may begin one of several actions, whichever the server's state calls for.
    return !task || task === begun || quiet(task) || task.action === action;
  };

  return {
    cloud,
    clock,
    account,
    keyOf,
    server,
    lock,
    step(one) {
      if ('play' in one) {
        cloud.play(one.play);
        if (one.take !== null) take(one.take);
      } else if ('take' in one) take(one.take);
      else if (!('create' in one ? create(one.create, one.mishap) : begin(one.begin, one.mishap))) return false;
      if (typeof one.wait === 'number') clock.advance(one.wait);
      else for (let task = lock(); task && task.stuck === undefined; task = lock()) clock.advance(Math.max(0, task.endsAt - clock.now()));
      return true;
    },
    moveTo(percent) {
      const task = server()?.task;
      if (!task) return;
      const total = task.lasts.reduce((sum, ms) => sum + ms, 0);
      let at = task.startedAt + Math.ceil((total * percent) / 100);
      // A share is a fraction, which may fall short by a rounding.
      while (at < task.endsAt && (progress({ task }, at) ?? percent) < percent) at += 1;
      if (at > clock.now()) clock.advance(at - clock.now());
    },
  };
}

/** Whether an operation begins an action of the one server that its path names. */
const isOf = ({ operation, serverParameter, route }: CompiledOperation, action: string): boolean =>
  serverParameter !== undefined && route.split('{').length === 2 && [operation['x-action'] ?? []].flat().includes(action);
