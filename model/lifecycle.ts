/**
 * The lifecycle of a record: timed transitions that lock it, defined by one table.
 * Law: the presence of a task *is* the lock, and everything about a task follows from the table, the task and the instant.
 */
import type { Agenda } from './agenda.ts';
import { rowsOf, type Collection } from './collection.ts';
import { checkDeparture, type Departure } from './departure.ts';
import type { Shape } from './member.ts';
import { frozen, present, said } from './plain.ts';
import { Problem, type ProblemDetail } from './problem.ts';
import { LONGEST } from './schema.ts';

export type { Departure } from './departure.ts';
export type { Shape } from './member.ts';

/** One row of a lifecycle: what an action does to a record over time. */
export interface Row<Status extends string, Action extends string> {
  /** The statuses in which it is accepted. */
  readonly from: readonly Status[];
  /** The statuses in which it is accepted and does nothing, such as stopping a stopped server. */
  readonly unchanged?: readonly Status[];
  /** The stages: each status shown while it runs, with its length in milliseconds; `null` keeps the current status. Without stages, it is done at once. */
  readonly through?: readonly (readonly [Status | null, number])[];
  /** The final status; `null` removes the record. By default, the status that it started in. */
  readonly to?: Status | null;
  /** The status when it fails; by default, the one that it started in. */
  readonly or?: Status;
  /** The tasks that it may interrupt. A record that is busy with another task refuses. */
  readonly interrupts?: readonly Action[] | 'any';
  /** The tasks during which it may be done, at once and without interrupting them. */
  readonly beside?: readonly Action[] | 'any';
  /** The action that begins when it ends, unless it failed. */
  readonly then?: Action;
  /** True for a background task: it does not lock, any action may interrupt it, and `settle()` ignores it. */
  readonly quiet?: boolean;
}

/** A lifecycle: one row for each action. */
export type Lifecycle<Status extends string, Action extends string> = Readonly<Record<Action, Row<Status, Action>>>;

/** What a record is busy with. Plain JSON, so that it can be part of a snapshot. */
export interface Task<Status extends string = string, Action extends string = string> {
  readonly action: Action;
  /** The status that it started in. */
  readonly from: Status;
  /** Milliseconds since the epoch, as is `endsAt`. */
  readonly startedAt: number;
  readonly endsAt: number;
  /** The length of each stage, in milliseconds. */
  readonly lasts: readonly number[];
  /** The index of its current stage. */
  readonly stage: number;
  /** Orders tasks that end at the same instant. */
  readonly order: number;
  /** Whether it will fail. */
  readonly fails: boolean;
  /** Why it will fail, in the vendor's words. */
  readonly because?: string;
  /** The share of its time after which it is stuck. */
  readonly stuck?: number;
  /** Its final status, if it differs from the row's. */
  readonly settles?: Status;
  /** How its progress is shown, if not linearly. */
  readonly shape?: Shape;
}

/** A record with a status and possibly a task. */
export interface Stateful<Status extends string = string, Action extends string = string> {
  readonly status: Status;
  readonly task: Task<Status, Action> | null;
}

/** The actions of a type of record: `ActionOf<Server>` is `'start' | 'stop' | …`. */
export type ActionOf<R> = R extends { readonly task: Task<string, infer Action> | null } ? Action : never;
/** The statuses of a type of record. */
export type StatusOf<R> = R extends { readonly status: infer Status extends string } ? Status : never;

/** The moment when a record changes status, or a task ends. */
export interface Arrival<R> {
  /** When it was due, in milliseconds since the epoch, even if it is read later. */
  readonly at: number;
  readonly action: ActionOf<R>;
  /** True when the task ends here. */
  readonly ended: boolean;
  readonly failed: boolean;
  /** Why it failed, if a reason was given. */
  readonly because?: string;
}

/** What else changes when a record reaches a status: an address is assigned, the uptime restarts. Null removes the record. */
export type Arrive<R> = (record: Readonly<R>, status: StatusOf<R>, arrival: Arrival<R>) => Partial<R> | undefined | null;

/** Whether an action is allowed now. */
export type Permission = { readonly allowed: true } | { readonly allowed: false; readonly problem: Problem };

