/** The pages about all vendors: operations with their evidence, scenarios, and the tables of the README. */
import { showsOf } from '../../cloud/shows.ts';
import { operationsOf, type Contract, type Source } from '../../vendor/contract.ts';
import type { AnyProvider } from '../../vendor/provider.ts';
import { about, EVERYWHERE } from './about.ts';
import { code, escaped, GENERATED, page, prose, table } from './markdown.ts';

type Providers = Readonly<Record<string, AnyProvider>>;

const SOURCES: Readonly<Record<Source, string>> = {
  documented: 'It is on the vendor’s page for this API.',
  vendor: 'It is on another page of the same vendor, in its own source code, or was seen on the wire.',
  inferred: 'It is taken from a sibling: an API of the same software, or a client that works against it. The note names it.',
  assumed: 'Nothing was found, and we chose.',
};

const sources = Object.keys(SOURCES) as Source[];

/** The README's table of vendors. */
export const vendorTable = (providers: Providers): string =>
  table(
    ['vendor', 'import', 'origin', 'operations', 'of them documented'],
    Object.values(providers).map(({ name, title, contract }) => [
      `[${title}](docs/${name}.md)`,
      code(`stuntbox/${name}`),
      code(contract.servers[0].url),
      String(operationsOf(contract).length),
      String(count(contract).operations.documented),
    ]),
  );

/** The README's table of differences. */
export const allDifferences = (providers: Providers): string =>
  table(
    ['vendor', 'the vendor', 'stuntbox'],
    [
      ...EVERYWHERE.map(({ theirs, ours }) => ['all', theirs, ours]),
      ...Object.values(providers).flatMap(({ name, title }) => (about[name]?.differences ?? []).map(({ theirs, ours }) => [title, theirs, ours])),
    ],
  );

export const scenarioCount = (providers: Providers): number =>
  Object.values(providers).reduce((sum, { scenarios = {} }) => sum + Object.keys(scenarios).length, 0);

function count(contract: Contract): { readonly operations: Record<Source, number>; readonly replies: Record<Source, number> } {
  const operations = operationsOf(contract).map(({ operation }) => operation);
  const by = (all: readonly { readonly 'x-source': Source }[]): Record<Source, number> =>
    Object.fromEntries(sources.map((source) => [source, all.filter((one) => one['x-source'] === source).length])) as Record<Source, number>;
  return { operations: by(operations), replies: by(operations.flatMap(({ responses }) => Object.values(responses))) };
}

export function operationsPage(providers: Providers): string {
  const share = (counts: Record<Source, number>): string[] => sources.map((source) => String(counts[source]));
  return page(
    GENERATED,
    '# Operations and their evidence',
    'Every operation, every reply and every rule says how it is known:',
    table(
      ['evidence', 'meaning'],
      sources.map((source) => [code(source), SOURCES[source]]),
    ),
    'In a test, `createCloud({ vpsorg }, { strict: \'documented\' })` turns a reply that rests on weaker evidence into an error of the test, before anything is changed, and `cloud.operations` lists every operation with its evidence. The exported OpenAPI 3.1 documents in [`openapi/`](../openapi) carry the evidence as `x-source` and `x-note`.',
    '## Counts',
    table(
      ['vendor', '', ...sources],
      Object.values(providers).flatMap(({ title, contract }) => {
        const { operations, replies } = count(contract);
        return [
          [title, 'operations', ...share(operations)],
          [title, 'replies', ...share(replies)],
        ];
      }),
    ),
    ...Object.values(providers).flatMap(({ name, title, contract }) => [
      `## ${title}`,
      `Bodies, \`curl\` lines and rules are on [its page](${name}.md).`,
      table(
        ['operation', '', 'evidence', 'replies'],
        operationsOf(contract).map(({ route, operation }) => [code(route), escaped(operation.summary), operation['x-source'], Object.keys(operation.responses).join(', ')]),
      ),
    ]),
  );
}

export function scenariosPage(providers: Providers): string {
  return page(
    GENERATED,
    '# Scenarios',
    prose(
      `A scenario puts an account into a named situation: ${scenarioCount(providers)} come with the vendors. The same situation has the same name at each vendor (\`outage\`, \`answer-lost\`, \`stuck\` …), so that a test can go over vendors. Play one by its name, \`cloud.play('vpsorg/out-of-credits')\`, or by the object, \`cloud.play(vpsorg.scenarios.outOfCredits)\`; some take parameters: \`cloud.play(vpsorg.scenarios.provisioningFails({ at: 0.3 }))\`.`,
    ),
    'On the command line: `stuntbox serve vpsorg --scenario vpsorg/out-of-credits`, and `stuntbox scenarios` for this list. How to write your own is in [testing](testing.md#your-own-scenarios). What several vendors answer in the same situation is in [stories](stories.md).',
    'A scenario shows **at once** to a client that only reads, or after any one of the requests that are named: until then, the account looks like a fresh one. This was found by playing each and comparing what a client gets with what a fresh account gives; `showsOf(vpsorg, vpsorg.scenarios.outOfCredits)` tells it in code.',
    ...Object.values(providers).flatMap((provider) => [`## ${provider.title}`, shownTable(provider)]),
  );
}

const shownTable = (provider: AnyProvider): string =>
  table(
    ['scenario', 'what it sets up', 'shows'],
    Object.values(provider.scenarios ?? {}).map((scenario) => {
      const shows = showsOf(provider, scenario);
      return [code(scenario.name), prose(scenario.description), shows === 'at once' ? shows : `after ${shows.after.map((route) => (route.includes('/') ? code(route) : route)).join(', ')}`];
    }),
  );
