// Builds the example Storybook as a user would, with the packed package, and has a real browser go through it: `npm run stories`.
// It is installed into .cache/homes/storybook, and again only when its dependencies have changed.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const example = join(root, 'examples/storybook');
const project = join(root, '.cache/homes/storybook');
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const run = (command: string, words: readonly string[], cwd: string): void => void execFileSync(command, [...words], { cwd, stdio: ['ignore', 2, 'inherit'] });

mkdirSync(project, { recursive: true });
const manifest = readFileSync(join(example, 'package.json'), 'utf8');
const installed = join(project, 'installed.json');
for (const name of readdirSync(project)) if (name !== 'node_modules' && name !== 'installed.json') rmSync(join(project, name), { recursive: true });
cpSync(example, project, { recursive: true, filter: (path) => !/[\\/](?:node_modules|package-lock\.json|storybook-static)$/.test(path) });
const packed = join(project, 'packed');
mkdirSync(packed);
run(npm, ['pack', '--silent', '--ignore-scripts', '--pack-destination', packed], root);
const tarball = join(packed, readdirSync(packed).find((name) => name.endsWith('.tgz')) ?? 'no tarball');
if (!existsSync(installed) || readFileSync(installed, 'utf8') !== manifest) rmSync(join(project, 'node_modules'), { recursive: true, force: true });
// The tarball takes the place of the version from the registry.
run(npm, ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', tarball], project);
writeFileSync(installed, manifest);
run(npm, ['run', '--silent', 'types'], project);
run(npm, ['run', '--silent', 'build'], project);

const { status } = spawnSync(
  process.execPath,
  ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '--config', 'test/homes/jest.config.json', 'test/homes/storybook'],
  { cwd: root, stdio: 'inherit' },
);
process.exitCode = status ?? 1;
