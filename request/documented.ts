/** Whether an answer is one that the contract documents for an operation. */
import { Validator, type Schema } from '@cfworker/json-schema';
import type { Contract, Operation, Reply } from '../vendor/contract.ts';
import type { Decision } from '../vendor/provider.ts';

/** What a contract says of an operation's reply with a status: among its own, or those that any request can meet. */
export const documentedReply = ({ components }: Contract, { responses }: Operation, status: number): Reply | undefined =>
  responses[status] ?? components.responses[status];

/** Whether the status of a decision is documented, and its body fits. A status can stand for a success alone, where refusals have it too. */
export function isDocumented(contract: Contract, operation: Operation, { status, body }: Decision): boolean {
  const reply = documentedReply(contract, operation, status);
  if (!reply) return false;
  const schema = reply.content?.['application/json']?.schema;
  if (schema === undefined || body === undefined) return true;
  return new Validator(schema as Schema, '2020-12', true).validate(body).valid;
}
