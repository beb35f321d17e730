/** Whether an answer is one that the contract documents for an operation. */
import { validate } from '@cfworker/json-schema';
import type { Contract, Operation } from '../vendor/contract.ts';
import type { Decision } from '../vendor/provider.ts';
import type { PlainRequest, Wire } from '../vendor/wire.ts';

/**
 * Whether a decision's status, media type and body are documented, for the operation or for any request.
 * The status alone does not say so: where refusals are answered 200, an operation may document nothing but its success.
 */
export function isDocumented(
  { contract, wire }: { readonly contract: Contract; readonly wire: Wire },
  { responses }: Pick<Operation, 'responses'>,
  decision: Decision,
): boolean {
  const reply = responses[decision.status] ?? contract.components.responses[decision.status];
  if (!reply) return false;
  if (decision.body === undefined) return reply.content === undefined;
  const { type, body } = wire.write(decision.body, ANY_REQUEST);
  const name = type.split(';')[0] ?? '';
  const schema = reply.content?.[name]?.schema;
  if (schema === undefined) return reply.content === undefined && body.length === 0;
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  return validate(name === 'application/json' ? JSON.parse(text) : text, schema, '2020-12', {}).valid;
}

/** What a vendor that negotiates is asked for. */
const ANY_REQUEST: PlainRequest = { method: 'GET', path: '/', base: '', query: '', headers: { accept: 'application/json' }, body: undefined };
