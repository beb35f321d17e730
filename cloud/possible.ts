/**
 * Whether a fault can strike at all, and where: one that cannot is a mistake of the test's author, and is refused as it is added.
 * Law: what is refused at an operation by name is not struck there by a fault at the whole vendor either.
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
 * Reads a fault from outside, and gives our own copy of it.
 * @throws {Error} when it is wrong, or can never strike.
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
  if (kind !== undefined && !says(vendor, kind)) {
    const kinds = Object.keys(vendor.refusals).filter((one) => says(vendor, one));
    throw new Error(`${vendor.title} cannot refuse with '${kind.slice(0, 60)}'. It can with: ${kinds.join(', ')}.`);
  }
  if (outcome === 'settles') checkStatus(vendor, fault.in);
  const reasons = (on === undefined ? routes : [on]).map((route) => whyNever(vendor, fault, route));
  const [why] = reasons;
  if (why === undefined || reasons.includes(undefined)) return fault;
  throw new Error(
    `A fault with the outcome '${outcome}'${fault.server === undefined ? '' : ` at the server ${fault.server}`} can never strike at ${on === undefined ? vendor.title : `'${on}'`}${why}`,
  );
}

/** Whether a fault can strike an operation at its vendor, or, for null, a request that no operation answers. */
export function canStrike(providers: Providers, fault: Fault, route: string | null): boolean {
  const vendor = compile(providers[fault.vendor] as AnyProvider);
  return route === null ? strikesAny(vendor, fault) : whyNever(vendor, fault, route) === undefined;
}

/** Whether a fault strikes each request that reaches its vendor, also one that no operation answers: a vendor that is down answers nothing. */
function strikesAny(vendor: CompiledVendor, fault: Fault): boolean {
  const { stage } = OUTCOMES[fault.outcome];
  if (fault.server !== undefined || stage === 'task' || stage === 'account' || stage === 'answer') return false;
  const kind = refusalOf(fault);
  return kind === undefined || (ANY_REFUSALS.has(kind) && isDocumented(vendor, NOTHING, refusedWith(vendor, kind)));
}

/** The refusals that are about the vendor or the credential: of a request that no operation answers, nothing else can be refused. */
const ANY_REFUSALS: ReadonlySet<ProblemKind> = new Set<ProblemKind>(['unauthenticated', 'forbidden', 'rate-limited', 'unavailable', 'broken']);
/** What no operation documents. */
const NOTHING = { responses: {} } as const;

/** Why a fault never strikes an operation; undefined when it can. */
function whyNever(vendor: CompiledVendor, fault: Fault, route: string): string | undefined {
  const operation = vendor.operations.get(route);
  if (!operation) return ', which is not there.';
  const { strikes, stage } = OUTCOMES[fault.outcome];
  const reads = route.startsWith('GET ');
  if (fault.server !== undefined) {
    if (operation.serverParameter === undefined) return ", which names no server. Leave out 'server' or 'on'.";
    if (!canName(operation, fault.server)) return `: no server there can have the key ${fault.server}.`;
  }
  if (stage === 'task' && reads) return ', which begins nothing. Name the operation that begins the task.';
  if (strikes === 'reads' && !reads) return ', which does not read. Name an operation that does.';
  if (strikes === 'changes' && reads) return ', which changes nothing. Name an operation that does.';
  const kind = refusalOf(fault);
  if (kind !== undefined && !mayRefuse(vendor, operation, kind)) return `: the contract has no '${kind}' for it.`;
  if (stage === 'task' && !begins(vendor, operation, fault))
    return fault.outcome === 'settles' ? ', which ends in no such status.' : ', which begins nothing that takes time.';
  return undefined;
}

/** The refusal with which a vendor answers what an outcome strikes, where it does. */
function refusalOf(outcome: Outcome): ProblemKind | undefined {
  const row: { refusal?(outcome: Outcome): ProblemKind } = OUTCOMES[outcome.outcome];
  return row.refusal?.(outcome);
}

/** Whether a vendor can say a refusal. What every object inherits, it does not. */
const says = ({ refusals }: CompiledVendor, kind: string): boolean => Object.hasOwn(refusals, kind) && refusals[kind as ProblemKind] !== null;

const documented = new WeakMap<CompiledOperation, Map<string, boolean>>();

/** Whether an operation can be refused so by its contract. */
export function mayRefuse(vendor: CompiledVendor, operation: CompiledOperation, kind: ProblemKind): boolean {
  const known = documented.get(operation) ?? new Map<string, boolean>();
  documented.set(operation, known);
  const found = known.get(kind);
  if (found !== undefined) return found;
  const may = says(vendor, kind) && isDocumented(vendor, operation.operation, refusedWith(vendor, kind));
  known.set(kind, may);
  return may;
}

/** How a vendor answers what a fault refuses. */
const refusedWith = (vendor: CompiledVendor, kind: ProblemKind): Decision =>
  refusal(vendor, new Problem(kind, 'A fault refused it.', { path: '/', method: 'GET', missing: false, retryAfter: 60_000 }));

/** The rows of the servers' timetable that an operation names; none for one that names none, as a create. */
export function rowsOf({ tables }: CompiledVendor, { operation }: CompiledOperation): Row<string, string>[] {
  const lifecycle: Lifecycle<string, string> = tables['servers']?.lifecycle ?? {};
  return [operation['x-action'] ?? []].flat().flatMap((action) => lifecycle[action] ?? []);
}

/** Whether what an operation begins can have an outcome of a task. */
export function begins(vendor: CompiledVendor, operation: CompiledOperation, outcome: Outcome): boolean {
  const timed = ({ through = [] }: Row<string, string>): boolean => through.length > 0;
  const { 'x-action': action, 'x-begins': others } = operation.operation;
  // What no contract tells, nobody knows before it begins.
  if (action === undefined && others === undefined) return true;
  const rowsIn = ([table, actions]: readonly [string, readonly string[]]): Row<string, string>[] => {
    const lifecycle: Lifecycle<string, string> = vendor.tables[table]?.lifecycle ?? {};
    const ends = outcome.outcome !== 'settles' || statusesOf(lifecycle).includes(outcome.in);
    return ends ? actions.flatMap((name) => lifecycle[name] ?? []) : [];
  };
  const rows = [['servers', [action ?? []].flat()] as const, ...Object.entries(others ?? {})].flatMap(rowsIn);
  return rows.some((row) => (outcome.outcome === 'settles' ? row.to !== null && (timed(row) || row.to !== undefined) : timed(row)));
}

/** Whether a server can have a key, by the schema of the parameter that names it. */
function canName({ route, serverParameter = '', checks }: CompiledOperation, server: string | number): boolean {
  // Of a path with several parameters, the others are not known.
  return route.split('{').length !== 2 || checks.path({ [serverParameter]: String(server) }) !== undefined;
}

function checkStatus({ title, tables }: CompiledVendor, status: string): void {
  const statuses = [...new Set(Object.values(tables).flatMap(({ lifecycle = {} }) => statusesOf(lifecycle)))];
  if (!statuses.includes(status))
    throw new Error(`A server of ${title}'s cannot settle in '${status.slice(0, 60)}'.${suggestion(status.slice(0, 60), statuses)}`);
}
