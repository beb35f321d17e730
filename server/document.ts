/** The exported OpenAPI documents of our vendors. They contain what the package omits from the contracts that browsers load. */
import { readFileSync } from 'node:fs';
import type { Contract, Operation, Verb } from '../vendor/contract.ts';

const documents = new Map<string, Pick<Contract, 'paths'>>();

/** The example request for an operation in the document; undefined for external vendors. */
export function exampleOf(vendor: string, method: string, path: string): Operation['x-example'] {
  let document = documents.get(vendor);
  if (!document) documents.set(vendor, (document = read(vendor)));
  return document.paths[path]?.[method.toLowerCase() as Verb]?.['x-example'];
}

/** The folder is two levels above the built file, and one above the source. */
function read(vendor: string): Pick<Contract, 'paths'> {
  for (const folder of ['../../openapi', '../openapi']) {
    try {
      return JSON.parse(readFileSync(new URL(`${folder}/${vendor}.json`, import.meta.url), 'utf8')) as Contract;
    } catch {
      // Try the other one. An external vendor has neither.
    }
  }
  return { paths: {} };
}