/** The lifecycles of all records in a table. */
export interface StateMachine<R extends Stateful> {
  /**
   * Begins an action at `now`.
   * @throws {Problem} `locked` when the record is busy, `wrong-state` when the action is not possible in its status.
   * @throws {Error} when the table has no such action, or the departure is invalid.
   */
  begin(record: Readonly<R>, action: ActionOf<R>, now: number, departure?: Departure): void;
  /**
   * Whether a departure would have an effect on an action that begins now: an action that is done at once cannot fail, get stuck or take longer,
   * and only an action that ends in a status can end in another status of this table.
   */
  takes(record: Readonly<R>, action: ActionOf<R>, departure: Departure | undefined, further: Departure): boolean;
  /** Whether an action is allowed, without beginning it. */
  permission(record: Readonly<R>, action: ActionOf<R>, now: number): Permission;
  /** Schedules the tasks of the records, after a restore or when a fixture starts busy. */
  resume(): void;
  /** Schedules the task of a record that was added with one. */
  adopt(record: Readonly<R>): void;
  readonly actions: readonly ActionOf<R>[];
}

/** The progress of the task in whole percent, 0–99, as its shape shows it; null when idle. */
export function progress({ task }: Pick<Stateful, 'task'>, now: number): number | null {
  return task && Math.max(0, Math.min(99, Math.floor(100 * shareDone(task, now))));
}

/** The progress of a task as a share, from 0 to 1, as its shape shows it. */
export function shareDone({ lasts, startedAt, stuck = 1, shape }: Task, now: number): number {
  const total = sum(lasts);
  const passed = total === 0 ? 1 : Math.max(0, Math.min(stuck, (now - startedAt) / total));
  if (!shape) return passed;
  if ('steps' in shape) return Math.floor(passed * shape.steps) / shape.steps;
  if ('tail' in shape) return 1 - (1 - passed) ** 4;
  const [from, to] = shape.back;
  return passed < from ? passed : to + ((passed - from) * (1 - to)) / (1 - from);
}

/** Binds a lifecycle to a table of records and to the agenda on which their tasks end. */
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

  /** `server`, for the table `servers`. */
  const one = table.name.replace(/s$/, '');

  const rowOf = (action: Action): Row<Status, Action> => {
    if (typeof action === 'string' && Object.hasOwn(lifecycle, action)) return lifecycle[action];
    throw new Error(`There is no action ${said(action)} in ${table.name}. Available: ${Object.keys(lifecycle).join(', ')}.`);
  };

  /** The task that locks a record; a background task does not. */
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
      const until = task.stuck === undefined ? `until ${new Date(task.endsAt).toISOString()}` : 'and stuck';
      return refuse('locked', `Locked by ${task.action}, ${held.progress}% done, ${until}.`, { task: held });
    }
    if (!row.from.includes(status) && !row.unchanged?.includes(status))
      return refuse('wrong-state', `Cannot ${action} ${withArticle(status)} ${one}; it must be ${row.from.join(' or ')}.`, {});
    return { allowed: true };
  };

  /** Puts the record into a status, with everything that changes then; `task` is what it is busy with from then on. */
  const enter = (record: Readonly<R>, status: Status, task: OwnTask | null, arrival: Arrival<R>): void => {
    const extra = arrive(record, status, arrival);
    if (extra === null) return remove(record);
    change(record, { status, task, ...extra });
  };

  const remove = (record: Readonly<R>): void => {
    change(record, { task: null });
    table.remove(record);
  };

  /** Ends an action; `left` is the task that continues. */
  const end = (record: Readonly<R>, { action, from, fails, because, settles }: Ending, at: number, left: OwnTask | null): void => {
    const row = rowOf(action);
    const to = settles ?? (fails ? (row.or ?? from) : row.to === undefined ? from : row.to);
    if (to === null) return remove(record);
    if (settles === undefined && (fails ? row.or : row.to) === undefined && to === record.status) {
      // The row has no final status and showed none while it ran, so the status does not change.
      change(record, { task: left });
    } else enter(record, to, left, { at, action, ended: true, failed: fails, ...present({ because }) });
    // A task that ended in an unusual status may not be where the next action can start.
    if (row.then !== undefined && !fails && rowOf(row.then).from.includes(to) && table.has(record[table.key as keyof R] as string | number))
      start(record, row.then, at, {});
  };

  /** Applies the current stage of a task to its record. */
  const pass = (record: Readonly<R>, task: OwnTask, at: number): void => {
    const status = rowOf(task.action).through?.[task.stage]?.[0] ?? null;
    if (status === null) change(record, { task });
    else enter(record, status, task, { at, action: task.action, ended: false, failed: false });
  };

  /** Applies the current stage of a task, and schedules its end. */
  const show = (record: Readonly<R>, next: OwnTask, at: number): void => {
    // Frozen here, since the table would freeze a copy: an appointment recognizes its task by identity.
    const task = frozen(next);
    pass(record, task, at);
    appoint(record, task);
  };

  const appoint = (record: Readonly<R>, task: OwnTask): void => {
    const at = stageEnd(task);
    // A stuck task has no further appointment: nothing waits for it, and it locks its record forever.
    if (task.stuck !== undefined && at > task.startedAt + sum(task.lasts) * task.stuck) return;
    agenda.add({
      at,
      order: task.order,
      quiet: rowOf(task.action).quiet === true,
      holds: () => record.task === task && table.has(record[table.key as keyof R] as string | number),
      happen: () => (at >= task.endsAt ? end(record, task, at, null) : show(record, { ...task, stage: task.stage + 1 }, at)),
    });
  };

  /** Schedules the task that a record came with. */
  const schedule = (record: Readonly<R>): void => {
    const held = taskOf(record) as OwnTask;
    const task = frozen({ ...held, order: agenda.keeps(held.order) ? held.order : agenda.number() });
    change(record, { task });
    appoint(record, task);
  };

  /** The part of a departure that the task stores. */
  const departing = ({ because, stuck, settles, shape }: Departure) => {
    const statuses = settles === undefined ? [] : statusesOf(lifecycle);
    if (settles !== undefined && !statuses.includes(settles)) throw new Error(`Invalid \`settles\`: '${settles}'. Available: ${statuses.join(', ')}.`);
    return present({ because, stuck, settles: settles as Status | undefined, shape });
  };

  /** Begins an action that is allowed. */
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
    // A task that fails or gets stuck stops there, no matter how much of its time has passed.
    const reached = Math.min(now, fails, startedAt + total * (departure.stuck ?? 1));
    const task: OwnTask = { ...ending, startedAt, endsAt, lasts, stage: 0, order: agenda.number() };
    for (const [stage, length] of lasts.entries()) {
      const since = startedAt + sum(lasts.slice(0, stage));
      const here = since + length > reached || since + length >= fails;
      if (here && (reached < fails || !departure.passed)) return show(record, { ...task, stage }, since);
      // A stage that has passed took effect at its time: an address or a certificate was assigned.
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
      // An action that removes a record cannot end otherwise: its request has already released what the record held.
      return row.to !== null && (timed || row.to !== undefined) && statusesOf(lifecycle).includes(settles);
    },
    begin(record, action, now, departure = {}) {
      checkDeparture(departure);
      const verdict = permission(record, action, now);
      if (!verdict.allowed) throw verdict.problem;
      if (!rowOf(action).unchanged?.includes(record.status as Status)) start(record, action, now, departure);
    },
    adopt: schedule,
    resume() {
      const busy = Array.from(rowsOf(table)).flatMap(({ record }) => (record.task ? [table.get(record[table.key as keyof R] as string | number)] : []));
      for (const record of busy.sort((a, b) => (a.task?.order ?? 0) - (b.task?.order ?? 0))) schedule(record);
    },
  };
}

