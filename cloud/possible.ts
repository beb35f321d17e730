/**
 * Whether and where a fault can strike: one that never can is a mistake in the test, and is refused when it is added.
 * Law: a fault that is refused for an operation does not strike that operation as a fault of the whole vendor either.
 */
import { readFault, type Fault } from '../model/fault.ts';
import { statusesOf, type Lifecycle, type Row } from '../model/lifecycle.ts';
import type { Outcome } from '../model/outcome.ts';
import { OUTCOMES } from '../model/outcomes.ts';
import { Problem, type ProblemKind } from '../model/problem.ts';
import { suggestion } from '../model/spelling.ts';
import { compile, type CompiledOperation, type CompiledVendor } from '../request/compile.ts';
import { isDocumented } from '../request/documented.ts';
import { refusal, type AnyProvider, type Decision } from '../vendor/provider.ts';

type Providers = Readonly<Record<string, AnyProvider>>;

/**
 * Validates a fault from outside, and returns our own copy.
 * @throws {Error} when it is invalid, or can never strike.
 */
export function readFaultAt(providers: Providers, given: unknown): Fault {
  const fault = readFault(given);
  const { vendor: name, on, outcome } = fault;
  const known = Object.hasOwn(providers, name) ? providers[name] : undefined;
  if (!known)
    throw new Error(
      `A fault at '${name.slice(0, 60)}' can never strike: this cloud has no such vendor.${suggestion(name.slice(0, 60), Object.keys(providers))}`,
    );
  const vendor = compile(known);
  const routes = [...vendor.operations.keys()];
  if (on !== undefined && !vendor.operations.has(on))
    throw new Error(`${vendor.title} has no operation '${on.slice(0, 200)}'.${suggestion(on.slice(0, 200), routes)}`);
  const kind = refusalOf(fault);
  if (kind !== undefined && !hasRefusal(vendor, kind)) {
    const kinds = Object.keys(vendor.refusals).filter((one) => hasRefusal(vendor, one));
    throw new Error(`${vendor.title} cannot refuse with '${kind.slice(0, 60)}'.${suggestion(kind.slice(0, 60), kinds)}`);
  }
  if (outcome === 'settles') checkStatus(vendor, fault.in);
  const reasons = (on === undefined ? routes : [on]).map((route) => whyNever(vendor, fault, route));
  const [why] = reasons;
  if (why === undefined || reasons.includes(undefined)) return fault;
  throw new Error(
    `A fault with the outcome '${outcome}'${fault.server === undefined ? '' : ` at the server ${fault.server}`} can never strike at ${on === undefined ? vendor.title : `'${on}'`}${why}`,
  );
}

/** Whether a fault can strike an operation of its vendor or, for null, a request that matches no operation. */
export function canStrike(providers: Providers, fault: Fault, route: string | null): boolean {
  const vendor = compile(providers[fault.vendor] as AnyProvider);
  return route === null ? strikesAny(vendor, fault) : whyNever(vendor, fault, route) === undefined;
}

/** Whether a fault strikes every request to its vendor, even one that matches no operation: a vendor that is down answers nothing. */
function strikesAny(vendor: CompiledVendor, fault: Fault): boolean {
  const { stage } = OUTCOMES[fault.outcome];
  if (fault.server !== undefined || stage === 'task' || stage === 'account' || stage === 'answer') return false;
  const kind = refusalOf(fault);
  return kind === undefined || (ANY_REFUSALS.has(kind) && isDocumented(vendor, NOTHING, refusedWith(vendor, kind)));
}

/** The refusals that concern the vendor or the credential, the only ones for a request that matches no operation. */
const ANY_REFUSALS: ReadonlySet<ProblemKind> = new Set<ProblemKind>(['unauthenticated', 'forbidden', 'rate-limited', 'unavailable', 'broken']);
/** An operation that documents nothing. */
const NOTHING = { responses: {} } as const;

