/** Who may import whom, and what reaches a browser. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { vendors } from '../handlers/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const names = Object.keys(vendors);

const files = (folder: string): string[] =>
  !existsSync(join(root, folder))
    ? []
    : readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? files(join(folder, entry.name)) : entry.name.endsWith('.ts') ? [join(folder, entry.name)] : [],
      );

/** What a file imports: packages by name, ours by path from the root. */
function imports(file: string): string[] {
  const source = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  return [...source.matchAll(/^(?:import|export)\b[^'"]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm)].map(([, from, bare, dynamic]) => {
    const name = from ?? bare ?? dynamic ?? '';
    return name.startsWith('.') ? relative(root, join(root, dirname(file), name)) : name;
  });
}

const breaches = (folder: string, allowed: (imported: string, file: string) => boolean): string[] =>
  files(folder).flatMap((file) =>
    imports(file)
      .filter((imported) => !allowed(imported, file))
      .map((imported) => `${file} imports ${imported}`),
  );

/** Our rooms, from the ground up, and what each may import. Only `index.ts`, the public entry, stands above `testing/`. */
const MAY_IMPORT: Readonly<Record<string, (imported: string, file: string) => boolean>> = {
  model: (imported) => room(imported) === 'model' || imported === 'tinyqueue',
  vendor: (imported) => ['model', 'vendor'].includes(room(imported)) || ['json-schema-to-ts', 'openapi-types'].includes(imported),
  request: (imported) => ['model', 'vendor', 'request'].includes(room(imported)),
  cloud: (imported, file) =>
    ['model', 'vendor', 'request', 'cloud'].includes(room(imported)) ||
    (imported === 'msw' && file === 'cloud/msw.ts') ||
    // The server stands above; it is loaded when a cloud is told to listen, and a browser has another file in its place.
    (imported === '#listen' && file === 'cloud/open.ts'),
  testing: (imported, file) =>
    ['model', 'vendor', 'request', 'cloud', 'testing'].includes(room(imported)) ||
    // The documents of our own vendors are files.
    (file === 'testing/document.ts' && imported === 'node:fs') ||
    // Types alone: what a verifier asks for a state is answered by a listener of the user's own server.
    (file === 'testing/pact/state-change.ts' && imported === 'node:http') ||
    // Each runner's matchers are an entry of their own.
    (file === 'testing/matchers/jest.ts' && imported === '@jest/globals') ||
    (file === 'testing/matchers/vitest.ts' && imported === 'vitest') ||
    (file === 'testing/matchers/assert.ts' && imported === 'node:assert') ||
    // The suites for vendors are an entry of their own, with optional peers; nothing else imports them.
    (file.startsWith('testing/vendor/') && ['ajv/dist/2020.js', 'ajv-formats', 'fast-check', 'node:assert/strict'].includes(imported)),
  // Scenarios speak in accounts, faults and time.
  scenarios: (imported) =>
    ['model', 'scenarios'].includes(room(imported)) || imported === 'vendor/scenario.ts' || /^handlers\/\w+\/(vendor|server)\.ts$/.test(imported),
  fixtures: (imported) =>
    ['model', 'fixtures'].includes(room(imported)) || /^handlers\/\w+\/(?!index)\w+\.ts$/.test(imported) || imported === '@faker-js/faker',
  // The controls work on plain values; their client runs anywhere, and imports nothing of ours but types.
  control: (imported) => ['model', 'vendor', 'request', 'cloud', 'clouds', 'control'].includes(room(imported)),
  // What runs at a test runner's side: in Node, with files.
  reporters: (imported) =>
    ['model', 'vendor', 'cloud', 'testing', 'reporters'].includes(room(imported)) ||
    imported === 'handlers/index.ts' ||
    ['@jest/globals', 'vitest'].includes(imported) ||
    imported.startsWith('node:'),
  server: (imported, file) =>
    ['model', 'vendor', 'request', 'cloud', 'clouds', 'control', 'server'].includes(room(imported)) ||
    // The entry for programs hands on the stores; the server itself knows only their interface.
    (room(imported) === 'store' && ['server/index.ts', 'server/metrics.ts'].includes(file)) ||
    (imported === 'prom-client' && file === 'server/metrics.ts') ||
    ['testing/document.ts', 'panel/page/index.ts'].includes(imported) ||
    imported.startsWith('node:'),
  'command-line': (imported, file) =>
    ['model', 'vendor', 'request', 'cloud', 'clouds', 'control', 'testing', 'server', 'command-line'].includes(room(imported)) ||
    // The store is loaded where it is asked for.
    (room(imported) === 'store' && file === 'command-line/many-flags.ts') ||
    (room(imported) === 'reporters' && file === 'command-line/commands/coverage.ts') ||
    imported === 'handlers/index.ts' ||
    imported.startsWith('node:'),
  // Many clouds in one server, by name; on plain values.
  clouds: (imported) => ['model', 'vendor', 'request', 'cloud', 'clouds'].includes(room(imported)),
  // What keeps them: files, or a Valkey. Each store is loaded where it is asked for.
  store: (imported) => ['model', 'vendor', 'cloud', 'clouds', 'store'].includes(room(imported)) || imported === '@redis/client' || imported.startsWith('node:'),
  // The panel knows a cloud by its controls alone, wherever the cloud is.
  panel: (imported) => ['model', 'control', 'panel'].includes(room(imported)) || /^lit(\/|$)/.test(imported),
  // The homes, thin, each over the public cloud.
  browser: (imported) => ['model', 'cloud', 'control', 'panel', 'browser'].includes(room(imported)) || /^msw(\/browser)?$/.test(imported),
  vite: (imported) =>
    ['model', 'vendor', 'cloud', 'clouds', 'control', 'panel', 'server', 'vite'].includes(room(imported)) ||
    // What `stuntbox serve` writes for programs outside, a dev server writes too.
    ['command-line/ready-file.ts', 'command-line/version.ts'].includes(imported) ||
    imported === 'vite' ||
    imported.startsWith('node:'),
  storybook: (imported) =>
    ['model', 'vendor', 'cloud', 'control', 'panel', 'testing', 'storybook'].includes(room(imported)) ||
    /^(storybook\/|react$|vite$|msw$|node:)/.test(imported),
  // Types alone: the runner is the one that the user's own `test` comes from.
  playwright: (imported) => ['model', 'vendor', 'cloud', 'playwright'].includes(room(imported)) || imported === '@playwright/test',
};

const room = (file: string): string => (file.includes('/') ? (file.split('/')[0] ?? '') : file);

test.each(Object.entries(MAY_IMPORT))('%s imports only what stands below it', (name, allowed) => {
  expect(breaches(name, allowed)).toEqual([]);
});

test('no file imports, directly or by way of others, a file that imports it; types included', () => {
  const all = [...Object.keys(MAY_IMPORT), 'handlers', 'bench', 'scripts'].flatMap((name) => files(name)).concat('index.ts');
  const graph = new Map(all.map((file) => [file, imports(file).filter((imported) => all.includes(imported))]));
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) return void circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
    if (done.has(file)) return;
    for (const imported of graph.get(file) ?? []) visit(imported, [...path, file]);
    done.add(file);
  };
  for (const file of all) visit(file, []);
  expect(circles).toEqual([]);
});

