/** Who may import whom, and what reaches a browser. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { vendors } from '../entries/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const names = Object.keys(vendors);

const files = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
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

test('the model imports nothing of ours, and no package but its queue', () => {
  expect(breaches('model', (imported) => imported.startsWith('model/') || imported === 'tinyqueue')).toEqual([]);
});

test('only the clock reads the system clock, and nothing draws by Math.random', () => {
  const guilty = [...files('model'), ...files('handlers'), ...files('fixtures'), ...files('scenarios')].filter((file) => {
    const source = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    return (
      /\bMath\.random\b/.test(source) ||
      (file !== 'model/clock.ts' && /\bDate\.now\b|\bnew Date\(\)|\bsetTimeout\b|\bsetInterval\b|\bperformance\.now\b/.test(source))
    );
  });
  expect(guilty).toEqual([]);
});

test("a vendor's folder imports the core, the model and its own plain fixtures; never another vendor, never msw, never faker", () => {
  for (const name of names) {
    expect(
      breaches(
        `handlers/${name}`,
        (imported) =>
          imported.startsWith('model/') ||
          imported.startsWith(`handlers/${name}/`) ||
          /^handlers\/[\w-]+\.ts$/.test(imported) ||
          imported === `fixtures/${name}.ts` ||
          (name === 'elastichosts' && imported === 'fflate'),
      ),
    ).toEqual([]);
  }
});

test('only cloud.ts knows msw, and only fleet.ts knows faker', () => {
  const knowing = (name: string) =>
    ['model', 'handlers', 'fixtures', 'scenarios', 'entries', 'server']
      .flatMap((folder) => files(folder))
      .filter((file) => imports(file).some((imported) => imported === name || imported.startsWith(`${name}/`)));
  expect(knowing('msw')).toEqual(['handlers/cloud.ts']);
  expect(knowing('@faker-js/faker')).toEqual(['fixtures/fleet.ts']);
});

test('serve.ts and what it stands on know neither msw nor Request', () => {
  for (const file of ['serve', 'router', 'check', 'auth', 'wire', 'account']) {
    const source = readFileSync(join(root, `handlers/${file}.ts`), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    expect(source).not.toMatch(/\bRequest\b(?!s)|\bResponse\b|\bmsw\b/);
  }
});

test('scenarios speak in accounts, faults and time', () => {
  expect(
    breaches(
      'scenarios',
      (imported) =>
        imported.startsWith('model/') ||
        imported.startsWith('scenarios/') ||
        imported === 'handlers/scenario.ts' ||
        /^handlers\/\w+\/index\.ts$/.test(imported),
    ),
  ).toEqual([]);
});

test('the server is built on node, the core and the entries', () => {
  expect(breaches('server', (imported) => /^(node:|model\/|handlers\/[\w-]+\.ts$|entries\/index\.ts$|server\/)/.test(imported))).toEqual([]);
});

test("every vendor's folder holds the same four files, and a fixture, a fleet, scenarios and an entry", () => {
  const there = new Set(['handlers', 'fixtures', 'scenarios', 'entries'].flatMap((folder) => files(folder)));
  for (const name of names) {
    const wanted = [
      ...['contract', 'server', 'operations', 'index'].map((file) => `handlers/${name}/${file}.ts`),
      `fixtures/${name}.ts`,
      `fixtures/${name}-fleet.ts`,
      `scenarios/${name}.ts`,
      `entries/${name}.ts`,
    ];
    expect(wanted.filter((file) => !there.has(file))).toEqual([]);
  }
});

test.each(names)('%s bundles for a browser, without node, faker and msw inside', async (name) => {
  const { metafile } = await build({
    entryPoints: [join(root, `entries/${name}.ts`)],
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

test('the core bundles for a browser', async () => {
  await expect(
    build({ entryPoints: [join(root, 'handlers/index.ts')], bundle: true, format: 'esm', platform: 'browser', external: ['msw'], write: false }),
  ).resolves.toMatchObject({ errors: [] });
});
