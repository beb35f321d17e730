// Builds dist/: the types by tsc, the code by esbuild. Each entry of package.json is one file beside the few that entries share,
// since a test runner loads every module again for every test file.
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parseSync } from '@swc/core';
import { build } from 'esbuild';
import { contractIn, contractModule, contractTypes, controlsForPages } from './contracts.js';
import { ROOMS } from './rooms.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
/** The core, which every cloud needs whatever its vendors: one file of the package. */
const CORE = 'chunks/core.js';
const CORE_ROOMS = ['model', 'vendor', 'request', 'cloud'];
/** The page that shows the panel alone, and what a dev server adds to the application's. */
const PAGES = ['panel/page', 'vite/page'];
/** The controls of a cloud in the same page, as the panel and a story ask them, with what they load on demand; and where they are in the package. */
const IN_PAGE = new Map([
  ['control/in-page.ts', 'panel/controls.js'],
  ['control/in-process.ts', 'storybook/controls.js'],
  ['control/shows.ts', 'panel/shows.js'],
]);
/** What is bundled, so that users need not install it: lit, of which the panel is made. */
const BUNDLED = /^(?:lit|lit-html|@lit\/[\w-]+)(?:\/|$)/;
/** A placeholder for the import of one of our own files, until the importing file is known. */
const OURS = 'stuntbox-dist:';

const entries = entryFiles();
/** The source files that are bundled separately from the files that import them, with their output files. */
const apart = new Map(entries.map((source) => [source, source.replace(/\.ts$/, '.js')]));
const core = [...CORE_ROOMS.flatMap(sources), 'fixtures/frozen.ts'].filter((source) => !apart.has(source) && !readsMsw(source));
const contracts = new Map(
  await Promise.all(
    sources('handlers')
      .filter(isContract)
      .map(async (source) => [source, await contractIn(root, source)]),
  ),
);

rmSync(dist, { recursive: true, force: true });
await Promise.all([types(), code()]);

async function types() {
  await promisify(execFile)(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json')]);
  for (const [source, contract] of contracts) writeFileSync(join(dist, source.replace(/\.ts$/, '.d.ts')), contractTypes(contract, source));
  removeUnreachable();
}

async function code() {
  const options = {
    absWorkingDir: root,
    outdir: dist,
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    target: ['node20', 'es2022'],
    conditions: ['import'],
    logLevel: 'warning',
  };
  const [shared, own, page, inPage] = await Promise.all([
    build({
      ...options,
      stdin: { contents: wantedOfCore(), resolveDir: root },
      plugins: [resolving(new Map())],
    }),
    build({
      ...options,
      entryPoints: Object.fromEntries(entries.map((source) => [source.replace(/\.ts$/, ''), source])),
      chunkNames: 'chunks/[name]-[hash]',
      splitting: true,
      // Of lit, the build that can also be imported where there is no page.
      conditions: ['import', 'node'],
      plugins: [resolving(new Map([...core.map((source) => [source, CORE]), ...apart, ...IN_PAGE])), shortContracts(), flush()],
    }),
    // The script of a page is one file, as a browser loads it.
    build({
      ...options,
      entryPoints: Object.fromEntries(PAGES.map((page) => [page, `${page}/script.ts`])),
      platform: 'browser',
      minify: true,
      legalComments: 'inline',
      plugins: [flush()],
    }),
    // The controls of a cloud in the page: loaded on demand, of a contract that explains nothing.
    build({
      ...options,
      entryPoints: Object.fromEntries(Array.from(IN_PAGE, ([source, file]) => [file.replace('.js', ''), source])),
      minifySyntax: true,
      plugins: [resolving(new Map([...core.map((source) => [source, CORE]), ...apart, ...IN_PAGE])), shortControls(await controlsForPages(root))],
    }),
  ]);
  for (const { contents } of shared.outputFiles) write(CORE, contents);
  for (const { path, contents } of [...own.outputFiles, ...page.outputFiles, ...inPage.outputFiles]) write(relative(dist, path).split(sep).join('/'), contents);
  // Fails if a file imports something that another one does not export.
  await build({ ...options, packages: 'external', entryPoints: [...apart.values()].map((file) => join(dist, file)), outdir: join(dist, 'linked') });
}

/** The sources of all entries of the package: its exports, its own imports and its commands. */
function entryFiles() {
  const { exports, imports = {}, bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const built = [...Object.values(exports), ...Object.values(imports), ...Object.values(bin)]
    .flatMap((target) => (typeof target === 'string' ? target : Object.values(target)))
    .filter((path) => path?.startsWith('./dist/') && path.endsWith('.js'));
  return [...new Set(built.map((path) => path.replace('./dist/', '').replace(/\.js$/, '.ts')))];
}

/** A module that exports everything that other files import from the core. */
function wantedOfCore() {
  const files = new Set(core);
  const wanted = new Map();
  for (const source of ['index.ts', ...ROOMS.flatMap(sources)].filter((path) => !files.has(path))) {
    const { body } = parseSync(readFileSync(join(root, source), 'utf8'), { syntax: 'typescript' });
    for (const { type, source: from, specifiers = [], typeOnly } of body) {
      const file = from && !typeOnly && posix.join(posix.dirname(source), from.value);
      if (!files.has(file)) continue;
      if (type === 'ExportAllDeclaration' || specifiers.some((one) => /Namespace|Default/.test(one.type)))
        throw new Error(`${source} imports all of ${file}, which is part of the core. Import by name instead.`);
      for (const { isTypeOnly, imported, orig, local } of specifiers) {
        if (isTypeOnly) continue;
        const { value: name } = imported ?? orig ?? local;
        const other = wanted.get(name);
        if (other !== undefined && other !== file)
          throw new Error(`Both ${other} and ${file} export '${name}' to other rooms. Rename one: the core is one file.`);
        wanted.set(name, file);
      }
    }
  }
  return Array.from(wanted, ([name, file]) => `export { ${name} } from './${file}';`).join('\n');
}

/** The files in a folder and its subfolders, as relative paths. */
function filesIn(folder, below = '') {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(below, entry.name);
    return entry.isDirectory() ? filesIn(folder, path) : [path];
  });
}

