/** The documentation is true: its code compiles and runs, its command lines work, its links lead somewhere. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { transformSync } from 'esbuild';
import { vendors } from '../handlers/index.ts';
import { manualClock } from '../model/clock.ts';
import { startServer } from '../server/index.ts';
import { examples as outcomes } from '../scripts/docs/outcomes.ts';
import { settingsOf } from '../scripts/docs/settings.ts';
import { naiveClient } from '../examples/naive-client.ts';
import { createCloud, forEachOutcome } from '../index.ts';
import { installed } from './installed.ts';
import { blocksOf, brokenLinks, PAGES, read, ROOT, type Block } from './pages.ts';

const FOLDER = join(ROOT, '.cache/docs');
const examples = PAGES.flatMap((page) => blocksOf(page, 'ts'));
const fileOf = ({ page, n }: Block): string => join(FOLDER, `${page.replace(/\W/g, '-')}-${n}.ts`);
const nameOf = ({ page, n }: Block): string => `example ${n} of ${page}`;

/** An example as a module: the body of a function, in which `cloud` and `expect` are what docs/index.md says. */
function moduleOf({ code }: Block): string {
  const imports = [...code.matchAll(/^import [^;]*?;.*$/gm)].map(([line]) => line);
  const body = imports.reduce((rest, line) => rest.replace(line, ''), code).replace(/^export /gm, '');
  return [
    ...imports.map((line) => line.replace("'./careful-client.ts'", "'../../examples/careful-client.ts'")),
    ...(imports.some((line) => /\bexpect\b/.test(line)) ? [] : ["import { expect } from '@jest/globals';"]),
    "import { createCloud as openDocumented } from '../../index.ts';",
    "import { vendors as documented } from '../../handlers/index.ts';",
    'export default async function example(): Promise<void> {',
    '  const cloud = openDocumented(documented);',
    '  {',
    body,
    '  }',
    '}',
    '',
  ].join('\n');
}

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
for (const example of examples) writeFileSync(fileOf(example), moduleOf(example));
writeFileSync(
  join(FOLDER, 'tsconfig.json'),
  JSON.stringify({ extends: '../../tsconfig.json', compilerOptions: { noUnusedLocals: false, noUnusedParameters: false }, include: ['*.ts'] }),
);

test('every example in TypeScript compiles', () => {
  expect(examples.length).toBeGreaterThan(25);
  const { stdout, status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', join(FOLDER, 'tsconfig.json')], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect([status, stdout]).toEqual([0, '']);
});

test.each(examples.filter(({ note }) => note !== 'no-run').map((example) => [nameOf(example), example] as const))(
  '%s runs, and what it expects is so',
  async (_, example) => {
    const module = (await import(fileOf(example))) as { default: () => Promise<void> };
    await module.default();
  },
);

test.each(PAGES.flatMap((page) => blocksOf(page, 'js')).map((block) => [nameOf(block), block] as const))('%s in JavaScript can be parsed', (_, { code }) => {
  expect(() => transformSync(code, { loader: 'js' })).not.toThrow();
});

test.each(PAGES.map((page) => [page]))('each link of %s leads somewhere', (page) => {
  expect(brokenLinks(page)).toEqual([]);
});

test('each page is in the table of contents, once', () => {
  const listed = [...read('docs/index.md').matchAll(/\]\((\w+\.md)\)/g)].map(([, name]) => `docs/${name}`);
  expect(listed.sort()).toEqual(PAGES.filter((page) => page.startsWith('docs/') && page !== 'docs/index.md').toSorted());
});

