/**
 * The whole OpenAPI document of a vendor: with the descriptions, the examples and the schemas of replies that the package omits from the contracts that pages load.
 * For Node: the documents of our own vendors are files.
 */
import { readFileSync } from 'node:fs';
import { operationsOf, type Contract, type Operation } from '../vendor/contract.ts';
import { exported } from '../vendor/openapi.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import { withExamples } from './examples.ts';

/** The exported document as text; the contract of an external vendor, with the replies of a fresh cloud as examples. */
export function documentText(provider: AnyProvider): string {
  return fileOf(provider) ?? `${JSON.stringify(withExamples(exported(provider), provider), null, 2)}\n`;
}

/** The operations of a vendor with all replies that they can have, by route; schemas are values, not references. */
export type DocumentedOperations = ReadonlyMap<string, Operation>;

const known = new WeakMap<AnyProvider, DocumentedOperations>();

/** The operations of a vendor as its document describes them. */
export function documentedOperations(provider: AnyProvider): DocumentedOperations {
  const found = known.get(provider);
  if (found) return found;
  const file = fileOf(provider);
  const document = resolved((file === undefined ? exported(provider) : JSON.parse(file)) as Contract);
  const operations = new Map(operationsOf(document).map(({ route, operation }) => [route, operation]));
  known.set(provider, operations);
  return operations;
}

/** The folder is two or three levels above the built file, and one above the source. A vendor of the same name with other operations is not ours. */
function fileOf({ name, contract }: AnyProvider): string | undefined {
  if (!/^[a-z]+$/.test(name)) return undefined;
  for (const folder of ['../openapi', '../../openapi', '../../../openapi']) {
    let text: string;
    try {
      text = readFileSync(new URL(`${folder}/${name}.json`, import.meta.url), 'utf8');
    } catch {
      continue;
    }
    const routes = (of: Contract): string => JSON.stringify(operationsOf(of).map(({ route }) => route));
    if (routes(JSON.parse(text) as Contract) === routes(contract)) return text;
  }
  return undefined;
}

/** A document whose references are replaced by what they refer to. */
function resolved(document: Contract): Contract {
  const targets = new Map<string, unknown>();
  const at = (pointer: string): unknown =>
    pointer
      .split('/')
      .slice(1)
      .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document);
  const inside = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inside);
    if (typeof value !== 'object' || value === null) return value;
    const { $ref } = value as { readonly $ref?: unknown };
    if (typeof $ref !== 'string') return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, inside(member)]));
    // A schema that contains itself ends where it begins again: anything is accepted there.
    if (!targets.has($ref)) {
      targets.set($ref, true);
      targets.set($ref, inside(at($ref)));
    }
    return targets.get($ref);
  };
  return inside(document) as Contract;
}
