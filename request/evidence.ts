/** What is known of a reply: the evidence that it rests on, and whether that is enough for a cloud that is strict. */
import type { Contract, Reply, RoutedOperation, Source } from '../vendor/contract.ts';
import type { PlainRequest } from '../vendor/wire.ts';
import type { CompiledVendor } from './compile.ts';

const WEAKER: readonly Source[] = ['documented', 'vendor', 'inferred', 'assumed'];

/** The evidence that a reply rests on: its own or its operation's, whichever is weaker; undefined for what no contract says. */
export function evidence({ components }: Contract, operation: RoutedOperation | null, status: number): Source | undefined {
  const reply: Reply | undefined = operation?.operation.responses[status] ?? components.responses[status];
  const sources = [operation?.operation['x-source'], reply?.['x-source']].filter((source) => source !== undefined);
  return reply && WEAKER[Math.max(...sources.map((source) => WEAKER.indexOf(source)))];
}

/** Why a cloud that is `strict` refuses to answer with a status: it rests on less than that allows. Undefined when it does not. */
export function tooWeak(
  strict: Source,
  { contract, title }: CompiledVendor,
  operation: RoutedOperation | null,
  status: number,
  { method, path }: PlainRequest,
): string | undefined {
  const source = evidence(contract, operation, status) ?? 'assumed';
  if (WEAKER.indexOf(source) <= WEAKER.indexOf(strict)) return undefined;
  return `${method} ${path} of ${title} would be answered ${status}, which is ${source}, and this cloud was created with strict: '${strict}'. Nothing was done. Do not rely on that answer, or create the cloud with strict: '${source}'.`;
}
