/** The lines of test code that close a gap. They run as they are; a user puts the call of the own client in place of `cloud.fetch`. */
import type { ProblemKind } from '../../model/problem.ts';
import type { CompiledOperation, CompiledVendor } from '../../request/compile.ts';
import type { Operation, Schema } from '../../vendor/contract.ts';
import { literal } from './literal.ts';
import type { Transition } from './transition.ts';

/** What an operation's example is: from the contract, or from the exported document, since the built package omits it from the contract. */
export type ExampleOf = (route: string) => Operation['x-example'];

/** Writes lines for one vendor. Each returns undefined where the operation has no example to send. */
export interface Lines {
  /** The operation's example, in a state in which it is accepted; with the media type that the reply should have. */
  ask(operation: CompiledOperation, accepted: Transition | undefined, accept?: string): string | undefined;
  /** The example with one more part: `body.hostname`, `query.status`. */
  askWith(operation: CompiledOperation, place: string, schema: Schema): string | undefined;
  refused(operation: CompiledOperation, kind: ProblemKind): string | undefined;
  transition(transition: Transition): string | undefined;
  scenario(name: string): string;
}

export function linesOf(vendor: CompiledVendor, exampleOf: ExampleOf): Lines {
  const { name } = vendor;
  const open = `const cloud = createCloud({ ${name} });`;
  const base = vendor.contract.servers[0].url.replace(/\/$/, '');
  const written = (...lines: readonly (string | undefined)[]): string | undefined =>
    lines.includes(undefined) ? undefined : [open, ...lines].filter((line) => line !== '').join('\n');

  const request = (
    operation: CompiledOperation,
    accept?: string,
    extend: (path: string, body: unknown) => readonly [string, unknown] = (...same) => same,
  ): string | undefined => {
    const example = exampleOf(operation.route);
    if (!example) return undefined;
    const [path, body] = extend(example.path, example.body);
    const method = operation.route.split(' ')[0] ?? '';
    const type = Object.keys(operation.operation.requestBody?.content ?? {})[0];
    const headers = {
      ...(operation.operation.security === undefined && credential(vendor)),
      ...(body !== undefined && type !== undefined && { 'content-type': type }),
      ...(accept !== undefined && { accept }),
    };
    const members = [
      ...(method === 'GET' ? [] : [`method: '${method}'`]),
      ...(Object.keys(headers).length === 0 ? [] : [`headers: ${literal(headers)}`]),
      ...(body === undefined ? [] : [`body: ${typeof body === 'string' ? literal(body) : `JSON.stringify(${literal(body)})`}`]),
    ];
    const init = members.length === 0 ? '' : members.join(', ').length < 90 ? `, { ${members.join(', ')} }` : `, {\n  ${members.join(',\n  ')},\n}`;
    return `await cloud.fetch(${literal(base + path)}${init});`;
  };

  /** Puts the record that an operation's path names into a state. */
  const arranged = ({ operation, table, state }: Pick<Transition, 'operation' | 'table' | 'state'>): string | undefined => {
    const key = keyOf(vendor, operation, table, exampleOf(operation.route)?.path);
    if (key === undefined) return undefined;
    const account = `cloud.${name}`;
    const one = table.replace(/s$/, '');
    const lines = [`const ${one} = ${account}.${table}.get(${literal(key)});`];
    const from = state.busy ? (vendor.tables[table]?.lifecycle?.[state.busy.action]?.from[0] ?? state.status) : state.status;
    lines.push(`${account}.${table}.update(${one}, { status: ${literal(from)}, task: null });`);
    if (state.busy) lines.push(`${account}.begin(${one}, ${literal(state.busy.action)});`);
    if (state.busy && state.busy.since > 0) lines.push(`cloud.clock.advance(${literal(state.busy.since)});`);
    return lines.join('\n');
  };

  const ended = (transition: Extract<Transition, { kind: 'ended' }>): string => {
    const on = { vendor: name, on: transition.operation.route };
    if (transition.how === 'failed') return `cloud.faults.add(${literal({ ...on, outcome: 'fails', at: 0.6 })});`;
    return transition.how === 'settled' ? `cloud.faults.add(${literal({ ...on, outcome: 'settles', in: transition.settles })});` : '';
  };

  return {
    ask: (operation, accepted, accept) => written(accepted === undefined ? '' : arranged({ ...accepted, operation }), request(operation, accept)),
    askWith: (operation, place, schema) => written(request(operation, undefined, (path, body) => extended(path, body, place, schema))),
    refused: (operation, kind) =>
      written(`cloud.faults.add(${literal({ vendor: name, on: operation.route, times: 1, outcome: 'refused', kind })});`, request(operation)),
    transition: (transition) =>
      written(
        transition.named ? arranged(transition) : '',
        transition.kind === 'ended' ? ended(transition) : '',
        request(transition.operation),
        transition.kind === 'ended' ? `cloud.clock.settle();` : '',
      ),
    scenario: (scenario) => `${open}\ncloud.play(${literal(scenario)});`,
  };
}

