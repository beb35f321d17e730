/** Every transition that requests can cause: an action that begins in a status, one that is refused, and the end of a task. Read from the lifecycle. */
import { mayRefuse } from '../../cloud/possible.ts';
import { statusesOf, type Lifecycle, type Row } from '../../model/lifecycle.ts';
import type { CompiledOperation, CompiledVendor } from '../../request/compile.ts';
import { idleStatuses } from '../idle.ts';
import { fact, type Ending } from './fact.ts';

/** The state that a record must be in for a transition. */
export interface State {
  readonly status: string;
  /** The task that keeps it busy, and how long it has been running when it shows the status, in milliseconds; undefined when it is idle. */
  readonly busy?: { readonly action: string; readonly since: number };
}

interface Common {
  readonly fact: string;
  readonly table: string;
  readonly action: string;
  /** The operation that begins the action; preferably one whose path names the record. */
  readonly operation: CompiledOperation;
  /** Whether the operation's path names the record; if not, it creates it. */
  readonly named: boolean;
}

export type Transition = Common &
  (
    | { readonly kind: 'began' | 'wrong-state' | 'locked'; readonly state: State }
    | { readonly kind: 'ended'; readonly state: State; readonly how: Ending; /** For `settled`. */ readonly settles?: string }
  );

/** An operation and an action that it begins in a table. */
export interface Beginner {
  readonly operation: CompiledOperation;
  readonly table: string;
  readonly action: string;
  readonly named: boolean;
}

/** Every operation with each action that it begins. */
export function beginners({ operations }: CompiledVendor): Beginner[] {
  return Array.from(operations.values()).flatMap((one) => {
    const { operation, finds } = one;
    const named = (table: string): boolean => finds.some((found) => found.table === table);
    return [
      ...[operation['x-action'] ?? []].flat().map((action) => ({ operation: one, table: 'servers', action, named: true })),
      ...Object.entries(operation['x-begins'] ?? {}).flatMap(([table, actions]) =>
        actions.map((action) => ({ operation: one, table, action, named: named(table) })),
      ),
    ];
  });
}

/** Every transition of a vendor that an operation can cause. */
export function transitionsOf(vendor: CompiledVendor): Transition[] {
  const all = beginners(vendor);
  return Object.entries(vendor.tables).flatMap(([table, { lifecycle }]) => {
    if (!lifecycle) return [];
    const idle = idleStatuses(vendor, table);
    return Object.keys(lifecycle).flatMap((action) => {
      const its = all.filter((one) => one.table === table && one.action === action);
      return its.length === 0 ? [] : ofAction(vendor, { table, action, lifecycle, idle, its });
    });
  });
}

interface Scope {
  readonly table: string;
  readonly action: string;
  readonly lifecycle: Lifecycle<string, string>;
  readonly idle: readonly string[];
  readonly its: readonly Beginner[];
}

function ofAction(vendor: CompiledVendor, { table, action, lifecycle, idle, its }: Scope): Transition[] {
  const row = lifecycle[action];
  const [first] = its.toSorted((one, other) => Number(other.named) - Number(one.named));
  if (!row || !first) return [];
  const common = { table, action, operation: first.operation, named: first.named };
  const accepted = [...new Set([...row.from, ...(row.unchanged ?? [])])];
  const starts = accepted.flatMap((status) => stateFor(status, row, lifecycle, idle) ?? (first.named ? [] : [{ status }]));
  const refusing = (kind: 'wrong-state' | 'locked'): Beginner | undefined => its.find(({ named, operation }) => named && mayRefuse(vendor, operation, kind));
  const wrong = refusing('wrong-state');
  const blocking = refusing('locked') && blocker(row, lifecycle);
  const start = starts.find(({ status }) => row.from.includes(status));
  const settles = statusesOf(lifecycle).find((status) => status !== row.to && status !== row.or && idle.includes(status));
  const ends: readonly Ending[] =
    !start || (row.through?.length ?? 0) === 0 ? [] : row.to === null || settles === undefined ? ['done', 'failed'] : ['done', 'failed', 'settled'];
  return [
    ...starts.map((state) => ({ ...common, kind: 'began' as const, state, fact: fact.began(table, state.status, action) })),
    ...(wrong ? idle.filter((status) => !accepted.includes(status)) : []).map((status) => ({
      ...common,
      kind: 'wrong-state' as const,
      state: { status },
      fact: fact.wrongState(table, status, action),
    })),
    ...(blocking ? [{ ...common, kind: 'locked' as const, state: blocking, fact: fact.locked(table, action) }] : []),
    ...ends.map((how) => ({
      ...common,
      kind: 'ended' as const,
      // There is an ending only where there is a start.
      state: start ?? { status: '' },
      how,
      fact: fact.ended(table, action, how),
      ...(how === 'settled' && settles !== undefined && { settles }),
    })),
  ];
}

/** A state with a status in which an action is accepted: idle if possible, or else busy with a task that does not refuse it. */
function stateFor(status: string, row: Row<string, string>, lifecycle: Lifecycle<string, string>, idle: readonly string[]): State | undefined {
  if (idle.includes(status)) return { status };
  for (const [action, { from, through = [], quiet = false }] of Object.entries(lifecycle)) {
    if (!quiet && !covers(row.interrupts, action) && !covers(row.beside, action)) continue;
    let since = 0;
    for (const [shown, ms] of through) {
      if (shown === status || (shown === null && from.includes(status))) return { status, busy: { action, since } };
      since += ms;
    }
  }
  return undefined;
}

/** A state in which an action is refused, since a task is running. */
function blocker(row: Row<string, string>, lifecycle: Lifecycle<string, string>): State | undefined {
  for (const [action, { from, through = [], quiet = false }] of Object.entries(lifecycle)) {
    const [status] = from;
    if (quiet || through.length === 0 || status === undefined || covers(row.interrupts, action) || covers(row.beside, action)) continue;
    return { status: through[0]?.[0] ?? status, busy: { action, since: 0 } };
  }
  return undefined;
}

const covers = (which: readonly string[] | 'any' | undefined, action: string): boolean => which === 'any' || (which?.includes(action) ?? false);
