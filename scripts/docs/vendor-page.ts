/** The page of one vendor: its reference for test authors. */
import { operationsOf, type Contract, type RoutedOperation } from '../../vendor/contract.ts';
import type { CompiledVendor } from '../../request/compile.ts';
import { statusesOf, type Lifecycle } from '../../model/lifecycle.ts';
import type { StateTableRow } from '../../testing/state-table.ts';
import type { AnyDocument } from '../../test/sentences/statement.ts';
import type { AnyScenario } from '../../vendor/scenario.ts';
import { about, differencesTable, EVERYWHERE } from './about.ts';
import { blocks, code, codes, duration, escaped, fence, GENERATED, grouped, page, prose, table } from './markdown.ts';
import { sentenceTables } from './sentences.ts';
import { requestRows, takesBytes, typesOf, HEAD } from './schema.ts';
import type { Setting } from './settings.ts';
import { stateSection } from './state-section.ts';

export interface VendorData {
  readonly vendor: CompiledVendor;
  readonly scenarios: readonly AnyScenario[];
  readonly settings: readonly Setting[];
  /** The table of states. */
  readonly states: readonly StateTableRow[];
  /** The statements of its document. */
  readonly document: AnyDocument;
  /** The `curl` line for each route. */
  readonly curls: ReadonlyMap<string, string>;
  /** The records of a fresh account, by table. */
  readonly fresh: Readonly<Record<string, readonly object[]>>;
}

/** A vendor's page. */
export function vendorPage({ vendor, scenarios, settings, states, document, curls, fresh }: VendorData): string {
  const { name, title, contract, tables } = vendor;
  const own = about[name];
  if (!own) throw new Error(`scripts/docs/about.ts says nothing of ${title}.`);
  return page(
    GENERATED,
    `# ${title}`,
    own.summary,
    overview(vendor),
    `On this page: [operations](#operations), [durations](#durations), [a month](#a-month), [settings](#settings), [tables](#tables), [scenarios](#scenarios), [states](#states), [rules](#rules), [differences](#differences), [sentences](#sentences).`,
    '## Operations',
    `The \`curl\` lines are for [the standalone server](standalone.md). In a test, call the vendor’s own URL, \`${contract.servers[0].url}\`. How well each operation is known is its [evidence](operations.md).`,
    ...operationSections(contract, curls),
    '## Durations',
    'How long each action takes, and what the record shows meanwhile. An action that no operation begins on an existing record is begun by a create, by the vendor itself, or by a test with `begin`.',
    ...Object.entries(tables).flatMap(([name, { lifecycle }]) => (lifecycle ? [`### \`${name}\``, durations(lifecycle, name === 'servers' ? routesByAction(contract) : undefined)] : [])),
    '## A month',
    'One server as its client sees it, drawn from the answers by `npm run generate`: [how it moves](#rules).',
    `![${title}: the statuses, the usage and the counters of one server over a month](${name}-month.svg)`,
    '## Settings',
    `Settings of the whole account. Assign to \`cloud.${name}.settings\`, or give the option \`settings: { ${name}: { … } }\` to \`createCloud\`.`,
    table(
      ['setting', 'type', 'default', 'meaning'],
      settings.map(({ name, type, description }) => [code(name), code(type), code(JSON.stringify(vendor.settings[name])), prose(description || (own.settings?.[name] ?? ''))]),
    ),
    '## Tables',
    `The tables of \`cloud.${name}\`. Each has \`all\`, \`get\`, \`has\`, \`find\`, \`filter\`, \`add\`, \`update\`, \`remove\` and \`clear\`. The members are those of the record, which are not always the ones on the wire.`,
    table(
      ['table', 'key', 'a fresh account holds', 'members'],
      Object.entries(tables).map(([name, { key }]) => [code(name), code(key), held(fresh[name] ?? [], key), codes(Object.keys(fresh[name]?.[0] ?? {}))]),
    ),
    '## Scenarios',
    `Play one by its name: \`cloud.play('${scenarios[0]?.name ?? `${name}/…`}')\`, or \`stuntbox serve ${name} --scenario ${scenarios[0]?.name ?? ''}\`.`,
    scenarioTable(scenarios),
    '## States',
    ...stateSection(name, states),
    '## Rules',
    'Behavior that the schemas do not express, with its evidence.',
    ruleTable(contract),
    '## Differences',
    'Where the vendor’s document contradicts itself, is silent, or differs from the real service, and what stuntbox does.',
    table(['the vendor', 'stuntbox'], differencesTable([...own.differences, ...EVERYWHERE])),
    '## Sentences',
    sentenceTables(document),
  );
}

function overview({ name, contract }: CompiledVendor): string {
  const operations = operationsOf(contract).map(({ operation }) => operation);
  const documented = operations.filter((operation) => operation['x-source'] === 'documented').length;
  const types = [...new Set(operations.flatMap(typesOf))];
  const answers = new Set(operations.flatMap(({ responses }) => Object.values(responses).flatMap(({ content = {} }) => Object.keys(content))));
  return table(
    ['', ''],
    [
      ['import', code(`import { ${name} } from 'stuntbox/${name}'`)],
      ['origin', `<${contract.servers[0].url}>`],
      ['credential', `${credential(contract)} Any value is accepted except ${code('invalid')}; the option ${code('credentials')} accepts only those you name.`],
      ['request bodies', types.length > 0 ? codes(types) : 'none'],
      ['replies', codes(answers)],
      ['operations', `${operations.length}: ${documented} on the vendor’s page, ${operations.length - documented} that its clients also need`],
      ['OpenAPI', `[openapi/${name}.json](../openapi/${name}.json)`],
    ],
  );
}

