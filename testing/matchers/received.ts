/** Whether a cloud has received a request: of an operation, with what it sent, and in which order. */
import type { AnyCloud } from '../../cloud/cloud.ts';
import type { Exchange } from '../../model/journal.ts';
import { checkNames } from '../../model/named-options.ts';
import { isPlainObject, said } from '../../model/plain.ts';
import { Problem } from '../../model/problem.ts';
import type { CompiledOperation, CompiledVendor } from '../../request/compile.ts';
import { readPart } from '../../request/reading.ts';
import { line, lines, often } from './exchange-lines.ts';
import { isAsymmetric, type Matched } from './matched.ts';
import { checkMembers } from './request-members.ts';
import { cloudOf, havingOperation, requireWhole, vendorsOf } from './subject.ts';
import { differences } from './subset.ts';

/** The names of the members and parameters of a request: any, if the compiler does not know the operation. */
export interface RequestNames {
  readonly body: string;
  readonly query: string;
  readonly path: string;
}

/** Some of the named values. An operation that has none of them takes none. */
type Some<Name extends string> = [Name] extends [never] ? never : { readonly [M in Name]?: unknown };

/** What is expected of a request, besides its operation. `R` is the operations of the cloud, `N` its vendors, `M` the names in the request. */
export interface ReceivedOptions<R extends string = string, N extends string = string, M extends RequestNames = RequestNames> {
  /** How often, exactly; at least once by default. */
  readonly times?: number;
  /** The members that its body has, among others: values, regular expressions for texts, or matchers such as `expect.any(Number)`. */
  readonly body?: Some<M['body']>;
  /** The parameters of its query, among others. */
  readonly query?: Some<M['query']>;
  /** The parameters of its path: `{ server_id: 12345 }`. */
  readonly path?: Some<M['path']>;
  /** Its headers, among others. The journal keeps no credentials. */
  readonly headers?: Readonly<Record<string, unknown>>;
  /** The status of the reply. */
  readonly status?: number;
  /** Only requests after the first one of this operation count. */
  readonly after?: R;
  /** Only requests before the first one of this operation count. */
  readonly before?: R;
  /** The vendor, where several have the operation. */
  readonly vendor?: N;
}

const OPTIONS: Readonly<Record<keyof ReceivedOptions, true>> = {
  times: true,
  body: true,
  query: true,
  path: true,
  headers: true,
  status: true,
  after: true,
  before: true,
  vendor: true,
};

/** Looks for requests of an operation. */
export function received(given: unknown, operation: unknown, options: unknown = {}): Matched {
  const cloud = cloudOf(given);
  checkNames('toHaveReceived', options, Object.keys(OPTIONS));
  const wanted = options as ReceivedOptions;
  const of = havingOperation(cloud, operation, wanted.vendor);
  checkOptions(cloud, of, wanted);

  const all = cloud.journal.all();
  const asked = all.filter((exchange) => exchange.operation === operation && of.has(exchange.vendor));
  const judged = asked.map((exchange) => ({ exchange, differs: differs(cloud, all, exchange, of, wanted) }));
  const matching = judged.flatMap(({ exchange, differs: [first] }) => (first === undefined ? [exchange] : []));
  const { times } = wanted;
  const pass = times === undefined ? matching.length > 0 : matching.length === times;
  // One that is there is there, whatever was dropped before it.
  if (times !== undefined || !pass) requireWhole(cloud);

  const [nearest] = judged.filter(({ differs: { length } }) => length > 0).toSorted((one, other) => one.differs.length - other.differs.length);
  const why = (): string => {
    if (matching.length > 0) return [`It received such a request ${often(matching.length)}:`, ...lines(matching)].join('\n');
    if (nearest) {
      return [
        `It received ${String(operation)} ${often(asked.length)}, but not as expected. The nearest:`,
        line(nearest.exchange),
        ...nearest.differs.map((difference) => `    ${difference}`),
      ].join('\n');
    }
    return all.length === 0 ? 'It received no request at all.' : ['It never received it. What it received:', ...lines(all)].join('\n');
  };
  const body = nearest && wanted.body && matching.length === 0 ? sentBody(cloud, nearest.exchange, of.get(nearest.exchange.vendor)) : undefined;
  return { pass, why, difference: body === undefined ? undefined : { actual: body, expected: wanted.body } };
}

