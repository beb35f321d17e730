/**
 * The life of a record: timed, locking transitions, read from one table a vendor.
 * Law: the presence of a task *is* the lock, and all that can be known of a task follows from the table, the task and the instant.
 */
import type { Agenda } from './agenda.ts';
import { rowsOf, type Collection } from './collection.ts';
import { frozen } from './plain.ts';
import { Problem, type ProblemDetail } from './problem.ts';

/** One row of a vendor's timetable: an action, and what it does to a record over time. */
export interface Row<Status extends string, Action extends string> {
  /** The statuses from which it is accepted. */
  readonly from: readonly Status[];
  /** The statuses in which it is accepted and nothing happens: to stop what is stopped. */
  readonly unchanged?: readonly Status[];
  /** The statuses shown while it runs, each with its length in milliseconds; `null` keeps the status that is. None: it is done at once. */
  readonly through?: readonly (readonly [Status | null, number])[];
  /** Where it ends: a status, `null` for a record that is gone then; left out, the status stays what it was at the start. */
  readonly to?: Status | null;
  /** Where it ends when it fails; left out, the status that it started from. */
  readonly or?: Status;
  /** The tasks in whose place it may begin, ending them: without it, a busy record refuses. */
  readonly interrupts?: readonly Action[] | 'any';
  /** The tasks beside which it may be done, at once, leaving them be. */
  readonly beside?: readonly Action[] | 'any';
  /** What begins as it ends, unless it failed. */
  readonly then?: Action;
  /** True for what goes on in the background: it locks nothing, anything may begin in its place, and a cloud comes to rest without it. */
  readonly quiet?: boolean;
}

/** A vendor's timetable. */
export type Lifecycle<Status extends string, Action extends string> = Readonly<Record<Action, Row<Status, Action>>>;

/** What a record is busy with. Plain JSON: a snapshot holds it whole. */
export interface Task<Status extends string = string, Action extends string = string> {
  readonly action: Action;
  /** The status that it started from. */
  readonly from: Status;
  /** Milliseconds since the epoch, as is `endsAt`. */
  readonly startedAt: number;
  readonly endsAt: number;
  /** The length of each stage, in milliseconds. */
  readonly lasts: readonly number[];
  /** Which stage it is in. */
  readonly stage: number;
  /** Which of two tasks that end at the same instant comes first. */
  readonly order: number;
  /** How it will end. */
  readonly fails: boolean;
  /** Why it will fail, in the vendor's words. */
  readonly because?: string;
  /** The share of its time after which it goes on no more. */
  readonly stuck?: number;
  /** Where it will end, when not where its row says. */
  readonly settles?: Status;
  /** How its progress is shown, when not evenly. */
  readonly shape?: Shape;
}

/**
 * How the progress of a task is shown over its time: in so many `steps`; with a long `tail`, fast at first and slow at the end;
 * or going `back`, once, from the first share to the second.
 */
export type Shape = { readonly steps: number } | { readonly tail: true } | { readonly back: readonly [from: number, to: number] };

/** A record that lives: it has a status, and perhaps a task. */
export interface Stateful<Status extends string = string, Action extends string = string> {
  readonly status: Status;
  readonly task: Task<Status, Action> | null;
}

/** The actions that a record's type knows: `ActionOf<Server>` is `'start' | 'stop' | …`. */
export type ActionOf<R> = R extends { readonly task: Task<string, infer Action> | null } ? Action : never;
/** The statuses that a record's type knows. */
export type StatusOf<R> = R extends { readonly status: infer Status extends string } ? Status : never;

/** How a task departs from its row. */
export interface Departure {
  /** How long it takes in all, in milliseconds. */
  readonly lasts?: number;
  /** How many times as long as the row says. */
  readonly slow?: number;
  /** The share of its time, from 0 to 1, after which it fails. */
  readonly fails?: number;
  /** Why it fails, in the vendor's words, for a vendor that shows them. */
  readonly because?: string;
  /** The share of its time, from 0 to 1, that has passed already: a task that began before anybody looked. */
  readonly passed?: number;
  /** The share of its time, from 0 to 1, after which it goes on no more: it never ends, and locks for ever. */
  readonly stuck?: number;
  /** The status that it ends in, instead of its row's. */
  readonly settles?: string;
  /** How its progress is shown, when not evenly. */
  readonly shape?: Shape;
}

/** An arrival at a status, or the end of a task. */
export interface Arrival<R> {
  /** When, in milliseconds since the epoch: the instant that it was due, not the one at which somebody looked. */
  readonly at: number;
  readonly action: ActionOf<R>;
  /** True when the task ends here. */
  readonly ended: boolean;
  readonly failed: boolean;
  /** Why it failed, when somebody said so. */
  readonly because?: string;
}

