/** Everything that a suite can walk of one vendor, and the lines that would: plain JSON, so that a report needs no vendor. */
import { Problem, type ProblemKind } from '../../model/problem.ts';
import { compile, type CompiledOperation, type CompiledVendor } from '../../request/compile.ts';
import type { Operation, Schema } from '../../vendor/contract.ts';
import { refusal, type AnyProvider } from '../../vendor/provider.ts';
import { refusalsOf } from '../refusals.ts';
import { fact } from './fact.ts';
import { linesOf, type Lines } from './lines.ts';
import { machinesOf, type Machine } from './machine.ts';
import { documentedMembers, type Resolve } from './member.ts';
import { beginners, transitionsOf, type Beginner, type Transition } from './transition.ts';

/** What is counted apart; in the order of a report. */
export const MEASURES = ['operations', 'statuses', 'refusals', 'transitions', 'sent', 'shown', 'scenarios'] as const;
export type Measure = (typeof MEASURES)[number];

/** What each measure counts. */
export const MEASURED: Readonly<Record<Measure, string>> = {
  operations: 'documented operations that were called',
  statuses: 'documented statuses that were answered',
  refusals: 'kinds of refusal that were met, for each operation',
  transitions: 'actions accepted and refused in each status, and how tasks ended',
  sent: 'documented parameters and members of bodies that were sent',
  shown: 'documented members of replies that were shown',
  scenarios: 'scenarios that were played',
};

/** One thing that can be walked. */
export interface CatalogueItem {
  readonly fact: string;
  readonly measure: Measure;
  /** In words: `rebuild refused by a lock`. */
  readonly what: string;
  /** The lines of test code that walk it; undefined where nothing general does. */
  readonly lines?: string;
}

/** Everything that can be walked of a vendor. */
export interface Catalogue {
  readonly vendor: string;
  readonly title: string;
  readonly items: readonly CatalogueItem[];
  /** The statuses that any operation may answer with. */
  readonly common: readonly string[];
  /** The lifecycles of its tables, to be drawn. */
  readonly machines: readonly Machine[];
}

/** What the built package omits from a contract, from the exported document: examples, and the schemas of replies. */
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Pick<Operation, 'responses' | 'x-example'>>>>>;
  readonly components: object;
}

/** The catalogue of a vendor. */
export function catalogueOf(provider: AnyProvider, document: Document = provider.contract): Catalogue {
  const vendor = compile(provider);
  const documented = (route: string): Pick<Operation, 'responses' | 'x-example'> | undefined => {
    const [method = '', path = ''] = route.split(' ');
    return document.paths[path]?.[method.toLowerCase()];
  };
  const lines = linesOf(vendor, (route) => documented(route)?.['x-example']);
  const { schemas = {} } = document.components as { readonly schemas?: Readonly<Record<string, Schema>> };
  const resolve: Resolve = (reference) => schemas[reference.split('/').at(-1) ?? ''];
  const operations = [...vendor.operations.values()];
  const transitions = transitionsOf(vendor);
  const begins = beginners(vendor);
  const asked = (one: CompiledOperation, accept?: string): string | undefined => lines.ask(one, acceptedIn(one, begins, transitions), accept);
  const items: CatalogueItem[] = [
    ...operations.map((one) => item('operations', fact.operation(one.route), one.route, asked(one))),
    ...operations.flatMap((one) => statusItems(vendor, one, lines, asked)),
    ...operations.flatMap((one) =>
      refusalsOf(vendor, one).map((kind) => item('refusals', fact.refused(one.route, kind), `${one.route} refused: ${kind}`, lines.refused(one, kind))),
    ),
    ...transitions.map((one) => item('transitions', one.fact, inWords(one), isUsual(one, begins) ? lines.transition(one) : undefined)),
    ...operations.flatMap((one) => sentItems(one, lines)),
    ...operations.flatMap((one) => shownItems(one, documented(one.route), resolve, asked)),
    ...Object.values(provider.scenarios ?? {}).map(({ name }) => item('scenarios', fact.scenario(name), name, lines.scenario(name))),
  ];
  return {
    vendor: vendor.name,
    title: vendor.title,
    items: unique(items),
    common: Object.keys(vendor.contract.components.responses),
    machines: machinesOf(vendor, transitions),
  };
}