/** The header of a credential that any cloud accepts. */
function credential({ contract, authentication }: CompiledVendor): Readonly<Record<string, string>> {
  const [scheme] = Object.values(contract.components.securitySchemes) as { readonly type: string; readonly scheme?: string; readonly name?: string }[];
  if (scheme?.type === 'apiKey') return { [scheme.name ?? authentication.header]: 'key' };
  return { [authentication.header]: scheme?.scheme === 'basic' ? 'Basic dXNlcjprZXk=' : 'Bearer token' };
}

/** The key of the record that the path of an example names. */
function keyOf(vendor: CompiledVendor, operation: CompiledOperation, table: string, path: string | undefined): string | number | undefined {
  const found = operation.finds.find((one) => one.table === table);
  const routed = vendor.route(operation.route.split(' ')[0] ?? '', path?.split('?')[0] ?? '');
  if (!found || routed.found !== 'operation') return undefined;
  const values = operation.checks.path(routed.values);
  return typeof values === 'string' ? undefined : (values[found.parameter] as string | number | undefined);
}

/** A request with one more part. */
function extended(path: string, body: unknown, place: string, schema: Schema): readonly [string, unknown] {
  const [where, ...rest] = place.split('.');
  const member = rest.join('.');
  if (where === 'query') return [`${path}${path.includes('?') ? '&' : '?'}${member}=${encodeURIComponent(String(sample(schema)))}`, body];
  if (typeof body === 'string') return [path, hasLine(body, member) ? body : `${body}\n${member} ${String(sample(schema))}`];
  return [path, withMember(body ?? {}, rest.join('.').replaceAll('[]', '.[]').split('.').filter(Boolean), schema)];
}

const hasLine = (text: string, name: string): boolean => text.split('\n').some((line) => line.startsWith(`${name} `));

/** A value with a member, however deep; what is there already stays. */
function withMember(value: unknown, [name, ...rest]: readonly string[], schema: Schema): unknown {
  if (name === undefined) return value === undefined ? sample(schema) : value;
  if (name === '[]') {
    const items = Array.isArray(value) ? (value as unknown[]) : [];
    return [withMember(items[0], rest, schema), ...items.slice(1)];
  }
  const object = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  return { ...object, [name]: withMember(object[name], rest, schema) };
}

/** A value that a schema allows. */
function sample(schema: Schema): unknown {
  if (typeof schema !== 'object') return 'text';
  const {
    const: only,
    enum: values,
    default: usual,
    examples,
    example,
    type,
    minimum,
    minLength,
    items,
    anyOf,
    oneOf,
  } = schema as Readonly<Record<string, unknown>>;
  if (only !== undefined) return only;
  if (Array.isArray(values)) return values.find((value) => value !== null);
  if (example !== undefined) return example;
  if (Array.isArray(examples)) return examples[0] as unknown;
  if (usual !== undefined && usual !== null) return usual;
  for (const list of [anyOf, oneOf]) if (Array.isArray(list)) return sample((list as Schema[])[0] ?? true);
  const kind = Array.isArray(type) ? (type as string[]).find((one) => one !== 'null') : type;
  if (kind === 'integer' || kind === 'number') return typeof minimum === 'number' ? minimum : 1;
  if (kind === 'boolean') return true;
  if (kind === 'array') return [sample((items ?? true) as Schema)];
  if (kind === 'object') return {};
  return 'a'.repeat(Math.max(1, Math.min(64, typeof minLength === 'number' ? minLength : 1)));
}
