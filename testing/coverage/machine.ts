/** A lifecycle as nodes and edges, to be drawn: each edge with the fact that walks it. */
import type { Row } from '../../model/lifecycle.ts';
import type { CompiledVendor } from '../../request/compile.ts';
import { fact } from './fact.ts';
import type { Transition } from './transition.ts';

/** An edge between two statuses; `from` is null when the record is created, `to` when it is removed. */
export interface Edge {
  readonly from: string | null;
  readonly to: string | null;
  /** `start`, or how a task ends: `start done`. */
  readonly label: string;
  readonly fact: string;
  /** False for the end of a task that failed. */
  readonly regular: boolean;
}

/** Where an action is refused. */
export interface Refusals {
  readonly action: string;
  /** By status: the fact of a beginning or a refusal there; a status in which neither can be is left out. */
  readonly cells: Readonly<Record<string, { readonly fact: string; readonly accepted: boolean }>>;
  /** The fact of a refusal by a lock; null for an action that no task locks. */
  readonly locked: string | null;
}

/** The lifecycle of a table, as far as operations reach. */
export interface Machine {
  readonly table: string;
  /** In the order of a life. */
  readonly statuses: readonly string[];
  readonly edges: readonly Edge[];
  readonly actions: readonly Refusals[];
}

export function machinesOf(vendor: CompiledVendor, transitions: readonly Transition[]): Machine[] {
  return Object.entries(vendor.tables).flatMap(([table, { lifecycle }]) => {
    const its = transitions.filter((one) => one.table === table);
    if (!lifecycle || its.length === 0) return [];
    const names = [...new Set(its.map(({ action }) => action))];
    const edges = names.flatMap((action) => (lifecycle[action] ? edgesOf(table, action, lifecycle[action], its) : []));
    const actions = names.map((action) => refusalsOf(action, its));
    const seen = [...edges.flatMap(({ from, to }) => [from, to]), ...actions.flatMap(({ cells }) => Object.keys(cells))];
    return [{ table, statuses: [...new Set(seen)].filter((status) => status !== null), edges, actions }];
  });
}

function edgesOf(table: string, action: string, row: Row<string, string>, its: readonly Transition[]): Edge[] {
  const begun = its.filter((one) => one.action === action && one.kind === 'began' && row.from.includes(one.state.status));
  const shown = (row.through ?? []).flatMap(([status]) => status ?? []);
  const first = shown[0];
  const last = shown.at(-1);
  const ends = its.filter((one) => one.action === action && one.kind === 'ended');
  const edges: Edge[] = begun.map(({ state: { status }, fact: what, named }) => ({
    from: named ? status : null,
    to: first ?? (row.to === undefined ? status : row.to),
    label: action,
    fact: what,
    regular: true,
  }));
  for (const [index, status] of shown.slice(1).entries()) {
    const before = shown[index] ?? status;
    // Whoever has seen the end has seen the stages before it.
    if (before !== status) edges.push({ from: before, to: status, label: '', fact: fact.ended(table, action, 'done'), regular: true });
  }
  if (last === undefined) return edges;
  const starts = begun.map(({ state: { status } }) => status);
  for (const one of ends) {
    if (one.kind !== 'ended' || one.how === 'settled') continue;
    const to = one.how === 'done' ? row.to : row.or;
    for (const target of to === undefined ? starts : [to])
      edges.push({ from: last, to: target, label: `${action} ${one.how}`, fact: one.fact, regular: one.how === 'done' });
  }
  return edges;
}

function refusalsOf(action: string, its: readonly Transition[]): Refusals {
  const own = its.filter((one) => one.action === action);
  const cells = own.flatMap(({ kind, state, fact: what }) =>
    kind === 'began' || kind === 'wrong-state' ? [[state.status, { fact: what, accepted: kind === 'began' }] as const] : [],
  );
  return { action, cells: Object.fromEntries(cells), locked: own.find(({ kind }) => kind === 'locked')?.fact ?? null };
}
