// Writes what is generated: the exported contracts in openapi/, the tables in README.md. `--check` writes nothing, and fails when one is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { vendors } from '../dist/entries/index.js';
import { exported } from '../dist/handlers/export.js';
import { operationsOf } from '../dist/handlers/router.js';

const check = process.argv.includes('--check');
let stale = 0;

for (const [name, { contract }] of Object.entries(vendors)) put(`openapi/${name}.json`, () => `${JSON.stringify(exported(contract), null, 2)}\n`);
put('README.md', (readme) => section(section(section(readme, 'vendors', vendorTable()), 'operations', operationTables()), 'scenarios', scenarioTables()));

if (check && stale > 0) {
  process.stderr.write('Write them anew with: npm run generate\n');
  process.exitCode = 1;
}

function put(path, text) {
  const old = read(path);
  const fresh = text(old);
  if (old === fresh) return;
  stale += 1;
  if (check) process.stderr.write(`${path} is stale.\n`);
  else {
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

/** A page with what stands between two marks replaced. */
function section(page, name, text) {
  const [open, close] = [`<!-- generated: ${name} -->`, `<!-- /generated: ${name} -->`];
  const [from, to] = [page.indexOf(open), page.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`README.md has no marks ${open} … ${close}.`);
  return `${page.slice(0, from + open.length)}\n\n${text.trim()}\n\n${page.slice(to)}`;
}

function vendorTable() {
  const rows = Object.entries(vendors).map(([name, { title, contract }]) => {
    const operations = operationsOf(contract).map(({ operation }) => operation);
    const of = (source) => operations.filter((operation) => operation['x-source'] === source).length;
    const replies = operations.flatMap(({ responses }) => Object.values(responses));
    const share = (source) => replies.filter((reply) => reply['x-source'] === source).length;
    return `| ${title} | \`stuntbox/${name}\` | \`${contract.servers[0].url}\` | ${of('documented')} | ${operations.length - of('documented')} | ${share('documented')} / ${share('vendor')} / ${share('inferred')} / ${share('assumed')} |`;
  });
  return [
    '| vendor | import | origin | documented operations | others | replies: documented / vendor / inferred / assumed |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function operationTables() {
  return Object.values(vendors)
    .map(({ title, contract }) => {
      const rows = operationsOf(contract).map(
        ({ route, operation }) => `| \`${route}\` | ${operation.summary} | ${operation['x-source']} | ${Object.keys(operation.responses).join(', ')} |`,
      );
      return [
        `<details><summary>${title}</summary>`,
        '',
        '| operation | | known from | answers |',
        '| --- | --- | --- | --- |',
        ...rows,
        '',
        '</details>',
      ].join('\n');
    })
    .join('\n\n');
}

function scenarioTables() {
  const rows = Object.values(vendors).flatMap(({ scenarios }) => Object.values(scenarios).map(({ name, tells }) => `| \`${name}\` | ${tells} |`));
  return ['| scenario | what is true once it was played |', '| --- | --- |', ...rows].join('\n');
}