const commands = PAGES.flatMap((page) => blocksOf(page, 'sh'))
  .flatMap(({ code }) => code.split('\n'))
  .map((line) => line.replace(/ +#.*$/, ''));

test('each flag in a command line is one that the command line has', () => {
  const [, help = ''] = /<!-- generated: help -->([\s\S]*?)<!-- /.exec(read('docs/standalone.md')) ?? [];
  const used = commands.filter((line) => line.includes('stuntbox serve'));
  expect(used.length).toBeGreaterThan(3);
  for (const line of used) for (const [flag] of line.matchAll(/--[a-z-]+/g)) expect([line, help.includes(`${flag} `)]).toEqual([line, true]);
});

(installed('curl', '--version') ? test : test.skip)('the curl lines of the pages that are written by hand are answered', async () => {
  const { url, control, close } = await startServer(vendors, { port: 0, clock: manualClock(), control: { port: 0 } });
  const lines = ['README.md', 'docs/standalone.md', 'docs/controls.md']
    .flatMap((page) => blocksOf(page, 'sh').flatMap(({ code, note }) => (note === 'no-run' ? [] : code.split('\n'))))
    .filter((line) => line.startsWith('curl '));
  expect(lines.length).toBeGreaterThan(2);
  try {
    for (const line of lines) {
      const asked = line.replaceAll('http://127.0.0.1:4010', url).replaceAll('http://127.0.0.1:4011', control.url);
      const { stdout } = await promisify(execFile)('sh', ['-c', `${asked} -s -m 60 --noproxy '*' -o /dev/null -w '%{http_code}'`], {
        env: { ...process.env, STUNTBOX_TOKEN: control.token },
      });
      expect([line, stdout]).toEqual([line, expect.stringMatching(/^20[01]$/)]);
    }
  } finally {
    await close();
  }
});

test('each outcome of the page on faults has an example that the cloud takes', () => {
  for (const example of Object.values(outcomes)) {
    const cloud = createCloud(vendors);
    cloud.faults.add(example as never);
    expect(cloud.faults.all()).toEqual([example]);
  }
  expect(read('README.md')).toContain('There are eighteen [outcomes]');
  expect(Object.keys(outcomes)).toHaveLength(18);
});

test('what the page on testing shows of a client that simply asks again is what it is told', async () => {
  const [, shown = ''] = /```\n(\d+ of \d+ outcomes [\s\S]*?)```/.exec(read('docs/testing.md')) ?? [];
  const run = forEachOutcome(vendors.vpsorg, 'POST /servers/', async ({ cloud, outcome }) => {
    const client = naiveClient({ fetch: cloud.fetch as typeof fetch, wait: async (ms) => cloud.clock.advance(ms), token: 'any-token' });
    await client.createServer('shop-1').catch(() => {});
    expect(cloud.vpsorg.servers.filter({ name: 'shop-1' }).length).toBeLessThanOrEqual(outcome.name === 'done twice' ? 2 : 1);
  });
  const message = await run.then(
    () => '',
    (error: Error) => error.message,
  );
  expect(message.replace(/^( {2}.+?: ).*$/gm, '$1…').trim()).toBe(shown.trim());
});

test.each(Object.values(vendors).map(({ name }) => [name]))('the page of %s has every setting, operation and scenario', (name) => {
  const page = read(`docs/${name}.md`);
  const provider = vendors[name];
  const settings = settingsOf(read(`handlers/${name}/vendor.ts`)).map((setting) => setting.name);
  expect(settings.sort()).toEqual(Object.keys(provider.settings).sort());
  // With its type, its default and its meaning.
  for (const setting of settings) expect(page).toMatch(new RegExp(`^\\| \`${setting}\` \\| \`.+\` \\| \`.*\` \\| \\S.+ \\|$`, 'm'));
  for (const { vendor, operation } of createCloud(vendors).operations) if (vendor === name) expect(page).toContain(`### \`${operation}\``);
  for (const scenario of Object.values(provider.scenarios)) expect(page).toContain(`| \`${scenario.name}\` |`);
});

test('a setting is read with its type and its comment, however many lines it has', () => {
  const source = 'export interface Settings {\n  /**\n   * What it is.\n   * More.\n   */\n  readonly one?: 1 | 2;\n  two: string;\n}\n';
  expect(settingsOf(source)).toEqual([
    { name: 'one', type: '1 | 2', description: 'What it is. More.' },
    { name: 'two', type: 'string', description: '' },
  ]);
  expect(() => settingsOf('export interface Options {}')).toThrow('no `export interface Settings`');
});
