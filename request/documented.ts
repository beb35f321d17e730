/** Whether a contract documents a reply for an operation. */
import type { Contract, Operation } from '../vendor/contract.ts';
import type { Decision } from '../vendor/provider.ts';
import type { PlainRequest, Wire } from '../vendor/wire.ts';
import { failure } from './json-schema.ts';

/**
 * Whether a decision's status, media type and body are documented, for the operation or for any request.
 * The status alone is not enough: a vendor may answer refusals with 200, while an operation documents only its success.
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
  return !failure(name === 'application/json' ? JSON.parse(text) : text, schema);
}

/** A request for JSON, for a vendor that negotiates content types. */
const ANY_REQUEST: PlainRequest = { method: 'GET', path: '/', base: '', query: '', headers: { accept: 'application/json' }, body: undefined };
