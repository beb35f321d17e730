/**
 * A vendor's state table as plain data: whether each action is allowed in each state.
 * Law: nothing is decided here; a cloud is put into each state, and asked what it would answer.
 */
import type { Vendor } from '../vendor/vendor.ts';
import type { Account, Verdict } from '../vendor/account.ts';
import { checkVendor } from '../vendor/check-vendor.ts';
import { operationsOf } from '../vendor/contract.ts';
import type { ManualClock } from '../model/clock.ts';
import type { ActionOf, Lifecycle, Stateful, StatusOf } from '../model/lifecycle.ts';
import type { Contract, Route } from '../vendor/contract.ts';
import type { AnyProvider, VendorOf } from '../vendor/provider.ts';
import { openCloud } from '../cloud/open.ts';
import type { Providers } from '../cloud/options.ts';
import { compile } from '../request/compile.ts';
import { idleStatuses } from './idle.ts';

/** Whether an action is accepted, or the reply that refuses it; the status is null where no request can be refused this way, only test code. */
export type StateTableAnswer = { readonly allowed: true } | { readonly allowed: false; readonly status: number | null; readonly body: unknown };

type ServerOf<V extends Vendor> = V['tables']['servers'];
/** The known names, or any text if the vendor is not known to the compiler. */
type Names<T> = [T] extends [never] ? string : T;

/** One row of a vendor's state table: `StateTableRow<VpsOrg>['status']` is `'active' | 'stopped' | …`. */
export interface StateTableRow<V extends Vendor = Vendor> {
  readonly status: Names<StatusOf<ServerOf<V>>>;
  /** The action that keeps the server busy; null when it is idle. */
  readonly busy: Names<ActionOf<ServerOf<V>>> | null;
  readonly action: Names<ActionOf<ServerOf<V>>>;
  /** The operation that begins the action on an existing server, such as `POST /servers/{server_id}/start/`; null when only a create, a scenario or a lock does. */
  readonly operation: Route<V['contract']> | null;
  readonly answer: StateTableAnswer;
}

/**
 * Whether each action is allowed in each state of a server: idle, and busy with each action that takes time, in each status shown meanwhile.
 * An action that several operations begin has a row for each; background tasks do not lock, and have no rows.
 * @throws {Error} when the vendor's servers have no lifecycle, or its fresh account holds no server.
 * @example
 * const refused = stateTable(vpsorg).filter(({ action, answer }) => action === 'start' && !answer.allowed);
 * refused[0]; // { status: 'active', busy: null, action: 'start', operation: 'POST /servers/{server_id}/start/', answer: { allowed: false, status: 400, … } }
 */
export function stateTable<P extends AnyProvider>(provider: P): StateTableRow<VendorOf<P>>[] {
  checkVendor(provider);
  const operations = begunBy(provider.contract);
  const rows = [...states(provider)].flatMap(({ status, busy, verdicts }) =>
    Object.entries(verdicts).flatMap(([action, verdict]) =>
      (operations.get(action) ?? [null]).map((operation) => ({ status, busy, action, operation, answer: answerOf(verdict) })),
    ),
  );
  // The rows are built from the vendor at run time; the caller's `P` has their types.
  return rows as unknown as StateTableRow<VendorOf<P>>[];
}

interface State {
  readonly status: string;
  readonly busy: string | null;
  /** Whether each action is allowed. */
  readonly verdicts: Readonly<Record<string, Verdict>>;
}

/** Every state of a server, each in its own cloud. */
function* states(provider: AnyProvider): Generator<State> {
  const lifecycle = lifecycleOf(provider);
  for (const status of idleStatuses(compile(provider), 'servers')) {
    const { account, server } = scene(provider, status);
    yield { status, busy: null, verdicts: account.actions(server) };
  }
  for (const [busy, { from, through = [], quiet = false }] of Object.entries(lifecycle)) {
    if (quiet) continue;
    const seen = new Set<string>();
    for (const start of from) {
      const { account, clock, server } = scene(provider, start);
      account.begin(server, busy);
      for (const [, ms] of through) {
        const { status } = server;
        if (!seen.has(status)) yield { status, busy, verdicts: account.actions(server) };
        seen.add(status);
        clock.advance(ms);
      }
    }
  }
}

function lifecycleOf(provider: AnyProvider): Lifecycle<string, string> {
  const lifecycle = compile(provider).tables['servers']?.lifecycle;
  if (lifecycle) return lifecycle;
  throw new Error(`The servers of ${provider.title} have no lifecycle, so there is no state table. Give the table of servers a lifecycle.`);
}

interface Scene {
  readonly clock: ManualClock;
  readonly account: Account<Vendor>;
}

function open(provider: AnyProvider): Scene {
  const cloud = openCloud<Providers>({ [provider.name]: provider });
  return { clock: cloud.clock, account: cloud[provider.name] as Account<Vendor> };
}

/** A cloud whose first server is idle in a status. */
function scene(provider: AnyProvider, status: string): Scene & { readonly server: Readonly<Stateful> } {
  const opened = open(provider);
  const { servers } = opened.account;
  const [server] = servers.all();
  if (!server) throw new Error(`The fresh account of ${provider.title} has no server to put into a state. Give it one in its fixtures.`);
  return { ...opened, server: servers.update(server, { status, task: null }) };
}

/** By action: the operations that begin it. */
function begunBy(contract: Contract): Map<string, string[]> {
  const routes = new Map<string, string[]>();
  for (const { route, operation } of operationsOf(contract)) {
    for (const action of [operation['x-action'] ?? []].flat()) routes.set(action, [...(routes.get(action) ?? []), route]);
  }
  return routes;
}

/** The reply alone: `why` is for the journal. */
const answerOf = (verdict: Verdict): StateTableAnswer => (verdict.allowed ? { allowed: true } : { allowed: false, status: verdict.status, body: verdict.body });
