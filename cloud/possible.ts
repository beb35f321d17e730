/** Whether a fault can strike at all: one that cannot is a mistake of the test's author, and is refused as it is added. */
import type { Fault } from '../model/faults.ts';
import { statusesOf } from '../model/lifecycle.ts';
import type { ProblemKind } from '../model/problem.ts';
import { suggestion } from '../model/spelling.ts';
import { compile } from '../request/compile.ts';
import type { AnyProvider } from '../vendor/provider.ts';

/** Refuses a fault that can never strike. */
export function checkFault(providers: Readonly<Record<string, AnyProvider>>, fault: Fault): void {
  const { vendor, on } = fault;
  const known = Object.hasOwn(providers, vendor) ? providers[vendor] : undefined;
  if (!known) throw new Error(`A fault at '${vendor}' can never strike: this cloud has no such vendor.${suggestion(vendor, Object.keys(providers))}`);
  const provider = compile(known);
  const routes = [...provider.operations.keys()];
  if (on !== undefined && !routes.includes(on)) throw new Error(`${provider.title} has no operation '${on}'.${suggestion(on, routes)}`);
  const kind = fault.outcome === 'refused' ? fault.kind : fault.outcome === 'rate-limit' ? 'rate-limited' : undefined;
  if (kind && !provider.refusals[kind]) {
    const kinds = Object.keys(provider.refusals).filter((one) => provider.refusals[one as ProblemKind]);
    throw new Error(`${provider.title} cannot refuse with '${kind}'. It can with: ${kinds.join(', ')}.`);
  }
  const servers = Object.values(provider.found).find(({ table }) => table === 'servers')?.parameter;
  if (fault.server !== undefined && on !== undefined && !on.includes(`{${servers}}`))
    throw new Error(`A fault at the server ${fault.server} can never strike at '${on}', which names no server. Leave out 'server' or 'on'.`);
  if (ABOUT_TASKS.has(fault.outcome) && on?.startsWith('GET '))
    throw new Error(`A fault with the outcome '${fault.outcome}' can never strike at '${on}', which begins nothing. Name the operation that begins the task.`);
  if (fault.outcome === 'stale' && on !== undefined && !on.startsWith('GET '))
    throw new Error(`A fault with the outcome 'stale' can never strike at '${on}', which does not read. Name an operation that does.`);
  const lifecycle = provider.tables['servers']?.lifecycle ?? {};
  if (fault.outcome === 'settles' && !statusesOf(lifecycle).includes(fault.in))
    throw new Error(`A server of ${provider.title}'s cannot settle in '${fault.in}'.${suggestion(fault.in, statusesOf(lifecycle))}`);
}

/** The outcomes of tasks: a request that begins none cannot have them. */
const ABOUT_TASKS: ReadonlySet<string> = new Set(['fails', 'stuck', 'slow', 'settles', 'progress']);