test('only the clock reads the system clock, and nothing draws by Math.random', () => {
  const guilty = ['model', 'vendor', 'request', 'cloud', 'clouds', 'control', 'testing', 'handlers', 'fixtures', 'scenarios']
    .flatMap((folder) => files(folder))
    .filter((file) => {
      const source = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
      return (
        /\bMath\.random\b/.test(source) ||
        (!['model/clock.ts', 'model/stopwatch.ts', 'model/alarm.ts', 'model/fake-timers.ts'].includes(file) &&
          /\bDate\.now\b|\bnew Date\(\)|\bsetTimeout\b|\bsetInterval\b|\bperformance\.now\b/.test(source))
      );
    });
  expect(guilty).toEqual([]);
});

test("a vendor's folder imports what a vendor is made of, the model, its own plain fixtures and its own scenarios; never another vendor", () => {
  for (const name of names) {
    expect(
      breaches(
        `handlers/${name}`,
        (imported, file) =>
          ['model', 'vendor'].includes(room(imported)) ||
          imported.startsWith(`handlers/${name}/`) ||
          imported === `fixtures/${name}.ts` ||
          (imported === `scenarios/${name}.ts` && file === `handlers/${name}/index.ts`) ||
          (name === 'elastichosts' && imported === 'fflate'),
      ),
    ).toEqual([]);
  }
});

