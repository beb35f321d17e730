/** docs/story.md is true: its code stands in examples/story, whose tests run; and what it shows of failures and of coverage is what is said. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from '@jest/globals';
import { finish } from '../reporters/finish.ts';
import { read, ROOT } from './pages.ts';

const page = read('docs/story.md');
const folder = mkdtempSync(join(tmpdir(), 'stuntbox-story-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Text without what a formatter or a string literal decides. */
const bare = (text: string): string => text.replace(/[\s;,\\]+/g, '');
const files = readdirSync(join(ROOT, 'examples/story'));
const tests = files.filter((name) => name.endsWith('.test.ts'));

const blocks = [...page.matchAll(/^```typescript\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)].map(([, file = '', code = '']) => [file, code] as const);
test.each(blocks)('the code of docs/story.md stands in %s', (file, code) => {
  expect(bare(code).length).toBeGreaterThan(20);
  expect(bare(read(`examples/story/${file}`))).toContain(bare(code));
});

test('each test of the story is on its page', () => {
  expect(tests.length).toBeGreaterThan(8);
  expect(tests.filter((name) => !blocks.some(([file]) => file === name))).toEqual([]);
});

/** What the report says of the tests that come before the page's part on coverage. */
async function report(): Promise<string> {
  // This test's own runner must not show through.
  const { JEST_WORKER_ID: _, ...env } = process.env;
  const before = tests.filter((name) => name < '6').map((name) => `examples/story/${name}`);
  const words = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', ...before, '--setupFilesAfterEnv', './reporters/jest-setup.ts'];
  await promisify(execFile)(process.execPath, words, { cwd: ROOT, env: { ...env, STUNTBOX_COVERAGE: folder }, timeout: 300_000 });
  const { text, missed } = finish(folder, { thresholds: { transitions: 40 }, gaps: 20, lines: true });
  return `${text}\n${missed.map((sentence) => `stuntbox: ${sentence}\n`).join('')}`;
}
let reported: Promise<string> | undefined;

const shown = [...page.replace(/^```typescript\n[\s\S]*?^```$/gm, '').matchAll(/^```\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
test.each(shown)(
  'what docs/story.md shows is said by a test of the story, or by the report on their coverage: %#',
  async (text) => {
    const lines = text.split('\n').filter((line) => line !== '');
    expect(lines.length).toBeGreaterThan(0);
    const said = bare(tests.map((name) => read(`examples/story/${name}`)).join('\n'));
    if (lines.every((line) => said.includes(bare(line)))) return;
    expect(await (reported ??= report())).toContain(text);
  },
  120_000,
);
