/** Finds the operation for a method and a path; fixed segments come before parameters. */
import { operationsOf, type Contract, type RoutedOperation } from '../vendor/contract.ts';
import type { Routing } from '../vendor/provider.ts';

/** The result of routing a method and a path. */
export type Routed =
  | { readonly found: 'operation'; readonly routed: RoutedOperation; readonly values: Readonly<Record<string, string>> }
  | { readonly found: 'method'; readonly allow: readonly string[] }
  | { readonly found: 'redirect' }
  | { readonly found: 'nothing' };

export type Router = (method: string, path: string) => Routed;

/** A node in the tree of all paths: fixed segments by name, and at most one parameter. */
interface Node {
  readonly fixed: Map<string, Node>;
  parameter: { readonly name: string; readonly node: Node } | undefined;
  readonly operations: Map<string, RoutedOperation>;
}

const NOTHING: Routed = { found: 'nothing' };
const REDIRECT: Routed = { found: 'redirect' };

/** Creates the router of a contract. */
export function router(contract: Contract, { slash, head, readsByPost = false }: Routing): Router {
  const root = node();
  const trimmed = (path: string): string => (slash === 'optional' && path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path);
  for (const routed of operationsOf(contract)) {
    const [method = '', path = ''] = routed.route.split(' ');
    let at = root;
    for (const segment of trimmed(path).split('/').slice(1)) at = child(at, segment);
    at.operations.set(method, routed);
  }
  for (const at of nodes(root)) {
    const get = at.operations.get('GET');
    if (get && head && !at.operations.has('HEAD')) at.operations.set('HEAD', get);
    if (get && readsByPost && !at.operations.has('POST')) at.operations.set('POST', get);
  }

  const at = (path: string, method: string): Routed => {
    const values: Record<string, string> = {};
    const end = walk(root, trimmed(path), 1, values);
    if (!end) return NOTHING;
    const routed = end.operations.get(method);
    return routed ? { found: 'operation', routed, values } : { found: 'method', allow: [...end.operations.keys()] };
  };
  return (method, path) => {
    const routed = at(path, method);
    // Like Django's APPEND_SLASH: an unknown path that exists with a trailing slash is redirected, whatever the method.
    if (routed.found === 'nothing' && slash === 'redirect' && !path.endsWith('/') && at(`${path}/`, method).found !== 'nothing') return REDIRECT;
    return routed;
  };
}

/** The first way through the tree that ends at operations; a fixed segment is tried before a parameter. `start` is where the next segment begins. */
function walk(from: Node, path: string, start: number, values: Record<string, string>): Node | undefined {
  if (start > path.length) return from.operations.size > 0 ? from : undefined;
  const next = path.indexOf('/', start);
  const end = next < 0 ? path.length : next;
  const segment = path.slice(start, end);
  const fixed = from.fixed.get(segment);
  const through = fixed && walk(fixed, path, end + 1, values);
  if (through) return through;
  if (!from.parameter || segment === '') return undefined;
  const value = decoded(segment);
  if (value === undefined) return undefined;
  const last = walk(from.parameter.node, path, end + 1, values);
  if (last) values[from.parameter.name] = value;
  return last;
}

function* nodes(from: Node): Generator<Node> {
  yield from;
  for (const next of from.fixed.values()) yield* nodes(next);
  if (from.parameter) yield* nodes(from.parameter.node);
}

const node = (): Node => ({ fixed: new Map(), parameter: undefined, operations: new Map() });

function child(parent: Node, segment: string): Node {
  const name = /^{(.+)}$/.exec(segment)?.[1];
  if (name !== undefined) {
    parent.parameter ??= { name, node: node() };
    if (parent.parameter.name !== name) throw new Error(`A contract names the same path segment both {${parent.parameter.name}} and {${name}}. Use one name.`);
    return parent.parameter.node;
  }
  const known = parent.fixed.get(segment) ?? node();
  parent.fixed.set(segment, known);
  return known;
}

/** Decodes a segment; undefined when its percent-encoding is malformed, which no route matches. */
function decoded(segment: string): string | undefined {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
