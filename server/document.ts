/** The exported documents of our vendors: they hold what the package leaves out of the contracts that a browser loads. */
import { readFileSync } from 'node:fs';
import type { Contract, Operation, Verb } from '../vendor/contract.ts';

const documents = new Map<string, Pick<Contract, 'paths'>>();

/** The request of the document's example of an operation; undefined for another's vendor. */
export function exampleOf(vendor: string, method: string, path: string): Operation['x-example'] {
  let document = documents.get(vendor);
  if (!document) documents.set(vendor, (document = read(vendor)));
  return document.paths[path]?.[method.toLowerCase() as Verb]?.['x-example'];
}

/** The folder stands two above the built file, and one above the source. */
function read(vendor: string): Pick<Contract, 'paths'> {
  for (const folder of ['../../openapi', '../openapi']) {
    try {
      return JSON.parse(readFileSync(new URL(`${folder}/${vendor}.json`, import.meta.url), 'utf8')) as Contract;
    } catch {
      // Not there: the other one is, or nobody exported it.
    }
  }
  return { paths: {} };
}
