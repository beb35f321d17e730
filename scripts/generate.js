// Writes what is generated: the exported contracts in openapi/, the page of each vendor in docs/, the tables in README.md. `--check` writes nothing, and fails when one is stale.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { vendors } from '../handlers/index.ts';
import { exported } from '../vendor/openapi.ts';
import { createCloud } from '../index.ts';
import { operationsOf } from '../vendor/contract.ts';
import { OUTCOMES } from '../model/outcomes.ts';
import { stateTable } from '../testing/state-table.ts';
import { pathOf, stories as allStories, story } from '../scenarios/stories.ts';

const check = process.argv.includes('--check');
const stories = await storiesPage();
let stale = 0;

for (const [name, provider] of Object.entries(vendors)) put(`openapi/${name}.json`, () => `${JSON.stringify(exported(provider), null, 2)}\n`);
for (const [name, provider] of Object.entries(vendors)) put(`docs/${name}.md`, () => vendorPage(provider));
put('docs/stories.md', () => stories);
put('docs/outcomes.md', outcomesPage);
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
  const rows = Object.values(vendors).flatMap(({ scenarios }) => Object.values(scenarios).map(({ name, description }) => `| \`${name}\` | ${description} |`));
  return ['| scenario | what is true once it was played |', '| --- | --- |', ...rows].join('\n');
}

/** A vendor's page: what each action meets in each state, and the rules that no schema can say. */
function vendorPage(provider) {
  return [
    `# ${provider.title}`,
    `What each action meets in each state of a server, and the rules that hold besides; generated from what answers the requests, and held by \`test/table.test.ts\`. The endpoints are in the [README](../README.md) and in [\`openapi/${provider.name}.json\`](../openapi/${provider.name}.json).`,
    '## State × action',
    ...stateSection(stateTable(provider)),
    '## Rules',
    ruleTable(provider.contract),
  ]
    .join('\n\n')
    .concat('\n');
}

function stateSection(rows) {
  const actions = [...new Set(rows.map(({ action }) => action))];
  const states = grouped(rows, ({ status, busy }) => (busy === null ? `\`${status}\`` : `\`${status}\`, busy with \`${busy}\``));
  const operations = new Map(actions.map((action) => [action, new Set(rows.filter((row) => row.action === action).map((row) => row.operation))]));
  const without = actions.filter((action) => operations.get(action).has(null));
  // Drone's DELETE begins one of four.
  const begun = [...operations.values()].flatMap((routes) => [...routes]).filter((route) => route !== null);
  const shared = new Set(begun).size < begun.length;
  const unsaid = rows.some(({ answer }) => !answer.allowed && answer.status === null);
  const headings = actions.map((action) => (without.includes(action) ? `${action} ¹` : action));
  const cells = (own) => actions.map((action) => answerCell(own.find((row) => row.action === action).answer));
  return [
    lines(
      `| a server that is | ${headings.join(' | ')} |`,
      `| --- |${' --- |'.repeat(actions.length)}`,
      ...[...states].map(([state, own]) => `| ${state} | ${cells(own).join(' | ')} |`),
    ),
    '✓ is accepted; anything else is the status of the refusal, and what it says. A server that is not busy rests in its status.',
    ...(without.length > 0
      ? ['¹ No operation begins it on a server that is there: only a create, the vendor itself, a scenario, or a test by `begin` or `lock`.']
      : []),
    ...(unsaid ? ['– is refused, but never by a reply: no operation asks for the action there, only a script can.'] : []),
    lines(
      '| action | begun by |',
      '| --- | --- |',
      ...actions
        .filter((action) => !without.includes(action))
        .map((action) => `| ${action} | ${[...operations.get(action)].map((route) => `\`${route}\``).join('<br>')} |`),
    ),
    ...(shared ? ['An operation that stands beside several actions begins one of them, by the record: the rules say which.'] : []),
  ];
}

function answerCell(answer) {
  if (answer.allowed) return '✓';
  if (answer.status === null) return '–';
  const { body } = answer;
  return `${answer.status} ${escaped(typeof body === 'string' ? body : (body?.detail ?? body?.message ?? JSON.stringify(body)))}`;
}

/** The contract's rules and those of its operations; one that several operations have is written once. */
function ruleTable(contract) {
  const all = [
    ...(contract['x-rules'] ?? []).map((rule) => ({ rule, where: 'everywhere' })),
    ...operationsOf(contract).flatMap(({ route, operation }) => (operation['x-rules'] ?? []).map((rule) => ({ rule, where: `\`${route}\`` }))),
  ];
  const groups = grouped(all, ({ rule }) => JSON.stringify([rule.rule, rule['x-source'], rule['x-note']]));
  const rows = [...groups.values()].map((group) => {
    const [{ rule }] = group;
    return `| ${escaped(rule.rule)} | ${group.map(({ where }) => where).join('<br>')} | ${rule['x-source']} | ${escaped(rule['x-note'] ?? '')} |`;
  });
  return lines('| rule | where | known from | note |', '| --- | --- | --- | --- |', ...rows);
}

