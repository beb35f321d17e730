/** A contract as an OpenAPI document for others' tools: each operation with the refusals that any request can meet. */
import type { Contract, Operation } from './contract.ts';

/** Where a refusal that is common to all stands. */
const refusals = ({ components }: Contract): Record<string, { $ref: string }> =>
  Object.fromEntries(Object.keys(components.responses).map((status) => [status, { $ref: `#/components/responses/${status}` }]));

/** Plain JSON: the document, to be linted, or to make a client from. */
export function exported(contract: Contract): object {
  const operation = (one: Operation): object => ({ ...one, responses: { ...refusals(contract), ...one.responses } });
  return {
    ...contract,
    paths: Object.fromEntries(
      Object.entries(contract.paths).map(([path, methods]) => [
        path,
        Object.fromEntries(Object.entries(methods).map(([method, one]) => [method, operation(one)])),
      ]),
    ),
  };
}
