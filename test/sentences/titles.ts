/** The titles of the tests in a file, read from its source: of those that run, and not of what is skipped. */
import { readFileSync } from 'node:fs';
import { parseSync } from '@swc/core';

const cache = new Map<string, ReadonlySet<string>>();

/** The titles in `test/<name>.test.ts`; an expression in a title is an ellipsis. None when there is no such file. */
export function titlesIn(name: string): ReadonlySet<string> {
  const known = cache.get(name);
  if (known) return known;
  const titles = titlesOf(read(new URL(`../${name}.test.ts`, import.meta.url)) ?? '');
  cache.set(name, titles);
  return titles;
}

/** The titles of the tests in a source. */
export function titlesOf(source: string): ReadonlySet<string> {
  const titles = new Set<string>();
  collect(parseSync(source, { syntax: 'typescript', target: 'es2022' }), titles);
  return titles;
}

function read(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** A node of the syntax tree, of which only calls matter here. */
interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly callee?: Node;
  readonly object?: Node;
  readonly property?: Node;
  readonly arguments?: readonly { readonly expression: Node }[];
  readonly quasis?: readonly { readonly cooked?: string }[];
}

function collect(node: unknown, titles: Set<string>): void {
  if (Array.isArray(node)) return node.forEach((one) => collect(one, titles));
  if (typeof node !== 'object' || node === null) return;
  const { type, callee, arguments: given } = node as Node;
  if (type === 'CallExpression' && callee) {
    const called = nameOf(callee);
    if (/^(x|f)?(test|it|describe)\b/.test(called) && /\b(skip|todo)\b|^x/.test(called)) return;
    const title = /^(test|it)(\.each\(\))?$/.test(called) ? textOf(given?.[0]?.expression) : undefined;
    if (title !== undefined) titles.add(title);
  }
  for (const value of Object.values(node)) collect(value, titles);
}

/** `test`, `test.each()` for `test.each(table)(…)`, `test.skip` … */
function nameOf({ type, value, callee, object, property }: Node): string {
  if (type === 'Identifier') return String(value);
  if (type === 'MemberExpression' && object && property) return `${nameOf(object)}.${nameOf(property)}`;
  if (type === 'CallExpression' && callee) return `${nameOf(callee)}()`;
  return '';
}

function textOf(node: Node | undefined): string | undefined {
  if (node?.type === 'StringLiteral') return String(node.value);
  if (node?.type === 'TemplateLiteral') return node.quasis?.map(({ cooked }) => cooked ?? '').join('…');
  return undefined;
}
