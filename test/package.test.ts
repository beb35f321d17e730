/** The built package, as npm packs it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { BARS, BROWSER_BAR, browserWeight, CEILINGS, panelWeights, weights } from '../bench/weight.ts';
import type { AnyCloud } from '../cloud/cloud.ts';
import { vendors } from '../handlers/index.ts';
import { createCloud } from '../index.ts';
import { PACKAGE_VERSION } from '../testing/package-version.ts';
import { operationsOf, type Contract } from '../vendor/contract.ts';
import type { AnyProvider, Provider } from '../vendor/provider.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const text = (path: string): string => readFileSync(join(root, path), 'utf8');
const files = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });

type Targets = Readonly<Record<string, string | Readonly<Record<string, string | null>>>>;
const { exports: entries, imports = {}, bin } = JSON.parse(text('package.json')) as { exports: Targets; imports?: Targets; bin: Targets };

let packed: Set<string>;
beforeAll(() => {
  const report = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const [{ files: all }] = JSON.parse(report) as [{ files: { path: string }[] }];
  packed = new Set(all.map(({ path }) => path));
});

test('each vendor is as light as a page may expect, and the core does not grow unseen', async () => {
  const { core, vendors: added } = await weights();
  expect(core).toBeLessThanOrEqual(CEILINGS.core);
  expect(added.size).toBe(Object.keys(vendors).length);
  const heavy = [...added].filter(([, kibibytes]) => kibibytes > CEILINGS.vendor);
  expect(heavy).toEqual([]);
});

test('a page that imports only a function of the clock does not get the core', async () => {
  const { outputFiles } = await build({
    stdin: { contents: "export { minutes } from './index.js';", resolveDir: join(root, 'dist') },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    external: ['msw'],
    write: false,
  });
  expect(outputFiles[0]?.text).not.toContain('createCloud');
  expect(outputFiles[0]?.contents.length).toBeLessThan(12_000);
});

test('the whole panel is within its bar, also in a page with its cloud', async () => {
  const { element, controls, page } = await panelWeights();
  expect(page).toBeLessThanOrEqual(BARS.panel);
  expect(element + controls).toBeLessThanOrEqual(BARS.panel);
});

test('startCloud is light, and the panel is loaded on demand', async () => {
  expect(await browserWeight()).toBeLessThanOrEqual(BROWSER_BAR);
});

test('every file in dist/ is reached from an entry of the package', () => {
  const reached = new Set<string>();
  const visit = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    // At the beginning of a line: sentences of errors quote imports as well.
    for (const [, from = ''] of text(path).matchAll(/(?:^(?:(?:import|export)\b[^'"\n]*?|\} from )|\bimport\()["'](\.[^"']+)["']/gm)) {
      const target = join(dirname(path), from);
      visit(path.endsWith('.d.ts') ? target.replace(/\.[jt]s$/, '.d.ts') : target);
    }
  };
  const targets = [entries, imports, bin]
    .flatMap((names) => Object.values(names))
    .flatMap((target) => (typeof target === 'string' ? target : Object.values(target)));
  for (const target of targets) {
    if (!target?.startsWith('./dist/')) continue;
    visit(normalize(target));
    visit(normalize(target).replace(/\.js$/, '.d.ts'));
  }
  const built = files('dist').filter((path) => !path.endsWith('.sources'));
  // The servers read the scripts of the panel's page and of a dev server, and send them to browsers.
  expect(built.filter((path) => !reached.has(path))).toEqual(['dist/panel/page.js', 'dist/vite/page.js']);
});

test('one file of the package loads msw, and neither the core nor the command line loads that file', () => {
  const loading = files('dist').filter((path) => path.endsWith('.js') && /from ?"msw"/.test(text(path)));
  expect(loading).toHaveLength(1);
  const loaded = new Set<string>(['dist/command-line/bin.js', 'dist/server/listen.js', 'dist/chunks/core.js']);
  for (const path of loaded) for (const [, from = ''] of text(path).matchAll(/(?:from |import |import\()"(\.[^"]+)"/g)) loaded.add(join(dirname(path), from));
  expect([...loaded].filter((path) => loading.includes(path))).toEqual([]);
});

test('an entry is one file, beside few that entries share', () => {
  for (const name of Object.keys(vendors)) {
    const imported = new Set([...text(`dist/handlers/${name}/index.js`).matchAll(/^(?:import|\}) ?.*from "(\.[^"]+)"/gm)].map(([, path]) => path));
    expect(imported.size).toBeLessThanOrEqual(3);
  }
});

test('what the README and the docs link to is in the package', () => {
  const pages = ['README.md', ...files('docs').filter((path) => path.endsWith('.md'))];
  const links = pages.flatMap((page) =>
    // A pattern in code is no link.
    [
      ...text(page)
        .replace(/`[^`\n]*`/g, '')
        .matchAll(/\]\((?!https?:|#)([^)#\s]+)/g),
    ].map(([, link = '']) => ({
      page,
      target: normalize(join(dirname(page), link)).replace(/\/$/, ''),
    })),
  );
  expect(links.length).toBeGreaterThan(5);
  const missing = links.filter(({ target }) => ![...packed].some((path) => path === target || path.startsWith(`${target}/`)));
  // Where the code is: for whoever reads the page in the repository.
  expect(missing.filter(({ target }) => !['handlers', 'model', 'server'].includes(target))).toEqual([]);
});

test('the documents are exported', () => {
  for (const name of Object.keys(vendors)) expect(packed).toContain(`openapi/${name}.json`);
  expect(entries['./openapi/*.json']).toBe('./openapi/*.json');
});

test('a document is imported from the package as a value, and its bodies as types', () => {
  const program = "import vpsorg from 'stuntbox/openapi/vpsorg.json' with { type: 'json' }; console.log(vpsorg.openapi, Object.keys(vpsorg.paths).length);";
  const { stdout } = spawnSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', program], { cwd: root, encoding: 'utf8' });
  expect(stdout).toBe('3.1.0 7\n');
  for (const name of Object.keys(vendors)) expect(packed).toContain(`openapi/${name}.d.ts`);
  const typed = `import type { CreateServer, ListServersReply, Server, StartServerReply } from 'stuntbox/openapi/vpsorg';
    export const create: CreateServer = { name: 'web-1', plan_id: 1, os_id: 5, location: 'us-west' };
    // @ts-expect-error A misspelt member does not compile.
    export const misspelt: CreateServer = { ...create, hostnam: 'web-1' };
    export const statuses = (list: ListServersReply, one: Server, started: StartServerReply) => [...list.results.map(({ status }) => status), one.status, started.server.status];`;
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(join(root, '.cache/openapi-types.ts'), typed);
  const words = ['--noEmit', '--strict', '--ignoreConfig', '--target', 'es2022', '--module', 'nodenext', '.cache/openapi-types.ts'];
  expect(spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', ...words], { cwd: root, encoding: 'utf8' }).stdout).toBe('');
});

test('files that say who wrote them name the version of the package', () => {
  const { version } = JSON.parse(text('package.json')) as { version: string };
  expect(PACKAGE_VERSION).toBe(version);
});

test('the types of the documents compile as a user compiles them, without exactOptionalPropertyTypes', () => {
  const documents = Object.keys(vendors).map((name) => `openapi/${name}.d.ts`);
  const words = [
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    'false',
    '--ignoreConfig',
    '--target',
    'es2022',
    '--module',
    'nodenext',
    '--types',
    'node',
    ...documents,
  ];
  expect(spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', ...words], { cwd: root, encoding: 'utf8' }).stdout).toBe('');
});

test('what a project exports of a cloud can be named in its declarations', () => {
  const project = mkdtempSync(join(tmpdir(), 'stuntbox-declared-'));
  try {
    mkdirSync(join(project, 'node_modules/@types'), { recursive: true });
    symlinkSync(root, join(project, 'node_modules/stuntbox'));
    symlinkSync(join(root, 'node_modules/@types/node'), join(project, 'node_modules/@types/node'));
    const names = Object.keys(vendors);
    writeFileSync(
      join(project, 'clouds.ts'),
      [
        "import { createCloud, scenarioFor, systemClock, withScenarios } from 'stuntbox';",
        ...names.map((name) => `import { ${name} } from 'stuntbox/${name}';`),
        `export const cloud = createCloud({ ${names.join(', ')} });`,
        `export const open = () => createCloud({ ${names.join(', ')} }, { clock: systemClock() });`,
        'export const linked = createCloud.fromLink({ vpsorg }, cloud.toLink());',
        'export const mine = withScenarios(vpsorg, {});',
        ...['at(0)', 'faults', 'faults.all()', 'journal.last()', 'listen()', 'operations', 'snapshot()', 'vendors', 'origins'].map(
          (member, i) => `export const member${i} = cloud.${member};`,
        ),
        ...Object.entries(vendors as Record<string, AnyProvider>).flatMap(([name, provider]) => [
          `export const ${name}Account = cloud.${name};`,
          `export const ${name}Settings = cloud.${name}.settings;`,
          ...Object.keys((provider as unknown as Provider).tables).map((table) => `export const ${name}_${table} = cloud.${name}.${table}.all();`),
          `export const ${name}Actions = cloud.${name}.actions(${name}_servers[0]!);`,
        ]),
      ].join('\n'),
    );
    const words = ['--declaration', '--emitDeclarationOnly', '--outDir', 'out', '--preserveSymlinks', '--skipLibCheck', '--strict', '--ignoreConfig'];
    const target = ['--target', 'es2022', '--module', 'nodenext', '--types', 'node', 'clouds.ts'];
    expect(spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...words, ...target], { cwd: project, encoding: 'utf8' }).stdout).toBe(
      '',
    );
  } finally {
    rmSync(project, { recursive: true });
  }
});

describe.each(Object.entries(vendors as Record<string, AnyProvider>))('%s', (name, provider) => {
  const whole: Contract = provider.contract;

  test('its contract in the package says of each request what the whole one says', async () => {
    const module = (await import(join(root, `dist/handlers/${name}/index.js`))) as Record<string, { contract: Contract }>;
    const short = module[name]?.contract;
    expect(JSON.stringify(short)).not.toMatch(/"(x-note|x-rules)"/);
    // `cloudIn` sends the examples of bodies.
    expect(operationsOf(short ?? whole).filter(({ operation }) => operation['x-example'] !== undefined && !operation.requestBody)).toEqual([]);
    const said = (document: Contract | undefined) =>
      operationsOf(document ?? whole).map(({ route, operation }) => ({
        route,
        source: operation['x-source'],
        action: operation['x-action'],
        security: operation.security,
        parameters: operation.parameters?.map(({ name: parameter, in: where, required, schema }) => ({ parameter, where, required, schema: plain(schema) })),
        body: Object.entries(operation.requestBody?.content ?? {}).map(([type, { schema }]) => [type, plain(schema)]),
        secrets: Object.values(operation.responses).flatMap(({ content = {} }) => Object.values(content).flatMap(({ schema }) => secretMembers(schema))),
        replies: Object.entries(operation.responses).map(([status, reply]) => [status, reply['x-source'], Object.keys(reply.content ?? {})]),
      }));
    expect(said(short)).toEqual(said(whole));
  });

  test('a fault is possible in the package where it is in the sources', async () => {
    const [{ createCloud: built }, entry] = (await Promise.all(['index.js', `handlers/${name}/index.js`].map((file) => import(join(root, 'dist', file))))) as [
      { createCloud: typeof createCloud },
      Record<string, AnyProvider>,
    ];
    const possible = (cloud: AnyCloud): string[] =>
      operationsOf(whole).flatMap(({ route }) =>
        kinds
          .filter((kind) => {
            try {
              cloud.faults.add({ vendor: name, on: route, outcome: 'refused', kind, times: 1 } as never);
              return true;
            } catch {
              return false;
            }
          })
          .map((kind) => `${route} ${kind}`),
      );
    const kinds = Object.keys((provider as unknown as Provider).refusals);
    const found = possible(createCloud({ [name]: provider }));
    expect(found.length).toBeGreaterThan(5);
    expect(possible(built({ [name]: entry[name] as AnyProvider }))).toEqual(found);
  });

  test('no request is held to a format, which is an annotation', () => {
    for (const { operation } of operationsOf(whole))
      expect(JSON.stringify([operation.parameters, operation.requestBody])).not.toMatch(/"format":(?!"password")/);
  });
});

/** A schema without what only describes it. */
function plain(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema, (key, value: unknown) => (key === 'description' && typeof value === 'string' ? undefined : value)));
}

/** The names of the members that a schema marks as secret, in its order. */
function secretMembers(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([name, part]: [string, { format?: unknown; writeOnly?: unknown } | null]) => [
    ...(part?.format === 'password' || part?.writeOnly === true ? [name] : []),
    ...secretMembers(part),
  ]);
}
