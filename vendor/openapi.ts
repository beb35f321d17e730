/** A contract as an OpenAPI document for other tools: each operation includes the refusals that any request can meet. */
import type { Contract, Operation } from './contract.ts';

/** References to the refusals that all operations share. */
const refusals = ({ components }: Contract): Record<string, { $ref: string }> =>
  Object.fromEntries(Object.keys(components.responses).map((status) => [status, { $ref: `#/components/responses/${status}` }]));

/** The document as plain JSON, to lint or to generate a client from. */
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