/** Why a fault never strikes an operation; undefined when it can. */
function whyNever(vendor: CompiledVendor, fault: Fault, route: string): string | undefined {
  const operation = vendor.operations.get(route);
  if (!operation) return ', which does not exist.';
  const { strikes, stage } = OUTCOMES[fault.outcome];
  const reads = route.startsWith('GET ');
  if (fault.server !== undefined) {
    if (operation.serverParameter === undefined) return ", which names no server. Leave out 'server' or 'on'.";
    if (!canName(operation, fault.server)) return `: no server can have the key ${fault.server}.`;
  }
  if (stage === 'task' && reads) return ', which begins no task. Name the operation that begins the task.';
  if (strikes === 'reads' && !reads) return ', which is not a read. Name one that is.';
  if (strikes === 'changes' && reads) return ', which changes nothing. Name an operation that does.';
  const kind = refusalOf(fault);
  if (kind !== undefined && !mayRefuse(vendor, operation, kind)) return `: its contract does not document '${kind}'.`;
  if (stage === 'task' && !begins(vendor, operation, fault))
    return fault.outcome === 'settles' ? ', which cannot end in that status.' : ', which begins no task that takes time.';
  return undefined;
}

/** The refusal that an outcome makes a vendor answer with, if any. */
function refusalOf(outcome: Outcome): ProblemKind | undefined {
  const row: { refusal?(outcome: Outcome): ProblemKind } = OUTCOMES[outcome.outcome];
  return row.refusal?.(outcome);
}

/** Whether a vendor has a refusal, ignoring names that every object inherits. */
const hasRefusal = ({ refusals }: CompiledVendor, kind: string): boolean => Object.hasOwn(refusals, kind) && refusals[kind as ProblemKind] !== null;

const documented = new WeakMap<CompiledOperation, Map<string, boolean>>();

/** Whether an operation's contract documents a refusal. */
export function mayRefuse(vendor: CompiledVendor, operation: CompiledOperation, kind: ProblemKind): boolean {
  const known = documented.get(operation) ?? new Map<string, boolean>();
  documented.set(operation, known);
  const found = known.get(kind);
  if (found !== undefined) return found;
  const may = hasRefusal(vendor, kind) && isDocumented(vendor, operation.operation, refusedWith(vendor, kind));
  known.set(kind, may);
  return may;
}

/** The vendor's reply to a request that a fault refuses. */
const refusedWith = (vendor: CompiledVendor, kind: ProblemKind): Decision =>
  refusal(vendor, new Problem(kind, 'Refused by a fault.', { path: '/', method: 'GET', missing: false, retryAfter: 60_000 }));

/** The rows of the servers' lifecycle for the actions that an operation begins; none for one such as a create. */
export function rowsOf({ tables }: CompiledVendor, { operation }: CompiledOperation): Row<string, string>[] {
  const lifecycle: Lifecycle<string, string> = tables['servers']?.lifecycle ?? {};
  return [operation['x-action'] ?? []].flat().flatMap((action) => lifecycle[action] ?? []);
}

/** Whether an outcome can strike a task that an operation begins. */
export function begins(vendor: CompiledVendor, operation: CompiledOperation, outcome: Outcome): boolean {
  const timed = ({ through = [] }: Row<string, string>): boolean => through.length > 0;
  const { 'x-action': action, 'x-begins': others } = operation.operation;
  // Without either, only running the operation would tell.
  if (action === undefined && others === undefined) return true;
  const rowsIn = ([table, actions]: readonly [string, readonly string[]]): Row<string, string>[] => {
    const lifecycle: Lifecycle<string, string> = vendor.tables[table]?.lifecycle ?? {};
    const ends = outcome.outcome !== 'settles' || statusesOf(lifecycle).includes(outcome.in);
    return ends ? actions.flatMap((name) => lifecycle[name] ?? []) : [];
  };
  const rows = [['servers', [action ?? []].flat()] as const, ...Object.entries(others ?? {})].flatMap(rowsIn);
  return rows.some((row) => (outcome.outcome === 'settles' ? row.to !== null && (timed(row) || row.to !== undefined) : timed(row)));
}

/** Whether a server can have a key, according to the schema of the parameter that names it. */
function canName({ route, serverParameter = '', checks }: CompiledOperation, server: string | number): boolean {
  // In a path with several parameters, the values of the others are not known.
  return route.split('{').length !== 2 || typeof checks.path({ [serverParameter]: String(server) }) !== 'string';
}

function checkStatus({ title, tables }: CompiledVendor, status: string): void {
  const statuses = [...new Set(Object.values(tables).flatMap(({ lifecycle = {} }) => statusesOf(lifecycle)))];
  if (!statuses.includes(status))
    throw new Error(`A server of ${title} cannot settle in '${status.slice(0, 60)}'.${suggestion(status.slice(0, 60), statuses)}`);
}
