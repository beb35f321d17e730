// Runs the example projects as a user would: each in a folder of its own, with the packed package and whatever else npm installs for it.
// `npm run examples`, or `npm run examples -- vitest react` for some. Fails if one of them fails, or has no tests.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DASHBOARD, install } from '../test/homes/install.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const examples = join(root, 'examples');
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** Whether an example is about the dashboard, which is then beside it. */
const needsDashboard = (name: string): boolean => readFileSync(join(examples, name, 'package.json'), 'utf8').includes('../dashboard');

/** The folders that are projects of a user, with tests of their own: those that depend on stuntbox. That of Storybook is tested by `npm run stories`. */
export function projects(): string[] {
  return readdirSync(examples).filter((name) => {
    try {
      const { devDependencies = {}, scripts = {} } = JSON.parse(readFileSync(join(examples, name, 'package.json'), 'utf8')) as Record<
        string,
        object | undefined
      >;
      return 'stuntbox' in devDependencies && 'test' in scripts;
    } catch {
      return false;
    }
  });
}

/** How many tests have passed, by what Jest, Vitest, node:test or Playwright prints; 0 when it says nothing. */
export function passed(output: string): number {
  const lines = [/^(?:Tests:|\s*Tests)\s.*?(\d+) passed/m, /^(?:#|ℹ) pass (\d+)$/m, /^ {2}(\d+) passed \(/m];
  const [, count] = lines.map((line) => line.exec(output)).find((found) => found !== null) ?? [];
  return Number(count ?? 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2));

function main(wanted: readonly string[]): void {
  const known = projects();
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`There is no example project ${unknown.join(', ')}. Available: ${known.join(', ')}.`);
  const folder = mkdtempSync(join(tmpdir(), 'stuntbox-examples-'));
  const names = wanted.length > 0 ? wanted : known;
  let failed = 0;
  try {
    execFileSync(npm, ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? 'no tarball';
    // The dashboard is heavy: it is installed once, for this and for the suites in a browser.
    const absent = names.some((name) => name === 'dashboard' || needsDashboard(name)) ? install('dashboard') : [];
    symlinkSync(DASHBOARD, join(folder, 'dashboard'), 'junction');
    for (const name of names) {
      const outcome =
        absent.length > 0 && (name === 'dashboard' || needsDashboard(name))
          ? 'The dashboard could not be installed: what npm printed stands above.\n'
          : name === 'dashboard'
            ? run(DASHBOARD, ['test'], true)
            : alone(name, join(folder, name), join(folder, tarball));
      if (outcome !== undefined) failed += 1;
      process.stdout.write(`${outcome === undefined ? 'ok    ' : 'FAILED'} examples/${name}\n${outcome ?? ''}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  process.stdout.write(failed === 0 ? 'All example projects pass.\n' : `${failed} example projects failed.\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

/** Installs an example in a folder of its own, and runs its tests. */
function alone(name: string, project: string, tarball: string): string | undefined {
  cpSync(join(examples, name), project, { recursive: true, filter: (path) => !/[\\/](?:node_modules|package-lock\.json)$/.test(path) });
  // npm's own cache is shared by the projects; the tarball takes the place of the version from the registry.
  const words = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', tarball];
  return run(project, words) ?? run(project, ['test'], true);
}

/** What npm printed, if it failed or no test has passed. */
function run(cwd: string, words: readonly string[], tests = false): string | undefined {
  // What runs us must not show through: a test runner's options, colours.
  const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, JEST_WORKER_ID: ___, VITEST: ____, FORCE_COLOR: _____, ...env } = process.env;
  const { status, stdout, stderr, error } = spawnSync(npm, [...words], { cwd, encoding: 'utf8', timeout: 900_000, env: { ...env, NO_COLOR: '1' } });
  const output = `${stdout}${stderr}${error ? `${error.message}\n` : ''}`;
  if (status === 0 && (!tests || passed(output) > 0)) return undefined;
  return `${output}${status === 0 ? 'No test has passed.\n' : ''}`;
}