/** When the current stage of a task ends, in milliseconds since the epoch. */
export const stageEnd = ({ startedAt, endsAt, lasts, stage }: Task): number => Math.min(startedAt + sum(lasts.slice(0, stage + 1)), endsAt);

const statuses = new WeakMap<object, readonly string[]>();

/** Every status of a lifecycle. */
export function statusesOf(lifecycle: Lifecycle<string, string>): readonly string[] {
  const known = statuses.get(lifecycle);
  if (known) return known;
  const named = Object.values(lifecycle).flatMap(({ from, unchanged = [], through = [], to, or }) => [
    ...from,
    ...unchanged,
    ...through.map(([status]) => status),
    to,
    or,
  ]);
  const found = Object.freeze([...new Set(named)].filter((status) => typeof status === 'string'));
  statuses.set(lifecycle, found);
  return found;
}

/** The length of each stage, in milliseconds, after applying the departure. */
function lengths({ through = [] }: Row<string, string>, { lasts, slow = 1 }: Departure): number[] {
  const documented = through.map(([, ms]) => ms);
  const total = sum(documented);
  if (total === 0) return lasts === undefined ? documented : [Math.round(Math.min(LONGEST, lasts * slow))];
  // What is slowed down without end still ends before the last instant of a Date.
  const factor = Math.min(slow * (lasts === undefined ? 1 : lasts / total), LONGEST / total);
  return documented.map((ms) => Math.round(ms * factor));
}

const withArticle = (word: string): string => `${/^[aeiou]/i.test(word) ? 'an' : 'a'} ${word}`;
const covers = <Action extends string>(which: readonly Action[] | 'any' | undefined, action: Action): boolean =>
  which === 'any' || (which?.includes(action) ?? false);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