function sources(room) {
  return filesIn(root, room).filter((path) => path.endsWith('.ts'));
}

function isContract(source) {
  return /^handlers\/\w+\/contract\.ts$/.test(source);
}

/** Whether a file of the core loads msw, also by way of others. It is then not part of the core, since the standalone server must not load msw. */
function readsMsw(source, seen = new Set()) {
  if (seen.has(source)) return false;
  seen.add(source);
  const { body } = parseSync(readFileSync(join(root, source), 'utf8'), { syntax: 'typescript' });
  return body.some(({ source: from, typeOnly, specifiers = [] }) => {
    if (!from || typeOnly || (specifiers.length > 0 && specifiers.every(({ isTypeOnly }) => isTypeOnly))) return false;
    return from.value === 'msw' || (from.value.startsWith('.') && readsMsw(posix.join(posix.dirname(source), from.value), seen));
  });
}

/** Keeps packages external, and our own files that are bundled separately. */
function resolving(files) {
  return {
    name: 'resolving',
    setup({ onResolve }) {
      onResolve({ filter: /^[^./]/ }, ({ path, kind }) => (kind === 'entry-point' || BUNDLED.test(path) ? undefined : { path, external: true }));
      onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir, kind }) => {
        const file = kind === 'entry-point' ? undefined : files.get(relative(root, join(resolveDir, path)).split(sep).join('/'));
        return file && { path: OURS + file, external: true, sideEffects: false };
      });
    },
  };
}

function shortContracts() {
  return {
    name: 'short-contracts',
    setup({ onLoad }) {
      onLoad({ filter: /contract\.ts$/ }, ({ path }) => {
        const contract = contracts.get(relative(root, path).split(sep).join('/'));
        return contract && { contents: contractModule(contract), loader: 'js' };
      });
    },
  };
}

/** Puts the short contract of the controls in place of the whole one, which is also what they give as their document. */
function shortControls(contents) {
  return {
    name: 'short-controls',
    setup({ onLoad }) {
      onLoad({ filter: /\bcontrol\/contract\.ts$/ }, () => ({ contents, loader: 'js' }));
      onLoad({ filter: /\bcontrol\/openapi\.ts$/ }, () => ({
        contents: "import { contract } from './contract.ts';\nexport const exportedControls = () => contract;",
        loader: 'js',
        resolveDir: join(root, 'control'),
      }));
    },
  };
}

/**
 * Of lit, which is bundled, nothing is left in a global: an application that has its own is not told that there are two.
 * Removes the indentation of the panel's sources, also within its templates and its style sheet, where no line means more than a space.
 */
function flush() {
  return {
    name: 'flush',
    setup({ onLoad }) {
      onLoad({ filter: /\blit-html\.js$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        const without = text.replace(/,\(\w+\.litHtmlVersions\?\?=\[\]\)\.push\("[\d.]+"\)/, '');
        if (without === text) throw new Error(`${path} writes its version elsewhere. Handle it in scripts/build.js.`);
        return { contents: without, loader: 'js' };
      });
      onLoad({ filter: /\bpanel\/(?:page\/)?[\w-]+\.ts$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8').replaceAll(/\n\s+/g, '\n');
        return { contents: path.endsWith('style.ts') ? text.replaceAll(/(?<=[{};,])\s+|\s+(?=[{}])|(?<=:) /g, '') : text, loader: 'ts' };
      });
    },
  };
}

function write(file, contents) {
  // esbuild keeps imports of chunks of which a file uses nothing. No file of the package has side effects when imported.
  const used = new TextDecoder().decode(contents).replaceAll(/^import "[^"]*chunk-[^"]*";\n/gm, '');
  const text = used.replaceAll(new RegExp(`(["'])${OURS}([^"']+)\\1`, 'g'), (_, quote, to) => {
    const path = posix.relative(posix.dirname(file), to);
    return quote + (path.startsWith('.') ? path : `./${path}`) + quote;
  });
  const path = join(dist, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode: text.startsWith('#!') ? 0o755 : 0o644 });
}

/** Removes type declarations that no entry refers to. */
function removeUnreachable() {
  const reached = new Set();
  const visit = (file) => {
    if (reached.has(file)) return;
    reached.add(file);
    const text = readFileSync(join(dist, file), 'utf8');
    for (const [, path] of text.matchAll(/(?:from|import\() ?["'](\.[^"']+)["']/g)) visit(posix.join(posix.dirname(file), path.replace(/\.[jt]s$/, '.d.ts')));
  };
  for (const file of apart.values()) visit(file.replace(/\.js$/, '.d.ts'));
  for (const file of filesIn(dist)) if (file.endsWith('.d.ts') && !reached.has(file)) rmSync(join(dist, file));
}
