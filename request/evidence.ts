/** The evidence that a reply is based on, and whether it is enough for a strict cloud. */
import type { Contract, Reply, RoutedOperation, Source } from '../vendor/contract.ts';
import type { PlainRequest } from '../vendor/wire.ts';
import type { CompiledVendor } from './compile.ts';

/** From strong to weak. */
export const EVIDENCE: readonly Source[] = ['documented', 'vendor', 'inferred', 'assumed'];

/** The evidence for a reply: its own or its operation's, whichever is weaker; undefined when the contract has no such reply. */
export function evidence({ components }: Contract, operation: RoutedOperation | null, status: number): Source | undefined {
  const reply: Reply | undefined = operation?.operation.responses[status] ?? components.responses[status];
  const sources = [operation?.operation['x-source'], reply?.['x-source']].filter((source) => source !== undefined);
  return reply && EVIDENCE[Math.max(...sources.map((source) => EVIDENCE.indexOf(source)))];
}

/** Why a strict cloud cannot answer with a status: the evidence is too weak. Undefined when it can. */
export function tooWeak(
  strict: Source,
  { contract, title }: CompiledVendor,
  operation: RoutedOperation | null,
  status: number,
  { method, path }: PlainRequest,
): string | undefined {
  const source = evidence(contract, operation, status) ?? 'assumed';
  if (EVIDENCE.indexOf(source) <= EVIDENCE.indexOf(strict)) return undefined;
  return `${title} would answer ${method} ${path} with ${status}, but the evidence for that reply is '${source}', and this cloud was created with strict: '${strict}'. Nothing was done. Do not rely on that reply, or create the cloud with strict: '${source}'.`;
}