test('only fleet.ts knows faker', () => {
  const knowing = files('fixtures').filter((file) => imports(file).includes('@faker-js/faker'));
  expect(knowing).toEqual(['fixtures/fleet.ts']);
});

test('request/ and what it stands on know neither msw nor Request', () => {
  for (const file of [...files('request'), ...files('vendor')]) {
    const source = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    expect(source).not.toMatch(/\bRequest\b(?!s)|\bResponse\b|\bmsw\b/);
  }
});

test("every vendor's folder holds the same five files, and there are a fixture, a fleet and scenarios for it", () => {
  const there = new Set(['handlers', 'fixtures', 'scenarios'].flatMap((folder) => files(folder)));
  for (const name of names) {
    const wanted = [
      ...['contract', 'vendor', 'server', 'operations', 'index'].map((file) => `handlers/${name}/${file}.ts`),
      `fixtures/${name}.ts`,
      `fixtures/${name}-fleet.ts`,
      `scenarios/${name}.ts`,
    ];
    expect(wanted.filter((file) => !there.has(file))).toEqual([]);
  }
});

test.each(names)('%s bundles for a browser, without node, faker and msw inside', async (name) => {
  const { metafile } = await build({
    entryPoints: [join(root, `handlers/${name}/index.ts`)],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    external: ['msw'],
    write: false,
    metafile: true,
    absWorkingDir: root,
  });
  const inside = Object.keys(metafile.inputs);
  expect(inside.some((file) => file === `handlers/${name}/index.ts`)).toBe(true);
  expect(inside.filter((file) => /node_modules\/(msw|@faker-js|@mswjs)\//.test(file))).toEqual([]);
  for (const other of names.filter((one) => one !== name)) expect(inside.filter((file) => file.startsWith(`handlers/${other}/`))).toEqual([]);
});

test('the core bundles for a browser, and of what listens only what says that it cannot', async () => {
  const { metafile } = await build({
    entryPoints: [join(root, 'index.ts')],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    external: ['msw'],
    write: false,
    metafile: true,
    absWorkingDir: root,
  });
  const inside = Object.keys(metafile.inputs);
  expect(inside.filter((file) => /(^|\/)server\//.test(file))).toEqual([]);
  expect(inside.filter((file) => /listen/.test(file))).toEqual(['dist/cloud/listen-needs-node.js']);
});

test('the client of the controls imports nothing but types, and needs only what every browser has', async () => {
  const client = files('control/client');
  for (const file of client)
    for (const [line] of readFileSync(join(root, file), 'utf8').matchAll(/^import (?!type )[^;]*;/gm))
      expect([file, line]).toEqual([file, expect.stringContaining("from './")]);
  const { metafile, outputFiles } = await build({
    entryPoints: [join(root, 'control/client/index.ts')],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    metafile: true,
    absWorkingDir: root,
  });
  expect(Object.keys(metafile.inputs).filter((file) => !file.startsWith('control/client/'))).toEqual([]);
  expect(outputFiles[0]?.text).not.toMatch(/\b(?:process|Buffer|require)\b/);
});

test('the command line loads no msw', () => {
  const loaded = new Set(['command-line/bin.ts', 'server/listen.ts']);
  for (const file of loaded) for (const imported of imports(file)) if (imported.endsWith('.ts')) loaded.add(imported);
  expect([...loaded]).toContain('cloud/open.ts');
  expect([...loaded]).not.toContain('cloud/msw.ts');
});