/** Every outcome of `cloud.faults.add`, with its members. */
function outcomesPage() {
  const members = ({ needs, may, oneOf = [] }) => [
    ...Object.entries(needs).map(([name, { wants }]) => `\`${name}\`: ${wants}`),
    ...Object.entries(may).map(([name, { wants }]) => `\`${name}\`${oneOf.length > 0 ? '' : ' (optional)'}: ${wants}`),
    ...(oneOf.length > 0 ? [`either ${oneOf.map((group) => group.map((name) => `\`${name}\``).join(' and ')).join(', or ')}`] : []),
  ];
  const strikes = { any: 'any operation', reads: 'reads', changes: 'changes' };
  const rows = Object.entries(OUTCOMES).map(
    ([name, row]) =>
      `| \`${name}\` | ${row.description} | ${members(row).join('<br>') || 'none'} | ${row.stage === 'task' ? 'what begins a task' : strikes[row.strikes]} |`,
  );
  return [
    '# Outcomes',
    'What `cloud.faults.add({ vendor, outcome, … })` can make go wrong, with the members of each outcome; generated from the table that adds, applies and tries them (`model/outcomes.ts`). Reads are GET operations; changes are all others. The TSDoc of `Fault` has the members that say where and how often a fault strikes.',
    lines('| outcome | what the client meets | members | strikes |', '| --- | --- | --- | --- |', ...rows),
    "`cloud.faults.sequence(vendor, operation, outcomes)` says what happens to the next requests for an operation, one after the other: an outcome with its members, the name alone of one that needs none, or `'ok'`.",
  ]
    .join('\n\n')
    .concat('\n');
}

/** By key, in the order in which the keys came: Map.groupBy, which Node 20 has not. */
function grouped(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function lines(...all) {
  return all.join('\n');
}

/** Text as a cell of a table holds it. */
function escaped(text) {
  return text
    .replace(/[|\\*_`]/g, '\\$&')
    .replace(/</g, '&lt;')
    .replace(/\s+/g, ' ');
}

/** Each story as each vendor answers it: played at a fresh cloud, and asked. */
async function storiesPage() {
  const parts = [];
  for (const name of Object.keys(allStories)) {
    const told = story(name);
    const rows = [];
    for (const [vendor, telling] of Object.entries(told.by)) {
      const cloud = createCloud({ [vendor]: vendors[vendor] });
      told.play(cloud);
      let before = null;
      if (telling.first) {
        const first = await (await asked(cloud, vendor, telling.first.ask, telling.first.ask.path)).text();
        before = first === '' ? null : JSON.parse(first);
        cloud.clock.advance(telling.first.wait);
      }
      const path = pathOf(telling.ask, before);
      const reply = await asked(cloud, vendor, telling.ask, path);
      const body = (await reply.text()).trim();
      const error = reply.headers.get('x-elastic-error');
      rows.push(
        `| ${vendors[vendor].title} | \`${telling.ask.method} ${path}\` | ${reply.status}${error ? ` ${error}` : ''} | ${body ? `\`${body.slice(0, 300).replaceAll('|', '\\|').replaceAll('\n', ' ')}${body.length > 300 ? ' …' : ''}\`` : 'no body'} | ${telling.note ?? ''} |`,
      );
    }
    parts.push([`## ${name}`, '', told.description, '', '| vendor | request | status | body | |', '| --- | --- | --- | --- | --- |', ...rows].join('\n'));
  }
  return `# The same stories at each vendor\n\nWhat an adapter over several vendors must bridge: each story was played at a fresh cloud (\`story('${Object.keys(allStories)[0]}').play(cloud)\`, from \`stuntbox/scenarios\`), and asked. Generated by \`npm run generate\`.\n\n${parts.join('\n\n')}\n`;
}

async function asked(cloud, vendor, { method, body, credential }, path) {
  const scheme = Object.values(vendors[vendor].contract.components.securitySchemes)[0];
  const headers = {
    accept: 'application/json',
    ...(body && { 'content-type': 'application/json' }),
    ...(credential !== false &&
      (scheme.type === 'apiKey' ? { [scheme.name]: 'key' } : { authorization: scheme.scheme === 'basic' ? `Basic ${btoa('user:key')}` : 'Bearer token' })),
  };
  return cloud.fetch(cloud.origins[vendor] + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
}
