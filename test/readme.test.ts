/** The README's examples are the files in examples/, which run as tests. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8');
/** Code without what a formatter decides. */
const bare = (code: string): string => code.replace(/[\s;,]+/g, '');
const blocks = [...read('README.md').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => bare(code));

test('the example of a Node test is examples/node.test.ts, but for its first line', () => {
  expect(blocks).toContain(bare(read('examples/node.test.ts').replace(/^.*\n/, '')));
});

test('the example of every outcome stands in examples/outcomes.test.ts, but for its import', () => {
  const [shown = '', ...others] = [...read('README.md').matchAll(/```ts\n([\s\S]*?)```/g)]
    .map(([, code = '']) => code)
    .filter((code) => code.includes('forEachOutcome('));
  expect(others).toEqual([]);
  expect(bare(shown).length).toBeGreaterThan(300);
  expect(bare(read('examples/outcomes.test.ts'))).toContain(bare(shown.replace(/^import .*$/gm, '')));
});

test('each link of the README to a file of the repository leads somewhere', () => {
  const links = [...read('README.md').matchAll(/\]\(((?!https?:|#)[^)#]+)/g)].map(([, path = '']) => path);
  expect(links.length).toBeGreaterThan(5);
  for (const path of links.filter((one) => one.includes('.'))) expect(read(path)).not.toBe('');
});
