/** Which paths to ask for: the lists first, and then what they list. */
import { isPlainObject } from '../../model/plain.ts';
import { compile } from '../../request/compile.ts';
import type { Operation } from '../../vendor/contract.ts';
import type { AnyProvider } from '../../vendor/provider.ts';

/** An operation that only reads. */
export interface Read {
  readonly route: string;
  /** `/servers/{server_id}/` */
  readonly template: string;
  readonly operation: Operation;
  /** The parameters of its path. */
  readonly parameters: readonly string[];
}

type Item = Readonly<Record<string, unknown>>;

/** The operations that only read, those without parameters in their path first. */
export function reads(operations: ReadonlyMap<string, Operation>): Read[] {
  return Array.from(operations, ([route, operation]) => {
    const [method = '', template = ''] = route.split(' ');
    return { method, route, template, operation, parameters: [...template.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name) };
  })
    .filter(({ method, operation }) => method === 'GET' && operation.requestBody === undefined)
    .sort((a, b) => a.parameters.length - b.parameters.length);
}

/** The objects in the lists of a reply: a list itself, or those that are its members. */
export function itemsOf(value: unknown): Item[] {
  const lists = Array.isArray(value) ? [value as readonly unknown[]] : isPlainObject(value) ? Object.values(value).filter(Array.isArray) : [];
  return lists.flatMap((list: readonly unknown[]) => list.filter(isPlainObject));
}

/**
 * The paths of an operation, from what the lists said; none when they did not say enough.
 * @param listed the items of each list that was read, by the list's path.
 */
export function pathsOf(
  provider: AnyProvider,
  all: readonly Read[],
  { template, parameters, operation }: Read,
  listed: ReadonlyMap<string, readonly Item[]>,
): string[] {
  const query = queryOf(operation);
  if (parameters.length === 0) return [template + query];
  const { found, tables } = compile(provider);
  const last = parameters.at(-1) ?? '';
  const keyOf = (parameter: string): string | undefined => tables[Object.values(found).find((one) => one.parameter === parameter)?.table ?? '']?.key;
  // The lists that stand at the same place as a path with this parameter: /servers/ and /servers/list for /servers/{server_id}/.
  const places = all.filter((one) => one.parameters.includes(last)).map((one) => one.template.slice(0, one.template.indexOf('{')).replace(/\/$/, ''));
  const items = [...listed].filter(([path]) => places.some((place) => path === place || path.startsWith(`${place}/`))).flatMap(([, some]) => some);
  const paths = items.flatMap((item) => {
    const values = parameters.map((name) => own(item, name) ?? (parameters.length === 1 ? (own(item, keyOf(name)) ?? own(item, 'id')) : undefined));
    if (values.includes(undefined)) return [];
    return [parameters.reduce((path, name, i) => path.replace(`{${name}}`, encodeURIComponent(values[i] ?? '')), template) + query];
  });
  return [...new Set(paths)];
}

/** A key as a segment of a path; a dot would lead out of it. */
function own(item: Item, name: string | undefined): string | undefined {
  const value = name !== undefined && Object.hasOwn(item, name) ? item[name] : undefined;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value);
  return text === '' || text.length > 200 || /^\.+$/.test(text) ? undefined : text;
}

/** The query of the document's example, where the operation needs one. */
function queryOf({ parameters = [], 'x-example': example }: Operation): string {
  const needs = parameters.some((parameter) => parameter.in === 'query' && parameter.required === true);
  const query = example?.path.split('?')[1];
  return needs && query !== undefined ? `?${query}` : '';
}
