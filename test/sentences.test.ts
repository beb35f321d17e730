/** Every sentence of the vendors' documents is accounted for, and what holds it exists. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { JSONSchema } from 'json-schema-to-ts';
import { vendors } from '../handlers/index.ts';
import { compile } from '../request/compile.ts';
import { operationsOf } from '../vendor/contract.ts';
import type { AnyProvider } from '../vendor/provider.ts';
import { examples } from './documents/index.ts';
import { documents } from './sentences/index.ts';
import { linesOf, type AnyHold } from './sentences/statement.ts';
import { titlesIn, titlesOf } from './sentences/titles.ts';

/** Each line of a document that is not empty: its number, how many statements it makes (none, where it is layout), and the beginning of its hash. */
const linesAt = (name: string): [number: number, statements: number][] =>
  readFileSync(new URL(`sentences/${name}.lines`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      if (!/^\d+ \d+ [0-9a-f]{12}$/.test(line)) throw new Error(`test/sentences/${name}.lines has a line “${line}”.`);
      const [number, statements] = line.split(' ');
      return [Number(number), Number(statements)];
    });

describe.each(Object.entries(documents) as [keyof typeof documents, (typeof documents)[keyof typeof documents]][])('%s', (name, { parts, rules }) => {
  const provider: AnyProvider = vendors[name];
  const { contract, scenarios } = provider;
  const operations = new Map(operationsOf(contract).map(({ route, operation }) => [route, operation]));
  const allRules = [...(contract['x-rules'] ?? []), ...[...operations.values()].flatMap((operation) => operation['x-rules'] ?? [])].map(({ rule }) => rule);
  const { tables, settings } = compile(provider);
  const statements = parts.flatMap((part) => part.statements);

  test('each line of the document is covered by as many statements as it makes', () => {
    const covered = new Map<number, number>();
    for (const { lines } of statements) for (const number of linesOf(lines)) covered.set(number, (covered.get(number) ?? 0) + 1);
    const lines = linesAt(name);
    const wrong = lines.filter(([number, made]) => (covered.get(number) ?? 0) !== made);
    expect(wrong.map(([number, made]) => `line ${number} makes ${made}, and ${covered.get(number) ?? 0} are here`)).toEqual([]);
    // A statement may span empty lines, and nothing beyond the document.
    expect([...covered.keys()].filter((number) => number < 1 || number > (lines.at(-1)?.[0] ?? 0))).toEqual([]);
  });

  test('each statement is held by something, or says why it is not modelled', () => {
    for (const { says, held = [], notModelled } of statements) {
      expect(says).toMatch(/^.*\.$/);
      if (held.length === 0) expect(notModelled).toMatch(/^.*\.$/);
    }
  });

  test('what holds a statement exists', () => {
    const missing = statements.flatMap(({ says, held = [] }) => held.filter((hold) => !exists(hold)).map((hold) => ({ says, hold })));
    expect(missing).toEqual([]);
  });

  test('each rule of the contract is held by a test that exists', () => {
    expect(Object.keys(rules).sort()).toEqual([...new Set(allRules)].sort());
    expect(Object.entries(rules).filter(([, hold]) => !exists(hold))).toEqual([]);
  });

  function exists({ operation, member, rule, test: file, title, example, scenario, table, setting }: AnyHold): boolean {
    if (operation !== undefined) return operations.has(operation);
    if (member !== undefined) return hasMember(member);
    if (rule !== undefined) return allRules.includes(rule);
    if (file !== undefined) return titlesIn(file).has(title ?? '');
    if (example !== undefined) return examples[name].some(({ heading }) => heading === example);
    if (scenario !== undefined) return Object.values(scenarios ?? {}).some((one) => one.name === scenario);
    if (table !== undefined) return Object.hasOwn(tables, table);
    return setting !== undefined && Object.hasOwn(settings, setting);
  }

  function hasMember(member: string): boolean {
    const [method, path, where = '', members] = member.split(' ');
    const operation = operations.get(`${method} ${path}`);
    if (!operation) return false;
    if (where === 'path' || where === 'query') return operation.parameters?.some((one) => one.in === where && one.name === members) ?? false;
    const reply = operation.responses[where];
    if (members === undefined) return reply !== undefined;
    const content = (where === 'body' ? operation.requestBody : reply)?.content;
    return Object.values(content ?? {}).some(({ schema }) => reaches(schema, members.split('.')));
  }
});

/** Whether a schema has a member, by a path like `results[].plan.id`. */
function reaches(schema: JSONSchema, [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return true;
  if (typeof schema !== 'object') return false;
  if (schema.oneOf?.some((one) => reaches(one, [first, ...rest]))) return true;
  const [, name = '', list] = /^(.*?)(\[\])?$/.exec(first) ?? [];
  const own = name === '' ? schema : memberOf(schema, name);
  if (own === undefined) return false;
  if (list === undefined) return reaches(own, rest);
  return typeof own === 'object' && own.items !== undefined && reaches(own.items as JSONSchema, rest);
}

function memberOf({ properties = {}, patternProperties = {} }: Exclude<JSONSchema, boolean>, name: string): JSONSchema | undefined {
  if (Object.hasOwn(properties, name)) return properties[name];
  return Object.entries(patternProperties).find(([pattern]) => new RegExp(pattern).test(name))?.[1];
}

test('the titles of tests are read as they are written, and of skipped tests none', () => {
  const source = `
    test('plain', () => {});
    test.each([1])("it's %s", () => {});
    test.each<[number]>([[1]])(\`a \${b} c\`, () => {});
    describe('a group', () => { it('inside', () => {}); });
    describe.each(x)('%s', () => { test('inside each', () => {}); });
    test.skip('skipped', () => {});
    test.skip.each([1])('skipped %s', () => {});
    test.todo('to do');
    xtest('crossed out', () => {});
    describe.skip('skipped group', () => { test('inside skipped', () => {}); });
    // test('a comment', () => {});
    expect('no test').toBe('no test');`;
  expect([...titlesOf(source)]).toEqual(['plain', "it's %s", 'a … c', 'inside', 'inside each']);
  expect(titlesIn('no-such-file').size).toBe(0);
});