/** What else changes in a record as it comes to a status: an address is assigned, the uptime starts again; null when it is gone instead. */
export type Arrive<R> = (record: Readonly<R>, status: StatusOf<R>, arrival: Arrival<R>) => Partial<R> | undefined | null;

/** What an action would meet now. */
export type Permission = { readonly allowed: true } | { readonly allowed: false; readonly problem: Problem };

/** The lives of all records of a table. */
export interface StateMachine<R extends Stateful> {
  /**
   * Begins an action at `now`.
   * @throws {Problem} `locked` when the record is busy, `wrong-state` when the action does not start from its status.
   * @throws {Error} when the table has no such action, or the departure makes no sense.
   */
  begin(record: Readonly<R>, action: ActionOf<R>, now: number, departure?: Departure): void;
  /**
   * Whether a departure would have an effect on an action that begins now: what is done at once cannot fail, get stuck or take longer,
   * and only an action that ends in a status can end in another one, of this table's.
   */
  takes(record: Readonly<R>, action: ActionOf<R>, departure: Departure | undefined, further: Departure): boolean;
  /** What an action would meet, without beginning it. */
  permission(record: Readonly<R>, action: ActionOf<R>, now: number): Permission;
  /** Puts the tasks that the records hold on the agenda: after a restore, or when a fixture is born busy. */
  resume(): void;
  readonly actions: readonly ActionOf<R>[];
}

/** Whole percent of the task's time that has passed, 0–99, as its shape shows it; null when idle. */
export function progress({ task }: Pick<Stateful, 'task'>, now: number): number | null {
  return task && Math.max(0, Math.min(99, Math.floor(100 * shareDone(task, now))));
}

/** The share of a task that is done, from 0 to 1, as its shape shows it. */
export function shareDone({ lasts, startedAt, stuck = 1, shape }: Task, now: number): number {
  const total = sum(lasts);
  const passed = total === 0 ? 1 : Math.max(0, Math.min(stuck, (now - startedAt) / total));
  if (!shape) return passed;
  if ('steps' in shape) return Math.floor(passed * shape.steps) / shape.steps;
  if ('tail' in shape) return 1 - (1 - passed) ** 4;
  const [from, to] = shape.back;
  return passed < from ? passed : to + ((passed - from) * (1 - to)) / (1 - from);
}