/** @throws {Error} when an option cannot be what it is, or names something that is not documented. */
function checkOptions(
  cloud: AnyCloud,
  of: ReadonlyMap<string, CompiledOperation>,
  { times, status, after, before, body, query, path, headers }: ReceivedOptions,
): void {
  if (times !== undefined && !(Number.isSafeInteger(times) && times >= 0))
    throw new Error(`The option times cannot be ${said(times)}. Give a whole number from 0.`);
  if (status !== undefined && !(Number.isInteger(status) && status >= 100 && status <= 599))
    throw new Error(`The option status cannot be ${said(status)}. Give the status of a reply, such as 201.`);
  for (const order of [after, before]) if (order !== undefined) havingOperation(cloud, order);
  for (const [name, value] of Object.entries({ body, query, path, headers }))
    if (value !== undefined && !isPlainObject(value) && !isAsymmetric(value)) throw new Error(`The option ${name} cannot be ${said(value)}. Give an object.`);
  // Where several vendors have the operation, one that documents the names is enough.
  const errors = [...of.values()].map((operation) => checkMembers(operation, { body, query, path }));
  const [first] = errors;
  if (first !== undefined && errors.every((error) => error !== undefined)) throw new Error(first);
}

/** How an exchange differs from what is expected of it; empty when it does not. */
function differs(cloud: AnyCloud, all: readonly Exchange[], exchange: Exchange, of: ReadonlyMap<string, CompiledOperation>, wanted: ReceivedOptions): string[] {
  const operation = of.get(exchange.vendor);
  const vendor = vendorsOf(cloud).get(exchange.vendor);
  if (!operation || !vendor) return [];
  const first = (name: string): Exchange | undefined => all.find((one) => one.operation === name);
  const found: string[] = [];
  if (wanted.body) found.push(...differences('body', wanted.body, sentBody(cloud, exchange, operation)));
  if (wanted.query)
    found.push(
      ...eitherWay(
        'query',
        wanted.query,
        Object.fromEntries(new URLSearchParams(exchange.request.query)),
        readPart(() => operation.checks.query(exchange.request.query)),
      ),
    );
  if (wanted.path) {
    const values = pathValues(operation.route, exchange.request.path);
    found.push(...eitherWay('path', wanted.path, values, operation.checks.path(values)));
  }
  if (wanted.headers) {
    const headers = Object.fromEntries(Object.entries(wanted.headers).map(([name, value]) => [name.toLowerCase(), value]));
    found.push(...differences('headers', headers, exchange.request.headers));
  }
  if (wanted.status !== undefined && exchange.reply?.status !== wanted.status)
    found.push(`status: expected ${wanted.status}, but ${exchange.reply ? `it is ${exchange.reply.status}` : 'there was no reply'}`);
  if (wanted.after !== undefined) {
    const earlier = first(wanted.after);
    if (!earlier) found.push(`after: there was no ${wanted.after}`);
    else if (earlier.n >= exchange.n) found.push(`after: the first ${wanted.after} came as request ${earlier.n}`);
  }
  if (wanted.before !== undefined) {
    const later = first(wanted.before);
    if (!later) found.push(`before: there was no ${wanted.before}`);
    else if (later.n <= exchange.n) found.push(`before: the first ${wanted.before} came as request ${later.n}`);
  }
  return found;
}

/** What was sent as text may be compared as such, or in its documented types. */
function eitherWay(place: string, expected: unknown, texts: unknown, typed: unknown): string[] {
  const byText = differences(place, expected, texts);
  if (byText.length === 0 || !isPlainObject(typed)) return byText;
  return differences(place, expected, typed);
}

/** The parameters of a path: those at the places of the route's own, from the end. */
function pathValues(route: string, path: string): Record<string, string> {
  const segments = (text: string): string[] => text.split('/').filter((segment) => segment !== '');
  const wanted = segments(route.slice(route.indexOf(' ') + 1));
  const sent = segments(path).slice(-wanted.length);
  return Object.fromEntries(wanted.flatMap((segment, index) => (segment.startsWith('{') ? [[segment.slice(1, -1), decoded(sent[index] ?? '')]] : [])));
}

/** A segment without its percent-encoding; as it is where a secret was cut out of the middle of that. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

const encoder = new TextEncoder();

/** The body that was sent: of JSON as it was sent, of a form and other text in its documented types; as a text when it cannot be read. */
function sentBody(cloud: AnyCloud, { vendor: name, request }: Exchange, operation: CompiledOperation | undefined): unknown {
  const vendor: CompiledVendor | undefined = vendorsOf(cloud).get(name);
  if (request.body === null || !vendor || !operation?.hasMembers) return request.body ?? undefined;
  const { body: text, ...rest } = request;
  const read = readPart(() => vendor.wire.read({ ...rest, base: '', body: encoder.encode(text ?? '') }));
  if (read instanceof Problem) return text;
  if (/json/i.test(request.headers['content-type'] ?? '')) return read;
  return isPlainObject(read)
    ? Object.fromEntries(Object.entries(read).map(([name, value]) => [name, inType(value, operation.checks.members.get(name)?.type)]))
    : read;
}

/** A text of a form as the number that is documented, if it is one. */
function inType(value: unknown, type: unknown): unknown {
  const types: unknown[] = Array.isArray(type) ? type : [type];
  if (typeof value !== 'string' || types.includes('string')) return value;
  return (types.includes('integer') || types.includes('number')) && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
}
