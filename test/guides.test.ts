/** CONTRIBUTING.md and docs/vendor.md are true: the files that they name exist, and the code that they show stands in examples/hetzner. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { vendors } from '../handlers/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const missing = (paths: readonly string[]): string[] => paths.filter((path) => !existsSync(join(root, path)));

test('each file and folder that CONTRIBUTING.md names is there', () => {
  const page = read('CONTRIBUTING.md');
  const code = [...page.matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text);
  // A path has a folder or an ending, and no spaces: `npm test` is none.
  const paths = code.filter((text) => /^[\w.@-]+(?:\/[\w.@-]*)*$/.test(text) && /\/|\.(?:ts|js|json|md)$/.test(text) && !text.startsWith('stuntbox/'));
  expect(paths.length).toBeGreaterThan(60);
  expect(missing(paths)).toEqual([]);
  expect(missing([...page.matchAll(/\]\(([^)#]+)\)/g)].map(([, path = '']) => path))).toEqual([]);
});

test('CONTRIBUTING.md says which file to open for each change that a newcomer asks for first', () => {
  const changes = [...read('CONTRIBUTING.md').matchAll(/^\| ([^|\n]+) \| .*`[^`\n]+`.* \|$/gm)].map(([, change = '']) => change).join('\n');
  for (const wanted of [
    'query filter at VPS.org',
    'new outcome',
    'new vendor',
    'line of the log',
    'new clock',
    'ElasticHosts parses text',
    'control',
    'persistence',
    'scenario',
    'option of `createCloud`',
    'words of a refusal',
    'OpenAPI document',
    'tables of the README',
    'bench',
    'release',
  ])
    expect(changes).toContain(wanted);
});

test("docs/vendor.md names the files that every vendor's folder has", () => {
  const page = read('docs/vendor.md');
  for (const vendor of Object.keys(vendors))
    expect(missing([...page.matchAll(/`([\w/<>-]+<vendor>[\w./-]*)`/g)].map(([, path = '']) => path.replace('<vendor>', vendor)))).toEqual([]);
});

// Code without what a formatter decides.
const bare = (code: string): string => code.replace(/[\s;,]+/g, '');
const blocks = [...read('docs/vendor.md').matchAll(/^```typescript\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)].map(([, file = '', code = ''], i) => ({
  name: `${i + 1}, of ${file}`,
  file,
  parts: code.split(/^\/\/ …$/m),
}));

test.each(blocks)('the code of docs/vendor.md stands in examples/hetzner: $name', ({ file, parts }) => {
  const source = bare(read(`examples/hetzner/${file}`));
  for (const part of parts) {
    expect(bare(part).length).toBeGreaterThan(20);
    expect(source).toContain(bare(part));
  }
});

test('all code of docs/vendor.md is from a file, but for its shell commands', () => {
  const languages = [...read('docs/vendor.md').matchAll(/^```(\w+)$/gm)].map(([, language]) => language);
  expect(new Set(languages)).toEqual(new Set(['sh', 'typescript']));
  expect(languages.filter((language) => language === 'typescript').length).toBe(blocks.length);
});