const item = (measure: Measure, what: string, words: string, lines: string | undefined): CatalogueItem => ({
  fact: what,
  measure,
  what: words,
  ...(lines !== undefined && { lines }),
});

type Asked = (one: CompiledOperation, accept?: string) => string | undefined;

/** A beginning that an operation causes on the record that its path names, if any; its state is one in which the operation is accepted. */
function acceptedIn(one: CompiledOperation, begins: readonly Beginner[], transitions: readonly Transition[]): Transition | undefined {
  const its = begins.find(({ operation, named }) => named && operation === one);
  return its && transitions.find(({ kind, table, action }) => kind === 'began' && table === its.table && action === its.action);
}

/** Whether the example of a transition's operation begins its action: where the record decides which of several begins, it is the first. */
const isUsual = ({ operation, table, action }: Transition, begins: readonly Beginner[]): boolean =>
  begins.find((one) => one.operation === operation && one.table === table)?.action === action;

/** Two operations may begin the same action. */
function unique(items: readonly CatalogueItem[]): CatalogueItem[] {
  const known = new Map<string, CatalogueItem>();
  for (const one of items) if (!known.has(one.fact)) known.set(one.fact, one);
  return [...known.values()];
}

/** What the wording of a refusal may need. */
const EXAMPLE: Problem['detail'] = { path: '/', method: 'GET', missing: false, retryAfter: 60_000 };

function statusItems(vendor: CompiledVendor, one: CompiledOperation, lines: Lines, asked: Asked): CatalogueItem[] {
  const kinds = new Map<string, ProblemKind>();
  for (const kind of refusalsOf(vendor, one)) {
    const status = String(refusal(vendor, new Problem(kind, '', EXAMPLE)).status);
    if (!kinds.has(status)) kinds.set(status, kind);
  }
  const { responses } = one.operation;
  const successes = Object.keys(responses).filter((status) => status.startsWith('2'));
  const how = (status: string): string | undefined => {
    const kind = kinds.get(status);
    if (!successes.includes(status)) return kind && lines.refused(one, kind);
    // What decides between several is the vendor's own.
    return successes.length > 1 ? undefined : asked(one);
  };
  return Object.keys(responses).map((status) => item('statuses', fact.status(one.route, status), `${one.route} answered ${status}`, how(status)));
}

const JSON_TYPE = 'application/json';

function sentItems(one: CompiledOperation, lines: Lines): CatalogueItem[] {
  const { requestBody, parameters = [] } = one.operation;
  const members = Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => documentedMembers(schema));
  const parts = [
    ...parameters.filter((parameter) => parameter.in === 'query').map(({ name, schema }) => ({ place: `query.${name}`, schema })),
    ...members.map(({ member, schema }) => ({ place: `body.${member}`, schema })),
  ];
  return parts.map(({ place, schema }) => item('sent', fact.sent(one.route, place), `${one.route} with ${place}`, lines.askWith(one, place, schema)));
}

function shownItems(one: CompiledOperation, documented: Pick<Operation, 'responses'> | undefined, resolve: Resolve, asked: Asked): CatalogueItem[] {
  const successes = Object.keys(one.operation.responses).filter((status) => status.startsWith('2'));
  return Object.entries(documented?.responses ?? {}).flatMap(([status, { content = {} }]) => {
    if (!status.startsWith('2')) return [];
    const accept = Object.keys(content).length > 1 && JSON_TYPE in content ? JSON_TYPE : undefined;
    return Object.values(content).flatMap(({ schema }) =>
      documentedMembers(schema, resolve).map(({ member, required }) =>
        // Nothing general makes a vendor show what it does not always show.
        item('shown', fact.shown(one.route, member), `${one.route} showing ${member}`, required && successes.length === 1 ? asked(one, accept) : undefined),
      ),
    );
  });
}

/** A transition in words; the table is named only where it is not the servers. */
function inWords({ kind, table, action, state, ...rest }: Transition): string {
  const of = table === 'servers' ? action : `${action} (${table})`;
  if (kind === 'began') return `${of} begun while ${state.status}`;
  if (kind === 'wrong-state') return `${of} refused while ${state.status}`;
  if (kind === 'locked') return `${of} refused by a lock`;
  const { how } = rest as Extract<Transition, { kind: 'ended' }>;
  return `${of} ${how === 'done' ? 'done' : how === 'failed' ? 'failed half-way' : 'ended in another status'}`;
}