/** Binds a timetable to a table of records and to the agenda on which their tasks end. */
export function stateMachine<R extends Stateful>(
  table: Collection<R>,
  lifecycle: Lifecycle<StatusOf<R>, ActionOf<R>>,
  agenda: Agenda,
  arrive: Arrive<R> = () => undefined,
): StateMachine<R> {
  type Status = StatusOf<R>;
  type Action = ActionOf<R>;
  type OwnTask = Task<Status, Action>;
  type Ending = Pick<OwnTask, 'action' | 'from' | 'fails' | 'because' | 'settles'>;
  const taskOf = (record: Readonly<R>): OwnTask | null => record.task as OwnTask | null;
  const change = (record: Readonly<R>, members: Partial<Stateful>): void => void table.update(record, members as Partial<R>);

  const rowOf = (action: Action): Row<Status, Action> => {
    if (Object.hasOwn(lifecycle, action)) return lifecycle[action];
    throw new Error(`There is no action '${action}' in ${table.name}. There are: ${Object.keys(lifecycle).join(', ')}.`);
  };

  /** The task that locks a record; one in the background does not. */
  const lockOf = (record: Readonly<R>): OwnTask | null => {
    const task = taskOf(record);
    return task && rowOf(task.action).quiet ? null : task;
  };

  /** The actions that would be accepted now. */
  const allowed = (record: Readonly<R>): Action[] => {
    const task = lockOf(record);
    const accepts = (row: Row<Status, Action>): boolean =>
      (!task || covers(row.interrupts, task.action) || covers(row.beside, task.action)) &&
      (row.from.includes(record.status as Status) || (row.unchanged?.includes(record.status as Status) ?? false));
    return (Object.keys(lifecycle) as Action[]).filter((action) => accepts(lifecycle[action]));
  };

  const permission = (record: Readonly<R>, action: Action, now: number): Permission => {
    const row = rowOf(action);
    const task = lockOf(record);
    const status = record.status as Status;
    const refuse = (kind: 'locked' | 'wrong-state', message: string, detail: ProblemDetail): Permission => ({
      allowed: false,
      problem: new Problem(kind, message, { action, status, allowed: allowed(record), ...detail }),
    });
    if (task && !covers(row.interrupts, task.action) && !covers(row.beside, task.action)) {
      const held = { action: task.action, progress: progress(record, now) ?? 0, endsAt: task.endsAt };
      const until = task.stuck === undefined ? `until ${new Date(task.endsAt).toISOString()}` : 'stuck';
      return refuse('locked', `Locked by ${task.action}, ${held.progress} %, ${until}.`, { task: held });
    }
    if (!row.from.includes(status) && !row.unchanged?.includes(status))
      return refuse('wrong-state', `Cannot ${action} what is ${status}: only what is ${row.from.join(' or ')}.`, {});
    return { allowed: true };
  };

  /** Puts the record into a status, with whatever comes with it; `task` is what it is busy with from then on. */
  const enter = (record: Readonly<R>, status: Status, task: OwnTask | null, arrival: Arrival<R>): void => {
    const extra = arrive(record, status, arrival);
    if (extra === null) return remove(record);
    change(record, { status, task, ...extra });
  };

  const remove = (record: Readonly<R>): void => {
    change(record, { task: null });
    table.remove(record);
  };

  /** Ends an action; `left` is the task that goes on beside it. */
  const end = (record: Readonly<R>, { action, from, fails, because, settles }: Ending, at: number, left: OwnTask | null): void => {
    const row = rowOf(action);
    const to = settles ?? (fails ? (row.or ?? from) : row.to === undefined ? from : row.to);
    if (to === null) return remove(record);
    if (settles === undefined && (fails ? row.or : row.to) === undefined && to === record.status) {
      // The row names no status to end in, and none was shown meanwhile: nothing was arrived at.
      change(record, { task: left });
    } else enter(record, to, left, { at, action, ended: true, failed: fails, ...(because !== undefined && { because }) });
    // What ended elsewhere than its row says may not be where the next one starts.
    if (row.then !== undefined && !fails && rowOf(row.then).from.includes(to) && table.has(record[table.key as keyof R] as string | number))
      start(record, row.then, at, {});
  };

  /** Brings a record to the stage that its task is in. */
  const pass = (record: Readonly<R>, task: OwnTask, at: number): void => {
    const status = rowOf(task.action).through?.[task.stage]?.[0] ?? null;
    if (status === null) change(record, { task });
    else enter(record, status, task, { at, action: task.action, ended: false, failed: false });
  };

  /** Shows the stage that a task is in, and makes the appointment for its end. */
  const show = (record: Readonly<R>, next: OwnTask, at: number): void => {
    // Frozen here and not by the table, which would copy it: an appointment knows its task again by identity.
    const task = frozen(next);
    pass(record, task, at);
    appoint(record, task);
  };

  const appoint = (record: Readonly<R>, task: OwnTask): void => {
    const boundary = task.startedAt + sum(task.lasts.slice(0, task.stage + 1));
    const at = Math.min(boundary, task.endsAt);
    // What is stuck has no appointment any more: nobody waits for it, and it locks for ever.
    if (task.stuck !== undefined && at > task.startedAt + sum(task.lasts) * task.stuck) return;
    agenda.add({
      at,
      order: task.order,
      quiet: rowOf(task.action).quiet === true,
      holds: () => record.task === task && table.has(record[table.key as keyof R] as string | number),
      happen: () => (at >= task.endsAt ? end(record, task, at, null) : show(record, { ...task, stage: task.stage + 1 }, at)),
    });
  };

  /** What of a departure the task keeps. */
  const departing = ({ because, stuck, settles, shape }: Departure) => {
    const statuses = settles === undefined ? [] : statusesOf(lifecycle);
    if (settles !== undefined && !statuses.includes(settles)) throw new Error(`A task cannot settle in '${settles}'. There is: ${statuses.join(', ')}.`);
    return {
      ...(because !== undefined && { because }),
      ...(stuck !== undefined && { stuck }),
      ...(settles !== undefined && { settles: settles as Status }),
      ...(shape !== undefined && { shape }),
    };
  };

  /** Begins what is allowed. */
  const start = (record: Readonly<R>, action: Action, now: number, departure: Departure): void => {
    const row = rowOf(action);
    const from = record.status as Status;
    const lasts = lengths(row, departure);
    const total = sum(lasts);
    const ending = { action, from, fails: departure.fails !== undefined, ...departing(departure) };
    const other = taskOf(record);
    if (other && covers(row.beside, other.action)) return end(record, ending, now, other);
    if (total === 0) return end(record, ending, now, null);
    const startedAt = now - Math.round(total * (departure.passed ?? 0));
    const fails = startedAt + Math.round(total * (departure.fails ?? 1));
    const endsAt = Math.max(now, fails);
    // A task that fails or sticks goes no further than that, however much of its time has passed.
    const reached = Math.min(now, fails, startedAt + total * (departure.stuck ?? 1));
    const task: OwnTask = { ...ending, startedAt, endsAt, lasts, stage: 0, order: agenda.number() };
    for (const [stage, length] of lasts.entries()) {
      const since = startedAt + sum(lasts.slice(0, stage));
      const here = since + length > reached || since + length >= fails;
      if (here && (reached < fails || !departure.passed)) return show(record, { ...task, stage }, since);
      // What the part that has passed brought was brought then: an address, a certificate.
      pass(record, { ...task, stage }, since);
      if (!table.has(record[table.key as keyof R] as string | number)) return;
      if (here) return end(record, ending, now, null);
    }
  };

  return {
    actions: Object.keys(lifecycle) as Action[],
    permission,
    takes(record, action, departure = {}, { settles }) {
      const row = rowOf(action);
      const other = taskOf(record);
      if (row.unchanged?.includes(record.status as Status)) return false;
      const timed = sum(lengths(row, departure)) > 0 && !(other && covers(row.beside, other.action));
      if (settles === undefined) return timed;
      // What removes a record does so for good: whoever asked for it has already given back what the record held.
      return row.to !== null && (timed || row.to !== undefined) && statusesOf(lifecycle).includes(settles);
    },
    begin(record, action, now, departure = {}) {
      const verdict = permission(record, action, now);
      if (!verdict.allowed) throw verdict.problem;
      if (!rowOf(action).unchanged?.includes(record.status as Status)) start(record, action, now, departure);
    },
    resume() {
      const busy = Array.from(rowsOf(table)).flatMap(({ record }) => (record.task ? [table.get(record[table.key as keyof R] as string | number)] : []));
      for (const record of busy.sort((a, b) => (a.task?.order ?? 0) - (b.task?.order ?? 0))) {
        const held = taskOf(record) as OwnTask;
        const task = frozen({ ...held, order: agenda.keeps(held.order) ? held.order : agenda.number() });
        change(record, { task });
        appoint(record, task);
      }
    },
  };
}

