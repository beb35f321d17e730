/** What a client gets when its request is not served because it departs from the contract. */
import type { Violation } from '../model/violation.ts';
import type { PlainReply } from '../vendor/wire.ts';
import type { CompiledVendor } from './compile.ts';

/** The answer to a request that is not served: an error for the test, or a 400 that lists the violations, for clients in other languages. */
export interface Refusal {
  readonly reply: PlainReply | null;
  readonly error: Error | undefined;
  /** The reason, for the journal. */
  readonly why: string;
}

/** Refuses a request for its violations. */
export function refusalOf({ title }: CompiledVendor, throws: boolean, violations: readonly Violation[]): Refusal {
  const [first] = violations;
  const lines = violations.map(({ message }) => message).join('\n');
  const why = `${lines} Nothing was done.`;
  if (!throws) {
    const problem = { type: 'about:blank', title: `The request departs from the contract of ${title}.`, status: 400, detail: why, violations };
    return { reply: { status: 400, headers: { 'content-type': 'application/problem+json' }, body: JSON.stringify(problem) }, error: undefined, why };
  }
  const operation = first?.operation === undefined || first.operation === null ? 'null' : `'${first.operation}'`;
  const error = new Error(
    `The request departs from the contract of ${title}, and this cloud was created with violations: 'throw'. Nothing was done.\n${lines}\nChange the client; or, if the test means it, call cloud.violations.expect(${operation}, '${first?.place ?? 'body'}') first.`,
  );
  return { reply: null, error, why };
}
