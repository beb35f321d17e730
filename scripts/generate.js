// Generates the exported contracts in openapi/, the pages in docs/ and the tables in README.md. `--check` writes nothing and fails if a file is stale.
// Collects the data from the sources; scripts/docs/ renders the pages. Runs with tsx: node --import tsx scripts/generate.js
import { showsTable } from './docs/shows-table.ts';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createCloud } from '../cloud/msw.ts';
import { exportedControls } from '../control/openapi.ts';
import { vendors } from '../handlers/index.ts';
import { EXAMPLE_START } from '../model/clock.ts';
import { OUTCOMES } from '../model/outcomes.ts';
import { compile } from '../request/compile.ts';
import { pathOf, stories, story } from '../scenarios/stories.ts';
import { listen } from '../server/listen.ts';
import { WRONG_REQUESTS } from '../test/judges/wrong-requests.ts';
import { documents } from '../test/sentences/index.ts';
import { stateTable } from '../testing/state-table.ts';
import { exported } from '../vendor/openapi.ts';
import { controlTables, helpText } from './docs/controls.ts';
import { allDifferences, operationsPage, scenarioCount, scenariosPage, vendorTable } from './docs/lists.ts';
import { section } from './docs/markdown.ts';
import { month } from './docs/months.ts';
import { outcomeExamples, outcomeTable } from './docs/outcomes.ts';
import { prismTable } from './docs/prism.ts';
import { settingsOf } from './docs/settings.ts';
import { storiesPage } from './docs/stories.ts';
import { vendorPage } from './docs/vendor-page.ts';
import { withExamples } from '../testing/examples.ts';
import { declarations } from './types.ts';

const check = process.argv.includes('--check');
const served = await servedPage();
let stale = 0;

for (const provider of Object.values(vendors))
  put(`openapi/${provider.name}.json`, () => `${JSON.stringify(withExamples(exported(provider), provider), null, 2)}\n`);
for (const provider of Object.values(vendors)) {
  const types = await declarations(exported(provider), `${provider.title}'s`);
  put(`openapi/${provider.name}.d.ts`, () => types);
}
put('openapi/control.json', () => `${JSON.stringify(exportedControls(), null, 2)}\n`);
const controlTypes = await declarations(exportedControls(), "the controls'");
put('openapi/control.d.ts', () => controlTypes);
put('control/shows-table.ts', () => showsTable(vendors));
for (const provider of Object.values(vendors)) put(`docs/${provider.name}.md`, () => vendorPage(dataOf(provider)));
for (const provider of Object.values(vendors)) {
  const picture = await month(provider, createCloud({ [provider.name]: provider }));
  put(`docs/${provider.name}-month.svg`, () => picture);
}
put('docs/operations.md', () => operationsPage(vendors));
put('docs/scenarios.md', () => scenariosPage(vendors));
const written = await storiesPage({
  stories: Object.keys(stories).map(story),
  providers: vendors,
  open: (provider) => createCloud({ [provider.name]: provider }),
  pathOf,
});
put('docs/stories.md', () => written);
sections('docs/faults.md', { outcomes: outcomeTable(OUTCOMES), examples: `\`\`\`ts\n${outcomeExamples()}\n\`\`\`` });
sections('docs/standalone.md', { help: helpText(help()) });
sections('docs/controls.md', { controls: controlTables() });
sections('docs/contracts.md', { prism: prismTable(WRONG_REQUESTS) });
sections('README.md', {
  vendors: vendorTable(vendors),
  differences: allDifferences(vendors),
  scenarios: `${scenarioCount(vendors)} scenarios come with the vendors.`,
});

if (check && stale > 0) {
  process.stderr.write('To update them: npm run generate\n');
  process.exitCode = 1;
}

function dataOf(provider) {
  const vendor = compile(provider);
  return {
    vendor,
    scenarios: Object.values(provider.scenarios),
    settings: settingsOf(readFileSync(`handlers/${provider.name}/vendor.ts`, 'utf8')),
    states: stateTable(provider),
    document: documents[provider.name],
    curls: new Map(served.vendors.find(({ name }) => name === provider.name).operations.map(({ operation, curl }) => [operation, curl])),
    fresh: vendor.fresh(EXAMPLE_START).tables,
  };
}

/** The standalone server's page as JSON, with the default port. */
async function servedPage() {
  const { url, close } = await listen(createCloud(vendors), { port: 0 });
  try {
    const text = await (await fetch(url, { headers: { accept: 'application/json' } })).text();
    return JSON.parse(text.replaceAll(url, 'http://127.0.0.1:4010'));
  } finally {
    await close();
  }
}

function help() {
  return [['--help'], ['serve', '--help'], ['run', '--help']]
    .map((words) => execFileSync(process.execPath, ['--import', 'tsx', 'command-line/bin.ts', ...words], { encoding: 'utf8' }))
    .join('\n');
}

function sections(path, parts) {
  put(path, (old) => Object.entries(parts).reduce((text, [name, content]) => section(path, text, name, content), old));
}

function put(path, text) {
  const old = read(path);
  const fresh = text(old);
  if (old === fresh) return;
  stale += 1;
  if (check) process.stderr.write(`${path} is stale.\n`);
  else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, fresh);
    process.stdout.write(`${path} written\n`);
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