/** Every status that a timetable knows. */
export function statusesOf(lifecycle: Lifecycle<string, string>): string[] {
  const named = Object.values(lifecycle).flatMap(({ from, unchanged = [], through = [], to, or }) => [
    ...from,
    ...unchanged,
    ...through.map(([status]) => status),
    to,
    or,
  ]);
  return [...new Set(named)].filter((status) => typeof status === 'string');
}

/** The length of each stage, in milliseconds, after whatever departs from the row. */
function lengths({ through = [] }: Row<string, string>, { lasts, slow = 1, fails = 0, passed = 0, stuck = 0, shape }: Departure): number[] {
  const wrong = (name: string, value: number, what: string): Error => new Error(`A task cannot have ${name} ${value}: give ${what}.`);
  if (lasts !== undefined && !(lasts > 0 && Number.isFinite(lasts))) throw wrong('a length of', lasts, 'milliseconds above 0, such as minutes(2)');
  if (!(slow > 0 && Number.isFinite(slow))) throw wrong('a slowness of', slow, 'a factor above 0, such as 4');
  if (!(stuck >= 0 && stuck <= 1)) throw wrong('a standstill at', stuck, 'a share of its time from 0 to 1, such as 0.99');
  if (shape && 'steps' in shape && !(Number.isInteger(shape.steps) && shape.steps > 0)) throw wrong('so many steps as', shape.steps, 'a whole number from 1');
  if (shape && 'back' in shape && !(shape.back[0] > shape.back[1] && shape.back[0] < 1 && shape.back[1] >= 0))
    throw wrong('a progress that goes back from', shape.back[0], 'two shares, the second the smaller, such as [0.6, 0.2]');
  if (!(fails >= 0 && fails <= 1)) throw wrong('a failure at', fails, 'a share of its time from 0 to 1, such as 0.6');
  if (!(passed >= 0 && passed < 1)) throw wrong('a part passed of', passed, 'a share of its time from 0 to below 1, such as 0.53');
  const documented = through.map(([, ms]) => ms);
  const total = sum(documented);
  if (lasts !== undefined && total === 0) return [Math.round(lasts * slow)];
  const factor = slow * (lasts === undefined ? 1 : lasts / total);
  return documented.map((ms) => Math.round(ms * factor));
}

const covers = <Action extends string>(which: readonly Action[] | 'any' | undefined, action: Action): boolean =>
  which === 'any' || (which?.includes(action) ?? false);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