function credential({ components }: Contract): string {
  const scheme = Object.values(components.securitySchemes)[0];
  if (scheme?.type === 'apiKey') return `The header ${code(scheme.name)}.`;
  if (scheme?.type === 'http') return scheme.scheme === 'basic' ? `HTTP Basic: ${code('Authorization: Basic …')}.` : `A bearer token: ${code('Authorization: Bearer …')}.`;
  return 'None.';
}

function operationSections(contract: Contract, curls: ReadonlyMap<string, string>): string[] {
  const seen = new Map<string, string>();
  return operationsOf(contract).map(({ route, operation }) => {
    const rows = requestRows(operation);
    const content = JSON.stringify(rows);
    const same = rows.length > 2 ? seen.get(content) : undefined;
    if (same === undefined) seen.set(content, route);
    const types = typesOf(operation);
    return blocks(
      `### \`${route}\``,
      `${operation.summary}. Evidence: ${operation['x-source']}${operation['x-note'] ? ` (${prose(escaped(operation['x-note']))})` : ''}. Answers ${Object.keys(operation.responses).join(', ')}.${types.length > 1 ? ` Reads ${codes(types)}.` : ''}${takesBytes(operation) ? ' The body is taken as it is.' : ''}`,
      same !== undefined ? `Takes the same as \`${same}\`.` : rows.length > 0 ? table(HEAD, rows) : undefined,
      fence('sh', curls.get(route) ?? ''),
    );
  });
}

/** By action of the servers: the operations that begin it. */
function routesByAction(contract: Contract): Map<string, string[]> {
  const actions = operationsOf(contract).flatMap(({ route, operation }: RoutedOperation) => [operation['x-action'] ?? []].flat().map((action) => ({ action, route })));
  return new Map([...grouped(actions, ({ action }) => action)].map(([action, all]) => [action, all.map(({ route }) => route)]));
}

function durations(lifecycle: Lifecycle<string, string>, begunBy: ReadonlyMap<string, readonly string[]> | undefined): string {
  const every = statusesOf(lifecycle);
  return table(
    ['action', 'begun by', 'from', 'takes', 'ends in', 'ends in, when it fails'],
    Object.entries(lifecycle).map(([action, { from, through = [], to, or, then, quiet }]) => [
      code(action),
      begunBy ? (begunBy.get(action)?.map(code).join('<br>') ?? 'no operation') : '',
      every.length > 2 && every.every((status) => from.includes(status)) ? 'every status' : codes(from),
      through.length === 0
        ? 'no time'
        : `${duration(through.reduce((sum, [, ms]) => sum + ms, 0))}${through.length > 1 || through[0]?.[0] !== null ? ` (${through.map(([status, ms]) => `${status === null ? 'the same status' : code(status)}${through.length > 1 ? ` ${duration(ms)}` : ''}`).join(', ')})` : ''}${quiet ? ', in the background' : ''}`,
      `${to === undefined ? 'the status it had' : to === null ? 'nothing: the record is removed' : code(to)}${then === undefined ? '' : `, then ${code(then)}`}`,
      through.length === 0 ? '' : or === undefined ? 'the status it had' : code(or),
    ]),
  );
}

/** The number of records, and the keys of the first few. */
function held(records: readonly object[], key: string): string {
  if (records.length === 0) return 'nothing';
  const keys = records.slice(0, 3).map((record) => code(String((record as Readonly<Record<string, unknown>>)[key])));
  return records.length <= 3 ? keys.join(', ') : `${records.length}: ${keys.join(', ')} …`;
}

export function scenarioTable(scenarios: readonly AnyScenario[]): string {
  return table(
    ['scenario', 'what it sets up'],
    scenarios.map(({ name, description }) => [code(name), prose(description)]),
  );
}

/** The rules of the contract and its operations. A rule of several operations is listed once. */
function ruleTable(contract: Contract): string {
  const all = [
    ...(contract['x-rules'] ?? []).map((rule) => ({ rule, where: 'every operation' })),
    ...operationsOf(contract).flatMap(({ route, operation }) => (operation['x-rules'] ?? []).map((rule) => ({ rule, where: code(route) }))),
  ];
  const groups = grouped(all, ({ rule }) => JSON.stringify([rule.rule, rule['x-source'], rule['x-note']]));
  return table(
    ['rule', 'where', 'evidence', 'note'],
    [...groups.values()].flatMap((group) => {
      const rule = group[0]?.rule;
      return rule ? [[escaped(rule.rule), group.map(({ where }) => where).join('<br>'), rule['x-source'], escaped(rule['x-note'] ?? '')]] : [];
    }),
  );
}
